"""Clips of one rendered runner, and of the same several times side by side.

In a clip of several everybody is cut from the clip of one and runs some frames later
than the neighbour to the left, so that the exact keypoints of each are known and a
network can be compared on one and on many.
"""

from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.schema.tracks import load_tracks
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.video.writer import VideoWriter

RATE_HZ, DURATION_S = 30.0, 6.0
STRIP_PX = 480
"""How much of the width of the picture one runner takes."""

DELAY = 5
"""Frames from one runner to the next."""


@dataclass(frozen=True)
class Film:
    """A clip and how fast its poses shall be found.

    Parameters
    ----------
    name
        In the table.
    path
        The video.
    n_people
        In the picture.
    least
        How many times the frames/s of mediapipe; 0: whatever it is.

    """

    name: str
    path: Path
    n_people: int = 1
    least: float = 0.0


def films_in(folder: Path) -> list[Film]:
    """Return the clips, made where they are missing."""
    one = folder / "one_720p.mp4"
    truth = folder / "truth"
    if not (one.is_file() and truth.is_dir()):
        render_clip(ClipSettings(rate_hz=RATE_HZ, duration_s=DURATION_S), one, truth)
    films = [
        Film("one, 720p", one, 1, 1.8),
        Film("one, 1080p", folder / "one_1080p.mp4", 1, 1.8),
        Film("two, 960 x 720", folder / "two.mp4", 2, 1.0),
        Film("four, 1920 x 720", folder / "four.mp4", 4),
    ]
    if all(film.path.is_file() for film in films):
        return films
    images = decoded(one)
    if not films[1].path.is_file():
        write([cv2.resize(image, (1920, 1080)) for image in images], films[1].path)
    for film in films[2:]:
        if not film.path.is_file():
            write(beside(images, film.n_people), film.path)
    return films


def beside(images: list[NDArray[np.uint8]], n_people: int) -> list[NDArray[np.uint8]]:
    """Return pictures of the middle of `images`, side by side, each later."""
    left = left_px(images[0].shape[1])
    strips = [image[:, left : left + STRIP_PX] for image in images]
    last = len(strips) - DELAY * (n_people - 1)
    return [
        np.hstack([strips[k + DELAY * place] for place in range(n_people)])
        for k in range(last)
    ]


def truth_of(folder: Path, n_people: int, place: int) -> xr.Dataset:
    """Return the exact tracks of the runner at a place from the left.

    One runner fills the clip of one; of several, each has a strip.
    """
    tracks = load_tracks(folder / "truth" / "tracks.nc")
    if n_people == 1:
        return tracks
    n_frames = tracks.sizes["time"] - DELAY * (n_people - 1)
    own = tracks.isel(time=slice(DELAY * place, DELAY * place + n_frames))
    shift = xr.DataArray(
        [place * STRIP_PX - left_px(1280), 0.0], {"space": ["x", "y"]}, ["space"]
    )
    return own.assign(position=own["position"] + shift)


def left_px(width_px: int) -> int:
    """Return where the strip with the runner begins."""
    return (width_px - STRIP_PX) // 2


def decoded(path: Path) -> list[NDArray[np.uint8]]:
    """Return the pictures of a video, RGB."""
    with av.open(str(path)) as video:
        return [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]


def write(images: list[NDArray[np.uint8]], path: Path) -> None:
    """Write pictures as a video."""
    height, width = images[0].shape[:2]
    with VideoWriter(path, width, height, RATE_HZ, crf=20) as video:
        for image in images:
            video.write(image)
