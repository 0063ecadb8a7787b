"""Single events: how far each stride's own event is from its phase."""

import numpy as np

from midstance.events.derivatives import slope
from midstance.events.leg import Leg
from midstance.events.motion import Motion
from midstance.kernels.nan_stats import MAD_TO_SD
from midstance.kernels.types import Array

WINDOW_STRIDES = 0.10
JITTER_S = 0.008
"""What shifts are expected of single events when nothing else is known."""
BANDWIDTH_HZ = 16.0
"""Smoothed frames closer than this repeat each other's error."""


def refine_events(
    motion: Motion, leg: Leg, times_s: Array, *, jitter_s: float | Array = JITTER_S
) -> tuple[Array, Array]:
    """Return how much later than its phase each event is, and how sure that is (s).

    Around each event the frames are compared with the average stride: where
    they run behind it, the event is late. Every signal of the leg takes part,
    weighed by its noise and its steepness, each free to lie a little higher or
    lower as a whole. Noise pulls the shift towards zero.

    Parameters
    ----------
    motion
        The whole gait.
    leg
        The average stride of one leg, see `Motion.mean_leg`.
    times_s
        Shape (n_events,): when the phase says the event was.
    jitter_s
        How far single events are expected to lie from their phase, one standard
        deviation; of all, or shape (n_events,).

    """
    turn = motion.phase_of(leg.side) / (2 * np.pi)
    place_s = ((turn + 0.5) % 1.0 - 0.5) * leg.period_s
    residuals, slopes, weights = [], [], []
    for signals, means in ((motion.forward, leg.forward), (motion.up, leg.up)):
        for name in motion.keypoints(leg.side):
            expected = np.interp(place_s, leg.time_s, means[name])
            residual = signals[leg.side, name] - expected
            if not np.isfinite(residual).any():
                continue
            scatter = MAD_TO_SD * np.nanmedian(
                np.abs(residual - np.nanmedian(residual))
            )
            residuals.append(residual)
            slopes.append(
                np.interp(place_s, leg.time_s, slope(means[name], leg.time_s))
            )
            weights.append(1 / max(float(scatter), 1e-4) ** 2)
    usual_s = np.broadcast_to(np.asarray(jitter_s, dtype=float), len(times_s))
    shifts, sds = np.zeros(len(times_s)), usual_s.copy()
    if not residuals:
        return shifts, sds
    all_residuals, all_slopes = np.array(residuals), np.array(slopes)
    weight = np.array(weights)[:, None]
    crowding = max(1.0, motion.rate_hz / BANDWIDTH_HZ)
    half_s = WINDOW_STRIDES * leg.period_s
    for number, time_s in enumerate(times_s):
        near = slice(
            *np.searchsorted(motion.time_s, (time_s - half_s, time_s + half_s))
        )
        late, certainty = _one_shift(
            all_residuals[:, near], all_slopes[:, near], weight
        )
        variance = crowding / certainty if certainty > 0 else np.inf
        trust = usual_s[number] ** 2 / (usual_s[number] ** 2 + variance)
        shifts[number] = trust * late
        sds[number] = usual_s[number] * np.sqrt(1 - trust)
    return shifts, sds


def _one_shift(residual: Array, steep: Array, weight: Array) -> tuple[float, float]:
    """Return the shift by least squares: residual = offset - shift * slope."""
    seen = np.isfinite(residual)
    count = np.maximum(seen.sum(axis=1, keepdims=True), 1)
    residual = np.where(seen, residual, 0.0)
    steep = np.where(seen, steep, 0.0)
    residual = np.where(seen, residual - residual.sum(axis=1, keepdims=True) / count, 0)
    steep = np.where(seen, steep - steep.sum(axis=1, keepdims=True) / count, 0)
    certainty = float(np.sum(weight * steep**2))
    if certainty <= 0:
        return 0.0, 0.0
    return -float(np.sum(weight * residual * steep)) / certainty, certainty
