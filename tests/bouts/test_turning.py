import numpy as np
import pytest

from midstance.bouts.locomotion import find_bouts
from midstance.bouts.turning import (
    find_turns,
    mark_measured,
    notes_on_ways,
    one_way,
)


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


def test_bouts_of_the_other_way_are_marked_as_not_measured(film_return):
    tracks = film_return()
    bouts = mark_measured(find_bouts(tracks), tracks)
    assert bouts["is_measured"].tolist() == [False, False, True]
    (note,) = notes_on_ways(tracks, bouts)
    assert (note.individual, note.remedy) == ("person-1", "view")
    other_way = mark_measured(bouts, tracks, view="left")
    assert other_way["is_measured"].tolist() == [True, False, False]


def test_who_goes_one_way_is_measured_whole(film):
    tracks = film(view="left", surface="overground")
    bouts = mark_measured(find_bouts(tracks), tracks)
    assert bouts["is_measured"].all()
    assert notes_on_ways(tracks, bouts) == []
