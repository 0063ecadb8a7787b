"""Rearfoot eversion."""

import pandas as pd
import xarray as xr

from midstance.metrics.base import Needs, metric
from midstance.metrics.frontal import both_sides, eversion
from midstance.metrics.reading import largest, part_of, table
from midstance.metrics.recording import Recording
from midstance.schema.scene import Scene

HEEL_DOWN = 0.6
"""Part of the contact before the heel rises; a tilted heel hides its angle."""


@metric(
    "rearfoot_eversion",
    label="Rearfoot eversion (low confidence)",
    unit="deg",
    definition=(
        "Largest angle of the heel against the shank while the heel is down, positive "
        "with the sole turned outward; screening only, one camera and two points "
        "on a shoe cannot tell pronation."
    ),
    needs=Needs(
        views=("rear",),
        keypoints=("knee", "ankle", "heel"),
        events=("initial_contact", "toe_off"),
    ),
    plane="frontal",
    better_known_as=("pronation",),
)
def rearfoot_eversion(
    tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> pd.DataFrame:
    """Return one row per stance."""
    recording = Recording.of(tracks, events, scene)
    return table(
        (
            *(side, stance.contact.time_s),
            largest(curve, stance.contact, part_of(stance, HEEL_DOWN)),
        )
        for side, curve in both_sides(recording, eversion)
        for stance in recording.gait.stances(side)
    )
