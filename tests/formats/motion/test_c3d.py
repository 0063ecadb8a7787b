import struct

import numpy as np
import pytest

from midstance.errors import FormatError, OutputError, SchemaError
from midstance.formats.motion.c3d import C3d, read_c3d, read_c3d_events, write_c3d
from midstance.formats.motion.c3d_parameters import DEC, INTEL, SGI
from midstance.schema.tracks import make_tracks, path_of

NAMES = ("head", "left_hip", "right_foot_index")


def tracks_3d(n_frames=6, names=NAMES, people=("person-1",)):
    rng = np.random.default_rng(0)
    position = rng.standard_normal((n_frames, 3, len(names), len(people)))
    position[1, :, 2] = np.nan
    return make_tracks(
        position,
        np.where(np.isfinite(position[:, 0]), 1.0, np.nan),
        np.arange(n_frames) / 85.0,
        keypoints=names,
        individuals=people,
        space_unit="m",
    )


def test_what_is_written_comes_back_with_its_gaps(tmp_path):
    tracks = tracks_3d()
    write_c3d(tracks, tmp_path / "a.c3d")
    again = read_c3d(tmp_path / "a.c3d")
    assert again["position"].to_numpy() == pytest.approx(
        tracks["position"].to_numpy(), abs=1e-6, nan_ok=True
    )
    assert tuple(again["keypoint"].to_numpy()) == NAMES
    assert again["time"].to_numpy() == pytest.approx(tracks["time"].to_numpy())


def test_many_names_fill_several_blocks(tmp_path):
    names = tuple(f"a_marker_with_a_long_name_{i}" for i in range(200))
    write_c3d(tracks_3d(names=names), tmp_path / "a.c3d")
    again = read_c3d(tmp_path / "a.c3d")
    assert tuple(again["keypoint"].to_numpy()) == names
    assert (tmp_path / "a.c3d").stat().st_size > 10 * 512


def test_another_reader_sees_the_same(tmp_path):
    ezc3d = pytest.importorskip("ezc3d")
    tracks = tracks_3d()
    write_c3d(tracks, tmp_path / "a.c3d")
    theirs = ezc3d.c3d(str(tmp_path / "a.c3d"))
    points = theirs["data"]["points"][:3] / 1000.0
    ours = tracks["position"].isel(individual=0).transpose("space", "keypoint", "time")
    assert points == pytest.approx(ours.to_numpy(), abs=1e-6, nan_ok=True)
    assert theirs["parameters"]["POINT"]["RATE"]["value"][0] == pytest.approx(85.0)


def test_a_recording_of_a_laboratory_is_read(reference_data):
    tracks = read_c3d(reference_data / "c3d" / "overground_walk_plates.c3d")
    assert tracks.sizes["time"] == 221
    assert tracks.attrs["fps"] == pytest.approx(100.0)
    # Somebody walks: heels near the floor at times, the pelvis at its height.
    assert 0.0 < np.nanmin(path_of(tracks, "LHEE")[:, 2]) < 0.1
    assert 0.7 < np.nanmean(path_of(tracks, "LASI")[:, 2]) < 1.1


def test_more_points_than_a_parameter_lists_have_a_second_one(tmp_path):
    names = tuple(f"m{i}" for i in range(600))
    write_c3d(tracks_3d(names=names), tmp_path / "a.c3d")
    assert tuple(read_c3d(tmp_path / "a.c3d")["keypoint"].to_numpy()) == names


def test_more_names_than_the_format_has_room_for_are_refused(tmp_path):
    names = tuple(f"a_marker_with_a_name_of_{i:0200d}" for i in range(700))
    with pytest.raises(OutputError, match="write TRC instead"):
        write_c3d(tracks_3d(names=names), tmp_path / "a.c3d")


def test_two_people_are_refused(tmp_path):
    with pytest.raises(SchemaError, match="C3D holds one person"):
        write_c3d(tracks_3d(people=("a", "b")), tmp_path / "a.c3d")


