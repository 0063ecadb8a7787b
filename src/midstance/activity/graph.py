"""What somebody does, told from the joints alone by a small network that ships."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.activity.heatmap import HEIGHT_PX, WIDTH_PX
from midstance.activity.stacks import Stack
from midstance.kernels.types import Array

OTHER = "other"
"""None of the activities it knows."""
SURE = 0.75
"""Probability from which an activity is told; `validation/exercises.py` prints how
often poses that are none get a name from this and other thresholds."""
_LAYERS = 3


@dataclass(frozen=True)
class JointGraph:
    """Three graph convolutions over the joints of two people, and one layer.

    The same as `midstance.activity.network.SkeletonGraph`, without PyTorch.

    Parameters
    ----------
    classes
        What it can tell, among them `OTHER`.
    weights
        Arrays as ``training/train_activity_graph.py`` writes them.
    temperature
        Divides the scores, so that the probabilities of people it did not learn
        from are as often right as they say.
    sha256
        Of its file.
    origin
        Settings, hashes of the recipe and the data, and scores of people left out.

    """

    classes: tuple[str, ...]
    weights: dict[str, Array]
    temperature: float
    sha256: str
    origin: dict[str, Any]
    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX
    sure: float = SURE

    def predict(self, stacks: Sequence[Stack]) -> NDArray[np.float64]:
        """Return probabilities, shape (n_stacks, n_classes).

        NaN for a stack in which nobody was found: there is nobody to do anything.
        """
        shares = np.full((len(stacks), len(self.classes)), np.nan)
        rows = [k for k, stack in enumerate(stacks) if stack.joints[..., 2].any()]
        if rows:
            joints = np.stack([stacks[k].joints for k in rows]).astype(float)
            shares[rows] = self.probabilities(joints)
        return shares

    def probabilities(self, joints: Array) -> Array:
        """Return shape (n, n_classes) for joints of shape (n, 2, 16, 3).

        Parameters
        ----------
        joints
            See `midstance.activity.stacks.Stack`.

        """
        held = self.weights
        values = _described(joints)
        for k in range(_LAYERS):
            near = held["body_links"] @ values
            values = (
                values @ held[f"body_own_{k}_weight"].T
                + held[f"body_own_{k}_bias"]
                + near @ held[f"body_near_{k}_weight"].T
            )
            if k == 0:
                values = values + held["body_places"]
            values = np.maximum(values, 0.0)
        features = values.max(axis=2).reshape(len(joints), -1)
        scores = features @ held["head_1_weight"].T + held["head_1_bias"]
        raised = np.exp((scores - scores.max(axis=1, keepdims=True)) / self.temperature)
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))


@cache
def shipped_graph() -> JointGraph:
    """Return the network that ships."""
    file = resources.files("midstance.activity").joinpath("graph.npz")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
        arrays: dict[str, Any] = {key: held[key] for key in held.files}
    origin = json.loads(str(arrays.pop("origin")))
    classes = tuple(json.loads(str(arrays.pop("classes"))))
    temperature = float(arrays.pop("temperature"))
    weights = {name: np.asarray(held, dtype=float) for name, held in arrays.items()}
    return JointGraph(classes, weights, temperature, digest, origin)


def _described(joints: Array) -> Array:
    """Return place in the image, place on the body, whether seen and the size."""
    xy, seen = joints[..., :2], joints[..., 2:]
    n_seen = np.maximum(seen.sum(axis=2, keepdims=True), 1)
    middle = (xy * seen).sum(axis=2, keepdims=True) / n_seen
    away = (xy - middle) * seen
    size = np.sqrt((away**2).sum(axis=(2, 3), keepdims=True) / n_seen)
    around = away / np.maximum(size, 1e-3)
    return np.concatenate([xy * seen, around, seen, size * seen], axis=-1)
