"""`midstance render3d`: lifted people as a moving picture."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from midstance.cli.answer import answer
from midstance.cli.clip import shown_as
from midstance.cli.options import OfAnalysis
from midstance.cli.progress import Report, progress_bar

if TYPE_CHECKING:
    import xarray as xr

    from midstance.drawing.hiding import Shown
    from midstance.kernels.types import Image

    Timed = tuple[float, Image]


def render3d(
    tracks: Annotated[Path, typer.Argument(help="3D tracks: a netCDF file (.nc).")],
    out: Annotated[Path, typer.Option("--out", "-o", help=".mp4 or .gif to write.")],
    *,
    video: Annotated[
        Path | None, typer.Option(help="The video, to show beside the person.")
    ] = None,
    analysis: OfAnalysis = None,
    person: Annotated[
        str | None, typer.Option(help="Who, when there are several people.")
    ] = None,
    azimuth_deg: Annotated[
        float, typer.Option(help="0 in front, 90 from the left, 180 from behind.")
    ] = 60.0,
    elevation_deg: Annotated[float, typer.Option(help="Above the horizon.")] = 10.0,
    turn_deg_s: Annotated[float, typer.Option(help="Go round at this speed.")] = 0.0,
    size_px: Annotated[int, typer.Option(help="Height of the picture.")] = 480,
) -> None:
    """Draw a lifted person from any side, alone or beside the video.

    Faces are hidden where the analysis in the folder of the tracks hides them.
    """
    from midstance.drawing.view_3d import View, draw_lifted_person
    from midstance.errors import ConfigError
    from midstance.schema.analysis import FACTS
    from midstance.schema.tracks import individuals, load_tracks, rate_hz

    if out.suffix.lower() not in (".mp4", ".gif"):
        raise ConfigError(f"Expected a file .mp4 or .gif to write, got {out.name}.")
    own = load_tracks(tracks)
    people = individuals(own)
    if person is not None and person not in people:
        raise ConfigError(f"No {person!r} in the tracks; choose from {people}.")
    own = own.sel(individual=[person or people[0]])
    view = View(azimuth_deg, elevation_deg, turn_deg_s, size_px)
    pictures: Iterable[Timed] = zip(
        own["time"].to_numpy().tolist(), draw_lifted_person(own, view), strict=True
    )
    if video is not None:
        is_of_analysis = analysis is None and (tracks.parent / FACTS).is_file()
        shown = shown_as(tracks.parent if is_of_analysis else analysis, video)
        pictures = _beside(video, own, pictures, shown)
    with progress_bar() as report:
        counted = _counted(pictures, own, report)
        if out.suffix.lower() == ".gif":
            _write_gif(out, counted)
        else:
            _write_mp4(out, counted, rate_hz(own))
    typer.echo(str(out))
    answer(file=out)


def _counted(
    pictures: "Iterable[Timed]", tracks: "xr.Dataset", report: Report
) -> "Iterator[Timed]":
    for index, picture in enumerate(pictures, start=1):
        yield picture
        report("drawing", index, tracks.sizes["time"])


def _beside(
    video: Path, tracks: "xr.Dataset", pictures: "Iterable[Timed]", shown: "Shown"
) -> "Iterator[Timed]":
    """Put every picture to the right of the frame of the same time."""
    import cv2
    import numpy as np

    from midstance.video.reader import open_video

    drawn = iter(pictures)
    time_s, picture = next(drawn)
    # Half a frame: the times of tracks are rounded in some formats.
    near_s = 0.5 / max(float(tracks.attrs.get("fps", 30.0)), 1.0)
    with open_video(video) as reader:
        for frame in shown(reader):
            while time_s < frame.time_s - near_s:
                following = next(drawn, None)
                if following is None:
                    return
                time_s, picture = following
            if time_s > frame.time_s + near_s:
                continue
            height, width = frame.image.shape[:2]
            size = (round(width * picture.shape[0] / height), picture.shape[0])
            small = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
            yield frame.time_s, np.hstack([small, picture]).astype(np.uint8)


def _write_mp4(out: Path, pictures: "Iterator[Timed]", rate: float) -> None:
    from midstance.errors import NotEnoughDataError
    from midstance.video.writer import VideoWriter

    first = next(pictures, None)
    if first is None:
        raise NotEnoughDataError("No frame of the video is at a time of the tracks.")
    height, width = first[1].shape[:2]
    with VideoWriter(out, width, height, rate) as writer:
        writer.write(first[1], first[0])
        for time_s, image in pictures:
            writer.write(image, time_s)


def _write_gif(out: Path, pictures: "Iterator[Timed]") -> None:
    import numpy as np
    from PIL import Image

    from midstance.errors import NotEnoughDataError
    from midstance.files import replacing

    timed = list(pictures)
    if not timed:
        raise NotEnoughDataError("No frame of the video is at a time of the tracks.")
    # A GIF counts in hundredths of a second, and viewers take 0.02 s at least.
    kept: list[Image.Image] = []
    shown_s: list[float] = []
    for time_s, image in timed:
        if not shown_s or time_s - shown_s[-1] > 0.0395:
            kept.append(Image.fromarray(image).quantize(64))
            shown_s.append(time_s)
    lasts = np.diff([*shown_s, shown_s[-1] + 0.04])
    with replacing(out) as part:
        kept[0].save(
            part,
            format="GIF",
            save_all=True,
            append_images=kept[1:],
            duration=[max(20, round(100 * float(s)) * 10) for s in lasts],
            loop=0,
        )
