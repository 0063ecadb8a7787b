"""What a command found, as JSON for another program, or nothing at all."""

import io
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TextIO

import typer

from midstance.errors import MidstanceError

_ANSWER: ContextVar[dict[str, Any] | None] = ContextVar("answer", default=None)
_STDOUT: ContextVar[TextIO | None] = ContextVar("stdout", default=None)
_IS_QUIET: ContextVar[bool] = ContextVar("is_quiet", default=False)


def answer(**values: object) -> None:
    """Say what was found, for who asked for JSON; for others nothing happens.

    Parameters
    ----------
    **values
        Texts, numbers, paths, tables (rows with the names of their columns), and
        lists and mappings of these. NaN becomes null.

    """
    held = _ANSWER.get()
    if held is not None:
        held.update({name: _plain(value) for name, value in values.items()})


def insist(text: str) -> None:
    """Print what a command is of no use without, such as an address, in every voice.

    Who asked for JSON gets one object at the end, so that it goes to stderr.
    """
    if _ANSWER.get() is not None:
        typer.echo(text, err=True)
        return
    typer.echo(text, file=_STDOUT.get())


def is_quiet() -> bool:
    """Return whether only errors and warnings are to be shown."""
    return _IS_QUIET.get()


@contextmanager
def speaking(*, as_json: bool, quiet: bool) -> Iterator[None]:
    """Let what runs inside speak to a person, as JSON, or not at all.

    As JSON: one object on stdout, at the end, with what `answer` was told, or else
    the lines that a person would have read; an error of midstance is an object with
    its sentence, and raised as always.
    """
    if not (as_json or quiet):
        yield
        return
    found: dict[str, Any] = {}
    kept = _ANSWER.set(found if as_json else None), _IS_QUIET.set(True)
    stdout = _STDOUT.set(sys.stdout)
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            yield
    except MidstanceError as error:
        found.clear()
        found["error"] = str(error)
        raise
    finally:
        _ANSWER.reset(kept[0])
        _IS_QUIET.reset(kept[1])
        _STDOUT.reset(stdout)
        if as_json:
            lines = [line for line in said.getvalue().splitlines() if line.strip()]
            typer.echo(json.dumps(found or {"said": lines}, indent=2))


def _plain(value: Any) -> Any:  # noqa: ANN401 -- anything a command finds
    """Return a value as JSON has them."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(own) for name, own in value.items()}
    if hasattr(value, "to_dict"):  # a table
        return [_plain(row) for row in value.to_dict("records")]
    if hasattr(value, "item"):  # a number of NumPy
        return _plain(value.item())
    if isinstance(value, Sequence):
        return [_plain(own) for own in value]
    return str(value)
