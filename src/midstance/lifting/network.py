"""The lifting network at work, in plain arrays.

A temporal convolution is a few products of matrices; without a deep-learning
library it lifts thousands of frames a second on one core.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.errors import WeightsError
from midstance.files import DAMAGED

Single = NDArray[np.float32]

SHIPPED = Path(__file__).parent / "weights" / "running18.npz"
"""Trained by ``training/train_lifter.py``: docs/model-cards/lifter.md."""


@dataclass(frozen=True)
class LifterNetwork:
    """A trained temporal convolution network, normalisations folded in.

    Parameters
    ----------
    weights, biases
        Weights and biases of the layers in order: shape (width, n_in, n_out) and
        (n_out,). First a layer over time, then for each residual block one over time
        and one over channels, then the answer.
    widths
        Frames that the first layer and each block look at.
    causal
        Whether the answer belongs to the last frame that is looked at instead of
        the middle one.
    origin
        How it was trained, in JSON.
    lengths
        Lengths of the bones of the one person that it was trained for, in body heights;
        see `midstance.lifting.fit`. ``None``: of anybody.

    """

    weights: tuple[Single, ...]
    biases: tuple[Single, ...]
    widths: tuple[int, ...]
    causal: bool
    origin: str
    lengths: Single | None = None

    @property
    def n_in(self) -> int:
        """Return how many numbers a frame it reads."""
        return int(self.weights[0].shape[1])

    @property
    def receptive_field(self) -> int:
        """Return how many frames one answer depends on."""
        return int(np.prod(self.widths))

    def __call__(self, features: Single) -> Single:
        """Return one answer a frame.

        Parameters
        ----------
        features
            Shape (n_times, n_in). Before the first and after the last frame they
            count as held.

        Returns
        -------
        ndarray
            Shape (n_times, n_out).

        """
        around = self.receptive_field - 1
        before = around if self.causal else around // 2
        hidden = np.pad(features, ((before, around - before), (0, 0)), mode="edge")
        hidden = _rectified(self._layer(0, hidden, 1))
        dilation = self.widths[0]
        for block, width in enumerate(self.widths[1:]):
            span = (width - 1) * dilation
            first = span if self.causal else span // 2
            new = _rectified(self._layer(2 * block + 1, hidden, dilation))
            new = _rectified(self._layer(2 * block + 2, new, 1))
            new += hidden[first : first + len(new)]
            hidden = new
            dilation *= width
        return self._layer(len(self.weights) - 1, hidden, 1)

    def _layer(self, index: int, values: Single, dilation: int) -> Single:
        weight = self.weights[index]
        n_times = len(values) - (len(weight) - 1) * dilation
        total = values[:n_times] @ weight[0]
        for tap in range(1, len(weight)):
            total += values[tap * dilation : tap * dilation + n_times] @ weight[tap]
        total += self.biases[index]
        return np.asarray(total)


def _rectified(values: Single) -> Single:
    return np.asarray(np.maximum(values, 0.0, out=values))


def load_lifter_network(path: Path = SHIPPED) -> LifterNetwork:
    """Read the weights that ``training/train_lifter.py`` writes.

    Raises
    ------
    WeightsError
        If the file is missing or holds something else.

    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            widths = tuple(int(width) for width in kept["widths"])
            n_layers = 2 * len(widths)
            return LifterNetwork(
                weights=tuple(_single(kept[f"{i}.weight"]) for i in range(n_layers)),
                biases=tuple(_single(kept[f"{i}.bias"]) for i in range(n_layers)),
                widths=widths,
                causal=bool(kept["causal"]),
                origin=str(kept["origin"]),
                lengths=_single(kept["lengths"]) if "lengths" in kept else None,
            )
    except DAMAGED as error:
        raise WeightsError(
            f"{path} holds no weights of a lifting network; give the lifter.npz that "
            "training/train_lifter.py writes."
        ) from error


def _single(values: NDArray[np.floating]) -> Single:
    return np.ascontiguousarray(values, dtype=np.float32)
