"""One change of one repetition by hand, as the edits that then hold."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from midstance.errors import SchemaError
from midstance.schema.repetition_edits import (
    COLUMNS,
    match_repetitions,
    validate_repetition_edits,
)
from midstance.schema.repetitions import Repetitions

_SAME_S = 2e-3
"""Two bottoms nearer than this are one."""
_NAN = float("nan")


@dataclass(frozen=True)
class Change:
    """What a person does with one repetition, or with the set that it is in.

    Parameters
    ----------
    action
        ``add`` one; ``change`` when it is, its side or its exercise; ``delete`` it;
        or have it as ``detected`` again.
    individual
        Whose it is.
    at_s
        When its bottom is now (s); of one that is added, where it shall be.
    bottom_s, start_s, end_s
        When it is from now on (s). None: as it was.
    side, exercise
        As in `midstance.schema.repetitions`. None: as it was, or as in its set.
    of_the_set
        Do it with every repetition of the set; `add` has no set.

    """

    action: Literal["add", "change", "delete", "detected"]
    individual: str
    at_s: float
    bottom_s: float | None = None
    start_s: float | None = None
    end_s: float | None = None
    side: str | None = None
    exercise: str | None = None
    of_the_set: bool = False


def with_change(found: Repetitions, change: Change) -> pd.DataFrame:
    """Return all edits of the repetitions after one more change.

    Parameters
    ----------
    found
        The repetitions with the edits so far.
    change
        What is done.

    Returns
    -------
    pandas.DataFrame
        As of `midstance.schema.repetition_edits`. What was detected is never lost: an
        edit of an edit holds on to what had been detected.

    Raises
    ------
    SchemaError
        If there is no repetition at that time, or it would end before it begins.

    """
    edits = found.edits
    if change.action == "add":
        row = _row(change, "add", change.at_s, _NAN)
        return _joined(edits, [row])
    if change.action == "detected":
        return _as_detected(edits, change)
    own = found.table[found.table["individual"] == change.individual]
    apart_s = (own["bottom_s"] - change.at_s).abs()
    if not len(own) or apart_s.min() > _SAME_S:
        raise SchemaError(
            f"{change.individual} has no repetition at {change.at_s:.2f} s; look at "
            "the repetitions again."
        )
    chosen = own[own["set"] == own.loc[apart_s.idxmin(), "set"]]
    if not change.of_the_set:
        chosen = own.loc[[apart_s.idxmin()]]
    for one in chosen.to_dict("records"):
        edits = _changed(found, edits, {str(k): v for k, v in one.items()}, change)
    return validate_repetition_edits(edits)


def _changed(
    found: Repetitions, edits: pd.DataFrame, one: dict[str, object], change: Change
) -> pd.DataFrame:
    """Return edits with that of one repetition made, or made anew."""
    bottom_s = float(str(one["bottom_s"]))
    before = _edit_of(edits, change.individual, bottom_s)
    detected_s = bottom_s if before is None else float(before["detected_time_s"])
    if before is not None:
        edits = edits.drop(index=before.name)
        if before["action"] == "move":
            detected_s = _meant(found, before)
    is_added = before is not None and before["action"] == "add"
    if change.action == "delete":
        if is_added:
            return edits
        row = dict.fromkeys(("side", "exercise"), "") | {
            "individual": change.individual,
            "action": "delete",
            "detected_time_s": detected_s,
        }
        return _joined(edits, [row])
    moved_s = bottom_s if change.bottom_s is None else change.bottom_s
    row = _row(change, "add" if is_added else "move", moved_s, detected_s)
    if before is not None:
        for name in ("side", "exercise"):
            row[name] = row[name] or before[name]
        for name in ("start_s", "end_s"):
            if np.isnan(float(str(row[name]))):
                row[name] = float(before[name]) + moved_s - bottom_s
    return _joined(edits, [row])


def _edit_of(edits: pd.DataFrame, individual: str, bottom_s: float) -> pd.Series | None:
    """Return the edit that put a repetition where it is, or None."""
    is_own = (edits["individual"] == individual) & (edits["action"] != "delete")
    own = edits[is_own & ((edits["time_s"] - bottom_s).abs() <= _SAME_S)]
    return None if own.empty else own.iloc[0]


def _meant(found: Repetitions, edit: pd.Series) -> float:
    """Return when the repetition that an edit moved is detected now."""
    detected = found.as_detected()
    claimed = match_repetitions(edit.to_frame().T, detected)
    at_s = float(edit["detected_time_s"])
    return float(detected["bottom_s"].iloc[next(iter(claimed))]) if claimed else at_s


def _as_detected(edits: pd.DataFrame, change: Change) -> pd.DataFrame:
    """Return edits without those that hold of the repetition at a time."""
    at_s = edits["time_s"].fillna(edits["detected_time_s"])
    is_meant = (edits["individual"] == change.individual) & (
        (at_s - change.at_s).abs() <= _SAME_S
    )
    if not is_meant.any():
        raise SchemaError(
            f"Nothing was changed by hand at {change.at_s:.2f} s; look at the "
            "repetitions again."
        )
    return edits[~is_meant].reset_index(drop=True)


def _row(
    change: Change, action: str, time_s: float, detected_s: float
) -> dict[str, object]:
    start_s, end_s = (_NAN if t is None else t for t in (change.start_s, change.end_s))
    return {
        "individual": change.individual,
        "action": action,
        "time_s": time_s,
        "detected_time_s": detected_s,
        "side": change.side or "",
        "exercise": change.exercise or "",
        "start_s": start_s,
        "end_s": end_s,
    }


def _joined(edits: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    whole = [*edits.to_dict("records"), *rows]
    return validate_repetition_edits(pd.DataFrame(whole, columns=list(COLUMNS)))
