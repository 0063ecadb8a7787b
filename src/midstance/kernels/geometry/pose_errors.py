"""How far estimated joints are from true ones, as pose papers count it.

All take shape (n_times, n_joints, 3) in any unit of length and return one error
in that unit for each frame and joint; the protocol's number is their mean. A joint
that is NaN in either gives NaN and is left out of every alignment.
"""

import numpy as np
from numpy.typing import ArrayLike

from midstance.kernels.types import Array


def position_error(estimate: ArrayLike, truth: ArrayLike) -> Array:
    """Return the distance of every joint from the truth (MPJPE), (n_times, n_joints).

    Examples
    --------
    >>> position_error([[[3.0, 4.0, 0.0]]], [[[0.0, 0.0, 0.0]]]).tolist()
    [[5.0]]

    """
    difference = np.asarray(estimate, dtype=float) - np.asarray(truth, dtype=float)
    return np.asarray(np.linalg.norm(difference, axis=-1))


def scaled_error(estimate: ArrayLike, truth: ArrayLike) -> Array:
    """Return the distances after the best scale of each frame (N-MPJPE).

    The scale is about the origin: both must be relative to the same root.
    """
    own, true = _paired(estimate, truth)
    above = np.nansum(own * true, axis=(1, 2))
    below = np.nansum(own * own, axis=(1, 2))
    scale = np.divide(above, below, out=np.ones_like(above), where=below > 0)
    return position_error(own * scale[:, None, None], true)


def aligned_error(estimate: ArrayLike, truth: ArrayLike) -> Array:
    """Return the distances after the best shift, turn and scale (P-MPJPE).

    Procrustes analysis frame by frame, mirror images not allowed. A frame with
    fewer than three joints is NaN.
    """
    own, true = _paired(estimate, truth)
    enough = np.isfinite(own[..., 0]).sum(axis=1) >= 3
    errors = np.full(own.shape[:2], np.nan)
    if not enough.any():
        return errors
    own, true = own[enough], true[enough]
    centred, target = (
        values - np.nanmean(values, axis=1, keepdims=True) for values in (own, true)
    )
    a, b = np.nan_to_num(centred), np.nan_to_num(target)
    left, strength, right = np.linalg.svd(np.einsum("tji,tjk->tik", a, b))
    sign = np.ones_like(strength)
    sign[:, 2] = np.sign(np.linalg.det(left @ right))
    turn = (left * sign[:, None, :]) @ right
    size = (a**2).sum(axis=(1, 2))
    gain = (strength * sign).sum(axis=1)
    scale = np.divide(gain, size, out=np.ones_like(size), where=size > 0)
    errors[enough] = position_error(scale[:, None, None] * centred @ turn, target)
    return errors


def velocity_error(estimate: ArrayLike, truth: ArrayLike, time_s: ArrayLike) -> Array:
    """Return how far velocities are apart, per second (MPJVE).

    Parameters
    ----------
    estimate, truth
        As above.
    time_s
        Shape (n_times,).

    Returns
    -------
    ndarray
        Shape (n_times - 1, n_joints). Papers give it per frame; divide by the
        frame rate for that.

    """
    step = np.diff(np.asarray(time_s, dtype=float))[:, None, None]
    own, true = (
        np.diff(np.asarray(values, dtype=float), axis=0) / step
        for values in (estimate, truth)
    )
    return position_error(own, true)


def _paired(estimate: ArrayLike, truth: ArrayLike) -> tuple[Array, Array]:
    """Return both with NaN wherever either has one."""
    own = np.array(estimate, dtype=float)
    true = np.array(truth, dtype=float)
    missing = ~(np.isfinite(own) & np.isfinite(true)).all(axis=-1)
    own[missing] = np.nan
    true[missing] = np.nan
    return own, true
