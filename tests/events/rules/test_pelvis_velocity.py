import numpy as np

from midstance.events.motion import read_motion
from midstance.events.rules.pelvis_velocity import (
    PelvisVelocity,
    fastest_falls,
    fastest_rises,
)
from midstance.schema.events import times_s


def test_the_fastest_fall_and_rise_of_a_sine_lie_a_half_step_apart(gait):
    leg = read_motion(gait()[0], "person-1").leg("left")
    apart = fastest_rises(leg)[1:-2] - fastest_falls(leg)[1:-2]
    np.testing.assert_allclose(apart, 0.18, atol=0.003)


def test_it_sees_steps_from_behind(gait):
    tracks, truth = gait()
    behind = tracks.copy(deep=True)
    middle = tracks["position"].sel(space="x").mean()
    x = middle + 0.02 * (tracks["position"].sel(space="x") - middle)
    behind["position"].loc[{"space": "x"}] = x
    events = PelvisVelocity().detect(behind)
    for side in ("left", "right"):
        true = times_s(truth, side, "initial_contact")[1:-1]
        seen = times_s(events, side, "initial_contact")
        assert np.abs(true[:, None] - seen).min(axis=1).max() < 0.1
