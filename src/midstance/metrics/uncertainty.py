"""How sure a number is: noise of points, and what it does to a result."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import MAD_TO_SD
from midstance.kernels.signals.fourier import harmonic_basis
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.types import Floats

N_HARMONICS = 4
_OUTLIER = 4.0
_STEP_PX = 0.01


def unrepeated_sd(values: Floats, phase: Floats) -> float:
    """Return how much of a signal does not come again with every stride.

    A Fourier series over the stride phase and a straight line over time are
    taken off, a second time without the outliers of the first; what stays is
    judged by its median, so that a few outliers do not count. After smoothing
    the answer is the noise that is still in `values`.

    Parameters
    ----------
    values, phase
        Shape (n_times,); `phase` from 0 to 1 over each stride. NaN in either
        leaves the sample out.

    Returns
    -------
    float
        One standard deviation; NaN with fewer than three samples for each
        unknown of the series.

    """
    valid = np.isfinite(values) & np.isfinite(phase)
    n = int(valid.sum())
    n_unknowns = 2 + 2 * N_HARMONICS
    if n < 3 * n_unknowns:
        return float("nan")
    angle = 2 * np.pi * phase[valid]
    harmonics = harmonic_basis(angle, N_HARMONICS)
    drift = np.linspace(-1.0, 1.0, valid.size)[valid]
    design = np.column_stack([harmonics[:, 0], drift, harmonics[:, 1:]])
    rest = _rest(design, values[valid], np.ones(n, dtype=bool))
    rest = _rest(design, values[valid], np.abs(rest) <= _OUTLIER * _robust_sd(rest))
    return _robust_sd(rest) * float(np.sqrt(n / (n - n_unknowns)))


def _rest(design: Floats, values: Floats, used: NDArray[np.bool_]) -> Floats:
    solution, *_ = np.linalg.lstsq(design[used], values[used], rcond=None)
    return values - design @ solution


def _robust_sd(rest: Floats) -> float:
    return MAD_TO_SD * float(np.median(np.abs(rest)))


def point_noise(
    points: Mapping[str, Floats], segments: Sequence[tuple[str, str]], phase: Floats
) -> dict[str, float]:
    """Return the noise of each point (one standard deviation, per axis).

    Bones do not change their length: what changes in the distance of two points
    without coming again in every stride is noise of the two, whereas a step that
    differs from the last one leaves lengths as they are. Half of its variance
    is given to either end, and the segments that meet at a point are averaged.

    Parameters
    ----------
    points
        Shape (n_times, 2) each.
    segments
        Pairs of names.
    phase
        Share of the stride at each time.

    Returns
    -------
    dict
        Points whose segments were too short a time in sight are left out.

    """
    halves: dict[str, list[float]] = {}
    for first, second in segments:
        if first not in points or second not in points:
            continue
        length = np.linalg.norm(points[first] - points[second], axis=-1)
        sd = unrepeated_sd(length, phase)
        if np.isfinite(sd):
            for name in (first, second):
                halves.setdefault(name, []).append(sd**2 / 2)
    return {name: float(np.sqrt(np.mean(parts))) for name, parts in halves.items()}


def propagated(
    function: Callable[..., Floats],
    points: Sequence[Floats],
    sds: Sequence[Floats],
) -> Floats:
    """Return the standard deviation of `function` when its points have noise.

    First order: every coordinate is moved a little, and the changes add up as
    squares.

    Parameters
    ----------
    function
        Maps points of shape (n_times, 2) to values of shape (n_times,).
    points, sds
        The points, and the standard deviation of either coordinate, shape
        (n_times,).

    """
    total = np.zeros(points[0].shape[0])
    for number, sd in enumerate(sds):
        for axis in range(2):
            moved = [point.copy() for point in points]
            moved[number][:, axis] += _STEP_PX
            back = [point.copy() for point in points]
            back[number][:, axis] -= _STEP_PX
            slope = (function(*moved) - function(*back)) / (2 * _STEP_PX)
            total += (slope * sd) ** 2
    return np.sqrt(total)


def run_length_s(marked: NDArray[np.bool_], time_s: Floats) -> Floats:
    """Return for each time how long the stretch of marks around it lasts (s).

    Measured from the last unmarked sample before to the first one after; 0
    where nothing is marked, infinite for a stretch at an end.

    Examples
    --------
    >>> run_length_s(np.array([False, True, False]), np.array([0.0, 0.1, 0.2]))
    array([0. , 0.2, 0. ])

    """
    lasts = np.zeros(marked.shape)
    for run in valid_runs(np.where(marked, 1.0, np.nan)):
        at_an_end = run.start == 0 or run.stop == marked.size
        lasts[run] = np.inf if at_an_end else time_s[run.stop] - time_s[run.start - 1]
    return lasts
