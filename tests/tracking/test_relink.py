import numpy as np
import pytest

from midstance.tracking.relink import join
from midstance.tracking.tracklets import find_tracklets


def people_of(scene, frames, *, max_gap_s=1.5, rate_hz=30.0):
    pieces = find_tracklets(*scene.bodies(frames, rate_hz))
    return join(pieces, max_gap_s=max_gap_s)


def xs(person):
    return np.array([body.centre_px[0] for body in person])


def crossing(scene, *, hidden=(), colours=None, sizes=(100, 100)):
    """Two who run past each other; the second is hidden in some frames."""
    frames = []
    for k in range(50):
        first = scene.body(100 + 15 * k, torso_px=sizes[0], facing=1.0)
        second = scene.body(850 - 15 * k, torso_px=sizes[1], facing=-1.0)
        seen = [first] if k in hidden else [first, second]
        worn = None if colours is None else [scene.shirt(c) for c in colours]
        # The order says nothing about who is who.
        if len(seen) == 2 and k % 3 == 0:
            seen, worn = seen[::-1], worn and worn[::-1]
        frames.append(scene.frame(*seen, colours=worn and worn[: len(seen)]))
    return frames


@pytest.mark.parametrize("hidden", [(), range(22, 28), range(20, 36)])
@pytest.mark.parametrize("colours", [None, (0, 5), (3, 3)])
def test_who_cross_stay_themselves(scene, hidden, colours):
    people = people_of(scene, crossing(scene, hidden=hidden, colours=colours))
    assert len(people) == 2
    ways = {int(np.sign(x[-1] - x[0])): np.diff(x) for x in map(xs, people)}
    assert (ways[1] > 0).all()
    assert (ways[-1] < 0).all()


def test_a_follower_who_jumps_onto_the_other_changes_nobody(scene):
    # While the second is hidden, both squares show the first one.
    frames = crossing(scene, hidden=range(22, 30), colours=(0, 5))
    red = scene.shirt(0)
    for k in range(22, 30):
        here = scene.body(100 + 15 * k)
        frames[k] = scene.frame(here, here + 2, colours=[red, red])
    people = people_of(scene, frames)
    assert [len(person) for person in people] in ([50, 42], [42, 50])
    for person in people:
        assert len(set(np.sign(np.diff(xs(person))))) == 1


def test_who_comes_back_in_the_same_clothes_is_known_again(scene):
    def frames(colour_then):
        here, away, later = (scene.body(x) for x in (200, 900, 600))
        stays, leaves = scene.shirt(0), scene.shirt(5)
        then = scene.shirt(colour_then)
        return [
            scene.frame(here, away, colours=[stays, leaves])
            if k < 40
            else scene.frame(here, colours=[stays])
            if k < 160
            else scene.frame(here, later, colours=[stays, then])
            for k in range(200)
        ]

    assert sorted(map(len, people_of(scene, frames(5)))) == [80, 200]
    assert sorted(map(len, people_of(scene, frames(8)))) == [40, 40, 200]


def test_who_runs_close_to_another_for_long_stays(scene):
    frames = [
        scene.frame(scene.body(200 + 10 * k), scene.body(260 + 10 * k, 320))
        for k in range(60)
    ]
    people = people_of(scene, frames)
    assert [len(person) for person in people] == [60, 60]
    for person in people:
        assert np.diff(xs(person)) == pytest.approx(np.full(59, 10.0), abs=1e-3)


def test_nobody_is_nobody():
    assert join([], max_gap_s=1.5) == []
