"""`midstance weights`: the networks that are not part of the package."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, help="Obtain and check the weights of pose networks."
)


@app.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(help="Backend, for example blazepose.")],
    *,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Package, folder or file to take instead of downloading."
        ),
    ] = None,
) -> None:
    """Obtain the weights of a backend once; they are verified by SHA-256."""
    from rich.console import Console

    from midstance.assets import fetch_weights

    with Console(stderr=True).status(f"Fetching the weights of {name} ..."):
        folder = fetch_weights(name, source=source)
    typer.echo(f"The weights of {name} are in {folder}")


@app.command("list")
def list_weights() -> None:
    """Say for each backend with weights whether they are here and unharmed."""
    from midstance.assets import weights_status

    for status in weights_status():
        mark = "ready  " if status.is_ready else "missing"
        typer.echo(f"{mark}  {status.name}  ({status.licence})  {status.message}")
