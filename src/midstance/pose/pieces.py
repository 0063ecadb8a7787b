"""Long videos in pieces, each of which can be looked at without those before it.

Whoever follows people sees a frame by what was in the frames before it, and never
quite forgets: a follower of BlazePose that begins ten seconds late still differs by
pixels. So every follower is relieved at fixed times, by one that knows nothing and
began to look a little earlier, to know its way by then. What is found in a piece
depends on its own frames and on that lead alone, whoever finds it and where.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from midstance.schema.poses import Memory

PIECE_S = 60.0
"""How long a piece is, on the clock of the video; shorter ones are one piece."""
LEAD_S = 2.0
"""How long before its piece a follower begins: four searches for people at 30 Hz,
and twice the time that the steadied square of BlazePose takes to settle."""

T = TypeVar("T")


def piece_of(time_s: float) -> int:
    """Return the number of the piece that a frame belongs to.

    Examples
    --------
    >>> piece_of(59.99), piece_of(60.0)
    (0, 1)

    """
    return int(time_s // PIECE_S)


def is_lead(time_s: float) -> bool:
    """Return whether whoever looks at the next piece looks at this frame, too."""
    return piece_of(time_s + LEAD_S) > piece_of(time_s)


class Follower(Protocol):
    """Something that goes by what it remembers."""

    def memory(self) -> Memory | None:
        """Return what it remembers."""

    def recall(self, memory: Memory, /) -> None:
        """Go on as the one did whose `memory` this is."""


class Relay:
    """A follower that is relieved at the border of every piece.

    Parameters
    ----------
    follower
        As it is before the first frame.
    is_relieved
        False: it follows the whole video. So does one that cannot say what it
        remembers.

    """

    def __init__(self, follower: Follower, *, is_relieved: bool) -> None:
        self._follower = follower
        self._fresh = follower.memory() if is_relieved else None
        self._relief: Memory | None = None
        self._piece: int | None = None

    def look(
        self, time_s: float, now: Callable[[], T], lead: Callable[[], T] | None = None
    ) -> tuple[T, T]:
        """Return what is seen in the next frame, and what the relief sees in it.

        Parameters
        ----------
        time_s
            Time of the frame; rising.
        now
            Lets the follower look.
        lead
            Lets it look as the relief; None: as `now` does. Called only in the lead
            of a piece; at other times both see the same.

        """
        self._relieve(time_s)
        seen = now()
        if self._fresh is None or not is_lead(time_s):
            return seen, seen
        current = self._follower.memory()
        if not current and current is not None:
            return seen, seen  # it remembers nothing, so both see the same
        assert current is not None
        self._follower.recall(self._fresh if self._relief is None else self._relief)
        seen_by_relief = (lead or now)()
        self._relief = self._follower.memory()
        self._follower.recall(current)
        return seen, seen_by_relief

    def memory(self) -> Memory | None:
        """Return all that the next look depends on besides its frame."""
        memory = self._follower.memory()
        if memory is None:
            return None
        joined = {f"now/{name}": values for name, values in memory.items()}
        if self._piece is not None:
            joined["piece"] = np.array(self._piece)
        if self._relief is not None:
            joined["has_relief"] = np.array(True)
            joined |= {f"relief/{name}": v for name, v in self._relief.items()}
        return joined

    def recall(self, memory: Memory) -> None:
        """Go on as the one did whose `memory` this is."""
        self._follower.recall(part_of(memory, "now"))
        self._piece = int(memory["piece"]) if "piece" in memory else None
        has_relief = "has_relief" in memory
        self._relief = part_of(memory, "relief") if has_relief else None

    def _relieve(self, time_s: float) -> None:
        """Let the relief take over, if a piece begins with this frame."""
        piece, before = piece_of(time_s), self._piece
        self._piece = piece
        if self._fresh is None or before is None or piece == before:
            return
        self._follower.recall(self._fresh if self._relief is None else self._relief)
        self._relief = None


def part_of(memory: Memory, owner: str) -> Memory:
    """Return the memory of one of several, whose names begin with its own."""
    start = f"{owner}/"
    return {n.removeprefix(start): a for n, a in memory.items() if n.startswith(start)}
