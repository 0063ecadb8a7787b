"""What the cleaning of labelled images changed, drawn on examples."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from midstance.activity.dataset.cleaning import RULES, Change
from midstance.drawing.colours import MIDDLE, RIGHT
from midstance.drawing.contact_sheet import contact_sheet, write_picture
from midstance.drawing.person import SHADE
from midstance.drawing.primitives import draw_disc, draw_line, draw_ring
from midstance.errors import FormatError
from midstance.kernels.images.picture_file import read_picture
from midstance.kernels.types import Image
from midstance.schema.skeletons import MPII_16

_EXAMPLES = 5
_MARGIN = 0.12


def write_cleaning_sheet(changes: Sequence[Change], pictures: Path, path: Path) -> None:
    """Write a sheet with up to five examples of each rule, a row each.

    Joints that were taken away are orange rings; those outside the image are on a
    dark margin around it. No file where nothing was changed.
    """
    cells = []
    for rule in RULES:
        own = [change for change in changes if change.rule == rule]
        for change in own[:_EXAMPLES]:
            try:
                image = read_picture(pictures / change.image.name)
            except FormatError:
                continue
            cells.append((_drawn(image, change), rule, change.image.name))
    if cells:
        write_picture(contact_sheet(cells), path)
    else:
        path.unlink(missing_ok=True)


def _drawn(image: Image, change: Change) -> Image:
    height, width = image.shape[:2]
    edge = round(_MARGIN * max(height, width))
    canvas = np.empty((height + 2 * edge, width + 2 * edge, 3), np.uint8)
    canvas[:] = SHADE
    canvas[edge : edge + height, edge : edge + width] = image
    size = max(height, width) / 240
    names = MPII_16.keypoints
    people = zip(change.image.people, change.joints, strict=True)
    for person, gone in people:
        xy = person.xy_px + edge
        for ends in MPII_16.edges:
            start, end = (xy[names.index(name)] for name in ends)
            if np.isfinite([*start, *end]).all():
                draw_line(canvas, tuple(start), tuple(end), MIDDLE, 1.2 * size)
        for point, is_gone in zip(xy, gone, strict=True):
            if not np.isfinite(point).all():
                continue
            at = tuple(
                np.clip(point, 2 * size, np.array(canvas.shape[1::-1]) - 2 * size)
            )
            if is_gone:
                draw_ring(canvas, at, RIGHT, 6 * size, 2.5 * size)
            else:
                draw_disc(canvas, at, MIDDLE, 2 * size)
    return canvas
