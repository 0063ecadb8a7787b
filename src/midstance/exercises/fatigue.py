"""What is lost over a set: range and tempo from the first repetition to the last."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_FEWEST = 4
_CLEAR = 2.0
"""A loss is told when it is so many times its uncertainty."""
_LEAST_PCT = 5.0
"""A loss below this is none that anybody sees."""


@dataclass(frozen=True)
class Trend:
    """How much one number changes from the first repetition of a set to the last.

    Parameters
    ----------
    change_pct
        In percent of the first, by a straight line; below 0: it becomes less.
    uncertainty_pct
        One standard deviation, from how far the repetitions are from the line.

    """

    change_pct: float
    uncertainty_pct: float

    @property
    def is_clear(self) -> bool:
        """Return whether it is more than its uncertainty and than nobody sees."""
        size = abs(self.change_pct)
        return size >= _LEAST_PCT and size >= _CLEAR * self.uncertainty_pct


def trend_over_set(values: NDArray[np.float64]) -> Trend | None:
    """Return how much values change over a set; None: fewer than four are known.

    Parameters
    ----------
    values
        Of one repetition after the other; NaN where not seen.

    Examples
    --------
    >>> trend_over_set(np.array([100.0, 95.0, 90.0, 85.0, 80.0])).change_pct
    -20.0

    """
    number = np.flatnonzero(np.isfinite(values)).astype(float)
    known = values[np.isfinite(values)]
    if len(known) < _FEWEST:
        return None
    x = number - number.mean()
    slope = float(x @ known / (x @ x))
    level = float(known.mean() - slope * number.mean())
    if not level > 0:
        return None
    rest = known - known.mean() - slope * x
    sd = float(np.sqrt(rest @ rest / (len(known) - 2) / (x @ x)))
    span = float(len(values) - 1)
    return Trend(
        round(100 * slope * span / level, 6), round(100 * sd * span / level, 6)
    )


def describe_fatigue(table: pd.DataFrame) -> str:
    """Return what is lost over one set, in words; "": nothing clear.

    Parameters
    ----------
    table
        Repetitions of one set, see `midstance.schema.repetitions`.

    """
    words = []
    depth = trend_over_set(table["depth_deg"].to_numpy(dtype=float))
    if depth is not None and depth.is_clear and depth.change_pct < 0:
        words.append(
            f"range falls by {-depth.change_pct:.0f} ± {depth.uncertainty_pct:.0f} %"
        )
    tempo = trend_over_set(table["duration_s"].to_numpy(dtype=float))
    if tempo is not None and tempo.is_clear and tempo.change_pct > 0:
        words.append(
            "repetitions take "
            f"{tempo.change_pct:.0f} ± {tempo.uncertainty_pct:.0f} % longer"
        )
    if not words:
        return ""
    return f"From the first to the last {' and '.join(words)}."
