import dataclasses

import numpy as np
import pytest

from midstance.errors import NotEnoughDataError
from midstance.kernels.geometry.remap import to_skeleton
from midstance.pipeline.opensim.lengths import USUAL_LIMB, measure_lengths
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.runner import run


@pytest.fixture(scope="module")
def made():
    return run(duration_s=1.0)


@pytest.fixture
def tracks(made):
    return to_skeleton(made.tracks, RUNNING_18)


def test_the_lengths_are_those_of_the_body_that_moves(made, tracks):
    own = measure_lengths(tracks)
    truth = made.motion.body
    assert own.hips_m == pytest.approx(2 * truth.hip_half_width_m)
    assert own.shoulders_m == pytest.approx(2 * truth.shoulder_half_width_m)
    for limb in (own.left, own.right):
        assert limb.thigh_m == pytest.approx(truth.thigh_m)
        assert limb.shank_m == pytest.approx(truth.shank_m)
        assert limb.forearm_m == pytest.approx(truth.forearm_m)


def test_the_ankle_stands_where_its_distances_from_heel_and_toes_say(tracks):
    limb = measure_lengths(tracks).left
    place = tracks["position"].isel(individual=0, time=7)
    ankle, heel, toes = (
        place.sel(keypoint=f"left_{name}").to_numpy()
        for name in ("ankle", "heel", "foot_index")
    )
    to_heel = np.hypot(limb.ankle_ahead_m, limb.ankle_above_m)
    to_toes = np.hypot(limb.foot_m - limb.ankle_ahead_m, limb.ankle_above_m)
    assert to_heel == pytest.approx(np.linalg.norm(ankle - heel), rel=0.01)
    assert to_toes == pytest.approx(np.linalg.norm(ankle - toes), rel=0.01)


def test_gaps_do_not_change_the_lengths(tracks):
    holed = tracks.copy(deep=True)
    holed["position"][::3] = np.nan
    own = dataclasses.asdict(measure_lengths(holed).left)
    assert own == pytest.approx(dataclasses.asdict(measure_lengths(tracks).left), 0.01)


def test_an_arm_out_of_sight_is_in_proportion_to_the_thigh(tracks):
    unseen = tracks.copy(deep=True)
    unseen["position"].loc[{"keypoint": "left_wrist"}] = np.nan
    own = measure_lengths(unseen).left
    share = USUAL_LIMB.forearm_m / USUAL_LIMB.thigh_m
    assert own.forearm_m / own.thigh_m == pytest.approx(share)


def test_a_leg_out_of_sight_is_refused(tracks):
    unseen = tracks.copy(deep=True)
    unseen["position"].loc[{"keypoint": "right_knee"}] = np.nan
    with pytest.raises(NotEnoughDataError, match="the right leg were never seen"):
        measure_lengths(unseen)
