"""Vertical force on the ground over the stance, from one camera.

A ridge regression reads the mean stride of the own leg and the pelvis
(`midstance.metrics.learned.cycle`). What it reads is the force times the share of
the step that the foot is on the ground: in the mean over whole steps the ground
carries just the weight, so this shape has an area that hardly changes between
people, and the time on the ground sets the height. It learned from 18 people on a
treadmill over force plates (``training/train_loads.py``).

Not every load can be read this way. How fast the force rises in the first instants is
a fifth wrong for people left out of the training (``validation/loads.txt``) and not
given; neither is how much a runner brakes and pushes, which is a tenth wrong where
people differ by hardly more.
"""

from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np

from midstance.errors import NotEnoughDataError
from midstance.kernels.types import Floats
from midstance.metrics.learned.cycle import JOINTS, N_HARMONICS, N_SERIES, LegCycle
from midstance.metrics.learned.linear import LinearReader, reader_of, shipped

N_POINTS = 101
N_OF_PELVIS = 2 * (2 * N_HARMONICS + 1)
N_OF_LEG = (1 + len(JOINTS)) * N_OF_PELVIS
"""Of the features, those of the pelvis come first, then those of the own leg."""
WIDEST_BW = 0.3
"""A curve that is less sure than that, in body weights, is none."""
STRANGEST = 2.0
"""Who moves more unlike the people learned from than that is not read: walkers are
above it, and so is a leg whose joints were mixed up."""


@dataclass(frozen=True)
class ForceReader:
    """The regression, and the shapes that its outputs are amounts of.

    Parameters
    ----------
    reader
        From features to amounts of `shapes`.
    mean, shapes
        Shapes (N_POINTS,) and (n_shapes, N_POINTS): force times contact time by
        step time, in body weights.
    error_bw
        Shape (N_POINTS,): root mean square error for people left out of the
        training whose contact time is known.
    peak_error, impulse_error
        The same of the highest point and of the area, as a share.

    """

    reader: LinearReader
    mean: Floats
    shapes: Floats
    error_bw: Floats
    peak_error: float
    impulse_error: float

    def curves_bw(self, features: Floats, duty: Floats) -> Floats:
        """Return forces (body weights), shape (n, N_POINTS).

        Parameters
        ----------
        features
            Shape (n, N_OF_LEG + 3), see `force_features`.
        duty
            Time on the ground as a share of the time of a step, shape (n,).

        """
        shape = self.mean + self.reader.read(features) @ self.shapes
        return np.asarray(shape / np.asarray(duty)[..., None])


def force_features(cycle: LegCycle) -> Floats:
    """Return what of a mean stride the force is read off, shape (N_OF_LEG + 3,).

    All but the other leg: it is in the air while this one stands, and people whose own
    leg moves alike are loaded alike.
    """
    return np.delete(cycle.features, np.s_[N_OF_LEG:N_SERIES])


@dataclass(frozen=True)
class StanceForce:
    """Vertical force of one foot over its mean stance.

    Parameters
    ----------
    curve_bw, uncertainty_bw
        Shape (N_POINTS,), from contact to toe-off, in body weights; one standard
        deviation.
    contact_s
        How long the stance lasts.
    peak_bw, peak_uncertainty_bw
        Highest point of the curve.
    impulse_bw_s, impulse_uncertainty_bw_s
        Area under the curve.

    """

    curve_bw: Floats
    uncertainty_bw: Floats
    contact_s: float
    peak_bw: float
    peak_uncertainty_bw: float
    impulse_bw_s: float
    impulse_uncertainty_bw_s: float


@cache
def shipped_reader() -> ForceReader:
    """Return the reader that ships with the package."""
    held = shipped("force")
    mean, shapes, error_bw = (
        np.asarray(held[name], dtype=float) for name in ("mean", "shapes", "error_bw")
    )
    return ForceReader(
        reader_of(held),
        mean,
        shapes,
        error_bw,
        float(held["peak_error"]),
        float(held["impulse_error"]),
    )


def stance_force(
    cycle: LegCycle, contact_uncertainty_s: float, reader: ForceReader | None = None
) -> StanceForce:
    """Return the vertical force of one foot.

    Parameters
    ----------
    cycle
        The mean stride of that foot.
    contact_uncertainty_s
        Standard deviation of its mean contact time: a shorter time on the ground
        with the same weight to carry means a higher force.
    reader
        None: the shipped one.

    Raises
    ------
    NotEnoughDataError
        If the person moves unlike all who were learned from, or the curve would be
        less sure than `WIDEST_BW`.

    """
    reader = reader or shipped_reader()
    features = force_features(cycle)
    if reader.reader.strangeness(features) > STRANGEST:
        raise NotEnoughDataError(
            "The stride is unlike those of the runners from whom the force is known "
            "(2.5 to 4.5 m/s on a treadmill, seen from the side)."
        )
    duty = 2 * cycle.contact_s / cycle.stride_s
    curve = reader.curves_bw(features, np.array(duty))
    share = contact_uncertainty_s / cycle.contact_s
    doubt = np.hypot(reader.error_bw, share * curve)
    if sqrt(float(np.mean(doubt**2))) > WIDEST_BW:
        raise NotEnoughDataError(
            "The time on the ground is not sure enough to say with which force."
        )
    peak, impulse = float(curve.max()), float(curve.mean() * cycle.contact_s)
    return StanceForce(
        curve,
        doubt,
        cycle.contact_s,
        peak,
        peak * float(np.hypot(reader.peak_error, share)),
        impulse,
        impulse * reader.impulse_error,
    )
