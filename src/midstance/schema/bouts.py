"""Bouts: when someone ran, walked, stood or exercised, and seen from which side."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from midstance.errors import SchemaError

COLUMNS = (
    *("individual", "start_s", "end_s", "activity", "view", "probability"),
    "repetitions",
)
GAITS = ("running", "walking")
NO_GAIT = ("standing", "other")
ACTIVITIES = (*GAITS, *NO_GAIT)
TURNING = "turning"
"""Between two directions of gait; no gait metric is read from it."""
EXERCISES = ("squats", "push-ups", "jumping jacks", "exercise")
"""Sets of repetitions; ``exercise`` is one without a name."""
VIEWS = ("left", "right", "front", "rear", "oblique", "unknown")
"""From which side the camera sees the person: ``left`` shows the left side of
the body near the camera, so that someone who moves forward moves to the left
edge of an unmirrored picture."""

Row = tuple[Any, ...]


def make_bouts(rows: Iterable[Row]) -> pd.DataFrame:
    """Build a bouts table, sorted by start.

    Parameters
    ----------
    rows
        Tuples in the order of `COLUMNS`: person, start and end (s, on the clock
        of the tracks), activity, view, probability of both (0 to 1) and, for
        exercises only, the number of repetitions (NaN when left out).

    Raises
    ------
    SchemaError
        If an activity or a view is unknown, or an end does not follow its start.

    Examples
    --------
    >>> make_bouts([("anna", 0.0, 9.5, "running", "left", 0.9)]).shape
    (1, 7)

    """
    whole = [(*row, np.nan)[: len(COLUMNS)] for row in rows]
    table = pd.DataFrame(whole, columns=list(COLUMNS))
    known = (*ACTIVITIES, TURNING, *EXERCISES)
    for column, allowed in (("activity", known), ("view", VIEWS)):
        strange = sorted(set(table[column]) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    if not (table["end_s"] > table["start_s"]).all():
        raise SchemaError("Every bout must end after it starts.")
    names = ("start_s", "end_s", "probability", "repetitions")
    numbers = dict.fromkeys(names, float)
    typed = table.astype(numbers)
    return typed.sort_values("start_s", ignore_index=True, kind="stable")
