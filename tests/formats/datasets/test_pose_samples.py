import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.datasets.pose_samples import (
    PoseSamples,
    read_pose_samples,
    recording_of,
    write_pose_samples,
)


def some_samples(n_landmarks=33):
    points = np.arange(2 * n_landmarks * 3, dtype=float).reshape(2, n_landmarks, 3)
    return PoseSamples(("clip__a__1.jpg", "b, c.png"), ("up", "down"), points)


@pytest.mark.parametrize("n_landmarks", [33, 25])
def test_what_is_written_is_read(tmp_path, n_landmarks):
    samples = some_samples(n_landmarks)
    write_pose_samples(samples, tmp_path / "samples.csv")
    again = read_pose_samples(tmp_path / "samples.csv")
    assert (again.names, again.classes) == (samples.names, samples.classes)
    assert again.points == pytest.approx(samples.points)


def test_published_samples_are_read_as_they_are(reference_data):
    file = reference_data / "pose-samples" / "fitness_pose_samples.csv"
    samples = read_pose_samples(file)
    assert samples.points.shape == (812, 33, 3)
    counts = {name: samples.classes.count(name) for name in set(samples.classes)}
    assert counts == {
        "pushups_down": 195,
        "pushups_up": 201,
        "squats_down": 225,
        "squats_up": 191,
    }


def test_frames_of_one_recording_belong_together():
    assert recording_of("frame__x-_y__01.jpg") == recording_of("frame__x-_y__02.jpg")
    assert recording_of("Shot_2021-02-11_at_1.png") == "Shot_2021-02-11"
    assert recording_of("IMG0042.jpg") == "IMG"


def test_samples_can_be_chosen():
    chosen = some_samples().chosen([1])
    assert (chosen.names, chosen.classes) == (("b, c.png",), ("down",))
    assert len(chosen) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no pose samples"),
        ("a,up,1,2,3\n", "row 1: expected name, class and 33 or 25"),
        ("a,up" + ",1" * 98 + ",x\n", "class and numbers \\(row 1\\)"),
        ("a,up" + ",1" * 99 + "\nb,up" + ",1" * 75 + "\n", "row 2"),
    ],
)
def test_other_files_are_refused_with_the_row(tmp_path, text, message):
    path = tmp_path / "samples.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(FormatError, match=message):
        read_pose_samples(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match="No pose samples at"):
        read_pose_samples(tmp_path / "no.csv")
