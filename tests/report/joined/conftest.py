"""A runner from the left and from behind: each view tells something of its own."""

import dataclasses

import pandas as pd
import pytest

from midstance.report.comparison.recorded import recorded
from midstance.report.joined.choice import join
from midstance.schema.measures import make_missing


@pytest.fixture(scope="session")
def side(make_analysis):
    return make_analysis()


@pytest.fixture(scope="session")
def rear(side):
    """Coarser times, a pelvis, and no angle of the knee."""
    kept = side.measures[side.measures["metric"] != "knee_flexion_peak"]
    coarse = kept.assign(uncertainty=3 * kept["uncertainty"])
    pelvis = kept[kept["metric"] == "contact_time"].assign(
        metric="pelvic_drop",
        value=4.0,
        uncertainty=1.0,
        shared_uncertainty=0.5,
        unit="deg",
    )
    scenes = {
        name: dataclasses.replace(scene, view="rear", direction=0)
        for name, scene in side.scenes.items()
    }
    missing = [
        ("knee_flexion_peak", "person-1", "Needs a view of the side."),
        ("arm_swing", "person-1", "Needs a view of the side."),
    ]
    return dataclasses.replace(
        side,
        measures=pd.concat([coarse, pelvis], ignore_index=True),
        scenes=scenes,
        missing=make_missing(missing),
    )


@pytest.fixture(scope="session")
def joined(side, rear):
    return join(recorded([rear, side], by_day=False))
