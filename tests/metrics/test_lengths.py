from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    reason_of,
    rows_of,
    stick_run,
    values_of,
)

from midstance.errors import NotEnoughDataError

LENGTHS = pytest.mark.parametrize(
    ("name", "time_s"), [("step_length", 0.35), ("stride_length", 0.7)]
)


@LENGTHS
def test_on_a_treadmill_a_length_is_speed_times_time(name, time_s, side_run):
    assert values_of(name, side_run) == pytest.approx(3.0 * time_s)


@LENGTHS
def test_overground_a_length_is_the_way_through_the_image(name, time_s):
    run = stick_run("right", Sticks(speed_m_s=2.0))
    assert values_of(name, run) == pytest.approx(2.0 * time_s, rel=1e-3)


@LENGTHS
def test_without_speed_and_scale_it_says_what_is_needed(name, time_s, side_run):
    scene = replace(side_run.scene, speed_m_s=np.nan)
    with pytest.raises(NotEnoughDataError, match="running speed, or the scale"):
        rows_of(name, side_run._replace(scene=scene))


@LENGTHS
def test_the_error_of_the_belt_is_shared_by_all_strides(name, time_s, side_run):
    rows = rows_of(name, side_run)
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(0.02 * 3.0 * time_s)


def truth_cm(s):
    """Twice: half the hips, less knee and ankle inward, less the sway to the foot."""
    sway_m = 0.01 * np.cos(2 * np.pi * (s.duty / 2 - 0.17))
    return 100.0 * 2.0 * (0.09 - 0.05 + sway_m)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_step_width_is_from_foot_to_foot_across_the_line_of_running(view):
    run = stick_run(view)
    assert values_of("step_width", run) == pytest.approx(truth_cm(run.sticks), abs=0.02)


def test_feet_that_cross_over_give_a_negative_width(rear_run):
    position = rear_run.tracks["position"].copy(deep=True)
    for side, by_px in (("left", 20.0), ("right", -20.0)):
        position.loc[{"space": "x", "keypoint": f"{side}_ankle"}] += by_px
    run = rear_run._replace(tracks=rear_run.tracks.assign(position=position))
    truth = truth_cm(run.sticks) - 100.0 * 40.0 / 250.0
    assert truth < 0
    assert values_of("step_width", run) == pytest.approx(truth, abs=0.02)


def test_drifting_across_the_belt_changes_nothing(rear_run):
    position = rear_run.tracks["position"].copy(deep=True)
    drift_px = 20.0 * (position["time"] - position["time"][0])
    position.loc[{"space": "x"}] = position.sel(space="x") + drift_px
    run = rear_run._replace(tracks=rear_run.tracks.assign(position=position))
    assert values_of("step_width", run) == pytest.approx(truth_cm(run.sticks), abs=0.02)


@pytest.mark.parametrize("view", ["left", "right"])
def test_speed_is_the_way_of_the_hips_by_the_time(view):
    run = stick_run(view, Sticks(speed_m_s=2.0))
    assert values_of("speed", run) == pytest.approx(2.0, rel=1e-3)


def test_the_scale_is_an_error_that_all_strides_share():
    run = stick_run("left", Sticks(speed_m_s=2.0))
    scene = replace(run.scene, m_per_px_uncertainty=0.03 * run.scene.m_per_px)
    rows = rows_of("speed", run._replace(scene=scene))
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(0.06, rel=1e-3)


def test_the_speed_of_a_belt_cannot_be_seen(side_run):
    assert "crosses the picture" in reason_of("speed", side_run)
