"""Progress on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str, float, float | None], None]


@contextmanager
def progress_bar() -> Iterator[Report]:
    """Give a function that shows how far a stage of the work is.

    It takes the name of the stage, what is done, and the whole (None: unknown).
    Bars go to stderr, so that output can be piped, and only when it is a terminal.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bars = Progress(*columns, console=Console(stderr=True))
    tasks: dict[str, TaskID] = {}

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
