"""Events: when each foot met and left the ground."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.errors import FormatError, SchemaError
from midstance.files import StrPath, as_path, replacing
from midstance.schema.foreign.table import Table, read_table

COLUMNS = ("individual", "side", "event", "time_s", "uncertainty_s", "source")
PARTS = ("person_uncertainty_s", "leg_uncertainty_s")
"""Optional columns: the parts of ``uncertainty_s`` that do not average out. The first
is common to both legs of a recording (a person whose feet leave late), the second to
all events of one kind of one leg; what is left differs from stride to stride. NaN or
no column: not known."""
SIDES = ("left", "right")
KINDS = ("initial_contact", "toe_off")
SIDE_SPELLINGS = {"left": "left", "l": "left", "right": "right", "r": "right"}
EVENT_SPELLINGS = {
    "initial_contact": "initial_contact",
    "ic": "initial_contact",
    "foot_strike": "initial_contact",
    "heel_strike": "initial_contact",
    "toe_off": "toe_off",
    "to": "toe_off",
    "foot_off": "toe_off",
}
"""What people write for a side and a kind, in lower case, ``_`` between words."""

Row = (
    tuple[str, str, str, float, float, str]
    | tuple[str, str, str, float, float, str, float, float]
)


def make_events(rows: Iterable[Row]) -> pd.DataFrame:
    """Build an events table, sorted by time.

    Parameters
    ----------
    rows
        Tuples in the order of `COLUMNS`: person, side, kind, time in seconds on
        the clock of the tracks (between frames), its uncertainty (one standard
        deviation, s; NaN when unknown), and who says so: the name of a detector,
        ``"truth"`` or ``"manual"``; who knows them adds the two `PARTS`.

    Raises
    ------
    SchemaError
        If a side or a kind of event is not one of `SIDES` and `KINDS`.

    Examples
    --------
    >>> make_events([("anna", "left", "initial_contact", 0.4, 0.01, "truth")]).shape
    (1, 6)

    """
    is_many = isinstance(rows, Iterable) and not isinstance(rows, str | bytes)
    every = list(rows) if is_many else []
    widths = {len(row) if isinstance(row, tuple | list) else 0 for row in every}
    n_all = len(COLUMNS) + len(PARTS)
    if not is_many or widths - {len(COLUMNS), n_all}:
        raise SchemaError(f"Events must be rows of {COLUMNS}, got {rows!r}.")
    names = (*COLUMNS, *PARTS) if n_all in widths else COLUMNS
    unknown = (np.nan,) * len(PARTS)
    whole = [(*row, *unknown)[: len(names)] for row in every]
    return validate_events(pd.DataFrame(whole, columns=list(names)))


def validate_events(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with typed columns, sorted by time; `PARTS` are kept.

    Raises
    ------
    SchemaError
        If a column is missing, a side or kind is unknown, or a time is no number.

    """
    if not isinstance(table, pd.DataFrame):
        raise SchemaError(
            "Events must be a pandas.DataFrame as load_events and find_events give "
            f"it, got {type(table).__name__}."
        )
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise SchemaError(
            f"Events need the columns {COLUMNS}; {missing} are missing "
            f"from {list(table.columns)}."
        )
    for column, allowed in (("side", SIDES), ("event", KINDS)):
        strange = sorted(set(map(str, table[column])) - set(allowed))
        if strange:
            raise SchemaError(f"{column} must be one of {allowed}, got {strange}.")
    try:
        parts = [name for name in PARTS if name in table]
        typed = table[[*COLUMNS, *parts]].astype(
            {
                "individual": str,
                "side": str,
                "event": str,
                "source": str,
                "time_s": float,
                "uncertainty_s": float,
                **dict.fromkeys(parts, float),
            }
        )
    except (TypeError, ValueError) as error:
        raise SchemaError(f"An event time is not a number: {error}.") from error
    return typed.sort_values("time_s", ignore_index=True, kind="stable")


