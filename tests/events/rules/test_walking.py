import numpy as np

from midstance.events.motion import read_motion
from midstance.events.rules.walking import (
    Walking,
    heel_farthest_ahead,
    toe_farthest_behind,
)


def test_contact_is_the_heels_turn_and_toe_off_the_toes(gait):
    tracks = gait()[0]
    leg = read_motion(tracks, "person-1").leg("left")
    events = Walking(contact_delay_s=0.01, toe_off_delay_s=-0.02).detect(tracks)
    left = events[events["side"] == "left"]
    for kind, turn_s, delay_s in (
        ("initial_contact", heel_farthest_ahead(leg), 0.01),
        ("toe_off", toe_farthest_behind(leg), -0.02),
    ):
        times = left.loc[left["event"] == kind, "time_s"]
        np.testing.assert_allclose(times, turn_s[np.isfinite(turn_s)] + delay_s)


def test_in_running_the_toe_turns_long_after_toe_off(gait):
    tracks, truth = gait()
    events = Walking().detect(tracks)
    true = truth[truth["event"] == "toe_off"]["time_s"].to_numpy()[2:-2]
    seen = events[events["event"] == "toe_off"]["time_s"].to_numpy()
    late = [seen[seen > time][0] - time for time in true]
    assert np.median(late) > 0.04
