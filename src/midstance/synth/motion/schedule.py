"""When each foot of the synthetic runner meets and leaves the ground."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from midstance.kernels.types import Array
from midstance.schema.events import SIDES, Row, make_events
from midstance.synth.motion.gait import GaitParameters

MARGIN_STRIDES = 3
"""Strides before and after the asked span, so that no edge is ever seen."""


@dataclass(frozen=True)
class Schedule:
    """All steps in order, of alternating sides.

    Parameters
    ----------
    contact_s, off_s
        Initial contact and toe-off of each step, shape (n_steps,).
    is_right
        Whether it is the right foot, shape (n_steps,).

    """

    contact_s: Array
    off_s: Array
    is_right: NDArray[np.bool_]

    def of_side(self, side: str) -> NDArray[np.intp]:
        """Return the indices of the steps of one foot."""
        return np.flatnonzero(self.is_right == (side == "right"))

    def phase(self) -> CubicSpline:
        """Return time to stride count: whole at left contacts, half at right ones."""
        first = 0.5 if self.is_right[0] else 0.0
        return CubicSpline(self.contact_s, first + 0.5 * np.arange(len(self.contact_s)))

    def events(self, individual: str, start_s: float, end_s: float) -> pd.DataFrame:
        """Return the exact contacts and toe-offs from `start_s` to `end_s`."""
        rows: list[Row] = []
        for kind, times in (
            ("initial_contact", self.contact_s),
            ("toe_off", self.off_s),
        ):
            rows += [
                (individual, SIDES[int(right)], kind, float(time), 0.0, "truth")
                for time, right in zip(times, self.is_right, strict=True)
                if start_s <= time <= end_s
            ]
        return make_events(rows)


def make_schedule(
    gait: GaitParameters, duration_s: float, rng: np.random.Generator
) -> Schedule:
    """Draw the steps of `duration_s` seconds.

    Without variability every stride lasts exactly ``120 / cadence_spm`` and
    every contact exactly ``duty_factor`` of it.
    """
    stride = gait.stride_s
    n_steps = 2 * (int(np.ceil(duration_s / stride)) + 2 * MARGIN_STRIDES + 1)
    is_right = np.arange(n_steps) % 2 == 1
    step = stride * np.where(
        is_right, 0.5 - gait.step_asymmetry, 0.5 + gait.step_asymmetry
    )
    # Steps that vary alone by s make strides that vary by s / sqrt(2).
    spread = gait.stride_time_cv * np.sqrt(2.0)
    step = step * (1.0 + spread * _draw(rng, n_steps))
    contact = (
        gait.duty_factor
        * stride
        * np.where(is_right, 1.0 + gait.contact_asymmetry, 1.0 - gait.contact_asymmetry)
    )
    contact = contact * (1.0 + gait.contact_time_cv * _draw(rng, n_steps))
    if gait.is_running:
        contact = np.minimum(contact, step - 0.012)
    lead = (MARGIN_STRIDES + gait.start_phase - 1.0) * stride
    contact_s = np.concatenate(([0.0], np.cumsum(step)[:-1])) - lead
    return Schedule(contact_s, contact_s + contact, is_right)


def _draw(rng: np.random.Generator, n_values: int) -> Array:
    """Return normal numbers, cut at 2.5 standard deviations."""
    return np.clip(rng.standard_normal(n_values), -2.5, 2.5)
