import numpy as np
import pytest

from midstance.bouts.view import find_view
from midstance.schema.skeletons import COCO_17

VIEWS = ("left", "right", "front", "rear", "oblique")


@pytest.mark.parametrize("speed_m_s", [1.3, 3.0, 6.0])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_found(film, view, speed_m_s):
    found, probability = find_view(film(view=view, noise_px=4.0, speed_m_s=speed_m_s))
    assert found == view
    assert probability > 0.6


@pytest.mark.parametrize("view", VIEWS)
def test_feet_are_not_needed(film, view):
    tracks = film(view=view, noise_px=4.0).sel(keypoint=list(COCO_17.keypoints))
    assert find_view(tracks)[0] == view


@pytest.mark.parametrize("view", ["left", "right"])
def test_exchanged_legs_do_not_turn_the_runner_round(film, view):
    tracks = film(view=view)
    names = tracks.keypoint.to_numpy()
    other = [
        f"{'right' if n.startswith('left') else 'left'}_{n.split('_', 1)[1]}"
        if n.startswith(("left_", "right_"))
        else n
        for n in names
    ]
    swapped = tracks.sel(keypoint=other).assign_coords(keypoint=names)
    assert find_view(swapped)[0] == view


def test_the_mirror_image_of_left_is_right(film):
    tracks = film(view="left")
    mirrored = tracks.copy(deep=True)
    mirrored["position"].loc[{"space": "x"}] *= -1
    assert find_view(mirrored)[0] == "right"


def test_nobody_has_no_view(film):
    tracks = film(view="left").copy(deep=True)
    tracks["position"][:] = np.nan
    assert find_view(tracks) == ("unknown", 0.0)
