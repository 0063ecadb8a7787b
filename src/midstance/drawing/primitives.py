"""Lines, discs and words on RGB images, with soft edges.

Points are (x, y) in px with (0, 0) the outer corner of the image, as in tracks.
Everything is drawn in place and cut off at the image's edge.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from midstance.drawing.colours import Rgb
from midstance.kernels.types import Image

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Point = tuple[float, float]
Anchor = Literal["left", "middle", "right"]

_FRACTION_BITS = 4
_EDGE_PX = 1
_SHARES = {"left": 0.0, "middle": 0.5, "right": 1.0}
_FONTS = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


def draw_line(
    image: Image, start: Point, end: Point, colour: Rgb, width_px: float
) -> None:
    """Draw a line with round ends."""
    import cv2

    cv2.line(
        image,
        _fixed(start),
        _fixed(end),
        colour,
        max(1, round(width_px)),
        cv2.LINE_AA,
        _FRACTION_BITS,
    )


def draw_disc(image: Image, centre: Point, colour: Rgb, radius_px: float) -> None:
    """Draw a filled circle."""
    import cv2

    radius = round(radius_px * (1 << _FRACTION_BITS))
    cv2.circle(
        image, _fixed(centre), radius, colour, cv2.FILLED, cv2.LINE_AA, _FRACTION_BITS
    )


def draw_ring(
    image: Image, centre: Point, colour: Rgb, radius_px: float, width_px: float
) -> None:
    """Draw a circle; what is inside stays."""
    import cv2

    cv2.circle(
        image,
        _fixed(centre),
        round(radius_px * (1 << _FRACTION_BITS)),
        colour,
        max(1, round(width_px)),
        cv2.LINE_AA,
        _FRACTION_BITS,
    )


def blend(image: Image, layer: Image, opacity: float) -> None:
    """Lay `layer` over `image` of the same shape; 0 leaves it, 1 covers it."""
    import cv2

    cv2.addWeighted(layer, opacity, image, 1.0 - opacity, 0.0, dst=image)


def window(image: Image, left_top: Point, right_bottom: Point) -> tuple[Image, Point]:
    """Return the part of `image` between two points, and its left top corner.

    The part is a view: drawing on it draws on the image. It is empty where
    the points lie outside.
    """
    height_px, width_px = image.shape[:2]
    left, right = (
        min(max(int(x_px), 0), width_px) for x_px in (left_top[0], right_bottom[0] + 1)
    )
    top, bottom = (
        min(max(int(y_px), 0), height_px) for y_px in (left_top[1], right_bottom[1] + 1)
    )
    return image[top:bottom, left:right], (left, top)


def draw_text(
    image: Image,
    text: str,
    at: Point,
    colour: Rgb,
    size_px: float,
    *,
    anchor: Anchor = "left",
    is_bold: bool = False,
    opacity: float = 1.0,
    shade: Rgb | None = None,
) -> None:
    """Write one line of text.

    Parameters
    ----------
    image
        RGB image.
    text
        What to write.
    at
        On the base line; `anchor` says which end of the text is there.
    colour, opacity
        Colour and opacity of the letters.
    size_px
        Size of the type (em).
    anchor
        left, middle or right.
    is_bold
        Heavier letters.
    shade
        Colour of an edge around the letters, for a ground that is not known.

    """
    size = max(6, round(size_px))
    mask, base_px = _line_of(text, size, is_bold, 0)
    left = round(at[0] - _SHARES[anchor] * mask.shape[1])
    top = round(at[1]) - base_px
    if shade is not None:
        edge, edge_base_px = _line_of(text, size, is_bold, _EDGE_PX)
        corner = (left - _EDGE_PX, round(at[1]) - edge_base_px)
        _cover(image, edge, corner, shade, 0.7 * opacity)
    _cover(image, mask, (left, top), colour, opacity)


def text_width_px(text: str, size_px: float, *, is_bold: bool = False) -> int:
    """Return how wide `text` is."""
    return int(_line_of(text, max(6, round(size_px)), is_bold, 0)[0].shape[1])


def _cover(
    image: Image, mask: Image, left_top: tuple[int, int], colour: Rgb, opacity: float
) -> None:
    left, top = left_top
    part, (part_left, part_top) = window(
        image, left_top, (left + mask.shape[1] - 1, top + mask.shape[0] - 1)
    )
    row, column = int(part_top) - top, int(part_left) - left
    seen = mask[row : row + part.shape[0], column : column + part.shape[1], None]
    share = seen.astype(np.float32) * (opacity / 255)
    mixed = part + share * (np.array(colour, np.float32) - part)
    part[:] = (mixed + 0.5).astype(np.uint8)


@lru_cache(maxsize=512)
def _line_of(text: str, size_px: int, is_bold: bool, edge_px: int) -> tuple[Image, int]:
    """Return how much of each pixel is covered (0 to 255), and the base line's row.

    The image is as wide as the text advances and as high as its font, so that it
    stays in place whatever the letters are; an edge comes on top of that.
    """
    from PIL import Image as Pictures
    from PIL import ImageDraw

    font = _font(size_px, is_bold)
    line = " ".join(text.split("\n"))
    ascent, descent = font.getmetrics()
    width_px = round(font.getlength(line)) + 2 * edge_px
    drawn = Pictures.new("L", (width_px, ascent + descent + 2 * edge_px))
    base_px = ascent + edge_px
    ImageDraw.Draw(drawn).text(
        (edge_px, base_px), line, 255, font, "ls", stroke_width=edge_px
    )
    return np.asarray(drawn, np.uint8), base_px


@lru_cache(maxsize=64)
def _font(size_px: int, is_bold: bool) -> "FreeTypeFont":
    import matplotlib as mpl
    from PIL import ImageFont

    path = Path(mpl.get_data_path(), "fonts", "ttf", _FONTS[is_bold])
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)


def _fixed(point: Point) -> tuple[int, int]:
    """Return `point` as OpenCV counts: from pixel centres, in sixteenths."""
    scale = 1 << _FRACTION_BITS
    return round((point[0] - 0.5) * scale), round((point[1] - 0.5) * scale)
