import numpy as np
import pytest

from midstance.drawing.colours import LEFT, RIGHT
from midstance.drawing.person import draw_person, make_people, nearest
from midstance.schema.events import make_events
from midstance.schema.scene import Floor, Scene
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import FILLED, make_tracks, with_camera

NAMES = BLAZEPOSE_33.keypoints
TIME_S = np.arange(30) / 30
HIP = (100.0, 60.0)
POINTS = {
    "left_hip": HIP, "left_knee": (80.0, 90.0), "left_ankle": (80.0, 120.0),
    "left_heel": (86.0, 124.0), "left_foot_index": (66.0, 126.0),
    "right_hip": (104.0, 60.0), "right_knee": (124.0, 90.0),
    "right_ankle": (140.0, 110.0),
}  # fmt: skip


def tracks_of(points=POINTS, individuals=("anna",)):
    position = np.full((TIME_S.size, 2, len(NAMES), len(individuals)), np.nan)
    for name, at in points.items():
        position[:, :, NAMES.index(name)] = np.array(at)[None, :, None]
    confidence = np.where(np.isfinite(position).all(axis=1), 0.9, np.nan)
    return make_tracks(
        position, confidence, TIME_S, keypoints=NAMES, individuals=individuals
    )


EVENTS = make_events(
    [
        ("anna", "left", "initial_contact", 0.2, 0.01, "truth"),
        ("anna", "left", "toe_off", 0.45, 0.01, "truth"),
        ("anna", "right", "toe_off", 0.1, 0.01, "truth"),
        ("anna", "right", "initial_contact", 0.5, 0.01, "truth"),
        ("anna", "left", "initial_contact", 0.9, 0.01, "truth"),
    ]
)


def anna(points=POINTS, scene=None, scale=1.0, tracks=None):
    scenes = {} if scene is None else {"anna": scene}
    tracks = tracks_of(points) if tracks is None else tracks
    return make_people(tracks, EVENTS, scenes, scale)[0]


def drawn(person, row=0):
    image = np.full((160, 200, 3), 120, np.uint8)
    draw_person(image, person, row, 1.0)
    return image


def has_colour(image, colour, at, reach=3):
    """Whether a pixel near `at` is of `colour`."""
    x_px, y_px = (int(value) for value in at)
    part = image[y_px - reach : y_px + reach + 1, x_px - reach : x_px + reach + 1]
    return bool((np.abs(part.astype(int) - colour).max(axis=-1) < 12).any())


def between(start, end):
    return tuple((np.array(POINTS[start]) + POINTS[end]) / 2)


def test_sides_have_their_colours():
    image = drawn(anna())
    assert has_colour(image, LEFT, between("left_hip", "left_knee"))
    assert has_colour(image, RIGHT, between("right_hip", "right_knee"))


def test_the_far_side_is_lighter():
    image = drawn(anna(scene=Scene(view="left")))
    assert has_colour(image, LEFT, between("left_hip", "left_knee"))
    assert not has_colour(image, RIGHT, between("right_hip", "right_knee"))


def test_the_near_side_lies_on_top():
    crossing = POINTS | {"right_hip": (80.0, 60.0), "right_knee": (100.0, 90.0)}
    crossing |= {"left_hip": (100.0, 60.0), "left_knee": (80.0, 90.0)}
    for view, colour in (("left", LEFT), ("right", RIGHT)):
        image = drawn(anna(crossing, Scene(view=view)))
        assert has_colour(image, colour, (90, 75), reach=0)


def test_a_missing_point_is_not_drawn():
    without = {name: at for name, at in POINTS.items() if name != "left_ankle"}
    image = drawn(anna(without))
    assert has_colour(image, LEFT, between("left_hip", "left_knee"))
    assert image[105, 80].tolist() == [120, 120, 120]


def test_nobody_seen_leaves_the_picture():
    assert np.unique(drawn(anna({}))).tolist() == [120]


def test_a_filled_in_point_is_hollow():
    tracks = tracks_of()
    tracks["observed"].loc[{"keypoint": "left_knee"}] = FILLED
    solid, hollow = drawn(anna()), drawn(anna(tracks=tracks))
    at = (89, 79)
    assert solid[at].mean() > 150
    assert hollow[at].mean() < 60
    np.testing.assert_array_equal(solid[118:122, 78:82], hollow[118:122, 78:82])


def test_the_drawing_is_scaled_with_the_picture():
    person = anna(scale=0.5, scene=Scene(view="left", floor=Floor(0.1, 100.0)))
    assert person.box(0) == ((33.0, 30.0), (70.0, 63.0))
    (left, left_y), _ = person.floor
    assert left_y == pytest.approx(0.5 * (100.0 + 0.1 * left / 0.5))


def test_the_floor_line_reaches_over_all_feet():
    person = anna(scene=Scene(view="left", floor=Floor(0.0, 125.0)))
    (left, left_y), (right, right_y) = person.floor
    assert left < 66
    assert right > 86
    assert left_y == right_y == 125.0


def test_without_a_known_floor_there_is_no_line():
    assert anna(scene=Scene(view="left")).floor is None


def test_a_stance_goes_from_contact_to_the_toe_off_after_it():
    person = anna()
    np.testing.assert_allclose(person.stances_s["left"], [[0.2, 0.45]])
    assert person.stances_s["right"].shape == (0, 2)


def test_a_mark_lies_at_the_middle_of_the_foot_or_at_the_ankle():
    marks = {(mark.side, mark.time_s): mark.at for mark in anna().marks}
    assert marks["left", 0.2] == (76.0, 125.0)
    assert marks["right", 0.1] == (140.0, 110.0)


def test_a_foot_that_is_not_seen_gets_no_mark():
    without = {name: at for name, at in POINTS.items() if "right" not in name}
    assert {mark.side for mark in anna(without).marks} == {"left"}


def test_everybody_is_made_with_their_own_events():
    anna_, berta = make_people(tracks_of(individuals=("anna", "berta")), EVENTS, {}, 1)
    assert (anna_.name, berta.name) == ("anna", "berta")
    assert anna_.marks
    assert not berta.marks


@pytest.mark.parametrize(
    ("at_s", "row"), [(0.0, 0), (0.49, 5), (0.55, None), (-0.2, None), (0.26, 3)]
)
def test_the_nearest_time_is_found(at_s, row):
    assert nearest(np.array([0.0, 0.08, 0.16, 0.24, 0.32, 0.45]), at_s) == row


def test_without_times_nothing_is_near():
    assert nearest(np.array([]), 0.0) is None


def test_what_a_moving_camera_saw_is_put_back_on_each_frame():
    path = np.broadcast_to(np.eye(3), (TIME_S.size, 3, 3)).copy()
    path[:, 0, 2] = 10.0 * np.arange(TIME_S.size)
    path[-1] = np.nan
    scene = Scene(view="left", floor=Floor(0.0, 125.0))
    still = anna(scene=scene, scale=2.0)
    panned = anna(scene=scene, scale=2.0, tracks=with_camera(tracks_of(), path))
    knee = NAMES.index("left_knee")
    assert panned.xy_px[3, knee] == pytest.approx((2 * (80 - 30), 2 * 90))
    assert panned.shown((100.0, 50.0), 3) == (40.0, 50.0)
    assert panned.box(TIME_S.size - 1) is None
    assert panned.floor == still.floor
    for one, other in zip(still.marks, panned.marks, strict=True):
        assert other.at == pytest.approx(one.at)
