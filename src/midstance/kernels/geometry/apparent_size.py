"""How large somebody looks over time who comes nearer or goes away."""

from collections.abc import Mapping

import numpy as np

from midstance.kernels.geometry.facing import SIDES, distance, middle
from midstance.kernels.nan_stats import finite_median
from midstance.kernels.types import Array

LEAST_CHANGE = 1.12
"""From here on (largest over smallest size) somebody comes or goes: on a treadmill
up to 1.05, past a camera 1.04, and of people who walk up to one 1.17 and more."""
_WIDTH_S = 0.8
"""Standard deviation of the window: more than a stride, in which bent legs look
shorter."""
_STEP_S = 0.05
_FEWEST_FRAMES = 8


def apparent_size(time_s: Array, paths: Mapping[str, Array]) -> Array | None:
    """Return how large a body looks over time, 1 in the median.

    Parameters
    ----------
    time_s
        Shape (n_times,).
    paths
        Paths (n_times, 2) in px by keypoint; NaN where unseen.

    Returns
    -------
    numpy.ndarray
        Shape (n_times,), finite. None when the size hardly changes or is not known.

    Notes
    -----
    Shanks, thighs and trunk together are a ruler. Its inverse is the distance from the
    camera, which changes evenly when somebody runs at one speed, so lines are laid
    through that.

    """
    rulers = [
        distance(paths, f"{side}_{start}", f"{side}_{end}")
        for side in SIDES
        for start, end in (("hip", "knee"), ("knee", "ankle"))
    ]
    trunk = np.linalg.norm(middle(paths, "shoulder") - middle(paths, "hip"), axis=1)
    rulers.append(trunk)
    known = [
        one / finite_median(one)
        for one in rulers
        if one.shape == time_s.shape and finite_median(one) > 0
    ]
    if not known:
        return None
    stack = np.array(known)
    n_seen = np.isfinite(stack).sum(axis=0)
    ruler = np.nansum(stack, axis=0) / np.maximum(n_seen, 1)
    seen = (n_seen > 0) & (ruler > 0)
    if seen.sum() < _FEWEST_FRAMES:
        return None
    away = _line_around(time_s, time_s[seen], 1 / ruler[seen])
    away = np.clip(away, *np.quantile(1 / ruler[seen], [0.0, 1.0]))
    size = 1 / away
    if size.max() < LEAST_CHANGE * size.min():
        return None
    return np.asarray(size / np.median(size))


def with_one_size(time_s: Array, paths: Mapping[str, Array]) -> Mapping[str, Array]:
    """Return `paths` as of somebody who neither comes nearer nor goes away.

    Everything is drawn about the middle of the hips, whose own way up and down the
    image, as of whoever walks towards the horizon, is taken out. Paths of somebody
    whose size hardly changes come back as they are.
    """
    size = apparent_size(time_s, paths)
    if size is None:
        return paths
    hips = middle(paths, "hip")
    seen = np.isfinite(hips[:, 1])
    if seen.sum() < _FEWEST_FRAMES:
        return paths
    course = _line_around(time_s, time_s[seen], hips[seen, 1])
    level = float(np.median(hips[seen, 1]))
    still = np.column_stack([hips[:, 0], level + (hips[:, 1] - course) / size])
    return {name: still + (path - hips) / size[:, None] for name, path in paths.items()}


def _line_around(at_s: Array, time_s: Array, values: Array) -> Array:
    """Return lines through `values` in a Gaussian window about each moment."""
    from scipy.ndimage import gaussian_filter1d

    start_s = float(at_s[0])
    grid_s = np.arange(0.0, float(at_s[-1]) - start_s + _STEP_S, _STEP_S)
    place = np.rint((time_s - start_s) / _STEP_S).astype(int).clip(0, grid_s.size - 1)

    def spread(weights: Array) -> Array:
        binned = np.bincount(place, weights, minlength=grid_s.size)
        return np.asarray(
            gaussian_filter1d(binned, _WIDTH_S / _STEP_S, mode="constant", truncate=6)
        )

    own_s = time_s - start_s
    total = np.maximum(spread(np.ones_like(own_s)), 1e-12)
    mean_s, mean = spread(own_s) / total, spread(values) / total
    variance = np.maximum(spread(own_s**2) / total - mean_s**2, 1e-9)
    slope = (spread(own_s * values) / total - mean_s * mean) / variance
    line = mean + slope * (grid_s - mean_s)
    return np.asarray(np.interp(at_s - start_s, grid_s, line))
