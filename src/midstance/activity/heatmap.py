"""The poses of two people as one grey image: soft joints and limbs."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Array
from midstance.schema.skeletons import MPII_16

HEIGHT_PX, WIDTH_PX = 480, 640
SIGMA_PART = 0.0125
"""Spread of a joint, in heights of the map: 6 px of 480."""
LIMB_SIGMA_PART, LIMB_LEVEL = 0.008, 0.6
N_PEOPLE = 2

_THINNEST_PX = 0.8
"""Spread below which a limb would fall between the pixels of a small map."""

_EDGES = [
    (MPII_16.keypoints.index(start), MPII_16.keypoints.index(end))
    for start, end in MPII_16.edges
]
_REACH = 3.5
"""Beyond so many spreads there is nothing."""


def two_people(people_px: Array, width_px: float, height_px: float) -> list[int]:
    """Return who is nearest the middle of the image, and who is farthest from them.

    Parameters
    ----------
    people_px
        Shape (n_people, n_keypoints, 2), NaN where not seen.
    width_px, height_px
        Size of the image.

    Returns
    -------
    list
        Their numbers: none, one or two.

    Examples
    --------
    >>> people = np.array([[[1.0, 1.0]], [[5.0, 5.0]], [[9.0, 6.0]]])
    >>> two_people(people, 10, 10)
    [1, 0]

    """
    seen = np.asarray(np.isfinite(people_px).all(axis=2))
    known = np.flatnonzero(seen.any(axis=1))
    if not known.size:
        return []
    middles = np.array([people_px[i][seen[i]].mean(axis=0) for i in known])
    away = np.linalg.norm(middles - [width_px / 2, height_px / 2], axis=1)
    first = int(away.argmin())
    if len(known) == 1:
        return [int(known[first])]
    apart = np.linalg.norm(middles - middles[first], axis=1)
    return [int(known[first]), int(known[apart.argmax()])]


def pose_heatmap(
    people_px: Array, *, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX
) -> NDArray[np.float32]:
    """Return joints and limbs as Gaussian bumps and ridges.

    Parameters
    ----------
    people_px
        Joints of `MPII_16` in px of the map, shape (n_people, 16, 2); NaN where not
        seen: no joint, and no limb to it.
    width_px, height_px
        Size of the map.

    Returns
    -------
    numpy.ndarray
        Shape (height_px, width_px), 0 to 1: where bumps meet, the higher one counts.

    """
    heat = np.zeros((height_px, width_px), np.float32)
    sigma, limb_sigma = (
        max(part * height_px, _THINNEST_PX) for part in (SIGMA_PART, LIMB_SIGMA_PART)
    )
    for joints in people_px:
        for start, end in _EDGES:
            _add(heat, joints[start], joints[end], limb_sigma, LIMB_LEVEL)
        for joint in joints:
            _add(heat, joint, joint, sigma, 1.0)
    return heat


def _add(
    heat: NDArray[np.float32], start: Array, end: Array, sigma: float, level: float
) -> None:
    """Raise `heat` along the line from `start` to `end`, in place."""
    ends = np.stack([start, end])
    if not np.isfinite(ends).all():
        return
    shape = np.array(heat.shape)[::-1]
    low = np.clip(np.floor(ends.min(axis=0) - _REACH * sigma), 0, shape).astype(int)
    high = np.clip(np.ceil(ends.max(axis=0) + _REACH * sigma), 0, shape).astype(int)
    if (high <= low).any():
        return
    x = np.arange(low[0], high[0])[None, :] + 0.5 - start[0]
    y = np.arange(low[1], high[1])[:, None] + 0.5 - start[1]
    along_x, along_y = end - start
    length = max(float(along_x**2 + along_y**2), 1e-9)
    share = np.clip((x * along_x + y * along_y) / length, 0.0, 1.0)
    square = (x - share * along_x) ** 2 + (y - share * along_y) ** 2
    bump = level * np.exp(-square / (2 * sigma**2))
    part = heat[low[1] : high[1], low[0] : high[0]]
    np.maximum(part, bump, out=part, casting="same_kind")
