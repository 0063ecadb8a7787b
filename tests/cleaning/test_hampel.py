import numpy as np
import pytest

from midstance.cleaning.base import cleaners
from midstance.schema.tracks import MISSING, SEEN


@pytest.fixture
def side(film):
    return film(view="right", noise_px=2.0, rate_hz=60.0)


def test_a_runner_has_no_outliers(side):
    after = cleaners.build("hampel", {}).apply(side)
    assert float((after.observed == MISSING).mean()) < 0.002


def test_a_perfect_track_has_no_outliers(film):
    after = cleaners.build("hampel", {}).apply(film(view="right", rate_hz=60.0))
    assert float((after.observed == MISSING).mean()) < 0.002


@pytest.mark.parametrize("keypoint", ["left_ankle", "right_foot_index", "nose"])
def test_a_jump_becomes_missing_and_nothing_else(side, keypoint):
    jumped = side.copy(deep=True)
    jumped["position"].loc[{"keypoint": keypoint}][100] += 60.0
    after = cleaners.build("hampel", {}).apply(jumped).observed.sel(keypoint=keypoint)
    assert after[100] == MISSING
    assert (after[95:100] == SEEN).all()
    assert (after[101:106] == SEEN).all()


def test_world_is_dropped_with_its_point(side):
    jumped = side.copy(deep=True)
    jumped["position"].loc[{"keypoint": "nose"}][100] += 60.0
    shape = (side.sizes["time"], 3, side.sizes["keypoint"], 1)
    dims = ("time", "world_axis", "keypoint", "individual")
    after = cleaners.build("hampel", {}).apply(
        jumped.assign(world=(dims, np.ones(shape)))
    )
    assert np.isnan(after.world.sel(keypoint="nose")[100]).all()
