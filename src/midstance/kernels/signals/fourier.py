"""Fourier series: a basis of harmonics, and the mean cycle of a movement."""

import numpy as np

from midstance.kernels.nan_stats import MAD_TO_SD
from midstance.kernels.types import Array, Floats

RIDGE = 0.02
"""Weight (in samples per cosine and square of its order) that pulls high
harmonics to zero when there are too few cycles to know them."""


def harmonic_basis(phase_rad: Floats, n_harmonics: int) -> Array:
    """Return the columns 1, cos, sin, cos 2, sin 2, ... at each phase.

    Parameters
    ----------
    phase_rad
        Shape (n_times,).
    n_harmonics
        Highest harmonic.

    Returns
    -------
    numpy.ndarray
        Shape (n_times, 2 * n_harmonics + 1).

    Examples
    --------
    >>> harmonic_basis(np.array([0.0, np.pi]), 1).round(3)
    array([[ 1.,  1.,  0.],
           [ 1., -1.,  0.]])

    """
    columns = [np.ones(len(phase_rad))]
    for harmonic in range(1, n_harmonics + 1):
        columns += [np.cos(harmonic * phase_rad), np.sin(harmonic * phase_rad)]
    return np.column_stack(columns)


def mean_cycle(
    phase_rad: Floats,
    values: Floats,
    *,
    n_harmonics: int,
    n_points: int,
) -> tuple[Array, float]:
    """Return the average course of `values` over one cycle, and their scatter.

    A Fourier series with a linear trend is fitted to all samples at once, so
    that uneven time, gaps and low frame rates need no resampling: samples of
    many cycles fall between each other. Outliers are weighed down (three rounds
    of Huber weights).

    Parameters
    ----------
    phase_rad
        Shape (n_times,).
    values
        Shape (n_times,); NaN is left out.
    n_harmonics
        Highest harmonic.
    n_points
        How many points, evenly spread from phase 0, to return.

    Returns
    -------
    cycle, scatter
        Shape (n_points,), and the robust standard deviation of the samples
        around it. NaN when there are fewer samples than half the unknowns.

    """
    valid = np.isfinite(values) & np.isfinite(phase_rad)
    n_unknown = 2 * n_harmonics + 2
    if valid.sum() < n_unknown // 2:
        return np.full(n_points, np.nan), np.nan
    phase, sample = phase_rad[valid], values[valid].astype(float)
    trend = (phase - phase.mean()) / max(float(np.ptp(phase)), 1.0)
    design = np.column_stack([trend, harmonic_basis(phase, n_harmonics)])
    order = np.concatenate([[1.0, 0.0], np.repeat(np.arange(1, n_harmonics + 1), 2)])
    penalty = np.diag(RIDGE * order**2)
    weight = np.ones(len(sample))
    for _ in range(3):
        normal = design.T @ (design * weight[:, None]) + penalty
        solution = np.linalg.lstsq(normal, design.T @ (weight * sample), rcond=None)[0]
        residual = sample - design @ solution
        scatter = MAD_TO_SD * float(np.median(np.abs(residual)))
        weight = (
            np.minimum(1.0, 1.5 * scatter / np.maximum(np.abs(residual), 1e-12))
            if scatter > 0
            else np.ones(len(sample))
        )
    grid = np.arange(n_points) * (2 * np.pi / n_points)
    return harmonic_basis(grid, n_harmonics) @ solution[1:], scatter
