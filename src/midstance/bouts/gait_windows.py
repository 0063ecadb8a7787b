"""What a few seconds of leg motion look like: features, and which activity they show.

The limits below were set by hand. ``validation/gait_windows.txt`` shows where runners
and walkers over force plates, and people who exercise or stand, lie beside them: every
window of a runner passes, and one in five of a walker seen from behind is not regular
enough.
"""

from typing import NamedTuple

import numpy as np

from midstance.kernels.geometry.facing import (
    Paths,
    breadth,
    leg_length,
    middle,
    trunk_lean_deg,
)
from midstance.kernels.nan_stats import finite_median, finite_quantile
from midstance.kernels.signals.fourier import harmonic_basis
from midstance.kernels.types import Array

STRIDES_HZ = np.arange(0.5, 2.62, 0.02)
"""Strides per second that are tried: from 60 steps/min, slower than a stroll, to 312,
faster than any sprinter."""
LEAST_SEEN = 0.5
"""Share of a window in which the legs must be seen."""
LEAST_FRAMES = 12
"""Frames of a window in which the legs must be seen: the three harmonics of a stride
have seven unknowns."""
SIDEWAYS_FROM = 0.5
"""Fore-aft swing (leg lengths, peak to peak) from which it is the cleaner clock, and
the camera is taken to see the person from the side."""
LEAST_FORE_AFT = 0.35
"""Fore-aft swing (leg lengths, peak to peak) of a gait seen from the side."""
LEAST_LIFT = 0.03
"""How high a foot is lifted over the other one (leg lengths) in a gait seen from the
side: who limps lifts it by 0.047."""
LEAST_LIFT_ALONE = 0.055
"""The same where the feet do not part along the image, as from behind; by a long lens
walkers lift theirs by 0.055 to 0.096."""
LEAST_BREADTH, BREADTH_SOFT = 0.3, 0.07
"""How much of the width of the shoulders and hips must show for that: 1 is straight
from the front or behind. From the side feet that are lifted and do not part are those
of somebody who squats, shifts the weight or runs on the spot."""
MOST_ONE_SIDED = 0.35
"""How far the feet may be apart in the middle of their swing, as a share of it; half of
it when both legs are spread at once, as in jumping jacks."""
MOST_DRIFT = 0.2
"""Share of the motion that must be left when a slow drift is taken off."""
LEAST_REGULAR = 0.75
"""Share (0 to 1) of the feet's motion that three harmonics of one stride explain."""
SLOW_STEPS_HZ, SLOW_STEPS_SOFT = 1.6, 0.05
"""Steps per second below which, from behind or in front, the hips of who walks hardly
rise, since slow steps are short ones."""
MOST_SLOW_HIPS, SLOW_HIPS_SOFT = 0.023, 0.0015
"""Motion of the hips twice a stride (leg lengths) of slow gait: up to 0.017 of walkers
over plates, and from 0.027 on in lunges, which look like slow steps from the front."""
RIDING_LIFT, RIDING_LIFT_SOFT = 0.3, 0.02
"""Lift of a foot (leg lengths) from which the hips must move, too: walkers lift theirs
by up to 0.25, and feet on pedals go up and down by 0.38 to 0.44."""
MOST_RIDING_HIPS, RIDING_HIPS_SOFT = 0.016, 0.0015
"""Motion of the hips twice a stride (leg lengths) of who sits: 0.001 to 0.004 on a
bicycle. Of people who run over force plates it is 0.027 or more, however slow the
video: nothing else catches a body that no saddle carries."""
MOST_LEAN_DEG = 45.0
"""Lean of the trunk from which somebody is not upright."""
MOST_STILL = 0.2
"""Motion of the feet and the hips (leg lengths, peak to peak) of who stands."""
LEAN_SOFT_DEG, FORE_AFT_SOFT, LIFT_SOFT, ONE_SIDED_SOFT = 5.0, 0.05, 0.006, 0.05
LIFT_ALONE_SOFT, REGULAR_SOFT, STILL_SOFT = 0.008, 0.05, 0.03
"""How far past each of these limits the odds are 2.7 to 1, each in its own unit."""
RUNNING_LIFT, RUNNING_STEPS_HZ = 0.25, 2.35
"""Lift of a foot (leg lengths) and steps per second at which running and walking are
as likely as one another."""
RUNNING_HIP_SWING = 0.0325
"""Motion of the hips twice a stride (leg lengths) at which they are so from behind or
in front: up to 0.031 in walking over force plates, and from 0.034 on in running."""
SIDE_VOTES = {"bounce": (0.012, 2.5), "lift": (0.05, 2.0), "steps_hz": (0.2, 1.5)}
AHEAD_VOTES = {"bounce": (0.004, 2.5), "lift": (0.10, 1.0), "steps_hz": (0.2, 1.5)}
"""Of each feature seen from the side, and from behind or in front: how far from equal
odds it is worth one (log odds), and what it is worth at most."""
MOST_AHEAD = {"bounce": 2.5, "lift": 1.5, "steps_hz": 1.5}
"""What each counts at most for running, seen from behind or in front."""


