"""What a larger network saw of somebody in some frames, carried to all others.

A larger network is asked about a person where the pose is new, see
`midstance.pose.people.novelty`. How far the smaller one is off depends on the pose: in
the middle of the next stride it errs as in the middle of this one, and otherwise than
a tenth of a second later. So what is known of a frame is carried to those in which the
body stands the same, not to those beside it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.posture import posture, posture_joints, trunk_px
from midstance.kernels.types import Floats
from midstance.schema.skeletons import mirrored

N_NEIGHBOURS = 3
"""So many looks in the poses most alike count."""
WITHIN_S = 30.0
"""Looks farther away do not: the camera or the runner may have turned since."""
_BLOCK_S = 10.0
_STEADY_S = 1.0
_SAME = 1e-3
"""Mean square by which poses differ that are one (torso lengths), over the joints."""
_STRANGE = 0.2
"""From here on (torso lengths, root mean square over the joints) a pose counts as
unlike: what the larger network saw in it counts less than nothing seen."""
_CLEARLY = 0.6
"""A limb is on the other side when it is nearer there by that factor."""

_LIMBS = (
    ("knee", "ankle", "heel", "foot_index"),
    ("elbow", "wrist", "pinky", "index", "thumb"),
)
"""Keypoints that a network gives to the wrong side, together."""


def carry_second_looks(
    first: NDArray[np.floating],
    second: NDArray[np.floating],
    time_s: Floats,
    keypoints: Sequence[str],
) -> NDArray[np.float64]:
    """Return what the larger network would have seen in all frames.

    Parameters
    ----------
    first
        What the smaller network saw of one person, shape (n_times, n_keypoints,
        n_values): x and y (px), then whatever else, NaN where it saw nothing.
    second
        What the larger one saw, likewise; NaN where it did not look.
    time_s
        Time of each frame.
    keypoints
        Their names. Without those of a body nothing is carried.

    Returns
    -------
    numpy.ndarray
        `second` where there is one. Elsewhere `first` corrected by how far it was
        off in the looks within `WITHIN_S` that show the poses most alike, a leg or an
        arm given to the other side where it was on the wrong one in these.

    """
    result = np.array(first, dtype=float)
    looked = np.isfinite(second[:, :, :2]).all(axis=(1, 2))
    result[looked] = second[looked]
    joints = posture_joints(keypoints)
    if not joints or not looked.any():
        return result
    size_px = _sizes_px(first[:, :, :2], joints, time_s)
    shape = posture(first[:, :, :2], joints, size_px)
    usable = looked & np.isfinite(shape).all(axis=1)
    for start_s in np.arange(time_s[0], time_s[-1] + _BLOCK_S, _BLOCK_S):
        own = (time_s >= start_s) & (time_s < start_s + _BLOCK_S)
        near = (time_s >= start_s - WITHIN_S) & (time_s < start_s + _BLOCK_S + WITHIN_S)
        frames = np.flatnonzero(own & ~looked & np.isfinite(shape).all(axis=1))
        looks = np.flatnonzero(near & usable)
        if not frames.size or not looks.size:
            continue
        order, weights = _most_alike(shape[frames], shape[looks], len(joints))
        for points, other in _groups(keypoints):
            result[frames[:, None], points] = _corrected(
                *(first, second, size_px, frames, looks[order], weights),
                *(points, other),
            )
    return result


def _sizes_px(xy_px: Floats, joints: list[int], time_s: Floats) -> Floats:
    """Return how large the body is in each frame: its trunk, over about a second."""
    from scipy.ndimage import median_filter

    trunk = trunk_px(xy_px, joints)
    seen = np.isfinite(trunk) & (trunk > 0)
    if not seen.any():
        return np.full(len(trunk), np.nan)
    filled = np.interp(time_s, time_s[seen], trunk[seen])
    n_frames = 2 * int(np.searchsorted(time_s, time_s[0] + _STEADY_S / 2)) + 1
    return np.asarray(median_filter(filled, n_frames, mode="nearest"))


def _most_alike(
    shapes: Floats, known: Floats, n_joints: int
) -> tuple[NDArray[np.intp], Floats]:
    """Return the known poses most alike to each, and how much each counts."""
    apart = (
        (shapes**2).sum(axis=1)[:, None]
        - 2 * shapes @ known.T
        + (known**2).sum(axis=1)[None]
    ).clip(min=0)
    n_near = min(N_NEIGHBOURS, len(known))
    order = np.argsort(apart, axis=1, kind="stable")[:, :n_near]
    weights = 1 / (np.take_along_axis(apart, order, 1) + _SAME)
    nothing = 1 / (n_joints * _STRANGE**2 + _SAME)
    return order, weights / (weights.sum(axis=1, keepdims=True) + nothing)


def _corrected(
    first: Floats,
    second: Floats,
    size_px: Floats,
    frames: NDArray[np.intp],
    looks: NDArray[np.intp],
    weights: Floats,
    points: list[int],
    other: list[int],
) -> Floats:
    """Return some keypoints of some frames, corrected by their looks.

    `other` are the same ones of the other side; those in the middle are their own.
    """
    is_crossed = _crossed(first, second, looks, points, other)
    vote = (weights * is_crossed).sum(axis=1) > 0.5 * weights.sum(axis=1)
    weights = np.where(is_crossed == vote[:, None], weights, 0.0)
    base = np.where(
        is_crossed[..., None, None],
        first[looks][:, :, other],
        first[looks][:, :, points],
    )
    off = second[looks][:, :, points] - base
    off[..., :2] /= size_px[looks][..., None, None]
    off = np.einsum("fn,fnkv->fkv", weights, np.nan_to_num(off))
    off[..., :2] *= size_px[frames][:, None, None]
    seen = np.where(
        vote[:, None, None], first[frames][:, other], first[frames][:, points]
    )
    return np.asarray(seen + off)


def _crossed(
    first: Floats,
    second: Floats,
    looks: NDArray[np.intp],
    points: list[int],
    other: list[int],
) -> NDArray[np.bool_]:
    """Return in which looks a limb was on the wrong side."""
    if points == other:
        return np.zeros(looks.shape, dtype=bool)
    here, there, right = (
        values[looks][:, :, which, :2]
        for values, which in ((first, points), (first, other), (second, points))
    )
    far = np.hypot(*np.moveaxis(right - here, -1, 0)).mean(axis=-1)
    near = np.hypot(*np.moveaxis(right - there, -1, 0)).mean(axis=-1)
    return np.asarray(near < _CLEARLY * far)


def _groups(keypoints: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    """Return what is corrected together: limbs of both sides, and all the rest."""
    names = list(keypoints)
    groups = []
    for parts in _LIMBS:
        own = [n for n in names if n.split("_", 1)[-1] in parts and n[0] in "lr"]
        own = [name for name in own if mirrored(name) in names]
        if own:
            places = [names.index(name) for name in own]
            groups.append((places, [names.index(mirrored(name)) for name in own]))
    done = {place for places, _ in groups for place in places}
    rest = [place for place in range(len(names)) if place not in done]
    return [*groups, (rest, rest)] if rest else groups
