import struct
from pathlib import Path

import pandas as pd
import pytest

from midstance.errors import FormatError
from midstance.formats.watches.fit import is_fit, read_fit

START = pd.Timestamp("2026-11-30T10:00:00Z")
_EPOCH = pd.Timestamp("1989-12-31T00:00:00Z")
_CRC = (
    *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
    *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
)
# number of the field, its size, its base type, struct's letter
FIELDS = [
    (253, 4, 0x86, "I"),  # timestamp
    (4, 1, 0x02, "B"),  # cadence, cycles/min
    (53, 1, 0x02, "B"),  # fractional cadence, 1/128
    (41, 2, 0x84, "H"),  # stance time, 0.1 ms
    (73, 4, 0x86, "I"),  # enhanced speed, mm/s
    (39, 2, 0x84, "H"),  # vertical oscillation, 0.1 mm
    (85, 2, 0x84, "H"),  # step length, 0.1 mm
]


def crc(content):
    value = 0
    for byte in content:
        for half in (byte & 0xF, byte >> 4):
            value = ((value >> 4) & 0x0FFF) ^ _CRC[value & 0xF] ^ _CRC[half]
    return struct.pack("<H", value)


def fit(rows, *, message=20):
    define = struct.pack("<BBBHB", 0x40, 0, 0, message, len(FIELDS))
    define += b"".join(struct.pack("BBB", *field[:3]) for field in FIELDS)
    letters = "<B" + "".join(field[3] for field in FIELDS)
    data = b"".join(struct.pack(letters, 0, *row) for row in rows)
    head = struct.pack("<BBHI4s", 14, 0x10, 2132, len(define + data), b".FIT")
    whole = head + crc(head) + define + data
    return whole + crc(whole)


def row(second, cadence=83, parts=64, stance=2455):
    at = int((START - _EPOCH).total_seconds()) + second
    return at, cadence, parts, stance, 3050, 812, 10905


@pytest.fixture
def saved(tmp_path):
    def save(content):
        path = tmp_path / "run.fit"
        path.write_bytes(content)
        return path

    return save


def test_records_are_read_in_our_units(saved):
    path = saved(fit([row(0), row(1, parts=0)]))
    assert is_fit(path.read_bytes()[:12])
    table = read_fit(path)
    assert table["at"].tolist() == [START, START + pd.Timedelta(seconds=1)]
    assert table["cadence"].tolist() == pytest.approx([167.0, 166.0])
    assert table["contact_time"].tolist() == pytest.approx([245.5, 245.5])
    assert table["speed"].tolist() == pytest.approx([3.05, 3.05])
    assert table["vertical_oscillation"].tolist() == pytest.approx([8.12, 8.12])
    assert table["step_length"].tolist() == pytest.approx([1.0905, 1.0905])


def test_what_the_watch_did_not_know_is_missing(saved):
    table = read_fit(saved(fit([row(0), row(1, stance=0xFFFF)])))
    assert table["contact_time"].isna().tolist() == [False, True]


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_cut_short_or_damaged_is_refused(saved, share):
    whole = fit([row(second) for second in range(20)])
    with pytest.raises(FormatError, match="is not a FIT file of a run"):
        read_fit(saved(whole[: int(share * len(whole))]))
    with pytest.raises(FormatError, match="is not a FIT file of a run"):
        read_fit(saved(b"\0" * 40))


def test_a_file_without_records_is_refused(saved):
    with pytest.raises(FormatError, match="no records of cadence"):
        read_fit(saved(fit([row(0)], message=19)))


@pytest.mark.parametrize(
    ("name", "encoder"),
    [("garmin_sdk.fit", "garmin-fit-sdk 21.218"), ("fit_tool.fit", "fit-tool 0.9.16")],
)
def test_files_of_other_peoples_encoders_are_read(name, encoder):
    # Eight seconds of a run, as a watch writes them: cadence 83.5 strides/min, stance
    # 245.5 ms, 3.05 m/s, 81.2 mm of oscillation, steps of 1090.5 mm.
    found = read_fit(Path(__file__).with_name(name))
    assert len(found) == 8, encoder
    assert found["at"].iloc[0] == START
    first = found.drop(columns="at").iloc[0]
    assert first["cadence"] == 167.0
    assert first["contact_time"] == 245.5
    assert first["speed"] == pytest.approx(3.05)
    assert first["vertical_oscillation"] == pytest.approx(8.12)
    assert first["step_length"] == pytest.approx(1.0905)


def test_fields_of_a_pod_count_more_in_a_file_of_garmins_encoder():
    # From the fifth second on with a pod's own fields: 84 strides/min, 238 ms, 7.5 cm.
    found = read_fit(Path(__file__).with_name("garmin_sdk.fit"))
    assert found["cadence"].tolist() == [167.0] * 4 + [168.0] * 4
    assert found["contact_time"].tolist() == [245.5] * 4 + [238.0] * 4
    assert found["vertical_oscillation"].tolist() == pytest.approx(
        [8.12] * 4 + [7.5] * 4
    )
