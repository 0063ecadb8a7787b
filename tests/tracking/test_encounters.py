import numpy as np
import pytest

from midstance.schema.skeletons import get_skeleton
from midstance.tracking.encounters import assign_encounters
from midstance.tracking.tracklets import Tracklet

LEGS = [
    k
    for k, name in enumerate(get_skeleton("blazepose-33").keypoints)
    if name.endswith(("knee", "ankle", "heel", "foot_index"))
]


@pytest.fixture
def pieces(scene):
    """Pieces of two who pass: alone before, close, alone after."""

    def make(change=lambda k, first, second: (first, second)):
        frames = [
            scene.frame(
                *change(
                    k,
                    scene.body(100 + 20 * k, facing=1.0),
                    scene.body(900 - 20 * k, facing=-1.0),
                )
            )
            for k in range(41)
        ]
        people, _ = scene.bodies(frames)
        by_number = [[found[n] for found in people if len(found) > n] for n in (0, 1)]
        chains = [
            [
                Tracklet([body for body in own if body.frame < 17]),
                Tracklet([body for body in own if body.frame > 23]),
            ]
            for own in by_number
        ]
        close = [
            Tracklet([body for body in own if 17 <= body.frame <= 23], is_close=True)
            for own in by_number
        ]
        return close, chains

    return make


def test_each_pose_of_a_meeting_goes_to_whom_it_fits(pieces):
    close, chains = pieces()
    given, left = assign_encounters(close[::-1], chains)
    assert left == []
    for own, piece in zip(given, close, strict=True):
        assert {id(body) for body in own} == {id(body) for body in piece.bodies}


def test_a_second_pose_of_the_same_person_is_nobodys(pieces):
    def follow_the_first(k, first, second):
        return (first, first + 4) if 17 <= k <= 19 else (first, second)

    close, chains = pieces(follow_the_first)
    given, left = assign_encounters(close, chains)
    assert left == []
    assert [len(own) for own in given] == [7, 4]


def test_a_pose_with_legs_that_jump_is_nobodys(pieces):
    def mixed(k, first, second):
        if k == 19:
            first = first.copy()
            first[LEGS] += [150.0, 0.0]
        return first, second

    close, chains = pieces(mixed)
    given, _ = assign_encounters(close, chains)
    assert [body.frame for body in given[0]] == [17, 18, 20, 21, 22, 23]
    assert len(given[1]) == 7


def test_without_anybody_alone_all_is_left(pieces):
    close, _ = pieces()
    given, left = assign_encounters(close, [])
    assert given == []
    assert sorted(len(own) for own in left) == [7, 7]
    assert np.isfinite(left[0][0].centre_px).all()
