"""Where the centre of mass of a body is, from its landmarks.

In flight the centre of mass falls as g says, whatever arms and legs do meanwhile; the
hips alone do not: who draws up the legs lets them down.
"""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.facing import middle

Paths = dict[str, NDArray[np.float64]]

SEGMENTS: dict[str, tuple[float, str, str, float]] = {
    "head": (0.0681, "ear", "ear", 0.0),
    "trunk": (0.4302, "shoulder", "hip", 0.45),
    "upper arm": (0.0526, "shoulder", "elbow", 0.57),
    "forearm and hand": (0.0424, "elbow", "wrist", 0.65),
    "thigh": (0.2894, "hip", "knee", 0.39),
    "shank": (0.0914, "knee", "ankle", 0.44),
    "foot": (0.0259, "heel", "foot_index", 0.42),
}
"""Share of the body of both sides, between which landmarks, and how far along: means
of women and men of P. de Leva, *Adjustments to Zatsiorsky-Seluyanov's segment inertia
parameters*, J. Biomech. 29 (1996), rounded for landmarks that are not his."""
_LEAST_SHARE = 0.9
"""Of the mass that must be seen; the rest moves with the trunk."""


def centre_of_mass(paths: Paths) -> NDArray[np.float64]:
    """Return the centre of mass of one person.

    Parameters
    ----------
    paths
        Landmarks by name, shape (n_times, 2 or 3). Of both sides the middle counts;
        where one is not seen, the other.

    Returns
    -------
    numpy.ndarray
        Like one path. Where less than 0.9 of the mass is seen, NaN.

    """
    if not paths:
        return np.empty((0, 2))
    shape = next(iter(paths.values())).shape
    total, seen = np.zeros(shape), np.zeros((shape[0], 1))
    for share, first, last, along in SEGMENTS.values():
        start, end = middle(paths, first), middle(paths, last)
        if start.shape != shape or end.shape != shape:  # it was never seen
            continue
        place = start + along * (end - start)
        known = np.isfinite(place).all(axis=1, keepdims=True)
        total += np.where(known, share * place, 0.0)
        seen += share * known
    is_seen = seen >= _LEAST_SHARE
    return np.where(is_seen, total / np.where(is_seen, seen, 1.0), np.nan)
