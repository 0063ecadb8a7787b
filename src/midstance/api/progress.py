"""How far the work is, in a terminal, in a notebook, or told to a function."""

import html
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from midstance.api.whole import ANALYSIS, Whole
from midstance.errors import ConfigError
from midstance.kernels.progress import Progress

__all__ = ["Progress", "bar_html", "notebook_bars", "shown_progress", "terminal_bars"]

_REDRAW_S = 0.2


@contextmanager
def shown_progress(progress: bool | Progress | None) -> Iterator[Progress | None]:
    """Give a function to report progress to.

    Parameters
    ----------
    progress
        True: a bar in a notebook or a terminal, and nothing anywhere else. False or
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
def terminal_bars(stages: Sequence[str] = ANALYSIS) -> Iterator[Progress]:
    """Give a function that draws one bar for all stages on the terminal.

    It names the stage, how much of it and of all is done, and the time left. It goes to
    stderr, so that output can be piped; where that is no terminal, only the last state
    is written.

    Parameters
    ----------
    stages
        Which will come, in order, see `midstance.api.whole.Whole`.

    """
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description:<22}"),
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TextColumn("{task.fields[of_stage]}"),
        rich.TimeRemainingColumn(),
    )
    bar = rich.Progress(*columns, console=Console(stderr=True))
    whole, task = Whole(stages), None

    def report(stage: str, done: float, total: float | None) -> None:
        nonlocal task
        if task is None:
            # Started here, because bars without a task print an empty line.
            bar.start()
            task = bar.add_task(stage, total=1.0, of_stage="")
        share = whole.share(stage, done, total)
        count = _count(done, total)
        bar.update(task, description=stage, completed=share, of_stage=count)

    try:
        yield report
        if task is not None:
            bar.update(task, completed=1.0)
    finally:
        if task is not None:
            bar.stop()


@contextmanager
def notebook_bars(stages: Sequence[str] = ANALYSIS) -> Iterator[Progress]:
    """Give a function that draws one bar for all stages below the cell of a notebook.

    Plain HTML, which every notebook shows without a widget library.
    """
    from IPython.display import HTML, display

    whole, last = Whole(stages), ""
    shown: list[Any] = []
    drawn_s = 0.0

    def draw() -> None:
        picture = HTML(last)
        if shown:
            shown[0].update(picture)
        else:
            shown.append(display(picture, display_id=True))

    def report(stage: str, done: float, total: float | None) -> None:
        nonlocal drawn_s, last
        last = bar_html(stage, whole.share(stage, done, total), _count(done, total))
        if not shown or time.monotonic() - drawn_s > _REDRAW_S:
            draw()
            drawn_s = time.monotonic()

    try:
        yield report
    finally:
        if last:
            draw()


def bar_html(stage: str, share: float, count: str) -> str:
    """Return a bar for all stages as HTML, without script.

    Parameters
    ----------
    stage
        What is being done.
    share
        How much of all is done, 0 to 1.
    count
        How much of the stage is, in words.

    Examples
    --------
    >>> "<progress value='0.75' max='1'>" in bar_html("Finding people", 0.75, "3 of 4")
    True

    """
    value = f"value='{share:.3g}' max='1'"
    return f"<div>{html.escape(stage)} <progress {value}></progress> {count}</div>"


def _count(done: float, total: float | None) -> str:
    if total is None:
        return f"{done:g}"
    return f"{min(done, total):g} of {total:g}" if total > 1 else ""


def _bars() -> AbstractContextManager[Progress | None]:
    if _is_notebook():
        return notebook_bars()
    return terminal_bars() if sys.stderr.isatty() else nullcontext()


def _is_notebook() -> bool:
    """Return whether a notebook shows what is displayed; a terminal does not."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None
