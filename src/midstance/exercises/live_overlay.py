"""The image of a live session: skeleton, counters, class probabilities, lag."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.drawing.colours import LEFT, MIDDLE, RIGHT
from midstance.drawing.person import SHADE
from midstance.drawing.primitives import draw_disc, draw_line, draw_text
from midstance.exercises.live_people import NewCount
from midstance.kernels.types import Image
from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import Skeleton

_LEAST_SURE = 0.3
_MOST_CLASSES = 6


def live_picture(
    image: Image,
    found: FramePoses,
    skeleton: Skeleton,
    *,
    counts: Mapping[str, int],
    classes: Mapping[str, float],
    lag_s: float,
    new: Sequence[NewCount] = (),
) -> Image:
    """Return a copy of the image with everything that is known now.

    Parameters
    ----------
    image
        RGB.
    found
        The people in it.
    skeleton
        Skeleton of the poses.
    counts
        Repetitions by exercise; ``""``: one without a name.
    classes
        Probability by class.
    lag_s
        How long ago the image was taken.
    new
        What was just counted: shown large in the middle.

    """
    canvas = image.copy()
    unit_px = max(min(canvas.shape[:2]) / 720, 0.5)
    for xy_px, sure in zip(found.xy_px, found.confidence, strict=True):
        _draw_pose(canvas, xy_px, sure, skeleton, unit_px)
    lines = [f"{name or 'repetitions'}  {n}" for name, n in counts.items()]
    y_px = 44 * unit_px
    for line in lines or ["repetitions  0"]:
        at = (16 * unit_px, y_px)
        draw_text(canvas, line, at, MIDDLE, 34 * unit_px, is_bold=True, shade=SHADE)
        y_px += 44 * unit_px
    surest = sorted(classes.items(), key=lambda one: -np.nan_to_num(one[1]))
    for name, share in surest[:_MOST_CLASSES]:
        text = f"{name.replace('_', ' ')}  {np.nan_to_num(share):.0%}"
        draw_text(canvas, text, (16 * unit_px, y_px), MIDDLE, 20 * unit_px, shade=SHADE)
        y_px += 26 * unit_px
    at = (16 * unit_px, canvas.shape[0] - 16 * unit_px)
    draw_text(
        canvas, f"{1000 * lag_s:.0f} ms ago", at, MIDDLE, 18 * unit_px, shade=SHADE
    )
    for k, one in enumerate(new):
        share = (k + 1) / (len(new) + 1)
        at = (share * canvas.shape[1] - 60 * unit_px, 0.55 * canvas.shape[0])
        text = str(one.n)
        draw_text(canvas, text, at, MIDDLE, 200 * unit_px, is_bold=True, shade=SHADE)
    return canvas


def _draw_pose(
    canvas: Image,
    xy_px: NDArray[np.float32],
    sure: NDArray[np.float32],
    skeleton: Skeleton,
    unit_px: float,
) -> None:
    places = {
        name: (float(x), float(y))
        for name, (x, y), trust in zip(skeleton.keypoints, xy_px, sure, strict=True)
        if np.isfinite([x, y]).all() and trust >= _LEAST_SURE
    }
    for start, end in skeleton.edges:
        if start in places and end in places:
            draw_line(canvas, places[start], places[end], _colour(start), 3 * unit_px)
    for name, at in places.items():
        draw_disc(canvas, at, _colour(name), 4 * unit_px)


def _colour(name: str) -> tuple[int, int, int]:
    words = name.split("_")
    return LEFT if "left" in words else RIGHT if "right" in words else MIDDLE
