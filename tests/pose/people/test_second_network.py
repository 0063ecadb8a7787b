from dataclasses import replace

import numpy as np
import pytest

from midstance.pose.images.crops import Square
from midstance.pose.networks.blazepose import BlazePose, Follower
from midstance.pose.networks.blazepose_landmarks import Person
from midstance.pose.people.second_network import SecondLook

IMAGE = np.zeros((100, 400, 3), np.uint8)


class World:
    """People whom two networks see; the larger one sees them 2 px further right."""

    def __init__(self, *places_px):
        self.places_px = list(places_px)
        self.bend_px = 0.0
        self.presence = 0.9
        self.seconds = []

    def person(self, x_px):
        xy = np.random.default_rng(0).normal(size=(33, 2)) * 8 + [x_px, 50.0]
        xy[[25, 27, 29, 31]] += self.bend_px
        ends = np.array([[x_px, 50.0], [x_px, 25.0]])
        world = np.full((33, 3), 0.1, np.float32)
        return Person(0.9, xy.astype("f4"), np.full(33, 0.8, "f4"), world, ends)

    def detect(self, image, known_px):
        known = [float(points[:, 0].mean()) for points in known_px]
        return [
            Square(x, 50, 62.5)
            for x in self.places_px
            if not any(abs(x - k) < 20 for k in known)
        ]

    def look(self, image, square, others_px, own_px):
        return self.person(square.x_px)

    def look_again(self, image, square, others_px, own_px):
        self.seconds.append((square.x_px, len(others_px)))
        seen = self.person(square.x_px)
        return replace(
            seen, xy_px=seen.xy_px + np.array([2, 0]), presence=self.presence
        )

    def follower(self, **settings):
        backend = BlazePose(**settings)
        second = SecondLook(
            lambda _: self.look_again,
            rate_hz=30.0,
            presence=0.5,
            paint_out=backend.paint_out,
        )
        return Follower(backend, self.detect, lambda _: self.look, second=second)


def test_what_the_larger_network_sees_comes_beside_the_pose():
    poses = World(50.0).follower()(IMAGE)
    np.testing.assert_allclose(
        poses.second_look[0, :, :2], poses.xy_px[0] + np.array([2, 0])
    )
    np.testing.assert_array_equal(poses.second_look[0, :, 2], poses.confidence[0])
    np.testing.assert_array_equal(poses.second_look[0, :, 3:], poses.xyz_m[0])


def test_it_is_asked_again_when_the_pose_is_another_one():
    world = World(50.0)
    follow = world.follower()
    assert follow(IMAGE).second_look is not None
    for _ in range(4):
        assert follow(IMAGE).second_look is None
    world.bend_px = 8.0
    assert follow(IMAGE).second_look is not None


def test_of_two_people_each_is_looked_at_with_the_other_painted_out():
    world = World(50.0, 300.0)
    poses = world.follower(max_people=2)(IMAGE)
    assert world.seconds == [(50.0, 1), (300.0, 1)]
    assert np.isfinite(poses.second_look).all()


def test_somebody_whom_it_does_not_see_is_as_if_it_had_not_looked():
    world = World(50.0)
    world.presence = 0.1
    assert np.isnan(world.follower()(IMAGE).second_look).all()


@pytest.mark.parametrize("n_before", [1, 5, 11])
def test_it_goes_on_from_its_memory_as_if_nothing_had_been(n_before):
    def film(follow, bends):
        found = []
        for bend in bends:
            follow.world.bend_px = bend
            found.append(follow.session(IMAGE).second_look is not None)
        return found

    class Film:
        def __init__(self):
            self.world = World(50.0, 300.0)
            self.session = self.world.follower(max_people=2)

    bends = [8.0 * (n % 5) for n in range(24)]
    expected = film(Film(), bends)
    begun, later = Film(), Film()
    first = film(begun, bends[:n_before])
    later.session.recall(begun.session.memory())
    assert first + film(later, bends[n_before:]) == expected
    assert 0 < sum(expected) < len(expected)
