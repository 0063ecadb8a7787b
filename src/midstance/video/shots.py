"""Which frames belong to one shot: between two cuts the camera films on."""

import numpy as np
from numpy.typing import NDArray

_NEW = 0.5
"""Share of a frame that is new after a cut."""
_USUAL_FACTOR, _NEAR_FRAMES = 3.0, 5
"""And so many times what is usual among the frames around: a camera that whips round
shows as much that is new in each of several frames."""
_LIKE_NEW, _ALONE_FACTOR = 0.25, 5.0
"""A cut within one room shows less that is new, but in one frame alone: so many times
what any frame near it shows."""


def find_shots(new: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return which shot each frame belongs to, counted from 0.

    Parameters
    ----------
    new
        Shape (n_frames,): the share of each frame that cannot be found in the one
        before, see `midstance.video.changes.Change`. NaN: not known, and no cut.

    Returns
    -------
    numpy.ndarray
        Shape (n_frames,), never falling. Hard cuts are found; frames that fade
        into one another are not.

    Examples
    --------
    >>> find_shots(np.array([np.nan, 0.0, 0.1, 0.9, 0.0]))
    array([0, 0, 0, 1, 1])

    """
    known = np.nan_to_num(np.asarray(new, dtype=float))
    is_cut = np.zeros(known.size, dtype=bool)
    for k in np.flatnonzero(known >= _LIKE_NEW).tolist():
        around = np.concatenate(
            [
                known[max(0, k - _NEAR_FRAMES) : k],
                known[k + 1 : k + 1 + _NEAR_FRAMES],
            ]
        )
        usual = float(np.median(around)) if around.size else 0.0
        most = float(np.max(around, initial=0.0))
        is_new = known[k] >= _NEW and known[k] >= _USUAL_FACTOR * usual
        is_cut[k] = is_new or known[k] >= _ALONE_FACTOR * most
    return np.cumsum(is_cut)
