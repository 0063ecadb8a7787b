"""Legs that differ more than those of the people that the reader learned from.

People over force plates stand alike on both feet within some 8 ms (one standard
deviation), so the reader that learned from them takes most of a larger difference for
noise: of 72 ms it told 14. The network that learned from synthetic people, of whom some
limp, sees more of it. Where both disagree about the difference between the legs by
more than they ever did about people left out, the network's difference counts.
"""

import numpy as np

from midstance.kernels.types import Array

USUAL_S = np.array([0.009, 0.016])
"""By how much reader and network disagree at most about the difference between the
legs at contact and at toe-off, of 18 people left out in 54 trials, whatever the noise
(``validation/people.py``). Twice as much is believed in full."""
WHOLE = 1.35
"""The network, too, tells less than all: 0.7 of the differences of synthetic runners
who limp, half of the largest in real ones."""
UNSURE = 0.35
"""Part of what is taken over that stays uncertain, one standard deviation."""


def split_difference(
    read_s: Array, seen_s: Array, period_s: float
) -> tuple[Array, Array]:
    """Return how much later both legs' events are than read, and how sure that is.

    Parameters
    ----------
    read_s, seen_s
        Shape (2, 2): contact and toe-off of either leg (s), by the reader that learned
        from people, and by the network that learned from synthetic ones. NaN where
        either knows nothing: nothing is moved.
    period_s
        Of a stride; events a whole stride apart are the same.

    Returns
    -------
    later_s, sd_s
        Shape (2, 2) and (2,): what to add, the mean of both legs unchanged, and the
        deviation of that for each leg.

    """
    read_apart_s = _wrapped(read_s[0] - read_s[1], period_s)
    seen_apart_s = _wrapped(seen_s[0] - seen_s[1], period_s)
    excess_s = np.nan_to_num(_wrapped(seen_apart_s - read_apart_s, period_s))
    share = np.clip(np.abs(excess_s) / USUAL_S - 1.0, 0.0, 1.0)
    half_s = np.nan_to_num(WHOLE * seen_apart_s - read_apart_s) / 2
    later_s = share * half_s
    variance = (UNSURE * later_s) ** 2 + share * (1 - share) * half_s**2
    return np.stack([later_s, -later_s]), np.sqrt(variance)


def _wrapped(apart_s: Array, period_s: float) -> Array:
    return np.asarray(apart_s - period_s * np.round(apart_s / period_s))
