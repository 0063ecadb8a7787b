import pytest

from midstance.bouts.locomotion import find_bouts
from midstance.bouts.slow_motion import suspected_slow_motion
from midstance.pipeline.steps import clean


def doubts(tracks, factor=1.0):
    slowed = clean(tracks.assign_coords(time=tracks["time"] * factor))
    return suspected_slow_motion(slowed, find_bouts(slowed))


@pytest.mark.parametrize("factor", [4, 8])
@pytest.mark.parametrize("speed_m_s", [2.5, 5.0])
def test_a_runner_in_slow_motion_is_noticed(film, factor, speed_m_s):
    tracks = film(speed_m_s=speed_m_s, rate_hz=120.0, noise_px=2.0)
    (note,) = doubts(tracks, factor)
    assert note.text.startswith("person-1 moves like somebody who runs")
    assert note.remedy == "slow_motion_factor"


@pytest.mark.parametrize("speed_m_s", [1.2, 2.5, 7.0])
@pytest.mark.parametrize("view", ["left", "rear"])
def test_life_at_its_own_speed_is_not_doubted(film, speed_m_s, view):
    assert doubts(film(speed_m_s=speed_m_s, noise_px=2.0, view=view)) == []


def test_who_does_not_move_is_not_doubted(film):
    tracks = film(speed_m_s=2.5)
    still = tracks.isel(time=[0] * tracks.sizes["time"])
    assert doubts(still.assign_coords(time=tracks["time"])) == []
