"""`midstance retime`: a video at another frame rate."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from midstance.cli.answer import answer
from midstance.cli.clip import shown_as, write
from midstance.cli.options import EndS, OfAnalysis, StartS
from midstance.cli.progress import progress_bar


def retime(
    video: Annotated[Path, typer.Argument(help="Video file or folder of images.")],
    out: Annotated[Path, typer.Option("--out", "-o", help=".mp4 to write.")],
    *,
    rate_hz: Annotated[float, typer.Option("--fps", help="Frames per second to make.")],
    start_s: StartS = None,
    end_s: EndS = None,
    method: Annotated[
        Literal["motion", "blend"],
        typer.Option(help="Shift what moves (slow), or fade neighbours (fast)."),
    ] = "motion",
    analysis: OfAnalysis = None,
) -> None:
    """Interpolate frames in between; they are guesses, and add no measurement."""
    from midstance.video.reader import open_video
    from midstance.video.retime import retimed

    shown = shown_as(analysis, video)
    with (
        open_video(video, start_s=start_s, end_s=end_s) as frames,
        progress_bar() as report,
    ):
        n_frames = frames.n_frames_expected * rate_hz / (frames.info.rate_hz or 30.0)
        pictures = retimed(shown(frames), rate_hz, method=method)
        write(out, pictures, rate_hz, report, "Interpolating", round(n_frames) or None)
    typer.echo(str(out))
    answer(file=out)
