import numpy as np
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.formats.motion.trc import read_trc, write_trc
from midstance.schema.tracks import make_tracks


def tracks_3d(people=("person-1",), unit="m"):
    rng = np.random.default_rng(0)
    position = rng.standard_normal((4, 3, 3, len(people)))
    position[1, :, 2] = np.nan
    position[2, :, 0] = np.nan
    confidence = np.where(np.isfinite(position[:, 0]), 1.0, np.nan)
    return make_tracks(
        position,
        confidence,
        np.array([0.0, 0.01, 0.02, 0.03]),
        keypoints=("head", "left_hip", "right_hip"),
        individuals=people,
        space_unit=unit,
    )


def test_what_is_written_comes_back_with_its_gaps(tmp_path):
    tracks = tracks_3d()
    write_trc(tracks, tmp_path / "a.trc")
    again = read_trc(tmp_path / "a.trc")
    assert again["position"].to_numpy() == pytest.approx(
        tracks["position"].to_numpy(), abs=1e-6, nan_ok=True
    )
    assert again["keypoint"].to_numpy().tolist() == ["head", "left_hip", "right_hip"]
    assert again["time"].to_numpy() == pytest.approx(tracks["time"].to_numpy())


def test_y_points_up_in_the_file_and_z_to_the_right(tmp_path):
    tracks = tracks_3d()
    tracks["position"][0, :, 0, 0] = [1.0, 2.0, 3.0]
    write_trc(tracks, tmp_path / "a.trc")
    row = (tmp_path / "a.trc").read_text().splitlines()[6].split("\t")
    assert [float(cell) for cell in row[2:5]] == [1000.0, 3000.0, -2000.0]


def test_a_file_in_metres_is_read_in_metres(tmp_path):
    write_trc(tracks_3d(), tmp_path / "a.trc")
    text = (tmp_path / "a.trc").read_text().replace("\tmm\t", "\tm\t")
    (tmp_path / "b.trc").write_text(text)
    mm, m = (read_trc(tmp_path / f"{n}.trc")["position"].to_numpy() for n in "ab")
    assert m == pytest.approx(1000 * mm, nan_ok=True)


def test_two_people_are_refused(tmp_path):
    with pytest.raises(SchemaError, match=r"one person, got \['a', 'b'\]"):
        write_trc(tracks_3d(("a", "b")), tmp_path / "a.trc")


def test_pixels_are_refused(tmp_path):
    with pytest.raises(SchemaError, match="lift the tracks to 3D"):
        write_trc(tracks_3d(unit="px"), tmp_path / "a.trc")


@pytest.mark.parametrize("text", ["", "hello\nworld\n", "a\nb c\nd e\nf\ng\nh i\n"])
def test_something_else_is_refused(tmp_path, text):
    (tmp_path / "a.trc").write_text(text)
    with pytest.raises(FormatError, match="is not a TRC file"):
        read_trc(tmp_path / "a.trc")
