"""`midstance poses`: labelled poses from pictures, and which to take out."""

from pathlib import Path
from typing import Annotated

import typer

from midstance.cli.command import Commands
from midstance.cli.completion import pose_networks

app = Commands(
    no_args_is_help=True, help="Make and mend labelled poses for classify and reps."
)


@app.command("bootstrap")
def bootstrap(
    pictures: Annotated[
        Path, typer.Argument(help="Folder with a folder of pictures per class.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the samples.")],
    *,
    pose: Annotated[
        str, typer.Option(help="Pose network.", autocompletion=pose_networks)
    ] = "blazepose",
    drop_outliers: Annotated[
        bool, typer.Option("--drop-outliers", help="Leave outliers out of the samples.")
    ] = False,
) -> None:
    """Turn pictures into labelled poses; list what was dropped and what stands out."""
    from midstance.cli.progress import progress_bar
    from midstance.exercises.poses import samples as story

    with progress_bar() as progress:
        table = story.bootstrap(
            pictures, out, pose=pose, drop_outliers=drop_outliers, progress=progress
        )
    typer.echo(table.to_string(index=False))
    if table["dropped"].sum():
        typer.echo(f"Pictures without a person: {out / 'dropped.csv'}", err=True)
    if table["outliers"].sum() and not drop_outliers:
        typer.echo(
            f"Look at {out / 'outliers.jpg'}; take them out with: "
            f"midstance poses prune {out / 'samples.csv'} {out / 'outliers.csv'}",
            err=True,
        )
    typer.echo(str(out / "samples.csv"))


@app.command("prune")
def prune(
    samples: Annotated[Path, typer.Argument(help="CSV of labelled poses.")],
    listed: Annotated[
        Path,
        typer.Argument(help="CSV with the columns name and class: what to take out."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="CSV to write; default: the same file."),
    ] = None,
) -> None:
    """Take listed samples out; delete rows of outliers.csv first that shall stay."""
    import csv

    from midstance.errors import FormatError
    from midstance.formats.datasets.pose_samples import (
        read_pose_samples,
        write_pose_samples,
    )

    known = read_pose_samples(samples)
    if not listed.is_file():
        raise FormatError(f"No list at {listed}; give the outliers.csv of bootstrap.")
    with listed.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if not {"name", "class"} <= set(rows.fieldnames or ()):
            raise FormatError(
                f"{listed.name} must have the columns name and class, "
                f"got {rows.fieldnames}."
            )
        unwanted = {(row["name"], row["class"]) for row in rows}
    pairs = zip(known.names, known.classes, strict=True)
    kept = [k for k, pair in enumerate(pairs) if pair not in unwanted]
    if not kept:
        raise FormatError(f"{listed.name} lists every sample; nothing would be left.")
    target = samples if out is None else out
    write_pose_samples(known.chosen(kept), target)
    typer.echo(f"{len(known) - len(kept)} of {len(known)} samples taken out")
    typer.echo(str(target))
