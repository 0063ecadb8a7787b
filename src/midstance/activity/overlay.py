"""Images and videos with who was looked at and what they do."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.drawing.colours import LEFT, MIDDLE, SIDE_COLOURS, Rgb
from midstance.drawing.person import SHADE
from midstance.drawing.primitives import draw_line, draw_text, text_width_px
from midstance.kernels.progress import Progress
from midstance.kernels.types import Image
from midstance.schema.skeletons import MPII_16
from midstance.video.reader import VideoReader
from midstance.video.writer import VideoWriter

_LONGEST_PX, _SHORTEST_PX = 1280, 360
_N_BARS = 3
_GREY: Rgb = (170, 177, 184)


def draw_activity(
    image: Image,
    people_px: NDArray[np.float64],
    probabilities: pd.Series,
    *,
    told: str | None = None,
    scale: float = 1.0,
) -> None:
    """Draw the skeletons and the three likeliest activities, in place.

    Parameters
    ----------
    image
        RGB.
    people_px
        Joints of `MPII_16`, shape (n_people, 16, 2), before scaling.
    probabilities
        By class, 0 to 1; NaN says that nobody was found.
    told
        What is told of it; where that is not the likeliest class, it stands above
        them. None: the likeliest class.
    scale
        Scale of the image drawn upon to the one of the joints.

    """
    unit_px = min(image.shape[:2]) / 720
    names = MPII_16.keypoints
    for joints in people_px * scale:
        for start, end in MPII_16.edges:
            ends = joints[[names.index(start), names.index(end)]]
            if np.isfinite(ends).all():
                sides = [s for s in SIDE_COLOURS if s in start.split("_")]
                sides = [s for s in sides if s in end.split("_")]
                colour = SIDE_COLOURS[sides[0]] if sides else MIDDLE
                points = (tuple(ends[0]), tuple(ends[1]))
                draw_line(image, *points, SHADE, max(2.0, 8 * unit_px))
                draw_line(image, *points, colour, max(1.0, 5 * unit_px))
    _draw_bars(image, probabilities, told, max(unit_px, 0.5))


def drawn_picture(
    image: Image,
    people_px: NDArray[np.float64],
    probabilities: pd.Series,
    *,
    told: str | None = None,
) -> Image:
    """Return an image of a handy size with everything drawn on it."""
    import cv2

    height, width = image.shape[:2]
    width_px, height_px, scale = _size(width, height)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    canvas = cv2.resize(image, (width_px, height_px), interpolation=method)
    drawn = np.ascontiguousarray(canvas, np.uint8)
    draw_activity(drawn, people_px, probabilities, told=told, scale=scale)
    return drawn


def write_activity_video(
    video: VideoReader,
    path: Path,
    people_px: NDArray[np.float64],
    table: pd.DataFrame,
    classes: list[str],
    *,
    progress: Progress | None = None,
) -> None:
    """Write the video; between two looks people move, and the last words stay.

    Parameters
    ----------
    video
        The video.
    path
        Where it shall be, ``.mp4``.
    people_px
        Whom each look saw, shape (n_looks, n_people, 16, 2).
    table
        A row a look, in order of `time_s`, with the activity that is told.
    classes
        Columns of the probabilities.
    progress
        Called with the stage, the frames done, and of how many.

    """
    time_s = table["time_s"].to_numpy()
    width_px, height_px, _ = _size(video.info.width_px, video.info.height_px)
    with VideoWriter(path, width_px, height_px, video.info.rate_hz) as writer:
        for n_done, frame in enumerate(video, 1):
            row = max(int(np.searchsorted(time_s, frame.time_s + 1e-6)) - 1, 0)
            look = table.iloc[row]
            people = between(people_px, time_s, frame.time_s)
            drawn = drawn_picture(
                frame.image, people, look[classes], told=look.get("activity")
            )
            writer.write(drawn, frame.time_s)
            if progress:
                progress("Drawing", n_done, video.n_frames_expected or None)


def between(
    people_px: NDArray[np.float64], time_s: NDArray[np.float64], now_s: float
) -> NDArray[np.float64]:
    """Return where people are at a time between two looks.

    Somebody is the one of the next look whose joints are nearest on average, unless
    that is farther than they are large; then each is shown where seen, until half of
    the time between.

    Parameters
    ----------
    people_px
        Shape (n_looks, n_people, 16, 2); NaN where not seen.
    time_s
        Of the looks, rising.
    now_s
        When.

    Returns
    -------
    numpy.ndarray
        Shape (n_shown, 16, 2); a joint that one look alone shows is where it was seen
        until half of the time between, or from there on.

    """
    after = int(np.searchsorted(time_s, now_s + 1e-6))
    if after in (0, len(time_s)):
        return np.asarray(people_px[min(after, len(time_s) - 1)])
    share = (now_s - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    shown, left = [], list(people_px[after])
    for own in people_px[after - 1]:
        apart = [_apart(own, other) for other in left]
        nearest = int(np.argmin(apart)) if apart else 0
        if not apart or not np.isfinite(apart[nearest]):
            shown += [own] if share < 0.5 else []
            continue
        other = left.pop(nearest)
        moved = (1 - share) * own + share * other
        shown.append(np.where(np.isfinite(moved), moved, own if share < 0.5 else other))
    return np.array([*shown, *(left if share >= 0.5 else [])]).reshape(
        -1, *people_px.shape[2:]
    )


def _apart(own: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return how far the joints of two people are from each other; inf: too far."""
    is_seen = np.isfinite(own).all(axis=1) & np.isfinite(other).all(axis=1)
    if not is_seen.any():
        return np.inf
    away = float(np.linalg.norm((own - other)[is_seen], axis=1).mean())
    size = float(np.linalg.norm(np.ptp(own[is_seen], axis=0)))
    return away if away < size else np.inf