class LegMotion(NamedTuple):
    """Motion of one person in units of their own legs; each shape (n_times,).

    `fore_aft` and `height` are left foot minus right foot, along the picture
    and upwards; `hip` is the height of the hips; `lean_deg` the trunk from the
    vertical; `spread` the way of hips and feet along both axes; `breadth` how much of
    the width of the body shows, 0 from the side to about 1 from the front or behind.
    """

    fore_aft: Array
    height: Array
    hip: Array
    lean_deg: Array
    spread: tuple[Array, ...]
    breadth: Array


class Window(NamedTuple):
    """Features of one window; lengths in leg lengths.

    `fore_aft` and `lift` say how far the feet part along the picture (peak to
    peak) and how high one is lifted over the other; `regular` (0 to 1) how much
    of it repeats at `stride_hz`; `bounce` is the height of the hips twice a
    stride, positive when they are highest while the feet are apart, as in
    running, and negative when they are highest as the feet pass one another, as
    in walking; `hip_swing` is the same whenever they are highest. `by_side`:
    whether the swing along the picture was the clock. `one_sided` is how far the feet
    are apart along the picture in the middle of that swing, as a share of it: nothing
    in gait, half of it when both legs are spread at once, as in jumping jacks.
    `breadth` is that of the body, see `LegMotion`; NaN: not known.
    """

    seen: float
    lean_deg: float
    moves: float
    fore_aft: float
    lift: float
    stride_hz: float
    regular: float
    bounce: float
    hip_swing: float
    by_side: bool
    one_sided: float
    breadth: float


def leg_motion(paths: Paths) -> LegMotion | None:
    """Return the leg motion of one person; None without hips, knees, ankles."""
    needed = [f"{s}_{part}" for s in ("left", "right") for part in ("hip", "ankle")]
    leg_px = leg_length(paths)
    if not np.isfinite(leg_px) or leg_px <= 0 or any(n not in paths for n in needed):
        return None
    hip = middle(paths, "hip")
    left, right = (paths[f"{side}_ankle"] / leg_px for side in ("left", "right"))
    apart = left - right
    ways = (*(hip / leg_px).T, *left.T, *right.T)
    return LegMotion(
        apart[:, 0],
        -apart[:, 1],
        -hip[:, 1] / leg_px,
        np.broadcast_to(trunk_lean_deg(paths), hip.shape[:1]).astype(float),
        tuple(ways),
        breadth(paths),
    )


def describe_window(time_s: Array, motion: LegMotion, span: slice) -> Window | None:
    """Return the features of the frames `span`; None when too little is seen."""
    own_s, apart, height = time_s[span], motion.fore_aft[span], motion.height[span]
    valid = np.isfinite(apart) & np.isfinite(motion.hip[span])
    if valid.sum() < LEAST_FRAMES or valid.mean() < LEAST_SEEN:
        return None
    fore_aft, lift = _range(apart), _range(height) / 2
    by_side = fore_aft >= SIDEWAYS_FROM
    clock = apart if by_side else height
    ways = np.column_stack([apart[valid], height[valid]])
    stride_hz, regular = _rhythm(own_s[valid], ways)
    bounce, hip_swing = _bounce(
        own_s[valid], clock[valid], motion.hip[span][valid], stride_hz
    )
    return Window(
        seen=float(valid.mean()),
        lean_deg=finite_median(motion.lean_deg[span]),
        moves=max(_range(way[span]) for way in motion.spread),
        fore_aft=fore_aft,
        lift=lift,
        stride_hz=stride_hz,
        regular=regular,
        # Seen from the front, the feet are apart in height as they pass.
        bounce=bounce if by_side else -bounce,
        hip_swing=hip_swing,
        by_side=by_side,
        one_sided=abs(finite_median(apart)) / max(fore_aft, 1e-9),
        breadth=abs(finite_median(motion.breadth[span])),
    )


def activity_probabilities(window: Window) -> Array:
    """Return how probable running, walking, standing and other are.

    Notes
    -----
    Legs that part, upright and at a steady beat, make gait. Running differs from
    walking by hips that are high while the feet are apart, by feet lifted higher
    and by quicker steps; each is a vote on the log odds.
    """
    upright = _step(MOST_LEAN_DEG - window.lean_deg, LEAN_SOFT_DEG)
    swings = (
        _step(window.fore_aft - LEAST_FORE_AFT, FORE_AFT_SOFT)
        * _step(window.lift - LEAST_LIFT, LIFT_SOFT)
        * _step(MOST_ONE_SIDED - window.one_sided, ONE_SIDED_SOFT)
    )
    lifts = _step(window.lift - LEAST_LIFT_ALONE, LIFT_ALONE_SOFT)
    if np.isfinite(window.breadth):
        lifts *= _step(window.breadth - LEAST_BREADTH, BREADTH_SOFT)
    parts = max(swings, lifts)
    gait = upright * parts * _step(window.regular - LEAST_REGULAR, REGULAR_SOFT)
    gait *= (1 - _lunges(window)) * (1 - _rides(window))
    still = upright * _step(MOST_STILL - window.moves, STILL_SOFT) * (1 - gait)
    running = _runs(window)
    return np.array(
        [gait * running, gait * (1 - running), still, max(0.0, 1 - gait - still)]
    )


