import numpy as np
import pytest
import xarray as xr

from midstance.bouts.upright import QUARTER_TURNS, find_turn, turn_tracks


@pytest.mark.parametrize("view", ["left", "rear"])
@pytest.mark.parametrize("deg", [0, *QUARTER_TURNS])
def test_a_runner_shows_by_how_much_to_turn_the_images(film, view, deg):
    lying = turn_tracks(film(view=view, duration_s=3.0), (360 - deg) % 360)
    assert find_turn(lying) == deg


def test_who_lies_and_does_not_walk_is_not_set_upright(film):
    lying = turn_tracks(film(duration_s=3.0), 90)
    still = lying.isel(time=np.zeros(lying.sizes["time"], int))
    assert find_turn(still.assign_coords(time=lying["time"])) == 0


def test_one_who_runs_upright_counts_more_than_a_short_look_at_one_who_does_not(film):
    tracks = film(duration_s=4.0)
    other = turn_tracks(tracks, 90).assign_coords(individual=["other"])
    other = other.where(other["time"] < 1.5)
    both = xr.concat([tracks, other], "individual")
    assert find_turn(both.assign_attrs(tracks.attrs)) == 0


def test_nobody_turns_nothing(film):
    assert find_turn(film(duration_s=1.0).isel(individual=[])) == 0


def test_four_quarter_turns_are_none(film):
    tracks = film(duration_s=1.0)
    turned = tracks
    for _ in range(4):
        turned = turn_tracks(turned, 90)
    assert np.allclose(turned["position"], tracks["position"], equal_nan=True)


def test_other_turns_are_refused(film):
    with pytest.raises(ValueError, match="0, 90, 180 or 270, got 45"):
        turn_tracks(film(duration_s=1.0), 45)
