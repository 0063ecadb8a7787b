"""Areas of the image by their corners."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def inside(points: NDArray[np.floating], corners: ArrayLike) -> NDArray[np.bool_]:
    """Return which points lie inside a polygon.

    By the even-odd rule: a line from the point to the right crosses the border an
    odd number of times.

    Parameters
    ----------
    points
        Shape (..., 2); NaN is outside.
    corners
        Shape (n_corners, 2), in order; the last one is joined to the first.

    Examples
    --------
    >>> inside(np.array([[1.0, 1.0], [3.0, 1.0]]), [[0, 0], [2, 0], [2, 2], [0, 2]])
    array([ True, False])

    """
    start = np.asarray(corners, dtype=float)
    end = np.roll(start, -1, axis=0)
    x, y = points[..., None, 0], points[..., None, 1]
    spans = (start[:, 1] > y) != (end[:, 1] > y)
    rise = np.where(end[:, 1] == start[:, 1], 1.0, end[:, 1] - start[:, 1])
    crossing = start[:, 0] + (y - start[:, 1]) / rise * (end[:, 0] - start[:, 0])
    n_crossed = (spans & (crossing > x)).sum(axis=-1)
    return np.asarray(n_crossed % 2 == 1)
