"""Progress on the terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from midstance.api.progress import Progress as Report
from midstance.api.progress import terminal_bars
from midstance.cli.answer import is_quiet

__all__ = ["Report", "progress_bar"]


@contextmanager
def progress_bar(stages: Sequence[str] = ()) -> Iterator[Report]:
    """Give a function that draws a bar on the terminal, unless it is to be quiet.

    `stages` are those that will come, in order: one bar goes through all of them.
    """
    if is_quiet():
        yield lambda _stage, _done, _total: None
        return
    with terminal_bars(stages) as report:
        yield report
