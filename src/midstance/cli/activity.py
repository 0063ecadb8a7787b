"""`midstance activity`: what people do in pictures and videos."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.completion import pose_networks

if TYPE_CHECKING:
    import pandas as pd


def activity(
    source: Annotated[
        Path, typer.Argument(help="Picture, folder of pictures, or video file.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")],
    *,
    model: Annotated[
        Path | None,
        typer.Option(
            help="Classifier: activity.pt of training/train_activity.py; default: the "
            "small one that comes along, which looks at the joints alone."
        ),
    ] = None,
    pose: Annotated[
        str, typer.Option(help="Pose network.", autocompletion=pose_networks)
    ] = "blazepose",
    every_s: Annotated[
        float, typer.Option("--every", help="Look at a video so often (s).", min=0.0)
    ] = 0.2,
    window_s: Annotated[
        float,
        typer.Option("--window", help="Smooth a video over (s); 0: not at all.", min=0),
    ] = 1.0,
    draw: Annotated[
        bool, typer.Option("--draw/--no-draw", help="Draw pictures or a video.")
    ] = True,
) -> None:
    """Tell what people do: poses first, then a classifier of poses or of both."""
    from midstance.activity.classifier import load_activity_model
    from midstance.activity.graph import shipped_graph
    from midstance.activity.recognize import (
        TABLE,
        ActivitySettings,
        recognize_activities,
    )
    from midstance.cli.answer import answer
    from midstance.cli.progress import progress_bar
    from midstance.errors import FormatError

    if not source.exists():
        raise FormatError(
            f"Nothing at {source}; give a picture, a folder of pictures or a video."
        )
    known = shipped_graph() if model is None else load_activity_model(model)
    settings = ActivitySettings(
        pose=pose, every_s=every_s, window_s=window_s, draw=draw
    )
    with progress_bar() as progress:
        table = recognize_activities(source, known, out, settings, progress=progress)
    _show(table)
    if known.sure == 0:
        typer.echo(
            "This classifier always names an activity; one trained now with "
            "training/train_activity.py says when it is not sure.",
            err=True,
        )
    typer.echo(str(out / TABLE))
    answer(file=out / TABLE, activities=table)


def _show(table: "pd.DataFrame") -> None:
    """Say what was found: every picture of a few, else how often what."""
    from midstance.activity.recognize import NOT_SURE, UNREADABLE

    if table["activity"].isna().all():
        typer.echo("Nobody was found.", err=True)
    elif len(table) <= 12 and "name" in table:
        for row in table.itertuples():
            is_known = isinstance(row.activity, str)
            said = f"{row.activity}  {row.probability:.0%}" if is_known else "nobody"
            if row.activity in (NOT_SURE, UNREADABLE):
                said = row.activity
            typer.echo(f"{row.name}  {_in_words(said)}")
    else:
        said = table["activity"].fillna("nobody").value_counts()
        for name, n in said.items():
            typer.echo(f"{_in_words(name)}  {n} of {len(table)}")


def _in_words(name: str) -> str:
    """Return the name of a class as it stands in a drawn image, too."""
    return name.replace("_", " ")
