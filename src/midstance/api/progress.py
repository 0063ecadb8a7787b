"""How far the work is, in a terminal, in a notebook, or told to a function."""

import html
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from midstance.errors import ConfigError
from midstance.kernels.types import Progress

__all__ = ["Progress", "bars_html", "notebook_bars", "shown_progress", "terminal_bars"]

_REDRAW_S = 0.2


@contextmanager
def shown_progress(progress: bool | Progress | None) -> Iterator[Progress | None]:
    """Give a function to report progress to.

    Parameters
    ----------
    progress
        True: bars in a notebook or a terminal, and nothing anywhere else. False or
        None: nothing. A function: that one.

    Raises
    ------
    ConfigError
        If it is something else.

    Examples
    --------
    >>> with shown_progress(lambda *told: print(told)) as report:
    ...     report("poses", 1, 2)
    ('poses', 1, 2)

    """
    if progress is None or progress is False:
        yield None
    elif progress is True:
        with _bars() as report:
            yield report
    elif callable(progress):
        yield progress
    else:
        raise ConfigError(
            "progress must be True, False, or a function of stage, done and whole, "
            f"got {type(progress).__name__}."
        )


@contextmanager
def terminal_bars() -> Iterator[Progress]:
    """Give a function that draws a bar for each stage on the terminal.

    Bars go to stderr, so that output can be piped; where that is no terminal, only
    the last state is written.
    """
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description:<22}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
    )
    bars = rich.Progress(*columns, console=Console(stderr=True))
    tasks: dict[str, rich.TaskID] = {}

    def report(stage: str, done: float, total: float | None) -> None:
        if stage not in tasks:
            # Started here, because bars without a task print an empty line.
            bars.start()
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bars.stop()


@contextmanager
def notebook_bars() -> Iterator[Progress]:
    """Give a function that draws a bar for each stage below the cell of a notebook.

    Plain HTML, which every notebook shows without a widget library.
    """
    from IPython.display import HTML, display

    stages: dict[str, tuple[float, float | None]] = {}
    shown: list[Any] = []
    drawn_s = 0.0

    def draw() -> None:
        picture = HTML(bars_html(stages))
        if shown:
            shown[0].update(picture)
        else:
            shown.append(display(picture, display_id=True))

    def report(stage: str, done: float, total: float | None) -> None:
        nonlocal drawn_s
        is_new = stage not in stages
        stages[stage] = (done, total)
        if is_new or time.monotonic() - drawn_s > _REDRAW_S:
            draw()
            drawn_s = time.monotonic()

    try:
        yield report
    finally:
        if stages:
            draw()


def bars_html(stages: dict[str, tuple[float, float | None]]) -> str:
    """Return a bar for each stage as HTML, without script.

    Parameters
    ----------
    stages
        What is done of each, and the whole; None: unknown.

    Examples
    --------
    >>> "<progress value='3' max='4'>" in bars_html({"poses": (3, 4)})
    True

    """
    rows = []
    for stage, (done, total) in stages.items():
        size = "" if total is None else f" value='{min(done, total):g}' max='{total:g}'"
        count = f"{done:g}" if total is None else f"{done:g} of {total:g}"
        rows.append(
            f"<div>{html.escape(stage)} <progress{size}></progress> {count}</div>"
        )
    return "".join(rows)


def _bars() -> AbstractContextManager[Progress | None]:
    if _is_notebook():
        return notebook_bars()
    return terminal_bars() if sys.stderr.isatty() else nullcontext()


def _is_notebook() -> bool:
    """Return whether a notebook shows what is displayed; a terminal does not."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None
