"""`midstance join`: several views of one run as one report."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.answer import answer


def join(
    folders: Annotated[
        list[Path],
        typer.Argument(help="Folders that analyze wrote: one a view, two or more."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for the report; default: joined."),
    ] = None,
) -> None:
    """Join side and rear clips of one session into one report.

    Each number comes from the view that tells it best; every view keeps its player.
    """
    from midstance.pipeline.edited import find_video
    from midstance.report.joined.write import PAGE, write_joined
    from midstance.schema.analysis import load

    place = Path("joined") if out is None else out
    analyses = [load(folder) for folder in folders]
    joined = write_joined(
        analyses,
        place,
        pages=[folder / "report.html" for folder in folders],
        videos=[
            find_video(folder, analysis, None)
            for folder, analysis in zip(folders, analyses, strict=True)
        ],
    )
    for number, view in enumerate(joined.views):
        told = {key[0] for key, one in joined.sources.items() if one == number}
        typer.echo(f"{len(told)} metrics from the {view.scene.view}")
    typer.echo(f"\n{place / PAGE}")
    answer(page=place / PAGE, views=[view.scene.view for view in joined.views])
