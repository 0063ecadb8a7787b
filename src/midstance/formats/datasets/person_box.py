"""The box around a person of whom only joints are known."""

import numpy as np
from numpy.typing import NDArray

from midstance.schema.skeletons import MPII_16

_MARGIN = 0.08
"""Flesh, hair and shoes beyond the joints, in parts of their extent."""
_HEAD_PART = 0.15
"""How far a head rises above what is known without its top, in parts of the height."""
_SHANKS_PART = 0.35
"""How far legs reach below what is known without both ankles."""

_HEAD_TOP = MPII_16.keypoints.index("head_top")
_ANKLES = [MPII_16.keypoints.index(f"{side}_ankle") for side in ("left", "right")]


def person_box(
    xy_px: NDArray[np.float64], size_px: tuple[int, int]
) -> NDArray[np.float64]:
    """Return left, top, right and bottom around the joints of `MPII_16`.

    Padded above when the top of the head has no label, and below when both ankles
    have none: the person goes on there. Never beyond the image.

    Parameters
    ----------
    xy_px
        Shape (16, 2), NaN where not labelled.
    size_px
        Width and height of the image.

    Returns
    -------
    numpy.ndarray
        Shape (4,); NaN when no joint is labelled.

    Examples
    --------
    >>> joints = np.full((16, 2), 50.0)
    >>> joints[9], joints[0], joints[5] = (50.0, 0.0), (40.0, 100.0), (60.0, 100.0)
    >>> person_box(joints, (200, 200)).tolist()
    [32.0, 0.0, 68.0, 108.0]

    """
    known = np.asarray(np.isfinite(xy_px).all(axis=1))
    if not known.any():
        return np.full(4, np.nan)
    low, high = xy_px[known].min(axis=0), xy_px[known].max(axis=0)
    extent = high - low
    # A person seen from the side is narrow, but not as narrow as the joints.
    margin = _MARGIN * max(extent)
    above = _HEAD_PART * extent[1] if not known[_HEAD_TOP] else 0.0
    below = _SHANKS_PART * extent[1] if not known[_ANKLES].any() else 0.0
    low = low - margin - np.array([0.0, above])
    high = high + margin + np.array([0.0, below])
    return np.asarray(np.clip([*low, *high], 0.0, [*size_px, *size_px]))
