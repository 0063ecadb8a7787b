"""The mean stride of both legs and the pelvis, alike for everybody.

Lengths are in leg lengths and times in strides, the foot whose force is asked for
comes first, and forward is forward: the same stride gives the same numbers for a
child and an adult, from the left and from the right.
"""

from dataclasses import dataclass

import numpy as np

from midstance.errors import NotEnoughDataError
from midstance.kernels.signals.cycles import share_of_stride
from midstance.kernels.signals.fourier import mean_cycle
from midstance.kernels.types import Floats
from midstance.metrics.recording import Recording
from midstance.schema.events import SIDES

JOINTS = ("knee", "ankle", "heel", "foot_index")
"""Read relative to the middle of the hips, of the own and of the other leg."""
N_HARMONICS = 6
"""Single strides of a video at 30 frames/s do not show more."""
N_SERIES = 2 * (2 * len(JOINTS) + 1) * (2 * N_HARMONICS + 1)
N_FEATURES = N_SERIES + 3
_N_POINTS = 4 * N_HARMONICS


@dataclass(frozen=True)
class LegCycle:
    """What the mean stride of one leg shows.

    Parameters
    ----------
    features
        Shape (N_FEATURES,): Fourier series from contact to contact of forward and
        upward paths, the duration of the stride (s), the share of it that the foot
        is on the ground, and 1 for the leg nearer to the camera, -1 for the other.
    stride_s, contact_s
        Mean durations.

    """

    features: Floats
    stride_s: float
    contact_s: float

    def place(self, joint: str, phase_rad: float) -> Floats:
        """Return how far forward and up a joint of the own leg is from the hips."""
        series = self.features[:N_SERIES].reshape(-1, 2 * N_HARMONICS + 1)
        order = np.arange(1, N_HARMONICS + 1) * phase_rad
        waves = np.concatenate([[1.0], np.cos(order), np.sin(order)])
        return np.asarray(series[2 + 2 * JOINTS.index(joint) :][:2] @ waves)

    def foot_pitch_deg(self, phase_rad: float) -> float:
        """Return the pitch of the own foot, heel to toe, toes up positive."""
        forward, up = self.place("foot_index", phase_rad) - self.place(
            "heel", phase_rad
        )
        return float(np.degrees(np.arctan2(up, forward)))

    def begun(self, later_s: float, *, ends_later_s: float) -> "LegCycle":
        """Return the same stride with contact and toe-off at other times."""
        angle = 2 * np.pi * later_s / self.stride_s * np.arange(1, N_HARMONICS + 1)
        series = self.features[:N_SERIES].reshape(-1, 2 * N_HARMONICS + 1)
        mean, cosines, sines = np.split(series, [1, N_HARMONICS + 1], axis=1)
        turned = np.hstack(
            [
                mean,
                cosines * np.cos(angle) + sines * np.sin(angle),
                sines * np.cos(angle) - cosines * np.sin(angle),
            ]
        )
        contact_s = self.contact_s + ends_later_s - later_s
        about = [self.stride_s, contact_s / self.stride_s, self.features[-1]]
        features = np.concatenate([turned.ravel(), about])
        return LegCycle(features, self.stride_s, contact_s)


def leg_cycle(recording: Recording, side: str) -> LegCycle:
    """Return the mean stride that begins with the contact of `side`.

    Raises
    ------
    NotEnoughDataError
        If the foot was not seen to meet and leave the ground, or a joint of either
        leg was never seen.

    """
    return recording.once(("leg_cycle", side), lambda: _leg_cycle(recording, side))


def _leg_cycle(recording: Recording, side: str) -> LegCycle:
    gait, scene = recording.gait, recording.scene
    stances = gait.stances(side)
    if not stances:
        raise NotEnoughDataError(f"No contact of the {side} foot was seen whole.")
    contact_s = float(np.mean([s.toe_off.time_s - s.contact.time_s for s in stances]))
    starts_s = np.array([event.time_s for event in gait.contacts[side]])
    phase = 2 * np.pi * share_of_stride(recording.time_s, starts_s, gait.usual_stride_s)
    leg_px, _ = recording.leg_px()
    left_hip, right_hip = (recording.points_px[f"{one}_hip"] for one in SIDES)
    hips = (left_hip + right_hip) / 2
    series = [_series(phase, path) for path in _forward_up(hips, scene.direction)]
    for leg in (side, SIDES[1 - SIDES.index(side)]):
        for joint in JOINTS:
            apart = recording.points_px[f"{leg}_{joint}"] - hips
            paths = _forward_up(apart, scene.direction)
            series += [_series(phase, path) for path in paths]
    values = np.concatenate(series) / leg_px
    # Where the hips are in the picture says nothing.
    values[[0, 2 * N_HARMONICS + 1]] = 0.0
    if not np.isfinite(values).all():
        raise NotEnoughDataError("A joint of a leg was hardly ever seen.")
    is_near = 1.0 if side == scene.view else -1.0
    stride_s = gait.usual_stride_s
    about = [stride_s, contact_s / stride_s, is_near]
    return LegCycle(np.concatenate([values, about]), stride_s, contact_s)


def _forward_up(path_px: Floats, direction: int) -> tuple[Floats, Floats]:
    return direction * path_px[:, 0], -path_px[:, 1]


def _series(phase_rad: Floats, path: Floats) -> Floats:
    """Return the mean, then cosines and sines up to the highest harmonic."""
    cycle, _ = mean_cycle(phase_rad, path, n_harmonics=N_HARMONICS, n_points=_N_POINTS)
    waves = 2 * np.fft.rfft(cycle)[: N_HARMONICS + 1] / _N_POINTS
    return np.concatenate([[waves[0].real / 2], waves[1:].real, -waves[1:].imag])
