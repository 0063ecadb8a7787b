import numpy as np
import pytest

from midstance.schema.poses import FramePoses, nobody
from midstance.schema.skeletons import get_skeleton
from midstance.schema.tracks import individuals, load_tracks, save_tracks
from midstance.tracking.link import link

NAMES = get_skeleton("blazepose-33").keypoints
RATE_HZ = 30.0


def body(x_px, y_px=300.0, torso_px=100.0):
    """A standing body with its trunk's middle at a place; 4 torsos tall."""
    height = {"shoulder": -0.5, "hip": 0.5, "knee": 1.4, "ankle": 2.2}
    offsets = []
    for number, name in enumerate(NAMES):
        part = next((height[p] for p in height if p in name), -1 + number / 40)
        offsets.append([0.1 if "left" in name else -0.1, part])
    return np.array([x_px, y_px]) + torso_px * np.array(offsets)


def frame(*bodies, xyz=False):
    if not bodies:
        return nobody(33)
    xy_px = np.array(bodies, np.float32)
    return FramePoses(
        xy_px,
        np.full(xy_px.shape[:2], 0.9, np.float32),
        np.full((*xy_px.shape[:2], 3), 0.25, np.float32) if xyz else None,
    )


def timed(frames, rate_hz=RATE_HZ):
    return [(k / rate_hz, poses) for k, poses in enumerate(frames)]


def trunk_x(tracks, name):
    middle = tracks["position"].sel(individual=name, space="x")
    return middle.sel(keypoint=["left_hip", "right_hip"]).mean("keypoint").to_numpy()


def test_one_person_is_one_track_with_the_times_given():
    places = np.linspace(100, 500, 60)
    poses = timed([frame(body(x)) for x in places])
    tracks = link(poses, "blazepose-33", attrs={"source_file": "a.mp4"})
    assert individuals(tracks) == ["person-1"]
    assert tracks["time"].to_numpy() == pytest.approx([t for t, _ in poses])
    assert trunk_x(tracks, "person-1") == pytest.approx(places)
    assert float(tracks["confidence"].min()) == pytest.approx(0.9)
    assert tracks.attrs["skeleton"] == "blazepose-33"
    assert tracks.attrs["source_file"] == "a.mp4"


def test_nobody_at_all_keeps_the_time_and_has_no_individual(tmp_path):
    tracks = link(timed([frame()] * 5), "blazepose-33")
    assert tracks.sizes["individual"] == 0
    assert tracks.sizes["time"] == 5
    save_tracks(tracks, tmp_path / "tracks.nc")
    assert load_tracks(tmp_path / "tracks.nc").sizes["individual"] == 0


def test_no_frame_at_all_gives_empty_tracks():
    tracks = link([], "blazepose-33")
    assert tracks.sizes["time"] == tracks.sizes["individual"] == 0


def test_order_within_the_frames_does_not_matter():
    frames = [frame(body(200 + k), body(600 - k)) for k in range(40)]
    shuffled = [
        frame(*(poses.xy_px[::-1] if k % 2 else poses.xy_px))
        for k, poses in enumerate(frames)
    ]
    tracks = link(timed(shuffled), "blazepose-33")
    assert tracks.sizes["individual"] == 2
    for name in individuals(tracks):
        assert np.abs(np.diff(trunk_x(tracks, name))) == pytest.approx(np.ones(39))


def test_two_people_who_pass_each_other_keep_their_names():
    frames = [
        frame(body(200 + 8 * k, torso_px=100), body(840 - 8 * k, torso_px=115))
        for k in range(80)
    ]
    tracks = link(timed(frames), "blazepose-33")
    assert tracks.sizes["individual"] == 2
    for name in individuals(tracks):
        steps = np.diff(trunk_x(tracks, name))
        assert np.abs(steps) == pytest.approx(np.full(79, 8.0), rel=1e-3)
        assert len(set(np.sign(steps))) == 1


