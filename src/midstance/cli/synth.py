"""`midstance synth`: a rendered runner with exactly known contacts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from midstance.cli.answer import answer

if TYPE_CHECKING:
    from midstance.synth.rendering.clip import ClipSettings

View = Literal["left", "right", "front", "rear", "oblique"]


def synth(
    out: Annotated[Path, typer.Option("--out", "-o", help="Video to write (.mp4).")],
    *,
    truth: Annotated[
        Path | None,
        typer.Option(help="Folder for the exact tracks, events and angles."),
    ] = None,
    place: Annotated[
        Literal["treadmill", "overground"], typer.Option(help="Where it is filmed.")
    ] = "treadmill",
    view: Annotated[
        View, typer.Option(help="Side of the runner that the camera sees.")
    ] = "left",
    duration_s: Annotated[
        float, typer.Option("--duration", help="Length of the clip (s).")
    ] = 8.0,
    rate_hz: Annotated[float, typer.Option("--fps", help="Frames per second.")] = 60.0,
    size: Annotated[
        str, typer.Option(help="Width x height of the picture (px).")
    ] = "1280x720",
    speed_m_s: Annotated[
        float, typer.Option("--speed-m-s", help="Speed of the runner.")
    ] = 3.0,
    height_m: Annotated[float, typer.Option("--height-m", help="Body height.")] = 1.75,
    cadence_spm: Annotated[
        float | None, typer.Option("--cadence", help="Steps per minute, both feet.")
    ] = None,
    duty_factor: Annotated[
        float | None, typer.Option(help="Contact time / stride time.")
    ] = None,
    strike_angle_deg: Annotated[
        float | None,
        typer.Option("--strike-deg", help="Foot to ground at contact; heel first: +."),
    ] = None,
    overstride_m: Annotated[
        float | None, typer.Option("--overstride-m", help="Ankle ahead of the hip.")
    ] = None,
    trunk_lean_deg: Annotated[
        float | None, typer.Option("--lean-deg", help="Forward lean of the trunk.")
    ] = None,
    asymmetry: Annotated[
        float, typer.Option(help="Right contacts longer by this fraction.")
    ] = 0.0,
    people: Annotated[int, typer.Option(help="Runners side by side.", min=1)] = 1,
    seed: Annotated[
        int, typer.Option(help="Seed of the differences between strides.")
    ] = 0,
) -> None:
    """Render a synthetic runner, and write what is exactly true about the clip."""
    from midstance.cli.progress import progress_bar
    from midstance.synth.rendering.clip import render_clip

    runner = {
        "height_m": height_m,
        "speed_m_s": speed_m_s,
        "cadence_spm": cadence_spm,
        "duty_factor": duty_factor,
        "strike_angle_deg": strike_angle_deg,
        "overstride_m": overstride_m,
        "trunk_lean_deg": trunk_lean_deg,
        "contact_asymmetry": asymmetry,
        "surface": place,
    }
    width_px, height_px = _size(size)
    scene = {
        "place": place,
        "view": view,
        "width_px": width_px,
        "height_px": height_px,
    }
    settings = _clip(runner, scene, people, duration_s, rate_hz, seed)
    with progress_bar() as progress:
        render_clip(
            settings,
            out,
            truth,
            progress=lambda done, whole: progress("Rendering", done, whole),
        )
    typer.echo(str(out))
    answer(file=out)
    if truth is not None:
        typer.echo(str(truth))


def _clip(
    runner: dict[str, Any],
    scene: dict[str, Any],
    people: int,
    duration_s: float,
    rate_hz: float,
    seed: int,
) -> "ClipSettings":
    from midstance.errors import ConfigError
    from midstance.synth.motion.runner import RunnerSettings
    from midstance.synth.rendering.clip import ClipSettings
    from midstance.synth.rendering.scene import SceneSettings

    if duration_s <= 0 or rate_hz <= 0:
        raise ConfigError(
            "--duration and --fps must be more than 0, "
            f"got {duration_s:g} and {rate_hz:g}."
        )
    return ClipSettings(
        runners=(RunnerSettings(**runner),) * people,
        scene=SceneSettings(**scene),
        duration_s=duration_s,
        rate_hz=rate_hz,
        seed=seed,
    )


def _size(text: str) -> tuple[int, int]:
    from midstance.errors import ConfigError

    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdigit() for part in parts):
        raise ConfigError(f"--size must look like 1280x720, got {text!r}.")
    return int(parts[0]), int(parts[1])
