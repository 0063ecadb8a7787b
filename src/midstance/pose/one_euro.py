"""The one-euro filter: smooths what stands still, follows what moves.

A live filter with lag. Nothing that is measured may pass through it; it only
steadies the place where a network looks next.
"""

from collections.abc import Sequence
from math import tau

import numpy as np
from numpy.typing import NDArray


class OneEuroFilter:
    """Filters values that come one after the other.

    Parameters
    ----------
    lowest_cutoff_hz
        Cut-off for values that do not move.
    slope
        How much the cut-off (Hz) rises per unit of speed (1/s).
    speed_cutoff_hz
        Cut-off of the low-pass filter on the speed.
    interval_s
        Time from one value to the next.

    References
    ----------
    .. [1] G. Casiez, N. Roussel, D. Vogel, *1 EUR Filter: A Simple Speed-based
       Low-pass Filter for Noisy Input in Interactive Systems*, CHI 2012.

    Examples
    --------
    >>> steady = OneEuroFilter(0.01, 10.0, 1.0, interval_s=0.1)
    >>> steady.apply(np.array([5.0]), scale=1.0)
    array([5.])

    """

    def __init__(
        self,
        lowest_cutoff_hz: float,
        slope: float,
        speed_cutoff_hz: float,
        *,
        interval_s: float,
    ) -> None:
        self._lowest_cutoff_hz = lowest_cutoff_hz
        self._slope = slope
        self._speed_cutoff_hz = speed_cutoff_hz
        self._interval_s = interval_s
        self._raw: NDArray[np.floating] | None = None
        self._smooth: NDArray[np.floating] = np.empty(0)
        self._speed: NDArray[np.floating] = np.empty(0)

    def apply(self, values: NDArray[np.floating], scale: float) -> NDArray[np.floating]:
        """Return `values` smoothed, each by itself.

        Parameters
        ----------
        values
            Values of the same shape at every call; the first comes back as it is.
        scale
            Length by which the speed is divided, so that the size of a thing in
            the image does not matter.

        """
        if self._raw is None:
            self._smooth, self._speed = values, np.zeros_like(values)
        else:
            speed = (values - self._raw) / scale / self._interval_s
            weight = self._weight(np.full_like(speed, self._speed_cutoff_hz))
            self._speed = self._speed + weight * (speed - self._speed)
            cutoff_hz = self._lowest_cutoff_hz + self._slope * np.abs(self._speed)
            weight = self._weight(cutoff_hz)
            self._smooth = self._smooth + weight * (values - self._smooth)
        self._raw = values
        return self._smooth

    def memory(self) -> tuple[NDArray[np.floating], ...]:
        """Return all that the next value depends on; empty before the first one."""
        return () if self._raw is None else (self._raw, self._smooth, self._speed)

    def recall(self, memory: Sequence[NDArray[np.floating]]) -> None:
        """Go on as the filter did whose `memory` this is."""
        if len(memory):
            self._raw, self._smooth, self._speed = memory

    def _weight(self, cutoff_hz: NDArray[np.floating]) -> NDArray[np.floating]:
        return 1 / (1 + 1 / (tau * cutoff_hz * self._interval_s))
