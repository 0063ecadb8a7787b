"""How the pelvis and the trunk of the synthetic runner move."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.rotations import about_x, about_y, about_z
from midstance.kernels.types import Array
from midstance.synth.motion.gait import GaitParameters
from midstance.synth.motion.schedule import Schedule

GRAVITY_M_S2 = 9.81


@dataclass(frozen=True)
class Height:
    """Height of the pelvis over time, relative to its level between two steps.

    In running the body flies freely between the steps and is carried by a
    half-sine force in contact, with a second sine that makes it meet the next
    level exactly; velocity and acceleration never jump. In walking it vaults
    over the stance leg, lowest in the middle of double support.
    """

    gait: GaitParameters
    middle_s: Array
    """Between the toe-off of one step and the contact of the next, (n + 1,)."""
    contact_s: Array
    off_s: Array
    level_m: Array
    """Height at `middle_s`."""
    vault_m: float

    def __call__(self, time_s: Array) -> Array:
        """Return the height (m) at any time within the schedule."""
        step = np.searchsorted(self.middle_s, time_s, side="right") - 1
        step = np.clip(step, 0, len(self.contact_s) - 1)
        if self.gait.is_running:
            return self._carried(time_s, step)
        return self._vaulting(time_s, step)

    def _carried(self, time_s: Array, step: NDArray[np.intp]) -> Array:
        g = GRAVITY_M_S2
        fall = (self.contact_s - self.middle_s[:-1])[step]
        rise = (self.middle_s[1:] - self.off_s)[step]
        held = (self.off_s - self.contact_s)[step]
        gain = np.diff(self.level_m)[step]
        push = g * (fall + held + rise) * np.pi / (2 * held)
        free = -0.5 * g * fall**2 - g * fall * held - 0.5 * g * held**2
        missing = gain - (free + push * held**2 / np.pi + 0.5 * g * rise**2)
        skew = missing * 2 * np.pi / held**2

        since = time_s - self.contact_s[step]
        carried = np.clip(since, 0.0, held)
        after = np.maximum(since - held, 0.0)
        wave, twice = held / np.pi, held / (2 * np.pi)
        lift = push * wave * (carried - wave * np.sin(carried / wave))
        lift += skew * twice * (carried - twice * np.sin(carried / twice))
        speed = 2 * push * wave
        since_middle = time_s - self.middle_s[step]
        ballistic = self.level_m[step] - 0.5 * g * since_middle**2
        return np.asarray(ballistic + lift + speed * after)

    def _vaulting(self, time_s: Array, step: NDArray[np.intp]) -> Array:
        start, end = self.middle_s[step], self.middle_s[step + 1]
        part = (time_s - start) / (end - start)
        blend = part**3 * (10 - 15 * part + 6 * part**2)
        level = self.level_m[step] + (np.diff(self.level_m)[step]) * blend
        return np.asarray(level + self.vault_m * np.sin(np.pi * part) ** 2)


def make_height(
    gait: GaitParameters, schedule: Schedule, level_m: Array, *, height_m: float
) -> Height:
    """Return the height function through `level_m`, shape (n_steps + 1,)."""
    contact, off = schedule.contact_s, schedule.off_s
    inner = (off[:-1] + contact[1:]) / 2
    first = contact[0] - (contact[1] - off[0]) / 2
    last = off[-1] + (contact[-1] - off[-2]) / 2
    middle = np.concatenate(([first], inner, [last]))
    vault = 0.019 * height_m * min(gait.speed_m_s / 1.4, 1.3)
    return Height(gait, middle, contact, off, level_m, vault)


@dataclass(frozen=True)
class TrunkMotion:
    """Where the pelvis is and how pelvis and thorax are turned.

    Parameters
    ----------
    gait
        The settings.
    phase
        Time to stride count (`Schedule.phase`).
    height
        Height of the pelvis (m).
    wander
        Time to slow drift forward and to the left, shape (n, 2), in m.
    size
        Relative to a person of 1.75 m.

    """

    gait: GaitParameters
    phase: Callable[[Array], Array]
    height: Callable[[Array], Array]
    wander: Callable[[Array], Array]
    size: float

    def pelvis(self, time_s: Array) -> tuple[Array, Array]:
        """Return position (n, 3) in the frame of the belt and rotation (n, 3, 3)."""
        phase = np.asarray(self.phase(time_s))
        running = self.gait.is_running
        middle = self.gait.duty_factor / 2
        sway = (0.008 if running else 0.02) * self.size
        surge = (0.012 if running else 0.008) * self.size
        wander = self.wander(time_s)
        position = np.stack(
            [
                wander[:, 0] + surge * _wave(phase, 2, -0.02),
                wander[:, 1] + sway * _wave(phase, 1, middle),
                self.height(time_s),
            ],
            axis=-1,
        )
        # The side of the foot that lands is forward, the stance side is up.
        turn = -np.deg2rad(6.0) * _wave(phase, 1, -0.02)
        side = np.deg2rad(4.0) * _wave(phase, 1, middle - 0.04)
        tilt = np.deg2rad(12.0 if running else 8.0) + np.deg2rad(2.0) * _wave(
            phase, 2, 0.45
        )
        return position, about_z(turn) @ about_x(side) @ about_y(tilt)

    def thorax_angles(self, time_s: Array) -> tuple[Array, Array, Array]:
        """Return turn to the left, rise of the left side and forward lean (rad)."""
        phase = np.asarray(self.phase(time_s))
        turn = np.deg2rad(12.0 if self.gait.is_running else 6.0) * _wave(
            phase, 1, -0.02
        )
        side = -np.deg2rad(2.5) * _wave(phase, 1, self.gait.duty_factor / 2 - 0.04)
        lean = np.deg2rad(self.gait.trunk_lean_deg) + np.deg2rad(1.5) * _wave(
            phase, 2, self.gait.duty_factor / 2
        )
        return turn, side, lean


def _wave(phase: Array, harmonic: int, crest: float) -> Array:
    return np.asarray(np.cos(2 * np.pi * harmonic * (phase - crest)))
