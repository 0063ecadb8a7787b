import numpy as np
import pytest

from midstance.errors import NotEnoughDataError, SchemaError
from midstance.formats.motion.mot import read_mot
from midstance.formats.motion.trc import read_trc
from midstance.kernels.geometry.remap import to_skeleton
from midstance.metrics.angles_3d import joint_angles_3d
from midstance.pipeline.opensim.solve import ANGLES, ERRORS, MARKERS, SETUP, solve
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.runner import run

pytest.importorskip(
    "opensim",
    reason="the opensim wheel is not installed (make test-opensim installs it)",
)


@pytest.fixture(scope="module")
def tracks():
    return to_skeleton(run(duration_s=0.5).tracks, RUNNING_18)


@pytest.fixture(scope="module")
def solved(tracks, tmp_path_factory):
    folder = tmp_path_factory.mktemp("opensim")
    return folder, solve(tracks, folder)


@pytest.mark.parametrize(
    ("coordinate", "ours", "sign", "within_deg"),
    [
        ("hip_flexion_r", "hip_flexion_right", 1, 1.5),
        ("hip_adduction_l", "hip_adduction_left", 1, 3),
        ("knee_angle_l", "knee_flexion_left", 1, 3),
        ("ankle_angle_r", "ankle_dorsiflexion_right", 1, 3),
        ("pelvis_tilt", "trunk_lean", -1, 1.5),
        ("pelvis_list", "pelvis_obliquity", 1, 1.5),
        ("pelvis_rotation", "pelvis_rotation", -1, 1.5),
        ("elbow_flex_r", "elbow_flexion_right", 1, 3),
    ],
)
def test_the_angles_are_those_of_the_geometry_of_the_points(
    tracks, solved, coordinate, ours, sign, within_deg
):
    place = tracks["position"].isel(individual=0).transpose("keypoint", "time", "space")
    names = [str(name) for name in place["keypoint"].data]
    truth = joint_angles_3d(dict(zip(names, place.to_numpy(), strict=True)))[ours]
    found = solved[1].angles[coordinate].to_numpy()
    assert np.abs(found - sign * truth.to_numpy()).max() < within_deg


def test_the_model_lies_near_the_markers(solved):
    errors = solved[1].marker_errors_m
    assert 0 < errors["root_mean_square_m"].max() < 0.01
    assert (errors["largest_m"] >= errors["root_mean_square_m"]).all()


def test_its_files_are_there_and_open(tracks, solved):
    folder, found = solved
    assert {path.name for path in folder.iterdir()} == {
        *("model.osim", MARKERS, ANGLES, SETUP, ERRORS)
    }
    assert read_mot(folder / ANGLES).shape == found.angles.shape
    assert "RBigToe" in read_trc(folder / MARKERS)["keypoint"].to_numpy()


def test_opensim_neither_prints_nor_leaves_a_log(tracks, tmp_path, capfd, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    solve(tracks.isel(time=slice(3)), tmp_path / "out")
    assert capfd.readouterr().out == ""
    assert not list((tmp_path / "here").iterdir())


def test_an_angle_is_not_known_where_its_points_were_not_seen(tracks, tmp_path):
    holed = tracks.copy(deep=True)
    holed["position"].loc[{"keypoint": "left_ankle"}][4:9] = np.nan
    holed["position"][15:18] = np.nan
    angles = solve(holed, tmp_path).angles
    assert list(np.flatnonzero(angles["knee_angle_l"].isna())) == [
        *range(4, 9),
        *range(15, 18),
    ]
    assert list(np.flatnonzero(angles["knee_angle_r"].isna())) == [*range(15, 18)]


def test_two_dimensions_are_refused(tracks, tmp_path):
    with pytest.raises(SchemaError, match="3D tracks of one person in m, got 2D"):
        solve(tracks.isel(space=[0, 1]), tmp_path)


def test_too_few_frames_are_refused(tracks, tmp_path):
    with pytest.raises(NotEnoughDataError, match="in two frames or more, got 1"):
        solve(tracks.isel(time=[0]), tmp_path)
