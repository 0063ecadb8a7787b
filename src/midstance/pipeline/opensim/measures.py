"""From joint angles over time to measures of every stride."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from midstance.kernels.types import Array
from midstance.schema.measures import COLUMNS

PREFIX = "opensim_"


class _Error(NamedTuple):
    """Root mean square error (degrees), and what is left of it without its mean."""

    whole: float
    own: float


ERROR_DEG = {
    "hip_flexion": _Error(10.8, 4.1),
    "hip_adduction": _Error(4.7, 4.3),
    "knee_angle": _Error(3.9, 3.3),
    "ankle_angle": _Error(4.9, 4.0),
}
"""Of lifted runners whom the lifting never saw, over cameras all around, from
``validation/opensim_bridge.py``.
Hip flexion has another zero than the pelvis of a laboratory."""

_SIDES = {"left": "l", "right": "r"}


def stride_measures(
    angles: pd.DataFrame, events: pd.DataFrame, individual: str
) -> pd.DataFrame:
    """Return how each leg joint is held at contact, in stance and over the stride.

    Parameters
    ----------
    angles
        By time in s, under the names of OpenSim's coordinates, in degrees.
    events
        Events of one person or of several.
    individual
        Whose angles they are.

    Returns
    -------
    pandas.DataFrame
        Measures (`midstance.schema.measures`) of ``opensim_<angle>_at_contact``,
        ``..._largest_in_stance``, ``..._largest_in_swing`` and ``..._range`` (of the
        stride) for hip flexion, hip adduction, knee and ankle angle. A stride in
        which an angle has a gap gives no number of it. The uncertainty is the error
        on motion capture of people left out; its constant part is shared by all
        strides, and a range is free of it.

    """
    rows = [
        (f"{PREFIX}{joint}_{name}", individual, side, start_s, value, *doubt, "deg")
        for side, letter in _SIDES.items()
        for start_s, off_s, end_s in _strides(events, individual, side)
        for joint, error in ERROR_DEG.items()
        for name, value, doubt in _numbers(
            angles[f"{joint}_{letter}"], (start_s, off_s, end_s), error
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _strides(
    events: pd.DataFrame, individual: str, side: str
) -> Iterator[tuple[float, float, float]]:
    """Yield contact, toe-off and the next contact of a foot."""
    own = events[(events["individual"] == individual) & (events["side"] == side)]
    own = own.sort_values("time_s")
    kinds, times = own["event"].tolist(), own["time_s"].tolist()
    whole = ["initial_contact", "toe_off", "initial_contact"]
    for index in range(len(kinds) - 2):
        if kinds[index : index + 3] == whole:
            yield times[index], times[index + 1], times[index + 2]


def _numbers(
    curve: pd.Series, stride: tuple[float, float, float], error: _Error
) -> Iterator[tuple[str, float, tuple[float, float]]]:
    """Yield name, value and uncertainty (whole and shared) of one joint and stride."""
    time_s = curve.index.to_numpy(dtype=float)
    start_s, off_s, end_s = stride
    inside = (time_s >= start_s) & (time_s <= end_s)
    values = curve.to_numpy(dtype=float)
    if inside.sum() < 3 or not np.isfinite(values[inside]).all():
        return
    shared = float(np.sqrt(max(error.whole**2 - error.own**2, 0.0)))
    doubt = (error.whole, shared)

    def largest(low_s: float, high_s: float) -> float:
        return _over(np.max, time_s, values, low_s, high_s)

    yield "at_contact", float(np.interp(start_s, time_s, values)), doubt
    yield "largest_in_stance", largest(start_s, off_s), doubt
    yield "largest_in_swing", largest(off_s, end_s), doubt
    both = float(np.sqrt(2) * error.own)
    yield "range", _over(np.ptp, time_s, values, start_s, end_s), (both, error.own)


def _over(
    of: Callable[[Array], float], time_s: Array, values: Array, low: float, high: float
) -> float:
    """Return a number of the curve between two moments, their values included."""
    inside = values[(time_s > low) & (time_s < high)]
    ends = np.interp([low, high], time_s, values)
    return float(of(np.concatenate([ends, inside])))
