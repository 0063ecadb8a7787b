"""What happened in a run, one JSON line an event, and how long each stage took."""

import json
import logging
import time
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from midstance.config import without_home
from midstance.kernels.progress import Progress

RUN = "run.jsonl"
"""The log of the last run, beside its results. It alone holds clock times."""

STAGES = {
    "tracks": "Telling people apart",
    "cleaning": "Cleaning the tracks",
    "events": "Finding contacts",
    "metrics": "Measuring",
    "results": "Saving the results",
}
"""What the stages are called that tell no progress of their own."""

_LOG = logging.getLogger(__name__)
# Who asked for no log gets none: without a handler Python prints warnings by itself.
_LOG.addHandler(logging.NullHandler())


class RunLog:
    """Notes what a run does; the same goes to the loggers of Python.

    It says nothing of the person at the machine: the home folder is written ``~``.
    A disk that is full costs lines of the log, and nothing else.

    Attributes
    ----------
    stages
        How long each stage took (s), in the order in which they began.

    """

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._file: TextIOWrapper | None = None
        self._stage = ""
        self._began_s = self._stage_s = time.monotonic()
        self._progress: Progress | None = None

    def tell(self, progress: Progress | None) -> None:
        """Tell `progress` of stages that say nothing themselves, as they begin."""
        self._progress = progress

    def keep_in(self, path: Path) -> None:
        """Write all that comes into a file, in place of what an earlier run wrote."""
        with suppress(OSError):
            self._file = path.open("w", encoding="utf-8")

    def event(self, event: str, *, level: int = logging.INFO, **facts: Any) -> None:  # noqa: ANN401
        """Note something that happened.

        Parameters
        ----------
        event
            What, in one word.
        level
            One of the levels of `logging`.
        facts
            What JSON can say about it; anything else is written as text.

        """
        facts = {name: _plain(fact) for name, fact in facts.items()}
        said = ", ".join(f"{name} {fact}" for name, fact in facts.items())
        _LOG.log(level, "%s%s", event, f": {said}" if said else "")
        if self._file is None:
            return
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "after_s": round(time.monotonic() - self._began_s, 3),
            "level": logging.getLevelName(level).lower(),
            "event": event,
            **facts,
        }
        with suppress(OSError, ValueError):
            # At once: who is killed has no time to do it then.
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()

    def begin(self, stage: str) -> None:
        """Note that a stage begins; the one before ends."""
        self.end()
        self._stage, self._stage_s = stage, time.monotonic()
        self.stages.setdefault(stage, 0.0)
        if self._progress is not None and stage in STAGES:
            self._progress(STAGES[stage], 0, 1)

    def end(self) -> None:
        """Note that the stage ends, and how long it took."""
        if not self._stage:
            return
        took_s = time.monotonic() - self._stage_s
        self.stages[self._stage] += took_s
        self.event("stage", stage=self._stage, seconds=round(took_s, 3))
        self._stage = ""

    def close(self, error: BaseException | None = None) -> None:
        """Note how the run ended, and close the file.

        Parameters
        ----------
        error
            What it ended with; None: it ended well.

        """
        at = self._stage
        self.end()
        took_s = round(time.monotonic() - self._began_s, 3)
        if error is None:
            stages = {name: round(seconds, 3) for name, seconds in self.stages.items()}
            self.event("end", seconds=took_s, stages=stages)
        else:
            self.event(
                "failed",
                level=logging.ERROR,
                seconds=took_s,
                stage=at,
                kind=type(error).__name__,
                text=str(error),
            )
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None


def in_words(stages: dict[str, float]) -> str:
    """Return how long a run took, and its stages, longest first.

    Examples
    --------
    >>> in_words({"tracks": 0.42, "poses": 31.04, "video": 0.01})
    'It took 31.5 s: poses 31.0 s, tracks 0.4 s.'

    """
    longest = sorted(stages.items(), key=lambda item: -item[1])
    said = [f"{name} {seconds:.1f} s" for name, seconds in longest if seconds >= _SHORT]
    ending = f": {', '.join(said)}" if said else ""
    return f"It took {sum(stages.values()):.1f} s{ending}."


_SHORT = 0.05
"""Stages shorter than that (s) are not worth a word."""


def _plain(fact: Any) -> Any:  # noqa: ANN401
    """Return `fact` as JSON can say it, without the home folder."""
    if isinstance(fact, str | Path):
        return without_home(str(fact))
    if isinstance(fact, dict):
        return {str(name): _plain(value) for name, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_plain(value) for value in fact]
    return fact if isinstance(fact, int | float | bool | None) else str(fact)