@pytest.mark.parametrize("speed_px", [0.0, 12.0])
def test_a_short_gap_leaves_one_person_with_nan_in_it(speed_px):
    frames = [
        frame() if 20 <= k < 35 else frame(body(200 + speed_px * k)) for k in range(60)
    ]
    tracks = link(timed(frames), "blazepose-33")
    assert individuals(tracks) == ["person-1"]
    missing = np.isnan(trunk_x(tracks, "person-1"))
    assert missing[20:35].all()
    assert missing.sum() == 15
    assert np.isnan(tracks["confidence"].to_numpy()[20:35]).all()


def test_after_a_long_gap_it_is_somebody_else():
    frames = [frame() if 20 <= k < 80 else frame(body(200)) for k in range(100)]
    assert link(timed(frames), "blazepose-33").sizes["individual"] == 2
    assert link(timed(frames), "blazepose-33", max_gap_s=3).sizes["individual"] == 1


def test_someone_far_away_is_somebody_else():
    frames = [frame(body(200 if k < 30 else 900)) for k in range(60)]
    assert link(timed(frames), "blazepose-33").sizes["individual"] == 2


def test_a_glimpse_of_somebody_is_left_out():
    frames = [
        frame(body(200), body(700)) if k in (10, 11) else frame(body(200))
        for k in range(60)
    ]
    assert link(timed(frames), "blazepose-33").sizes["individual"] == 1
    kept = link(timed(frames), "blazepose-33", min_visible_s=0.05)
    assert kept.sizes["individual"] == 2


def test_in_a_clip_of_few_frames_people_are_kept():
    tracks = link(timed([frame(body(200))] * 4), "blazepose-33")
    assert individuals(tracks) == ["person-1"]


def test_the_longest_visible_is_first_and_of_equals_the_larger():
    frames = [
        frame(body(200, torso_px=60), body(900, torso_px=100), body(1500))
        if k >= 20
        else frame(body(200, torso_px=60), body(900, torso_px=100))
        for k in range(60)
    ]
    tracks = link(timed(frames), "blazepose-33")
    first_x = [np.nanmean(trunk_x(tracks, name)) for name in individuals(tracks)]
    assert first_x == pytest.approx([900, 200, 1500])


def test_visible_time_is_counted_in_seconds_not_in_frames():
    times_s = np.concatenate([np.arange(20) * 0.01, 0.2 + np.arange(15) * 0.1])
    frames = [frame(body(200)) if k < 20 else frame(body(900)) for k in range(35)]
    poses = list(zip(times_s.tolist(), frames, strict=True))
    tracks = link(poses, "blazepose-33", min_visible_s=0.1)
    first_x = [np.nanmean(trunk_x(tracks, name)) for name in individuals(tracks)]
    assert first_x == pytest.approx([900, 200])


@pytest.mark.parametrize("rate_hz", [15.0, 30.0, 120.0])
def test_frame_rate_does_not_split_a_runner_who_crosses_the_picture(rate_hz):
    n = int(2 * rate_hz)
    frames = [frame(body(100 + 900 * k / rate_hz)) for k in range(n)]
    assert link(timed(frames, rate_hz), "blazepose-33").sizes["individual"] == 1


def test_missing_keypoints_stay_missing_and_split_nobody():
    shape = body(200).astype(np.float32)
    shape[NAMES.index("left_hip")] = np.nan
    tracks = link(timed([frame(body(200)), *[frame(shape)] * 30]), "blazepose-33")
    assert individuals(tracks) == ["person-1"]
    hip = tracks.sel(keypoint="left_hip", individual="person-1")
    assert np.isnan(hip["position"].to_numpy()[1:]).all()
    assert np.isnan(hip["confidence"].to_numpy()[1:]).all()


def test_world_landmarks_are_handed_on_in_metres():
    frames = (
        [frame(body(200), xyz=True)] * 10 + [frame()] + [frame(body(200), xyz=True)]
    )
    tracks = link(timed(frames), "blazepose-33")
    assert tracks["world"].dims == ("time", "world_axis", "keypoint", "individual")
    assert tracks["world"].attrs["space_unit"] == "m"
    seen = tracks["world"].notnull().all(["world_axis", "keypoint", "individual"])
    assert seen.to_numpy().tolist() == [True] * 10 + [False, True]
    assert float(tracks["world"].max()) == 0.25


def test_without_world_landmarks_there_is_no_such_variable():
    assert "world" not in link(timed([frame(body(200))] * 10), "blazepose-33")
