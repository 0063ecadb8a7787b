"""`midstance reps`: repetitions counted, with or without labelled poses."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from midstance.exercises import Exercises, Settings

Video = Annotated[Path, typer.Argument(help="Video file or folder of images.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")]
People = Annotated[int, typer.Option(help="How many people to look for.", min=1)]
Pose = Annotated[str, typer.Option(help="Pose network.")]
Enter = Annotated[
    float | None,
    typer.Option(help="Probability from which a class is on; default: learned."),
]
Leave = Annotated[
    float | None,
    typer.Option("--exit", help="Probability below which it is off; default: learned."),
]
Upper = Annotated[
    bool, typer.Option("--upper-body", help="Use the 25 landmarks down to the hips.")
]
Draw = Annotated[bool, typer.Option("--video/--no-video", help="Draw a video.")]


def reps(
    video: Video,
    out: Out,
    *,
    samples: Annotated[
        Path | None,
        typer.Option(help="CSV of labelled poses; default: count what is repeated."),
    ] = None,
    people: People = 2,
    pose: Pose = "blazepose",
    enter: Enter = None,
    leave: Leave = None,
    upper_body: Upper = False,
    draw: Draw = True,
) -> None:
    """Count the repetitions of an exercise, and say how each was done."""
    from midstance.exercises import Settings

    settings = Settings(enter=enter, leave=leave, is_upper=upper_body)
    run(video, out, samples, settings, people=people, pose=pose, draw=draw)


def run(
    video: Path,
    out: Path,
    samples: Path | None,
    settings: "Settings",
    *,
    people: int,
    pose: str,
    draw: bool,
) -> None:
    """Recognize the exercises in `video` into the folder `out`, and say the counts."""
    from midstance.cli.progress import progress_bar
    from midstance.exercises import find_people, recognize
    from midstance.files import ensure_writable
    from midstance.formats.pose_samples import read_pose_samples
    from midstance.report.exercise_video import make_panels, write_exercise_video
    from midstance.video.reader import open_video

    known = None if samples is None else read_pose_samples(samples)
    with progress_bar() as progress:
        with open_video(video):
            ensure_writable(out)
        tracks = find_people(
            video,
            people=people,
            pose=pose,
            poses_file=out / "poses.npz",
            progress=progress,
        )
        found = recognize(tracks, known, settings)
        found.save(out)
        if draw:
            with open_video(video) as frames:
                write_exercise_video(
                    frames,
                    out / "exercise.mp4",
                    tracks,
                    make_panels(tracks, found.probabilities, found.repetitions),
                    progress=progress,
                )
    _show(found)
    typer.echo(str(out / ("exercise.mp4" if draw else "repetitions.csv")))


def _show(found: "Exercises") -> None:
    counts = found.counts()
    for (name, exercise), n in counts.items():
        typer.echo(f"{name}  {exercise or 'repetitions'}  {n}")
    if counts.empty:
        typer.echo("No repetition was found.", err=True)
