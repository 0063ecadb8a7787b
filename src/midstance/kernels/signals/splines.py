"""Cubic splines through every stretch of a signal with gaps, solved together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Floats

_FEWEST = 4
"""Of a stretch, for a cubic through it; fewer are joined by straight lines."""


class Splines(NamedTuple):
    """The pieces between neighbouring samples, each a polynomial of third degree.

    Parameters
    ----------
    time_s
        Shape (n_seen,): when each sample was; a piece begins there.
    powers
        Shape (4, n_seen): what the third, second, first and no power of the time since
        then is multiplied by.
    is_last, is_alone
        Shape (n_seen,): which samples end a stretch, and which are all of it.

    """

    time_s: Floats
    powers: Floats
    is_last: NDArray[np.bool_]
    is_alone: NDArray[np.bool_]

    def sample(self, at_s: Floats) -> tuple[Floats, Floats]:
        """Return the signal and its rate of change (per s) at any times.

        Of the shape of `at_s`; NaN in gaps and outside the stretches.
        """
        if not self.time_s.size:
            return np.full(at_s.shape, np.nan), np.full(at_s.shape, np.nan)
        piece = np.searchsorted(self.time_s, at_s, side="right") - 1
        ends = self.is_last[piece]
        unseen = (piece < 0) | (ends & (at_s != self.time_s[piece]))
        # The last sample of a stretch lies on the piece before it.
        piece = np.where(ends & ~self.is_alone[piece], piece - 1, piece)
        since_s = at_s - self.time_s[piece]
        third, second, first, none = self.powers[:, piece]
        squared = since_s * since_s
        value = none + first * since_s + second * squared
        value += third * (squared * since_s)
        rate = first + 2 * second * since_s + 3 * third * squared
        value[unseen] = np.nan
        rate[unseen | self.is_alone[piece]] = np.nan
        return value, rate


def splines_through(time_s: Floats, values: Floats) -> Splines:
    """Return a cubic spline through each stretch of samples without a gap.

    Every spline is that of `scipy.interpolate.CubicSpline` (not-a-knot). Their systems
    of equations have nothing in common and are solved as one, since a leg that is
    hidden at every step leaves dozens of short stretches.

    Parameters
    ----------
    time_s, values
        Shape (n_times,), times rising; NaN marks a gap.

    """
    seen = np.flatnonzero(np.isfinite(values))
    x, y = time_s[seen].astype(float), values[seen].astype(float)
    apart = np.diff(seen) > 1
    is_last = np.append(apart, values=True)[: seen.size]
    is_first = np.insert(apart, 0, values=True)[: seen.size]
    powers = np.zeros((4, seen.size))
    powers[3] = y
    if seen.size < 2:
        return Splines(x, powers, is_last, is_first & is_last)
    firsts, lasts = np.flatnonzero(is_first), np.flatnonzero(is_last)
    is_long = np.repeat(lasts - firsts + 1 >= _FEWEST, lasts - firsts + 1)
    dx = np.append(np.diff(x), 1.0)
    slope = np.append(np.diff(y), 0.0) / dx
    rate = _rates(x, dx, slope, is_first, is_last, is_long)
    # Where a stretch ends nothing is read, and what stands there means nothing.
    after = np.append(rate[1:], 0.0)
    bent = (rate + after - 2 * slope) / dx
    powers[0] = np.where(is_long, bent / dx, 0.0)
    powers[1] = np.where(is_long, (slope - rate) / dx - bent, 0.0)
    powers[2] = np.where(is_long, rate, slope)
    return Splines(x, powers, is_last, is_first & is_last)


def _rates(
    x: Floats,
    dx: Floats,
    slope: Floats,
    is_first: NDArray[np.bool_],
    is_last: NDArray[np.bool_],
    is_long: NDArray[np.bool_],
) -> Floats:
    """Return the rate of change at each sample of a long stretch, 0 at the others."""
    from scipy.linalg import solve_banded

    middle = np.flatnonzero(is_long & ~is_first & ~is_last)
    first = np.flatnonzero(is_long & is_first)
    last = np.flatnonzero(is_long & is_last)
    bands, right = np.zeros((3, x.size)), np.zeros(x.size)
    bands[1, ~is_long] = 1.0
    bands[1, middle] = 2 * (dx[middle - 1] + dx[middle])
    bands[0, middle + 1] = dx[middle - 1]
    bands[2, middle - 1] = dx[middle]
    right[middle] = 3 * (
        dx[middle] * slope[middle - 1] + dx[middle - 1] * slope[middle]
    )
    # Not a knot: the first two pieces are one polynomial, and the last two.
    wide = x[first + 2] - x[first]
    bands[1, first], bands[0, first + 1] = dx[first + 1], wide
    right[first] = (
        (dx[first] + 2 * wide) * dx[first + 1] * slope[first]
        + dx[first] ** 2 * slope[first + 1]
    ) / wide
    wide = x[last] - x[last - 2]
    bands[1, last], bands[2, last - 1] = dx[last - 2], wide
    right[last] = (
        dx[last - 1] ** 2 * slope[last - 2]
        + (2 * wide + dx[last - 1]) * dx[last - 2] * slope[last - 1]
    ) / wide
    return np.asarray(
        solve_banded(
            (1, 1),
            bands,
            right,
            overwrite_ab=True,
            overwrite_b=True,
            check_finite=False,
        )
    )
