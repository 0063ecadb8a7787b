"""How sure a heat map is of its peak, as Mask R-CNN judges it."""

import numpy as np
from numpy.typing import NDArray

DRAWN_FROM = 0.05
"""Share from which Detectron2 draws a keypoint."""


def peak_share(heat: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the probability of the best cell of each map.

    Parameters
    ----------
    heat
        Shape (..., height, width): logits, which the softmax over all cells makes
        probabilities [1]_.

    Returns
    -------
    numpy.ndarray
        Shape (...), 1 / number of cells (anywhere) to 1 (there).

    References
    ----------
    .. [1] K. He et al., *Mask R-CNN*, 2017, section 5 (human pose estimation).

    Examples
    --------
    >>> peak_share(np.log(np.array([[0.25, 0.25], [0.5, 1.0]]))).item()
    0.5

    """
    best = heat.max(axis=(-2, -1), keepdims=True)
    odds = np.exp(heat.astype(float) - best)
    return np.asarray(1 / odds.sum(axis=(-2, -1)))


def as_confidence(share: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return shares as confidence, 0 to 1, so that `DRAWN_FROM` becomes 0.5.

    Even a point that is exactly right rarely has more than a third of the heat in
    one cell, so the bare share would look like doubt beside other networks.

    Examples
    --------
    >>> as_confidence(np.array([0.0, 0.05, 0.45]))
    array([0. , 0.5, 0.9])

    """
    return np.asarray(share / (share + DRAWN_FROM))
