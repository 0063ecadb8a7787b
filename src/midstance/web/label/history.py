"""Every state of an analysis that a person made by hand: to undo, and to do again."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pandas as pd

from midstance.config import Config
from midstance.errors import FormatError
from midstance.files import replacing
from midstance.schema.analysis import Analysis
from midstance.schema.edits import make_edits
from midstance.schema.repetition_edits import COLUMNS, validate_repetition_edits

HISTORY = "history.json"
_MOST = 200
if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_S = TypeVar("_S", bound="DataclassInstance")


@dataclass(frozen=True)
class State:
    """What a person wants of an analysis: settings, edits of events and repetitions."""

    config: dict[str, Any]
    edits: list[list[Any]]
    repetitions: list[list[Any]] = field(default_factory=list)

    def settings(self) -> Config:
        """Return the settings, checked."""
        return Config.model_validate(self.config)

    def events(self) -> pd.DataFrame:
        """Return the edits of events as a table."""
        nan = float("nan")
        return make_edits(
            [
                (*row[:4], *(nan if cell is None else float(cell) for cell in row[4:]))
                for row in self.edits
            ]
        )

    def of_repetitions(self) -> pd.DataFrame:
        """Return the edits of repetitions as a table."""
        table = pd.DataFrame(self.repetitions, columns=list(COLUMNS), dtype=object)
        return validate_repetition_edits(table)


def state_of(analysis: Analysis) -> State:
    """Return the state that an analysis is in."""
    # Whether faces are hidden is nothing that is undone.
    config = analysis.config.model_dump(mode="json", exclude={"hide_faces"})
    return State(config, _rows(analysis.edits), _rows(analysis.repetitions.edits))


def _rows(edits: pd.DataFrame) -> list[list[Any]]:
    rows: list[list[Any]] = (
        edits.astype(object).where(edits.notna(), None).to_numpy().tolist()
    )
    return rows


def read_state(told: Any) -> State:  # noqa: ANN401 -- any JSON
    """Return the state that a file tells."""
    return State(told["config"], told["edits"], told.get("repetitions", []))


class History(Generic[_S]):
    """States of something in order, and which of them it is in.

    Kept in a file beside the results. When they are found in another state, such as
    after another analysis of the video, it begins anew.

    Parameters
    ----------
    file
        Where it is kept.
    now
        The state that the results are in, a data class.
    read
        Returns a state that a file tells.

    """

    def __init__(self, file: Path, now: _S, read: Callable[[Any], _S]) -> None:
        self._file = file
        self._states, self._at = _read(self._file, read)
        if not self._states or self._states[self._at] != now:
            self._states, self._at = [now], 0

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a state that was undone."""
        return self._at + 1 < len(self._states)

    def beside(self, step: int) -> _S:
        """Return the state before (-1) or after (1).

        Raises
        ------
        FormatError
            If there is none.

        """
        if not 0 <= self._at + step < len(self._states):
            raise FormatError(
                "There is nothing to undo."
                if step < 0
                else "There is nothing to do again."
            )
        return self._states[self._at + step]

    def go(self, step: int) -> None:
        """Be in the state before (-1) or after (1)."""
        self._at += step
        self._write()

    def add(self, state: _S) -> None:
        """Be in another state; what was undone is forgotten."""
        if state == self._states[self._at]:
            return
        self._states = [*self._states[: self._at + 1], state][-_MOST:]
        self._at = len(self._states) - 1
        self._write()

    def _write(self) -> None:
        told = {
            "at": self._at,
            "states": [dataclasses.asdict(one) for one in self._states],
        }
        with replacing(self._file) as part:
            part.write_text(json.dumps(told), "utf-8")


def _read(file: Path, read: Callable[[Any], _S]) -> tuple[list[_S], int]:
    """Return the states of a file and where it is; of a damaged one none."""
    try:
        told = json.loads(file.read_text("utf-8"))
        states = [read(one) for one in told["states"]]
        at = int(told["at"])
    except (OSError, ValueError, KeyError, TypeError, FormatError):
        return [], 0
    return (states, at) if 0 <= at < len(states) else ([], 0)