@pytest.mark.parametrize("content", [b"", b"text\n" * 300, bytes(600)])
def test_something_else_is_refused(tmp_path, content):
    (tmp_path / "a.c3d").write_bytes(content)
    with pytest.raises(FormatError, match="is not a C3D file"):
        read_c3d(tmp_path / "a.c3d")


def test_a_file_cut_short_is_refused(tmp_path):
    write_c3d(tracks_3d(), tmp_path / "a.c3d")
    content = (tmp_path / "a.c3d").read_bytes()
    (tmp_path / "a.c3d").write_bytes(content[: 512 * (len(content) // 512 - 1)])
    with pytest.raises(FormatError, match="should hold 6 frames, and there are 0"):
        read_c3d(tmp_path / "a.c3d")


def test_an_unknown_processor_is_refused(tmp_path):
    write_c3d(tracks_3d(), tmp_path / "a.c3d")
    content = bytearray((tmp_path / "a.c3d").read_bytes())
    content[512 + 3] = 87
    (tmp_path / "a.c3d").write_bytes(bytes(content))
    with pytest.raises(FormatError, match="kind of processor"):
        read_c3d(tmp_path / "a.c3d")


def small_c3d(processor=INTEL, *, is_real=True, groups=(), first=1, last=3, n_frames=3):
    """Return a file of one point, written as that kind of processor does."""
    order = ">" if processor == SGI else "<"

    def real(value):
        if processor != DEC:
            return struct.pack(f"{order}f", value)
        stored = struct.pack("<f", 4.0 * value)
        return stored[2:] + stored[:2]

    def whole(*values):
        return struct.pack(f"{order}{len(values)}h", *values)

    def group(number, name, *records):
        head = struct.pack("<bb", len(name), -number) + name.encode()
        text = head + struct.pack(f"{order}HB", 3, 0)
        for key, kind, shape, values in records:
            rest = struct.pack("<bB", kind, len(shape)) + bytes(shape) + values + b"\0"
            text += struct.pack("<bb", len(key), number) + key.encode()
            text += struct.pack(f"{order}H", len(rest) + 2) + rest
        return text

    point = group(
        *(1, "POINT", ("UNITS", -1, (2,), b"cm"), ("LABELS", -1, (4, 1), b"LHip")),
        *(("USED", 2, (), whole(1)), ("FRAMES", 2, (), whole(n_frames))),
        *(("SCALE", 4, (), real(-1.0)), ("RATE", 4, (), real(50.0))),
    )
    more = b"".join(
        group(number, name, *records(real, whole))
        for number, (name, records) in enumerate(groups, 2)
    )
    section = (bytes((1, 0x50, 1, processor)) + point + more).ljust(512, b"\0")
    scale = -1.0 if is_real else 0.5
    header = b"\x02\x50" + struct.pack(f"{order}5H", 1, 0, first, last, 0)
    header += real(scale) + struct.pack(f"{order}2H", 3, 0) + real(50.0)
    data = b"".join(
        b"".join(map(real, (100.0 + k, 20.0, -4.0, 0.0)))
        if is_real
        else whole(200 + 2 * k, 40, -8, 0)
        for k in range(n_frames)
    )
    return header.ljust(512, b"\0") + section + data.ljust(512, b"\0")


@pytest.mark.parametrize("processor", [INTEL, DEC, SGI])
@pytest.mark.parametrize("is_real", [True, False])
def test_files_of_every_processor_are_read(tmp_path, processor, is_real):
    (tmp_path / "a.c3d").write_bytes(small_c3d(processor, is_real=is_real))
    tracks = read_c3d(tmp_path / "a.c3d")
    expected = [[1.0, 0.2, -0.04], [1.01, 0.2, -0.04], [1.02, 0.2, -0.04]]
    assert path_of(tracks, "LHip") == pytest.approx(np.array(expected))
    assert tracks["time"].to_numpy() == pytest.approx([0.0, 0.02, 0.04])


@pytest.mark.parametrize("processor", [INTEL, DEC])
def test_ezc3d_agrees_on_files_of_the_processors_it_reads(tmp_path, processor):
    ezc3d = pytest.importorskip("ezc3d")
    (tmp_path / "a.c3d").write_bytes(small_c3d(processor))
    theirs = ezc3d.c3d(str(tmp_path / "a.c3d"))["data"]["points"][:3, 0].T / 100
    assert theirs == pytest.approx(path_of(read_c3d(tmp_path / "a.c3d"), "LHip"))


def event_group(real, whole):
    return (
        ("CONTEXTS", -1, (7, 3), b"Left   Right  General"),
        ("LABELS", -1, (11, 3), b"Foot StrikeFoot Off   Foot Strike"),
        ("TIMES", 4, (2, 3), b"".join(map(real, (0.0, 1.52, 1.0, 3.25, 0.0, 9.0)))),
    )


@pytest.mark.parametrize("processor", [INTEL, DEC, SGI])
def test_gait_events_are_read_on_the_clock_of_the_points(tmp_path, processor):
    content = small_c3d(processor, groups=[("EVENT", event_group)], first=76, last=78)
    (tmp_path / "a.c3d").write_bytes(content)
    events = read_c3d_events(tmp_path / "a.c3d")
    assert events["side"].tolist() == ["left", "right"]
    assert events["event"].tolist() == ["initial_contact", "toe_off"]
    assert events["time_s"].to_numpy() == pytest.approx([1.52, 63.25])
    assert float(read_c3d(tmp_path / "a.c3d")["time"][0]) == pytest.approx(1.5)


def test_a_file_without_events_has_none(tmp_path):
    (tmp_path / "a.c3d").write_bytes(small_c3d())
    assert read_c3d_events(tmp_path / "a.c3d").empty


def test_the_long_count_of_trial_is_believed(tmp_path):
    def trial(real, whole):
        return (
            ("ACTUAL_START_FIELD", 2, (2,), struct.pack("<2H", 5, 1)),
            ("ACTUAL_END_FIELD", 2, (2,), struct.pack("<2H", 7, 1)),
        )

    content = small_c3d(groups=[("TRIAL", trial)], first=65535, last=65535)
    (tmp_path / "a.c3d").write_bytes(content)
    tracks = read_c3d(tmp_path / "a.c3d")
    assert tracks.sizes["time"] == 3
    assert float(tracks["time"][0]) == pytest.approx((65536 + 5 - 1) / 50)


def test_more_frames_than_16_bits_count_come_back_and_start_where_they_did(tmp_path):
    position = np.ones((70_000, 3, 1, 1), np.float32)
    position[:, 0, 0, 0] = np.arange(70_000) % 1000
    tracks = make_tracks(
        position,
        np.ones((70_000, 1, 1)),
        12.0 + np.arange(70_000) / 200.0,
        keypoints=["LHip"],
        space_unit="m",
    )
    write_c3d(tracks, tmp_path / "a.c3d")
    again = read_c3d(tmp_path / "a.c3d")
    assert again["time"].to_numpy() == pytest.approx(tracks["time"].to_numpy())
    assert np.allclose(again["position"], tracks["position"], atol=1e-3)


def test_the_header_counts_more_frames_than_there_are(tmp_path):
    (tmp_path / "a.c3d").write_bytes(small_c3d(last=500))
    with pytest.raises(FormatError, match="should hold 500 frames, and there are"):
        read_c3d(tmp_path / "a.c3d")


def test_it_is_known_without_its_ending(tmp_path):
    write_c3d(tracks_3d(), tmp_path / "a.c3d")
    head = (tmp_path / "a.c3d").read_bytes()[:4096]
    assert C3d().is_one(tmp_path / "a", head)
    assert not C3d().is_one(tmp_path / "a", b"\x02\x50")
