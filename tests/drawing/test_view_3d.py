import numpy as np
import pytest

from midstance.drawing.colours import LEFT, RIGHT
from midstance.drawing.view_3d import View, draw_lifted_person
from midstance.errors import NotEnoughDataError, SchemaError
from midstance.kernels.geometry.remap import to_skeleton
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.runner import run


@pytest.fixture(scope="module")
def person():
    tracks = run(duration_s=0.1, rate_hz=30.0).tracks
    ours = to_skeleton(tracks, RUNNING_18)
    hips = ours["position"].sel(keypoint=["left_hip", "right_hip"]).mean("keypoint")
    return ours.assign(position=(ours["position"] - hips).assign_attrs(space_unit="m"))


def columns(image, colour):
    """Where in the picture a colour is: mean column."""
    return np.flatnonzero((image == colour).all(axis=-1).any(axis=0)).mean()


def test_there_is_a_picture_for_every_time(person):
    pictures = list(draw_lifted_person(person, View(size_px=200)))
    assert len(pictures) == person.sizes["time"]
    assert pictures[0].shape == (200, 200, 3)


@pytest.mark.parametrize(("azimuth_deg", "sign"), [(180.0, 1), (0.0, -1)])
def test_from_behind_left_is_left_and_from_in_front_it_is_right(
    person, azimuth_deg, sign
):
    image = next(draw_lifted_person(person, View(azimuth_deg=azimuth_deg)))
    assert sign * (columns(image, RIGHT) - columns(image, LEFT)) > 20


def test_from_the_left_the_runner_faces_the_left_edge(person):
    at = {name: i for i, name in enumerate(RUNNING_18.keypoints)}
    toes = person["position"].isel(time=0, individual=0).to_numpy().T
    seen = toes @ View(azimuth_deg=90.0, elevation_deg=0.0).rotation(0.0).T
    foot = seen[at["left_foot_index"]] - seen[at["left_heel"]]
    assert foot[0] < 0


def test_the_view_goes_round():
    view = View(azimuth_deg=0.0, turn_deg_s=90.0)
    assert view.rotation(2.0) == pytest.approx(View(azimuth_deg=180.0).rotation(0.0))


def test_what_was_not_lifted_is_not_drawn(person):
    lefts = [name for name in RUNNING_18.keypoints if name.startswith("left")]
    without = person.copy(deep=True)
    without["position"].loc[{"keypoint": lefts}] = np.nan
    image = next(draw_lifted_person(without, View()))
    assert not (image == LEFT).all(axis=-1).any()
    assert (image == RIGHT).all(axis=-1).any()


def test_nobody_is_an_error(person):
    with pytest.raises(NotEnoughDataError, match="Nobody was lifted"):
        next(draw_lifted_person(person * np.nan, View()))


def test_2d_tracks_are_refused(film):
    with pytest.raises(SchemaError, match="lift the tracks"):
        next(draw_lifted_person(film(duration_s=1.0), View()))
