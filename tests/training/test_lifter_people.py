import lifter_people as recipe
import numpy as np
import pytest

from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trial
from midstance.kernels.geometry.bones import BONE_OF, to_bones
from midstance.kernels.geometry.remap import to_skeleton
from midstance.lifting.network_input import RATE_HZ
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

LEGS = [f"{s}_{p}" for s in ("left", "right") for p in ("hip", "knee", "ankle")]
FEET = [f"{s}_{p}" for s in ("left", "right") for p in ("heel", "foot_index")]


@pytest.fixture(scope="module")
def made():
    return run(RunnerSettings(speed_m_s=3.2), duration_s=4.0, rate_hz=100.0, seed=2)


@pytest.fixture(scope="module")
def real(made):
    """Legs alone of a synthetic runner, as if they were a real one's."""
    world = made.tracks.sel(keypoint=LEGS + FEET)
    about = {"belt_speed_m_s": 3.2, "height_m": made.settings.height_m}
    trial = PlateTrial("ann_a", "ann", world, None, np.empty((0, 2)), about=about)
    return recipe.real_person(trial, duration_s=3.0)


def test_legs_are_those_that_were_recorded_and_arms_are_in_step(real, made):
    ours = to_skeleton(made.tracks, RUNNING_18)["position"].isel(individual=0)
    own = to_bones(ours.transpose("time", "keypoint", "space").to_numpy())
    own = own[::2][: len(real.stretch.bones)] / made.settings.height_m
    assert not real.has_upper_body
    for end, within in (("left_knee", 0.002), ("left_ankle", 0.002)):
        off = real.stretch.bones[: len(own), BONE_OF[end]] - own[:, BONE_OF[end]]
        assert np.abs(off).max() < within
    arms = [bones[:, BONE_OF["left_elbow"], 0] for bones in (real.stretch.bones, own)]
    assert np.corrcoef(arms[0][: len(own)], arms[1])[0, 1] > 0.9


def test_speed_and_stride_are_those_of_the_person(real, made):
    assert real.stretch.speed == pytest.approx(3.2 / made.settings.height_m)
    assert real.stretch.stride_hz == pytest.approx(1 / made.gait.stride_s, rel=0.03)


def test_repeated_movement_has_no_jump():
    phase = 2 * np.pi * np.arange(70) / 35.0
    bones = np.tile(np.sin(phase)[:, None, None], (1, 18, 3))
    longer = recipe.repeated(bones, 35, 200)
    assert longer.shape == (200, 18, 3)
    assert np.abs(np.diff(longer, axis=0)).max() < 1.5 * 2 * np.pi / 35


def test_walkers_bring_their_arms(reference_data):
    path = reference_data / "walkers-on-plates" / "zoo-hc002d_straight.npz"
    one = recipe.real_person(read_plate_trial(path), duration_s=4.0)
    assert one.has_upper_body
    assert one.stretch.bones.shape == (round(4 * RATE_HZ), 18, 3)
    assert np.isfinite(one.stretch.bones).all()
