import numpy as np
import pytest

from midstance.kernels.geometry.rotations import about_z
from midstance.synth.motion.route import Placement, Route, parallel_routes

TIMES = np.linspace(0.0, 4.0, 41)
SPEED_M_S = 3.0
# A hand 0.2 m left of a runner who runs along x.
RUN = np.stack([SPEED_M_S * TIMES, np.full(41, 0.2), np.ones(41)], axis=-1)[:, None]


def placed(route):
    return Placement(route, SPEED_M_S, 2.0).points(RUN, TIMES)[:, 0]


def test_the_runner_passes_the_place_in_the_middle_of_the_clip():
    path = placed(Route(x_m=1.0, y_m=-0.5))
    assert path[20] == pytest.approx([1.0, -0.3, 1.0])
    assert np.diff(path[:, 0]) == pytest.approx(np.full(40, 0.3))


def test_who_runs_the_other_way_has_the_left_hand_on_the_other_side():
    path = placed(Route(x_m=1.0, y_m=-0.5, heading_deg=180.0))
    assert path[20] == pytest.approx([1.0, -0.7, 1.0])
    assert np.diff(path[:, 0]) == pytest.approx(np.full(40, -0.3))


def test_who_turns_comes_back_along_the_same_line():
    path = placed(Route(turns_at_s=3.0))
    before, after = path[TIMES < 3.0][-10:], path[TIMES >= 3.0][1:]
    # Ten frames after the turn the runner is where they were ten frames before.
    assert after[:10, 0] == pytest.approx(before[::-1, 0])
    assert after[:10, 1] == pytest.approx(-before[::-1, 1])


def test_a_pose_turns_as_its_points_do():
    placement = Placement(Route(x_m=1, heading_deg=90.0, turns_at_s=1.0), 3.0, 2.0)
    axes = np.broadcast_to(np.eye(3), (41, 3, 3))
    pose = placement.pose({"hand": RUN[:, 0], "frame": axes, "pitch": TIMES}, TIMES)
    assert pose["hand"] == pytest.approx(placement.points(RUN, TIMES)[:, 0])
    assert pose["frame"][0] == pytest.approx(about_z(np.pi / 2), abs=1e-12)
    assert pose["frame"][-1] == pytest.approx(about_z(-np.pi / 2), abs=1e-12)
    assert (pose["pitch"] == TIMES).all()


def test_runners_side_by_side_are_around_the_origin_from_the_left():
    y_m = [route.y_m for route in parallel_routes(3)]
    assert sum(y_m) == pytest.approx(0.0)
    assert y_m == sorted(y_m, reverse=True)
