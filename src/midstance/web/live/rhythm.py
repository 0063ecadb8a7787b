"""The rhythm of legs, from few images per second."""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

SLOWEST_HZ, FASTEST_HZ = 0.5, 2.2
"""Strides per second, of a slow walk and of a sprint."""
_COARSE_HZ, _FINE_HZ = 0.02, 0.001
_FEWEST_S = 2.5
_FEWEST_FRAMES = 16
_EXPLAINED = 0.6
"""Of the motion, by one wave: less is no steady rhythm."""
_LEAST_SWING = 0.12
"""In lengths of the leg: who stands does not swing."""


@dataclass(frozen=True)
class Told:
    """A number and its uncertainty; None: not known."""

    value: float
    uncertainty: float | None


def cadence_of(
    times_s: NDArray[np.floating],
    ankles: NDArray[np.floating],
    leg_length: float,
) -> Told | None:
    """Return the cadence (steps/min) of who walks or runs; None: nobody does.

    The ankles move against one another once a stride. The wave that fits this motion
    best, along the direction in which it is largest, is the stride; that needs five
    images a stride and no contact. The uncertainty is that of the frequency of a wave
    in noise (Rife and Boorstyn 1974, doi:10.1109/TIT.1974.1055282), with what the wave
    leaves over as the noise.

    Parameters
    ----------
    times_s
        Rising, shape (n_times,).
    ankles
        Left and right, shape (n_times, 2, 2); NaN where not seen.
    leg_length
        From hip to ankle, in the unit of `ankles`.

    """
    apart = ankles[:, 0] - ankles[:, 1]
    seen = np.isfinite(apart).all(axis=1)
    times_s, apart = times_s[seen], apart[seen]
    if len(times_s) < _FEWEST_FRAMES or np.ptp(times_s) < _FEWEST_S:
        return None
    centred = apart - apart.mean(axis=0)
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    wave = centred @ direction
    nyquist_hz = 0.4 * (len(times_s) - 1) / np.ptp(times_s)
    rough = np.arange(SLOWEST_HZ, min(FASTEST_HZ, nyquist_hz), _COARSE_HZ)
    if not len(rough):
        return None
    best = rough[int(np.argmin([_fit(times_s, wave, one)[0] for one in rough]))]
    fine = best + np.arange(-_COARSE_HZ, _COARSE_HZ, _FINE_HZ)
    rest = [_fit(times_s, wave, one) for one in fine]
    number = int(np.argmin([one[0] for one in rest]))
    left_over, swing = rest[number]
    explained = 1 - left_over**2 / max(float(np.mean(wave**2)), 1e-12)
    if explained < _EXPLAINED or swing < _LEAST_SWING * leg_length:
        return None
    span_s, n = float(np.ptp(times_s)), len(times_s)
    off_hz = sqrt(6 / n) * left_over / (pi * span_s * swing)
    return Told(120 * float(fine[number]), 120 * off_hz)


def _fit(
    times_s: NDArray[np.floating], wave: NDArray[np.floating], rate_hz: float
) -> tuple[float, float]:
    """Return what a wave of this rate leaves over (RMS), and how far it swings."""
    angle = 2 * pi * rate_hz * (times_s - times_s[0])
    design = np.column_stack([np.ones_like(angle), np.cos(angle), np.sin(angle)])
    found = np.linalg.lstsq(design, wave, rcond=None)[0]
    left_over = float(np.sqrt(np.mean((wave - design @ found) ** 2)))
    return left_over, float(np.hypot(found[1], found[2]))
