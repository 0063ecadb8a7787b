"""`midstance opensim`: joint angles of a lifted person by OpenSim."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import MassKg


def opensim(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder that analyze wrote with --lift."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder to write; default: opensim in it."),
    ] = None,
    *,
    person: Annotated[
        str | None, typer.Option(help="Whose joints, when there are several people.")
    ] = None,
    mass_kg: MassKg = None,
) -> None:
    """Fit an OpenSim model to a lifted person and measure its joint angles.

    Writes the scaled model, the markers, the set-up of OpenSim's inverse kinematics,
    angles.mot, angles.csv, measures.csv and summary.csv. Needs the opensim package.
    """
    from rich.console import Console
    from rich.table import Table

    from midstance.pipeline.opensim.folder import solve_folder
    from midstance.pipeline.opensim.measures import PREFIX

    where = out or folder / "opensim"
    found = solve_folder(folder, where, person=person, mass_kg=mass_kg)
    for note in found.notes:
        typer.echo(f"! {note}", err=True)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("angle", "side", "median", "strides", "unit"):
        table.add_column(heading, justify="right" if heading == "median" else "left")
    for row in found.summary.itertuples():
        table.add_row(
            row.metric.removeprefix(PREFIX).replace("_", " "),
            row.side,
            f"{row.value:.0f} ± {row.uncertainty:.0f}",
            str(row.n),
            row.unit,
        )
    Console().print(table)
    typer.echo(str(where))
    answer(
        folder=where,
        summary=found.summary,
        marker_error_m=found.marker_error_m,
        notes=list(found.notes),
    )
