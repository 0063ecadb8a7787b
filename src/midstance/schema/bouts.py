"""Bouts: when someone ran, walked or stood, and from which side it was seen."""

from collections.abc import Iterable

import pandas as pd

from midstance.errors import SchemaError

COLUMNS = ("individual", "start_s", "end_s", "activity", "view", "probability")
ACTIVITIES = ("running", "walking", "standing", "other")
VIEWS = ("left", "right", "front", "rear", "oblique", "unknown")
"""From which side the camera sees the person: ``left`` shows the left side of
the body near the camera, so that someone who moves forward moves to the left
edge of an unmirrored picture."""

Row = tuple[str, float, float, str, str, float]


def make_bouts(rows: Iterable[Row]) -> pd.DataFrame:
    """Build a bouts table, sorted by start.

    Parameters
    ----------
    rows
        Tuples in the order of `COLUMNS`: person, start and end (s, on the clock
        of the tracks), activity, view, probability of both (0 to 1).

    Raises
    ------
    SchemaError
        If an activity or a view is unknown, or an end does not follow its start.

    Examples
    --------
    >>> make_bouts([("anna", 0.0, 9.5, "running", "left", 0.9)]).shape
    (1, 6)

    """
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    for column, allowed in (("activity", ACTIVITIES), ("view", VIEWS)):
        strange = sorted(set(table[column]) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    if not (table["end_s"] > table["start_s"]).all():
        raise SchemaError("Every bout must end after it starts.")
    numbers = dict.fromkeys(("start_s", "end_s", "probability"), float)
    typed = table.astype(numbers)
    return typed.sort_values("start_s", ignore_index=True, kind="stable")
