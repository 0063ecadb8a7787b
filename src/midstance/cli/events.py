"""`midstance events`: the contacts of tracks made elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import ConfigFile


def events(
    tracks: Annotated[Path, typer.Argument(help="Tracks: a netCDF file (.nc).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="CSV file to write.")],
    *,
    detector: Annotated[
        str | None, typer.Option(help="Event detector; default: as analyze.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Find initial contacts and toe-offs in tracks, cleaned as analyze does."""
    from midstance.config import load_config
    from midstance.pipeline import steps as pipeline
    from midstance.schema.events import save_events
    from midstance.schema.tracks import load_tracks

    settings = load_config(config).updated(
        events=None if detector is None else {"name": detector}
    )
    clean = pipeline.clean(load_tracks(tracks), settings if config else None)
    found = pipeline.find_events(clean, settings)
    save_events(found, out)
    counts = found.groupby(["individual", "side", "event"]).size()
    for (individual, side, event), n in counts.items():
        typer.echo(f"{individual}  {side:<5}  {event.replace('_', ' '):<15}  {n}")
    if found.empty:
        typer.echo("No running or walking was found; the table is empty.", err=True)
    typer.echo(str(out))
    answer(file=out, events=found)
