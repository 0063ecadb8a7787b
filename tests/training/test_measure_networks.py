import measure_networks as recipe
import numpy as np
import pandas as pd
import pytest

from midstance.schema.tracks import path_of
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import network_error_of


def test_the_series_of_a_wave_is_that_wave():
    phase = np.linspace(0, 4, 240, endpoint=False)
    wave = 3.0 + 2.0 * np.cos(2 * np.pi * phase) - 1.0 * np.sin(4 * np.pi * phase)
    found = recipe.series_of(wave, phase)
    expected = [3.0, 2.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0]
    np.testing.assert_allclose(found["co"], expected, atol=0.03)
    assert found["sd"] < 0.05


def test_what_is_left_has_a_size_and_a_memory():
    rng = np.random.default_rng(0)
    rest = np.zeros(4000)
    for index in range(1, len(rest)):
        rest[index] = 0.8 * rest[index - 1] + rng.normal()
    found = recipe.series_of(rest, np.linspace(0, 50, len(rest)))
    assert found["sd"] == pytest.approx(1 / np.sqrt(1 - 0.8**2), rel=0.1)
    assert found["rho"] == pytest.approx(0.64, abs=0.08)


def test_exchanged_legs_are_put_back(film):
    exact = film(duration_s=1.0)
    found = exact.copy(deep=True)
    for point in recipe.LEG[1:]:
        for name, other in (("left", "right"), ("right", "left")):
            where = {"keypoint": f"{name}_{point}", "time": exact["time"][20:30]}
            found["position"].loc[where] = (
                exact["position"]
                .sel(keypoint=f"{other}_{point}", time=exact["time"][20:30])
                .to_numpy()
            )
    assert not np.allclose(path_of(found, "left_ankle"), path_of(exact, "left_ankle"))
    back = recipe.legs_put_back(found, exact)
    for name in ("left_ankle", "right_heel"):
        np.testing.assert_allclose(path_of(back, name), path_of(exact, name))


def test_what_is_measured_comes_back_as_an_error_ahead(film):
    exact = film(duration_s=2.0, rate_hz=60.0, view="left")
    world = run(RunnerSettings(), duration_s=2.0, rate_hz=60.0).tracks
    found = exact.copy(deep=True)
    found["position"].loc[{"space": "x"}] -= 6.0  # who is seen from the left goes left
    looked = recipe.Looked(
        "full", "left 2.5", found, exact, world, pd.DataFrame(), "left"
    )
    forward, _ = network_error_of(recipe.table_of(looked))["near", "heel"]
    assert forward.fourier_px[0] == pytest.approx(6.0 * looked.scale, rel=0.05)
