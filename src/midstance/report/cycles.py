"""The joint angles over the stride, ready to be drawn."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.report.figures import Cycle

_FEWEST_STRIDES = 2
"""A mean over less is that stride, and has no spread."""


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

    """

    angle: str
    title: str
    up: str


JOINTS = (
    Joint("hip_flexion", "Hip", "flexion"),
    Joint("knee_flexion", "Knee", "flexion"),
    Joint("dorsiflexion", "Ankle", "dorsiflexion"),
)


def cycles_of(angles: xr.Dataset, joint: Joint) -> list[Cycle]:
    """Return the cycles of one joint, at most one a side.

    Parameters
    ----------
    angles
        As `midstance.metrics.curves.angle_cycles` gives them; may be empty.
    joint
        Which one.

    Returns
    -------
    list of Cycle
        Without the sides of which fewer than 2 strides were seen whole.

    """
    if "angle" not in angles.coords or joint.angle not in angles["angle"].to_numpy():
        return []
    own = angles.sel(angle=joint.angle)
    found = []
    for side in angles["side"].to_numpy().tolist():
        n_strides = int(own["n_strides"].sel(side=side))
        if n_strides < _FEWEST_STRIDES:
            continue
        toe_off = own["toe_off_percent"].to_numpy()
        toe_off = toe_off[own["stride_side"].to_numpy() == side]
        toe_off = toe_off[np.isfinite(toe_off)]
        found.append(
            Cycle(
                side=side,
                mean_deg=own["mean_deg"].sel(side=side).to_numpy(),
                sd_deg=own["sd_deg"].sel(side=side).to_numpy(),
                toe_off_percent=float(toe_off.mean()) if toe_off.size else np.nan,
                n_strides=n_strides,
            )
        )
    return found


def described(cycles: list[Cycle], joint: Joint) -> str:
    """Return in words what the figure of `cycles` shows, for those who hear it."""
    parts = [
        f"{cycle.side} from {cycle.mean_deg.min():.0f}° to {cycle.mean_deg.max():.0f}°"
        f" over {cycle.n_strides} strides"
        for cycle in cycles
    ]
    return f"{joint.title} {joint.up} over the stride: {'; '.join(parts)}."
