"""One person whom BlazePose follows, and the square to look at next."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from midstance.pose.base import Memory
from midstance.pose.images.crops import Square
from midstance.pose.networks.blazepose_landmarks import Person
from midstance.pose.one_euro import OneEuroFilter
from midstance.pose.people.blazepose_detector import MARGIN
from midstance.pose.people.novelty import Novelty

Look = Callable[
    [NDArray[np.uint8], Square, list[NDArray[np.float32]], NDArray[np.float32] | None],
    Person,
]
"""Gives the person in a square of an image: the others' landmarks, to be painted out,
and the person's own, where they are known."""

LookAmong = Callable[[int], Look]
"""Gives what looks at each of so many people."""

SHRUNK, ROOMIER = 1.1, 1.25
"""The square of somebody who squats or bends becomes too tight for the network. Who is
lost, and whose square was larger than now by the first, is looked for once more in a
square as large as it was, by the second at most."""


class Followed:
    """One person and the square to look at next.

    The square is steadied, the landmarks are not: a square that jumps makes the
    landmarks jitter. As in the published pipeline, which counts 30 frames/s
    whatever the video has.

    Parameters
    ----------
    square
        Where to look first.

    Attributes
    ----------
    seen_in
        The square in which `person` was seen.

    """

    person: Person | None = None
    """As last seen; None: not looked at yet."""

    novelty: Novelty | None = None
    """Which poses a larger network has seen; None: there is none."""

    def __init__(self, square: Square) -> None:
        self.square = self.seen_in = square
        self._largest_px = 0.0
        self._steady = OneEuroFilter(0.01, 10.0, 1.0, interval_s=1 / 30)

    def see(self, person: Person) -> None:
        """Take what the network found in `square`, and move `square` after it."""
        self.person, self.seen_in = person, self.square
        hips, top = person.alignment_px
        size_px = max(2 * float(np.hypot(*(top - hips))), 1e-6)
        hips, top = self._steady.apply(person.alignment_px, scale=size_px)
        self.square = Square.around(hips, top, MARGIN)
        self._largest_px = max(self._largest_px, self.square.size_px)

    def roomier(self) -> Square | None:
        """Return a square with more room; None: the square is about the largest yet."""
        size_px = self.square.size_px
        if self._largest_px <= SHRUNK * size_px:
            return None
        return replace(self.square, size_px=min(self._largest_px, ROOMIER * size_px))

    def memory(self) -> Memory:
        """Return everything about somebody who was seen."""
        raw, smooth, speed = self._steady.memory()
        person = {
            f"person_{field.name}": np.asarray(getattr(self.person, field.name))
            for field in fields(Person)
        }
        square = [getattr(self.square, field.name) for field in fields(Square)]
        return {
            "square": np.array([*square, self._largest_px]),
            "steady_raw": raw,
            "steady_smooth": smooth,
            "steady_speed": speed,
            **person,
            **(self.novelty.memory() if self.novelty else {}),
        }

    @classmethod
    def recalled(cls, memory: Memory) -> "Followed":
        """Return the person whose `memory` this is."""
        *square, largest_px = memory["square"].tolist()
        followed = cls(Square(*square))
        followed._largest_px = largest_px
        followed._steady.recall(
            [memory[f"steady_{part}"] for part in ("raw", "smooth", "speed")]
        )
        known = {field.name: memory[f"person_{field.name}"] for field in fields(Person)}
        followed.person = Person(**{**known, "presence": known["presence"].item()})
        if "novelty_counts" in memory:
            followed.novelty = Novelty.recalled(memory)
        return followed


def memory_of(people: list[Followed]) -> Memory:
    """Return everything about people who were seen: arrays with a row for each."""
    own = [followed.memory() for followed in people]
    names = own[0] if own else ()
    return {name: np.stack([one[name] for one in own]) for name in names}


def recalled(memory: Memory) -> list[Followed]:
    """Return the people whose memory this is, in their order."""
    n_people = len(memory["square"]) if "square" in memory else 0
    owners = ("square", "steady", "person", "novelty")
    names = [name for name in memory if name.startswith(owners)]
    return [
        Followed.recalled({name: memory[name][number] for name in names})
        for number in range(n_people)
    ]
