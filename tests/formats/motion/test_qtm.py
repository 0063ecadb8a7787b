import numpy as np
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.formats.motion.qtm import read_qtm_text, running_joints
from midstance.kernels.geometry.bones import BONES, to_bones
from midstance.kernels.geometry.rotations import about_z
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import path_of


def write(folder, rows, names):
    (folder / "trial.txt").write_text("\n".join(rows))
    (folder / "labels.txt").write_text("\n".join(names))
    return folder / "trial.txt", folder / "labels.txt"


def person(turn_deg=0.0):
    """Markers (mm) of somebody who stands upright and faces x."""
    places = {
        "HeadL": (0, 80, 1640),
        "HeadR": (0, -80, 1640),
        "HeadFront": (100, 0, 1640),
        "WaistLFront": (100, 120, 1000),
        "WaistRFront": (100, -120, 1000),
        "WaistBack": (-80, 0, 1000),
    }
    for letter, sign in (("L", 1), ("R", -1)):
        places[f"{letter}ShoulderTop"] = (0, 180 * sign, 1450)
        for joint, y, z in (
            *(("Elbow", 250, 1100), ("Wrist", 270, 850)),
            *(("Knee", 90, 500), ("Ankle", 90, 80)),
        ):
            places[f"{letter}{joint}In"] = (0, (y - 40) * sign, z)
            places[f"{letter}{joint}Out"] = (0, (y + 40) * sign, z)
        places[f"{letter}HeelBack"] = (-60, 90 * sign, 40)
        places[f"{letter}Forefoot2"] = (150, 90 * sign, 40)
    turn = about_z(np.deg2rad(turn_deg))
    return {name: turn @ np.array(xyz, float) for name, xyz in places.items()}


def trial(folder, turn_deg=0.0, without=()):
    markers = {k: v for k, v in person(turn_deg).items() if k not in without}
    rows = [",".join(f"{x:.3f}" for x in (*xyz, *xyz)) for xyz in markers.values()]
    return read_qtm_text(*write(folder, rows, list(markers)), rate_hz=170.0)


def test_numbers_interleave_x_y_z_in_mm(tmp_path):
    paths = write(tmp_path, ["1000,2000,3000,1100,2200,3300"], ["Chest"])
    tracks = read_qtm_text(*paths, rate_hz=100.0)
    assert path_of(tracks, "Chest") == pytest.approx(
        np.array([[1.0, 2.0, 3.0], [1.1, 2.2, 3.3]])
    )
    assert tracks["time"].to_numpy() == pytest.approx([0.0, 0.01])


@pytest.mark.parametrize("gap", ["0,0,0", "0.000\t0.000\t0.000", "nan nan nan"])
def test_a_gap_is_nan_and_not_the_origin(tmp_path, gap):
    paths = write(tmp_path, [f"1,2,3,{gap},4,5,6"], ["Chest"])
    chest = path_of(read_qtm_text(*paths, rate_hz=100.0), "Chest")
    assert np.isnan(chest).all(axis=1).tolist() == [False, True, False]


def test_a_marker_on_one_axis_is_no_gap(tmp_path):
    paths = write(tmp_path, ["0,0,1500,1,1,1"], ["Chest"])
    assert np.isfinite(path_of(read_qtm_text(*paths, rate_hz=1.0), "Chest")).all()


def test_rows_that_do_not_fit_the_labels_are_refused(tmp_path):
    paths = write(tmp_path, ["1,2,3"], ["Chest", "HeadL"])
    with pytest.raises(FormatError, match="one row for each of the 2 labels"):
        read_qtm_text(*paths, rate_hz=100.0)


def test_words_are_refused(tmp_path):
    paths = write(tmp_path, ["1,two,3"], ["Chest"])
    with pytest.raises(FormatError, match="numbers only"):
        read_qtm_text(*paths, rate_hz=100.0)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match="labels"):
        read_qtm_text(tmp_path / "trial.txt", tmp_path / "labels.txt", rate_hz=1.0)


def test_joints_lie_between_inner_and_outer_markers(tmp_path):
    joints = running_joints(trial(tmp_path))
    assert path_of(joints, "left_knee")[0] == pytest.approx([0.0, 0.09, 0.5])
    assert path_of(joints, "right_wrist")[0] == pytest.approx([0.0, -0.27, 0.85])


def test_hips_are_where_harrington_puts_them(tmp_path):
    hip = path_of(running_joints(trial(tmp_path)), "left_hip")[0]
    # pelvic width 240 mm, depth 180 mm, from the middle of the front spines
    expected = np.array(
        [100 - 0.24 * 180 - 9.9, 0.33 * 240 + 7.3, 1000 - 0.3 * 240 - 10.9]
    )
    assert hip * 1000 == pytest.approx(expected)


def test_shoulder_joints_lie_below_the_acromion(tmp_path):
    joints = running_joints(trial(tmp_path))
    drop = 1.45 - path_of(joints, "left_shoulder")[0, 2]
    assert drop == pytest.approx(0.17 * 0.36, rel=0.02)


def test_the_head_is_below_the_band(tmp_path):
    head = path_of(running_joints(trial(tmp_path)), "head")[0]
    assert head == pytest.approx([0.0, 0.0, 1.6])


@pytest.mark.parametrize("turn_deg", [-150.0, 30.0, 90.0])
def test_everybody_ends_up_facing_x(tmp_path, turn_deg):
    straight = running_joints(trial(tmp_path))
    turned = running_joints(trial(tmp_path, turn_deg))
    assert turned["position"].to_numpy() == pytest.approx(
        straight["position"].to_numpy(), abs=1e-5
    )


def test_a_missing_marker_is_named(tmp_path):
    with pytest.raises(SchemaError, match="LKneeIn"):
        running_joints(trial(tmp_path, without=("LKneeIn",)))


def test_a_real_runner_has_stiff_bones(reference_data):
    folder = reference_data / "runningpose"
    markers = read_qtm_text(
        folder / "Tindra1.txt", folder / "labels.txt", rate_hz=170.0
    )
    joints = running_joints(markers)
    assert markers.sizes["time"] == 685
    position = joints["position"].isel(individual=0)
    points = position.transpose("time", "keypoint", "space").to_numpy()
    length = np.linalg.norm(to_bones(points), axis=-1)
    spread = dict(zip([end for _, end in BONES], length.std(axis=0), strict=True))
    limbs = [n for n in RUNNING_18.keypoints if n.endswith(("knee", "ankle", "wrist"))]
    assert max(spread[name] for name in limbs) < 0.02
    # A sprint start along x, on a floor at z = 0.
    assert np.ptp(path_of(joints, "head")[:, 0]) > 8.0
    assert -0.01 < np.nanmin(path_of(joints, "left_foot_index")[:, 2]) < 0.1
