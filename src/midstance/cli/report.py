"""`midstance report`: the report of a folder written anew."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import HideFaces


def report(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    *,
    video: Annotated[
        Path | None,
        typer.Option(help="The video that was analyzed; default: looked for."),
    ] = None,
    hide_faces: HideFaces = None,
) -> None:
    """Write the report of a folder anew, with what a person says in remarks.json.

    Findings that were accepted, told in other words or left out, and comments on
    moments, are those of the app; the numbers stay as they are. Whether faces are
    hidden is kept for every report and overlay of the folder from then on.
    """
    from midstance.api.whole import REPORT
    from midstance.cli.progress import progress_bar
    from midstance.pipeline.edited import find_video, redraw
    from midstance.schema.analysis import load

    analysis = load(folder)
    film = find_video(folder, analysis, video)
    if hide_faces is not None:
        config = analysis.config.updated(hide_faces=hide_faces)
        analysis = replace(analysis, config=config)
        analysis.save(folder)
    with progress_bar(REPORT) as progress:
        page = redraw(analysis, film, folder, progress=progress)
    typer.echo(str(page))
    answer(
        file=page,
        n_decisions=len(analysis.remarks.decisions),
        n_comments=len(analysis.remarks.comments),
    )
