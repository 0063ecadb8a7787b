"""The sole of the synthetic runner, whose toes bend, and of one made of sticks."""

import numpy as np
import pytest
from tests.metrics.conftest import phase_of, stick_run

from midstance.kernels.geometry.cameras import side_camera
from midstance.metrics.curves import angle, joint_angles
from midstance.metrics.recording import Recording
from midstance.schema.scene import Scene
from midstance.schema.skeletons import BLAZEPOSE_33, RUNNING_18
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.observe import observe


def dorsiflexion_error(speed_m_s: float, skeleton: str):
    """Return found minus true ankle angle of exact points, both feet together."""
    made = run(RunnerSettings(speed_m_s=speed_m_s), duration_s=4.0, rate_hz=120.0)
    camera = side_camera("left", distance_m=40.0)
    tracks = observe(made.tracks, camera).assign_attrs(skeleton=skeleton)
    scene = Scene("left", -1, "treadmill")
    found = joint_angles(tracks, made.events, scene)["dorsiflexion"]
    truth = made.angles["ankle_dorsiflexion"].interp(time=found["time"])
    return (found - truth.sel(side=found["side"])).to_numpy()


@pytest.mark.parametrize("speed_m_s", [1.4, 2.5, 4.0])
def test_bent_toes_hide_less_of_the_ankle_when_they_are_known(speed_m_s):
    hidden = np.nanstd(dorsiflexion_error(speed_m_s, RUNNING_18.name))
    known = np.nanstd(dorsiflexion_error(speed_m_s, BLAZEPOSE_33.name))
    assert known < 0.7 * hidden


def test_toes_that_are_known_to_bend_change_nothing_before_the_heel_rises():
    sticks = stick_run("right")
    tips = sticks.tracks.assign_attrs(skeleton=BLAZEPOSE_33.name)
    known = Recording.of(tips, sticks.events, sticks.scene)
    plain = Recording.of(sticks.tracks, sticks.events, sticks.scene)
    less = angle(known, "foot", "left").value - angle(plain, "foot", "left").value
    s = sticks.sticks
    phase = phase_of(s, "left", plain.time_s) % 1.0
    untouched = (phase < 0.45 * s.duty) | (phase > s.duty + 0.21)
    assert less[untouched] == pytest.approx(0.0, abs=1e-9)
    assert less.min() == pytest.approx(-8.0, abs=0.01)


def test_what_is_taken_off_is_half_as_uncertain_as_what_is_left_in():
    sticks = stick_run("right")
    tips = sticks.tracks.assign_attrs(skeleton=BLAZEPOSE_33.name)
    known = Recording.of(tips, sticks.events, sticks.scene)
    plain = Recording.of(sticks.tracks, sticks.events, sticks.scene)
    half = angle(known, "foot", "left").shared.max()
    assert half == pytest.approx(
        angle(plain, "foot", "left").shared.max() / 2, rel=0.02
    )
