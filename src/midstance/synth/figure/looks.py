"""What a runner wears: colours, and shorts or tights."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError

Legwear = Literal["shorts", "tights"]


@dataclass(frozen=True)
class Look:
    """Colours of a runner, as sRGB hex codes.

    Parameters
    ----------
    skin, hair
        Skin and hair of the body.
    shirt, trim, legs, shoes, soles, socks
        Shirt, trim, legs, shoes, soles and socks of the clothes; `trim` is the band on
        shirt and shoes.
    legwear
        Bare legs under shorts, or tights under them. Tights that differ from the
        belt make left and right easier to keep apart.
    build
        Factor on the girth of trunk and limbs.

    """

    skin: str = "#d9a183"
    hair: str = "#3a281c"
    shirt: str = "#1f78b4"
    trim: str = "#f2f4f5"
    legs: str = "#23252e"
    shoes: str = "#f0602a"
    soles: str = "#eeeeea"
    socks: str = "#e9ebec"
    legwear: Legwear = "tights"
    build: float = 1.0


LOOKS: dict[str, Look] = {
    "blue": Look(),
    "red": Look(
        skin="#8d5c3e",
        hair="#1b1512",
        shirt="#d8502e",
        legs="#2b3160",
        shoes="#3cc47c",
        legwear="shorts",
    ),
    "green": Look(
        skin="#efc8ae",
        hair="#8a5f30",
        shirt="#3c9a62",
        legs="#43454d",
        shoes="#3f55c8",
        legwear="shorts",
        build=1.06,
    ),
    "violet": Look(
        skin="#6b432c",
        hair="#15100e",
        shirt="#7a4fb0",
        legs="#1d1f26",
        shoes="#e8d23a",
        build=0.94,
    ),
}
"""Looks by name, for several runners in one clip."""


def linear(hex_code: str) -> NDArray[np.float64]:
    """Return an sRGB hex code as linear light, shape (3,).

    Examples
    --------
    >>> linear("#ff0000").tolist()
    [1.0, 0.0, 0.0]

    """
    code = hex_code.removeprefix("#")
    channels = np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)]) / 255.0
    return np.asarray(channels**2.2)


def get_look(name: str) -> Look:
    """Return the look called `name`.

    Raises
    ------
    ConfigError
        If there is none; the message lists the known names.

    """
    if name not in LOOKS:
        raise ConfigError(f"Unknown look {name!r}; choose from {sorted(LOOKS)}.")
    return LOOKS[name]
