"""Repetitions: how often somebody did an exercise, when, and how sure that is."""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from midstance.errors import FormatError, SchemaError
from midstance.files import read_json, replacing
from midstance.schema.edits import save_edits
from midstance.schema.repetition_edits import (
    load_repetition_edits,
    make_repetition_edits,
)

COLUMNS = (
    *("individual", "exercise", "set", "number", "side"),
    *("start_s", "bottom_s", "end_s", "bottom_frame"),
    *("duration_s", "lowering_s", "hold_s", "rising_s"),
    *("joint", "depth_deg", "depth_uncertainty_deg", "bottom_deg"),
    *("reach_pct", "reach_uncertainty_pct"),
    *("lean_deg", "lean_uncertainty_deg", "uneven_deg", "uneven_uncertainty_deg"),
    *("knee_over_toe_pct", "knee_over_toe_uncertainty_pct"),
    *("knee_separation_pct", "knee_separation_uncertainty_pct"),
    *("flight_s", "height_m", "height_uncertainty_m", "gravity_ratio"),
    *("probability", "doubt", "form"),
)
"""`set` numbers the sets of one person from 1, `number` the repetitions of one
exercise of theirs. `bottom_frame` counts the times of the tracks from 0.
`probability` is that of the repetition being one, `doubt` what speaks against it, in
words; "": nothing. What the numbers mean: `midstance.exercises.table`."""
DOUBTFUL = (
    *("individual", "exercise", "set", "time_s"),
    *("probability", "is_counted", "doubt"),
)
"""Moments at which a repetition may be one too many, or one may be missing."""
PLANK = "plank"
"""Held, not repeated: its seconds count."""
_WORDS = ("individual", "exercise", "side", "joint", "doubt", "form")
_WHOLE = ("set", "number", "bottom_frame")
REPETITIONS, COUNTS, EDITS = (
    *("repetitions.csv", "repetitions.json"),
    "repetition_edits.csv",
)
FILES = (REPETITIONS, COUNTS, EDITS)
"""What is written of them; none of somebody who repeats nothing."""


def make_table(rows: Any = (), columns: tuple[str, ...] = COLUMNS) -> pd.DataFrame:  # noqa: ANN401 -- rows of any kind
    """Build a table of repetitions, or of doubtful moments, with typed columns.

    Parameters
    ----------
    rows
        Tuples in the order of `columns`, or mappings; what a mapping lacks is
        missing.
    columns
        `COLUMNS` or `DOUBTFUL`.

    Examples
    --------
    >>> make_table().columns.tolist()[:3]
    ['individual', 'exercise', 'set']

    """
    table = pd.DataFrame(list(rows), columns=list(columns))
    kinds: dict[str, Any] = {}
    for name in columns:
        if name in _WORDS:
            kinds[name] = str
            table[name] = table[name].astype(object).fillna("")
        elif name in _WHOLE:
            kinds[name] = int
            table[name] = table[name].astype(float).fillna(-1)
        else:
            kinds[name] = bool if name == "is_counted" else float
    try:
        return table.astype(kinds)
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"A table of repetitions holds something else: {error}."
        ) from error


