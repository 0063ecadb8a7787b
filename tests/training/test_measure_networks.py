import measure_networks as recipe
import numpy as np
import pytest

from midstance.schema.tracks import path_of


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
