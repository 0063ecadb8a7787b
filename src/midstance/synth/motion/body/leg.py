"""One leg of the synthetic runner at any time: stance and swing together."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.rotations import about_x
from midstance.kernels.types import Array
from midstance.synth.motion.body.anthropometry import Body
from midstance.synth.motion.body.foot import Shoe, lowest_point, swinging_shoe
from midstance.synth.motion.body.inverse_kinematics import place_middle_joint
from midstance.synth.motion.stance import Hip, Stances
from midstance.synth.motion.swing import Swings

_EVERSION_RAD = np.deg2rad(8.0)
_INVERSION_RAD = np.deg2rad(4.0)
_CLEARANCE_M = 0.015


@dataclass(frozen=True)
class LegPose:
    """Joints of one leg; places (n, 3), rotations (n, 3, 3), angles (n,) in rad."""

    hip: Array
    knee: Array
    ankle: Array
    shoe: Shoe
    rearfoot_rotation: Array
    pitch: Array
    is_stance: NDArray[np.bool_]


@dataclass(frozen=True)
class Leg:
    """One leg: where its foot stands and how it swings in between."""

    body: Body
    side_sign: int
    hip: Hip
    stances: Stances
    swings: Swings

    def at(self, time_s: Array) -> LegPose:
        """Return the leg at any time within the schedule."""
        stances = self.stances
        stride = np.searchsorted(stances.contact_s, time_s, side="right") - 1
        stride = np.clip(stride, 0, len(stances.contact_s) - 2)
        stands = time_s <= stances.off_s[stride]
        hip = self.hip(time_s)
        down = np.flatnonzero(stands)
        free = np.flatnonzero(~stands)
        standing, down_pitch = stances.shoe(time_s[down], stride[down])
        swinging, free_pitch = self._swing(time_s[free], stride[free], hip[free])
        shoe = Shoe(
            *(
                _merged(len(time_s), down, getattr(standing, name), free, swung)
                for name, swung in vars(swinging).items()
            )
        )
        ankle = shoe.ankle.copy()
        ankle[down] += stances.cushion(time_s[down], stride[down])
        pitch = _merged(len(time_s), down, down_pitch, free, free_pitch)
        return LegPose(
            hip=hip,
            knee=self._knee(hip, ankle),
            ankle=ankle,
            shoe=shoe,
            rearfoot_rotation=shoe.rotation
            @ about_x(self.side_sign * self._eversion(time_s, stride)),
            pitch=pitch,
            is_stance=stands,
        )

    def _swing(
        self, time_s: Array, stride: NDArray[np.intp], hip: Array
    ) -> tuple[Shoe, Array]:
        body, stances = self.body, self.stances
        off, on = stances.off_s[stride], stances.contact_s[stride + 1]
        part = (time_s - off) / (on - off)
        thigh, knee, pitch, lateral, bend = self.swings.at(part, stride)
        shank = thigh - knee
        forward = body.thigh_m * np.sin(thigh) + body.shank_m * np.sin(shank)
        down = body.thigh_m * np.cos(thigh) + body.shank_m * np.cos(shank)
        aside = lateral - hip[:, 1]
        ankle = np.stack(
            [
                hip[:, 0] + forward,
                lateral,
                hip[:, 2] - np.sqrt(np.maximum(down**2 - aside**2, 1e-6)),
            ],
            axis=-1,
        )
        shoe = swinging_shoe(body, ankle, pitch, bend, stances.yaw_rad)
        return _lifted(shoe, part), pitch

    def _knee(self, hip: Array, ankle: Array) -> Array:
        span = ankle - hip
        lean = np.arctan2(span[:, 0], -span[:, 2])
        pole = np.stack(
            [np.cos(lean), np.full_like(lean, self.side_sign * 0.06), np.sin(lean)],
            axis=-1,
        )
        return place_middle_joint(
            hip, ankle, pole, self.body.thigh_m, self.body.shank_m
        )

    def _eversion(self, time_s: Array, stride: NDArray[np.intp]) -> Array:
        """Return how far the hind foot tips inwards (rad)."""
        stances = self.stances
        contact, off = stances.contact_s[stride], stances.off_s[stride]
        held = np.clip((time_s - contact) / (off - contact), 0.0, 1.0)
        swung = (time_s - off) / (stances.contact_s[stride + 1] - off)
        swung = np.clip(swung, 0.0, 1.0)
        tipped = _EVERSION_RAD * np.sin(np.pi * held) ** 2
        landing = _INVERSION_RAD * np.clip(1 - 4 * held, 0.0, 1.0) ** 2
        coming = _INVERSION_RAD * swung**2 * (3 - 2 * swung)
        return np.asarray(tipped - np.where(swung > 0, coming, landing))


def _lifted(shoe: Shoe, part: Array) -> Shoe:
    """Return the swinging shoe, raised where it would drag over the ground."""
    clear = _CLEARANCE_M * (4 * part * (1 - part)) ** 2
    room = lowest_point(shoe) - clear
    lift = (np.hypot(room, clear) - room) / 2
    up = np.stack([np.zeros_like(lift), np.zeros_like(lift), lift], axis=-1)
    return replace(
        shoe,
        ankle=shoe.ankle + up,
        heel=shoe.heel + up,
        ball=shoe.ball + up,
        tip=shoe.tip + up,
    )


def _merged(
    n_times: int,
    first: NDArray[np.intp],
    first_values: Array,
    second: NDArray[np.intp],
    second_values: Array,
) -> Array:
    merged = np.empty((n_times, *first_values.shape[1:]))
    merged[first] = first_values
    merged[second] = second_values
    return merged
