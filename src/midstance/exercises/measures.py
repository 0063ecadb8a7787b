"""What the view allows to be measured at the bottom of a repetition.

Each number has its uncertainty by the view it is seen from, measured on people who do
not exist and whose motion is known (``training/train_form_errors.py``), and widened
where the pose network errs more on rendered video of such people
(``validation/rendered_exercises.py``); what a view does not show is NaN.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.view import find_view
from midstance.exercises.form import Phases, values_at
from midstance.exercises.poses.pose_tracks import (
    mean_of_sides,
    side_angles_deg,
    side_reach_pct,
)
from midstance.kernels.geometry.facing import sideways, trunk_lean_deg
from midstance.kernels.nan_stats import finite_mean, finite_quantile
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES
from midstance.schema.tracks import paths_of

_LEG_JOINTS = ("knee", "hip")
_LEVEL = 0.05
"""A joint stays at the bottom while it is bent to within this share of its range."""
_ON_THE_WAY = float(np.arccos(1 - 2 * _LEVEL) / np.pi)
"""Share of a repetition that a cosine without a stop spends so near to the bottom."""
VIEW_GROUPS = {
    **dict.fromkeys(("left", "right"), "side"),
    **dict.fromkeys(("front", "rear"), "front"),
}
OBLIQUE = "oblique"
SEEN_FROM = {
    "lean_deg": ("side", OBLIQUE),
    "knee_over_toe_pct": ("side",),
    "knee_separation_pct": ("front",),
    "uneven_deg": ("side", OBLIQUE, "front"),
    "reach_pct": ("side", OBLIQUE, "front"),
    "depth_deg": ("side", OBLIQUE, "front"),
}
"""From where each number can be told."""
_UPRIGHT_DEG = 75.0
"""Who leans farther than this throughout lies, or hangs over: knees say nothing."""


@dataclass(frozen=True)
class BottomMeasures:
    """Numbers of each repetition of one set, NaN where the view does not show them.

    Parameters
    ----------
    view
        ``side``, ``front`` or ``oblique``.
    lean_deg
        How far the trunk leans from upright at the bottom.
    reach_pct
        Shortest distance of the hip from the ankle (or of the shoulder from the
        wrist, where an arm works) in percent of the longest in the set: depth
        against the person's own limbs.
    knee_over_toe_pct
        How far the knee is before the toe, in percent of the shank.
    knee_separation_pct
        Distance between the knees in percent of that between the ankles; below 100
        the knees fall in (valgus).
    hold_s
        How long the bottom is held.

    """

    view: str
    lean_deg: NDArray[np.float64]
    reach_pct: NDArray[np.float64]
    knee_over_toe_pct: NDArray[np.float64]
    knee_separation_pct: NDArray[np.float64]
    hold_s: NDArray[np.float64]

    def uncertainty(self, name: str, exercise: str) -> float:
        """Return one standard deviation of a number seen from here."""
        return uncertainty_of(name, self.view, exercise)


def uncertainty_of(name: str, view: str, exercise: str = "") -> float:
    """Return one standard deviation of a number seen from a group of views.

    That of the exercise, or of all of them where it has no name; NaN: nobody
    measured it. Where the exercise was rendered and looked at by the pose network, it
    is at least what was found there; where others were, it is wider by as much as
    theirs together.
    """
    drawn = drawn_uncertainty_of(name, view, exercise)
    held = rendered_errors()
    own = held["errors"].get(name, {}).get(f"{exercise} {view}".strip())
    if own is None:
        return drawn * held["factors"].get(name, {}).get(view, 1.0)
    return max(drawn, own)


def drawn_uncertainty_of(name: str, view: str, exercise: str = "") -> float:
    """Return the same from people whose keypoints were drawn with errors alone."""
    held = shipped_errors().get(name, {})
    return float(held.get(f"{exercise} {view}".strip(), held.get(view, np.nan)))


@cache
def shipped_errors() -> dict[str, dict[str, float]]:
    """Return the error of each number by view, as the recipe measured it."""
    held: dict[str, dict[str, float]] = _read("form_errors.json")["errors"]
    return held


@cache
def rendered_errors() -> dict[str, dict[str, dict[str, float]]]:
    """Return what rendered people say: errors by number and exercise, and factors."""
    held = _read("rendered_errors.json")
    return {name: held[name] for name in ("errors", "factors")}


def _read(name: str) -> dict[str, Any]:
    file = resources.files("midstance.exercises").joinpath(name)
    held: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return held


def view_group(tracks: xr.Dataset, phases: Phases) -> str:
    """Return from where a set is seen."""
    if not len(phases):
        return OBLIQUE
    part = tracks.sel(time=slice(phases[0][0], phases[-1][2]))
    if part.sizes["time"] < 2:
        return OBLIQUE
    view, _ = find_view(part)
    return VIEW_GROUPS.get(view, OBLIQUE)


def measure_bottoms(
    tracks: xr.Dataset, phases: Phases, sides: Sequence[str], joint: str
) -> BottomMeasures:
    """Return what is seen at the bottom of each repetition of one set.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    phases
        Start, bottom and end (s) of each repetition.
    sides
        ``left``, ``right`` or ``both`` for each.
    joint
        The one that works.

    """
    time_s = tracks["time"].to_numpy()
    bottoms_s = [bottom_s for _, bottom_s, _ in phases]
    view = view_group(tracks, phases)
    paths = paths_of(tracks)
    lean_deg = trunk_lean_deg(paths)
    missing = np.full(len(phases), np.nan)
    is_of_legs = joint in _LEG_JOINTS
    stands = is_of_legs and finite_quantile(lean_deg, 0.1) < _UPRIGHT_DEG

    def shown(name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values if view in SEEN_FROM[name] else missing.copy()

    over_toe = _over_toe_pct(tracks, sides, bottoms_s) if stands else missing
    apart = _separation_pct(tracks, sides, bottoms_s) if stands else missing
    return BottomMeasures(
        view,
        shown("lean_deg", values_at(time_s, lean_deg, bottoms_s)),
        _reach_pct(tracks, phases, sides, "leg" if is_of_legs else "arm"),
        shown("knee_over_toe_pct", over_toe),
        shown("knee_separation_pct", apart),
        holds_s(time_s, mean_of_sides(side_angles_deg(tracks)).get(joint), phases),
    )


def _reach_pct(
    tracks: xr.Dataset, phases: Phases, sides: Sequence[str], limb: str
) -> NDArray[np.float64]:
    """Return how far the working limb reaches at each bottom, against its longest."""
    time_s = tracks["time"].to_numpy()
    curves = side_reach_pct(tracks).get(limb, {})
    found = np.full(len(phases), np.nan)
    if not curves or not len(phases):
        return found
    within = (time_s >= phases[0][0]) & (time_s <= phases[-1][2])
    for side in set(sides):
        own = [
            curves[name]
            for name in ((side,) if side in SIDES else SIDES)
            if name in curves
        ]
        if not own:
            continue
        course = finite_mean(own)
        longest = finite_quantile(course[within], 0.95)
        rows = [k for k, named in enumerate(sides) if named == side]
        at_s = [phases[k][1] for k in rows]
        found[rows] = 100 * values_at(time_s, course, at_s) / longest
    return found


def _over_toe_pct(
    tracks: xr.Dataset, sides: Sequence[str], at_s: Sequence[float]
) -> NDArray[np.float64]:
    """Return how far the knee is before the toe, in percent of the shank."""
    time_s, paths = tracks["time"].to_numpy(), paths_of(tracks)
    facing, _ = sideways(paths)
    curves = {}
    for side in SIDES:
        names = [f"{side}_{part}" for part in ("knee", "ankle", "foot_index")]
        if facing == 0 or not all(name in paths for name in names):
            continue
        knee, ankle, toe = (paths[name] for name in names)
        shank_px = finite_quantile(np.hypot(*(knee - ankle).T), 0.9)
        ahead = np.sign(facing) * (knee - toe)[:, 0]
        curves[side] = 100 * ahead / shank_px
    return _by_side(time_s, curves, sides, at_s)


def _separation_pct(
    tracks: xr.Dataset, sides: Sequence[str], at_s: Sequence[float]
) -> NDArray[np.float64]:
    """Return how far the knees are apart, in percent of the ankles."""
    paths = paths_of(tracks)
    apart = []
    for part in ("knee", "ankle"):
        ends = [paths.get(f"{side}_{part}") for side in SIDES]
        if ends[0] is None or ends[1] is None:
            return np.full(len(at_s), np.nan)
        apart.append(np.abs((ends[0] - ends[1])[:, 0]))
    time_s = tracks["time"].to_numpy()
    knees, ankles = (values_at(time_s, curve, at_s) for curve in apart)
    found = 100 * knees / np.where(ankles > 0, ankles, np.nan)
    return np.where(np.array(list(sides)) == "both", found, np.nan)


def _by_side(
    time_s: Floats,
    curves: dict[str, NDArray[np.float64]],
    sides: Sequence[str],
    at_s: Sequence[float],
) -> NDArray[np.float64]:
    """Return a course at some times, of the side that works or the mean of both."""
    found = np.full(len(at_s), np.nan)
    if not curves:
        return found
    both = finite_mean(list(curves.values()))
    for k, (side, moment_s) in enumerate(zip(sides, at_s, strict=True)):
        found[k] = values_at(time_s, curves.get(side, both), [moment_s])[0]
    return found


def holds_s(
    time_s: Floats, angle: NDArray[np.float64] | None, phases: Phases
) -> NDArray[np.float64]:
    """Return how long the bottom of each repetition is held (s).

    The time within a twentieth of the range of the bottom, without what a cosine
    spends there on its way; NaN where the joint is not seen.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    angle
        Inner angle (deg) of the joint that works.
    phases
        Start, bottom and end (s).

    """
    found = np.full(len(phases), np.nan)
    if angle is None:
        return found
    for k, (start_s, bottom_s, end_s) in enumerate(phases):
        inside = (time_s >= start_s) & (time_s <= end_s) & np.isfinite(angle)
        if inside.sum() < 5:
            continue
        own_s, own = time_s[inside], _smooth(angle[inside])
        at_bottom = float(np.interp(bottom_s, own_s, own))
        bent = at_bottom <= np.median([own[0], own[-1]])
        course = own if bent else -own
        low, high = float(course.min()), float(course.max())
        is_low = course <= low + _LEVEL * (high - low)
        near = int(np.abs(own_s - own_s[np.argmin(course)]).argmin())
        first, last = near, near
        while first > 0 and is_low[first - 1]:
            first -= 1
        while last < len(course) - 1 and is_low[last + 1]:
            last += 1
        stays_s = float(own_s[last] - own_s[first])
        lasts_s = end_s - start_s
        found[k] = max(0.0, (stays_s - _ON_THE_WAY * lasts_s) / (1 - _ON_THE_WAY))
    return found


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a course of which each value is the median of three, then their mean."""
    if len(values) < 5:
        return values
    padded = np.pad(values, 1, mode="edge")
    middle = np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0)
    padded = np.pad(middle, 1, mode="edge")
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3)
