"""The 16 joints of MPII from those of any pose network."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.schema.skeletons import MIDDLES, MPII_16

_UPPER_NECK_PART, _HEAD_TOP_PART = 0.36, 1.59
"""Of the way from the middle of the shoulders to the middle of the ears, in the
proportions of `midstance.synth.motion.body.anthropometry`."""
_ABOVE = {"upper_neck": _UPPER_NECK_PART, "head_top": _HEAD_TOP_PART}


def mpii_joints(
    people_px: NDArray[np.floating], keypoints: Sequence[str]
) -> NDArray[np.float64]:
    """Return people with the joints of `MPII_16`.

    Parameters
    ----------
    people_px
        Shape (n_people, n_keypoints, 2), NaN where not seen.
    keypoints
        Their names. A joint that is not among them is the middle of others
        (`MIDDLES`); neck and top of the head are guessed from shoulders and ears.

    Returns
    -------
    numpy.ndarray
        Shape (n_people, 16, 2); NaN where nothing tells.

    """
    at = {name: index for index, name in enumerate(keypoints)}
    joints = np.full((len(people_px), len(MPII_16.keypoints), 2), np.nan)
    for index, name in enumerate(MPII_16.keypoints):
        parts = (name,) if name in at else MIDDLES.get(name, ())
        if parts and at.keys() >= set(parts):
            joints[:, index] = people_px[:, [at[part] for part in parts]].mean(axis=1)
    ears, shoulders = MIDDLES["head"], MIDDLES["neck"]
    if at.keys() >= {*ears, *shoulders}:
        low, high = (
            people_px[:, [at[part] for part in pair]].mean(axis=1)
            for pair in (shoulders, ears)
        )
        for name, part in _ABOVE.items():
            if name not in at:
                index = MPII_16.keypoints.index(name)
                joints[:, index] = low + part * (high - low)
    return joints
