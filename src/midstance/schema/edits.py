"""Edits: what a person changed about the detected events."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import SchemaError
from midstance.files import StrPath, as_path, replacing
from midstance.schema.events import (
    EVENT_SPELLINGS,
    KINDS,
    SIDE_SPELLINGS,
    SIDES,
    make_events,
)
from midstance.schema.foreign.table import read_table
from midstance.schema.tracks import individuals

COLUMNS = ("individual", "side", "event", "action", "time_s", "detected_time_s")
ACTIONS = ("add", "move", "delete")
MANUAL = "manual"

NEAR_S = 0.15
"""A detected event this near to an edit is the one that is meant. The worst rule
in use finds toe-off 0.13 s late, and even a sprinter's foot needs 0.4 s until it
does the same again."""

SAME_S = 0.0005
"""Times closer than this are the same: tables hold tenths of a millisecond."""

_FRAMES_PER_SD = 3.0
"""An eye says between which two frames something happened: evenly spread over
that interval, the standard deviation is 1 / sqrt(12) = 0.29 of it. A third leaves
a little room for a slip."""

Row = tuple[str, str, str, str, float, float]


def make_edits(rows: Iterable[Row] = ()) -> pd.DataFrame:
    """Build an edits table, sorted by time.

    Parameters
    ----------
    rows
        Tuples in the order of `COLUMNS`: person, side, kind of event, what was
        done to it, the time that the person says (s; NaN for ``delete``), and
        the time that had been detected (s; NaN for ``add``). An event that was
        looked at and found right is moved to where it is.

    Raises
    ------
    SchemaError
        If a side, a kind or an action is unknown, or a time is missing.

    Examples
    --------
    >>> nan = float("nan")
    >>> make_edits([("anna", "left", "toe_off", "add", 1.25, nan)])["action"].item()
    'add'

    """
    return validate_edits(pd.DataFrame(list(rows), columns=list(COLUMNS)))


def validate_edits(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with typed columns, sorted by time.

    Raises
    ------
    SchemaError
        If a column is missing, a side, kind or action is unknown, or a time that
        the action needs is not a number.

    """
    if not isinstance(table, pd.DataFrame):
        raise SchemaError(
            "Edits must be a pandas.DataFrame as make_edits gives it, "
            f"got {type(table).__name__}."
        )
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise SchemaError(
            f"Edits need the columns {COLUMNS}; {missing} are missing "
            f"from {list(table.columns)}."
        )
    for column, allowed in (("side", SIDES), ("event", KINDS), ("action", ACTIONS)):
        strange = sorted(set(map(str, table[column])) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    words = dict.fromkeys(COLUMNS[:4], str)
    try:
        typed = table[list(COLUMNS)].astype(
            {**words, "time_s": float, "detected_time_s": float}
        )
    except (TypeError, ValueError) as error:
        raise SchemaError(f"The time of an edit is not a number: {error}.") from error
    for column, needless in (("time_s", "delete"), ("detected_time_s", "add")):
        is_needed = typed["action"] != needless
        if not np.isfinite(typed.loc[is_needed, column]).all():
            raise SchemaError(
                f"Every edit but {needless} needs a number as {column}; one has none."
            )
        typed.loc[~is_needed, column] = np.nan
    at_s = typed["time_s"].fillna(typed["detected_time_s"])
    return typed.iloc[np.argsort(at_s.to_numpy(), kind="stable")].reset_index(drop=True)


def apply_edits(
    detected: pd.DataFrame, edits: pd.DataFrame, tracks: xr.Dataset
) -> pd.DataFrame:
    """Return the events after everything a person changed about them.

    Made for detected events of any kind, not only those that were looked at: an
    edit means the nearest event of the same foot and kind within `NEAR_S`, and
    what a person set stands even where nothing is detected any more.

    Parameters
    ----------
    detected
        Events as a detector found them.
    edits
        Table of `make_edits`. Edits of people who are not in `tracks`, and of
        moments outside it, change nothing.
    tracks
        Where the events come from: its frames say how sure an eye can be.

    Returns
    -------
    pandas.DataFrame
        Events; those set by hand have the source ``"manual"``, and as uncertainty
        a third of the time between the two frames around them, or that of the
        detector where it is smaller and a person left the time as it was.

    """
    if edits.empty:
        return detected
    frames_s = np.asarray(tracks["time"].to_numpy(), dtype=float)
    own = edits[edits["individual"].isin(individuals(tracks))]
    keep = np.ones(len(detected), dtype=bool)
    keep[list(match(own, detected))] = False
    manual = own[own["action"] != "delete"]
    if frames_s.size:
        manual = manual[manual["time_s"].between(frames_s[0], frames_s[-1])]
    doubt_s = _eye_s(manual["time_s"].to_numpy(), frames_s)
    doubt_s = np.fmin(doubt_s, _untouched_s(manual, detected))
    rows = zip(
        *(manual[name] for name in ("individual", "side", "event", "time_s")),
        doubt_s.tolist(),
        [MANUAL] * len(manual),
        strict=True,
    )
    kept = detected[keep].itertuples(index=False, name=None)
    return make_events([*kept, *rows])


def match(edits: pd.DataFrame, detected: pd.DataFrame) -> dict[int, int]:
    """Return which detected events the edits concern: row of `detected` to of `edits`.

    Each edit claims the event nearest to where it had been detected, and then
    the one nearest to where a person set it: both times cannot be right.
    """
    claimed: dict[int, int] = {}
    for column in ("detected_time_s", "time_s"):
        free = np.setdiff1d(np.arange(len(detected)), list(claimed))
        pairs = nearest_pairs(edits, column, detected.iloc[free])
        claimed |= {int(free[j]): i for i, j in pairs}
    return claimed


def nearest_pairs(
    rows: pd.DataFrame, column: str, events: pd.DataFrame
) -> list[tuple[int, int]]:
    """Return pairs of positions: same person, foot and kind, within `NEAR_S`.

    The nearest pair comes first, and nobody is in two pairs.
    """
    keys = ["individual", "side", "event"]
    left = rows[[*keys]].assign(i=np.arange(len(rows)), at_s=rows[column].to_numpy())
    right = events[[*keys]].assign(
        j=np.arange(len(events)), found_s=events["time_s"].to_numpy()
    )
    both = left.merge(right, on=keys)
    both["apart_s"] = (both["at_s"] - both["found_s"]).abs()
    both = both[both["apart_s"] <= NEAR_S].sort_values("apart_s", kind="stable")
    pairs: list[tuple[int, int]] = []
    used_i, used_j = set(), set()
    for i, j in zip(both["i"], both["j"], strict=True):
        if i not in used_i and j not in used_j:
            pairs.append((int(i), int(j)))
            used_i.add(i)
            used_j.add(j)
    return pairs


def edits_between(detected: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the edits that turn `detected` into `table`.

    For a table that was changed in another program. An event of the same time
    whose source was set to ``manual`` counts as looked at.

    Raises
    ------
    SchemaError
        If an event in `table` has no time.

    """
    if not np.isfinite(table["time_s"]).all():
        raise SchemaError("Every event needs a number as time_s; one has none.")
    pairs = {j: i for i, j in nearest_pairs(detected, "time_s", table)}
    rows: list[Row] = []
    for j, event in enumerate(table.itertuples(index=False)):
        key = (event.individual, event.side, event.event)
        if j not in pairs:
            rows.append((*key, "add", event.time_s, np.nan))
            continue
        was = detected.iloc[pairs[j]]
        is_looked_at = event.source == MANUAL and was["source"] != MANUAL
        if is_looked_at or abs(event.time_s - was["time_s"]) >= SAME_S:
            rows.append((*key, "move", event.time_s, float(was["time_s"])))
    left = detected.drop(detected.index[list(pairs.values())])
    rows += [
        (event.individual, event.side, event.event, "delete", np.nan, event.time_s)
        for event in left.itertuples(index=False)
    ]
    return make_edits(rows)


def describe_edits(edits: pd.DataFrame) -> str:
    """Return how many events were changed, in words; empty when none was.

    Examples
    --------
    >>> nan = float("nan")
    >>> describe_edits(make_edits([("anna", "left", "toe_off", "delete", nan, 1.2)]))
    '1 event was curated by hand: 1 deleted.'

    """
    if edits.empty:
        return ""
    looked_at = (edits["time_s"] - edits["detected_time_s"]).abs() < SAME_S
    done = edits["action"].where(~looked_at, "confirm")
    words = {"add": "added", "move": "moved", "confirm": "confirmed"}
    counts = [
        f"{n} {words.get(action, 'deleted')}"
        for action in ("add", "move", "delete", "confirm")
        if (n := int((done == action).sum()))
    ]
    subject = "1 event was" if len(edits) == 1 else f"{len(edits)} events were"
    return f"{subject} curated by hand: {', '.join(counts)}."


def save_edits(edits: pd.DataFrame, path: StrPath) -> None:
    """Write `edits` as CSV, times to 0.1 ms, whole or not at all."""
    with replacing(path) as part:
        edits.to_csv(part, index=False, float_format="%.4f")


def load_edits(path: StrPath) -> pd.DataFrame:
    """Read edits from CSV; a file that is not there is a table without rows.

    Raises
    ------
    FormatError
        If the file is no table.
    SchemaError
        If a column is missing or holds something else.

    """
    path = as_path(path, "The file of edits")
    if not path.is_file():
        return make_edits()
    table = read_table(path, f"a CSV table with the columns {COLUMNS}")
    columns: dict[str, Any] = {}
    for name, meanings in (
        ("side", SIDE_SPELLINGS),
        ("event", EVENT_SPELLINGS),
        ("action", {action: action for action in ACTIONS}),
    ):
        if name in table.cells:
            columns[name] = table.words(name, meanings)
    for name in ("time_s", "detected_time_s"):
        if name in table.cells:
            columns[name] = table.numbers(name, can_be_empty=True)
    if "individual" in table.cells:
        columns["individual"] = table.cells["individual"]
    return validate_edits(pd.DataFrame(columns))


def _eye_s(
    times_s: NDArray[np.float64], frames_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return one standard deviation (s) of a time read off frames."""
    if frames_s.size < 2:
        return np.full(times_s.shape, np.nan)
    after = np.clip(np.searchsorted(frames_s, times_s), 1, frames_s.size - 1)
    return np.asarray(np.diff(frames_s)[after - 1] / _FRAMES_PER_SD)


def _untouched_s(manual: pd.DataFrame, detected: pd.DataFrame) -> NDArray[np.float64]:
    """Return the uncertainty (s) of detected events that kept their time, else NaN."""
    doubt_s = np.full(len(manual), np.nan)
    found_s, sds_s = (detected[name].to_numpy() for name in ("time_s", "uncertainty_s"))
    at_s = manual["time_s"].to_numpy()
    for i, j in nearest_pairs(manual, "time_s", detected):
        if abs(at_s[i] - found_s[j]) < SAME_S:
            doubt_s[i] = sds_s[j]
    return doubt_s
