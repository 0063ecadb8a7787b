"""A linear reader: numbers from the mean stride, learned on people."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Self

import numpy as np

from midstance.kernels.types import Floats

_FARTHEST = 5.0
"""A feature farther than so many standard deviations from the mean is held there."""


@dataclass(frozen=True)
class LinearReader:
    """Standardised features times weights.

    Parameters
    ----------
    centre, width
        Mean and standard deviation of the features of those it learned from,
        shape (n_features,).
    weights, offset
        Shapes (n_features, n_outputs) and (n_outputs,).

    """

    centre: Floats
    width: Floats
    weights: Floats
    offset: Floats

    @classmethod
    def learn(
        cls,
        features: Floats,
        outputs: Floats,
        strength: float,
        *,
        trust: Floats | None = None,
    ) -> Self:
        """Return the ridge regression of `outputs` on `features`.

        Parameters
        ----------
        features, outputs
            Shapes (n, n_features) and (n, n_outputs), all known.
        strength
            Of the pull to zero; 0 is least squares.
        trust
            Shape (n_features,): the weight of a feature with twice the trust is pulled
            to zero with a quarter of the strength. None: 1 for all.

        """
        centre, width = features.mean(axis=0), features.std(axis=0) + 1e-9
        trust = np.ones(len(width)) if trust is None else np.asarray(trust)
        z, offset = trust * (features - centre) / width, outputs.mean(axis=0)
        square = z.T @ z / len(z) + strength * np.eye(z.shape[1])
        weights = np.linalg.solve(square, z.T @ (outputs - offset) / len(z))
        return cls(centre, width, trust[:, None] * weights, offset)

    def read(self, features: Floats) -> Floats:
        """Return the outputs, shape (..., n_outputs)."""
        z = np.clip(self._z(features), -_FARTHEST, _FARTHEST)
        return np.asarray(z @ self.weights + self.offset)

    def strangeness(self, features: Floats) -> Floats:
        """Return how far features are from those learned from, 1 being usual."""
        held = np.minimum(np.abs(self._z(features)), 2 * _FARTHEST)
        return np.asarray(np.sqrt((held**2).mean(axis=-1)))

    def _z(self, features: Floats) -> Floats:
        return (np.asarray(features, dtype=float) - self.centre) / self.width


@cache
def shipped(name: str) -> dict[str, Any]:
    """Return the arrays of a shipped file, and its ``origin`` as a dict."""
    file = resources.files("midstance.metrics.learned").joinpath(f"{name}.npz")
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
        arrays: dict[str, Any] = {key: held[key] for key in held.files}
    arrays["origin"] = json.loads(str(arrays["origin"]))
    return arrays


def reader_of(arrays: dict[str, Any], prefix: str = "") -> LinearReader:
    """Return the reader in the arrays of a shipped file, whose names begin so."""
    names = ("centre", "width", "weights", "offset")
    return LinearReader(
        *(np.asarray(arrays[prefix + name], dtype=float) for name in names)
    )
