"""Which frames belong to one shot: between two cuts the camera films on."""

import numpy as np
from numpy.typing import NDArray

from midstance.video.cuts.mixtures import DELAY_S, TICK_S

_NEW = 0.5
"""Share of a frame that is new after a cut."""
_USUAL_FACTOR, _NEAR_FRAMES = 3.0, 5
"""And so many times what is usual among the frames around: a camera that whips round
shows as much that is new in each of several frames."""
_LIKE_NEW, _ALONE_FACTOR = 0.25, 5.0
"""A cut within one room shows less that is new, but in one frame alone: so many times
what any frame near it shows."""
_FADING = 0.3
"""Share of what changes that is a mixture while shots fade into one another; 0.5 and
more then, and up to 0.2 where people run."""
_FADE_APART_S = 3.5 * TICK_S
"""Frames with and without such a share are one fade when they are this near."""
_FADES_ON = 1.5
"""Ticks before the first such frame and after the last: its first and last part is too
faint to tell."""


def find_shots(new: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return which shot each frame belongs to, counted from 0.

    Parameters
    ----------
    new
        Shape (n_frames,): the share of each frame that cannot be found in the one
        before, see `midstance.video.cuts.changes.Change`. NaN: not known, and no cut.

    Returns
    -------
    numpy.ndarray
        Shape (n_frames,), never falling. Hard cuts are found; for frames that fade
        into one another see `find_fades`.

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


def find_fades(
    mixed: NDArray[np.floating], time_s: NDArray[np.floating]
) -> list[tuple[float, float]]:
    """Return start and end (s) of where one shot fades into the next.

    Parameters
    ----------
    mixed
        Shape (n_frames,): how much of the frame half a second before each was a mixture
        of two, see `midstance.video.cuts.changes.Change`. NaN: not known.
    time_s
        Shape (n_frames,).

    Examples
    --------
    >>> time_s = np.arange(30) / 10
    >>> mixed = np.where((time_s > 1.85) & (time_s < 2.25), 0.6, 0.0)
    >>> [(round(a, 2), round(b, 2)) for a, b in find_fades(mixed, time_s)]
    [(1.25, 1.85)]

    """
    at_s = time_s[np.nan_to_num(mixed) >= _FADING] - DELAY_S
    if not at_s.size:
        return []
    parts = np.split(at_s, np.flatnonzero(np.diff(at_s) > _FADE_APART_S) + 1)
    more_s = _FADES_ON * TICK_S
    return [(float(part[0] - more_s), float(part[-1] + more_s)) for part in parts]
