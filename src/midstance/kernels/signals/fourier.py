"""The mean cycle of a movement that repeats, as a Fourier series."""

import numpy as np
from numpy.typing import NDArray

RIDGE = 0.02
"""Weight (in samples per cosine and square of its order) that pulls high
harmonics to zero when there are too few cycles to know them."""


def mean_cycle(
    phase_rad: NDArray[np.floating],
    values: NDArray[np.floating],
    *,
    n_harmonics: int,
    n_points: int,
) -> tuple[NDArray[np.float64], float]:
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
    design = np.column_stack([trend, _waves(phase, n_harmonics)])
    order = np.concatenate([[1.0, 0.0], np.repeat(np.arange(1, n_harmonics + 1), 2)])
    penalty = np.diag(RIDGE * order**2)
    weight = np.ones(len(sample))
    for _ in range(3):
        normal = design.T @ (design * weight[:, None]) + penalty
        solution = np.linalg.lstsq(normal, design.T @ (weight * sample), rcond=None)[0]
        residual = sample - design @ solution
        scatter = 1.4826 * float(np.median(np.abs(residual)))
        weight = (
            np.minimum(1.0, 1.5 * scatter / np.maximum(np.abs(residual), 1e-12))
            if scatter > 0
            else np.ones(len(sample))
        )
    grid = np.arange(n_points) * (2 * np.pi / n_points)
    return _waves(grid, n_harmonics) @ solution[1:], scatter


def _waves(phase: NDArray[np.floating], n_harmonics: int) -> NDArray[np.float64]:
    columns = [np.ones(len(phase))]
    for harmonic in range(1, n_harmonics + 1):
        columns += [np.cos(harmonic * phase), np.sin(harmonic * phase)]
    return np.column_stack(columns)
