"""Whether the rearfoot meets the ground first, as a probability.

The angle of the foot at contact tells a rearfoot strike from the others when the
points of the foot are exact, and hardly when they are a pose network's. Two logistic
regressions learned from the strike classes that the authors of the recordings gave to
18 people at three speeds (``training/train_loads.py``). One reads the mean stride of
both legs (`midstance.metrics.learned.cycle`): people who land alike run alike. The
other reads the foot alone (`foot_features`). What is said is the mean of both: for
networks that neither learned from the first is too sure of itself, and where they
contradict each other, nothing can be told. Midfoot and forefoot strikes are not told
apart: 18 feet of each, of a handful of people, are too few to learn that from.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from midstance.kernels.types import Floats
from midstance.metrics.learned.cycle import LegCycle
from midstance.metrics.learned.linear import LinearReader, reader_of, shipped

SURE = 0.62
"""What is less likely than this is not said: from here on more than four fifths of the
feet of people left out of the training are told (``validation/loads.txt``)."""
_FLAT = 0.35
"""Share of the stance after which the foot lies flat."""
_PITCHED = (-0.03, 0.0, 0.02, 0.04, 0.06)
_RAISED = (-0.02, 0.0, 0.02, 0.04)
"""When angle and heights are looked at: shares of the stride after contact."""
PARTS = ("stride", "foot")


@dataclass(frozen=True)
class StrikeReader:
    """What reads the strike: log odds of a rearfoot strike.

    Parameters
    ----------
    stride, foot
        Of `stride_features` and of `foot_features`.

    """

    stride: LinearReader
    foot: LinearReader

    def chance(self, cycle: LegCycle) -> float:
        """Return how likely it is that the rearfoot meets the ground first."""
        odds = [
            self.stride.read(stride_features(cycle)),
            self.foot.read(foot_features(cycle)),
        ]
        return float(logistic(np.concatenate(odds)).mean())


def stride_features(cycle: LegCycle) -> Floats:
    """Return the features of a mean stride, and the foot's angle at contact (deg).

    The angle is that between heel and toe point, less what it is while the foot lies
    flat on the ground.
    """
    return np.append(cycle.features, _pitch_deg(cycle, 0.0))


def foot_features(cycle: LegCycle) -> Floats:
    """Return how the foot comes down, by its own measure while it lies flat.

    Its angle around contact; how high heel, toe and ankle are above where they lie;
    the slope of the shank, how far ahead the ankle is, the share of the stride on the
    ground and the duration of the stride (s).
    """
    flat_rad = _flat_rad(cycle)
    angles = [_pitch_deg(cycle, 2 * np.pi * share) for share in _PITCHED]
    heights = [
        cycle.place(joint, 2 * np.pi * share)[1] - cycle.place(joint, flat_rad)[1]
        for share in _RAISED
        for joint in ("heel", "foot_index", "ankle")
    ]
    ankle, knee = cycle.place("ankle", 0.0), cycle.place("knee", 0.0)
    shank = np.arctan2(*(knee - ankle))
    duty = cycle.contact_s / cycle.stride_s
    return np.array([*angles, *heights, shank, ankle[0], duty, cycle.stride_s])


def _flat_rad(cycle: LegCycle) -> float:
    return 2 * np.pi * _FLAT * cycle.contact_s / cycle.stride_s


def _pitch_deg(cycle: LegCycle, phase_rad: float) -> float:
    flat_deg = cycle.foot_pitch_deg(_flat_rad(cycle))
    return cycle.foot_pitch_deg(phase_rad) - flat_deg


def rearfoot_chance(cycle: LegCycle, reader: StrikeReader | None = None) -> float:
    """Return how likely it is that the rearfoot meets the ground first, 0 to 1.

    Parameters
    ----------
    cycle
        The mean stride of that foot.
    reader
        None: the shipped one.

    """
    return (reader or shipped_reader()).chance(cycle)


def logistic(amount: Floats) -> Floats:
    """Return probabilities of log odds.

    Examples
    --------
    >>> logistic(np.array([0.0])).tolist()
    [0.5]

    """
    return np.asarray(1.0 / (1.0 + np.exp(-amount)))


@cache
def shipped_reader() -> StrikeReader:
    """Return the reader that ships with the package."""
    arrays = shipped("strike")
    return StrikeReader(*(reader_of(arrays, f"{part}_") for part in PARTS))
