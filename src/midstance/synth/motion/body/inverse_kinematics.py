"""A limb of two links: from the place of its ends to its joint angles and back."""

import numpy as np
from numpy.typing import ArrayLike

from midstance.kernels.types import Array


def flexion_from_distance(
    distance_m: ArrayLike, upper_m: float, lower_m: float
) -> Array:
    """Return the flexion (rad) of the middle joint of a two-link limb.

    Parameters
    ----------
    distance_m
        Distance between the ends of the limb. Longer than the limb counts as straight.
    upper_m, lower_m
        Lengths of the links.

    Examples
    --------
    >>> float(np.rad2deg(flexion_from_distance(2**0.5, 1.0, 1.0)).round(6))
    90.0

    """
    distance = np.asarray(distance_m, dtype=float)
    cosine = (distance**2 - upper_m**2 - lower_m**2) / (2 * upper_m * lower_m)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))


def distance_from_flexion(
    flexion_rad: ArrayLike, upper_m: float, lower_m: float
) -> Array:
    """Return how far apart the ends are; the inverse of `flexion_from_distance`."""
    flexion = np.asarray(flexion_rad, dtype=float)
    squared = upper_m**2 + lower_m**2 + 2 * upper_m * lower_m * np.cos(flexion)
    return np.asarray(np.sqrt(squared))


def hinge_angles(
    forward_m: ArrayLike, down_m: ArrayLike, upper_m: float, lower_m: float
) -> tuple[Array, Array]:
    """Return the angles of a leg whose knee points forward.

    Parameters
    ----------
    forward_m, down_m
        From the upper end to the lower end.
    upper_m, lower_m
        Lengths of the links.

    Returns
    -------
    upper_angle, flexion
        Angle of the upper link forward of straight down, and flexion of the
        middle joint (rad).

    """
    forward = np.asarray(forward_m, dtype=float)
    down = np.asarray(down_m, dtype=float)
    distance = np.hypot(forward, down)
    flexion = flexion_from_distance(distance, upper_m, lower_m)
    lead = np.arctan2(lower_m * np.sin(flexion), upper_m + lower_m * np.cos(flexion))
    return np.arctan2(forward, down) + lead, flexion


def place_middle_joint(
    start: Array, end: Array, pole: Array, upper_m: float, lower_m: float
) -> Array:
    """Return where the middle joint lies.

    Parameters
    ----------
    start, end
        The ends of the limb, shape (n, 3). Where they are farther apart than
        the limb is long, the joint lies on the line between them.
    pole
        Direction the joint bends towards, shape (n, 3).
    upper_m, lower_m
        Lengths of the links.

    """
    span = end - start
    distance = np.linalg.norm(span, axis=-1, keepdims=True)
    along = span / distance
    across = pole - (pole * along).sum(axis=-1, keepdims=True) * along
    across /= np.linalg.norm(across, axis=-1, keepdims=True)
    cosine = (upper_m**2 + distance**2 - lower_m**2) / (2 * upper_m * distance)
    cosine = np.clip(cosine, -1.0, 1.0)
    sine = np.sqrt(1.0 - cosine**2)
    return np.asarray(start + upper_m * (cosine * along + sine * across))
