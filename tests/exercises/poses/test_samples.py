from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError, NotEnoughDataError
from midstance.exercises.poses.samples import (
    annotate,
    bootstrap,
    find_outliers,
    landmarks_3d,
)
from midstance.formats.datasets.pose_samples import PoseSamples, read_pose_samples
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    PoseBackend,
    backends,
    nobody,
)

RNG = np.random.default_rng(0)
POSES = {100: RNG.uniform(10, 90, (33, 2)), 200: RNG.uniform(10, 90, (33, 2))}


@pytest.fixture
def by_colour(monkeypatch):
    """A network that takes the pose from the colour; black is nobody."""

    @dataclass(frozen=True)
    class ByColour(PoseBackend):
        skeleton = "blazepose-33"

        @contextmanager
        def session(self):
            rng = np.random.default_rng(3)

            def estimate(image):
                level = int(image[0, 0, 0])
                if level < 50:
                    return nobody(33)
                xy = POSES[100 if level < 150 else 200] + rng.normal(0, 0.5, (33, 2))
                return FramePoses(
                    xy[None].astype(np.float32), np.ones((1, 33), np.float32)
                )

            yield EachFrameAlone(estimate)

    backends.names()
    monkeypatch.setitem(backends._items, "by-colour", ByColour)
    return "by-colour"


@pytest.fixture
def pictures(tmp_path):
    """Eight of each class; one of `up` shows the other pose, one nobody."""
    for name, level in (("up", 100), ("down", 200)):
        (tmp_path / "in" / name).mkdir(parents=True)
        for k in range(8):
            value = {("up", 3): 200, ("up", 5): 0}.get((name, k), level)
            image = np.full((100, 100, 3), value, np.uint8)
            cv2.imwrite(str(tmp_path / "in" / name / f"{name}_{k}.png"), image)
    (tmp_path / "in" / "down" / "broken.jpg").write_bytes(b"no picture")
    return tmp_path / "in"


def test_folders_become_samples_with_everything_listed(pictures, by_colour, tmp_path):
    out = tmp_path / "out"
    table = bootstrap(pictures, out, pose=by_colour).set_index("class")
    assert table.loc["up"].to_dict() == {
        "pictures": 8,
        "dropped": 1,
        "outliers": 1,
        "samples": 7,
    }
    assert table.loc["down"].to_dict() == {
        "pictures": 9,
        "dropped": 1,
        "outliers": 0,
        "samples": 8,
    }
    assert len(read_pose_samples(out / "samples.csv")) == 15
    assert len(read_pose_samples(out / "classes" / "up.csv")) == 7
    dropped = pd.read_csv(out / "dropped.csv")
    assert dict(zip(dropped["name"], dropped["reason"], strict=True)) == {
        "up_5.png": "nobody found",
        "broken.jpg": "cannot be read",
    }
    outliers = pd.read_csv(out / "outliers.csv")
    assert outliers["name"].tolist() == ["up_3.png"]
    assert outliers["neighbours_say"].tolist() == ["down"]
    assert (out / "outliers.jpg").is_file()
    assert (out / "annotated" / "up" / "up_0.jpg").is_file()


def test_outliers_can_be_left_out(pictures, by_colour, tmp_path):
    bootstrap(pictures, tmp_path / "out", pose=by_colour, drop_outliers=True)
    names = read_pose_samples(tmp_path / "out" / "samples.csv").names
    assert "up_3.png" not in names
    assert len(names) == 14


def test_other_folders_are_refused(tmp_path, by_colour):
    with pytest.raises(FormatError, match="a folder of pictures"):
        bootstrap(tmp_path, tmp_path / "out", pose=by_colour)
    with pytest.raises(FormatError, match="No folder at"):
        bootstrap(tmp_path / "no", tmp_path / "out", pose=by_colour)


def test_pictures_without_anybody_are_refused(tmp_path, by_colour):
    (tmp_path / "in" / "up").mkdir(parents=True)
    image = np.zeros((100, 100, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "in" / "up" / "a.png"), image)
    with pytest.raises(NotEnoughDataError, match="Nobody was found in the 1 pictures"):
        bootstrap(tmp_path / "in", tmp_path / "out", pose=by_colour)


def test_one_class_has_no_outliers():
    samples = PoseSamples(("a",) * 4, ("up",) * 4, RNG.normal(size=(4, 33, 3)))
    assert find_outliers(samples) == []


def test_depth_is_in_the_measure_of_the_picture():
    xyz_m = RNG.normal(size=(1, 33, 3)).astype(np.float32)
    xy_px = 200 * xyz_m[..., :2] + 300
    poses = FramePoses(xy_px, np.ones((1, 33), np.float32), xyz_m)
    assert landmarks_3d(poses)[:, 2] == pytest.approx(200 * xyz_m[0, :, 2], rel=1e-3)
    flat = FramePoses(xy_px, np.ones((1, 33), np.float32))
    assert np.isnan(landmarks_3d(flat)[:, 2]).all()


def test_the_skeleton_is_drawn_on_a_copy():
    image = np.full((100, 100, 3), 90, np.uint8)
    poses = FramePoses(
        POSES[100][None].astype(np.float32), np.ones((1, 33), np.float32)
    )
    drawn = annotate(image, poses)
    assert (image == 90).all()
    assert (drawn != 90).any(axis=2).mean() > 0.05


def test_pictures_of_one_name_and_two_kinds_are_all_drawn(
    pictures, by_colour, tmp_path
):
    twin = pictures / "up" / "up_0.jpg"
    cv2.imwrite(str(twin), np.full((100, 100, 3), 100, np.uint8))
    bootstrap(pictures, tmp_path / "out", pose=by_colour)
    drawn = {path.name for path in (tmp_path / "out" / "annotated" / "up").iterdir()}
    assert {"up_0.jpg.jpg", "up_0.png.jpg", "up_1.jpg"} <= drawn
