"""`midstance compare`: recordings of one person against each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import answer

if TYPE_CHECKING:
    from midstance.report.comparison.page import Comparison


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
    from midstance.report.comparison.page import describe_comparison
    from midstance.report.comparison.write import PAGE, write_comparison
    from midstance.report.units import choose_units, keep_units, kept_units
    from midstance.report.write import PAGE as REPORT
    from midstance.schema.analysis import load

    if units is not None:
        keep_units(choose_units(units))
    place = Path("comparison") if out is None else out
    analyses = [load(folder) for folder in folders]
    pages = [folder / REPORT for folder in folders]
    found = write_comparison(analyses, place, pages=pages, same_camera=same_camera)
    # The page has its language; the command line speaks English.
    show(describe_comparison(found.recordings, found.table, kept_units()))
    typer.echo(f"\n{place / PAGE}")
    answer(page=place / PAGE, changes=found.table)


def show(comparison: "Comparison") -> None:
    """Print the speed, what else differs, and each change that can be read."""
    from rich.console import Console

    from midstance.cli.tables import change_table

    console = Console()
    for sentence in (comparison.speed, *comparison.cautions):
        console.print(sentence, markup=False, highlight=False)
    told = [line for line in comparison.lines if line.is_told and line.change]
    if told:
        console.print(change_table(told))
        is_split = any(line.by_speed for line in told)
        rest = "the change without its part by speed" if is_split else "the change"
        console.print(
            "least: the smallest change that can be told; "
            f"chance: that {rest} is real.",
            style="dim",
        )
    n_others = len(comparison.lines) - len(told)
    if n_others:
        line = f"{n_others} more cannot be told; compare.csv has all."
        console.print(line, style="dim")
