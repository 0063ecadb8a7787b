import struct

import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.motion.c3d_parameters import (
    DEC,
    INTEL,
    SGI,
    read_header,
    read_parameters,
    reals,
    text_of,
    wholes,
    words,
)


def dec(value):
    """Store a real number as DEC did: exponent two larger, words exchanged."""
    stored = struct.pack("<f", 4.0 * value)
    return stored[2:] + stored[:2]


@pytest.mark.parametrize("value", [0.0, 1.0, -2.5, 100.0, 1e-6, 12345.678])
def test_real_numbers_of_every_processor_are_read(value):
    stored = {INTEL: struct.pack("<f", value), SGI: struct.pack(">f", value)}
    stored[DEC] = dec(value)
    for processor, four_bytes in stored.items():
        assert reals(four_bytes, processor)[0] == pytest.approx(value, rel=1e-6)


def test_a_number_of_a_real_vax_is_one():
    # 1.0 in VAX F_floating is 0x4080 in the first word.
    assert reals(b"\x80\x40\x00\x00", DEC)[0] == 1.0


def test_whole_numbers_have_the_order_of_the_processor():
    assert wholes(b"\x01\x02", INTEL)[0] == 0x0201
    assert wholes(b"\x01\x02", SGI)[0] == 0x0102
    assert wholes(b"\xff\xff", DEC)[0] == -1


def test_text_is_utf8_or_latin1():
    assert text_of("Hüfte ".encode()) == "Hüfte"
    assert text_of("Hüfte\0".encode("latin-1")) == "Hüfte"


def test_words_are_the_rows_of_letters():
    letters = np.frombuffer(b"LHipLKne", "S1").reshape(2, 4)
    assert words(letters) == ["LHip", "LKne"]
    assert words(np.frombuffer(b"mm", "S1")) == ["mm"]
    assert words(None) == []
    assert words(np.zeros(3)) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "does not begin"),
        (bytes(2000), "does not begin"),
        (b"\x02\x50" + bytes(2000), "kind of processor"),
        (b"\xff\x50" + bytes(2000), "does not begin"),
    ],
)
def test_what_is_no_c3d_is_refused(content, says):
    with pytest.raises(FormatError, match=says):
        read_header(content)


def test_parameters_that_never_end_do_not_hang():
    content = bytearray(1024)
    content[:2] = b"\x02\x50"
    content[512:516] = bytes((1, 0x50, 1, INTEL))
    content[516:1024] = b"\x01" * 508
    with pytest.raises((IndexError, ValueError, KeyError, struct.error)):
        read_parameters(bytes(content))
