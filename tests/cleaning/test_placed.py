import numpy as np
import pytest

from midstance.cleaning.placed import place_points
from midstance.config import PlacedPoint
from midstance.schema.tracks import MISSING, SEEN, make_tracks, path_of, with_camera

TIMES_S = np.arange(60) / 60.0


@pytest.fixture
def tracks():
    """Two keypoints of two people who stand still at (100, 200)."""
    position = np.tile(np.array([100.0, 200.0])[None, :, None, None], (60, 1, 2, 2))
    return make_tracks(
        position,
        np.full((60, 2, 2), 0.5),
        TIMES_S,
        keypoints=["left_ankle", "right_ankle"],
        individuals=["a", "b"],
    )


def point(frame=30, x_px=110.0, y_px=180.0, **other):
    given = {"individual": "a", "keypoint": "left_ankle", "time_s": TIMES_S[frame]}
    return PlacedPoint(**{**given, "x_px": x_px, "y_px": y_px, **other})


def test_the_track_goes_through_the_point_and_is_marked(tracks):
    placed = place_points(tracks, [point()])
    path = path_of(placed.sel(individual=["a"]), "left_ankle")
    assert path[30] == pytest.approx([110, 180])
    there = {"individual": "a", "keypoint": "left_ankle"}
    assert placed["confidence"].sel(there)[30] == 1.0
    assert placed["observed"].sel(there)[30] == SEEN
    assert tracks["confidence"].sel(there)[30] == 0.5


def test_neighbours_follow_less_and_less(tracks):
    path = path_of(place_points(tracks, [point()]).sel(individual=["a"]), "left_ankle")
    moved = path[30:45, 0] - 100.0
    assert (np.diff(moved) < 0).all()
    assert np.interp(0.04, TIMES_S[:15], moved) == pytest.approx(5.0, abs=0.3)
    assert abs(moved[-1]) < 0.2
    assert path[25] == pytest.approx(path[35])


def test_nobody_else_and_no_other_keypoint_moves(tracks):
    placed = place_points(tracks, [point()])
    for name, keypoint in (("a", "right_ankle"), ("b", "left_ankle")):
        there = {"individual": name, "keypoint": keypoint}
        assert placed["position"].sel(there).equals(tracks["position"].sel(there))


def test_points_on_frames_beside_each_other_all_hold(tracks):
    wanted = [point(frame, 100.0 + 7 * frame % 11) for frame in range(20, 40)]
    path = path_of(place_points(tracks, wanted).sel(individual=["a"]), "left_ankle")
    for one, frame in zip(wanted, range(20, 40), strict=True):
        assert path[frame] == pytest.approx([one.x_px, one.y_px])


def test_the_last_word_on_a_frame_counts(tracks):
    placed = place_points(tracks, [point(x_px=1.0), point(x_px=2.0)])
    assert path_of(placed.sel(individual=["a"]), "left_ankle")[30, 0] == 2.0


def test_a_point_where_nothing_was_seen_fills_its_frame_alone(tracks):
    tracks["position"][20:40] = np.nan
    tracks["observed"][20:40] = MISSING
    placed = place_points(tracks, [point()]).sel(individual=["a"])
    path = path_of(placed, "left_ankle")
    assert path[30] == pytest.approx([110, 180])
    assert np.isnan(path[[29, 31]]).all()
    assert path[41] == pytest.approx([100, 200])


@pytest.mark.parametrize(
    "strange",
    [
        {"individual": "nobody"},
        {"keypoint": "left_wing"},
        {"time_s": 0.508},
        {"time_s": 99.0},
    ],
)
def test_what_is_not_in_the_tracks_changes_nothing(tracks, strange):
    assert place_points(tracks, [point(**strange)]).equals(tracks)


def test_times_are_those_of_the_file(tracks):
    slow = tracks.assign_coords(time=tracks["time"] / 4)
    placed = place_points(slow, [point()], slow_motion=4.0).sel(individual=["a"])
    assert path_of(placed, "left_ankle")[30] == pytest.approx([110, 180])


def test_a_moving_camera_takes_the_point_along(tracks):
    camera = np.tile(np.eye(3), (60, 1, 1))
    camera[:, 0, 2] = np.arange(60.0)
    placed = place_points(with_camera(tracks, camera), [point()])
    path = path_of(placed.sel(individual=["a"]), "left_ankle")
    assert path[30] == pytest.approx([140, 180])
