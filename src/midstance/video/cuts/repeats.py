"""Which frames show the frame before once more, as when 25 became 50 a second."""

import numpy as np
from numpy.typing import NDArray

_SHARE = 0.12
"""A repeated frame differs by less than this share of what frames around do."""
_LEAST_CHANGE = 2.0
"""Grey levels (of 255) by which frames must differ for that to mean anything."""
_NEAR_FRAMES = 12
_LEAST_SHARE = 0.15
"""How many frames around must be repeated too: one of five or six when 24 or 25 frames
became 30. Fewer are a moment in which nothing moved."""
_LONGEST_RUN = 4
"""More repeated frames in a row are somebody who stands still."""


def find_repeats(most: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which frames were made by showing the frame before once more.

    Parameters
    ----------
    most
        Shape (n_frames,): by how much each frame differs from the one before, see
        `midstance.video.cuts.changes.Change`. NaN: not known, and no repetition.

    Returns
    -------
    numpy.ndarray
        Shape (n_frames,). True where frames are repeated again and again among
        frames that change. A clip of which nothing moves has none.

    Examples
    --------
    >>> find_repeats(np.array([np.nan, 0.1, 20, 0.0, 18, 0.1, 21, 0.0, 25])).sum()
    np.int64(4)

    """
    known = np.asarray(most, dtype=float)
    is_repeat = np.zeros(known.size, dtype=bool)
    for k in np.flatnonzero(np.isfinite(known)).tolist():
        around = known[max(0, k - _NEAR_FRAMES) : k + _NEAR_FRAMES + 1]
        large = float(np.nanquantile(around, 0.8))
        is_repeat[k] = large >= _LEAST_CHANGE and known[k] < _SHARE * large
    is_repeat &= ~_long_runs(is_repeat)
    total = np.concatenate([[0], np.cumsum(is_repeat)])
    here = np.arange(known.size)
    start = np.maximum(0, here - _NEAR_FRAMES)
    end = np.minimum(known.size, here + _NEAR_FRAMES + 1)
    share = (total[end] - total[start]) / (end - start)
    return np.asarray(is_repeat & (share >= _LEAST_SHARE))


def _long_runs(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the flags that stand in runs longer than `_LONGEST_RUN`."""
    long = np.zeros(flags.size, dtype=bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    for start, end in edges.reshape(-1, 2).tolist():
        long[start:end] = end - start > _LONGEST_RUN
    return long
