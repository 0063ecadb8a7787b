import numpy as np
import pytest

from midstance.cleaning.scale import find_scale
from midstance.kernels.cameras import orbit_camera

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
