"""Which exercise a set of repetitions is, told by a small network that ships."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import xarray as xr

from midstance.exercises.counting.turns import Turns
from midstance.exercises.naming.set_features import set_features
from midstance.kernels.types import Floats

STILL, OTHER = "still", "other"
"""No exercise at all, and one that has no name here."""
_FARTHEST = 4.0
"""A feature farther than so many standard deviations from the mean is held there."""


@dataclass(frozen=True)
class ExerciseNamer:
    """A network with one hidden layer.

    Parameters
    ----------
    classes
        Names of the exercises, among them `PLANK`, `STILL` and `OTHER`.
    centre, width
        Mean and standard deviation of the features of those it learned from,
        shape (n_features,).
    hidden, hidden_offset
        Shapes (n_features, n_hidden) and (n_hidden,).
    weights, offset
        Shapes (n_hidden, n_classes) and (n_classes,).
    temperature
        Divides the scores, so that the probabilities of people it did not learn
        from are as often right as they say.

    """

    classes: tuple[str, ...]
    centre: Floats
    width: Floats
    hidden: Floats
    hidden_offset: Floats
    weights: Floats
    offset: Floats
    temperature: float = 1.0

    def probabilities(self, features: Floats) -> Floats:
        """Return how probable each class is.

        Parameters
        ----------
        features
            Shape (..., n_features); what is not seen (NaN) counts as usual.

        Returns
        -------
        numpy.ndarray
            Shape (..., n_classes), summing to 1.

        """
        z = (np.asarray(features, dtype=float) - self.centre) / self.width
        z = np.clip(np.nan_to_num(z), -_FARTHEST, _FARTHEST)
        inner = np.maximum(z @ self.hidden + self.hidden_offset, 0.0)
        scores = (inner @ self.weights + self.offset) / self.temperature
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def name_set(
    tracks: xr.Dataset, turns: Turns, *, namer: ExerciseNamer | None = None
) -> tuple[str, float]:
    """Return the most probable exercise, and how probable it is.

    The set and its mirror image are asked, and their answers averaged: a camera on
    the other side changes nothing.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Of the set; without any, the person holds a posture.
    namer
        None: the one that ships (``training/train_exercises.py``).

    """
    namer = namer or shipped_namer()
    shares = namer.probabilities(set_features(tracks, turns)).mean(axis=0)
    best = int(shares.argmax())
    return namer.classes[best], float(shares[best])


@cache
def shipped_namer() -> ExerciseNamer:
    """Return the network that ships."""
    file = resources.files("midstance.exercises.naming").joinpath("names.npz")
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
        arrays: dict[str, Any] = {key: held[key] for key in held.files}
    arrays.pop("origin")
    classes = tuple(json.loads(str(arrays.pop("classes"))))
    temperature = float(arrays.pop("temperature"))
    values = {name: np.asarray(held, dtype=float) for name, held in arrays.items()}
    return ExerciseNamer(classes, **values, temperature=temperature)
