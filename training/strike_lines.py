"""Logistic regressions of whether a foot lands on its rearfoot.

For ``training/train_loads.py``, which says of which people.
"""

from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from midstance.kernels.types import Array
from midstance.metrics.learned.cycle import LegCycle
from midstance.metrics.learned.linear import LinearReader
from midstance.metrics.learned.strike import (
    PARTS,
    StrikeReader,
    foot_features,
    logistic,
    stride_features,
)

FARTHEST = 5.0
"""In standard deviations: what is farther is held there, as when it is read."""


def learn_both(
    cycles: list[LegCycle],
    is_rear: NDArray[np.bool_],
    penalty: float,
    foot_penalty: float,
) -> StrikeReader:
    """Return a reader of mean strides and of feet that learned from `cycles`."""
    strides = np.array([stride_features(cycle) for cycle in cycles])
    feet = np.array([foot_features(cycle) for cycle in cycles])
    return StrikeReader(
        learn_odds(strides, is_rear, penalty), learn_odds(feet, is_rear, foot_penalty)
    )


def arrays_of(reader: StrikeReader) -> dict[str, Array]:
    """Return the arrays of a reader under the names of the shipped file."""
    return {
        f"{part}_{name}": held
        for part in PARTS
        for name, held in asdict(getattr(reader, part)).items()
    }


def learn_odds(
    features: Array, is_rear: NDArray[np.bool_], penalty: float
) -> LinearReader:
    """Return what reads the log odds of a rearfoot strike.

    Parameters
    ----------
    features, is_rear
        Shapes (n, n_features) and (n,).
    penalty
        Strength of the pull of the weights to zero.

    """
    usual = LinearReader.learn(features, np.zeros((len(features), 1)), 1.0)
    z = np.clip((features - usual.centre) / usual.width, -FARTHEST, FARTHEST)

    def loss(weights: Array) -> tuple[float, Array]:
        odds = z @ weights[:-1] + weights[-1]
        surprise = np.logaddexp(0, np.where(is_rear, -odds, odds)).mean()
        off = (logistic(odds) - is_rear) / len(z)
        slope = z.T @ off + 2 * penalty * weights[:-1]
        pull = penalty * (weights[:-1] ** 2).sum()
        return float(surprise + pull), np.append(slope, off.sum())

    found = minimize(loss, np.zeros(z.shape[1] + 1), jac=True, method="L-BFGS-B")
    weights = found.x[:-1, None]
    return LinearReader(usual.centre, usual.width, weights, found.x[-1:])
