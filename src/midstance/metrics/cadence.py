"""Cadence."""

from math import sqrt

import numpy as np
import pandas as pd

from midstance.metrics.base import Needs, metric
from midstance.metrics.gait import Event, Gait
from midstance.metrics.measurement import Measurement, Row, duration, table
from midstance.metrics.recording import Recording

_S_PER_MIN = 60.0
_AROUND = 10
"""Contacts taken on either side of a step."""
_FEWEST = 4


@metric(
    "cadence",
    label="Cadence",
    unit="steps/min",
    definition=(
        "Steps per minute of both feet together, over the twenty contacts around "
        "each stride."
    ),
    needs=Needs(),
    better_known_as=("step frequency", "step rate"),
)
def cadence(recording: Recording) -> pd.DataFrame:
    """Return one row per stride.

    A line through the contact times is far surer than single steps: the errors
    of the contacts between its ends do not matter, and a contact that is missing
    is counted. Neighbouring rows have most
    of their contacts in common, so all of their uncertainty counts as shared.
    """
    gait = recording.gait
    walks = [walk for walk in gait.walks() if len(walk) >= _FEWEST]
    if not walks:
        return table(_of_one_foot(gait))
    return table(
        (
            *("both", walk[first][1].time_s),
            _per_minute(*_line(walk[_near(first, len(walk))])),
        )
        for walk in walks
        for first in range(0, len(walk) - 2, 2)
    )


def _near(first: int, n: int) -> slice:
    middle = first + 1
    return slice(max(0, middle - _AROUND), min(n, middle + _AROUND + 1))


def _line(contacts: list[tuple[int, Event]]) -> tuple[float, float]:
    """Return the step time (s) by least squares, and its uncertainty.

    Left and right steps may differ: the feet get an offset of their own.
    """
    times_s = np.array([event.time_s for _, event in contacts])
    variance = np.array([event.random_variance for _, event in contacts])
    count = np.array([number for number, _ in contacts])
    design = np.stack([np.ones(times_s.size), count, (-1.0) ** count], axis=1)
    solver = np.linalg.pinv(design)
    slope = solver[1]
    return float(slope @ times_s), sqrt(float(slope**2 @ variance))


def _per_minute(step_s: float, sd_s: float) -> Measurement:
    value = _S_PER_MIN / step_s
    return Measurement(value, 0.0, value * sd_s / step_s)


def _of_one_foot(gait: Gait) -> list[Row]:
    """Return rows from single strides, for when one foot alone was seen."""
    rows = []
    for stride in gait.longest_side():
        lasts = duration(stride.contact, stride.end, same_kind=True, unit_s=1.0)
        value = 2 * _S_PER_MIN / lasts.value
        measured = Measurement(value, value * lasts.random / lasts.value, 0.0)
        rows.append(("both", stride.contact.time_s, measured))
    return rows
