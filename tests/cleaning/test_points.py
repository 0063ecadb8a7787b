import numpy as np

from midstance.cleaning.points import (
    get_flags,
    get_points,
    point_variables,
    with_flags,
    with_points,
)
from midstance.schema.tracks import make_tracks


def tracks():
    rng = np.random.default_rng(0)
    made = make_tracks(
        rng.normal(size=(5, 2, 3, 2)),
        rng.random((5, 3, 2)),
        np.arange(5) / 30,
        keypoints=["nose", "left_hip", "right_hip"],
        individuals=["anna", "ben"],
    )
    world = rng.normal(size=(5, 3, 3, 2))
    return made.assign(world=(("time", "world_axis", "keypoint", "individual"), world))


def test_there_and_back_changes_nothing():
    before = tracks()
    after = before
    for name in point_variables(before):
        after = with_points(after, name, get_points(after, name))
    for name in ("confidence", "observed"):
        after = with_flags(after, name, get_flags(after, name))
    assert after.identical(before)


def test_points_are_ordered_by_keypoint_then_individual():
    own = tracks()
    expected = own.position.sel(keypoint="left_hip", individual="ben").to_numpy()
    assert np.array_equal(get_points(own, "position")[:, 3], expected)


def test_points_are_a_copy():
    own = tracks()
    get_points(own, "position")[:] = 0
    assert own.identical(tracks())


def test_world_is_a_point_variable_where_it_is():
    assert point_variables(tracks()) == ["position", "world"]
    assert point_variables(tracks().drop_vars("world")) == ["position"]
