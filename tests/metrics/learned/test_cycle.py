import numpy as np
import pytest
from tests.metrics.conftest import mirrored_run, recording_of

from midstance.errors import NotEnoughDataError
from midstance.metrics.learned.cycle import N_FEATURES, leg_cycle


def test_times_are_those_of_the_gait(side_run):
    cycle = leg_cycle(recording_of(side_run), "left")
    assert cycle.features.shape == (N_FEATURES,)
    assert cycle.stride_s == pytest.approx(0.7)
    assert cycle.contact_s == pytest.approx(0.238)


def test_a_mirror_changes_nothing_but_the_side(side_run):
    left = leg_cycle(recording_of(side_run), "left")
    right = leg_cycle(recording_of(mirrored_run(side_run)), "right")
    np.testing.assert_allclose(left.features, right.features, atol=1e-9)


def test_a_stride_that_begins_later_is_the_same_motion_turned(side_run):
    cycle = leg_cycle(recording_of(side_run), "left")
    later = cycle.begun(0.1, ends_later_s=0.0)
    assert later.contact_s == pytest.approx(cycle.contact_s - 0.1)
    turn = 2 * np.pi * 0.1 / cycle.stride_s
    assert later.foot_pitch_deg(0.0) == pytest.approx(cycle.foot_pitch_deg(turn))
    back = later.begun(-0.1, ends_later_s=0.0)
    np.testing.assert_allclose(back.features, cycle.features, atol=1e-12)


def test_the_foot_is_flat_in_the_middle_of_the_stance(side_run):
    cycle = leg_cycle(recording_of(side_run), "left")
    middle = 2 * np.pi * 0.35 * cycle.contact_s / cycle.stride_s
    assert cycle.foot_pitch_deg(0.0) > cycle.foot_pitch_deg(middle)


def test_a_joint_that_was_never_seen_is_a_reason(side_run):
    recording = recording_of(side_run)
    recording.points_px["left_heel"][:] = np.nan
    with pytest.raises(NotEnoughDataError, match="hardly ever seen"):
        leg_cycle(recording, "left")
