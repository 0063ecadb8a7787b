"""Legs and arms that a network takes for one another are given their own places."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pydantic import Field

from midstance.cleaning.base import cleaners
from midstance.cleaning.points import AXES, point_variables
from midstance.cleaning.sides.laid_over import find_laid_over
from midstance.cleaning.sides.swaps import find_swaps, side_blind_phase
from midstance.kernels.geometry.facing import Paths, leg_length, middle
from midstance.schema.events import SIDES
from midstance.schema.one_person import of_person
from midstance.schema.tracks import FILLED, SWAPPED, individuals, paths_of

_LEG = ("knee", "ankle", "heel", "foot_index")
_ARM = ("elbow", "wrist")
_HAND = ("pinky", "index", "thumb")
_LONGEST_PIECE_S = 10.0
"""A longer clip is repaired piece by piece: speed and perspective change."""

Frames = NDArray[np.bool_]


@cleaners.register("swap_repair")
@dataclass(frozen=True)
class SwapRepair:
    """Undo exchanges of left and right, of legs and of arms, in walking and running.

    Parameters
    ----------
    max_swap_s
        Longest exchange that is undone. A longer one cannot be told from a
        stride whose two halves were mistaken for one another, and is left.

    Notes
    -----
    How an exchange is recognised is told in `midstance.cleaning.sides.swaps`. It is
    relative to most of the clip: a network that always takes left for right is
    not corrected. Joints of one leg that lie on the other one as it passes are put
    where the strides of both legs say that they must be, and count as filled
    (`midstance.cleaning.sides.laid_over`). Where legs do not move in cycles nothing is
    changed. Use it
    before `hampel`, which would take single exchanged frames for outliers.

    """

    max_swap_s: Annotated[float, Field(gt=0, le=10)] = 1.0

    def apply(self, tracks: xr.Dataset) -> xr.Dataset:
        """Return `tracks` with every limb under its name, changes as swapped.

        Joints that were laid on the other leg are in their place, as filled.
        """
        repaired = tracks.copy(deep=True)
        for name in individuals(tracks):
            found = self._exchanged(of_person(tracks, name))
            for parts, frames in found.items():
                _exchange(repaired, name, parts, frames)
            _put_in_place(repaired, name)
        return repaired

    def _exchanged(self, tracks: xr.Dataset) -> dict[tuple[str, ...], Frames]:
        """Return for each group of keypoints in which frames it is exchanged."""
        paths, time_s = paths_of(tracks), tracks["time"].to_numpy()
        none = np.zeros(time_s.size, dtype=bool)
        groups: tuple[tuple[str, ...], ...] = (
            _LEG,
            ("hip",),
            (*_ARM, *_HAND),
            ("shoulder",),
        )
        found = {group: none.copy() for group in groups}
        size = leg_length(paths)
        if not size > 0:
            return found
        for piece in _pieces(time_s):
            cut = {name: path[piece] / size for name, path in paths.items()}
            phase = side_blind_phase(time_s[piece], *_limbs(cut, _LEG, "hip"))
            if phase is None:
                continue
            legs = find_swaps(phase, *_limbs(cut, _LEG, "hip"))
            hips = find_swaps(phase, *_limbs(cut, ("hip",), "hip"), hint=legs)
            arms = find_swaps(phase, *_limbs(cut, _ARM, "shoulder"))
            shoulders = find_swaps(phase, *_limbs(cut, ("shoulder",), "shoulder"))
            for group, own in zip(found, (legs, hips, arms, shoulders), strict=True):
                found[group][piece] = _without_long(time_s[piece], own, self.max_swap_s)
        return found


def _pieces(time_s: NDArray[np.float64]) -> list[slice]:
    """Cut the clip into equal pieces of at most ten seconds."""
    lasts_s = float(time_s[-1] - time_s[0])
    n_pieces = max(1, int(np.ceil(lasts_s / _LONGEST_PIECE_S)))
    edges = np.searchsorted(time_s, np.linspace(time_s[0], time_s[-1], n_pieces + 1))
    edges[-1] = time_s.size
    return [slice(a, b) for a, b in pairwise(edges)]


def _limbs(
    paths: Paths, parts: tuple[str, ...], root: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return left and right, each (n_times, n_parts, 2), seen from their root."""
    centre = middle(paths, root)
    unseen = np.full_like(centre, np.nan)
    left, right = (
        np.stack([paths.get(f"{side}_{part}", unseen) - centre for part in parts], 1)
        for side in ("left", "right")
    )
    return left, right


