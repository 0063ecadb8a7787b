import numpy as np
import pytest

from midstance.exercises.measures import (
    SEEN_FROM,
    holds_s,
    measure_bottoms,
    shipped_errors,
    uncertainty_of,
    view_group,
)
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import exercise_pose

RATE_HZ = 30.0
PHASES = [(0.0, 1.0, 2.0), (2.0, 3.0, 4.0), (4.0, 5.0, 6.0)]


def squatting(across, *, name="squat"):
    """Three repetitions of two seconds, seen from far away without errors."""
    body = make_body(1.75)
    time_s = np.arange(0.0, 6.0, 1 / RATE_HZ)
    points = landmarks(exercise_pose(name, body, time_s / 2), body.scale)
    flat = 300 * np.stack([points @ across, -points[..., 2]], axis=1)[..., None]
    tracks = make_tracks(
        flat,
        np.ones((len(time_s), 33, 1)),
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": BLAZEPOSE_33.name},
    )
    return tracks, points


@pytest.fixture(scope="module")
def from_the_side():
    return squatting(np.array([1.0, 0.0, 0.0]))


@pytest.fixture(scope="module")
def from_the_front():
    return squatting(np.array([0.0, 1.0, 0.0]))


def at_the_bottom(points, name):
    return points[30, BLAZEPOSE_33.keypoints.index(name)]


def test_the_knee_before_the_toe_is_in_shanks(from_the_side):
    tracks, points = from_the_side
    found = measure_bottoms(tracks, PHASES, ["both"] * 3, "knee")
    knee, ankle, toe = (
        at_the_bottom(points, f"left_{part}")
        for part in ("knee", "ankle", "foot_index")
    )
    true = 100 * (knee - toe)[0] / np.linalg.norm(knee - ankle)
    assert found.view == "side"
    assert found.knee_over_toe_pct == pytest.approx([true] * 3, abs=3.0)
    assert np.isnan(found.knee_separation_pct).all()


def test_the_hip_comes_as_near_to_the_ankle_as_in_space(from_the_side, from_the_front):
    spans = []
    for frame in (0, 30):
        _, points = from_the_side
        hip, ankle = (
            points[frame, BLAZEPOSE_33.keypoints.index(f"left_{part}")]
            for part in ("hip", "ankle")
        )
        spans.append(np.linalg.norm(hip - ankle))
    true = 100 * spans[1] / spans[0]
    for tracks, _ in (from_the_side, from_the_front):
        found = measure_bottoms(tracks, PHASES, ["both"] * 3, "knee")
        assert found.reach_pct == pytest.approx([true] * 3, abs=9.0)


def test_the_knees_are_told_from_the_front_alone(from_the_front):
    tracks, points = from_the_front
    found = measure_bottoms(tracks, PHASES, ["both"] * 3, "knee")
    knees, ankles = (
        at_the_bottom(points, f"left_{part}")[1]
        - at_the_bottom(points, f"right_{part}")[1]
        for part in ("knee", "ankle")
    )
    assert found.view == "front"
    assert found.knee_separation_pct == pytest.approx([100 * knees / ankles] * 3, abs=4)
    assert np.isnan(found.knee_over_toe_pct).all()
    assert np.isnan(found.lean_deg).all()


def test_who_lies_has_no_knee_over_a_toe():
    tracks, _ = squatting(np.array([1.0, 0.0, 0.0]), name="push_up")
    found = measure_bottoms(tracks, PHASES, ["both"] * 3, "elbow")
    assert np.isnan(found.knee_over_toe_pct).all()
    assert (found.reach_pct < 90).all()


@pytest.mark.parametrize("held_s", [0.0, 0.5, 1.5])
def test_a_bottom_is_held_as_long_as_the_joint_rests(held_s):
    time_s = np.arange(0.0, 2.0 + held_s, 0.02)
    part = np.where(time_s < 1, time_s, np.maximum(time_s - held_s, 1.0))
    angle = 170 - 40 * (1 - np.cos(np.pi * part))
    phases = [(0.0, 1.0 + held_s / 2, 2.0 + held_s)]
    assert holds_s(time_s, angle, phases) == pytest.approx([held_s], abs=0.12)
    assert holds_s(time_s, 180 - angle, phases) == pytest.approx([held_s], abs=0.12)


def test_an_unseen_joint_is_held_for_nobody_knows_how_long():
    time_s = np.arange(0.0, 2.0, 0.02)
    assert np.isnan(holds_s(time_s, None, [(0.0, 1.0, 2.0)])).all()
    assert np.isnan(holds_s(time_s, np.full(100, np.nan), [(0.0, 1.0, 2.0)])).all()


def test_without_repetitions_there_is_no_view(from_the_side):
    tracks, _ = from_the_side
    assert view_group(tracks, []) == "oblique"
    assert len(measure_bottoms(tracks, [], [], "knee").lean_deg) == 0


def test_every_number_has_its_error_where_it_is_told():
    for name, views in SEEN_FROM.items():
        for view in views:
            assert 0 < uncertainty_of(name, view) < 60
    assert uncertainty_of("depth_deg", "side", "squats") > 0
    assert np.isnan(uncertainty_of("age", "side"))
    assert set(shipped_errors()) == set(SEEN_FROM)
