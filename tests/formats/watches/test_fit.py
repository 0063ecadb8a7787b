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


def records(rows, *, message=20, fields=FIELDS, order="<", local=0):
    """Return a definition and its records."""
    kind = 0x40 | local
    define = struct.pack(f"{order}BBBHB", kind, 0, order == ">", message, len(fields))
    define += b"".join(struct.pack("BBB", *field[:3]) for field in fields)
    letters = f"{order}B" + "".join(field[3] for field in fields)
    return define + b"".join(struct.pack(letters, local, *row) for row in rows)


def file_of(content, *, short_head=False):
    """Return a file of definitions and records, with its head and checksum."""
    size = 12 if short_head else 14
    head = struct.pack("<BBHI4s", size, 0x10, 2132, len(content), b".FIT")
    whole = head + (b"" if short_head else crc(head)) + content
    return whole + crc(whole)


def fit(rows, *, message=20):
    return file_of(records(rows, message=message))


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


def test_a_definition_in_the_other_byte_order_is_read(saved):
    big = read_fit(saved(file_of(records([row(0), row(1)], order=">"))))
    little = read_fit(saved(fit([row(0), row(1)])))
    pd.testing.assert_frame_equal(big, little)


def test_a_head_without_checksum_is_read(saved):
    content = records([row(0), row(1)])
    short = read_fit(saved(file_of(content, short_head=True)))
    pd.testing.assert_frame_equal(short, read_fit(saved(file_of(content))))


def test_times_in_the_head_of_a_record_are_read(saved):
    # Old pods write the time once, and then five bits of it with each record.
    full = records([row(30)])
    shorter = [field for field in FIELDS if field[0] != 253]
    content = full + records([], fields=shorter, local=1)
    letters = "<B" + "".join(field[3] for field in shorter)
    start = row(30)[0]
    for second in (1, 2, 3, 40):
        head = 0x80 | 1 << 5 | (start + second) & 0x1F
        content += struct.pack(letters, head, *row(0)[1:])
    table = read_fit(saved(file_of(content)))
    since_s = (table["at"] - START).dt.total_seconds().tolist()
    # Five bits cannot say that more than 32 s went by.
    assert since_s == [30, 31, 32, 33, 38]
    assert table["cadence"].tolist() == [167.0] * 5


def test_files_one_behind_the_other_are_one_run(saved):
    table = read_fit(saved(fit([row(0), row(1)]) + fit([row(5), row(6)])))
    since_s = (table["at"] - START).dt.total_seconds().tolist()
    assert since_s == [0, 1, 5, 6]


def test_fields_of_whatever_else_is_worn_are_passed_over(saved):
    # Said by a field description (206): one of its own, in a data type of its own.
    described = [
        (0, 1, 0x02, "B"),  # index of the developer's data
        (1, 1, 0x02, "B"),  # number of the field
        (2, 1, 0x02, "B"),  # its base type
        (3, 8, 0x07, "8s"),  # its name
        (8, 8, 0x07, "8s"),  # its units
    ]
    maker = records(
        [(bytes(16), 0)], message=207, fields=[(1, 16, 0x0D, "16s"), (3, 1, 2, "B")]
    )
    field = records(
        [(0, 0, 0x84, b"Grit\0\0\0\0", b"kGrit\0\0\0")], message=206, fields=described
    )
    define = struct.pack("<BBBHB", 0x60, 0, 0, 20, len(FIELDS))
    define += b"".join(struct.pack("BBB", *one[:3]) for one in FIELDS)
    define += struct.pack("<BBBB", 1, 0, 2, 0)
    letters = "<B" + "".join(one[3] for one in FIELDS) + "H"
    data = b"".join(struct.pack(letters, 0, *row(k), 70 + k) for k in range(3))
    table = read_fit(saved(file_of(maker + field + define + data)))
    pd.testing.assert_frame_equal(
        table, read_fit(saved(fit([row(k) for k in range(3)])))
    )


def test_a_record_without_a_time_is_left_out(saved):
    known = [row(0), row(1)]
    unknown = (0xFFFFFFFF, *row(2)[1:])
    table = read_fit(saved(fit([*known, unknown])))
    pd.testing.assert_frame_equal(table, read_fit(saved(fit(known))))


def test_records_of_other_things_between_them_are_passed_over(saved):
    # A heart rate alone, from a strap, at a time of its own.
    strap = records(
        [(row(0)[0] + 7, 151)], fields=[FIELDS[0], (3, 1, 0x02, "B")], local=2
    )
    table = read_fit(saved(file_of(records([row(0)]) + strap)))
    assert table["cadence"].tolist() == [167.0]


def session(sport, start, lasted_s):
    at = row(start)[0]
    fields = [(2, 4, 0x86, "I"), (5, 1, 0x00, "B"), (7, 4, 0x86, "I")]
    return records([(at, sport, 1000 * lasted_s)], message=18, fields=fields, local=3)


def test_the_ride_of_a_triathlon_is_left_out(saved):
    running, cycling = 1, 2
    run = records([row(20), row(21)])
    content = records([row(0), row(1)]) + session(cycling, 0, 10)
    table = read_fit(saved(file_of(content + run + session(running, 20, 5))))
    pd.testing.assert_frame_equal(table, read_fit(saved(file_of(run))))


def test_a_ride_is_refused(saved):
    content = records([row(0), row(1)]) + session(2, 0, 10)
    with pytest.raises(FormatError, match=r"no records .* on foot"):
        read_fit(saved(file_of(content)))
