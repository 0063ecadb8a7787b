"""A small network that reads both events off the features of an average stride."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np

from midstance.events.strides.features import NAMES
from midstance.kernels.types import Array

TARGET_SCALE_S = 0.05
WIDEST = 4.0
"""Features farther than this many standard deviations from what was trained on
are held there."""


@dataclass(frozen=True)
class TimingModel:
    """A linear regression and an ensemble of networks of two hidden layers (tanh).

    Parameters
    ----------
    layers
        Weights and offsets in turn, six arrays, the first axis counts networks.
    line
        Weights of the inputs and, last, the offset (s) of the linear part, shape
        (n_inputs + 1, 2).
    centre, width
        Mean and standard deviation of each of
        `midstance.events.strides.features.NAMES` in training.

    """

    layers: tuple[Array, ...]
    line: Array
    centre: Array
    width: Array

    def read(self, features: Array) -> tuple[Array, Array]:
        """Return how long after its start a leg lands and leaves, and how sure that is.

        Parameters
        ----------
        features
            Shape (n_features,), see `midstance.events.strides.features.NAMES`; NaN is
            allowed.

        Returns
        -------
        after_s, sd_s
            Shape (2,): the mean of the ensemble; its own standard deviations and
            the disagreement between its networks together.

        """
        missing = np.isnan(features)
        scaled = np.clip((features - self.centre) / self.width, -WIDEST, WIDEST)
        values = np.concatenate([np.where(missing, 0.0, scaled), missing])
        first, first_offset, second, second_offset, last, last_offset = self.layers
        hidden = np.tanh(np.einsum("i,nij->nj", values, first) + first_offset)
        hidden = np.tanh(np.einsum("ni,nij->nj", hidden, second) + second_offset)
        output = np.einsum("ni,nij->nj", hidden, last) + last_offset
        mean, variance = output[:, :2], np.exp(2 * np.clip(output[:, 2:], -5, 3))
        total = variance.mean(axis=0) + mean.var(axis=0)
        linear_s = values @ self.line[:-1] + self.line[-1]
        after_s = linear_s + TARGET_SCALE_S * mean.mean(axis=0)
        return after_s, TARGET_SCALE_S * np.sqrt(total)


@cache
def timing_model(view: Literal["side", "behind"]) -> TimingModel:
    """Return the networks that ship, made by ``training/train_events.py``.

    Parameters
    ----------
    view
        ``side`` reads the features of `describe_stride` in
        `midstance.events.strides.features`, ``behind`` those of
        `describe_stride_from_behind`.

    """
    file = resources.files("midstance.events.strides").joinpath("timing.npz")
    with file.open("rb") as opened, np.load(opened) as saved:
        if tuple(saved["names"].tolist()) != NAMES:
            raise RuntimeError("timing.npz was trained on other features; train again")
        return TimingModel(
            tuple(saved[f"{view}_layer_{k}"].astype(float) for k in range(6)),
            saved[f"{view}_line"].astype(float),
            saved[f"{view}_centre"].astype(float),
            saved[f"{view}_width"].astype(float),
        )
