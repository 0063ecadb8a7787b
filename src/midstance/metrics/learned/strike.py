"""Whether the rearfoot meets the ground first, as a probability.

The angle of the foot at contact tells a rearfoot strike from the others when the
points of the foot are exact, and hardly when they are a pose network's. A logistic
regression reads it together with the mean stride of both legs
(`midstance.metrics.learned.cycle`); it learned from the strike classes that the
authors of the recordings gave to 18 people at three speeds
(``training/train_loads.py``). Midfoot and forefoot strikes are not told apart: 18 feet
of each, of a handful of people, are too few to learn that from.
"""

from functools import cache

import numpy as np

from midstance.kernels.types import Floats
from midstance.metrics.learned.cycle import LegCycle
from midstance.metrics.learned.linear import LinearReader, reader_of, shipped

SURE = 0.7
"""What is less likely than this is not said."""
_FLAT = 0.35
"""Share of the stance after which the foot lies flat."""


def strike_features(cycle: LegCycle) -> Floats:
    """Return the features of a mean stride, and the foot's angle at contact (deg).

    The angle is that between heel and toe point, less what it is while the foot lies
    flat on the ground.
    """
    duty = cycle.contact_s / cycle.stride_s
    flat_deg = cycle.foot_pitch_deg(2 * np.pi * _FLAT * duty)
    return np.append(cycle.features, cycle.foot_pitch_deg(0.0) - flat_deg)


def rearfoot_chance(cycle: LegCycle, reader: LinearReader | None = None) -> float:
    """Return how likely it is that the rearfoot meets the ground first, 0 to 1.

    Parameters
    ----------
    cycle
        The mean stride of that foot.
    reader
        None: the shipped one.

    """
    reader = reader or shipped_reader()
    return float(logistic(reader.read(strike_features(cycle)))[0])


def logistic(amount: Floats) -> Floats:
    """Return probabilities of log odds.

    Examples
    --------
    >>> logistic(np.array([0.0])).tolist()
    [0.5]

    """
    return np.asarray(1.0 / (1.0 + np.exp(-amount)))


@cache
def shipped_reader() -> LinearReader:
    """Return the reader that ships with the package."""
    return reader_of(shipped("strike"))
