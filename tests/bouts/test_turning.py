import numpy as np
import pytest

from midstance.bouts.locomotion import find_bouts
from midstance.bouts.turning import (
    events_within,
    find_turns,
    measured_part,
    notes_on_ways,
    one_way,
    tracks_within,
)
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events


@pytest.mark.parametrize(
    ("azimuth_deg", "views"),
    [
        (90.0, ["left", "unknown", "right"]),
        (-90.0, ["right", "unknown", "left"]),
        (45.0, ["oblique", "unknown", "oblique"]),
    ],
)
@pytest.mark.parametrize(
    ("speed_m_s", "activity"), [(1.3, "walking"), (3.0, "running"), (5.0, "running")]
)
def test_each_direction_has_its_bout(
    film_return, azimuth_deg, views, speed_m_s, activity
):
    tracks = film_return(azimuth_deg=azimuth_deg, speed_m_s=speed_m_s)
    bouts = find_bouts(tracks)
    assert bouts["activity"].tolist() == [activity, "turning", activity]
    assert bouts["view"].tolist() == views
    turn = bouts.iloc[1]
    assert turn["start_s"] < 3.0 < turn["end_s"]
    assert turn["end_s"] - turn["start_s"] < 0.6


@pytest.mark.parametrize("view", ["left", "right", "front", "oblique"])
@pytest.mark.parametrize("speed_m_s", [1.3, 4.0])
@pytest.mark.parametrize("surface", ["treadmill", "overground"])
def test_who_goes_one_way_never_turns(film, view, speed_m_s, surface):
    tracks = film(view=view, speed_m_s=speed_m_s, surface=surface, noise_px=4.0)
    assert find_turns(tracks) == []


def test_stepping_backwards_is_no_turn(film):
    back = film(view="left", surface="overground", speed_m_s=1.3)
    there = back.isel(time=slice(None, None, -1))
    both = np.concatenate([there["position"], back["position"]])
    n_times = len(both)
    twice = back.isel(time=[0] * n_times).assign_coords(time=np.arange(n_times) / 30)
    assert find_turns(twice.assign(position=(back["position"].dims, both))) == []


def test_drift_on_a_treadmill_is_no_turn(film):
    tracks = film(view="left", speed_m_s=3.0, noise_px=3.0).copy(deep=True)
    drift_px = 60 * np.sin(2 * np.pi * tracks["time"] / 4)
    tracks["position"].loc[{"space": "x"}] += drift_px
    assert find_turns(tracks) == []


def test_nobody_seen_turns_never(film):
    tracks = film(view="left").copy(deep=True)
    tracks["position"][:] = np.nan
    assert find_turns(tracks) == []


@pytest.mark.parametrize(("view", "kept"), [("auto", "right"), ("left", "left")])
def test_the_longest_direction_is_kept_unless_one_is_wanted(film_return, view, kept):
    tracks = film_return()
    found = one_way(tracks, find_bouts(tracks), view=view)
    assert found["person-1"]["view"].tolist() == [kept]


def test_only_what_lies_in_the_bouts_is_left(film_return):
    tracks = film_return()
    bouts = make_bouts([("person-1", 4.0, 6.0, "running", "right", 1.0)])
    within = tracks_within(tracks, {"person-1": bouts})
    seen = np.isfinite(within["position"]).all(("space", "keypoint", "individual"))
    times = tracks["time"].to_numpy()
    np.testing.assert_array_equal(seen, (times >= 4.0) & (times <= 6.0))
    events = make_events(
        [
            (name, "left", "initial_contact", at, 0.01, "truth")
            for name in ("person-1", "other")
            for at in (1.0, 5.0)
        ]
    )
    left = events_within(events, {"person-1": bouts})
    assert left[left["individual"] == "person-1"]["time_s"].tolist() == [5.0]
    assert left[left["individual"] == "other"]["time_s"].tolist() == [1.0, 5.0]


def test_who_goes_one_way_is_measured_whole(film):
    tracks, events = film(view="left", surface="overground"), make_events([])
    bouts = find_bouts(tracks)
    part, _ = measured_part(tracks, events, bouts, view="auto")
    assert part is tracks
    assert notes_on_ways(tracks, bouts) == []
