"""The door of the command line: errors become one sentence and an exit status."""

import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from midstance.cli.remedies import with_option
from midstance.errors import MidstanceError, MissingSettingError

WRONG_INPUT, OUR_FAULT, INTERRUPTED, TERMINATED = 2, 1, 130, 143


class _TerminatedError(KeyboardInterrupt):
    """The system asks the process to end; what was found is kept as after Ctrl-C."""


class CommandGroup(TyperGroup):
    """A group of commands that ends with a status and never with a bare traceback.

    2: a wrong input or setting; 1: a fault of ours (the traceback is shown,
    because we want it reported); 130: the user interrupted; 143: the system did.
    """

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command that was asked for."""
        with _guard(), _heeding_sigterm():
            return super().invoke(ctx)


@contextmanager
def _heeding_sigterm() -> Iterator[None]:
    """Let the request to end be an interruption, so that what was found is kept."""
    is_ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    )
    if not is_ours:
        yield
        return

    def end(*_: object) -> None:
        raise _TerminatedError

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _guard() -> Iterator[None]:
    try:
        yield
    except MidstanceError as error:
        sentence = with_option(str(error), error.remedy, **error.facts)
        typer.echo(f"Error: {sentence}{_option_of(error)}", err=True)
        raise typer.Exit(WRONG_INPUT) from error
    except KeyboardInterrupt as error:
        typer.echo(
            "\nInterrupted. Run the same command again to go on from here.", err=True
        )
        is_terminated = isinstance(error, _TerminatedError)
        raise typer.Exit(TERMINATED if is_terminated else INTERRUPTED) from error
    except (typer.Exit, typer.Abort, SystemExit, BrokenPipeError):
        raise  # the last: who read our words has gone, as ``head`` does
    except Exception as error:
        if _is_usage_error(error):
            raise
        traceback.print_exc(file=sys.stderr)
        typer.echo(
            "This is a fault of midstance, not yours: please report the lines above.",
            err=True,
        )
        raise typer.Exit(OUR_FAULT) from error


def _option_of(error: MidstanceError) -> str:
    """Return which option tells what a file does not say."""
    if not isinstance(error, MissingSettingError):
        return ""
    name = "trust" if error.setting == "is_trusted" else error.setting
    return f" The option of midstance convert is --{name.replace('_', '-')}."


def _is_usage_error(error: Exception) -> bool:
    """Return whether typer itself knows how to show `error`."""
    return hasattr(error, "exit_code") and hasattr(error, "show")
