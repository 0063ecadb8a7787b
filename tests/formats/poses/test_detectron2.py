import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.poses.detectron2 import Detectron2, read_detectron2

SIZE = {"w": 640, "h": 480}


def person(x_px, score, share=0.05):
    """A box with a score, and 17 points one below the other."""
    y_px = np.linspace(100, 260, 17)
    rows = np.stack([np.full(17, x_px), y_px, np.zeros(17), np.full(17, share)])
    return np.array([x_px - 40, 90, x_px + 40, 270, score]), rows


def frame(*people):
    if not people:
        return [[], []], [[], []]
    boxes, rows = zip(*people, strict=True)
    return [[], np.stack(boxes)], [[], np.stack(rows)]


def write(path, *frames, **changes):
    boxes, keypoints = np.empty(len(frames), object), np.empty(len(frames), object)
    for index, (own_boxes, own_keypoints) in enumerate(frames):
        boxes[index], keypoints[index] = own_boxes, own_keypoints
    content = {"boxes": boxes, "keypoints": keypoints, "metadata": SIZE} | changes
    np.savez_compressed(path, segments=np.empty(len(frames), object), **content)
    return path


def test_people_come_surest_first_with_their_boxes(tmp_path):
    path = write(tmp_path / "a.npz", frame(person(100, 0.8), person(300, 0.9)))
    (poses,), size_px = read_detectron2(path, trusted=True)
    assert size_px == (640, 480)
    assert poses.xy_px[:, 0].tolist() == [[300, 100], [100, 100]]
    assert poses.box_px.tolist() == [[260, 90, 340, 270], [60, 90, 140, 270]]


def test_the_share_of_the_heat_becomes_confidence(tmp_path):
    path = write(tmp_path / "a.npz", frame(person(100, 0.8, share=0.45)))
    (poses,), _ = read_detectron2(path, trusted=True)
    assert poses.confidence == pytest.approx(np.full((1, 17), 0.9))


def test_frames_without_people_are_nobody(tmp_path):
    path = write(tmp_path / "a.npz", frame(), frame(person(100, 0.8)), frame())
    poses, _ = read_detectron2(path, trusted=True)
    assert [one.n_people for one in poses] == [0, 1, 0]


def test_what_lies_outside_the_picture_is_not_seen(tmp_path):
    path = write(tmp_path / "a.npz", frame(person(700, 0.8)))
    (poses,), _ = read_detectron2(path, trusted=True)
    assert np.isnan(poses.xy_px).all()


def test_a_file_that_is_not_trusted_is_not_opened(tmp_path):
    path = write(tmp_path / "a.npz", frame())
    with pytest.raises(FormatError, match="runs code of whoever"):
        read_detectron2(path)


def test_such_a_file_is_known_without_reading_what_is_in_it(tmp_path):
    assert Detectron2().is_one(write(tmp_path / "a.npz", frame()), b"PK")
    np.savez(tmp_path / "b.npz", positions_2d=np.zeros(3))
    assert not Detectron2().is_one(tmp_path / "b.npz", b"PK")


@pytest.mark.parametrize(
    "changes",
    [
        {"metadata": {"w": 640}},
        {"keypoints": np.empty(0, object)},
        {"keypoints": np.array([[[], np.zeros((1, 4, 5))], None], object)[:1]},
        {"boxes": np.array([3.0])},
    ],
)
def test_something_else_is_refused(tmp_path, changes):
    path = write(tmp_path / "a.npz", frame(person(100, 0.8)), **changes)
    with pytest.raises(FormatError, match="is not a result of"):
        read_detectron2(path, trusted=True)


def test_a_damaged_file_is_refused(tmp_path):
    path = write(tmp_path / "a.npz", frame(person(100, 0.8)))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(FormatError, match="is not a result of"):
        read_detectron2(path, trusted=True)
