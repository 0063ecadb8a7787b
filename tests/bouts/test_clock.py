import numpy as np
import pytest

from midstance.bouts.clock import find_clock_doubts
from midstance.bouts.locomotion import find_bouts
from midstance.schema.tracks import load_tracks, save_tracks


def doubts(tracks, factor=1.0):
    slowed = tracks.assign_coords(time=tracks["time"] * factor)
    return find_clock_doubts(slowed, find_bouts(slowed))


@pytest.mark.parametrize("factor", [1.5, 2, 3, 4, 8, 25])
@pytest.mark.parametrize("view", ["left", "rear"])
@pytest.mark.parametrize("speed_m_s", [2.5, 5.0])
def test_slow_motion_of_any_factor_is_noticed(film, factor, view, speed_m_s):
    tracks = film(speed_m_s=speed_m_s, rate_hz=120.0, noise_px=2.0, view=view)
    (doubt,) = doubts(tracks, factor)
    assert doubt.factor == pytest.approx(factor, rel=0.25)
    assert abs(np.log(doubt.factor / factor)) < 3 * doubt.uncertainty / doubt.factor
    length_s = factor * float(tracks["time"][-1])
    assert doubt.end_s - doubt.start_s > 0.8 * length_s


def test_a_clip_that_runs_too_fast_is_noticed(film):
    tracks = film(speed_m_s=3.5, cadence_spm=172.0, rate_hz=60.0, noise_px=2.0)
    (doubt,) = doubts(tracks, 1 / 1.5)
    assert doubt.factor == pytest.approx(1 / 1.5, rel=0.15)


@pytest.mark.parametrize("factor", [2.0, 4.0])
def test_slow_motion_in_the_middle_is_noticed_there(film, factor):
    """As phones film it: life, slow, life; the frame rate stays the same."""
    tracks = film(
        speed_m_s=3.5, rate_hz=240.0, noise_px=2.0, duration_s=15.0, cadence_spm=170.0
    )
    at_s = tracks["time"].to_numpy()
    own = np.concatenate(
        [
            np.arange(0.0, 5.0, 1 / 30),
            np.arange(5.0, 10.0, 1 / 30 / factor),
            np.arange(10.0, 15.0 - 1 / 30, 1 / 30),
        ]
    )
    frames = np.searchsorted(at_s, own - 1e-9)
    shown = tracks.isel(time=frames).assign_coords(time=np.arange(own.size) / 30)
    (doubt,) = find_clock_doubts(shown, find_bouts(shown))
    assert doubt.factor == pytest.approx(factor, rel=0.25)
    assert doubt.start_s == pytest.approx(5.0, abs=1.6)
    assert doubt.end_s == pytest.approx(5.0 + 5.0 * factor, abs=1.6)


@pytest.mark.parametrize("speed_m_s", [1.2, 2.5, 7.0])
@pytest.mark.parametrize("view", ["left", "rear"])
def test_life_at_its_own_speed_is_not_doubted(film, speed_m_s, view):
    assert doubts(film(speed_m_s=speed_m_s, noise_px=2.0, view=view)) == []


def test_who_does_not_move_is_not_doubted(film):
    tracks = film(speed_m_s=2.5)
    still = tracks.isel(time=[0] * tracks.sizes["time"])
    assert doubts(still.assign_coords(time=tracks["time"])) == []


def test_a_real_clip_at_any_speed(reference_data, tmp_path):
    """Force-plate runners: no false alarm in life, and none missed at half of it."""
    from midstance.formats.motion.plate_trial import read_plate_trial
    from midstance.synth.observation.noise import Noise
    from midstance.synth.observation.people import Filming, film_person

    paths = sorted((reference_data / "runners-on-plates").glob("*.npz"))[::11]
    for path in paths:
        world = read_plate_trial(path).world
        filming = Filming(span_s=(5.0, 11.0), rate_hz=30.0, noise=Noise(white_px=3.0))
        tracks = film_person(world, filming)
        assert doubts(tracks) == [], path.name
        (doubt,) = doubts(tracks, 2.0)
        assert doubt.factor == pytest.approx(2.0, rel=0.15), path.name
    save_tracks(tracks, tmp_path / "tracks.nc")
    assert doubts(load_tracks(tmp_path / "tracks.nc")) == []
