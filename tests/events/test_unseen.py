import numpy as np
import pytest

from midstance.events.unseen import widen_unseen
from midstance.schema.events import make_events
from midstance.schema.tracks import OUTSIDE


def hidden(tracks, side, start_s, end_s):
    names = [f"{side}_{part}" for part in ("ankle", "heel", "foot_index")]
    flags = tracks["observed"].copy()
    during = (tracks["time"] >= start_s) & (tracks["time"] <= end_s)
    flags.loc[{"keypoint": names, "time": tracks["time"][during]}] = OUTSIDE
    return tracks.assign(observed=flags)


def events_at(*times_s, side="left"):
    return make_events(
        [("person-1", side, "initial_contact", at_s, 0.006, "x") for at_s in times_s]
    )


def test_an_event_of_a_foot_that_was_not_seen_is_less_sure(film):
    tracks = hidden(film(duration_s=4.0), "left", 1.0, 3.0)
    own = widen_unseen(events_at(0.5, 1.0, 1.5, 2.0), tracks)["uncertainty_s"]
    assert own[:2].to_numpy() == pytest.approx([0.006, 0.006])
    assert 0.015 < own[2] < own[3] < 0.05


def test_the_other_foot_is_as_sure_as_before(film):
    tracks = hidden(film(duration_s=4.0), "left", 1.0, 3.0)
    events = events_at(0.5, 2.0, side="right")
    assert widen_unseen(events, tracks).equals(events)
    assert np.isnan(widen_unseen(events, tracks)["uncertainty_s"]).sum() == 0


def test_a_single_part_of_the_foot_is_enough(film):
    tracks = film(duration_s=4.0)
    flags = tracks["observed"].copy()
    flags.loc[{"keypoint": ["left_ankle", "left_heel"]}] = OUTSIDE
    events = events_at(0.5, 2.0)
    assert widen_unseen(events, tracks.assign(observed=flags)).equals(events)


def test_every_event_is_less_sure_by_a_camera_that_moves(film):
    tracks = film(duration_s=4.0)
    row = ("person-1", "left", "initial_contact", 0.5, 0.008, "x", 0.005, 0.004)
    still, moving = (
        widen_unseen(make_events([row]), tracks, camera_moves=moves).iloc[0]
        for moves in (False, True)
    )
    assert still["uncertainty_s"] == 0.008
    assert moving["uncertainty_s"] == pytest.approx(0.010)
    assert moving["person_uncertainty_s"] == pytest.approx(np.hypot(0.005, 0.006))
    assert moving["leg_uncertainty_s"] == 0.004
