"""The joint angles over the stride, ready to be drawn."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.report.charts.svg import Cycle
from midstance.schema.events import SIDES
from midstance.words.text import _, later


@dataclass(frozen=True)
class Joint:
    """A joint that the page shows, and which way its angle is counted.

    Parameters
    ----------
    angle
        Name among the angles of `midstance.metrics.curves`.
    title
        Title above the figure.
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
    Joint("hip_flexion", later("Hip"), later("flexion"), "hip_flexion_contact"),
    Joint("knee_flexion", later("Knee"), later("flexion"), "knee_flexion_contact"),
    Joint(
        "dorsiflexion", later("Ankle"), later("dorsiflexion"), "dorsiflexion_contact"
    ),
)

UPPER_BODY = (
    Joint("trunk_lean", later("Trunk"), later("forward"), "trunk_lean"),
    Joint("upper_arm", later("Upper arm"), later("forward"), "arm_swing"),
    Joint("elbow_flexion", later("Elbow"), later("flexion"), "elbow_flexion"),
)
FRONTAL = (
    Joint(
        "pelvic_drop", later("Pelvis"), later("drop of the free side"), "pelvic_drop"
    ),
    Joint("hip_adduction", later("Hip"), later("adduction"), "hip_adduction"),
    Joint("knee_projection", later("Knee"), later("inward"), "knee_projection"),
)


def cycles_of(cycles: xr.Dataset, individual: str, joint: Joint) -> list[Cycle]:
    """Return the cycles of one joint of one person, at most one a side.

    Parameters
    ----------
    cycles
        As `midstance.metrics.cycles.find_cycles` gives them; may be empty.
    individual
        Whose.
    joint
        Which one.

    Returns
    -------
    list of Cycle
        Without the sides of which too few strides were seen at every moment.

    """
    if not is_measured(cycles, individual, joint):
        return []
    own = cycles.sel(individual=individual, angle=joint.angle)
    found = []
    for side in SIDES:
        of_side = own.sel(side=side)
        mean = of_side["mean_deg"].to_numpy()
        if np.isfinite(mean).any():
            cycle = Cycle(
                side=side,
                mean_deg=mean,
                sd_deg=of_side["sd_deg"].to_numpy(),
                toe_off_percent=float(of_side["toe_off_percent"]),
                n_strides=int(of_side["n_strides"]),
                uncertainty_deg=(
                    of_side["uncertainty_deg"].to_numpy()
                    if "uncertainty_deg" in of_side
                    else None
                ),
            )
            found.append(cycle)
    return found


def is_measured(cycles: xr.Dataset, individual: str, joint: Joint) -> bool:
    """Return whether there are strides of somebody, and keypoints for the angle."""
    return (
        "individual" in cycles.coords
        and individual in cycles["individual"].to_numpy()
        and joint.angle in cycles["angle"].to_numpy()
    )


def is_read(cycles: xr.Dataset, individual: str, joint: Joint) -> bool:
    """Return whether the angle was read in a stride of somebody, one or many."""
    if not is_measured(cycles, individual, joint):
        return False
    own = cycles["n_strides"].sel(individual=individual, angle=joint.angle)
    return bool(own.any())


def described(cycles: list[Cycle], joint: Joint) -> str:
    """Return in words what the figure of `cycles` shows, for those who hear it."""
    parts = [
        _(
            _RANGE[cycle.side],
            low=f"{np.nanmin(cycle.mean_deg):.0f}",
            high=f"{np.nanmax(cycle.mean_deg):.0f}",
            n=cycle.n_strides,
        )
        for cycle in cycles
    ]
    return _(
        "{joint} {motion} over the stride: {parts}.",
        joint=_(joint.title),
        motion=_(joint.up),
        parts="; ".join(parts),
    )


_RANGE = {
    "left": later("left from {low}° to {high}° over {n} strides"),
    "right": later("right from {low}° to {high}° over {n} strides"),
}
