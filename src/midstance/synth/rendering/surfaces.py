"""What floors, walls and windows look like, as functions of place."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.kernels.types import Floats


def noise(u: ArrayLike, v: ArrayLike, seed: int = 0) -> NDArray[np.float64]:
    """Return smooth random values from 0 to 1, one lattice cell a unit.

    Examples
    --------
    >>> bool(noise(np.array([0.5]), np.array([2.0])) == noise(0.5 * np.ones(1), 2.0))
    True

    """
    across, along = np.broadcast_arrays(np.asarray(u, float), np.asarray(v, float))
    low_u, low_v = np.floor(across), np.floor(along)
    share_u, share_v = _eased(across - low_u), _eased(along - low_v)
    column, row = low_u.astype(np.int64), low_v.astype(np.int64)
    near = (1.0 - share_u) * hashed(column, row, seed) + share_u * hashed(
        column + 1, row, seed
    )
    far = (1.0 - share_u) * hashed(column, row + 1, seed) + share_u * hashed(
        column + 1, row + 1, seed
    )
    return np.asarray((1.0 - share_v) * near + share_v * far)


def hashed(
    column: NDArray[np.int64], row: NDArray[np.int64], seed: int
) -> NDArray[np.float64]:
    """Return a random value from 0 to 1 for every cell of a lattice."""
    mixed = column * 374_761_393 + row * 668_265_263 + seed * 974_634_533
    mixed = ((mixed ^ (mixed >> 13)) * 1_274_126_177) & 0x7FFFFFFF
    return np.asarray(((mixed ^ (mixed >> 16)) & 0xFFFF) / 65535.0)


def wooden_floor(points: Floats) -> NDArray[np.float64]:
    """Return the albedo of oak boards that run along x, shape (n, 3)."""
    x, y = points[:, 0], points[:, 1]
    board = np.floor(y / 0.145).astype(np.int64)
    along = x / 1.35 + 3.0 * hashed(board, board * 0, 3)
    piece = np.floor(along).astype(np.int64)
    tone = 0.84 + 0.26 * hashed(board, piece, 5)
    grain = (
        noise(x * 3.0, y * 70.0, 7) - 0.5 + 0.5 * (noise(x * 9.0, y * 160.0, 8) - 0.5)
    )
    tone = tone * (1.0 + 0.16 * grain)
    seam = _line(y / 0.145 - board, 0.035) * _line(along - piece, 0.004)
    shade = (tone * (0.55 + 0.45 * seam))[:, None]
    return np.asarray(shade * np.array([0.43, 0.295, 0.185]))


def gym_wall(across: Floats, height: Floats) -> NDArray[np.float64]:
    """Return the albedo of a plastered wall with a dado, shape (n, 3)."""
    tone = 0.97 + 0.05 * noise(across * 2.0, height * 2.0, 9)
    wall = tone[:, None] * np.array([0.60, 0.605, 0.60])
    dado = tone[:, None] * np.array([0.235, 0.30, 0.335])
    colour = np.where((height < 0.72)[:, None], dado, wall)
    rail = np.abs(height - 0.73) < 0.018
    skirting = height < -0.08
    return np.where((rail | skirting)[:, None], np.array([0.42, 0.42, 0.41]), colour)


def windows(
    across: Floats, height: Floats, colour: Floats
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Put windows into a wall of `colour`; also return where one looks outside.

    Two wings each, 1.9 m wide, one every 3 m.
    """
    cell = across / 3.0
    place = (cell - np.floor(cell) - 0.5) * 3.0
    edge = np.minimum(0.95 - np.abs(place), np.minimum(height - 0.98, 2.42 - height))
    is_window = edge > 0.0
    is_frame = is_window & ((edge < 0.055) | (np.abs(place) < 0.032))
    sill = (np.abs(height - 0.955) < 0.03) & (np.abs(place) < 1.0)
    frame = np.array([0.70, 0.70, 0.69])
    outside = is_window & ~is_frame
    colour = np.where((is_frame | sill)[:, None], frame, colour)
    return np.where(outside[:, None], landscape(across, height), colour), outside


def landscape(across: Floats, height: Floats) -> NDArray[np.float64]:
    """Return what is outside: sky over trees over a lawn, hazy and bright."""
    haze = np.clip((height - 1.2) / 1.4, 0.0, 1.0)[:, None]
    sky = (1.0 - haze) * np.array([0.86, 0.92, 0.97]) + haze * np.array(
        [0.62, 0.78, 0.96]
    )
    crown = (
        1.52 + 0.30 * noise(across * 1.3, 0.0, 1) + 0.10 * noise(across * 5.0, 0.0, 2)
    )
    leaf = 0.5 * noise(across * 6.0, height * 6.0, 3) + 0.5 * noise(
        across * 19.0, height * 19.0, 4
    )
    tree = np.array([0.17, 0.29, 0.14]) * (0.75 + 0.9 * leaf[:, None]) + 0.10
    far = 1.70 + 0.20 * noise(across * 0.7, 0.0, 5)
    hill = np.array([0.47, 0.60, 0.55])
    lawn = np.array([0.36, 0.50, 0.22]) * (0.92 + 0.16 * leaf[:, None]) + 0.04
    colour = np.where((height < far)[:, None], hill, sky)
    colour = np.where((height < crown)[:, None], tree, colour)
    return np.where((height < 1.34)[:, None], lawn, colour)


