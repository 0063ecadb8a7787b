import numpy as np

from midstance.events.derivatives import slope


def test_a_parabola_on_an_uneven_grid_has_its_exact_slope():
    time_s = np.sort(np.random.default_rng(0).uniform(0, 2, 40))
    np.testing.assert_allclose(slope(time_s**2, time_s), 2 * time_s, atol=1e-9)


def test_every_column_is_derived_on_its_own():
    time_s = np.arange(0, 1, 0.1)
    both = slope(np.column_stack([time_s, -3 * time_s]), time_s)
    np.testing.assert_allclose(both, np.tile([1.0, -3.0], (10, 1)))


def test_a_gap_spreads_no_farther_than_its_neighbours():
    time_s = np.arange(0, 1, 0.1)
    gapped = np.where(np.arange(10) == 5, np.nan, time_s)
    assert np.flatnonzero(np.isnan(slope(gapped, time_s))).tolist() == [4, 5, 6]


def test_two_samples_have_no_slope():
    assert np.isnan(slope(np.ones(2), np.array([0.0, 1.0]))).all()
