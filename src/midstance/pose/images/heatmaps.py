"""Confidence maps: drawn around points, and their peaks between the cells."""

import numpy as np
from numpy.typing import NDArray

_FLOOR = 1e-6
"""Values below count as this much when a logarithm is taken."""


def draw_gaussians(
    xy: NDArray[np.floating], size: tuple[int, int], *, spread: float = 1.0
) -> NDArray[np.float32]:
    """Return a map with a Gaussian of height 1 around each point.

    Parameters
    ----------
    xy
        Shape (n_points, 2), in cells (see `refined`). NaN, or outside of the map: a
        map that is 0 everywhere.
    size
        Height and width.
    spread
        Standard deviation in cells.

    Returns
    -------
    numpy.ndarray
        Shape (n_points, height, width).

    """
    n_rows, n_cols = size
    inside = np.logical_and(xy >= 0, xy <= (n_cols, n_rows)).all(axis=1, keepdims=True)
    safe = np.where(inside, xy, 0.0)
    across = np.arange(n_cols) + 0.5 - safe[:, 0, None]
    down = np.arange(n_rows) + 0.5 - safe[:, 1, None]
    scale = -0.5 / spread**2
    bumps = np.exp(scale * down**2)[:, :, None] * np.exp(scale * across**2)[:, None]
    return np.where(np.expand_dims(inside, -1), bumps, 0.0).astype(np.float32)


def find_peaks(
    maps: NDArray[np.floating], threshold: float
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return every local maximum of each map.

    Parameters
    ----------
    maps
        Shape (n_maps, height, width).
    threshold
        Lower maxima do not count.

    Returns
    -------
    number, xy, height
        Shapes (n_peaks,), (n_peaks, 2) and (n_peaks,): the map that each peak
        belongs to, in order, its place in cells (see `refined`), and the value of
        its cell. Equal cells side by side make one peak.

    """
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    is_peak = maps > threshold
    n_rows, n_cols = maps.shape[1:]
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            other = padded[:, down : down + n_rows, right : right + n_cols]
            if (down, right) < (1, 1):
                is_peak &= maps > other
            elif (down, right) > (1, 1):
                is_peak &= maps >= other
    number, row, col = np.nonzero(is_peak)
    return number, refined(maps, number, row, col), _height(maps, number, row, col)


def highest_peaks(
    maps: NDArray[np.floating],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the highest point of each map and its value.

    Parameters
    ----------
    maps
        Shape (n_maps, height, width).

    Returns
    -------
    xy, height
        Shapes (n_maps, 2), in cells (see `refined`), and (n_maps,).

    """
    number = np.arange(len(maps))
    cell = maps.reshape(len(maps), -1).argmax(axis=1)
    row, col = np.unravel_index(cell, maps.shape[1:])
    return refined(maps, number, row, col), _height(maps, number, row, col)


def refined(
    maps: NDArray[np.floating],
    number: NDArray[np.intp],
    row: NDArray[np.intp],
    col: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return where peaks lie between the cells.

    Parameters
    ----------
    maps
        Shape (n_maps, height, width).
    number, row, col
        Shape (n_peaks,): the cells of the peaks.

    Returns
    -------
    numpy.ndarray
        Shape (n_peaks, 2): x and y in cells; (0, 0) is the outer corner of the
        first cell, so its centre is (0.5, 0.5). Along each axis it is the vertex of
        the parabola through the logarithms of a peak and its two neighbours: exact
        where the map is a Gaussian around the peak, and at most half a cell from
        the cell's centre. At the edge of a map it is the centre.

    Examples
    --------
    >>> bump = np.exp(-0.5 * (np.arange(7.0) + 0.5 - 3.8) ** 2)
    >>> where = np.array([0])
    >>> refined(bump[None, None], where, where, where + 3).round(6)
    array([[3.8, 0.5]])

    """
    n_rows, n_cols = maps.shape[1:]

    def shift(
        index: NDArray[np.intp], n: int, neighbour: tuple[int, int]
    ) -> NDArray[np.float64]:
        dy, dx = neighbour
        is_inside = (index > 0) & (index < n - 1)
        step = is_inside.astype(np.intp)
        here = maps[number, row, col]
        before = maps[number, row - step * dy, col - step * dx]
        after = maps[number, row + step * dy, col + step * dx]
        low, middle, high = np.log(np.maximum([before, here, after], _FLOOR))
        bend = low - 2 * middle + high
        moved = 0.5 * (low - high) / np.where(bend < 0, bend, -np.inf)
        return np.asarray(np.clip(moved, -0.5, 0.5), np.float64)

    x = col + 0.5 + shift(col, n_cols, (0, 1))
    y = row + 0.5 + shift(row, n_rows, (1, 0))
    return np.stack([x, y], axis=1)


def _height(
    maps: NDArray[np.floating],
    number: NDArray[np.intp],
    row: NDArray[np.intp],
    col: NDArray[np.intp],
) -> NDArray[np.float64]:
    return np.asarray(maps[number, row, col], np.float64)
