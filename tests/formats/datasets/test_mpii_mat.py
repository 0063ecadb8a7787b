import numpy as np
import pytest
from scipy.io import savemat

from midstance.errors import FormatError
from midstance.formats.datasets.mpii import read_mpii

NOTHING = np.zeros((0, 0))


def structs(*rows):
    """A MATLAB struct array of one row, as MPII's file holds them."""
    array = np.empty((1, len(rows)), dtype=[(name, object) for name in rows[0]])
    for index, row in enumerate(rows):
        array[0, index] = tuple(row.values())
    return array


def cells(*values):
    array = np.empty((len(values), 1), dtype=object)
    array[:, 0] = values
    return array


def points(*joints):
    names = ("x", "y", "id", "is_visible")
    rows = [dict(zip(names, joint, strict=True)) for joint in joints]
    return structs({"point": structs(*rows)})


def labelled(annopoints, scale=2.5, place=(30.0, 40.0)):
    objpos = NOTHING if place is None else structs({"x": place[0], "y": place[1]})
    return {
        "x1": 1.0,
        "y1": 2.0,
        "x2": 3.0,
        "y2": 4.0,
        "annopoints": annopoints,
        "scale": scale,
        "objpos": objpos,
    }


def picture(name, people, frame_s=NOTHING, video=NOTHING):
    return {
        "image": structs({"name": name}),
        "annorect": structs(*people) if people else NOTHING,
        "frame_sec": frame_s,
        "vididx": video,
    }


@pytest.fixture
def mat(tmp_path):
    one = points((10.0, 20.0, 0, 1), (11.0, 21.0, 9, NOTHING), (-3.0, 5.0, 15, "0"))
    other = points((50.0, 60.0, 6, "1"), (51.0, 61.0, 7, 0))
    release = structs(
        {
            "annolist": structs(
                picture("a.jpg", [labelled(one), labelled(other, 1.5)], 12.5, 2),
                picture("b.jpg", [labelled(NOTHING, NOTHING, None)]),
                picture("c.jpg", []),
                picture("d.jpg", [labelled(points((1.0, 2.0, 3, 1)))], 3.0, 1),
            ),
            "img_train": np.array([[1, 1, 0, 1]]),
            "version": "12",
            "single_person": cells(np.array([[1], [2]]), NOTHING, NOTHING, 1),
            "act": structs(
                {"cat_name": "sports", "act_name": "basketball", "act_id": 14},
                {"cat_name": NOTHING, "act_name": NOTHING, "act_id": -1},
                {"cat_name": NOTHING, "act_name": NOTHING, "act_id": -1},
                {"cat_name": "running", "act_name": "jogging", "act_id": 979},
            ),
            "video_list": cells("first", "second"),
        }
    )
    savemat(tmp_path / "mpii.mat", {"RELEASE": release})
    return tmp_path / "mpii.mat"


def test_people_and_joints_come_from_the_nested_structs(mat):
    image, *_ = read_mpii(mat)
    one, other = image.people
    assert one.is_labelled.nonzero()[0].tolist() == [0, 9, 15]
    assert one.xy_px[[0, 9, 15]].tolist() == [[10, 20], [11, 21], [-3, 5]]
    # The top of the head says nothing about being seen.
    assert one.is_visible.nonzero()[0].tolist() == [0, 9]
    assert other.is_visible.nonzero()[0].tolist() == [6]
    assert (one.scale, other.scale) == (2.5, 1.5)
    assert one.centre_px.tolist() == [30.0, 40.0]
    assert one.head_box_px.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_activity_video_and_side_belong_to_the_picture(mat):
    images = read_mpii(mat)
    assert [image.name for image in images] == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert [image.activity for image in images] == ["basketball", "", "", "jogging"]
    assert [image.category for image in images] == ["sports", "", "", "running"]
    assert [image.video for image in images] == ["second", "", "", "first"]
    assert [image.is_train for image in images] == [True, True, False, True]
    assert images[0].frame_s == 12.5
    assert np.isnan(images[1].frame_s)


def test_people_without_points_have_no_joints(mat):
    images = read_mpii(mat)
    assert [len(image.people) for image in images] == [2, 1, 0, 1]
    nobody = images[1].people[0]
    assert not nobody.is_labelled.any()
    assert np.isnan(nobody.scale)
    assert np.isnan(nobody.centre_px).all()


def test_other_files_are_refused(tmp_path, mat):
    savemat(tmp_path / "other.mat", {"x": 1})
    with pytest.raises(FormatError, match=r"must hold RELEASE .* got \['x'\]"):
        read_mpii(tmp_path / "other.mat")
    (tmp_path / "text.mat").write_text("no", "utf-8")
    with pytest.raises(FormatError, match=r"text\.mat is not a MATLAB file"):
        read_mpii(tmp_path / "text.mat")
    with pytest.raises(FormatError, match="No MPII annotations at"):
        read_mpii(tmp_path / "none.mat")
    short = structs({"annolist": structs(picture("a.jpg", [])), "img_train": [1, 1]})
    savemat(tmp_path / "short.mat", {"RELEASE": short})
    with pytest.raises(FormatError, match=r"act must have one entry a picture \(1\)"):
        read_mpii(tmp_path / "short.mat")
