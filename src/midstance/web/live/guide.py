"""How good a camera picture is for an analysis, looked at frame by frame."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Image

_ENDS = ("head", "left_foot", "right_foot")
_HEAD = ("nose", "left_ear", "right_ear", "left_eye", "right_eye")
_FOOT = ("ankle", "heel", "foot_index")
_EDGE = 0.015
"""So near to the edge (shares of the image) a point may be one that was cut off."""
_LOOKED_AT_PX = 64


@dataclass(frozen=True)
class Guide:
    """What there is to know of one image before it is filmed.

    Parameters
    ----------
    is_whole
        Whether head and both feet of the first person are within the image.
    height_share
        How much of the height of the image the body takes; None: nobody is seen.
    tilt_deg
        How far the body leans against the image, clockwise from upright; None: nobody
        is seen. A runner leans by a few degrees, a camera that hangs does so all the
        time.
    brightness
        Mean brightness, 0 (black) to 1 (white).
    contrast
        Standard deviation of the brightness.

    """

    is_whole: bool
    height_share: float | None
    tilt_deg: float | None
    brightness: float
    contrast: float


def look_at(
    image: Image, pose: NDArray[np.floating] | None, keypoints: tuple[str, ...]
) -> Guide:
    """Return what there is to know of an image.

    Parameters
    ----------
    image
        RGB.
    pose
        The first person (px), shape (n_keypoints, 2); NaN where not seen; None: nobody.
    keypoints
        Names of the keypoints.

    """
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_LOOKED_AT_PX, _LOOKED_AT_PX)) / 255
    light = round(float(small.mean()), 3), round(float(small.std()), 3)
    if pose is None:
        return Guide(False, None, None, *light)
    height_px, width_px = image.shape[:2]
    share = np.asarray(pose, dtype=float) / (width_px, height_px)
    ends = {name: _middle(share, keypoints, name) for name in _ENDS}
    is_whole = all(
        bool(np.isfinite(end).all() and (end > _EDGE).all() and (end < 1 - _EDGE).all())
        for end in ends.values()
    )
    tall = np.nanmax(share[:, 1]) - np.nanmin(share[:, 1])
    return Guide(is_whole, round(float(tall), 3), _tilt_deg(pose, keypoints), *light)


def _middle(
    share: NDArray[np.floating], keypoints: tuple[str, ...], end: str
) -> NDArray[np.float64]:
    """Return the middle of an end of the body, NaN where it is not seen."""
    side = end.split("_")[0]
    names = _HEAD if end == "head" else tuple(f"{side}_{part}" for part in _FOOT)
    rows = [share[keypoints.index(name)] for name in names if name in keypoints]
    seen = [row for row in rows if np.isfinite(row).all()]
    return np.mean(seen, axis=0) if seen else np.full(2, np.nan)


def _tilt_deg(pose: NDArray[np.floating], keypoints: tuple[str, ...]) -> float | None:
    """Return how far the trunk leans, clockwise from upright."""
    ends = []
    for part in ("hip", "shoulder"):
        rows = [pose[keypoints.index(f"{side}_{part}")] for side in ("left", "right")]
        ends.append(np.mean(rows, axis=0))
    across, up = ends[1] - ends[0]
    if not np.isfinite([across, up]).all():
        return None
    return round(float(np.degrees(np.arctan2(across, -up))), 1)
