"""`midstance report`: the report of a folder written anew."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer


def report(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    *,
    video: Annotated[
        Path | None,
        typer.Option(help="The video that was analyzed; default: looked for."),
    ] = None,
) -> None:
    """Write the report of a folder anew, with what a person says in remarks.json.

    Findings that were accepted, told in other words or left out, and comments on
    moments, are those of the app; the numbers stay as they are.
    """
    from midstance.api.whole import REPORT
    from midstance.cli.progress import progress_bar
    from midstance.pipeline.edited import find_video, redraw
    from midstance.schema.analysis import load

    analysis = load(folder)
    film = find_video(folder, analysis, video)
    with progress_bar(REPORT) as progress:
        page = redraw(analysis, film, folder, progress=progress)
    typer.echo(str(page))
    answer(
        file=page,
        n_decisions=len(analysis.remarks.decisions),
        n_comments=len(analysis.remarks.comments),
    )
