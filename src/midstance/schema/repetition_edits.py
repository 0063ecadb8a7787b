"""Edits of repetitions: what a person added, moved or took away."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from midstance.errors import SchemaError
from midstance.files import StrPath, as_path
from midstance.schema.foreign.table import read_table

COLUMNS = (
    *("individual", "action", "time_s", "detected_time_s", "side", "exercise"),
    *("start_s", "end_s"),
)
_LATER = ("start_s", "end_s")
"""Columns that files of before do not have."""
TIMES = ("time_s", "detected_time_s", *_LATER)
ACTIONS = ("add", "move", "delete")
NEAR_S = 0.5
"""A repetition whose bottom is this near to an edit is the one that is meant; of
several the nearest."""
_SIDES = ("", "left", "right", "both")

Row = (
    tuple[str, str, float, float, str, str]
    | tuple[str, str, float, float, str, str, float, float]
)


def make_repetition_edits(rows: Iterable[Row] = ()) -> pd.DataFrame:
    """Build a table of edits, sorted by time. To take one back, leave it out.

    Parameters
    ----------
    rows
        Tuples in the order of `COLUMNS`: person, what was done, when the repetition
        is at its bottom (s; NaN for ``delete``), when it had been detected there (s;
        NaN for ``add``), side and exercise ("": as in the set it is in); and, where
        they are known, when it begins and ends (s; NaN: as long before and after its
        bottom as it was, or as the others of the set).

    Raises
    ------
    SchemaError
        If an action or a side is unknown, or a time is missing.

    Examples
    --------
    >>> nan = float("nan")
    >>> edits = make_repetition_edits([("anna", "delete", nan, 2.5, "", "")])
    >>> edits["detected_time_s"].item()
    2.5

    """
    whole = [(*row, *(np.nan,) * (len(COLUMNS) - len(row))) for row in rows]
    return validate_repetition_edits(pd.DataFrame(whole, columns=list(COLUMNS)))


def validate_repetition_edits(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with typed columns, sorted by time.

    Raises
    ------
    SchemaError
        If a column is missing, an action or side is unknown, a time that the action
        needs is not a number, or a repetition does not end after it began.

    """
    table = table.assign(**{name: np.nan for name in _LATER if name not in table})
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise SchemaError(
            f"Edits of repetitions need the columns {COLUMNS}; {missing} are missing "
            f"from {list(table.columns)}."
        )
    typed = table[list(COLUMNS)].copy()
    for name in ("individual", "action", "side", "exercise"):
        typed[name] = typed[name].fillna("").astype(str)
    for column, allowed in (("side", _SIDES), ("action", ACTIONS)):
        strange = sorted(set(typed[column]) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    try:
        typed = typed.astype(dict.fromkeys(TIMES, float))
    except (TypeError, ValueError) as error:
        raise SchemaError(f"The time of an edit is not a number: {error}.") from error
    for column, needless in (("time_s", "delete"), ("detected_time_s", "add")):
        is_needed = typed["action"] != needless
        if not np.isfinite(typed.loc[is_needed, column]).all():
            raise SchemaError(
                f"Every edit but {needless} needs a number as {column}; one has none."
            )
        typed.loc[~is_needed, column] = np.nan
    typed.loc[typed["action"] == "delete", list(_LATER)] = np.nan
    if (typed["start_s"] >= typed["time_s"]).any() or (
        typed["end_s"] <= typed["time_s"]
    ).any():
        raise SchemaError(
            "A repetition must begin before its bottom and end after it; one does not."
        )
    at_s = typed["time_s"].fillna(typed["detected_time_s"])
    return typed.iloc[np.argsort(at_s.to_numpy(), kind="stable")].reset_index(drop=True)


def match_repetitions(edits: pd.DataFrame, detected: pd.DataFrame) -> dict[int, int]:
    """Return which repetitions are moved or deleted: row of `detected` to of `edits`.

    Parameters
    ----------
    edits
        As of `make_repetition_edits`.
    detected
        Columns individual and bottom_s.

    """
    pairs: list[tuple[float, int, int]] = []
    names, bottoms_s = (
        detected[name].to_numpy() for name in ("individual", "bottom_s")
    )
    for i, edit in enumerate(edits.itertuples(index=False)):
        if edit.action == "add":
            continue
        apart_s = np.abs(bottoms_s - edit.detected_time_s)
        is_near = (apart_s <= NEAR_S) & (names == edit.individual)
        pairs += [(float(apart_s[j]), j, i) for j in np.flatnonzero(is_near).tolist()]
    claimed: dict[int, int] = {}
    for _, row, number in sorted(pairs):
        if row not in claimed and number not in claimed.values():
            claimed[row] = number
    return claimed


def load_repetition_edits(path: StrPath) -> pd.DataFrame:
    """Read edits from CSV; a file that is not there is a table without rows.

    Raises
    ------
    FormatError
        If the file is no table.
    SchemaError
        If a column is missing or holds something else.

    """
    path = as_path(path, "The file of edits of repetitions")
    if not path.is_file():
        return make_repetition_edits()
    table = read_table(path, f"a CSV table with the columns {COLUMNS}")
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        if name not in table.cells:
            continue
        columns[name] = (
            table.numbers(name, can_be_empty=True)
            if name in TIMES
            else table.cells[name]
        )
    return validate_repetition_edits(pd.DataFrame(columns))
