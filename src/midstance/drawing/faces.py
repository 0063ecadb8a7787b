"""Faces made unrecognizable: wherever a head was seen, and where one must have been."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.types import Array, Image
from midstance.schema.tracks import individuals

_OF_A_HEAD = frozenset(["nose", "eye", "ear", "mouth", "head"])
_RADIUS = 0.55
"""Of what is hidden, in lengths of the trunk: a head is 0.22 from crown to chin of
half its height, and the rest is for errors of the network."""
_BEYOND = 1.6
"""How much more is hidden around a head that lies further from its middle."""
_UNSEEN = 1.5
"""How much more is hidden where the head was not seen."""
_HOLD_S = 1.0
"""So long before and after somebody was seen their head is hidden, too."""
_CELLS = 4
"""What is left of a head: so many patches of one colour in a row."""
_AROUND_S, _FAR = 0.25, 0.5
"""A head that is this far (radii) from its median place over so long before and after
may be a fault of the network."""
_SURE = 0.5
"""Less confidence than that, and more is hidden."""

Circle = tuple[float, float, float]
"""x, y and radius (px)."""


@dataclass(frozen=True)
class Head:
    """Where the head of somebody is over time.

    Parameters
    ----------
    time_s
        Shape (n,), rising, only where it was seen.
    place_px
        Shape (n, 2).
    radius_px
        Shape (n,).

    """

    time_s: Array
    place_px: Array
    radius_px: Array

    def at(self, time_s: float) -> list[Circle]:
        """Return what is hidden; nothing when nobody is there.

        Where the head is far from where it was just before and after, one of both
        is wrong, and both are hidden.
        """
        known = self.time_s
        if not known[0] - _HOLD_S <= time_s <= known[-1] + _HOLD_S:
            return []
        x, y = (float(np.interp(time_s, known, self.place_px[:, i])) for i in (0, 1))
        radius = float(np.interp(time_s, known, self.radius_px))
        is_seen = bool(np.min(np.abs(known - time_s)) < 1e-3)
        found = [(x, y, radius if is_seen else _UNSEEN * radius)]
        near = np.abs(known - time_s) <= _AROUND_S
        if near.any():
            usual_x, usual_y = np.median(self.place_px[near], axis=0)
            if np.hypot(usual_x - x, usual_y - y) > _FAR * radius:
                found.append((float(usual_x), float(usual_y), _UNSEEN * radius))
        return found


def find_heads(raw_tracks: xr.Dataset) -> list[Head]:
    """Return the heads of everybody who was seen, whether reported or not.

    Parameters
    ----------
    raw_tracks
        Tracks as linked from the poses, in px of the frames.

    """
    found = []
    for name in individuals(raw_tracks):
        head = _head(raw_tracks.sel(individual=name))
        if head is not None:
            found.append(head)
    return found


def hide_faces(
    image: Image,
    heads: list[Head],
    time_s: float,
    others: Sequence[Circle] = (),
) -> Image:
    """Return a frame in which nobody can be recognized by their face.

    Each head becomes four by four patches: what is between them is gone, and cannot
    be computed back.

    Parameters
    ----------
    image
        The frame.
    heads
        Where the heads of tracked people are.
    time_s
        When it is, on the clock of the heads.
    others
        What else is hidden: x, y and radius (px); those in the middle of which a head
        is hidden already are that one.

    """
    import cv2

    hidden = image.copy()
    height_px, width_px = image.shape[:2]
    known = [place for head in heads for place in head.at(time_s)]
    unknown = [one for one in others if not any(_is_in(one, each) for each in known)]
    for x, y, radius in [*known, *unknown]:
        left, right = (int(np.clip(x + way * radius, 0, width_px)) for way in (-1, 1))
        top, bottom = (int(np.clip(y + way * radius, 0, height_px)) for way in (-1, 1))
        part = hidden[top:bottom, left:right]
        if not part.size:
            continue
        few = cv2.resize(part, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA)
        shape = (right - left, bottom - top)
        hidden[top:bottom, left:right] = cv2.resize(
            few, shape, interpolation=cv2.INTER_NEAREST
        )
    return hidden


def _is_in(one: Circle, other: Circle) -> bool:
    """Return whether the middle of a circle lies in another one."""
    return bool(np.hypot(one[0] - other[0], one[1] - other[1]) < other[2])


def _head(own: xr.Dataset) -> Head | None:
    names = [str(name) for name in own["keypoint"].to_numpy()]
    points = own["position"].transpose("time", "keypoint", "space").to_numpy()[..., :2]
    is_head = np.array([bool(_OF_A_HEAD & set(name.split("_"))) for name in names])
    trunk_px, shoulders, up = _trunk(points, names)
    place = _mean(points[:, is_head])
    spread = np.zeros(len(points))
    if is_head.any():
        apart = np.linalg.norm(points[:, is_head] - place[:, None], axis=2)
        spread = np.nan_to_num(np.max(np.nan_to_num(apart), axis=1))
    # Without a head, over the shoulders.
    above = shoulders + 0.4 * up
    is_guess = np.asarray(np.isnan(place).any(axis=1))
    place = np.where(is_guess[:, None], above, place)
    radius = np.maximum(_RADIUS * trunk_px, _BEYOND * spread)
    is_unsure = is_guess | (_confidence(own, is_head) < _SURE)
    radius = np.where(is_unsure, _UNSEEN * radius, radius)
    known = np.asarray(np.isfinite(place).all(axis=1) & np.isfinite(radius))
    if not known.any():
        return None
    time_s = np.asarray(own["time"].to_numpy(), dtype=float)
    return Head(time_s[known], place[known], radius[known])


def _confidence(own: xr.Dataset, is_head: NDArray[np.bool_]) -> Array:
    """Return how sure the network is of the head, shape (n_times,); 1: unknown."""
    if "confidence" not in own or not is_head.any():
        return np.ones(own.sizes["time"])
    sure = own["confidence"].transpose("time", "keypoint").to_numpy()[:, is_head]
    return np.asarray(np.nan_to_num(sure, nan=1.0).max(axis=1), dtype=float)


def _trunk(points: Array, names: list[str]) -> tuple[Array, Array, Array]:
    """Return the length of the trunk, the middle of the shoulders, and hips to there.

    Where the trunk is not seen its length is that of the moments before and after;
    of somebody whose trunk never is, a third of how high they are.
    """
    shoulders = _middle(points, names, "shoulder")
    up = shoulders - _middle(points, names, "hip")
    long_px = np.linalg.norm(up, axis=1)
    known = np.isfinite(long_px)
    at = np.arange(len(points))
    if known.any():
        # In a picture of somebody who leans to the camera the trunk looks short.
        floor_px = 0.5 * np.median(long_px[known])
        filled = np.interp(at, at[known], long_px[known])
        return np.maximum(filled, floor_px), shoulders, up
    span = np.full(len(points), np.nan)
    seen = np.isfinite(points[..., 1]).any(axis=1)
    span[seen] = np.nanmax(points[seen, :, 1], axis=1) - np.nanmin(
        points[seen, :, 1], axis=1
    )
    return span / 3, shoulders, up


def _middle(points: Array, names: list[str], part: str) -> Array:
    wanted = [names.index(f"{side}_{part}") for side in ("left", "right")]
    return _mean(points[:, wanted])


def _mean(points: Array) -> NDArray[np.float64]:
    """Return the mean of points (n_times, n_points, 2); NaN where none is known."""
    known = np.asarray(np.isfinite(points).all(axis=2))
    number = known.sum(axis=1)[:, None]
    total = np.where(known[..., None], points, 0.0).sum(axis=1)
    return np.where(number, total / np.maximum(number, 1), np.nan)
