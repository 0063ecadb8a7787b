import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


def truth_cm(s):
    """Twice: half the hips, less knee and ankle inward, less the sway to the foot."""
    sway_m = 0.01 * np.cos(2 * np.pi * (s.duty / 2 - 0.17))
    return 100.0 * 2.0 * (0.09 - 0.05 + sway_m)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_it_is_from_foot_to_foot_across_the_line_of_running(view):
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