def times_s(events: pd.DataFrame, side: str, event: str) -> NDArray[np.float64]:
    """Return the times (s) of one kind of event of one side, in order."""
    chosen = (events["side"] == side) & (events["event"] == event)
    return np.asarray(events.loc[chosen, "time_s"], dtype=float)


def of_individual(events: pd.DataFrame, individual: str) -> pd.DataFrame:
    """Return the events of one person."""
    return events[events["individual"] == individual].reset_index(drop=True)


def save_events(events: pd.DataFrame, path: StrPath) -> None:
    """Write `events` as CSV, times to 0.1 ms, whole or not at all.

    Parameters
    ----------
    events
        See `make_events`.
    path
        The file.

    Raises
    ------
    SchemaError
        If it is no table of events.
    OutputError
        If the folder cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> path = f"{tempfile.mkdtemp()}/events.csv"
    >>> save_events(make_events([("anna", "left", "toe_off", 0.4, 0.01, "x")]), path)
    >>> load_events(path)["time_s"].tolist()
    [0.4]

    """
    text = as_csv(validate_events(events))
    with replacing(path) as part:
        part.write_bytes(text.encode())


def as_csv(events: pd.DataFrame) -> str:
    """Return the text of a table of events as a file holds it, times to 0.1 ms."""
    text: str = events.to_csv(index=False, float_format="%.4f")
    return text


def load_events(path: StrPath) -> pd.DataFrame:
    """Read events from CSV.

    Parameters
    ----------
    path
        The file. Only ``side, event, time_s`` are needed: a table written by hand
        belongs to ``person-1``, is of unknown uncertainty, and its source is
        ``manual``. Sides and events may be spelt as people do (``L``, ``Initial
        Contact``), numbers with a decimal comma; see
        `midstance.schema.foreign.table`.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; see `make_events`.

    Raises
    ------
    FormatError
        If the file is missing or is no table.
    SchemaError
        If a needed column is missing or holds something else.

    Examples
    --------
    >>> import midstance as ms
    >>> len(ms.load_events(ms.example_file("events")))
    44

    """
    path = as_path(path, "The events file")
    if not path.is_file():
        raise FormatError(f"No events file at {path}; give a CSV file.")
    table = read_table(path, f"a CSV table with the columns {COLUMNS}")
    needed = ("side", "event", "time_s")
    missing = [name for name in needed if name not in table.cells]
    if missing:
        raise SchemaError(
            f"Events need the columns {needed}; {missing} are missing from "
            f"{list(table.cells)} of {path}."
        )
    return complete_events(_typed(table))


def _typed(table: Table) -> pd.DataFrame:
    """Return the columns of a table that events have, each of its type."""
    columns: dict[str, Any] = {
        "side": table.words("side", SIDE_SPELLINGS),
        "event": table.words("event", EVENT_SPELLINGS),
        "time_s": table.numbers("time_s", can_be_empty=False),
    }
    for name in ("individual", "source"):
        if name in table.cells:
            columns[name] = table.cells[name]
    for name in ("uncertainty_s", *PARTS):
        if name in table.cells:
            columns[name] = table.numbers(name, can_be_empty=True)
    return pd.DataFrame(columns)


def complete_events(table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` as `validate_events` does, with what need not be said added.

    Parameters
    ----------
    table
        At least ``side, event, time_s``; without ``individual`` it belongs to
        ``person-1``, without ``uncertainty_s`` that is unknown (NaN), and without
        ``source`` it is ``manual``.

    Raises
    ------
    SchemaError
        If a needed column is missing or holds something else.

    Examples
    --------
    >>> own = pd.DataFrame({"side": ["left"], "event": ["toe_off"], "time_s": [0.4]})
    >>> complete_events(own)["source"].tolist()
    ['manual']

    """
    if isinstance(table, pd.DataFrame):
        absent = {"individual": "person-1", "uncertainty_s": np.nan, "source": "manual"}
        missing = {name: it for name, it in absent.items() if name not in table}
        table = table.assign(**missing)
    return validate_events(table)
