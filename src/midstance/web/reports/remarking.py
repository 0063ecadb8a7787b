"""What people say about a recording, kept with every state before: to undo it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from midstance.schema.remarks import (
    Remarks,
    load_remarks,
    remarks_from_plain,
    save_remarks,
)
from midstance.web.label.history import History

REMARKS_HISTORY = "remarks_history.json"
REMARKING = Lock()
"""Held while remarks are read and written: no two changes cross each other."""


@dataclass(frozen=True)
class Said:
    """The remarks about a recording, and whether there are some before and after."""

    remarks: Remarks
    can_undo: bool
    can_redo: bool


def said(folder: Path) -> Said:
    """Return the remarks in the results of a recording."""
    with REMARKING:
        return _said(load_remarks(folder), folder)


def change(folder: Path, how: Callable[[Remarks], Remarks]) -> Said:
    """Change the remarks in the results of a recording, and return them."""
    with REMARKING:
        before = load_remarks(folder)
        history = _history(folder, before)
        now = how(before)
        save_remarks(now, folder)
        history.add(now)
        return _said(now, folder)


def step(folder: Path, by: int) -> Said:
    """Take the last change back (-1), or do it again (1).

    Raises
    ------
    FormatError
        If there is none.

    """
    with REMARKING:
        history = _history(folder, load_remarks(folder))
        wanted = history.beside(by)
        save_remarks(wanted, folder)
        history.go(by)
        return _said(wanted, folder)


def _said(now: Remarks, folder: Path) -> Said:
    history = _history(folder, now)
    return Said(now, history.can_undo, history.can_redo)


def _history(folder: Path, now: Remarks) -> History[Remarks]:
    return History(folder / REMARKS_HISTORY, now, remarks_from_plain)
