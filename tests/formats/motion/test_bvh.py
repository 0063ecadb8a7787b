import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from midstance.errors import SchemaError
from midstance.formats.motion.bvh import write_bvh
from midstance.kernels.geometry.remap import to_skeleton
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.runner import run


@pytest.fixture(scope="module")
def tracks():
    return to_skeleton(run(duration_s=1.0, rate_hz=50.0).tracks, RUNNING_18)


def played(path):
    """Where every joint of a file is, shape (n_times, 3) in cm, and its offset."""
    head, _, motion = path.read_text().partition("MOTION\n")
    names, stack, parents, offsets = [], [], {}, {}
    for line in head.splitlines():
        words = line.split()
        if words[0] in ("ROOT", "JOINT"):
            parents[words[1]] = stack[-1] if stack else None
            names.append(words[1])
            stack.append(words[1])
        elif words[0] == "End":
            stack.append("End")
        elif words[0] == "OFFSET" and stack[-1] != "End":
            offsets[stack[-1]] = np.array(words[1:], float)
        elif words[0] == "}":
            stack.pop()
    lines = motion.splitlines()
    rows = np.array([line.split() for line in lines[2:]], float)
    assert lines[0] == f"Frames: {len(rows)}"
    places, turns = {}, {}
    for index, name in enumerate(names):
        angles = rows[:, 3 + 3 * index : 6 + 3 * index]
        own = Rotation.from_euler("ZXY", angles, degrees=True)
        above = parents[name]
        if above is None:
            places[name], turns[name] = rows[:, :3], own
        else:
            places[name] = places[above] + turns[above].apply(offsets[name])
            turns[name] = turns[above] * own
    return places, float(lines[1].split()[-1])


def in_file_axes(tracks, name):
    place = tracks["position"].sel(keypoint=name, individual="person-1")
    return 100 * place.transpose("time", "space").to_numpy()[:, [1, 2, 0]]


def test_a_runner_moves_as_the_tracks_do(tracks, tmp_path):
    write_bvh(tracks, tmp_path / "a.bvh")
    places, step_s = played(tmp_path / "a.bvh")
    assert step_s == pytest.approx(0.02)
    assert {"pelvis", "left_heel", "right_foot_index", "head"} <= places.keys()
    for name in RUNNING_18.keypoints:
        off = np.linalg.norm(places[name] - in_file_axes(tracks, name), axis=1)
        assert np.median(off) < 1.5, name  # cm
        assert off.max() < 4.0, name


def test_the_lower_leg_points_as_it_does_in_the_tracks(tracks, tmp_path):
    write_bvh(tracks, tmp_path / "a.bvh")
    places, _ = played(tmp_path / "a.bvh")
    ours = in_file_axes(tracks, "left_ankle") - in_file_axes(tracks, "left_knee")
    theirs = places["left_ankle"] - places["left_knee"]
    cosine = (ours * theirs).sum(1) / np.prod(
        [np.linalg.norm(v, axis=1) for v in (ours, theirs)], axis=0
    )
    assert np.rad2deg(np.arccos(cosine.clip(-1, 1))).max() < 0.01


def test_gaps_are_bridged_and_what_was_never_seen_is_left_out(tracks, tmp_path):
    holed = tracks.copy(deep=True)
    holed["position"].loc[{"keypoint": "left_heel"}] = np.nan
    holed["position"][10:14] = np.nan
    write_bvh(holed, tmp_path / "a.bvh")
    places, _ = played(tmp_path / "a.bvh")
    assert "left_heel" not in places
    assert np.isfinite(places["left_ankle"]).all()
    assert "nan" not in (tmp_path / "a.bvh").read_text()


def test_without_hips_there_is_nothing_to_hang_it_on(tmp_path):
    place = np.zeros((2, 3, 1, 1))
    tracks = make_tracks(
        place, np.ones((2, 1, 1)), [0.0, 0.1], keypoints=["nose"], space_unit="m"
    )
    with pytest.raises(SchemaError, match="needs both hips"):
        write_bvh(tracks, tmp_path / "a.bvh")


def test_pixels_are_refused(tmp_path):
    tracks = make_tracks(
        np.zeros((1, 2, 1, 1)), np.ones((1, 1, 1)), [0.0], keypoints=["left_hip"]
    )
    with pytest.raises(SchemaError, match="lift the tracks to 3D first"):
        write_bvh(tracks, tmp_path / "a.bvh")
