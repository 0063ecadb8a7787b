import numpy as np
import pytest

from midstance.bouts.locomotion import find_bouts
from midstance.bouts.passing import passing_chances
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.steps import clean, find_events
from midstance.schema.bouts import ACTIVITIES
from midstance.schema.tracks import paths_of
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import film as film_run


@pytest.fixture(scope="module")
def cross():
    """Film somebody who crosses the image in `lasts_s`; tracks and true events."""

    def make(speed_m_s, lasts_s, rate_hz=60.0):
        settings = RunnerSettings(speed_m_s=speed_m_s, surface="overground")
        made = run(settings, duration_s=4.0, rate_hz=rate_hz)
        middle_m = float(made.tracks["position"].sel(space="x").mean())
        camera = orbit_camera(90.0, distance_m=8.0, target_m=(middle_m, 0.0, 0.9))
        noise = Noise(white_px=2.0)
        seen = film_run(made, camera, noise=noise)
        inside = seen.sel(time=slice(2.0 - lasts_s / 2, 2.0 + lasts_s / 2))
        return clean(inside.dropna("time", how="all")), made.events

    return make


@pytest.mark.parametrize(
    ("speed_m_s", "lasts_s", "activity"),
    [
        (8.5, 0.45, "running"),
        (4.5, 0.8, "running"),
        (2.8, 0.9, "running"),
        (1.3, 0.9, "walking"),
    ],
)
def test_who_passes_in_less_than_a_second_is_seen(cross, speed_m_s, lasts_s, activity):
    tracks, _ = cross(speed_m_s, lasts_s)
    (bout,) = find_bouts(tracks).itertuples()
    assert bout.activity == activity
    assert bout.end_s - bout.start_s == pytest.approx(lasts_s, abs=0.05)


def test_the_contacts_of_half_a_second_are_found(cross):
    tracks, truth = cross(8.5, 0.5)
    found = find_events(tracks)
    start_s, end_s = (float(tracks["time"][k]) for k in (0, -1))
    inside = truth[truth["time_s"].between(start_s + 0.05, end_s - 0.05)]
    assert len(inside) >= 3
    for event in inside.itertuples():
        same = found[(found["side"] == event.side) & (found["event"] == event.event)]
        assert (same["time_s"] - event.time_s).abs().min() < 0.03


def test_who_does_not_move_on_passes_nobody(film):
    tracks = film(view="left", duration_s=0.8, rate_hz=60.0)
    assert passing_chances(tracks["time"].to_numpy(), paths_of(tracks)) is None


def test_who_slides_past_with_legs_still_does_not_walk(film):
    tracks = film(view="left", duration_s=0.8, rate_hz=60.0)
    still = tracks.isel(time=[0] * tracks.sizes["time"])
    shift = -np.linspace(0, 800, tracks.sizes["time"])[:, None, None, None]
    moved = still["position"].transpose("time", "space", ...) + shift * np.array(
        [1.0, 0.0]
    ).reshape(1, 2, 1, 1)
    tracks = still.assign(position=moved).assign_coords(time=tracks["time"])
    assert passing_chances(tracks["time"].to_numpy(), paths_of(tracks)) is None


def test_chances_are_those_of_the_activities(cross):
    tracks, _ = cross(4.5, 0.8)
    chances = passing_chances(tracks["time"].to_numpy(), paths_of(tracks))
    assert chances.shape == (len(ACTIVITIES),)
    assert chances.sum() == pytest.approx(1.0)
