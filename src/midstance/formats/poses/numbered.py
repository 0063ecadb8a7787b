"""Frames that only their number tells apart, in order and with those left out."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from midstance.errors import FormatError

_MOST_LEFT_OUT = 100_000
"""Frames that may lie between two that are there: longer, and it is no number of a
frame."""

Frame = TypeVar("Frame")


def in_order(numbered: Mapping[int, Frame], source: Path) -> list[Frame | None]:
    """Return each frame from the first number to the last; None: left out.

    Parameters
    ----------
    numbered
        What is known of each frame, by its number; not empty.
    source
        The file or folder, for the message.

    Raises
    ------
    FormatError
        If so many are left out that these can be no numbers of frames.

    Examples
    --------
    >>> in_order({7: "a", 9: "b"}, Path("a.json"))
    ['a', None, 'b']

    """
    first, last = min(numbered), max(numbered)
    if last - first > len(numbered) + _MOST_LEFT_OUT:
        raise FormatError(
            f"{source} holds {len(numbered)} frames, numbered from {first} to {last}; "
            "too many are left out."
        )
    return [numbered.get(number) for number in range(first, last + 1)]


def last_number(name: str) -> int | None:
    """Return the last number in the name of a file; None when it has none.

    Examples
    --------
    >>> last_number("run2_0017.jpg"), last_number("9.png"), last_number("run.jpg")
    (17, 9, None)

    """
    found = re.fullmatch(r".*?(\d{1,15})\D*", name, re.ASCII)
    return None if found is None else int(found[1])
