import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from midstance.errors import ConfigError, MissingDependencyError, WeightsError
from midstance.kernels.geometry.boxes import overlap
from midstance.pose.base import backends
from midstance.pose.networks.yolo import Yolo, load, read_poses
from midstance.schema.skeletons import COCO_17


def picture(path):
    import cv2

    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


@pytest.fixture
def runner(rendered_people):
    return picture(rendered_people.parent / "images" / "val" / "left-4.png")


SEEN = np.array([[[10, 20, 0.9], [0, 30, 0.2], [200, 40, 0.3], [60, 100, 0.8]]])
BOX = np.array([[5, 15, 80, 100, 0.7, 0]])


def test_what_ultralytics_moved_to_the_border_is_not_found():
    poses = read_poses(BOX, SEEN, 200, 100)
    assert np.isnan(poses.xy_px[0, 1:]).all()
    assert poses.xy_px[0, 0].tolist() == [10, 20]
    assert poses.confidence[0].tolist() == [0.9, 0.2, 0.3, 0.8]
    assert poses.box_px.tolist() == [[5, 15, 80, 100]]


def test_without_visibility_the_score_of_the_box_is_the_confidence():
    poses = read_poses(BOX, SEEN[..., :2], 400, 400)
    assert poses.confidence.tolist() == [[0.7, 0.7, 0.7, 0.7]]


def test_nobody_is_nobody():
    assert read_poses(np.empty((0, 6)), np.empty((0, 4, 3)), 200, 100).n_people == 0


def test_without_ultralytics_the_licence_and_the_extra_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ultralytics", None)
    with (
        pytest.raises(
            MissingDependencyError, match=r"AGPL-3.0.*pip install 'midstance\[yolo\]'"
        ),
        Yolo(weights=Path(__file__)).session(),
    ):
        pass


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(ConfigError, match=r"got net.onnx; .* 'yolo_onnx'"):
        load(None, Path("net.onnx"))


def test_a_network_without_poses_is_refused(tmp_path):
    package = SimpleNamespace(YOLO=lambda path: SimpleNamespace(task="detect"))
    with pytest.raises(WeightsError, match="is a network for 'detect'"):
        load(package, tmp_path / "net.pt")


def test_settings_are_checked():
    built = backends.build("yolo", {"weights": "net.pt", "skeleton": "mpii-16"})
    assert built == Yolo(weights=Path("net.pt"), skeleton="mpii-16")
    with pytest.raises(ConfigError, match="device"):
        backends.build("yolo", {"device": "abacus"})


@pytest.mark.yolo
@pytest.mark.filterwarnings("ignore")
class TestNetwork:
    """A network built from its yaml and trained on rendered people for a minute."""

    def test_the_runner_is_found_where_he_is(self, trained, rendered_people):
        people = rendered_people.parent
        with Yolo(weights=trained).session() as estimate:
            for path in sorted((people / "images" / "val").glob("*.png"))[::6]:
                poses = estimate(picture(path))
                label = (people / "labels" / "val" / f"{path.stem}.txt").read_text()
                truth = np.array(label.split()[5:], float).reshape(17, 3)[:, :2] * 256
                off_px = np.hypot(*(poses.xy_px[0, 5:] - truth[5:]).T)
                assert np.nanmean(off_px) < 0.15 * np.ptp(truth[:, 1])
                around = np.concatenate([truth.min(0) - 8, truth.max(0) + 8])
                assert overlap(poses.box_px[:1], around) > 0.6

    def test_what_is_below_the_threshold_is_nobody(self, trained, runner):
        with Yolo(weights=trained, detection_threshold=0.999).session() as estimate:
            poses = estimate(runner)
        assert poses.n_people == 0
        assert poses.xy_px.shape == (0, 17, 2)

    def test_a_runner_in_a_wider_picture_is_found_where_he_is(self, trained, runner):
        wide = np.full((256, 384, 3), 128, np.uint8)
        wide[:, 64:320] = runner
        with (
            Yolo(weights=trained).session() as estimate,
            Yolo(weights=trained, input_px=192).session() as look,
        ):
            shift = look(wide).xy_px[0, 5:] - estimate(runner).xy_px[0, 5:]
        assert np.nanmedian(shift, axis=0) == pytest.approx([64, 0], abs=8)

    def test_a_name_that_is_not_on_disk_is_not_downloaded(self):
        with (
            pytest.raises(WeightsError, match="nothing is downloaded unasked"),
            Yolo(weights=Path("yolo11n-pose.pt")).session(),
        ):
            pass

    def test_another_skeleton_is_refused(self, trained):
        with (
            pytest.raises(ConfigError, match="gives 17 keypoints"),
            Yolo(weights=trained, skeleton="mpii-16").session(),
        ):
            pass

    @pytest.mark.parametrize("content", [b"", b"no network"])
    def test_a_damaged_file_is_refused(self, tmp_path, content):
        path = tmp_path / "net.pt"
        path.write_bytes(content)
        with (
            pytest.raises(WeightsError, match=r"net.pt is no network of Ultralytics"),
            Yolo(weights=path).session(),
        ):
            pass

    def test_code_in_a_file_is_not_run(self, tmp_path):
        import torch

        marker = tmp_path / "ran"
        torch.save({"model": _Touch(marker)}, tmp_path / "net.pt")
        with (
            pytest.raises(WeightsError, match="is no network of Ultralytics"),
            Yolo(weights=tmp_path / "net.pt").session(),
        ):
            pass
        assert not marker.exists()

    def test_keypoints_have_the_order_of_the_skeleton(self, trained, runner):
        with Yolo(weights=trained).session() as estimate:
            poses = estimate(runner)
        y_px = dict(zip(COCO_17.keypoints, poses.xy_px[0, :, 1], strict=True))
        assert y_px["left_shoulder"] < y_px["left_hip"] < y_px["left_knee"]


class _Touch:
    """Unpickles to a file at `path`."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)
