import numpy as np

from midstance.events.motion import read_motion
from midstance.events.rules.knee_extension import (
    KneeExtension,
    farthest_back_thighs,
    straightest_knees,
)
from midstance.schema.events import times_s


def test_the_knee_is_straightest_near_toe_off(gait):
    tracks, truth = gait()
    leg = read_motion(tracks, "person-1").leg("left")
    true = times_s(truth, "left", "toe_off")
    for time in straightest_knees(leg)[1:-2]:
        assert np.abs(true - time).min() < 0.06


def test_the_thigh_turns_forward_near_toe_off(gait):
    tracks, truth = gait()
    leg = read_motion(tracks, "person-1").leg("right")
    true = times_s(truth, "right", "toe_off")
    for time in farthest_back_thighs(leg)[1:-2]:
        assert np.abs(true - time).min() < 0.11


def test_the_delay_moves_every_toe_off(gait):
    tracks = gait()[0]
    early = KneeExtension(delay_s=-0.03).detect(tracks)["time_s"]
    late = KneeExtension(delay_s=0.02).detect(tracks)["time_s"]
    np.testing.assert_allclose(late - early, 0.05)
