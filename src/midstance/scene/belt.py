"""How fast a treadmill's belt runs in the image, from the feet that stand on it."""

from math import isfinite
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.signals.cycles import Curve, stances, usual_stride_s
from midstance.schema.events import SIDES, times_s
from midstance.schema.tracks import path_of

_WINDOW = (0.0, 0.9)
"""Part of the contact that is looked at. What a network does wrong repeats with
the stride, and counts the less the longer the way: this window has the least error
with keypoints like a network's (``validation/scale.py``)."""
_OF_BELT = {"ankle": 0.901, "heel": 0.957, "foot_index": 0.978}
"""Mean speed of a part of the foot in that window, in speeds of the belt: it slows
down at landing, and ankle and heel are lifted before the toes. Of 18 people at 2.5 to
4.5 m/s (``validation/scale.py``), who differ by 1 %; without any one of them it is the
same within 0.0013."""
_TRUST = {
    ("near", "ankle"): 0.40,
    ("near", "heel"): 0.30,
    ("near", "foot_index"): 0.05,
    ("far", "ankle"): 0.10,
    ("far", "heel"): 0.10,
    ("far", "foot_index"): 0.05,
}
"""Weights, about the inverse squares of the errors with a network's keypoints: it
is worst at the toes, and at the far foot."""
_SLOPE_POINTS = 15
_FEWEST_STANCES = 3
_NETWORK_SD = 0.035
"""What is left of a network's habits in the weighted mean of all parts, as a share
(``validation/scale.py``: 3 to 4 %); more where parts are not seen."""


class Belt(NamedTuple):
    """Speed of the belt in the image (px/s), and its relative uncertainty."""

    px_s: float
    relative_sd: float


def find_belt(tracks: xr.Dataset, events: pd.DataFrame, *, view: str) -> Belt | None:
    """Return how fast the belt runs in the image under one person.

    Parameters
    ----------
    tracks
        Clean tracks (px) of one person on a treadmill before a still camera.
    events
        Initial contacts and toe-offs of that person.
    view
        ``left`` or ``right``: from elsewhere the belt is not seen moving.

    Returns
    -------
    Belt or None
        At the middle of the body, from the ankles, heels and toes of both feet
        while they stand. None from another view, or when fewer than three contacts
        of any foot were seen whole, or feet and events contradict each other.

    """
    if view not in SIDES:
        return None
    forward = 1.0 if view == "right" else -1.0
    time_s = tracks["time"].to_numpy().astype(float)
    found, weights = [], []
    for (distance, part), weight in _TRUST.items():
        side = view if distance == "near" else _other(view)
        x_px = forward * path_of(tracks, f"{side}_{part}")[:, 0]
        speed = _backward_px_s(Curve(time_s, x_px), _stances(events, side))
        if isfinite(speed):
            found.append(speed / _OF_BELT[part])
            weights.append(weight)
    if not found:
        return None
    px_s = float(np.average(found, weights=weights))
    if px_s <= 0:
        return None
    # The spread of the parts counts as that of their weighted mean.
    share = np.asarray(weights) / sum(weights)
    spread = float(np.sqrt(share @ (np.asarray(found) / px_s - 1) ** 2))
    scatter = spread * float(np.sqrt((share**2).sum()))
    habits = _NETWORK_SD / float(np.sqrt(sum(weights)))
    return Belt(px_s, float(np.hypot(habits, scatter)))


def _stances(events: pd.DataFrame, side: str) -> list[tuple[float, float]]:
    """Return when the contacts of one foot began and ended."""
    contacts_s, other_s = (
        times_s(events, name, "initial_contact") for name in (side, _other(side))
    )
    toe_offs_s = times_s(events, side, "toe_off")
    usual_s = usual_stride_s(contacts_s, other_s)
    pairs = stances(contacts_s, toe_offs_s, usual_s)
    return [(float(contacts_s[i]), float(toe_offs_s[j])) for i, j in pairs]


def _backward_px_s(forward: Curve, contacts: list[tuple[float, float]]) -> float:
    """Return the median over contacts of the speed backward; NaN: too few seen."""
    share = np.linspace(*_WINDOW, _SLOPE_POINTS)
    speeds = []
    for start_s, end_s in contacts:
        at_s = start_s + share * (end_s - start_s)
        x_px = forward.sample(at_s).value
        if np.isfinite(x_px).all():
            speeds.append(-_slope(at_s, x_px))
    return float(np.median(speeds)) if len(speeds) >= _FEWEST_STANCES else np.nan


def _slope(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """Return the slope of the straight line of least squares."""
    x = x - x.mean()
    return float(x @ y / (x @ x))


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]
