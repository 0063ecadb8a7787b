import numpy as np

from midstance.kernels.geometry.cameras import orbit_camera
from midstance.synth.rendering.backdrop import draw_backdrop
from midstance.synth.rendering.rooms import draw_place

CAMERA = orbit_camera(30.0, body_px=100, width_px=64, height_px=48)


def test_places_differ_and_their_ground_is_level():
    places = [draw_place(np.random.default_rng(seed)) for seed in range(8)]
    assert all(place.planes[0].axis == 2 for place in places)
    assert all(place.planes[0].at_m == 0.0 for place in places)
    images = [draw_backdrop(place, CAMERA).image for place in places]
    assert len({image.mean().round(4) for image in images}) == 8
    assert all(np.isfinite(image).all() for image in images)


def test_one_seed_gives_one_place():
    first, again = (
        draw_backdrop(draw_place(np.random.default_rng(5)), CAMERA).image
        for _ in range(2)
    )
    np.testing.assert_array_equal(first, again)


def test_no_shadow_falls_on_a_ceiling():
    for seed in range(6):
        backdrop = draw_backdrop(draw_place(np.random.default_rng(seed)), CAMERA)
        has_shade = np.isfinite(backdrop.shade_xy_m).all(axis=-1)
        assert not has_shade[:10].any()
        assert has_shade[-1].any()
