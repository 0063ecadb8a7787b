"""`midstance measure`: every number, from tracks and events."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.analyze import View


def measure(
    tracks: Annotated[Path, typer.Argument(help="Tracks: a netCDF file (.nc).")],
    events: Annotated[Path, typer.Argument(help="Events: a CSV file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="CSV file to write.")],
    *,
    view: Annotated[
        View | None, typer.Option(help="Side of the runner that the camera sees.")
    ] = None,
    height_m: Annotated[
        float | None, typer.Option("--height-m", help="Body height; gives the scale.")
    ] = None,
    speed_m_s: Annotated[
        float | None, typer.Option("--speed-m-s", help="Speed of the treadmill.")
    ] = None,
    mass_kg: Annotated[
        float | None, typer.Option("--mass-kg", help="Body mass.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file of settings.")] = None,
) -> None:
    """Measure tracks whose events are given, for example corrected by hand."""
    from rich.console import Console

    from midstance import pipeline
    from midstance.cli.tables import missing_lines, summary_table
    from midstance.config import load_config
    from midstance.files import replacing
    from midstance.schema.events import load_events
    from midstance.schema.measures import summarize
    from midstance.schema.tracks import load_tracks

    settings = load_config(config).updated(
        subject={
            "view": view,
            "height_m": height_m,
            "speed_m_s": speed_m_s,
            "mass_kg": mass_kg,
        }
    )
    clean = pipeline.clean(load_tracks(tracks), settings)
    scenes = pipeline.find_scenes(clean, settings)
    found, missing = pipeline.measure(clean, load_events(events), scenes, settings)
    with replacing(out) as part:
        found.to_csv(part, index=False, float_format="%.5g")
    console = Console()
    console.print(summary_table(summarize(found)))
    for line in missing_lines(missing):
        console.print(line, style="dim", markup=False)
    typer.echo(str(out))
