"""Loads estimated from contact and flight, by a half sine of vertical force.

Nothing of this is measured: a video shows no force. How fast the load rises and
how much the runner brakes cannot be estimated this way and are not given.

References
----------
J.-B. Morin et al. 2005, *A simple method for measuring stiffness during
running*, Journal of Applied Biomechanics 21:167-180. They found 1 to 7 % of bias
against force plates.
"""

from collections.abc import Callable
from math import hypot, isfinite, pi, sqrt
from typing import NamedTuple

import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.measurement import Measurement, duration, table
from midstance.metrics.recording import Recording
from midstance.schema.scene import Scene

GRAVITY_M_S2 = 9.81
LEG_OF_HEIGHT = 0.53
"""Height of the hip joint by body height (Winter)."""
MODEL_SD = 0.07
"""Relative error of the model itself: the upper end of what Morin found."""


class Timing(NamedTuple):
    """Contact time and the flight time after it (s)."""

    contact_s: float
    flight_s: float


def peak_force_bw(timing: Timing) -> float:
    """Return the peak of the half sine, in body weights.

    Examples
    --------
    >>> round(peak_force_bw(Timing(0.25, 0.1)), 3)
    2.199

    """
    return pi / 2 * (timing.flight_s / timing.contact_s + 1.0)


def sinking_m(timing: Timing) -> float:
    """Return how far the centre of mass sinks during contact (m)."""
    peak = peak_force_bw(timing) * GRAVITY_M_S2
    contact_s2 = timing.contact_s**2
    return peak * contact_s2 / pi**2 - GRAVITY_M_S2 * contact_s2 / 8


def leg_shortening_m(timing: Timing, leg_m: float, speed_m_s: float) -> float:
    """Return how much the leg shortens during contact (m).

    NaN when the way during contact is longer than two legs.
    """
    half_way = speed_m_s * timing.contact_s / 2
    if half_way >= leg_m:
        return float("nan")
    return leg_m - sqrt(leg_m**2 - half_way**2) + sinking_m(timing)


def leg_m(scene: Scene) -> float:
    """Return the length of the leg (m) from the height of the body.

    Raises
    ------
    NotEnoughDataError
        If the height was not given.

    """
    if not isfinite(scene.height_m):
        raise NotEnoughDataError("Needs the height of the body.", remedy="body_height")
    return LEG_OF_HEIGHT * scene.height_m


def estimated(recording: Recording, model: Callable[[Timing], float]) -> pd.DataFrame:
    """Return `model` of each contact and the flight after it, one row per step.

    A model needs a flight: steps without one are left out.

    Raises
    ------
    NotEnoughDataError
        If there is no flight: the model describes running only.

    """
    gait = recording.gait
    rows = []
    for step in gait.steps():
        if step.toe_off is None:
            continue
        contact = duration(step.contact, step.toe_off, same_kind=False, unit_s=1.0)
        flight = duration(step.toe_off, step.end, same_kind=False, unit_s=1.0)
        if flight.value > 0:
            measured = _modelled(model, contact, flight)
            rows.append((step.side, step.contact.time_s, measured))
    if not rows:
        raise NotEnoughDataError("Needs steps with a flight: the model is of running.")
    return table(rows)


def _modelled(
    model: Callable[[Timing], float], contact: Measurement, flight: Measurement
) -> Measurement:
    """Return the model with its errors.

    A toe-off that is late makes the contact longer and the flight shorter: both
    are moved together, one by what the other loses.
    """
    value = model(Timing(contact.value, flight.value))

    def change(by_s: float) -> float:
        return model(Timing(contact.value + by_s, flight.value - by_s)) - value

    return Measurement(
        value,
        abs(change(contact.random)),
        hypot(change(contact.shared), MODEL_SD * value),
    )
