import numpy as np
import pytest

from midstance.kernels.nan_stats import seen_mean, seen_median, seen_quantile

NOTHING = np.full(3, np.nan)


def test_only_what_was_seen_counts():
    values = np.array([1.0, np.nan, 2.0, 9.0])
    assert seen_median(values) == 2.0
    assert seen_quantile(values, 1.0) == 9.0


def test_nothing_seen_is_nan_without_a_warning():
    assert np.isnan([seen_median(NOTHING), seen_quantile(NOTHING, 0.9)]).all()
    assert np.isnan(seen_mean([NOTHING, NOTHING])).all()


def test_mean_takes_the_one_that_is_seen():
    mean = seen_mean([np.array([1.0, np.nan]), np.array([3.0, 5.0])])
    assert mean == pytest.approx([2.0, 5.0])
