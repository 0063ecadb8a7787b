import numpy as np
import pytest

from midstance.kernels.nan_stats import finite_mean, finite_median, finite_quantile

NOTHING = np.full(3, np.nan)


def test_only_what_was_seen_counts():
    values = np.array([1.0, np.nan, 2.0, 9.0])
    assert finite_median(values) == 2.0
    assert finite_quantile(values, 1.0) == 9.0


def test_nothing_seen_is_nan_without_a_warning():
    assert np.isnan([finite_median(NOTHING), finite_quantile(NOTHING, 0.9)]).all()
    assert np.isnan(finite_mean([NOTHING, NOTHING])).all()


def test_mean_takes_the_one_that_is_seen():
    mean = finite_mean([np.array([1.0, np.nan]), np.array([3.0, 5.0])])
    assert mean == pytest.approx([2.0, 5.0])


def test_a_quantile_is_that_of_numpy_to_the_last_bit():
    rng = np.random.default_rng(0)
    for n_values in (*range(1, 12), 100):
        values = rng.normal(size=n_values)
        for share in (0.0, 0.1, 0.25, 0.5, 0.9, 1.0, rng.random()):
            assert finite_quantile(values, share) == np.quantile(values, share)
