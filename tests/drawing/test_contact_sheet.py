import numpy as np
import pytest

from midstance.drawing.contact_sheet import contact_sheet, write_picture
from midstance.errors import OutputError


def picture(height, width, colour):
    return np.full((height, width, 3), colour, np.uint8)


def test_every_picture_is_on_the_sheet_in_its_shape():
    cells = [(picture(100, 50, (255, 0, 0)), "a", "b")] * 6
    cells.append((picture(30, 90, (0, 255, 0)), "a long heading " * 9, "line " * 40))
    sheet = contact_sheet(cells)
    red = (sheet == (255, 0, 0)).all(axis=2).sum()
    green = (sheet == (0, 255, 0)).all(axis=2).sum()
    assert red == 6 * 240 * 120
    assert green == 240 * 80
    assert sheet.shape[0] > 2 * 240


def test_a_picture_is_written_whole(tmp_path):
    import cv2

    write_picture(picture(40, 60, (200, 100, 50)), tmp_path / "a" / "b.jpg")
    again = cv2.imread(str(tmp_path / "a" / "b.jpg"))
    assert again.shape == (40, 60, 3)
    assert again[20, 30] == pytest.approx([50, 100, 200], abs=4)


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "a").write_text("", "utf-8")
    with pytest.raises(OutputError, match="choose another output folder"):
        write_picture(picture(4, 4, 0), tmp_path / "a" / "b.jpg")
