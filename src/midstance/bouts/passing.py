"""Somebody who is in the image for less than a second, as who sprints past a camera.

No stride repeats there, but the body moves on along the image, and the legs part and
pass one another: together that is a gait, and the legs are the ruler of how quick.
"""

import numpy as np

from midstance.kernels.geometry.facing import (
    Paths,
    leg_length,
    middle,
    sideways,
    trunk_lean_deg,
)
from midstance.kernels.nan_stats import finite_median, finite_quantile
from midstance.kernels.types import Array
from midstance.schema.bouts import ACTIVITIES

SHORTEST_S = 0.3
"""A sprinter's step is 0.24 s."""
_FEWEST_FRAMES = 8
_SLOWEST = 0.8
"""Leg lengths a second along the image: 0.7 m/s, a stroll."""
_RUNNING_FROM = 2.4
"""Leg lengths a second at which walking and running are as likely: 2.1 m/s."""
_RUNNING_SOFT = 0.15
"""How far past that, as a share, the odds are 2.7 to 1."""
_LEAST_SWING = 0.5
"""Leg lengths that the feet part along the image, peak to peak."""
_MOST_LEAN_DEG = 45.0
_STEADY = 0.15
"""Leg lengths that the hips may be beside the line of an even way; who hops or lunges
once is farther from it."""


def passing_chances(time_s: Array, paths: Paths) -> Array | None:
    """Return how probable each activity is of somebody who is seen briefly.

    Parameters
    ----------
    time_s
        Shape (n_times,), `SHORTEST_S` or more.
    paths
        Paths (n_times, 2) in px by keypoint; NaN where unseen.

    Returns
    -------
    numpy.ndarray
        Shape (n_activities,), in the order of `midstance.schema.bouts.ACTIVITIES`. None
        when nobody passes: the hips must move on evenly along the image, the way that
        the body faces, upright, while the feet part and pass one another.

    """
    leg_px = leg_length(paths)
    needed = [f"{side}_ankle" for side in ("left", "right")]
    if not leg_px > 0 or any(name not in paths for name in needed):
        return None
    hips = middle(paths, "hip")
    apart = (paths["left_ankle"] - paths["right_ankle"])[:, 0] / leg_px
    seen = np.isfinite(hips).all(axis=1) & np.isfinite(apart)
    lasts_s = float(np.ptp(time_s[seen])) if seen.any() else 0.0
    if seen.sum() < _FEWEST_FRAMES or lasts_s < SHORTEST_S:
        return None
    at_s = time_s[seen] - time_s[seen].mean()
    x = hips[seen, 0] / leg_px
    line = np.polyfit(at_s, x, 1)
    speed = float(line[0])
    steady = float(np.std(x - np.polyval(line, at_s)))
    swing = finite_quantile(apart, 0.98) - finite_quantile(apart, 0.02)
    passes = (apart[seen] > 0).any() and (apart[seen] < 0).any()
    is_passing = (
        abs(speed) >= _SLOWEST
        and steady < _STEADY
        and swing >= _LEAST_SWING
        and passes
        and _lean_deg(paths) < _MOST_LEAN_DEG
        and sideways(paths)[0] * speed > 0
    )
    if not is_passing:
        return None
    odds = np.log(abs(speed) / _RUNNING_FROM) / _RUNNING_SOFT
    running = float(1 / (1 + np.exp(-np.clip(odds, -50, 50))))
    chances = np.zeros(len(ACTIVITIES))
    chances[ACTIVITIES.index("running")] = running
    chances[ACTIVITIES.index("walking")] = 1 - running
    return chances


def _lean_deg(paths: Paths) -> float:
    """Return the lean of the trunk; 0 where there are no shoulders to show it."""
    lean_deg = finite_median(trunk_lean_deg(paths))
    return float(lean_deg) if np.isfinite(lean_deg) else 0.0
