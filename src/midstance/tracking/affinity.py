"""How much speaks for two pieces of tracks being the same person.

Everything is a logarithm of odds: how much more likely what was seen is if one person
was seen twice than if two people were. Above 0 speaks for one. The widths below were
set on rendered clips; the tables in ``validation/tracking.txt`` rest on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, pi, sqrt

import numpy as np

from midstance.kernels.images.appearance import compare_clothes
from midstance.kernels.types import Floats
from midstance.tracking.body import Body, middle_torso_px

END_S = 0.3
"""How much of a piece tells place and velocity at its ends."""

_SHORTEST_S = 0.1
"""Below that a piece tells no velocity."""

_PLACE, _PLACE_PER_S, _UNKNOWN_PER_S = 0.3, 1.0, 6.0
"""Error of the place where a person is expected, in torso lengths: at once, with each
second, and when no velocity is known."""

_AWAY_SHARE, _AWAY_S = 0.3, 1.0
"""How often somebody who was long unseen is anywhere, and after how long."""

_VELOCITY, _VELOCITY_PER_S, _ANY_VELOCITY = 1.5, 4.0, 6.0
"""Change of the velocity (torso lengths/s) of one person, and difference of two."""

_TURNED = -2.5
"""Another velocity counts no more than this: people turn round."""

_SIZE, _SIZE_PER_S, _ANY_SIZE = 0.08, 0.1, 0.4
"""Change of the logarithm of the size of one person, and difference of two."""

_CLOTHES, _CLOTHES_LATER, _ANY_CLOTHES, _EQUAL_SHARE = 0.15, 0.27, 0.6, 0.25
"""Change of the description of one person's clothes at once and in the light of some
other place a second later, difference of two people, and how many people are dressed
as somebody else is."""

_MIDDLE_SHARE, _BORDER = 0.1, 0.5
"""How many people come or go in the middle of the scene, unlike somebody who was only
hidden or lost; how near to its sides is no middle (torso lengths)."""

_WORST = -6.0
"""No single piece of evidence counts more than this against one person."""

_SMALLEST_PLACE = 60.0
"""At least so many square torso lengths are where somebody else could be."""


@dataclass(frozen=True)
class Stage:
    """The part of the image in which people are.

    Parameters
    ----------
    left_px, right_px
        How far any keypoint is to the left and to the right.
    area_px
        Where trunks may be (square px).

    """

    left_px: float
    right_px: float
    area_px: float


def stage_of(bodies: Sequence[Body]) -> Stage:
    """Return the part of the image in which `bodies` are."""
    centres = np.stack([body.centre_px for body in bodies])
    around = 4 * middle_torso_px(bodies)
    return Stage(
        left_px=min(_sides_px(body)[0] for body in bodies),
        right_px=max(_sides_px(body)[1] for body in bodies),
        area_px=float(np.prod(np.ptp(centres, axis=0) + around)),
    )


def _sides_px(body: Body) -> tuple[float, float]:
    x_px = body.xy_px[np.isfinite(body.xy_px[:, 0]), 0]
    return (float(x_px.min()), float(x_px.max())) if x_px.size else (np.nan, np.nan)


@dataclass(frozen=True)
class End:
    """One end of a piece: place, velocity, size, build; velocity None: unknown."""

    time_s: float
    centre_px: Floats
    sides_px: tuple[float, float]
    velocity_px_s: Floats | None
    torso_px: float
    build: Floats


@dataclass(frozen=True)
class Appearance:
    """What a piece, or several, say about a person."""

    start: End
    end: End
    colours: Floats


def appearance_of(bodies: list[Body]) -> Appearance:
    """Return what a piece, its bodies in order, says about the person."""
    start_s, end_s = bodies[0].time_s + END_S, bodies[-1].time_s - END_S
    return Appearance(
        start=_end([body for body in bodies if body.time_s <= start_s], at=0),
        end=_end([body for body in bodies if body.time_s >= end_s], at=-1),
        colours=mean_colours(bodies),
    )


def mean_colours(bodies: list[Body]) -> Floats:
    """Return the mean description of the clothes; NaN where they were never seen."""
    colours = np.stack([body.colours for body in bodies])
    known = np.isfinite(colours)
    total = np.where(known, colours, 0.0).sum(axis=0)
    n_known = known.sum(axis=0)
    return np.asarray(np.where(n_known > 0, total / np.maximum(n_known, 1), np.nan))


def affinity(before: Appearance, after: Appearance, stage: Stage) -> float:
    """Return how much speaks for `after` being the person of `before`.

    Parameters
    ----------
    before, after
        Two pieces; the first ends before the second begins.
    stage
        Where people are.

    """
    first, second = before.end, after.start
    gap_s = second.time_s - first.time_s
    torso_px = (first.torso_px + second.torso_px) / 2
    return (
        _place(first, second, gap_s, torso_px, stage.area_px)
        + _middle(first, second, torso_px, stage)
        + _velocity(first, second, gap_s, torso_px)
        + _size(first, second, gap_s)
        + clothes_affinity(before.colours, after.colours, gap_s=gap_s)
    )


def clothes_affinity(first: Floats, second: Floats, *, gap_s: float = 0.0) -> float:
    """Return what the clothes say; 0 when they are not known of both."""
    alike = float(compare_clothes(first, second))
    if np.isnan(alike):
        return 0.0
    away = sqrt(max(0.0, 1.0 - alike))
    width = _CLOTHES + (_CLOTHES_LATER - _CLOTHES) * min(gap_s, 1.0)
    same, other = _normal(away, width), _normal(away, _ANY_CLOTHES)
    return _log_odds(same, _EQUAL_SHARE * same + (1 - _EQUAL_SHARE) * other)


def _middle(first: End, second: End, torso_px: float, stage: Stage) -> float:
    """Return what it says that somebody went and came in the middle of the scene."""
    border_px = _BORDER * torso_px
    is_inside = all(
        end.sides_px[0] - stage.left_px > border_px
        and stage.right_px - end.sides_px[1] > border_px
        for end in (first, second)
    )
    return -log(_MIDDLE_SHARE) if is_inside else 0.0


def _place(
    first: End, second: End, gap_s: float, torso_px: float, area_px: float
) -> float:
    velocities = [
        v for v in (first.velocity_px_s, second.velocity_px_s) if v is not None
    ]
    moved_px = np.mean(velocities, axis=0) * gap_s if velocities else np.zeros(2)
    away = np.hypot(*(second.centre_px - first.centre_px - moved_px)) / torso_px
    slack = _PLACE_PER_S if velocities else _UNKNOWN_PER_S
    width = _PLACE + slack * gap_s
    anywhere = 1 / max(area_px / torso_px**2, _SMALLEST_PLACE)
    near = exp(-(away**2) / (2 * width**2)) / (2 * pi * width**2)
    share = _AWAY_SHARE * (1 - exp(-((gap_s / _AWAY_S) ** 2)))
    return _log_odds((1 - share) * near + share * anywhere, anywhere)


def _velocity(first: End, second: End, gap_s: float, torso_px: float) -> float:
    if first.velocity_px_s is None or second.velocity_px_s is None:
        return 0.0
    change = np.hypot(*(second.velocity_px_s - first.velocity_px_s)) / torso_px
    width = _VELOCITY + _VELOCITY_PER_S * gap_s
    if width >= _ANY_VELOCITY:
        return 0.0
    odds = 2 * log(_ANY_VELOCITY / width)
    odds += change**2 / 2 * (1 / _ANY_VELOCITY**2 - 1 / width**2)
    return max(float(odds), _TURNED)


def _size(first: End, second: End, gap_s: float) -> float:
    change = abs(log(second.torso_px / first.torso_px))
    width = min(_SIZE + _SIZE_PER_S * gap_s, _ANY_SIZE / 2)
    return _log_odds(_normal(change, width), _normal(change, _ANY_SIZE))


def _end(bodies: list[Body], *, at: int) -> End:
    """Return the end of a piece: a straight line through its bodies."""
    times_s = np.array([body.time_s for body in bodies])
    centres = np.stack([body.centre_px for body in bodies])
    here = bodies[at]
    velocity = None
    centre_px = here.centre_px
    if np.ptp(times_s) >= _SHORTEST_S and len(bodies) > 2:
        ways = np.stack([times_s - here.time_s, np.ones(len(times_s))], axis=1)
        slope, centre_px = np.linalg.lstsq(ways, centres, rcond=None)[0]
        velocity = slope
    build = np.median([body.build for body in bodies], axis=0)
    return End(
        time_s=here.time_s,
        centre_px=centre_px,
        sides_px=(
            float(np.nanmin(here.xy_px[:, 0])),
            float(np.nanmax(here.xy_px[:, 0])),
        ),
        velocity_px_s=velocity,
        torso_px=middle_torso_px(bodies),
        build=build,
    )


def _normal(value: float, width: float) -> float:
    return exp(-((value / width) ** 2) / 2) / (width * sqrt(2 * pi))


def _log_odds(same: float, different: float) -> float:
    return max(log(max(same, 1e-300) / max(different, 1e-300)), _WORST)