def _without_long(
    time_s: NDArray[np.float64], frames: Frames, longest_s: float
) -> Frames:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.astype(int), [0]])))
    kept = frames.copy()
    for first, end in edges.reshape(-1, 2).tolist():
        if time_s[end - 1] - time_s[first] > longest_s:
            kept[first:end] = False
    return kept


def _exchange(
    tracks: xr.Dataset, individual: str, parts: tuple[str, ...], frames: Frames
) -> None:
    """Exchange left and right of `parts` in `frames`, in place."""
    keypoints = tracks["keypoint"].to_numpy().tolist()
    pairs = [[f"left_{part}", f"right_{part}"] for part in parts]
    known = [pair for pair in pairs if set(pair) <= set(keypoints)]
    if not known or not frames.any():
        return
    old = np.array([[keypoints.index(name) for name in pair] for pair in known]).ravel()
    new = old.reshape(-1, 2)[:, ::-1].ravel()
    rows = np.flatnonzero(frames)[:, None]
    for name in (*point_variables(tracks), "confidence", "observed"):
        values = _values(tracks, name, individual)
        after = values[rows, new]
        if name == "observed":
            after[after != 0] = SWAPPED
        values[rows, old] = after


def _values(tracks: xr.Dataset, name: str, individual: str) -> NDArray[Any]:
    """Return a view of what belongs to somebody: (n_times, n_keypoints[, n_axes])."""
    order = ("time", "keypoint", *([AXES[name]] if name in AXES else []))
    array: NDArray[Any] = tracks[name].sel(individual=individual).transpose(*order).data
    return array


def _put_in_place(tracks: xr.Dataset, individual: str) -> None:
    """Move joints of the legs that lie on the other leg to their place, in place."""
    own = of_person(tracks, individual)
    paths, time_s = paths_of(own), own["time"].to_numpy()
    size = leg_length(paths)
    if not size > 0:
        return
    hips = middle(paths, "hip")
    keypoints = tracks["keypoint"].to_numpy().tolist()
    names = (*point_variables(tracks), "observed")
    values = {name: _values(tracks, name, individual) for name in names}
    for piece in _pieces(time_s):
        cut = {name: path[piece] / size for name, path in paths.items()}
        left, right = _limbs(cut, _LEG, "hip")
        phase = side_blind_phase(time_s[piece], left, right)
        if phase is None:
            continue
        laid = find_laid_over(phase, left, right)
        for (leg, point), flags in _columns(laid.flags):
            keypoint = keypoints.index(f"{SIDES[leg]}_{_LEG[point]}")
            places = laid.places[leg, :, point] * size + hips[piece]
            frames = np.flatnonzero(flags & np.isfinite(places).all(axis=1))
            rows = np.arange(time_s.size)[piece][frames]
            values["position"][rows, keypoint, :2] = places[frames]
            values["observed"][rows, keypoint] = FILLED
            if "world" in values:
                values["world"][rows, keypoint] = np.nan


def _columns(flags: NDArray[np.bool_]) -> Iterator[tuple[tuple[int, int], Frames]]:
    """Yield leg, point and frames of every point of which any frame is flagged."""
    for leg, point in np.argwhere(flags.any(axis=1)).tolist():
        yield (leg, point), flags[leg, :, point]
