"""Whether people may have been overlooked who are small in the image."""

from collections.abc import Iterable

import numpy as np

from midstance.pose.base import FramePoses

SEEN_S = 1.0
"""Who is seen for less in all may be somebody else, or nobody."""
LATE_S = 0.25
"""Who is there from the start is seen that soon."""
SMALL = 0.35
"""Part of the height of the image below which somebody may be overlooked."""
_NO_RATE_HZ = 30.0


def may_be_overlooked(
    poses: Iterable[tuple[float, FramePoses]],
    *,
    rate_hz: float,
    width_px: int,
    height_px: int,
) -> bool:
    """Return whether a search in enlarged parts of the image is worth its time.

    It is where people are seen for less than a second in all (of a shorter video, in
    less than half of it), and where the first of them is small, and comes from
    nowhere: late, and farther from either side of the image than their own height,
    though who walks or runs in comes from there.

    Parameters
    ----------
    poses
        Time (s) and people of every frame of a video.
    rate_hz
        Frames per second; NaN or 0: not known.
    width_px, height_px
        Size of the image.

    """
    rate_hz = rate_hz if rate_hz > 0 else _NO_RATE_HZ
    n_frames = n_seen = 0
    is_from_nowhere = False
    for _, people in poses:
        if people.n_people and not n_seen and n_frames > LATE_S * rate_hz:
            is_from_nowhere = _are_small_and_inside(people, width_px, height_px)
        n_frames += 1
        n_seen += people.n_people > 0
    return is_from_nowhere or n_seen < min(SEEN_S * rate_hz, n_frames / 2)


def _are_small_and_inside(people: FramePoses, width_px: int, height_px: int) -> bool:
    low, high = np.nanmin(people.xy_px, axis=1), np.nanmax(people.xy_px, axis=1)
    tall_px = high[:, 1] - low[:, 1]
    left_px, right_px = low[:, 0], width_px - high[:, 0]
    is_inside = np.minimum(left_px, right_px) > tall_px
    return bool((is_inside & (tall_px < SMALL * height_px)).all())
