import numpy as np
import pytest

from midstance.bouts.gait_windows import (
    activity_probabilities,
    describe_window,
    leg_motion,
)
from midstance.schema.bouts import ACTIVITIES
from midstance.schema.tracks import paths_of

WINDOW = slice(0, 72)


def window_of(tracks):
    motion = leg_motion(paths_of(tracks))
    return describe_window(tracks.time.to_numpy(), motion, WINDOW)


@pytest.mark.parametrize("cadence_spm", [150.0, 165.0, 185.0])
def test_the_beat_is_half_the_cadence(film, cadence_spm):
    window = window_of(film(view="left", cadence_spm=cadence_spm))
    assert 2 * 60 * window.stride_hz == pytest.approx(cadence_spm, abs=3.0)
    assert window.regular > 0.95


def test_hips_are_high_with_feet_apart_in_running_only(film):
    assert window_of(film(view="left", speed_m_s=3.0)).bounce > 0.015
    assert window_of(film(view="left", speed_m_s=1.3)).bounce < -0.008


def test_features_do_not_know_the_size_of_the_picture(film):
    tracks = film(view="left")
    large = tracks.assign(position=3 * tracks.position + 50)
    assert window_of(large) == pytest.approx(window_of(tracks))


def test_features_do_not_know_left_from_right(film):
    tracks = film(view="left")
    mirrored = tracks.assign(position=tracks.position * [[[[-1]], [[1]]]])
    assert window_of(mirrored) == pytest.approx(window_of(tracks))


@pytest.mark.parametrize("speed_m_s", [1.2, 3.0])
def test_chances_add_up_to_one(film, speed_m_s):
    chances = activity_probabilities(window_of(film(view="left", speed_m_s=speed_m_s)))
    assert chances.sum() == pytest.approx(1.0)
    assert ACTIVITIES[int(np.argmax(chances))] == (
        "running" if speed_m_s > 2 else "walking"
    )


def test_no_legs_no_motion(film):
    tracks = film(view="left").sel(keypoint=["nose", "left_shoulder"])
    assert leg_motion(paths_of(tracks)) is None


def test_half_unseen_is_not_described(film):
    tracks = film(view="left").copy(deep=True)
    tracks["position"][10:60] = np.nan
    assert window_of(tracks) is None


def test_from_the_side_feet_must_part(film):
    """Who squats lifts the feet by the errors of a network alone."""
    window = window_of(film(view="rear", speed_m_s=1.2))
    assert ACTIVITIES[int(np.argmax(activity_probabilities(window)))] == "walking"
    aside = window._replace(breadth=0.05)
    assert ACTIVITIES[int(np.argmax(activity_probabilities(aside)))] != "walking"
    unknown = window._replace(breadth=np.nan)
    assert ACTIVITIES[int(np.argmax(activity_probabilities(unknown)))] == "walking"


def test_the_body_is_broad_from_the_front_and_behind_only(film):
    assert window_of(film(view="front")).breadth > 0.8
    assert window_of(film(view="rear")).breadth > 0.8
    assert window_of(film(view="left")).breadth < 0.15


@pytest.mark.parametrize("view", ["left", "rear"])
@pytest.mark.parametrize("speed_m_s", [2.2, 3.0, 9.0])
def test_feet_that_are_lifted_without_hips_that_move_are_on_pedals(
    film, view, speed_m_s
):
    window = window_of(film(view=view, speed_m_s=speed_m_s))
    assert ACTIVITIES[int(np.argmax(activity_probabilities(window)))] == "running"
    sitting = window._replace(lift=0.4, hip_swing=0.003, bounce=0.003)
    assert ACTIVITIES[int(np.argmax(activity_probabilities(sitting)))] == "other"


def test_walkers_hardly_move_their_hips_and_walk(film):
    window = window_of(film(view="rear", speed_m_s=1.2))
    still = window._replace(lift=0.2, hip_swing=0.001)
    assert ACTIVITIES[int(np.argmax(activity_probabilities(still)))] == "walking"


def test_lunges_from_the_front_are_no_slow_walk(film):
    """Slow steps are short ones, in which the hips hardly rise."""
    window = window_of(film(view="front", speed_m_s=0.9))
    assert not window.by_side
    slow = window._replace(stride_hz=0.6, hip_swing=0.012)
    assert ACTIVITIES[int(np.argmax(activity_probabilities(slow)))] == "walking"
    lunges = slow._replace(hip_swing=0.03)
    assert activity_probabilities(lunges)[:2].sum() < 0.1
    quick = window._replace(stride_hz=0.9, hip_swing=0.03)
    assert activity_probabilities(quick)[:2].sum() > 0.5
