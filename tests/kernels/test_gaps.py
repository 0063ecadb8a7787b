import numpy as np
import pytest

from midstance.kernels.gaps import valid_runs


@pytest.mark.parametrize(
    ("values", "runs"),
    [
        ([], []),
        ([np.nan], []),
        ([1.0, 1.0], [slice(0, 2)]),
        ([np.nan, 1.0, np.nan, 1.0], [slice(1, 2), slice(3, 4)]),
    ],
    ids=["empty", "all missing", "no gap", "gaps"],
)
def test_valid_runs(values, runs):
    assert valid_runs(np.array(values, dtype=float)) == runs