def running_track(points: Floats) -> NDArray[np.float64]:
    """Return the albedo of track lanes along x with grass on both sides."""
    x, y = points[:, 0], points[:, 1]
    grit = noise(x * 90.0, y * 90.0, 1) - 0.5
    patch = noise(x * 0.8, y * 0.8, 2) - 0.5
    tartan = (1.0 + 0.22 * grit + 0.10 * patch)[:, None] * np.array([0.36, 0.085, 0.05])
    lane = (y + 0.61) / 1.22
    line = np.abs(lane - np.round(lane)) * 1.22 < 0.025
    is_track = np.abs(y + 0.61) < 2.5 * 1.22
    colour = np.where(
        (line & (np.abs(y + 0.61) < 2.5 * 1.22 + 0.03))[:, None], 0.75, tartan
    )
    blade = 0.5 * noise(x * 7.0, y * 25.0, 3) + 0.5 * noise(x * 40.0, y * 90.0, 4)
    mown = 0.94 + 0.12 * (np.floor(x / 2.2) % 2.0)
    lawn = ((0.72 + 0.5 * blade) * mown)[:, None] * np.array([0.145, 0.27, 0.07])
    return np.where(is_track[:, None] | (line & is_track)[:, None], colour, lawn)


def open_sky(directions: Floats) -> NDArray[np.float64]:
    """Return sky, thin cloud and a far line of trees for rays that hit nothing."""
    up = directions[:, 2]
    turn = np.arctan2(directions[:, 1], directions[:, 0]) * 12.0
    blue = np.clip(up * 2.6, 0.0, 1.0)[:, None]
    sky = (1.0 - blue) * np.array([0.74, 0.84, 0.93])
    sky = sky + blue * np.array([0.22, 0.45, 0.84])
    cloud = 0.6 * noise(turn * 0.5, up * 16.0, 6) + 0.4 * noise(
        turn * 1.7, up * 47.0, 7
    )
    white = np.clip((cloud - 0.50) * 3.0, 0.0, 0.85)[:, None]
    sky = (1.0 - white) * sky + white * np.array([0.95, 0.95, 0.96])
    crown = 0.050 + 0.018 * noise(turn * 1.1, 0.0, 8)
    for frequency, size, seed in (
        (5.0, 0.014, 9),
        (13.0, 0.009, 12),
        (40.0, 0.004, 13),
    ):
        bump = noise(turn * frequency, 0.0, seed)
        crown = crown + size * np.sqrt(bump)
    lobe = noise(turn * 5.0, up * 130.0, 10)
    leaf = noise(turn * 26.0, up * 420.0, 11)
    height = np.clip(up / crown, 0.0, 1.0)
    bright = (0.35 + 0.65 * height) * (0.45 + 0.75 * lobe) * (0.75 + 0.5 * leaf)
    tree = np.array([0.115, 0.185, 0.065]) * bright[:, None] + 0.022
    return np.where((up < crown)[:, None], tree, sky)


def belt_texture(
    length_m: float, width_m: float, px_per_m: float
) -> NDArray[np.float32]:
    """Return the albedo of a treadmill belt, periodic along its length.

    Black rubber with fine grain, and one white mark a period, so that the eye
    sees the belt move.

    Returns
    -------
    numpy.ndarray
        Shape (across, along), grey.

    """
    import cv2

    shape = (round(width_m * px_per_m), round(length_m * px_per_m))
    rng = np.random.default_rng(5)
    texture = np.full(shape, 0.055)
    for sigma_px, strength in ((1.2, 0.012), (9.0, 0.012)):
        # Three periods beside one another, so that blurring joins the ends.
        grain = cv2.GaussianBlur(
            np.tile(rng.standard_normal(shape), (1, 3)), (0, 0), sigma_px
        )
        grain = grain[:, shape[1] : 2 * shape[1]]
        texture += strength * grain / grain.std() * 0.3
    middle = shape[0] // 2
    half = round(0.07 * px_per_m)
    texture[middle - half : middle + half, : round(0.045 * px_per_m)] = 0.62
    smooth = cv2.GaussianBlur(np.clip(texture, 0.02, 1.0), (0, 0), 0.8)
    return np.asarray(smooth, dtype=np.float32)


def _eased(share: Floats) -> NDArray[np.float64]:
    return np.asarray(share * share * (3.0 - 2.0 * share))


def _line(share: Floats, width: float) -> NDArray[np.float64]:
    """Return 0 on a thin line at the ends of a cell, 1 elsewhere."""
    away = np.minimum(share, 1.0 - share)
    return np.asarray(np.clip(away / width, 0.0, 1.0))
