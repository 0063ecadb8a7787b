"""`midstance overlay`: the video with everything that was found drawn in."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import HideFaces


def overlay(
    folder: Annotated[Path, typer.Argument(help="Folder that analyze wrote.")],
    *,
    video: Annotated[
        Path | None,
        typer.Option(help="The video that was analyzed; default: looked for."),
    ] = None,
    hide_faces: HideFaces = None,
) -> None:
    """Draw skeleton, floor, contacts and clock into a video, overlay.mp4.

    The player of the report shows the same live; this is for other programs. Faces
    are hidden where the analysis hides them.
    """
    from midstance.cli.progress import progress_bar
    from midstance.errors import VideoError
    from midstance.pipeline import edited as results
    from midstance.report.write import draw_overlay

    analysis, is_table_changed = results.open_folder(folder)
    film = results.find_video(folder, analysis, video)
    if film is None:
        raise VideoError(
            f"{analysis.video.name} was not found in {folder} or beside it; "
            "say where it is with --video."
        )
    if is_table_changed:
        analysis.save(folder)
    shown = replace(analysis, config=analysis.config.updated(hide_faces=hide_faces))
    with progress_bar() as progress:
        path = draw_overlay(shown, film, folder, progress=progress)
    typer.echo(str(path))
    answer(file=path)
