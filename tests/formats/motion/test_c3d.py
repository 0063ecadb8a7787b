import numpy as np
import pytest

from midstance.errors import FormatError, OutputError, SchemaError
from midstance.formats.motion.c3d import read_c3d, write_c3d
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


def test_too_many_points_are_refused(tmp_path):
    names = tuple(f"m{i}" for i in range(256))
    with pytest.raises(OutputError, match="write TRC instead"):
        write_c3d(tracks_3d(names=names), tmp_path / "a.c3d")


def test_two_people_are_refused(tmp_path):
    with pytest.raises(SchemaError, match="C3D holds one person"):
        write_c3d(tracks_3d(people=("a", "b")), tmp_path / "a.c3d")


@pytest.mark.parametrize("content", [b"", b"text\n" * 300, bytes(600)])
def test_something_else_is_refused(tmp_path, content):
    (tmp_path / "a.c3d").write_bytes(content)
    with pytest.raises(FormatError, match="cannot be read as C3D"):
        read_c3d(tmp_path / "a.c3d")


def test_a_file_cut_short_is_refused(tmp_path):
    write_c3d(tracks_3d(), tmp_path / "a.c3d")
    content = (tmp_path / "a.c3d").read_bytes()
    (tmp_path / "a.c3d").write_bytes(content[:-8])
    with pytest.raises(FormatError, match="cannot be read as C3D"):
        read_c3d(tmp_path / "a.c3d")


def test_another_byte_order_is_refused(tmp_path):
    write_c3d(tracks_3d(), tmp_path / "a.c3d")
    content = bytearray((tmp_path / "a.c3d").read_bytes())
    content[512 + 3] = 86
    (tmp_path / "a.c3d").write_bytes(bytes(content))
    with pytest.raises(FormatError, match="byte order"):
        read_c3d(tmp_path / "a.c3d")
