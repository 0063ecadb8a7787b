import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.config import Config
from midstance.errors import ConfigError, SchemaError
from midstance.pipeline.lift import lift_people, notes_on_3d
from midstance.schema.scene import Scene


def settings(lifter, **subject):
    return Config().updated(subject=subject, lifting={"lifter": lifter})


def test_nobody_is_lifted_unless_that_is_wanted(film):
    raw = film(duration_s=1.0)
    assert lift_people(raw, raw, settings("none", height_m=1.75)) is None
    lifted = lift_people(raw, raw, settings("network", height_m=1.75))
    assert lifted.sizes["space"] == 3


def test_lifting_needs_the_body_height(film):
    raw = film(duration_s=1.0)
    with pytest.raises(ConfigError, match="needs the body height"):
        lift_people(raw, raw, settings("network"))


def test_blazepose_lifts_by_its_own_landmarks(film):
    raw = film(duration_s=1.0)
    config = settings("blazepose", height_m=1.75)
    with pytest.raises(SchemaError, match="no 3D landmarks"):
        lift_people(raw, raw, config)
    world = xr.DataArray(
        np.random.default_rng(0).normal(size=(raw.sizes["time"], 3, 33, 1)),
        dims=("time", "world_axis", "keypoint", "individual"),
    )
    lifted = lift_people(raw, raw.assign(world=world), config)
    assert float(lifted["uncertainty"].max()) == pytest.approx(0.067 * 1.75)


def test_only_angles_that_the_view_does_not_show_are_worth_a_note():
    measures = pd.DataFrame(
        {"metric": ["cadence", "trunk_lean", "pelvic_drop"], "individual": "Anna"}
    )
    (note,) = notes_on_3d(measures, {"Anna": Scene(view="left")})
    assert note.text.startswith("Anna: 1 angle that this view does not show")
    assert notes_on_3d(measures[:1], {"Anna": Scene(view="left")}) == []
