import numpy as np
import pytest

from midstance.events.points import is_image, leg_points
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.events import SIDES
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.observe import film as film_run


def points_of(tracks):
    own = tracks["position"].isel(individual=0).transpose("time", "space", "keypoint")
    return leg_points(own, tracks["time"].to_numpy())


@pytest.fixture(scope="module")
def receding():
    """Film somebody from behind who runs away, from 4.5 m on to 14 m."""
    settings = RunnerSettings(speed_m_s=2.8, surface="overground", variability=0.0)
    made = run(settings, duration_s=3.5, rate_hz=30.0)
    return film_run(made, orbit_camera(180.0, distance_m=4.5)), made


def test_who_runs_away_keeps_one_size(receding):
    tracks, _ = receding
    points = points_of(tracks)
    lasts = []
    for side in SIDES:
        thigh = points[side, "knee"] - points[side, "hip"]
        lasts.append(np.linalg.norm(thigh, axis=1))
    length = np.mean(lasts, axis=0)
    n = length.size // 3
    assert length[-n:].mean() == pytest.approx(length[:n].mean(), rel=0.1)


def test_up_is_up_in_an_image(film):
    points = points_of(film(view="left"))
    assert np.nanmean(points["left", "hip"][:, 1] - points["left", "ankle"][:, 1]) > 0


def test_somebody_who_stays_is_left_as_seen(film):
    tracks = film(view="left")
    seen = tracks["position"].isel(individual=0).sel(keypoint="left_knee", space="x")
    np.testing.assert_array_equal(points_of(tracks)["left", "knee"][:, 0], seen)


def test_tracks_in_metres_are_no_image():
    made = run(RunnerSettings(), duration_s=1.0, rate_hz=30.0)
    assert not is_image(made.tracks["position"].isel(individual=0))
