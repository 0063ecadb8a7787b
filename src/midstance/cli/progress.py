"""Progress on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from midstance.api.progress import Progress as Report
from midstance.api.progress import terminal_bars
from midstance.cli.answer import is_quiet

__all__ = ["Report", "progress_bar"]


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Give a function that draws bars on the terminal, unless it is to be quiet."""
    if is_quiet():
        yield lambda _stage, _done, _total: None
        return
    with terminal_bars() as report:
        yield report
