"""The colours of a report: one for each side of the body, the same everywhere.

Blue and orange stay apart for every common kind of colour blindness, in grey
print too. The overlay video and the page read them here.
"""

Rgb = tuple[int, int, int]

LEFT: Rgb = (43, 127, 212)
RIGHT: Rgb = (224, 123, 42)
MIDDLE: Rgb = (226, 230, 234)
"""For what belongs to no side: the trunk, the head, the floor line."""

SIDE_COLOURS: dict[str, Rgb] = {"left": LEFT, "right": RIGHT}


def css(colour: Rgb) -> str:
    """Return `colour` as a style sheet writes it.

    Examples
    --------
    >>> css(LEFT)
    '#2b7fd4'

    """
    return "#{:02x}{:02x}{:02x}".format(*colour)
