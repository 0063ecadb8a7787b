import numpy as np
import pytest

from midstance.kernels.geometry.facing import (
    distance,
    leg_length,
    middle,
    sideways,
    towards_camera,
    trunk_lean_deg,
)


def standing(*, facing=1.0, width_px=0.0, n_times=5):
    """Someone 400 px tall with slightly bent knees."""
    joints = {
        "ear": (0.0, 30.0),
        "shoulder": (0.0, 80.0),
        "hip": (0.0, 190.0),
        "knee": (15.0, 290.0),
        "ankle": (0.0, 385.0),
        "heel": (-10.0, 398.0),
        "foot_index": (40.0, 400.0),
    }
    paths = {"nose": np.tile([500 + facing * 20.0, 30.0], (n_times, 1))}
    for side, apart in (("left", 1), ("right", -1)):
        for part, (ahead, y) in joints.items():
            half = width_px * (0.6 if part == "hip" else 1.0) / 2
            point = [500 + facing * ahead + apart * half, y]
            paths[f"{side}_{part}"] = np.tile(point, (n_times, 1))
    return paths


@pytest.mark.parametrize("facing", [1, -1])
def test_feet_face_and_knees_agree(facing):
    sign, agreement = sideways(standing(facing=facing))
    assert sign * facing > 0.8
    assert agreement == pytest.approx(1.0)


def test_votes_against_one_another_lower_the_agreement():
    paths = standing()
    paths["nose"] = paths["nose"] - [60.0, 0.0]
    assert sideways(paths)[1] < 0.6


def test_left_at_the_right_of_the_picture_is_the_front():
    assert towards_camera(standing(facing=0, width_px=70)) > 0.9
    assert towards_camera(standing(facing=0, width_px=-70)) < -0.9
    assert towards_camera(standing()) == pytest.approx(0.0)


def test_leg_is_thigh_and_shank():
    expected = np.hypot(15, 100) + np.hypot(15, 95)
    assert leg_length(standing()) == pytest.approx(expected)


def test_one_side_stands_for_both():
    paths = {k: v for k, v in standing().items() if not k.startswith("right_")}
    assert leg_length(paths) == pytest.approx(leg_length(standing()))
    assert np.allclose(middle(paths, "hip"), middle(standing(), "hip"))


def test_nothing_seen_is_not_known():
    assert sideways({}) == (0.0, 0.0)
    assert np.isnan([towards_camera({}), leg_length({})]).all()
    assert np.isnan(distance({}, "nose", "left_hip")).all()


def test_the_middle_of_nothing_is_as_long_as_the_clip():
    assert middle(standing(n_times=7), "elbow").shape == (7, 2)


def test_a_body_that_is_one_point_faces_nowhere():
    paths = {name: np.zeros((5, 2)) for name in standing()}
    assert np.isnan(leg_length(paths))
    assert sideways(paths) == (0.0, 0.0)
    assert np.isnan(towards_camera(paths))


def test_the_trunk_is_upright_level_or_on_its_head():
    paths = standing()
    assert trunk_lean_deg(paths) == pytest.approx(0.0)
    turned = {name: path[:, ::-1] for name, path in paths.items()}
    assert trunk_lean_deg(turned) == pytest.approx(90.0)
    upside = {name: -path for name, path in paths.items()}
    assert trunk_lean_deg(upside) == pytest.approx(180.0)
