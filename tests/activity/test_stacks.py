import zipfile

import cv2
import numpy as np
import pytest

from midstance.activity.stacks import (
    make_stack,
    read_stack,
    write_stacks,
)
from midstance.errors import FormatError
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson
from midstance.kernels.images.picture_file import read_picture


def person(x, y):
    return LabelledPerson(
        xy_px=np.full((16, 2), (x, y), dtype=float),
        is_visible=np.ones(16, dtype=bool),
        scale=1.0,
        centre_px=np.array([x, y], dtype=float),
        head_box_px=np.full(4, np.nan),
    )


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    image = np.zeros((100, 200, 3), np.uint8)
    image[:, 100:] = (0, 0, 255)
    cv2.imwrite(str(folder / "a.png"), image)
    cv2.imwrite(str(folder / "b.png"), image)
    return folder


def labelled(name="a.png", activity="jogging", x=150):
    return LabelledImage(
        name, (person(x, 50),), activity=activity, category="running", video="v"
    )


def test_picture_and_map_are_fitted_into_one_frame(pictures):
    image = read_picture(pictures / "a.png")
    people = labelled().people[0].xy_px[None]
    stack = make_stack(image, people, width_px=80, height_px=80)
    assert stack.channels.shape == (4, 80, 80)
    # 200 x 100 becomes 80 x 40 in the middle, black above and below.
    assert stack.channels[:, :20].max() == 0
    assert stack.channels[0, 40, 70] == 255
    assert stack.channels[0, 40, 10] == 0
    heat = stack.channels[3]
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    assert abs(column - 60) <= 1
    assert abs(row - 40) <= 1
    np.testing.assert_allclose(stack.joints[0, :, :2], [[0.5, 0.0]] * 16, atol=1e-6)
    assert stack.joints[0, :, 2].all()
    assert not stack.joints[1].any()


def test_nobody_gives_an_empty_map(pictures):
    image = read_picture(pictures / "a.png")
    stack = make_stack(image, np.full((1, 16, 2), np.nan), width_px=80, height_px=60)
    assert stack.channels[3].max() == 0
    assert not stack.joints.any()


def test_what_is_written_is_read_and_not_made_again(pictures, tmp_path):
    images = [labelled(), labelled("b.png")]
    size = {"width_px": 64, "height_px": 48}
    paths = write_stacks(images, pictures, tmp_path / "s", **size)
    stack = read_stack(paths[0])
    assert (stack.activity, stack.category, stack.video) == ("jogging", "running", "v")
    before = paths[0].stat().st_mtime_ns
    paths[1].unlink()
    (pictures / "a.png").unlink()
    assert write_stacks(images, pictures, tmp_path / "s", **size) == paths
    assert paths[0].stat().st_mtime_ns == before
    assert paths[1].is_file()


def test_stacks_of_other_labels_or_endings_are_not_mistaken(pictures, tmp_path):
    cv2.imwrite(str(pictures / "a.jpg"), np.full((100, 200, 3), 255, np.uint8))
    for one in (
        labelled(),
        labelled("a.jpg"),
        labelled(activity="rope"),
        labelled(x=9),
    ):
        (path,) = write_stacks([one], pictures, tmp_path / "s")
        stack = read_stack(path)
        assert stack.activity == one.activity
        assert (stack.channels[0, 240, 160] == 255) == (one.name == "a.jpg")
        assert (stack.joints[0, 0, 0] > 0) == (one.people[0].xy_px[0, 0] > 100)


def test_sizes_are_not_mixed(pictures, tmp_path):
    write_stacks([labelled()], pictures, tmp_path / "s", width_px=64, height_px=48)
    with pytest.raises(FormatError, match="holds stacks of 64 x 48 px, asked for 640"):
        write_stacks([labelled()], pictures, tmp_path / "s")


def test_damaged_files_are_named(pictures, tmp_path):
    (tmp_path / "a.npz").write_bytes(b"no")
    with pytest.raises(FormatError, match="npz is not an image with a pose heat map"):
        read_stack(tmp_path / "a.npz")
    (pictures / "b.png").write_bytes(b"no")
    with pytest.raises(FormatError, match=r"b\.png cannot be read; take it out"):
        read_picture(pictures / "b.png")


@pytest.mark.parametrize(
    "note", ["[" * 99_999, "[1]", '{"width_px": 64}', "\xff", "", "null"]
)
def test_a_damaged_note_of_the_size_is_one_sentence(pictures, tmp_path, note):
    write_stacks([labelled()], pictures, tmp_path / "s")
    (tmp_path / "s" / "size.json").write_bytes(note.encode("latin-1"))
    with pytest.raises(FormatError, match=r"is not a note of the size of stacks.*\.$"):
        write_stacks([labelled()], pictures, tmp_path / "s")


@pytest.mark.parametrize(
    "changes",
    [
        {"channels": np.zeros((3, 8, 8), np.uint8)},
        {"channels": np.zeros((4, 8, 8))},
        {"joints": np.zeros((2, 16, 3), int)},
        {"joints": np.zeros(3, np.float32)},
        {"activity": None},
    ],
)
def test_a_stack_of_another_shape_is_refused(pictures, tmp_path, changes):
    (path,) = write_stacks([labelled()], pictures, tmp_path / "s")
    with np.load(path) as held:
        arrays = {**held, **changes}
    if "activity" in changes:
        del arrays["activity"]
    np.savez(path, **arrays)
    with pytest.raises(FormatError, match=r"is not an image with a pose.*made again"):
        read_stack(path)


def test_a_stack_that_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("channels.npy", bytes(300 << 20))
    with pytest.raises(FormatError, match=r"would unpack to 0\.3 GB"):
        read_stack(path)
