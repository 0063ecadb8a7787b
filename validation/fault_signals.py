"""Rows about signals at every stage of a run, which then goes on."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fault_rows import Row, command

import midstance as ms
from midstance.cli.main import app
from midstance.errors import MidstanceError
from midstance.pipeline.runs.log import RunLog
from midstance.pose.networks.canned import OneByOne
from midstance.report import write

STAGES = (
    *("poses", "tracks", "cleaning", "events", "metrics", "results", "report"),
    *("page", "swap"),
)
"""Those of the log, the page after the overlay, and the results half moved."""
SIGNALS = {"SIGINT": "130", "SIGTERM": "143", "SIGKILL": "killed"}


def rows() -> Iterator[Row]:
    """Yield the rows about signals."""
    for stage in STAGES:
        for name, status in SIGNALS.items():
            yield Row(
                *("signal", f"{name} at the stage {stage}; then again"),
                f"{status}; results none or whole; then 0: done, equal in every byte",
                partial(_gone_on, stage=stage, name=name),
            )


def _gone_on(folder: Path, stage: str, name: str) -> str:
    from fault_rows_runs import analyze, compared, copied

    out = copied(folder)
    came = interrupted(analyze(out), stage, getattr(signal, name))
    try:
        ms.load(out)
        state = "none or whole"
    except MidstanceError as error:
        state = "none or whole" if "holds no analysis" in str(error) else str(error)
    again = command(*analyze(out), folder=folder)
    return f"{came}; results {state}; then {again}, {compared(out)}"


def interrupted(arguments: Sequence[object], stage: str, number: int) -> str:
    """Run a command in a process that gets a signal at a stage; return its status."""
    sys.stdout.flush()
    # Encoders that wait to be thrown away have threads, which the child has not.
    gc.collect()
    gc.freeze()
    child = os.fork()
    if child == 0:
        _be_run([str(one) for one in arguments], stage, number)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        is_killed = os.WTERMSIG(status) == signal.SIGKILL
        return "killed" if is_killed else f"ended by {os.WTERMSIG(status)}"
    return str(os.WEXITSTATUS(status))


def _be_run(arguments: list[str], stage: str, number: int) -> None:
    """Run the command and end; never returns."""
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _send_at(stage, partial(os.kill, os.getpid(), number))
        app(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(status)


def _send_at(stage: str, send: Callable[[], None]) -> None:
    """Let a signal come in the middle of a stage, or where it begins."""
    middle = {"poses": _at_a_frame, "swap": _at_a_file, "page": _at_the_page}
    middle.get(stage, partial(_at_the_beginning, stage))(send)


def _at_a_frame(send: Callable[[], None]) -> None:
    give: Any = OneByOne.__call__

    def call(self: OneByOne, image: Any) -> Any:  # noqa: ANN401
        if self.n_given == 25:
            send()
        return give(self, image)

    OneByOne.__call__ = call  # type: ignore[method-assign]


def _at_a_file(send: Callable[[], None]) -> None:
    replace, moved = Path.replace, []

    def put(self: Path, target: Path) -> Path:
        if self.parent.name == ".finished":
            moved.append(target)
            if len(moved) == 4:
                send()
        return replace(self, target)

    Path.replace = put  # type: ignore[method-assign, assignment]


def _at_the_page(send: Callable[[], None]) -> None:
    write.write_page = lambda *_, **__: send()  # type: ignore[assignment]


def _at_the_beginning(stage: str, send: Callable[[], None]) -> None:
    begin = RunLog.begin

    def noted(self: RunLog, name: str) -> None:
        begin(self, name)
        if name == stage:
            send()

    RunLog.begin = noted  # type: ignore[method-assign]
