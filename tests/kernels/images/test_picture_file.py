import struct
import zlib

import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.kernels.images.picture_file import read_picture


def png(width_px, height_px, rows):
    """Return a picture of one colour, of 8 bits of grey, that claims a size."""

    def chunk(kind, content):
        stored = kind + content
        size, check = len(content), zlib.crc32(stored)
        return struct.pack(">I", size) + stored + struct.pack(">I", check)

    about = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes((width_px + 1) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, content)
        for kind, content in ((b"IHDR", about), (b"IDAT", data), (b"IEND", b""))
    )


def test_a_picture_comes_in_red_green_blue(tmp_path):
    import cv2

    image = np.zeros((4, 6, 3), np.uint8)
    image[..., 2] = 200
    cv2.imwrite(str(tmp_path / "a.png"), image)
    assert read_picture(tmp_path / "a.png")[0, 0].tolist() == [200, 0, 0]


@pytest.mark.parametrize("size_px", [(40_000, 40_000), (12_000, 9_000)])
def test_a_small_file_of_very_many_pixels_is_refused_undecoded(tmp_path, size_px):
    (tmp_path / "a.png").write_bytes(png(*size_px, rows=1))
    with pytest.raises(FormatError, match="more than the 100 million"):
        read_picture(tmp_path / "a.png")


@pytest.mark.parametrize("content", [b"", b"text", png(10, 10, 10)[:30]])
def test_what_is_no_picture_is_named(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(FormatError, match=r"a\.png cannot be read; take it out"):
        read_picture(tmp_path / "a.png")
    with pytest.raises(FormatError, match=r"b\.png cannot be read"):
        read_picture(tmp_path / "b.png")
