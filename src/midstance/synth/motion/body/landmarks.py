"""The 33 BlazePose landmarks of the synthetic runner."""

from collections.abc import Mapping

import numpy as np

from midstance.kernels.geometry.rotations import turned
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.skeletons import BLAZEPOSE_33

_FACE = {
    "left_eye_inner": (0.090, 0.018, 0.012),
    "left_eye_outer": (0.080, 0.046, 0.012),
    "right_eye_inner": (0.090, -0.018, 0.012),
    "right_eye_outer": (0.080, -0.046, 0.012),
    "mouth_left": (0.100, 0.024, -0.058),
    "mouth_right": (0.100, -0.024, -0.058),
}
"""Places in the frame of the head (m, for a person of 1.75 m)."""


def landmarks(pose: Mapping[str, Array], size: float) -> Array:
    """Return the landmarks in the order of `BLAZEPOSE_33`.

    Parameters
    ----------
    pose
        As `midstance.synth.motion.motion.Motion.at` gives it.
    size
        Body height relative to 1.75 m.

    Returns
    -------
    ndarray
        Shape (n_times, 33, 3), m.

    """
    places = dict(pose)
    for name, where in _FACE.items():
        offset = turned(pose["head_rotation"], size * np.asarray(where))
        places[name] = pose["head"] + offset
    for side in SIDES:
        sign = 1.0 if side == "left" else -1.0
        rotation, hand = pose[f"{side}_forearm_rotation"], pose[f"{side}_hand"]
        for name, where in {
            "pinky": (-0.012, -0.026 * sign, 0.0),
            "thumb": (0.034, 0.016 * sign, 0.02),
        }.items():
            offset = turned(rotation, size * np.asarray(where))
            places[f"{side}_{name}"] = hand + offset
    return np.stack([places[name] for name in BLAZEPOSE_33.keypoints], axis=1)
