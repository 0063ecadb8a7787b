"""Who of one analysis of a video is who of another."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.types import Floats
from midstance.schema.tracks import individuals
from midstance.tracking.choose import boxes_px

_LEAST_SHARED = 0.3
"""How much of the area that two boxes cover must be shared, on average over the
frames in which both are seen, for them to be those of one person."""

_SAME_FRAME = 0.5
"""Frames further apart than this part of the time between two are others."""


def same_people(before: xr.Dataset, after: xr.Dataset) -> dict[str, str]:
    """Return the name in `after` of everybody in `before` who is seen there, too.

    Parameters
    ----------
    before, after
        Raw tracks (px) of one video, found with other settings or by another
        network.

    """
    from scipy.optimize import linear_sum_assignment

    rows, others = _common(before["time"].to_numpy(), after["time"].to_numpy())
    old, new = boxes_px(before)[rows], boxes_px(after)[others]
    shared = np.zeros((old.shape[1], new.shape[1]))
    for i in range(old.shape[1]):
        for j in range(new.shape[1]):
            shared[i, j] = _shared(old[:, i], new[:, j])
    names, other_names = individuals(before), individuals(after)
    return {
        names[i]: other_names[j]
        for i, j in zip(*linear_sum_assignment(-shared), strict=True)
        if shared[i, j] >= _LEAST_SHARED
    }


def _common(first_s: Floats, second_s: Floats) -> tuple[NDArray[np.intp], ...]:
    """Return which frames of both are the same."""
    if not (first_s.size and second_s.size):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    step_s = float(np.median(np.diff(second_s))) if second_s.size > 1 else 0.02
    at = np.abs(second_s[None] - first_s[:, None]).argmin(axis=1)
    near = np.abs(second_s[at] - first_s) < _SAME_FRAME * step_s
    return np.flatnonzero(near), at[near]


def _shared(first: Floats, second: Floats) -> float:
    """Return the mean share of two boxes; 0 when they are hardly seen together."""
    both = np.flatnonzero(np.isfinite(np.hstack([first, second])).all(axis=1))
    n_seen = int(np.isfinite(first).all(axis=1).sum())
    if not both.size or 2 * both.size < n_seen:
        return 0.0
    a, b = first[both], second[both]
    sides = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    inside = np.prod(np.maximum(sides, 0.0), axis=1)
    areas = np.prod(a[:, 2:] - a[:, :2], axis=1) + np.prod(b[:, 2:] - b[:, :2], axis=1)
    return float(np.mean(inside / np.maximum(areas - inside, 1e-9)))