def _draw_bars(
    image: Image, probabilities: pd.Series, told: str | None, unit_px: float
) -> None:
    """Write what is told and the likeliest activities at the lower left."""
    shares = probabilities.astype(float)
    is_known = bool(np.isfinite(shares).all()) and len(shares) > 0
    best = shares.sort_values(ascending=False)[:_N_BARS] if is_known else shares[:0]
    lines = [
        (str(name).replace("_", " "), float(share)) for name, share in best.items()
    ]
    if not lines:
        lines = [("nobody found", np.nan)]
    elif told is not None and told != str(best.index[0]):
        lines.insert(0, (told.replace("_", " "), np.nan))
    text = [
        f"{name}  {100 * share:.0f} %" if np.isfinite(share) else name
        for name, share in lines
    ]
    size_px, step_px, margin = 22 * unit_px, 32 * unit_px, 14 * unit_px
    wide = max(text_width_px(line, size_px, is_bold=True) for line in text)
    top = image.shape[0] - len(text) * step_px - 2 * margin
    ground = image[int(max(top, 0)) :, : int(wide + 2.5 * margin)]
    ground[:] = (0.35 * ground + 0.65 * np.array(SHADE)).astype(np.uint8)
    for number, ((_, share), line) in enumerate(zip(lines, text, strict=True)):
        base = top + margin + (number + 0.75) * step_px
        colour = MIDDLE if number == 0 else _GREY
        draw_text(image, line, (margin, base), colour, size_px, is_bold=number == 0)
        if np.isfinite(share):
            end, below = margin + wide * share, base + 9 * unit_px
            draw_line(image, (margin, below), (end, below), LEFT, 3 * unit_px)


def _size(width_px: int, height_px: int) -> tuple[int, int, float]:
    """Return an even width and height between too small and too large."""
    shrink = _LONGEST_PX / max(width_px, height_px)
    grow = _SHORTEST_PX / min(width_px, height_px)
    scale = min(shrink, max(1.0, grow))
    width, height = (max(2, 2 * round(s * scale / 2)) for s in (width_px, height_px))
    return width, height, scale
