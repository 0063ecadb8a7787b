"""`midstance measure`: every number, from tracks and events."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import (
    ConfigFile,
    Floor,
    HeightM,
    KnownLength,
    MassKg,
    SpeedMS,
    Surface,
    View,
)


def measure(
    tracks: Annotated[Path, typer.Argument(help="Tracks: a netCDF file (.nc).")],
    events: Annotated[Path, typer.Argument(help="Events: a CSV file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="CSV file to write.")],
    *,
    view: View = None,
    height_m: HeightM = None,
    speed_m_s: SpeedMS = None,
    mass_kg: MassKg = None,
    surface: Surface = None,
    known_length: KnownLength = None,
    floor: Floor = None,
    config: ConfigFile = None,
) -> None:
    """Measure tracks whose events are given, for example corrected by hand."""
    from rich.console import Console

    from midstance.bouts.locomotion import find_bouts
    from midstance.bouts.turning import mark_measured
    from midstance.cli.tables import missing_lines, summary_table
    from midstance.config import load_config
    from midstance.files import replacing
    from midstance.pipeline import steps as pipeline
    from midstance.schema.bouts import measured_part
    from midstance.schema.events import load_events
    from midstance.schema.measures import summarize
    from midstance.schema.tracks import load_tracks

    settings = load_config(config).updated(
        subject={
            "view": view,
            "height_m": height_m,
            "speed_m_s": speed_m_s,
            "mass_kg": mass_kg,
            "surface": surface,
            "known_length": known_length,
            "floor": floor,
        }
    )
    clean = pipeline.clean(load_tracks(tracks), settings if config else None)
    bouts = mark_measured(find_bouts(clean), clean, view=settings.subject.view)
    one_way = measured_part(clean, load_events(events), bouts)
    scenes = pipeline.find_scenes(one_way[0], settings, one_way[1])
    found, missing = pipeline.measure(*one_way, scenes, settings)
    with replacing(out) as part:
        found.to_csv(part, index=False, float_format="%.5g")
    console = Console()
    console.print(summary_table(summarize(found)))
    for line in missing_lines(missing):
        console.print(line, style="dim", markup=False)
    typer.echo(str(out))
    answer(file=out, summary=summarize(found), missing=missing)
