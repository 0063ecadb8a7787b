"""`midstance watch`: what a watch or foot pod said of the same seconds."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer


def watch(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    recording: Annotated[
        Path, typer.Argument(help="FIT or CSV file of the watch or foot pod.")
    ],
    *,
    starts: Annotated[
        str | None,
        typer.Option(
            help="When the clip began, such as 2026-11-30T10:15:00+01:00; default: as "
            "the video says."
        ),
    ] = None,
    offset_s: Annotated[
        float,
        typer.Option(help="How much the watch's clock is ahead of the camera's (s)."),
    ] = 0.0,
) -> None:
    """Set cadence, contact time and speed of a watch beside those of the clip.

    Writes watch.csv into the folder. Clocks must agree to about a second.
    """
    from rich.console import Console
    from rich.table import Table

    from midstance.files import replacing
    from midstance.formats.watches.read import read_watch
    from midstance.pipeline.exchange.watch import beside_watch
    from midstance.schema.analysis import load

    found = beside_watch(
        load(folder), read_watch(recording), starts=starts, offset_s=offset_s
    )
    with replacing(folder / "watch.csv") as part:
        found.to_csv(part, index=False, float_format="%.5g")
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("metric", "clip", "watch", "watch less clip", "unit"):
        table.add_column(
            heading, justify="left" if heading in ("metric", "unit") else "right"
        )
    for row in found.itertuples():
        table.add_row(
            row.metric.replace("_", " "),
            f"{row.clip:.4g} ± {row.uncertainty:.2g}",
            f"{row.watch:.4g}",
            f"{row.difference:+.2g}",
            row.unit,
        )
    Console().print(table)
    typer.echo(str(folder / "watch.csv"))
    answer(file=folder / "watch.csv", metrics=found)