def _lunges(window: Window) -> float:
    """Return how probable it is that slow steps from the front are none."""
    if window.by_side:
        return 0.0
    slow = _step(SLOW_STEPS_HZ - 2 * window.stride_hz, SLOW_STEPS_SOFT)
    return slow * _step(window.hip_swing - MOST_SLOW_HIPS, SLOW_HIPS_SOFT)


def _rides(window: Window) -> float:
    """Return how probable it is that something else than the feet carries the body."""
    high = _step(window.lift - RIDING_LIFT, RIDING_LIFT_SOFT)
    return high * _step(MOST_RIDING_HIPS - window.hip_swing, RIDING_HIPS_SOFT)


def _runs(window: Window) -> float:
    """Return how probable running is, given that it is a gait."""
    margins = {
        "bounce": window.bounce,
        "lift": window.lift - RUNNING_LIFT,
        "steps_hz": 2 * window.stride_hz - RUNNING_STEPS_HZ,
    }
    # A near camera shows the foot ahead lower or higher than the other one, by its
    # own height: from behind and in front nobody knows when the hips are highest,
    # but how far they move.
    if not window.by_side:
        margins["bounce"] = window.hip_swing - RUNNING_HIP_SWING
    votes = SIDE_VOTES if window.by_side else AHEAD_VOTES
    total = 0.0
    for name, margin in margins.items():
        worth_one, most = votes[name]
        for_running = most if window.by_side else MOST_AHEAD[name]
        total += float(np.clip(margin / worth_one, -most, for_running))
    return _step(total, 1.0)


def _step(margin: float, softness: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(margin / softness, -50, 50))))


def _range(values: Array) -> float:
    return finite_quantile(values, 0.95) - finite_quantile(values, 0.05)


def _rhythm(time_s: Array, ways: Array) -> tuple[float, float]:
    """Return the beat (Hz) that explains both ways best, and how much it explains.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    ways
        Shape (n_times, n_ways): how the feet part, along the picture and upwards.

    Notes
    -----
    A parabola is taken off and the strength of the beat may grow or fall along the
    window: somebody turns, comes nearer or goes away. How much: the share of the
    variance of three harmonics, adjusted for their number.
    """
    at = (time_s - time_s.mean()) / np.ptp(time_s)
    drift, *_ = np.linalg.qr(np.column_stack([np.ones_like(at), at, at**2]))
    spread = float(((ways - ways.mean(axis=0)) ** 2).sum())
    ways = ways - drift @ (drift.T @ ways)
    total = float((ways**2).sum())
    # Below one and a quarter cycles in the window a beat is only a drift.
    slowest = 1.25 / (time_s[-1] - time_s[0])
    beats = STRIDES_HZ[min(slowest, 1.2) <= STRIDES_HZ]
    if total <= MOST_DRIFT * spread:
        return float(beats[0]), 0.0
    turns = 2 * np.pi * beats[:, None] * (time_s - time_s.mean())
    beat = np.stack([np.cos(turns), np.sin(turns)], axis=2)
    basis, *_ = np.linalg.qr(beat - drift @ (drift.T @ beat))
    explained = (np.einsum("bnk,nw->bkw", basis, ways) ** 2).sum(axis=(1, 2))
    stride_hz = float(beats[np.argmax(explained)])
    waves = _harmonics(time_s, stride_hz, 3)
    waves = np.column_stack([waves[:, 1:], waves[:, 1:] * at[:, None], drift])
    fit, *_ = np.linalg.lstsq(waves, ways, rcond=None)
    left = float(((ways - waves @ fit) ** 2).sum())
    spare = max(1, time_s.size - waves.shape[1])
    return stride_hz, max(0.0, 1 - left / total * (time_s.size - 1) / spare)


def _bounce(
    time_s: Array, clock: Array, hip: Array, stride_hz: float
) -> tuple[float, float]:
    """Return the hips' motion twice a stride: in step with the feet, and all of it."""
    first = _harmonics(time_s, stride_hz, 1)
    fit, *_ = np.linalg.lstsq(first, clock, rcond=None)
    phase = np.arctan2(-fit[2], fit[1])
    turn = 2 * (2 * np.pi * stride_hz * (time_s - time_s[0]) + phase)
    drift = (time_s - time_s.mean())[:, None]
    basis = np.column_stack(
        [np.cos(turn), np.sin(turn), np.ones_like(turn), drift, drift**2]
    )
    fit, *_ = np.linalg.lstsq(basis, hip, rcond=None)
    return float(fit[0]), float(np.hypot(fit[0], fit[1]))


def _harmonics(time_s: Array, stride_hz: float, n_harmonics: int) -> Array:
    """Return the harmonics of a stride, counted from the first frame."""
    return harmonic_basis(2 * np.pi * stride_hz * (time_s - time_s[0]), n_harmonics)
