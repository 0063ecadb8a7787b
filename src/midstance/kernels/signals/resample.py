"""Signals with gaps and uneven times, read on another time grid."""

import numpy as np
from numpy.typing import NDArray


def resample(
    time_s: NDArray[np.floating],
    values: NDArray[np.floating],
    grid_s: NDArray[np.floating],
    *,
    longest_gap_s: float,
) -> NDArray[np.float64]:
    """Interpolate linearly, but not over long gaps.

    Parameters
    ----------
    time_s, values
        Shape (n_times,); NaN is left out.
    grid_s
        Shape (n_grid,): where to read.
    longest_gap_s
        Samples farther apart have NaN between them; neighbouring frames never
        count as a gap.

    Examples
    --------
    >>> resample(
    ...     np.array([0.0, 1.0, 2.0]),
    ...     np.array([0.0, 1.0, np.nan]),
    ...     np.array([0.5, 1.5]),
    ...     longest_gap_s=1.0,
    ... )
    array([0.5, nan])

    """
    seen = np.isfinite(values)
    if not seen.any():
        return np.full(len(grid_s), np.nan)
    at = time_s[seen]
    after = np.searchsorted(at, grid_s).clip(1, max(len(at) - 1, 1))
    gap_s = at[np.minimum(after, len(at) - 1)] - at[after - 1]
    frame_s = float(np.median(np.diff(time_s)))
    inside = (grid_s >= at[0] - 1e-9) & (grid_s <= at[-1] + 1e-9)
    near = inside & (gap_s <= max(longest_gap_s, 1.5 * frame_s))
    return np.where(near, np.interp(grid_s, at, values[seen]), np.nan)
