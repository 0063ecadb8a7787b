import numpy as np
import pytest

from midstance.config import KnownLength
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.scene.scale import find_scale

PX_PER_M = orbit_camera(90).px_per_m((0.0, 0.0, 0.9))


@pytest.mark.parametrize("view", ["left", "right", "front", "rear", "oblique"])
@pytest.mark.parametrize("height_m", [1.55, 1.75, 1.95])
def test_the_scale_lies_within_two_of_its_uncertainty(film, view, height_m):
    tracks = film(view=view, height_m=height_m, noise_px=3.0)
    m_per_px, uncertainty, source = find_scale(tracks, view=view, height_m=height_m)
    assert abs(m_per_px - 1 / PX_PER_M) < 2 * uncertainty
    assert 0.03 < uncertainty / m_per_px < 0.10
    assert source == f"body height {height_m:.2f} m"


def test_a_picture_twice_as_large_has_half_the_scale(film):
    tracks = film(view="left")
    large = tracks.assign(position=tracks.position * 2)
    one, two = (find_scale(t, view="left", height_m=1.75)[0] for t in (tracks, large))
    assert one == pytest.approx(2 * two)


def test_without_a_height_there_is_no_scale(film):
    m_per_px, uncertainty, source = find_scale(
        film(view="left"), view="left", height_m=None
    )
    assert np.isnan([m_per_px, uncertainty]).all()
    assert source == ""


def test_one_side_of_the_body_is_enough(film):
    tracks = film(view="left").copy(deep=True)
    right = [n for n in tracks.keypoint.to_numpy() if n.startswith("right_")]
    tracks["position"].loc[{"keypoint": right}] = np.nan
    m_per_px, uncertainty, _ = find_scale(tracks, view="left", height_m=1.75)
    assert abs(m_per_px - 1 / PX_PER_M) < 2 * uncertainty


def test_who_comes_nearer_has_a_less_certain_scale(film):
    settings = {"view": "front", "surface": "overground", "duration_s": 3.0}
    near, far = (
        find_scale(film(**settings, camera=camera), view="front", height_m=1.75)
        for camera in ({"distance_m": 20.0}, {"distance_m": 200.0})
    )
    assert near[1] / near[0] > 1.3 * far[1] / far[0]


def test_a_known_length_holds_and_not_the_height(film):
    rod = KnownLength.model_validate("300,80,700,380=1.25")
    m_per_px, uncertainty, source = find_scale(
        film(view="left"), view="left", height_m=1.0, known_length=rod
    )
    assert m_per_px == pytest.approx(1.25 / 500)
    assert uncertainty / m_per_px == pytest.approx(2 * 2**0.5 / 500, rel=0.3)
    assert source == "known length 1.25 m"


def test_clicks_two_pixels_off_give_the_uncertainty_that_is_told(film):
    tracks = film(view="left")
    rng = np.random.default_rng(0)
    found, told = [], []
    for _ in range(300):
        x1, y1, x2, y2 = np.array([200, 300, 440, 300]) + 2.0 * rng.normal(size=4)
        rod = KnownLength(start_px=(x1, y1), end_px=(x2, y2), length_m=1.0)
        scale = find_scale(tracks, view="left", height_m=None, known_length=rod)
        found.append(scale[0])
        told.append(scale[1])
    assert np.std(found) == pytest.approx(np.median(told), rel=0.2)
