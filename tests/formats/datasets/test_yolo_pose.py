import cv2
import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson
from midstance.formats.datasets.yolo_pose import read_yolo_pose, write_yolo_pose
from midstance.schema.skeletons import MPII_16

NAMES = MPII_16.keypoints


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg"):
        cv2.imwrite(str(folder / name), np.full((80, 100, 3), 128, np.uint8))
    return folder


def image(name="a.jpg", size=(100, 80)):
    xy = np.column_stack([np.linspace(20, 60, 16), np.linspace(10, 70, 16)])
    xy[4] = np.nan
    person = LabelledPerson(
        xy_px=xy,
        is_visible=np.arange(16) > 7,
        scale=1.0,
        centre_px=np.array([40.0, 40.0]),
        head_box_px=np.full(4, np.nan),
    )
    return LabelledImage(name, (person,), size)


def test_what_is_written_is_read(pictures, tmp_path):
    splits = {"train": [image()], "val": [image("b.jpg")]}
    write_yolo_pose(splits, pictures, tmp_path / "set")
    (again,) = read_yolo_pose(tmp_path / "set", "val")
    assert (again.name, again.size_px) == ("b.jpg", (100, 80))
    one, other = again.people[0], image().people[0]
    np.testing.assert_allclose(one.xy_px, other.xy_px, atol=1e-3)
    np.testing.assert_array_equal(one.is_visible, other.is_visible)


def test_a_line_holds_the_box_and_three_numbers_a_joint(pictures, tmp_path):
    write_yolo_pose({"train": [image()], "val": []}, pictures, tmp_path / "set")
    text = (tmp_path / "set" / "labels" / "train" / "a.txt").read_text("utf-8")
    values = np.array(text.split(), dtype=float)
    assert len(values) == 5 + 48
    x, y, width, height = values[1:5] * [100, 80, 100, 80]
    joints = image().people[0].xy_px
    assert x - width / 2 < np.nanmin(joints[:, 0]) < np.nanmax(joints[:, 0])
    assert np.nanmax(joints[:, 0]) < x + width / 2
    assert y - height / 2 < np.nanmin(joints[:, 1])
    assert values[5::3].max() < 1
    # No label at (0, 0), then hidden, then seen.
    assert values[5 + 12 : 5 + 15].tolist() == [0, 0, 0]
    assert values[7::3].tolist() == [1, 1, 1, 1, 0, 1, 1, 1, *[2] * 8]


def test_the_yaml_says_how_joints_change_sides(pictures, tmp_path):
    path = write_yolo_pose(
        {"train": [image()], "val": [image("b.jpg")]}, pictures, tmp_path / "set"
    )
    lines = dict(
        line.split(": ", 1)
        for line in path.read_text("utf-8").splitlines()
        if ": " in line
    )
    assert lines["kpt_shape"] == "[16, 3]"
    assert lines["train"] == "images/train"
    flip = [int(k) for k in lines["flip_idx"].strip("[]").split(",")]
    assert flip[NAMES.index("left_knee")] == NAMES.index("right_knee")
    assert flip[NAMES.index("pelvis")] == NAMES.index("pelvis")
    assert (tmp_path / "set" / "images" / "train" / "a.jpg").is_file()


def test_what_cannot_be_written_is_named(pictures, tmp_path):
    out = tmp_path / "set"
    with pytest.raises(FormatError, match=r"needs train and val, got \['train'\]"):
        write_yolo_pose({"train": []}, pictures, out)
    with pytest.raises(FormatError, match=r"No picture at .*c\.jpg"):
        write_yolo_pose({"train": [image("c.jpg")], "val": []}, pictures, out)
    with pytest.raises(FormatError, match=r"The size of a\.jpg must be known"):
        write_yolo_pose({"train": [image(size=None)], "val": []}, pictures, out)
    twins = [image("a.jpg"), image("a.png")]
    with pytest.raises(FormatError, match="the same file of labels"):
        write_yolo_pose({"train": twins, "val": []}, pictures, out)


def test_what_cannot_be_read_is_named(pictures, tmp_path):
    out = tmp_path / "set"
    write_yolo_pose({"train": [image()], "val": []}, pictures, out)
    with pytest.raises(FormatError, match="has no labels/test"):
        read_yolo_pose(out, "test")
    label = out / "labels" / "train" / "a.txt"
    label.write_text("0 1 2\n", "utf-8")
    with pytest.raises(FormatError, match=r"expected 53 numbers a line .*got 3"):
        read_yolo_pose(out, "train")
    label.write_text("0 x\n", "utf-8")
    with pytest.raises(FormatError, match="is not a text of numbers only"):
        read_yolo_pose(out, "train")
    (out / "images" / "train" / "a.jpg").unlink()
    with pytest.raises(FormatError, match=r"a\.txt has no picture"):
        read_yolo_pose(out, "train")
