"""Many images on one sheet, each with two lines below it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from midstance.drawing.colours import MIDDLE, Rgb
from midstance.drawing.person import SHADE
from midstance.drawing.primitives import draw_text, text_width_px
from midstance.errors import OutputError
from midstance.files import replacing
from midstance.kernels.types import Image

_CELL_PX, _GAP_PX, _WORDS_PX = 240, 12, 44
_COLUMNS, _MOST = 5, 60
_GREY: Rgb = (150, 158, 166)


def contact_sheet(cells: Sequence[tuple[Image, str, str]]) -> Image:
    """Return a sheet of up to 60 images in rows of five.

    Parameters
    ----------
    cells
        Image, heading and a line below it; what does not fit is shortened.

    """
    shown = cells[:_MOST]
    n_columns = min(_COLUMNS, max(1, len(shown)))
    n_rows = -(-len(shown) // n_columns)
    step_x, step_y = _CELL_PX + _GAP_PX, _CELL_PX + _WORDS_PX + _GAP_PX
    size = (_GAP_PX + n_rows * step_y, _GAP_PX + n_columns * step_x, 3)
    sheet = np.empty(size, np.uint8)
    sheet[:] = SHADE
    for number, (image, heading, line) in enumerate(shown):
        row, column = divmod(number, n_columns)
        left, top = _GAP_PX + column * step_x, _GAP_PX + row * step_y
        _place(sheet[top : top + _CELL_PX, left : left + _CELL_PX], image)
        below = top + _CELL_PX
        heading = _shortened(heading, 15, is_bold=True)
        draw_text(sheet, heading, (left, below + 18), MIDDLE, 15, is_bold=True)
        draw_text(sheet, _shortened(line, 12), (left, below + 36), _GREY, 12)
    return sheet


def write_picture(image: Image, path: Path) -> None:
    """Write an RGB image as JPEG, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be encoded, or the folder cannot be written to.

    """
    import cv2

    is_done, data = cv2.imencode(
        ".jpg", np.ascontiguousarray(image[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 88]
    )
    if not is_done:
        raise OutputError(f"{path.name} cannot be written as a JPEG of {image.shape}.")
    with replacing(path) as part:
        part.write_bytes(data.tobytes())


def _place(cell: Image, image: Image) -> None:
    """Draw `image` into the middle of `cell`, as large as it fits."""
    import cv2

    height, width = image.shape[:2]
    scale = min(cell.shape[0] / height, cell.shape[1] / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(image, size, interpolation=method)
    top, left = (cell.shape[0] - size[1]) // 2, (cell.shape[1] - size[0]) // 2
    cell[top : top + size[1], left : left + size[0]] = small


def _shortened(text: str, size_px: int, *, is_bold: bool = False) -> str:
    if text_width_px(text, size_px, is_bold=is_bold) <= _CELL_PX:
        return text
    while text and text_width_px(f"{text}…", size_px, is_bold=is_bold) > _CELL_PX:
        text = text[:-1]
    return f"{text}…"
