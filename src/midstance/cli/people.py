"""`midstance people`: who was seen in a video, and whose numbers are reported."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import People, Runner, chosen_people

if TYPE_CHECKING:
    from midstance.pipeline.people import SeenPerson
    from midstance.schema.analysis import Analysis

_SHEET = "people.jpg"


def people(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    *,
    runner: Runner = None,
    people: People = None,
    video: Annotated[
        Path | None,
        typer.Option(help="The video that was analyzed; default: looked for."),
    ] = None,
    report: Annotated[bool, typer.Option(help="Make the report page anew.")] = True,
) -> None:
    """Show everybody who was seen; with --runner or --people report others.

    Nobody is looked for again: that takes seconds, and edits by hand are kept.
    """
    from midstance.pipeline import edited as results
    from midstance.pipeline.people import list_people, report_others

    wanted = chosen_people(people)
    analysis, is_table_changed = results.open_folder(folder)
    film = results.find_video(folder, analysis, video)
    is_changed = runner is not None or wanted is not None
    if is_changed:
        analysis = report_others(analysis, runner=runner, people=wanted)
    if is_changed or is_table_changed:
        analysis.save(folder)
    seen = list_people(analysis)
    answer(people=[vars(one) for one in seen])
    _show(seen)
    _draw(analysis, seen, film, folder)
    if is_changed:
        _report(analysis, film, folder, with_report=report)


def _show(seen: list["SeenPerson"]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("person", "seen (s)", "from", "to", "activity", ""):
        is_number = heading in ("seen (s)", "from", "to")
        table.add_column(heading, justify="right" if is_number else "left")
    for one in seen:
        table.add_row(
            one.name,
            *(f"{value:.1f}" for value in (one.seen_s, one.first_s, one.last_s)),
            one.activity,
            "reported" if one.is_reported else "",
        )
    Console().print(table)


def _draw(
    analysis: "Analysis", seen: list["SeenPerson"], film: Path | None, folder: Path
) -> None:
    from midstance.drawing.contact_sheet import write_picture
    from midstance.pipeline.people import draw_people

    if film is None:
        typer.echo(
            f"{analysis.video.name} was not found, so there are no pictures; "
            "say where it is with --video.",
            err=True,
        )
        return
    write_picture(draw_people(analysis, seen, film), folder / _SHEET)
    typer.echo(str(folder / _SHEET))


def _report(
    analysis: "Analysis", film: Path | None, folder: Path, *, with_report: bool
) -> None:
    from midstance.api.whole import REPORT
    from midstance.cli.analyze import show
    from midstance.cli.progress import progress_bar
    from midstance.pipeline.edited import redraw

    result = folder / "summary.csv"
    if with_report:
        with progress_bar(REPORT) as progress:
            result = redraw(analysis, film, folder, progress=progress)
    show(analysis)
    typer.echo(f"\n{result}")
