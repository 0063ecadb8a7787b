"""`midstance mpii`: sets of labelled people to train pose and activity networks on."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.command import Commands

if TYPE_CHECKING:
    import pandas as pd

app = Commands(
    no_args_is_help=True,
    help="Look at, clean, split and make sets of labelled people (MPII human pose).",
)

Annotations = Annotated[
    Path, typer.Argument(help="MPII's .mat file, or JSON in one of its two layouts.")
]
Pictures = Annotated[Path, typer.Option(help="Folder of the pictures.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")]
Seed = Annotated[int, typer.Option(help="Seed of every random number.")]


@app.command("stats")
def stats(annotations: Annotations) -> None:
    """Say how many people, joints and activities there are."""
    from midstance.activity.dataset.cleaning import statistics
    from midstance.formats.datasets.mpii import read_mpii

    for name, table in statistics(read_mpii(annotations)).items():
        typer.echo(f"{name}\n{_text(table)}\n")


@app.command("clean")
def clean(
    annotations: Annotations,
    out: Out,
    *,
    pictures: Pictures,
    keep_without_activity: Annotated[
        bool,
        typer.Option(
            "--keep-without-activity", help="Pictures without an activity stay."
        ),
    ] = False,
) -> None:
    """Clean a set; count every rule and draw what it changed (changes.jpg)."""
    from midstance.activity.dataset.cleaning import clean_images, with_sizes
    from midstance.activity.dataset.sheet import write_cleaning_sheet
    from midstance.errors import FormatError
    from midstance.formats.datasets.mpii import read_mpii
    from midstance.formats.datasets.mpii_json import write_mpii_json

    images = read_mpii(annotations)
    found = with_sizes(images, pictures)
    _ensure_some(found, pictures)
    cleaned = clean_images(found, needs_activity=not keep_without_activity)
    if not cleaned.images:
        raise FormatError(
            f"No picture of {annotations.name} has people and an activity; keep those "
            "without with --keep-without-activity."
        )
    write_mpii_json(cleaned.images, out / "annotations.json")
    counts = cleaned.counts()
    _write(counts, out / "changes.csv")
    write_cleaning_sheet(cleaned.changes, pictures, out / "changes.jpg")
    typer.echo(_text(counts))
    typer.echo(
        f"{len(cleaned.images)} of {len(images)} pictures left"
        f" ({len(images) - len(found)} are not in {pictures})"
    )
    typer.echo(str(out / "annotations.json"))


@app.command("split")
def split(
    annotations: Annotations,
    out: Out,
    *,
    pictures: Pictures,
    share: Annotated[
        float,
        typer.Option(help="Share of the pictures to learn from.", min=0.05, max=0.95),
    ] = 0.6,
    seed: Seed = 0,
) -> None:
    """Write a YOLO-pose data set: train and val, no video on both sides."""
    from midstance.activity.dataset.cleaning import clean_images, with_sizes
    from midstance.activity.dataset.split import split_images
    from midstance.formats.datasets.mpii import read_mpii
    from midstance.formats.datasets.yolo_pose import write_yolo_pose

    found = with_sizes(read_mpii(annotations), pictures)
    _ensure_some(found, pictures)
    images = clean_images(found, needs_activity=False).images
    parts = split_images(images, share=share, seed=seed)
    path = write_yolo_pose({"train": parts.first, "val": parts.second}, pictures, out)
    _write(parts.deviations, out / "deviations.csv")
    typer.echo(f"train {len(parts.first)}, val {len(parts.second)} pictures")
    off = parts.deviations["deviation"].abs().max()
    typer.echo(f"No activity or joint is more than {off:.1%} from {share:.0%}.")
    typer.echo(str(path))


@app.command("generate")
def generate(
    out: Out,
    *,
    videos: Annotated[
        int, typer.Option(help="Videos; the activities take turns.", min=1)
    ] = 200,
    per_video: Annotated[int, typer.Option(help="Pictures of each.", min=1)] = 2,
    width: Annotated[int, typer.Option(help="Width of a picture (px).", min=64)] = 640,
    height: Annotated[
        int, typer.Option(help="Height of a picture (px).", min=64)
    ] = 480,
    activity: Annotated[
        list[str] | None, typer.Option(help="Only these; repeat it. Default: all.")
    ] = None,
    seed: Seed = 0,
) -> None:
    """Draw people at activities, labelled as MPII is."""
    from midstance.cli.progress import progress_bar
    from midstance.synth.sets.activity_images import ACTIVITIES, PictureSettings
    from midstance.synth.sets.activity_set import ANNOTATIONS, make_activity_set

    settings = PictureSettings(
        activities=tuple(activity) if activity else ACTIVITIES,
        width_px=width,
        height_px=height,
        n_of_video=per_video,
    )
    with progress_bar() as progress:
        images = make_activity_set(
            settings, out, n_videos=videos, seed=seed, progress=progress
        )
    typer.echo(f"{len(images)} pictures in {out / 'images'}")
    typer.echo(str(out / ANNOTATIONS))


def _ensure_some(found: Sequence[object], pictures: Path) -> None:
    from midstance.errors import FormatError

    if not found:
        raise FormatError(
            f"None of the annotated pictures is in {pictures}; give their folder."
        )


def _text(table: "pd.DataFrame") -> str:
    return str(table.to_string(index=False, max_rows=40))


def _write(table: "pd.DataFrame", path: Path) -> None:
    from midstance.files import replacing

    with replacing(path) as part:
        table.round(4).to_csv(part, index=False)
