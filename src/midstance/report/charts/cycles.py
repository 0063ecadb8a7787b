"""The joint angles over the stride, ready to be drawn."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.kernels.signals.gaps import valid_runs
from midstance.report.charts.svg import Cycle
from midstance.schema.events import SIDES

_FEWEST_STRIDES, _LEAST_SHARE = 3, 0.5
"""Where fewer strides, or a smaller share of them, were seen at a moment of the
cycle, nothing is drawn: the few in which a hidden leg was seen are not typical."""
_SHORTEST_PIECE = 5
"""A shorter piece (% of the cycle) between two gaps shows nothing, and is left out."""


@dataclass(frozen=True)
class Joint:
    """A joint that the page shows, and which way its angle is counted.

    Parameters
    ----------
    angle
        Name among the angles of `midstance.metrics.curves`.
    title
        Above the figure.
    up
        What a larger angle means.
    metric
        A metric that is read from this angle.

    """

    angle: str
    title: str
    up: str
    metric: str


JOINTS = (
    Joint("hip_flexion", "Hip", "flexion", "hip_flexion_contact"),
    Joint("knee_flexion", "Knee", "flexion", "knee_flexion_contact"),
    Joint("dorsiflexion", "Ankle", "dorsiflexion", "dorsiflexion_contact"),
)


def cycles_of(angles: xr.Dataset, joint: Joint) -> list[Cycle]:
    """Return the cycles of one joint, at most one a side.

    Every moment of the cycle has the mean and the spread of the strides in which
    the angle was seen then: the far leg is hidden for a moment in most strides,
    and few are seen whole.

    Parameters
    ----------
    angles
        As `midstance.metrics.curves.angle_cycles` gives them; may be empty.
    joint
        Which one.

    Returns
    -------
    list of Cycle
        NaN where fewer than 3 strides or less than half of them were seen;
        without the sides of which nothing would be left.

    """
    if "angle" not in angles.coords or joint.angle not in angles["angle"].to_numpy():
        return []
    values = angles["angle_deg"].sel(angle=joint.angle).to_numpy()
    sides = angles["stride_side"].to_numpy()
    found = []
    for side in SIDES:
        own = values[sides == side]
        fewest = max(_FEWEST_STRIDES, _LEAST_SHARE * len(own))
        is_enough = np.isfinite(own).sum(axis=0) >= fewest
        for piece in valid_runs(np.where(is_enough, 1.0, np.nan)):
            is_enough[piece] = piece.stop - piece.start >= _SHORTEST_PIECE
        if not is_enough.any():
            continue
        mean, sd = np.full((2, own.shape[1]), np.nan)
        mean[is_enough] = np.nanmean(own[:, is_enough], axis=0)
        sd[is_enough] = np.nanstd(own[:, is_enough], axis=0, ddof=1)
        toe_off = angles["toe_off_percent"].to_numpy()[sides == side]
        toe_off = toe_off[np.isfinite(toe_off)]
        found.append(
            Cycle(
                side=side,
                mean_deg=mean,
                sd_deg=sd,
                toe_off_percent=float(toe_off.mean()) if toe_off.size else np.nan,
                n_strides=int(np.isfinite(own).any(axis=1).sum()),
            )
        )
    return found


def described(cycles: list[Cycle], joint: Joint) -> str:
    """Return in words what the figure of `cycles` shows, for those who hear it."""
    parts = [
        f"{cycle.side} from {np.nanmin(cycle.mean_deg):.0f}° "
        f"to {np.nanmax(cycle.mean_deg):.0f}° over {cycle.n_strides} strides"
        for cycle in cycles
    ]
    return f"{joint.title} {joint.up} over the stride: {'; '.join(parts)}."
