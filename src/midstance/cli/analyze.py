"""`midstance analyze`: a video in, a folder with a report out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from midstance.cli.answer import answer
from midstance.cli.completion import export_kinds, pose_networks, presets
from midstance.cli.options import (
    ConfigFile,
    EndS,
    Floor,
    FocalPx,
    HeightM,
    HideFaces,
    KnownLength,
    MassKg,
    Model,
    People,
    PoseParam,
    Quality,
    Runner,
    SpeedMS,
    StartS,
    Surface,
    View,
    chosen_people,
    chosen_pose,
)

if TYPE_CHECKING:
    from midstance.config import Config
    from midstance.report.player.parts import FilmKind
    from midstance.schema.analysis import Analysis


def analyze(
    video: Annotated[Path, typer.Argument(help="Video file or folder of images.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Folder for the results; default: NAME-midstance."
        ),
    ] = None,
    *,
    pose: Annotated[
        str | None,
        typer.Option(
            help="Pose network; midstance doctor lists them.",
            autocompletion=pose_networks,
        ),
    ] = None,
    model: Model = None,
    quality: Quality = None,
    pose_param: PoseParam = None,
    view: View = None,
    height_m: HeightM = None,
    speed_m_s: SpeedMS = None,
    mass_kg: MassKg = None,
    surface: Surface = None,
    known_length: KnownLength = None,
    floor: Floor = None,
    people: People = None,
    runner: Runner = None,
    start_s: StartS = None,
    end_s: EndS = None,
    slow_motion: Annotated[
        float | None,
        typer.Option(help="Times slower than life: 8 for 240 frames/s played at 30."),
    ] = None,
    image_fps: Annotated[
        float | None,
        typer.Option(help="Images per second, for a folder of images; default: 30."),
    ] = None,
    camera: Annotated[
        Literal["auto", "still", "moving"] | None,
        typer.Option(
            help="Whether the camera moves, so that its motion is taken out; "
            "default: auto, which finds out."
        ),
    ] = None,
    rotate: Annotated[
        Literal["0", "90", "180", "270", "auto"] | None,
        typer.Option(
            help="Degrees clockwise to turn the images; auto: as people show which "
            "way is up."
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            help="Settings that ship: treadmill, overground.", autocompletion=presets
        ),
    ] = None,
    lift: Annotated[
        bool | None,
        typer.Option(
            "--lift/--no-lift", help="Lift people to 3D as well; needs --height-m."
        ),
    ] = None,
    lifter: Annotated[
        Literal["network", "blazepose"] | None,
        typer.Option(
            help="Who lifts: our network (default), or BlazePose's 3D landmarks."
        ),
    ] = None,
    focal_px: FocalPx = None,
    export: Annotated[
        str | None,
        typer.Option(
            help="More files, comma between, such as trc,c3d (with --lift), mot, npz, "
            "csv; midstance convert --list shows all.",
            autocompletion=export_kinds,
        ),
    ] = None,
    units: Annotated[
        str | None,
        typer.Option(
            help="Units of the report, remembered: metric or imperial, and of speed "
            "m/s, km/h, min/km, mph or min/mile, such as imperial,min/mile."
        ),
    ] = None,
    language: Annotated[
        Literal["en", "de", "es"] | None,
        typer.Option(
            help="Language of the report, remembered: English, German or Spanish."
        ),
    ] = None,
    config: ConfigFile = None,
    report: Annotated[bool, typer.Option(help="Make the report page.")] = True,
    video_in_report: Annotated[
        Literal["embed", "link", "none"],
        typer.Option(
            "--video",
            help="Where the report has the video: in the page, beside it, or nowhere.",
        ),
    ] = "embed",
    overlay: Annotated[
        bool,
        typer.Option(
            "--overlay",
            help="Make overlay.mp4 too, with everything drawn in; it takes as long "
            "again.",
        ),
    ] = False,
    hide_faces: HideFaces = None,
    pdf: Annotated[
        bool,
        typer.Option("--pdf", help="Print the report to report.pdf, too."),
    ] = False,
) -> None:
    """Analyze the running, walking or other movement in a video."""
    from midstance.api.settings import chosen_lifter
    from midstance.errors import ConfigError
    from midstance.report.units import choose_units, keep_units
    from midstance.words.language import keep_language

    if pdf and not report:
        raise ConfigError("--pdf prints the report; leave --no-report out.")
    if units is not None:
        keep_units(choose_units(units))
    if language is not None:
        keep_language(language)
    given = chosen_settings(config, preset)
    settings = given.updated(
        pose=chosen_pose(given, pose, pose_param, model),
        quality=quality,
        people=chosen_people(people),
        runner=runner,
        subject={
            "view": view,
            "height_m": height_m,
            "speed_m_s": speed_m_s,
            "mass_kg": mass_kg,
            "surface": surface,
            "known_length": known_length,
            "floor": floor,
        },
        clip={
            "start_s": start_s,
            "end_s": end_s,
            "slow_motion": slow_motion,
            "image_rate_hz": image_fps,
            "camera": camera,
            "rotate": int(rotate) if rotate and rotate != "auto" else rotate,
        },
        lifting={
            "lifter": chosen_lifter(given, lift=lift, lifter=lifter),
            "focal_px": focal_px,
        },
        hide_faces=hide_faces,
    )
    folder = Path(f"{video.stem}-midstance") if out is None else out
    run(
        video,
        folder,
        settings,
        with_report=report,
        film=video_in_report,
        with_overlay=overlay,
        exports=export,
    )
    if pdf:
        print_report(folder)


def print_report(folder: Path) -> None:
    """Print the report in `folder` to a PDF, and say where it is."""
    from midstance.cli.pdf import heading_of
    from midstance.report.pdf import print_page
    from midstance.report.write import PAGE

    heading = heading_of(folder, [], "", None)
    typer.echo(str(print_page(folder / PAGE, folder / "report.pdf", heading=heading)))


def run(
    video: Path,
    folder: Path,
    settings: "Config",
    *,
    with_report: bool,
    film: "FilmKind" = "embed",
    with_overlay: bool = False,
    exports: str | None = None,
) -> None:
    """Analyze `video` into `folder`, with progress, and print what was found."""
    from midstance.api.whole import ANALYSIS, REPORT
    from midstance.cli.progress import progress_bar
    from midstance.pipeline.exchange.export import export, kinds_of
    from midstance.pipeline.folder import analyze_into
    from midstance.pipeline.runs.log import RunLog, in_words

    lifts = settings.lifting.lifter != "none"
    kinds = () if exports is None else kinds_of(exports, lifts=lifts)
    log = RunLog()
    stages = [one for one in ANALYSIS if with_report or one not in REPORT]
    stages += ["Drawing"] if with_overlay else []
    with progress_bar(stages) as progress:
        analysis = analyze_into(
            folder,
            video,
            settings,
            with_report=with_report,
            film=film,
            with_overlay=with_overlay,
            progress=progress,
            log=log,
        )
    show(analysis)
    typer.echo(in_words(log.stages))
    for path in export(analysis, folder, kinds):
        typer.echo(str(path))
    result = folder / "report.html" if with_report else folder / "summary.csv"
    typer.echo(f"\n{result}")
    answer(
        folder=folder,
        result=result,
        summary=analysis.summary(),
        missing=analysis.missing,
        notes=analysis.warnings,
    )


def show(analysis: "Analysis") -> None:
    """Print the summary table, how much is missing, and every note."""
    from rich.console import Console

    from midstance.cli.remedies import OPTIONS
    from midstance.cli.tables import summary_table
    from midstance.schema.notes import sentences

    console = Console()
    if len(analysis.measures):
        console.print(summary_table(analysis.summary()))
    n_missing = analysis.missing["metric"].nunique()
    if n_missing:
        line = f"{n_missing} metrics could not be measured; missing.csv says why."
        console.print(line, style="dim")
    for sentence in sentences(analysis.notes, OPTIONS):
        console.print(f"! {sentence}", style="yellow", markup=False)


def chosen_settings(config: Path | None, preset: str | None) -> "Config":
    """Return the settings of a file or a preset; neither gives the defaults."""
    from midstance.config import load_config, load_preset
    from midstance.errors import ConfigError

    if config is not None and preset is not None:
        raise ConfigError("Give --config or --preset, not both.")
    return load_config(config) if preset is None else load_preset(preset)
