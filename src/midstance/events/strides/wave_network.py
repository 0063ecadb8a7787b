"""A network that reads both events off the Fourier series of an average stride."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from midstance.events.strides.waves import N_INPUTS, View
from midstance.kernels.types import Array

SCALE_S = 0.05
"""What the networks count times in."""
WIDEST = 5.0
"""Inputs farther than this many standard deviations from what was trained on are
held there."""


@dataclass(frozen=True)
class WaveNetwork:
    """An ensemble of networks of two hidden layers (SiLU) beside a linear one.

    Parameters
    ----------
    layers
        Weights and offsets in turn, six arrays, the first axis counts networks.
    line, line_offset
        Shapes (n_networks, n_inputs, 2) and (n_networks, 2).
    centre, width
        Shape (n_networks, n_inputs): mean and standard deviation of the inputs in
        training.

    """

    layers: tuple[Array, ...]
    line: Array
    line_offset: Array
    centre: Array
    width: Array

    def read(self, inputs: Array) -> tuple[Array, Array]:
        """Return how long after the start of a stride a leg lands and leaves.

        Parameters
        ----------
        inputs
            Shape (n_inputs,), see `midstance.events.strides.waves.Stride`.

        Returns
        -------
        after_s, sd_s
            Shape (2,): the mean of the ensemble; its own standard deviations and
            the disagreement between its networks together.

        """
        values = np.clip((inputs - self.centre) / self.width, -WIDEST, WIDEST)
        first, first_offset, second, second_offset, last, last_offset = self.layers
        hidden = _silu(np.einsum("ni,nij->nj", values, first) + first_offset)
        hidden = _silu(np.einsum("ni,nij->nj", hidden, second) + second_offset)
        output = np.einsum("ni,nij->nj", hidden, last) + last_offset
        mean = np.einsum("ni,nij->nj", values, self.line) + self.line_offset
        mean = mean + output[:, :2]
        variance = np.exp(2 * np.clip(output[:, 2:], -5, 3))
        sd = np.sqrt(variance.mean(axis=0) + mean.var(axis=0))
        return SCALE_S * mean.mean(axis=0), SCALE_S * sd


def _silu(values: Array) -> Array:
    return np.asarray(values / (1 + np.exp(-values)))


@cache
def wave_network(view: View) -> WaveNetwork:
    """Return the networks that ship, made by ``training/train_waves.py``."""
    file = resources.files("midstance.events.strides").joinpath("waves.npz")
    with file.open("rb") as opened, np.load(opened) as saved:
        if saved[f"{view}_centre"].shape[1] != N_INPUTS:
            raise RuntimeError("waves.npz was trained on other inputs; train again")
        return WaveNetwork(
            tuple(saved[f"{view}_layer_{k}"].astype(float) for k in range(6)),
            saved[f"{view}_line"].astype(float),
            saved[f"{view}_line_offset"].astype(float),
            saved[f"{view}_centre"].astype(float),
            saved[f"{view}_width"].astype(float),
        )
