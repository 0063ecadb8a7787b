"""How a body stands, wherever it is in the image and however large."""

from collections.abc import Sequence

import numpy as np

from midstance.kernels.types import Array, Floats

_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_LEGS = tuple(
    f"{side}_{part}"
    for part in ("knee", "ankle", "heel", "foot_index")
    for side in ("left", "right")
)


def posture_joints(keypoints: Sequence[str]) -> list[int]:
    """Return which keypoints tell how a body stands: trunk, then legs.

    Empty without both shoulders, hips, knees and ankles.

    Examples
    --------
    >>> posture_joints(["nose", "left_hip"])
    []

    """
    names = list(keypoints)
    if not set(_TRUNK + _LEGS[:4]) <= set(names):
        return []
    return [names.index(name) for name in _TRUNK + _LEGS if name in names]


def posture(xy_px: Floats, joints: Sequence[int], size_px: Floats) -> Array:
    """Return the joints as seen from the middle of the hips, in sizes of the body.

    Parameters
    ----------
    xy_px
        Shape (n_frames, n_keypoints, 2); NaN stays NaN.
    joints
        See `posture_joints`.
    size_px
        Shape (n_frames,), for example the lengths of the trunk.

    Returns
    -------
    numpy.ndarray
        Shape (n_frames, 2 * n_joints). The squared distance of two of them over the
        number of joints is the mean square by which the poses differ.

    """
    body = np.asarray(xy_px, dtype=float)[:, list(joints)]
    centred = (body - _middle(body, 2, 3)) / np.asarray(size_px)[:, None, None]
    return np.asarray(centred.reshape(len(body), -1))


def trunk_px(xy_px: Floats, joints: Sequence[int]) -> Array:
    """Return the length of the trunk in each frame, shape (n_frames,)."""
    body = np.asarray(xy_px, dtype=float)[:, list(joints)]
    trunk = _middle(body, 0, 1) - _middle(body, 2, 3)
    return np.asarray(np.hypot(*trunk[:, 0].T))


def _middle(body: Array, one: int, other: int) -> Array:
    return np.asarray((body[:, [one]] + body[:, [other]]) / 2)
