"""One leg in motion, in leg lengths: what the rules of gait events look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from midstance.events.derivatives import slope
from midstance.events.peaks import highest_between

Signal = NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """One leg on an even time grid.

    Parameters
    ----------
    side
        left or right.
    time_s
        Shape (n_times,).
    period_s
        Typical stride time.
    ahead_s
        When the foot, roughly, is farthest ahead of the pelvis, once a stride:
        every event is looked for near one of these times.
    forward
        Per keypoint, how far ahead of the mid-hip it is, in leg lengths;
        ``pelvis`` is the mid-hip itself, from an arbitrary origin.
    up
        Per keypoint (and ``pelvis``, the mid-hip), its height in the image, in
        leg lengths, from an arbitrary level.
    scatter
        How far single frames lie from the signals (leg lengths, standard
        deviation of the ankle): the noise of an average stride; NaN when not
        known.

    """

    side: str
    time_s: Signal
    period_s: float
    ahead_s: Signal
    forward: Mapping[str, Signal]
    up: Mapping[str, Signal]
    scatter: float = float("nan")

    def velocity(self, values: Signal) -> Signal:
        """Return the rate of change of one of the signals (leg lengths / s)."""
        return slope(values, self.time_s)

    @cached_property
    def foot_forward(self) -> Signal:
        """Return how far ahead of the pelvis the foot is: mean of ankle and heel."""
        parts = [
            self.forward[name] for name in ("ankle", "heel") if name in self.forward
        ]
        return np.asarray(np.mean(parts, axis=0))

    @cached_property
    def thigh_rad(self) -> Signal:
        """Return the angle of the thigh to the vertical, + forward."""
        return np.arctan2(self.forward["knee"], self.up["pelvis"] - self.up["knee"])

    @cached_property
    def shank_rad(self) -> Signal:
        """Return the angle of the shank to the vertical, + with the ankle ahead."""
        return np.arctan2(
            self.forward["ankle"] - self.forward["knee"],
            self.up["knee"] - self.up["ankle"],
        )

    @cached_property
    def knee_flexion_rad(self) -> Signal:
        """Return the knee angle: 0 straight, + bent."""
        bend = self.thigh_rad - self.shank_rad
        return np.asarray(np.mod(bend + np.pi / 2, 2 * np.pi) - np.pi / 2)

    def peaks(
        self, values: Signal, window_strides: tuple[float, float]
    ) -> NDArray[np.float64]:
        """Return when `values` are highest near each of `ahead_s`; NaN: unseen.

        Parameters
        ----------
        values
            Shape (n_times,).
        window_strides
            Where to look, in strides from `ahead_s`.

        """
        start, end = np.array(window_strides) * self.period_s
        return np.array(
            [
                highest_between(self.time_s, values, time + start, time + end)
                for time in self.ahead_s
            ]
        )
