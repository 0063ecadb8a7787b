import numpy as np
import pytest

from midstance.pose.images.crops import Square
from midstance.pose.networks.blazepose_followed import Followed, memory_of, recalled
from midstance.pose.networks.blazepose_landmarks import Person


def seen(rng):
    alignment_px = np.array([[100.0, 200.0], [110.0, 90.0]]) + rng.normal(size=(2, 2))
    return Person(
        float(rng.uniform(0.5, 1)),
        rng.normal(size=(33, 2)).astype(np.float32),
        rng.uniform(size=33).astype(np.float32),
        rng.normal(size=(33, 3)).astype(np.float32),
        alignment_px,
    )


def walk(rng, n_frames):
    followed = Followed(Square(100.0, 150.0, 220.0))
    for _ in range(n_frames):
        followed.see(seen(rng))
    return followed


def test_who_is_recalled_is_followed_to_the_same_bit():
    people = [walk(np.random.default_rng(k), k + 1) for k in range(3)]
    again = recalled(memory_of(people))
    for followed, other in zip(people, again, strict=True):
        for _ in range(3):
            assert followed.square == other.square
            assert followed.roomier() == other.roomier()
            rng = np.random.default_rng(5)
            one = seen(rng)
            followed.see(one)
            other.see(one)
        assert other.person == followed.person


def test_nobody_is_recalled_as_nobody():
    assert recalled(memory_of([])) == []


def test_the_square_that_was_largest_gives_room():
    followed = walk(np.random.default_rng(0), 2)
    assert followed.roomier() is None
    small = seen(np.random.default_rng(1))
    small.alignment_px[1] = small.alignment_px[0] + (0.0, -60.0)
    for _ in range(30):
        followed.see(small)
    assert followed.roomier().size_px > 1.1 * followed.square.size_px
    assert followed.square.size_px == pytest.approx(150, abs=40)
