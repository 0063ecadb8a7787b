import json

import numpy as np
import pytest

from midstance.errors import FormatError
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson
from midstance.formats.datasets.mpii import read_mpii
from midstance.formats.datasets.mpii_json import read_mpii_json, write_mpii_json

XY = np.arange(32, dtype=float).reshape(16, 2) + 5


def person(**changes):
    xy = XY.copy()
    xy[3] = np.nan
    values = {
        "xy_px": xy,
        "is_visible": np.arange(16) > 5,
        "scale": 1.25,
        "centre_px": np.array([10.0, 20.0]),
        "head_box_px": np.array([1.0, 2.0, 3.0, 4.0]),
    }
    return LabelledPerson(**values | changes)


def self_row(**changes):
    none = {"_ArrayType_": "double", "_ArraySize_": [0, 0], "_ArrayData_": None}
    row = {
        "img_paths": "a.jpg",
        "img_width": 100.0,
        "img_height": 80.0,
        "isValidation": 1.0,
        "joint_self": [[5.0, 6.0, 1.0], *[[0.0, 0.0, 0.0]] * 14, [7.0, 8.0, 0.0]],
        "scale_provided": 2.0,
        "objpos": [50.0, 40.0],
        "joint_others": none,
        "scale_provided_other": none,
        "objpos_other": none,
        "numOtherPeople": 0.0,
    }
    return row | changes


def written(tmp_path, rows):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows), "utf-8")
    return path


def test_what_is_written_is_read(tmp_path):
    image = LabelledImage(
        name="a.jpg",
        people=(person(), person(scale=0.5, xy_px=XY + 9)),
        size_px=(640, 480),
        activity="yoga, power",
        category="conditioning exercise",
        video="v1",
        frame_s=2.5,
    )
    write_mpii_json([image], tmp_path / "out.json")
    (again,) = read_mpii(tmp_path / "out.json")
    assert (again.name, again.size_px, again.activity, again.category) == (
        ("a.jpg", (640, 480), "yoga, power", "conditioning exercise")
    )
    assert (again.video, again.frame_s, again.group) == ("v1", 2.5, "v1")
    for one, other in zip(again.people, image.people, strict=True):
        np.testing.assert_allclose(one.xy_px, other.xy_px)
        np.testing.assert_array_equal(
            one.is_visible, other.is_visible & other.is_labelled
        )
        assert one.scale == other.scale
        np.testing.assert_allclose(one.head_box_px, other.head_box_px)


def test_no_label_is_written_as_mpii_has_it(tmp_path):
    write_mpii_json([LabelledImage("a.jpg", (person(),))], tmp_path / "out.json")
    (row,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert row["joints"][3] == [0.0, 0.0]
    assert row["joints_vis"][3] == 0


def test_joints_without_a_place_are_nan(tmp_path):
    joints = [[-1.0, -1.0], [0.0, 0.0], [0.0, 0.0], *XY[3:].tolist()]
    row = {
        "image": "a.jpg",
        "joints": joints,
        "joints_vis": [0, 0, 1, *[1] * 13],
        "scale": 1.0,
        "center": [4, 5],
    }
    (image,) = read_mpii_json(written(tmp_path, [row]))
    assert image.people[0].is_labelled.tolist() == [False, False, True] + [True] * 13


def test_people_of_one_picture_come_together_once(tmp_path):
    other = [[9.0, 9.0, 1.0]] * 16
    one_other = self_row(
        joint_others=other,
        scale_provided_other=1.5,
        objpos_other=[1.0, 2.0],
        numOtherPeople=1.0,
    )
    # MATLAB unwraps a single other person; two are a list.
    third = [[3.0, 4.0, 1.0]] * 16
    two_others = self_row(
        joint_self=other,
        scale_provided=1.5,
        joint_others=[self_row()["joint_self"], third],
        scale_provided_other=[2.0, 3.0],
        objpos_other=[[50.0, 40.0], [0.0, 1.0]],
        numOtherPeople=2.0,
    )
    (image,) = read_mpii_json(written(tmp_path, [one_other, two_others]))
    assert [one.scale for one in image.people] == [2.0, 1.5, 3.0]
    assert image.size_px == (100, 80)
    assert not image.is_train
    first = image.people[0]
    assert first.is_labelled.sum() == 2
    assert first.is_visible.sum() == 1


def test_the_samples_of_both_layouts_are_read(reference_data):
    folder = reference_data / "mpii-sample"
    five = read_mpii_json(folder / "test_mpii.json")
    assert [len(image.people) for image in five] == [1] * 5
    assert five[0].people[0].scale == pytest.approx(4.718488)
    many = read_mpii_json(folder / "annotations_168.json")
    rows = json.loads((folder / "annotations_168.json").read_text("utf-8"))
    assert {image.name for image in many} == {row["img_paths"] for row in rows}
    # Every row's own person is among the people of its picture.
    by_name = {image.name: image for image in many}
    for row in rows:
        scales = [one.scale for one in by_name[row["img_paths"]].people]
        assert row["scale_provided"] in scales


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no", "is not a JSON file"),
        ("[]", "must hold a list of people"),
        ('[{"a": 1}]', "expected rows with"),
        (
            '[{"image": "a", "joints": [[1, 2]], "joints_vis": [1]}]',
            r"16 joints, scale and centre \(row 1\)",
        ),
    ],
)
def test_other_files_are_refused(tmp_path, content, message):
    path = tmp_path / "a.json"
    path.write_text(content, "utf-8")
    with pytest.raises(FormatError, match=message):
        read_mpii_json(path)
