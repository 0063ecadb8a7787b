"""`midstance verify`: whether results are those that the video gives."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer


def verify(
    folder: Annotated[Path, typer.Argument(help="Results of midstance analyze.")],
    *,
    video: Annotated[
        Path | None,
        typer.Option(help="The video; default: looked for in and beside the folder."),
    ] = None,
    from_poses: Annotated[
        bool,
        typer.Option(
            "--from-poses",
            help="Take the poses that were kept, which needs no network and is fast.",
        ),
    ] = False,
) -> None:
    """Analyze the video again with the settings that were kept, and compare each file.

    Nothing in the folder changes. Ends with status 1 when a file differs.
    """
    from midstance.cli.progress import progress_bar
    from midstance.pipeline.runs.verify import verify_folder

    with progress_bar() as progress:
        found = verify_folder(folder, video, from_poses=from_poses, progress=progress)
    for one in found:
        where = f": {one.where}" if one.where else ""
        typer.echo(f"{one.status:<8} {one.name}{where}")
    told = ("name", "status", "where")
    answer(files=[{key: getattr(one, key) for key in told} for one in found])
    n_wrong = sum(not one.is_equal for one in found)
    if n_wrong:
        typer.echo(f"\n{n_wrong} of {len(found)} files differ.")
        raise typer.Exit(1)
    typer.echo(f"\nAll {len(found)} files are what the video gives.")
