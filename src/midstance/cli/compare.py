"""`midstance compare`: recordings of one person against each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd


def compare(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders that analyze wrote, two or more.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Folder for the page; default: comparison, here."
        ),
    ] = None,
    *,
    same_camera: Annotated[
        bool,
        typer.Option(
            "--same-camera",
            help="All were filmed alike: same camera, place, network and settings; "
            "errors that they share cancel.",
        ),
    ] = False,
    units: Annotated[
        str | None,
        typer.Option(help="Units, remembered; as of midstance analyze."),
    ] = None,
) -> None:
    """Say what changed between recordings of one person, and how sure that is.

    Writes compare.html with the videos side by side, compare.csv and compare.json.
    """
    from midstance.report.comparison.write import PAGE, write_comparison
    from midstance.report.units import choose_units, keep_units
    from midstance.report.write import PAGE as REPORT
    from midstance.schema.analysis import load

    if units is not None:
        keep_units(choose_units(units))
    place = Path("comparison") if out is None else out
    analyses = [load(folder) for folder in folders]
    pages = [folder / REPORT for folder in folders]
    table = write_comparison(analyses, place, pages=pages, same_camera=same_camera)
    show(table)
    typer.echo(f"\n{place / PAGE}")


def show(table: "pd.DataFrame") -> None:
    """Print what is known of each change, the surest first."""
    from rich.console import Console

    from midstance.cli.tables import change_table

    last = table[table["recording"] == table["recording"].max()]
    Console().print(change_table(last[last["change"].notna()]))
