"""`midstance clip`: a part of a video as a file of its own."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.options import EndS, OfAnalysis, StartS
from midstance.cli.progress import Report, progress_bar

if TYPE_CHECKING:
    from midstance.drawing.hiding import Shown
    from midstance.kernels.types import Image

    Timed = tuple[float, Image]


def clip(
    video: Annotated[Path, typer.Argument(help="Video file or folder of images.")],
    out: Annotated[Path, typer.Option("--out", "-o", help=".mp4 to write.")],
    *,
    start_s: StartS = None,
    end_s: EndS = None,
    analysis: OfAnalysis = None,
) -> None:
    """Cut a part out of a video: every frame at its own time, upright, no sound."""
    from midstance.video.reader import open_video

    shown = shown_as(analysis, video)
    with (
        open_video(video, start_s=start_s, end_s=end_s) as frames,
        progress_bar() as report,
    ):
        expected = frames.n_frames_expected or None
        timed = ((frame.time_s, frame.image) for frame in shown(frames))
        write(out, timed, frames.info.rate_hz or 30.0, report, "Cutting", expected)
    typer.echo(str(out))
    answer(file=out)


def shown_as(folder: Path | None, video: Path) -> "Shown":
    """Return what makes the frames of a video as its analysis says they are shown.

    Parameters
    ----------
    folder
        What analyze wrote; None: they are shown as they are.
    video
        The video.

    Raises
    ------
    MidstanceError
        If the folder holds no analysis, or one of another video.

    """
    if folder is None:
        return iter
    from midstance.drawing.hiding import shown_in_file
    from midstance.pipeline import edited

    analysis, _ = edited.open_folder(folder)
    edited.find_video(folder, analysis, video)
    return shown_in_file(analysis)


def write(
    out: Path,
    pictures: "Iterable[Timed]",
    rate_hz: float,
    report: Report,
    stage: str,
    expected: float | None,
) -> None:
    """Write pictures at their times as mp4, the first one at 0, with progress."""
    from midstance.errors import ConfigError
    from midstance.video.writer import VideoWriter

    if out.suffix.lower() != ".mp4":
        raise ConfigError(f"Expected a file .mp4 to write, got {out.name}.")
    counted = _counted(pictures, report, stage, expected)
    time_s, first = next(counted)
    height, width = first.shape[:2]
    with VideoWriter(out, width, height, rate_hz, crf=18) as writer:
        writer.write(first, time_s)
        for time_s, image in counted:
            writer.write(image, time_s)


def _counted(
    pictures: "Iterable[Timed]", report: Report, stage: str, expected: float | None
) -> "Iterator[Timed]":
    for index, picture in enumerate(pictures, start=1):
        yield picture
        report(stage, index, None if expected is None else max(expected, index))
