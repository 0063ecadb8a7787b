import numpy as np
import pytest

from midstance.events.strides.foot_cues import N_FOOT_CUES, foot_cues
from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import CHANNELS, N_ORDERS, N_SERIES

N_NUMBERS = 2 * N_ORDERS - 1
FARTHEST_TURN, SHANK = N_FOOT_CUES - 3, N_FOOT_CUES - 2

BY_RATE = range(9, 12)
"""Moments at which the foot turns by so many degrees a second."""


def described(period_s=0.7, **series):
    """A stride whose channels are 0 but for those given: mean, cosines, sines."""
    rows = np.zeros((1, N_DESCRIBED))
    for name, values in series.items():
        axis, point = name.split("_", 1)
        place = CHANNELS.index((axis, point)) * N_NUMBERS
        rows[0, place : place + len(values)] = values
    rows[0, N_SERIES] = period_s
    return rows


def stride(period_s=0.7, toe_m=0.0):
    """A foot that is lifted once a stride."""
    lift = [0.1, -0.05, 0.0]
    return described(
        period_s,
        forward_foot_index=[0.2],
        up_heel=[-0.9 + 2 * lift[0], *lift[1:]],
        up_foot_index=[-0.9 + toe_m + lift[0], -0.02],
        up_ankle=[-0.8, -0.04],
    )


def test_a_toe_that_is_marked_higher_changes_no_moment_of_its_height():
    plain, raised = foot_cues(stride()), foot_cues(stride(toe_m=0.03))
    toe = slice(12, 18)
    assert np.isfinite(plain[0, toe]).any()
    np.testing.assert_allclose(raised[0, toe], plain[0, toe], atol=1e-9)


def test_moments_are_in_seconds_and_sizes_are_not():
    slow, fast = foot_cues(stride(0.8)), foot_cues(stride(0.4))
    moments = [k for k in range(N_FOOT_CUES - 4) if k not in BY_RATE]
    sizes = [FARTHEST_TURN, SHANK]
    np.testing.assert_allclose(slow[0, moments], 2 * fast[0, moments], atol=1e-9)
    np.testing.assert_allclose(slow[0, sizes], fast[0, sizes], atol=1e-9)


def test_a_height_is_passed_when_a_cosine_says_so():
    # up = -0.05 cos(2 pi t) rises 0.02 over where it lies in mid-stance at this turn.
    cues = foot_cues(described(1.0, up_foot_index=[0.0, -0.025]))
    turn = np.arange(-80, 240) / 240
    lies = np.median(-0.05 * np.cos(2 * np.pi * turn[(turn > 0.1) & (turn < 0.22)]))
    expected = np.arccos(-(lies + 0.02) / 0.05) / (2 * np.pi)
    assert cues[0, 14] == pytest.approx(expected, abs=1e-3)


def test_what_never_comes_is_not_known():
    cues = foot_cues(described(0.7, forward_foot_index=[0.2]))
    assert np.isnan(cues[0, :7]).all()
    assert cues.shape == (1, N_FOOT_CUES)


def test_strides_are_read_alike_alone_and_together():
    both = np.concatenate([stride(0.7), stride(0.6, toe_m=0.01)])
    np.testing.assert_array_equal(foot_cues(both)[1:], foot_cues(both[1:]))
