"""The lengths of somebody's segments, as far as 3D points tell them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.kernels.types import Array

SIDES = ("left", "right")
_ENDS = {
    "thigh_m": ("hip", "knee"),
    "shank_m": ("knee", "ankle"),
    "foot_m": ("heel", "foot_index"),
    "upper_arm_m": ("shoulder", "elbow"),
    "forearm_m": ("elbow", "wrist"),
}


@dataclass(frozen=True)
class LimbLengths:
    """Segments of one side, in m.

    Parameters
    ----------
    thigh_m, shank_m, upper_arm_m, forearm_m
        Between joint centres.
    foot_m
        From heel to toes.
    ankle_ahead_m, ankle_above_m
        Place of the ankle along the line from heel to toes, and its distance from it.

    """

    thigh_m: float
    shank_m: float
    foot_m: float
    ankle_ahead_m: float
    ankle_above_m: float
    upper_arm_m: float
    forearm_m: float


@dataclass(frozen=True)
class BodyLengths:
    """Segments of one person, in m.

    Parameters
    ----------
    hips_m, shoulders_m
        Between the joint centres of both sides.
    trunk_m
        From midway between the hips to midway between the shoulders.
    left, right
        Leg, foot and arm of each side.

    """

    hips_m: float
    shoulders_m: float
    trunk_m: float
    left: LimbLengths
    right: LimbLengths


USUAL_LIMB = LimbLengths(0.429, 0.431, 0.2, 0.05, 0.068, 0.326, 0.256)
USUAL_BODY = BodyLengths(0.17, 0.36, 0.504, USUAL_LIMB, USUAL_LIMB)
"""Somebody 1.75 m tall: shares of body height after Winter, "Biomechanics and motor
control of human movement", 2009; distances between joint centres, not landmarks."""


def measure_lengths(tracks_3d: xr.Dataset) -> BodyLengths:
    """Return the median lengths over all frames of one person.

    An arm that is never seen gets the lengths of `USUAL_BODY`, in proportion to the
    thighs.

    Parameters
    ----------
    tracks_3d
        In m, of one person, with the points of the running skeleton.

    Raises
    ------
    NotEnoughDataError
        If hips, shoulders, a leg or a foot are never seen.

    """
    place = tracks_3d["position"].isel(individual=0).transpose("time", "keypoint", ...)
    points = {str(n): place.sel(keypoint=n).to_numpy() for n in place["keypoint"].data}
    left_hip, right_hip = (points[f"{side}_hip"] for side in SIDES)
    left_shoulder, right_shoulder = (points[f"{side}_shoulder"] for side in SIDES)
    whole = BodyLengths(
        _median_length(left_hip - right_hip),
        _median_length(left_shoulder - right_shoulder),
        _median_length(0.5 * (left_shoulder + right_shoulder - left_hip - right_hip)),
        *(_limb(points, side) for side in SIDES),
    )
    needed = {"hips": whole.hips_m, "shoulders": whole.shoulders_m}
    for side, limb in zip(SIDES, (whole.left, whole.right), strict=True):
        leg = (limb.thigh_m, limb.shank_m)
        needed[f"the {side} leg"] = sum(leg)
        needed[f"the {side} foot"] = limb.foot_m + limb.ankle_above_m
    unseen = [name for name, length in needed.items() if not length > 0]
    if unseen:
        raise NotEnoughDataError(
            f"Scaling a model needs the length of every segment, and {_listed(unseen)} "
            "were never seen; lift a recording in which the whole body is in sight."
        )
    return whole


def _limb(points: dict[str, Array], side: str) -> LimbLengths:
    own = {
        name.removeprefix(f"{side}_"): path
        for name, path in points.items()
        if name.startswith(f"{side}_")
    }
    lengths = {
        name: _median_length(own[end] - own[start])
        for name, (start, end) in _ENDS.items()
    }
    scale = lengths["thigh_m"] / USUAL_LIMB.thigh_m
    for name in ("upper_arm_m", "forearm_m"):
        if not lengths[name] > 0:
            lengths[name] = scale * getattr(USUAL_LIMB, name)
    to_heel = _median_length(own["ankle"] - own["heel"])
    to_toes = _median_length(own["ankle"] - own["foot_index"])
    foot = lengths["foot_m"]
    # The triangle of ankle, heel and toes, from its three sides.
    ahead = (to_heel**2 + foot**2 - to_toes**2) / (2 * foot)
    above = float(np.sqrt(max(to_heel**2 - ahead**2, 0.0)))
    return LimbLengths(ankle_ahead_m=ahead, ankle_above_m=above, **lengths)


def _median_length(vectors: Array) -> float:
    lengths = np.linalg.norm(vectors, axis=-1)
    known = lengths[np.isfinite(lengths)]
    return float(np.median(known)) if known.size else float("nan")


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)
