"""Heel, toe and joints where other sets of markers and other networks have them."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.tracks import make_tracks, path_of
from midstance.synth.observation.people import heading

Points = dict[str, Array]

HEEL_MARKERS = ("Heel.Bottom", "Heel.Lateral", "Heel.Top")
FOREFOOT_MARKERS = (("MT1", "MT5"), ("FM1", "FM5"), ("P1M", "P5M"))
"""What laboratories call the markers at the heel, and over the inner and the outer
metatarsal head, after the letter of the side."""


def redefine(
    world: xr.Dataset, markers: xr.Dataset | None, rng: np.random.Generator
) -> xr.Dataset:
    """Return the person with joints where another network might have them.

    The heel becomes a random mean of the markers at it, or moves back and up on the
    shoe; the toe any point between the inner and the outer metatarsal head, and
    mostly a point before it as far as the tip of the toes, which stays on the
    floor while the foot rolls over it. Hips, knees and ankles move by up to some
    centimetres, alike on both sides.

    Parameters
    ----------
    world
        Tracks of one person in m, x forward, y left, z up.
    markers
        Skin and shoe markers at the same times, ``L.MT1`` or ``LP1M``; None: none.
    rng
        Random numbers for all that is drawn.

    """
    points = {
        name: path_of(world, name)
        for name in (str(one) for one in world["keypoint"].to_numpy())
    }
    heel_shares = rng.dirichlet([1.0, 0.5, 0.5])
    heel_moves_m = rng.uniform([0.0, 0.0], [0.03, 0.03])
    inner_share, beyond_m = rng.uniform(), rng.uniform(0.0, 0.08)
    beyond_m *= rng.uniform() < 0.65
    moves_m = {part: rng.normal(0.0, 0.010, 2) for part in ("hip", "knee", "ankle")}
    hips = (points["left_hip"] + points["right_hip"]) / 2
    ahead = heading(world["time"].to_numpy(), hips)
    for side in SIDES:
        mark = _marks(markers, side)
        heels = [mark(name) for name in HEEL_MARKERS]
        if all(one is not None for one in heels):
            parts = [s * h for s, h in zip(heel_shares, heels, strict=True)]
            points[f"{side}_heel"] = np.sum(parts, axis=0)
        else:
            points[f"{side}_heel"] = _moved_heel(points, side, heel_moves_m)
        for inner, outer in FOREFOOT_MARKERS:
            ends = mark(inner), mark(outer)
            if ends[0] is not None and ends[1] is not None:
                toe = inner_share * ends[0] + (1 - inner_share) * ends[1]
                points[f"{side}_foot_index"] = toe
                break
        points[f"{side}_foot_index"] = _toe_tip(points, side, beyond_m)
        _move_joints(points, side, moves_m, ahead)
    names = list(points)
    position = np.stack([points[name] for name in names], axis=-1)[..., None]
    return make_tracks(
        position,
        np.where(np.isfinite(position).all(axis=1), 1.0, np.nan),
        world["time"].to_numpy(),
        keypoints=names,
        space_unit="m",
    )


def _marks(markers: xr.Dataset | None, side: str) -> Callable[[str], Array | None]:
    """Return a look-up of the markers of one side that are seen nearly always."""
    names: Mapping[str, str] = {}
    if markers is not None:
        have = [str(name) for name in markers["keypoint"].to_numpy()]
        letter = side[0].upper()
        names = {
            name[1:].lstrip("._"): name for name in have if name.startswith(letter)
        }

    def look_up(name: str) -> Array | None:
        if markers is None or name not in names:
            return None
        path = path_of(markers, names[name])
        return path if np.isfinite(path).all(axis=1).mean() > 0.98 else None

    return look_up


def _moved_heel(points: Points, side: str, moves_m: Array) -> Array:
    """Return the heel farther back along the foot, and higher on the shoe."""
    heel, toe = points[f"{side}_heel"], points[f"{side}_foot_index"]
    along = _unit(toe - heel)
    upward = _unit(points[f"{side}_ankle"] - heel)
    return np.asarray(heel - moves_m[0] * along + moves_m[1] * upward)


def _toe_tip(points: Points, side: str, beyond_m: float) -> Array:
    """Return the point `beyond_m` before the toe joint; it does not enter the floor."""
    heel, toe = points[f"{side}_heel"], points[f"{side}_foot_index"]
    if beyond_m == 0.0:
        return toe
    floor_m = float(np.nanpercentile(toe[:, 2], 5))
    tip = beyond_m * _unit(toe - heel)
    lowest = np.clip(floor_m - toe[:, 2], -beyond_m, beyond_m)
    drop = np.maximum(tip[:, 2], lowest)
    flat = _unit(tip * [1.0, 1.0, 0.0])
    rest = np.sqrt(np.maximum(beyond_m**2 - drop**2, 0.0))
    moved = flat * rest[:, None] + drop[:, None] * np.array([0.0, 0.0, 1.0])
    return np.asarray(toe + moved)


def _move_joints(
    points: Points, side: str, moves_m: Mapping[str, Array], ahead: Array
) -> None:
    """Move hip, knee and ankle along the shank (or up) and forward of it."""
    shank = _unit(points[f"{side}_knee"] - points[f"{side}_ankle"])
    level = np.column_stack([ahead, np.zeros(len(ahead))])
    front = _unit(level - (level * shank).sum(axis=1, keepdims=True) * shank)
    for part in ("knee", "ankle"):
        along_m, front_m = moves_m[part]
        points[f"{side}_{part}"] = (
            points[f"{side}_{part}"] + along_m * shank + front_m * front
        )
    up_m, front_m = 1.5 * moves_m["hip"]
    points[f"{side}_hip"] = points[f"{side}_hip"] + front_m * level + [0.0, 0.0, up_m]


def _unit(vectors: Array) -> Array:
    size = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(size > 1e-9, size, np.nan))
