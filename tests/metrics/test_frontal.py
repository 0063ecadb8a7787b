import pytest
from tests.metrics.conftest import (
    phase_of,
    stick_run,
)

from midstance.metrics.frontal import across_px, both_sides, outward, pelvic_drop
from midstance.metrics.recording import Recording


@pytest.mark.parametrize(("view", "right"), [("rear", 1), ("front", -1)])
def test_outward_is_right_for_the_right_side_from_behind(view, right):
    run = stick_run(view)
    recording = Recording.of(run.tracks, run.events, run.scene)
    assert outward(recording, "right") == right
    assert outward(recording, "left") == -right
    shoulders = across_px(recording, "right_shoulder").value
    assert (shoulders > across_px(recording, "left_shoulder").value).all()


def test_left_and_right_hip_hang_below_each_other_in_turn(rear_run):
    recording = Recording.of(*rear_run[:3])
    (_, left), (_, right) = both_sides(recording, pelvic_drop)
    assert left.value == pytest.approx(-right.value)
    truth = rear_run.sticks.drop_deg(phase_of(rear_run.sticks, "left", left.time_s))
    assert left.value == pytest.approx(truth)
