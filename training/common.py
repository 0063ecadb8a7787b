"""What every recipe does alike: settings, checkpoints, and where a network came from.

A recipe is run from its own file (``python training/train_x.py``), which puts this
folder on the path of imports.
"""

import argparse
import hashlib
import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from midstance.files import replacing

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

S = TypeVar("S", bound="DataclassInstance")

CHECKPOINT = "checkpoint.pt"


# --------------------------------------------------------------------- settings


def make_parser(document: str) -> argparse.ArgumentParser:
    """Return a parser that says the first line of a recipe's docstring.

    From now on an interruption ends the recipe with a sentence.
    """
    sys.excepthook = _end
    return argparse.ArgumentParser(description=document.splitlines()[0])


def _end(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one sentence that somebody interrupted; show any other error whole."""
    if issubclass(kind, KeyboardInterrupt):
        print(
            "Interrupted; the same command goes on from the last checkpoint, if there "
            "is one.",
            file=sys.stderr,
        )
    else:
        sys.__excepthook__(kind, error, trace)


def add_settings(parser: argparse.ArgumentParser, usual: "DataclassInstance") -> None:
    """Add an option for every field that holds a single value.

    Parameters
    ----------
    parser
        Where the options are added: ``--n-steps`` for a field ``n_steps``; a field
        that is true or false is a switch.
    usual
        The settings with their defaults.

    """
    for one in fields(usual):
        name, default = "--" + one.name.replace("_", "-"), getattr(usual, one.name)
        if isinstance(default, tuple):
            continue
        text = f"{one.metadata['help']} (default: {default})".replace("%", "%%")
        if isinstance(default, bool):
            parser.add_argument(
                name, action="store_true", default=default, help=one.metadata["help"]
            )
        else:
            parser.add_argument(name, type=type(default), default=default, help=text)


def take_settings(given: dict[str, Any], usual: S) -> S:
    """Return the settings that were given, and take them out of `given`."""
    chosen = {
        one.name: given.pop(one.name) for one in fields(usual) if one.name in given
    }
    return replace(usual, **chosen)


def from_command_line(
    document: str,
    usual: "DataclassInstance",
    train: Callable[[Any, Path, Path | None], Mapping[str, float]],
) -> None:
    """Read the settings from the command line, train, and print the scores."""
    parser = make_parser(document)
    parser.add_argument("--out", type=Path, required=True, help="where to write")
    parser.add_argument("--cache", type=Path, help="data, to train again faster")
    add_settings(parser, usual)
    given = vars(parser.parse_args())
    settings = take_settings(given, usual)
    print(json.dumps(train(settings, given["out"], given["cache"]), indent=1))


def into_folder(
    document: str,
    usual: "DataclassInstance",
    train: Callable[[Any, Path], Mapping[str, float]],
) -> None:
    """Read the settings from the command line, train into a folder, print scores."""
    parser = make_parser(document)
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    add_settings(parser, usual)
    given = vars(parser.parse_args())
    print(json.dumps(train(take_settings(given, usual), given["out"])))


# ------------------------------------------------------- where a network came from


def commit() -> str:
    """Return the commit of the code, marked when files differ from it."""
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    )
    return asked.stdout.strip() or "unknown"


def origin(settings: "DataclassInstance", **facts: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return how a network was made: settings, recipe, and whatever else is known.

    The commit is that of before the network: no commit can name itself. The hash of the
    recipe's file tells in which one it lies. Of files in a folder of this machine the
    name is kept alone.
    """
    return {
        "settings": {
            name: Path(value).name
            if isinstance(value, str) and Path(value).is_absolute()
            else value
            for name, value in asdict(settings).items()
        },
        "commit": commit(),
        "recipe_sha256": recipe_sha256(settings),
        **facts,
    }


def recipe_sha256(settings: "DataclassInstance") -> str:
    """Return the hash of the file that holds the settings of a recipe."""
    source = inspect.getsourcefile(type(settings))
    return hashlib.sha256(Path(source).read_bytes()).hexdigest() if source else ""


def sha256_of(arrays: Iterable[NDArray[Any]]) -> str:
    """Return the hash of what was learned from, array after array."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


# ------------------------------------------------------------------ checkpoints


def torch_device() -> str:
    """Return where PyTorch trains: on a GPU when there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def save_checkpoint(folder: Path, state: Mapping[str, Any]) -> None:
    """Write what is needed to go on, whole or not at all."""
    import torch

    with replacing(folder / CHECKPOINT) as part:
        torch.save(dict(state), part)


def load_checkpoint(folder: Path, *, device: str = "cpu") -> dict[str, Any] | None:
    """Return what an interrupted run left in `folder`; None when there is nothing."""
    import torch

    path = folder / CHECKPOINT
    if not path.is_file():
        return None
    kept: dict[str, Any] = torch.load(path, weights_only=True, map_location=device)
    return kept


def learning_rate(done: float) -> float:
    """Return the part of the rate when `done` (0 to 1) of the work is: a short rise.

    Half a cosine follows it.
    """
    rise = min(1.0, 0.1 + done / 0.02)
    return float(rise * (0.5 + 0.5 * np.cos(np.pi * min(done, 1.0))) + 1e-3)


# ---------------------------------------------------------------------- progress


def plot_history(
    history: Sequence[Mapping[str, float]], names: Sequence[str], unit: str, path: Path
) -> None:
    """Draw some columns of a history over its steps, on a logarithmic axis."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    for name in names:
        axes.plot([h["step"] for h in history], [h[name] for h in history], label=name)
    axes.set(xlabel="step", ylabel=unit, yscale="log")
    axes.legend()
    figure.savefig(path)
    plt.close(figure)
