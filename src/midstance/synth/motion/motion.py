"""The whole synthetic runner at any time: every joint, every segment.

This is the description that the landmarks, the true angles and the renderer are
made from. `Motion.at` gives a `Pose`, a mapping from names to arrays.

Places, shape (n_times, 3), in m, world x forward, y left, z up, ground z = 0:

==================  ============================================================
``pelvis``          middle of the hip joints
``spine``           lower end of the lumbar spine
``chest``           middle of the rib cage
``shoulder_centre`` middle of the shoulder line
``neck``            base of the skull side of the neck
``head``            centre of the skull
``nose``            tip of the nose
``SIDE_ear``        and ``SIDE_eye``, with SIDE ``left`` or ``right``
``SIDE_shoulder``   joint, ``SIDE_elbow``, ``SIDE_wrist``, ``SIDE_hand`` (the
                    knuckles), ``SIDE_index`` (finger tip of a loose fist)
``SIDE_hip``        joint, ``SIDE_knee``, ``SIDE_ankle``
``SIDE_heel``       the back of the heel as a pose network marks it
``SIDE_foot_index`` the toes as a pose network marks them
``SIDE_sole_heel``  points on the sole, exactly at rest on the ground while the
                    foot stands on them: heel, ball and tip of the shoe
``SIDE_sole_ball``
``SIDE_sole_tip``
==================  ============================================================

Rotations, shape (n_times, 3, 3), columns are the axes of the segment (x forward,
y left, z up in the upright body): ``pelvis_rotation``, ``thorax_rotation``,
``head_rotation``, ``SIDE_upper_arm_rotation``, ``SIDE_forearm_rotation`` (arms
hang along -z), ``SIDE_foot_rotation``, ``SIDE_rearfoot_rotation`` (with
eversion), ``SIDE_toe_rotation``.

Truths, shape (n_times,): ``SIDE_is_stance`` (1.0 or 0.0) and ``SIDE_foot_pitch``
(rad, toes up positive).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.body.foot import shoe_parts
from midstance.synth.motion.body.leg import Leg
from midstance.synth.motion.body.pelvis import TrunkMotion
from midstance.synth.motion.body.upper_body import arms, head_and_trunk
from midstance.synth.motion.gait import GaitParameters
from midstance.synth.motion.schedule import Schedule

Pose = Mapping[str, Array]


@dataclass(frozen=True)
class Motion:
    """Everything about how one synthetic runner moves.

    Parameters
    ----------
    body, gait
        Who runs, and how.
    schedule
        The contacts; valid times lie within it.
    trunk, legs
        Motion of the pelvis and of the legs by side.
    travel_m_s
        Speed of the body through the world: 0 on a treadmill.
    belt_m_s
        Speed of the ground backwards through the world: 0 overground.

    """

    body: Body
    gait: GaitParameters
    schedule: Schedule
    trunk: TrunkMotion
    legs: Mapping[str, Leg]
    travel_m_s: float
    belt_m_s: float

    def at(self, time_s: ArrayLike) -> dict[str, Array]:
        """Return the pose at any times, see the names above.

        Parameters
        ----------
        time_s
            A time or an array of times, shape (n_times,), in any order.

        """
        time = np.atleast_1d(np.asarray(time_s, dtype=float))
        pelvis, rotation = self.trunk.pelvis(time)
        pose = {"pelvis": pelvis, "pelvis_rotation": rotation}
        angles = self.trunk.thorax_angles(time)
        pose |= head_and_trunk(self.body, angles, pelvis, rotation)
        for side in SIDES:
            pose |= self._leg(side, time)
        pose |= arms(self.body, self.gait, self.trunk.phase(time), pose)
        if self.travel_m_s:
            way = np.zeros((len(time), 3))
            way[:, 0] = self.travel_m_s * time
            places = [name for name, value in pose.items() if value.shape == way.shape]
            pose |= {name: pose[name] + way for name in places}
        return pose

    def _leg(self, side: str, time: Array) -> dict[str, Array]:
        leg = self.legs[side].at(time)
        shoe = leg.shoe
        parts = {
            "hip": leg.hip,
            "knee": leg.knee,
            "ankle": leg.ankle,
            **shoe_parts(self.body, shoe, leg.ankle),
            "rearfoot_rotation": leg.rearfoot_rotation,
            "foot_pitch": leg.pitch,
            "is_stance": leg.is_stance.astype(float),
        }
        return {f"{side}_{name}": value for name, value in parts.items()}
