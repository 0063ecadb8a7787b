import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.strides.features import NAMES
from midstance.events.strides.votes import N_DESCRIBED, combine_votes, look
from midstance.events.strides.waves import N_INPUTS


@pytest.fixture(scope="module")
def motion(gait):
    return read_motion(gait(noise_px=1.0)[0], "person-1")


def test_all_that_is_seen_is_told_from_where_the_stride_begins(motion):
    leg, other = motion.mean_leg("left"), motion.mean_leg("right")
    seen = look(motion, leg, other, "side")
    assert seen.described.shape == (N_DESCRIBED,)
    *_, start_of_cues_s = seen.described[: N_INPUTS + len(NAMES) + 1]
    votes = seen.described[N_INPUTS + len(NAMES) + 1 :]
    np.testing.assert_allclose(votes[:2] + seen.start_s, seen.cues[0])
    np.testing.assert_allclose(votes[2:] + seen.start_s, seen.waves[0])
    assert abs(start_of_cues_s) < 0.3 * motion.period_s
    assert np.isfinite(seen.described).all()


def test_without_an_ankle_there_is_no_vote_of_the_whole_course(motion):
    leg, other = motion.mean_leg("left"), motion.mean_leg("right")
    hidden = type(other)(
        **{
            **vars(other),
            "up": {**other.up, "ankle": np.full_like(other.up["ankle"], np.nan)},
        }
    )
    seen = look(motion, leg, hidden, "side")
    assert np.isnan(seen.described).all()
    assert np.isnan(seen.waves[0]).all()


def test_votes_count_by_how_sure_they_are():
    one = np.array([0.10, 0.40]), np.array([0.01, 0.02])
    other = np.array([0.13, 0.40]), np.array([0.02, 0.02])
    at_s, sd_s = combine_votes(one, other, 0.7)
    np.testing.assert_allclose(at_s, [0.106, 0.40])
    spread = 0.8 * 0.01**2 + 0.2 * 0.02**2 + 0.8 * 0.2 * 0.03**2
    np.testing.assert_allclose(sd_s, [spread**0.5, 0.02])


def test_a_single_vote_is_taken_as_it_is_and_none_stays_none():
    one = np.array([0.10, np.nan]), np.array([0.01, np.nan])
    none = np.full(2, np.nan), np.full(2, np.nan)
    for votes in ((one, none), (none, one)):
        at_s, sd_s = combine_votes(*votes, 0.7)
        np.testing.assert_array_equal(at_s, one[0])
        assert sd_s[0] == pytest.approx(0.01)


def test_votes_a_whole_stride_apart_agree():
    one = np.array([0.65, 0.30]), np.array([0.01, 0.01])
    other = np.array([-0.05, 1.00]), np.array([0.01, 0.01])
    at_s, sd_s = combine_votes(one, other, 0.7)
    np.testing.assert_allclose(np.sin(2 * np.pi * (at_s - one[0]) / 0.7), 0, atol=1e-9)
    np.testing.assert_allclose(sd_s, 0.01)
