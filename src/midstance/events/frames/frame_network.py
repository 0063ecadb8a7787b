"""A convolution network over frames: how likely each is a contact or a toe-off."""

from dataclasses import dataclass

import numpy as np

from midstance.kernels.types import Array


@dataclass(frozen=True)
class FrameNetwork:
    """Convolutions over time, ReLU between them, and softmax at the end.

    A layer with many taps far apart followed by layers of one tap is a perceptron
    that looks through a window; layers whose taps are farther and farther apart
    are a temporal convolution network.

    Parameters
    ----------
    weights
        Per layer, shape (n_outputs, n_inputs, n_taps), n_taps odd.
    offsets
        Per layer, shape (n_outputs,).
    dilations
        Per layer, how many frames its taps are apart.
    centre, width
        Shape (n_channels,): mean and standard deviation of the inputs.

    """

    weights: tuple[Array, ...]
    offsets: tuple[Array, ...]
    dilations: tuple[int, ...]
    centre: Array
    width: Array

    def read(self, values: Array) -> Array:
        """Return the probabilities of nothing, initial contact and toe-off.

        Parameters
        ----------
        values
            Shape (n_times, n_channels), see `midstance.events.frames.frame_features`.

        Returns
        -------
        numpy.ndarray
            Shape (n_times, 3). Beyond its ends a recording is taken as average.

        """
        signal = (values - self.centre) / self.width
        last = len(self.weights) - 1
        for number, (weight, offset, dilation) in enumerate(
            zip(self.weights, self.offsets, self.dilations, strict=True)
        ):
            signal = convolve(signal, weight, dilation) + offset
            if number < last:
                signal = np.maximum(signal, 0.0)
        odds = np.exp(signal - signal.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def convolve(signal: Array, weight: Array, dilation: int) -> Array:
    """Return a convolution in which every tap sees zeros beyond the ends.

    Parameters
    ----------
    signal
        Shape (n_times, n_inputs).
    weight
        Shape (n_outputs, n_inputs, n_taps); the middle tap sees its own time.
    dilation
        Frames from tap to tap.

    Returns
    -------
    numpy.ndarray
        Shape (n_times, n_outputs).

    Examples
    --------
    >>> convolve(np.arange(4.0)[:, None], np.array([[[1.0, 0.0, 0.0]]]), 2)[:, 0]
    array([0., 0., 0., 1.])

    """
    n_taps = weight.shape[2]
    reach = dilation * (n_taps // 2)
    padded = np.pad(signal, ((reach, reach), (0, 0)))
    out = np.zeros((len(signal), weight.shape[0]))
    for tap in range(n_taps):
        out += padded[tap * dilation :][: len(signal)] @ weight[:, :, tap].T
    return out
