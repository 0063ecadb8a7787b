"""What somebody wears: the colours of shirt and shorts as one short list of numbers."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats

JOINTS = (
    *("left_shoulder", "right_shoulder", "left_hip", "right_hip"),
    *("left_knee", "right_knee"),
)
"""Where the clothes are looked for, in the order that `describe_clothes` takes."""

_N_HUES, _GREYS = 8, np.array([0.1, 0.35, 0.6, 0.85])
_N_BINS = _N_HUES + len(_GREYS)
_N_REGIONS = 2
N_COLOURS = _N_REGIONS * _N_BINS
"""How many numbers describe the clothes of somebody."""

_COLOURFUL = 0.12
"""Difference of the channels (0 to 1) from which a pixel is more coloured than grey."""

_TRUNK_ALONG, _TRUNK_ACROSS = np.linspace(0.15, 0.95, 8), np.linspace(-1, 1, 5)
_THIGH_ALONG, _THIGH_ACROSS = np.linspace(0.1, 0.6, 5), np.linspace(-1, 1, 3)
_TRUNK_WIDTH, _TRUNK_NARROWEST, _THIGH_WIDTH = 0.7, 0.12, 0.07
"""Half of the width in which pixels are taken: of the trunk as a part of the way
from its middle to its side, and at least, and of the thigh, in torso lengths."""

_LEAST_SEEN = 0.5
"""Share of a region that must be in the image."""


def describe_clothes(
    image: NDArray[np.uint8], joints_px: Floats
) -> NDArray[np.float32]:
    """Return how much of each colour shirt and shorts have.

    Pixels are taken from the trunk and from the upper half of both thighs. A
    colour counts for its hue (eight, with soft borders) as far as it is
    colourful, and else for its lightness (four), so that light and shade change
    little.

    Parameters
    ----------
    image
        Shape (height, width, 3), RGB.
    joints_px
        Shape (n_people, 6, 2), the `JOINTS`; NaN where not found. Of a pair of
        which one is missing the other is taken.

    Returns
    -------
    numpy.ndarray
        Shape (n_people, `N_COLOURS`): shirt, then shorts, each with the sum 1;
        NaN for what is not in the image.

    Examples
    --------
    >>> red = np.full((90, 90, 3), (200, 0, 0), np.uint8)
    >>> joints = [[40, 20], [50, 20], [41, 40], [49, 40], [41, 55], [49, 55]]
    >>> bool(describe_clothes(red, np.array([joints], float))[0, 0] > 0.97)
    True

    """
    if not len(joints_px):
        return np.empty((0, N_COLOURS), np.float32)
    joints = _completed(np.asarray(joints_px, dtype=float))
    shoulders, hips, knees = joints[:, :2], joints[:, 2:4], joints[:, 4:]
    along = hips.mean(axis=1) - shoulders.mean(axis=1)
    torso_px = np.hypot(*along.T)[:, None]
    aside = _aside(along) * torso_px
    trunk = _trunk_points(shoulders, hips, aside)
    thighs = _thigh_points(hips, knees, aside)
    return _shares(image, (trunk, thighs)).reshape(len(joints), N_COLOURS)


def compare_clothes(first: Floats, second: Floats) -> Floats:
    """Return how alike two descriptions by `describe_clothes` are, 0 to 1.

    The Bhattacharyya coefficient [1]_, in the mean of shirt and shorts; NaN
    where neither is known of both.

    Parameters
    ----------
    first, second
        Shapes (..., `N_COLOURS`), which are broadcast.

    References
    ----------
    .. [1] D. Comaniciu, V. Ramesh, P. Meer, *Kernel-Based Object Tracking*, IEEE
       PAMI 25, 2003, there for the histogram of one region.

    """
    both = np.sqrt(first * second)
    alike = both.reshape(*both.shape[:-1], _N_REGIONS, _N_BINS).sum(axis=-1)
    known = np.isfinite(alike)
    n_known = known.sum(axis=-1)
    total = np.where(known, alike, 0.0).sum(axis=-1)
    return np.asarray(np.where(n_known > 0, total / np.maximum(n_known, 1), np.nan))


def _completed(joints: Floats) -> Floats:
    """Return `joints` with the one of a pair where the other is missing."""
    other = joints[:, [1, 0, 3, 2, 5, 4]]
    return np.asarray(np.where(np.isfinite(joints), joints, other))


def _aside(along: Floats) -> Floats:
    """Return unit vectors across `along`, shape (n_people, 2)."""
    length = np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    return np.asarray(along[:, ::-1] * (-1.0, 1.0) / length)


def _trunk_points(shoulders: Floats, hips: Floats, aside: Floats) -> Floats:
    """Return points inside the trunk, which is narrow when seen from the side."""
    sides = shoulders[:, None] + _TRUNK_ALONG[:, None, None] * (
        hips[:, None] - shoulders[:, None]
    )
    half = _TRUNK_WIDTH * (sides[:, :, 0] - sides[:, :, 1]) / 2
    least = _TRUNK_NARROWEST * aside[:, None]
    is_narrow = (half**2).sum(axis=-1) < (least**2).sum(axis=-1)
    half = np.where(is_narrow[..., None], least, half)
    middle = sides.mean(axis=2)
    points = middle[:, :, None] + _TRUNK_ACROSS[:, None] * half[:, :, None]
    return np.asarray(points.reshape(len(shoulders), -1, 2))


def _thigh_points(hips: Floats, knees: Floats, aside: Floats) -> Floats:
    """Return points inside the upper part of both thighs."""
    middle = hips[:, :, None] + _THIGH_ALONG[:, None] * (knees - hips)[:, :, None]
    half = _THIGH_WIDTH * aside[:, None, None, None]
    points = middle[:, :, :, None] + _THIGH_ACROSS[:, None] * half
    return np.asarray(points.reshape(len(hips), -1, 2))


def _shares(image: NDArray[np.uint8], regions: tuple[Floats, ...]) -> Floats:
    """Return the share of each colour in regions, (n_people, n_regions, n_bins).

    Each is given by its points, shape (n_people, n_points, 2). They are looked up
    together, because so few take hardly longer than one.
    """
    sizes = np.array([points.shape[1] for points in regions])
    points = np.concatenate(regions, axis=1)
    size = np.array([image.shape[1], image.shape[0]])
    inside = np.asarray(((points >= 0) & (points < size)).all(axis=-1))
    where = np.where(inside[..., None], points, 0).astype(int)
    rgb = image[where[..., 1], where[..., 0]] / 255.0
    bins, weights = _bins(rgb)
    shape = len(points), len(regions), _N_BINS
    owner = np.repeat(np.arange(shape[0] * shape[1]), np.tile(sizes, shape[0]))
    bins += _N_BINS * owner.reshape(*inside.shape, 1)
    counted = np.bincount(
        bins.ravel(),
        (weights * inside[..., None]).ravel(),
        minlength=shape[0] * shape[1] * shape[2],
    ).reshape(shape)
    starts = np.cumsum(sizes) - sizes
    n_inside = np.add.reduceat(inside, starts, axis=1, dtype=int)
    is_seen = n_inside >= _LEAST_SEEN * sizes
    shares = counted / np.maximum(n_inside, 1)[..., None]
    return np.where(is_seen[..., None], shares, np.nan).astype(np.float32)


def _bins(rgb: Floats) -> tuple[NDArray[np.int_], Floats]:
    """Return the four bins of each colour and its share in each, (..., 4)."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    light = rgb.max(axis=-1)
    spread = light - rgb.min(axis=-1)
    colourful = spread**2 / (spread**2 + _COLOURFUL**2)
    turn = np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue)
    hue = np.mod(turn / (2 * np.pi), 1.0) * _N_HUES
    grey = np.interp(light, _GREYS, np.arange(len(_GREYS)))
    low_hue = np.floor(hue).astype(int)
    low_grey = np.minimum(grey.astype(int), len(_GREYS) - 2)
    to_hue, to_grey = hue - low_hue, grey - low_grey
    bins = [low_hue % _N_HUES, (low_hue + 1) % _N_HUES]
    bins += [_N_HUES + low_grey, _N_HUES + low_grey + 1]
    weights = [colourful * (1 - to_hue), colourful * to_hue]
    weights += [(1 - colourful) * (1 - to_grey), (1 - colourful) * to_grey]
    return np.stack(bins, axis=-1), np.stack(weights, axis=-1)
