"""`midstance reps`: repetitions counted, with or without labelled poses."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.clip import shown_as
from midstance.cli.options import OfAnalysis

if TYPE_CHECKING:
    from midstance.exercises.recognize import RecognitionSettings
    from midstance.schema.repetitions import Repetitions

Video = Annotated[Path, typer.Argument(help="Video file or folder of images.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.")]
People = Annotated[
    int | None,
    typer.Option(help="How many people to look for; default: 2, live 1.", min=1),
]
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
    video: Annotated[
        Path | None,
        typer.Argument(
            help="Video file, folder of images, or folder of an analysis, whose "
            "repetitions are said; none: live."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for the results; live: if any."),
    ] = None,
    *,
    camera: Annotated[
        str | None,
        typer.Option(
            help="Count live: the number of a camera (0 is the first), or a video to "
            "play as if it were one. In 2D; q in the window or Ctrl-C ends."
        ),
    ] = None,
    screen: Annotated[
        bool, typer.Option("--screen", help="Count live what the screen shows.")
    ] = False,
    samples: Annotated[
        Path | None,
        typer.Option(help="CSV of labelled poses; default: count what is repeated."),
    ] = None,
    people: People = None,
    sound: Annotated[
        bool, typer.Option("--sound", help="Live: ring with each repetition.")
    ] = False,
    pose: Pose = "blazepose",
    enter: Enter = None,
    leave: Leave = None,
    upper_body: Upper = False,
    draw: Draw = True,
    edits: Annotated[
        Path | None,
        typer.Option(
            help="Of an analysis: put its repetitions right by this table "
            "(repetition_edits.csv), and draw its report anew."
        ),
    ] = None,
    analysis: OfAnalysis = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print counts and repetitions as JSON."),
    ] = False,
) -> None:
    """Count the repetitions of an exercise, and say how each was done."""
    from midstance.cli.live import run_live
    from midstance.errors import ConfigError
    from midstance.exercises.recognize import RecognitionSettings

    settings = RecognitionSettings(enter=enter, leave=leave, is_upper=upper_body)
    if (video is not None) + (camera is not None) + screen != 1:
        raise ConfigError(
            "Give one thing to look at: a video, --camera NUMBER or --screen."
        )
    if edits is not None and (video is None or not is_analysis(video)):
        raise ConfigError(
            "--edits puts the repetitions of an analysis right; give the folder that "
            "analyze wrote."
        )
    if video is None:
        run_live(
            camera,
            screen=screen,
            out=out,
            samples=samples,
            settings=settings,
            pose=pose,
            people=people or 1,
            sound=sound,
        )
        return
    if is_analysis(video):
        if samples is not None:
            raise ConfigError(
                "The repetitions of an analysis are counted without samples; give "
                "the video for a count with them."
            )
        if edits is not None:
            put_right(video, edits)
        show_analysis(video, as_json=as_json)
        return
    if out is None:
        raise ConfigError(f"Say where the results of {video} shall be: -o FOLDER.")
    run(
        video,
        out,
        samples,
        settings,
        people=people or 2,
        pose=pose,
        draw=draw,
        analysis=analysis,
        as_json=as_json,
    )


def run(
    video: Path,
    out: Path,
    samples: Path | None,
    settings: "RecognitionSettings",
    *,
    people: int,
    pose: str,
    draw: bool,
    analysis: Path | None = None,
    as_json: bool = False,
) -> None:
    """Recognize the exercises in `video` into the folder `out`, and say the counts."""
    from midstance.cli.progress import progress_bar
    from midstance.errors import ConfigError
    from midstance.exercises.recognize import find_people, recognize
    from midstance.exercises.video import make_panels, write_exercise_video
    from midstance.files import ensure_writable
    from midstance.formats.datasets.pose_samples import read_pose_samples
    from midstance.video.reader import open_video

    if is_analysis(out):
        raise ConfigError(
            f"{out} holds an analysis, which counts repetitions itself; give that "
            "folder in place of the video, or choose another one for the results."
        )
    shown = shown_as(analysis, video)
    known = None if samples is None else read_pose_samples(samples)
    with progress_bar(("Finding people", "Drawing")) as progress:
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
                    shown_frames=shown,
                    progress=progress,
                )
    if as_json:
        _print_json(found.found, video.name)
        return
    _show(found.found)
    typer.echo(str(out / ("exercise.mp4" if draw else "repetitions.csv")))


def is_analysis(folder: Path) -> bool:
    """Return whether a folder holds an analysis."""
    from midstance.schema.analysis import FACTS

    return (folder / FACTS).is_file()


def put_right(folder: Path, edits: Path) -> None:
    """Change the repetitions of an analysis by a table, and draw its report anew."""
    from midstance.api.whole import REPORT
    from midstance.cli.progress import progress_bar
    from midstance.errors import FormatError
    from midstance.exercises.curate import curate_repetitions
    from midstance.pipeline.edited import find_video, open_folder, redraw
    from midstance.schema.repetition_edits import load_repetition_edits

    if not edits.is_file():
        raise FormatError(f"No file at {edits}; give a table of edits of repetitions.")
    analysis, _ = open_folder(folder)
    changed = curate_repetitions(analysis, load_repetition_edits(edits))
    changed.save(folder)
    with progress_bar(REPORT) as progress:
        redraw(changed, find_video(folder, changed, None), folder, progress=progress)


def show_analysis(folder: Path, *, as_json: bool) -> None:
    """Say what an analysis counted, with what a person changed about it."""
    from midstance.schema.analysis import load

    analysis = load(folder)
    if as_json:
        _print_json(analysis.repetitions, analysis.video.name)
        return
    _show(analysis.repetitions)


def _print_json(found: "Repetitions", video: str) -> None:
    import json

    typer.echo(json.dumps({"video": video, **found.to_plain()}, indent=2))


def _show(found: "Repetitions") -> None:
    from midstance.schema.repetitions import PLANK

    for name in found.table["individual"].unique():
        for exercise, n in found.counts(name).items():
            is_held = exercise == PLANK
            said = f"{found.held_s(name):.0f} s" if is_held else str(n)
            typer.echo(f"{name}  {exercise or 'repetitions'}  {said}")
    if found.table.empty:
        typer.echo("No repetition was found.", err=True)
    for one in found.doubtful.itertuples():
        counts = "counted" if one.is_counted else "not counted"
        typer.echo(
            f"{one.individual}  worth a look at {one.time_s:.1f} s: {one.doubt} "
            f"({counts})",
            err=True,
        )
