"""Rates of change on a real time base."""

import numpy as np
from numpy.typing import NDArray


def slope(
    values: NDArray[np.floating], time_s: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the first derivative of `values` with respect to time.

    Parameters
    ----------
    values
        Shape (n_times, ...). NaN spreads to the neighbours of a missing sample.
    time_s
        Shape (n_times,), strictly rising; need not be even.

    Returns
    -------
    numpy.ndarray
        Same shape, unit of `values` per second; second-order accurate inside.
        All NaN when there are fewer than three samples.

    Examples
    --------
    >>> slope(np.array([0.0, 1.0, 4.0, 9.0]), np.array([0.0, 1.0, 2.0, 3.0]))
    array([0., 2., 4., 6.])

    """
    if len(time_s) < 3:
        return np.full(np.shape(values), np.nan)
    return np.asarray(
        np.gradient(values.astype(float), time_s, axis=0, edge_order=2), dtype=float
    )
