from dataclasses import replace

import numpy as np
import pytest

from midstance.events.strides.foot_cues import N_FOOT_CUES
from midstance.events.strides.people import (
    HAS_FEET,
    SHORT_STRIDES,
    PeopleReader,
    causes,
    people_readers,
    reader_for,
    strangeness,
    with_cues,
)
from midstance.events.strides.votes import N_DESCRIBED

PERIOD = 3


@pytest.fixture
def reader():
    """Contact when the first input says so, toe-off 0.3 s after it."""
    slope = np.zeros((2, N_DESCRIBED, 2))
    slope[:, 0] = 0.01
    variance = np.zeros((2, 2, 5))
    variance[..., 0], variance[..., 2] = 1e-5, 0.04
    width = np.ones(N_DESCRIBED)
    width[0] = 2.0
    return PeopleReader(
        centre=np.zeros(N_DESCRIBED),
        width=width,
        slope=slope,
        offset=np.array([[0.0, 0.3], [-0.004, 0.308]]),
        domain=np.array([PERIOD]),
        low=np.array([0.6]),
        high=np.array([0.9]),
        trust_ends=np.array(1.5),
        has_feet=np.array(1.0),
        directions=np.eye(N_DESCRIBED)[[5]],
        variance=variance,
        alike=np.full((2, 2), 0.75),
        usual=np.zeros((2, 2)),
        usual_sd=np.full((2, 2), 0.01),
    )


@pytest.fixture
def described():
    values = np.zeros(N_DESCRIBED)
    values[PERIOD], values[HAS_FEET] = 0.7, 1.0
    return values


def test_both_events_are_a_line_of_what_is_seen(reader, described):
    described[0] = 4.0
    np.testing.assert_allclose(reader.read(described).after_s, [0.02, 0.32])
    at_20_n = reader.read(described, threshold_n=20).after_s
    np.testing.assert_allclose(at_20_n, [0.016, 0.328])


def test_what_is_not_seen_counts_as_the_mean_and_the_farthest_is_held(
    reader, described
):
    described[0] = np.nan
    np.testing.assert_allclose(reader.read(described).after_s, [0.0, 0.3])
    described[0] = 1000.0
    np.testing.assert_allclose(reader.read(described).after_s, [0.05, 0.35])


def test_the_variance_is_shared_out_between_person_and_leg(reader, described):
    said = reader.read(described)
    # Two inputs are not those of the mean of all people.
    whole = 1e-5 + 0.04 * (0.7**2 + 1.0) / N_DESCRIBED
    np.testing.assert_allclose(said.person_sd_s**2, 0.75 * whole)
    np.testing.assert_allclose(said.leg_sd_s**2, 0.25 * whole)


@pytest.mark.parametrize(
    ("period_s", "trust"),
    [(0.6, 1.0), (0.9, 1.0), (0.9 * 1.5**0.5, 0.5), (0.6 / 1.5**0.25, 0.75), (1.4, 0)],
)
def test_trust_falls_away_from_what_was_learned(reader, described, period_s, trust):
    described[PERIOD] = period_s
    assert reader.trust(described) == pytest.approx(trust)


def test_nobody_trusts_a_reader_of_feet_without_feet(reader, described):
    described[HAS_FEET] = 0.0
    assert reader.trust(described) == 0.0
    described[HAS_FEET], described[PERIOD] = 1.0, np.nan
    assert reader.trust(described) == 0.0


def test_strides_that_differ_as_others_do_are_not_strange(reader, described):
    usual, strange = described.copy(), described.copy()
    usual[5], strange[6] = 3.0, 3.0
    plain, one, other = (
        reader.read(seen).leg_sd_s for seen in (described, usual, strange)
    )
    np.testing.assert_allclose(one, plain)
    more = 0.25 * 0.04 * 9.0 / N_DESCRIBED
    np.testing.assert_allclose(other**2 - plain**2, more)


def test_strangeness_is_what_the_directions_leave():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(7, 12))
    directions = np.linalg.qr(rng.normal(size=(12, 4)))[0].T
    away = rng.normal(size=(7, 4)) @ directions
    left = strangeness(values, directions)
    assert (left < (values**2).mean(axis=1)).all()
    np.testing.assert_allclose(strangeness(values + away, directions), left)
    np.testing.assert_allclose(strangeness(away, directions), 0.0, atol=1e-12)


def test_a_reading_is_less_sure_of_few_strange_slow_strides():
    strange = np.array([1.0, 1.0, 1.0, 4.0])
    after_s = np.array([[0.0, 0.25], [0.0, 0.5], [0.0, 0.25], [0.0, 0.25]])
    found = causes(strange, after_s, np.array([10.0, 10.0, 2.0, 10.0]))
    np.testing.assert_allclose(found[0], [1, 1, 1, 1, 0.1])
    np.testing.assert_allclose(found[1] / found[0], [1, 16, 1, 1, 1])
    np.testing.assert_allclose(found[2] / found[0], [1, 1, 1, 1, 5])
    np.testing.assert_allclose(found[3] / found[0], [1, 1, 4, 16, 1])


def test_who_is_seen_for_few_strides_is_read_by_who_learned_from_such_clips(reader):
    short = replace(reader)
    readers = {"run_side": reader, "run_side_short": short, "walk_side": reader}
    assert reader_for(readers, "run", "side", SHORT_STRIDES) is reader
    assert reader_for(readers, "run", "side", SHORT_STRIDES - 0.1) is short
    assert reader_for(readers, "walk", "side", 1.0) is reader
    assert reader_for(readers, "walk", "rear", 1.0) is None


def test_the_readers_that_ship_are_whole_and_say_what_they_learned_from():
    readers = people_readers()
    assert set(readers) == {
        *("run_side", "run_side_short", "run_rear", "run_front", "walk_side"),
    }
    for name, one in readers.items():
        feet = N_FOOT_CUES if name.startswith("run_side") else 0
        assert one.slope.shape == (2, N_DESCRIBED + feet, 2), name
        n_directions, n_inputs = one.directions.shape
        assert n_directions < n_inputs == len(one.centre)
        square = one.directions @ one.directions.T
        np.testing.assert_allclose(square, np.eye(n_directions), atol=1e-5)
        assert (one.low < one.high).all()
        assert ((one.alike >= 0) & (one.alike < 1)).all()
        assert (one.variance >= 0).all()
        assert (one.variance.sum(axis=-1) > 0).all()
        # 20 N is passed before 50 N when landing and after it when leaving.
        landing, leaving = one.offset[1] - one.offset[0]
        assert -0.008 < landing < 0 < leaving < 0.02
    # Where the camera does not show how fast somebody is, it is believed less far.
    assert readers["run_rear"].trust_ends < readers["run_side"].trust_ends
    assert readers["run_front"].has_feet == 0
    assert replace(readers["run_side"]).has_feet == 1


def test_cues_of_the_feet_stand_behind_all_that_is_seen():
    described = np.random.default_rng(0).normal(size=(3, N_DESCRIBED))
    several = with_cues(described)
    assert several.shape == (3, N_DESCRIBED + N_FOOT_CUES)
    np.testing.assert_array_equal(several[:, :N_DESCRIBED], described)
    np.testing.assert_array_equal(with_cues(described[1]), several[1])