@dataclass(frozen=True)
class Repetitions:
    """The repetitions of everybody, and what is doubtful about them.

    Parameters
    ----------
    table
        What counts, see `COLUMNS`.
    doubtful
        See `DOUBTFUL`.
    edits
        What a person changed; see `midstance.schema.repetition_edits`.
    detected
        The table before that. None: nobody changed any.

    """

    table: pd.DataFrame = field(default_factory=make_table)
    doubtful: pd.DataFrame = field(default_factory=lambda: make_table(columns=DOUBTFUL))
    edits: pd.DataFrame = field(default_factory=make_repetition_edits)
    detected: pd.DataFrame | None = None

    def as_detected(self) -> pd.DataFrame:
        """Return the repetitions as they were before a person changed them."""
        return self.table if self.detected is None else self.detected

    def counts(self, individual: str | None = None) -> dict[str, int]:
        """Return how many repetitions there are by exercise; "" has no name.

        Parameters
        ----------
        individual
            Whose; None: of everybody together.

        """
        own = self.table
        if individual is not None:
            own = own[own["individual"] == individual]
        return {str(k): len(v) for k, v in own.groupby("exercise", sort=False)}

    def held_s(self, individual: str | None = None) -> float:
        """Return for how long planks are held, together (s)."""
        own = self.table[self.table["exercise"] == PLANK]
        if individual is not None:
            own = own[own["individual"] == individual]
        return float(own["duration_s"].sum())

    def to_plain(self) -> dict[str, Any]:
        """Return everything as JSON takes it: counts, repetitions, doubtful moments."""
        return {
            "counts": {name or "repetitions": n for name, n in self.counts().items()},
            "held_s": round(self.held_s(), 2),
            "repetitions": _plain(self.table),
            "doubtful": _plain(self.doubtful),
            "detected": None if self.detected is None else _plain(self.detected),
        }

    def save(self, folder: Path) -> None:
        """Write `FILES` into a folder; nothing where there is nothing to say."""
        if len(self.edits):
            save_edits(self.edits, folder / EDITS)
        if len(self.as_detected()) or len(self.table):
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Write the tables into a folder, empty ones too."""
        with replacing(folder / REPETITIONS) as part:
            self.table.round(3).to_csv(part, index=False)
        with replacing(folder / COUNTS) as part:
            text = json.dumps(self.to_plain(), indent=2, allow_nan=False)
            part.write_text(text + "\n", "utf-8")


def join_repetitions(parts: Iterable[Repetitions]) -> Repetitions:
    """Return the repetitions of several people together, without edits."""
    known = list(parts)
    tables = [one.table for one in known if len(one.table)]
    doubts = [one.doubtful for one in known if len(one.doubtful)]
    return Repetitions(
        pd.concat(tables, ignore_index=True) if tables else make_table(),
        pd.concat(doubts, ignore_index=True) if doubts else make_table((), DOUBTFUL),
    )


def renumbered(found: Repetitions) -> Repetitions:
    """Return repetitions by time, with sets numbered by person, and within exercises.

    Sets keep apart that had other numbers, another exercise, or were not one after
    the other.
    """
    table = found.table.sort_values(
        ["individual", "start_s"], ignore_index=True, kind="stable"
    )
    if table.empty:
        return dataclasses.replace(found, table=table)
    keys = [table[name].to_numpy() for name in ("individual", "exercise", "set")]
    is_new = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    run = np.concatenate([[0], np.cumsum(is_new)])
    first = pd.Series(run).groupby(table["individual"]).transform("min").to_numpy()
    groups = table.groupby(["individual", "exercise"], sort=False)
    table = table.assign(set=run - first + 1, number=groups.cumcount() + 1)
    return dataclasses.replace(
        found, table=table, doubtful=_in_sets(found.doubtful, table)
    )


def _in_sets(doubtful: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return doubtful moments with the number of the nearest set of their person."""
    if doubtful.empty:
        return doubtful
    numbers = []
    for moment in doubtful.itertuples(index=False):
        own = table[table["individual"] == moment.individual]
        if own.empty:
            numbers.append(0)
            continue
        nearest = (own["bottom_s"] - moment.time_s).abs().to_numpy().argmin()
        numbers.append(int(own["set"].iloc[nearest]))
    ordered = doubtful.assign(set=numbers)
    return ordered.sort_values(["individual", "time_s"], ignore_index=True)


def load_repetitions(folder: Path) -> Repetitions:
    """Return the repetitions saved in a folder; without the files there are none.

    Raises
    ------
    FormatError
        If a file holds something else.

    """
    edits = load_repetition_edits(folder / EDITS)
    path = folder / COUNTS
    if not path.is_file():
        return Repetitions(edits=edits)
    expected = "repetitions as midstance writes them"
    held = read_json(path, expected)
    try:
        detected = held["detected"]
        return Repetitions(
            make_table(held["repetitions"]),
            make_table(held["doubtful"], DOUBTFUL),
            edits,
            None if detected is None else make_table(detected),
        )
    except (KeyError, TypeError, SchemaError) as error:
        raise FormatError(
            f"{path} is not {expected}; analyze the video again."
        ) from error


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    rounded = table.round(4)
    return [
        {str(name): _cell(value) for name, value in row.items()}
        for row in rounded.to_dict("records")
    ]


def _cell(value: Any) -> Any:  # noqa: ANN401 -- any cell of a table
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
