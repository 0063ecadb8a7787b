import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.errors import ConfigError, MissingDependencyError, WeightsError
from midstance.pose.base import backends
from midstance.pose.networks.keypoint_rcnn import KeypointRcnn, read_poses, read_state

BOX = np.array([[20.0, 10.0, 60.0, 90.0]], np.float32)


def test_confidence_is_the_share_of_the_heat_and_the_outside_is_not_found():
    xy_px = np.array([[[30, 40], [100, 50]]], np.float32)
    heat = np.zeros((1, 2, 4, 5), np.float32)
    heat[0, 0, 2, 2] = 50
    poses = read_poses(BOX, xy_px, heat, 100, 100)
    assert poses.confidence == pytest.approx(np.array([[1 / 1.05, 0.5]]))
    assert poses.xy_px[0, 0].tolist() == [30, 40]
    assert np.isnan(poses.xy_px[0, 1]).all()
    assert poses.box_px.tolist() == BOX.tolist()


def test_nobody_is_nobody():
    poses = read_poses(
        *(np.empty((0, 4)), np.empty((0, 17, 2)), np.empty((0, 17, 56, 56))), 100, 100
    )
    assert poses.n_people == 0


def test_without_torchvision_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torchvision.models", None)
    with (
        pytest.raises(MissingDependencyError, match=r"pip install 'midstance\[rcnn\]'"),
        KeypointRcnn(weights=Path(__file__)).session(),
    ):
        pass


@pytest.mark.parametrize("content", [b"", b"no weights"])
def test_a_file_without_weights_is_refused(tmp_path, content):
    pytest.importorskip("torch")
    path = tmp_path / "net.pth"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"net.pth holds no weights of PyTorch"):
        read_state(path)


def test_settings_are_checked():
    built = backends.build("keypoint_rcnn", {"weights": "net.pth"})
    assert built == KeypointRcnn(weights=Path("net.pth"))
    with pytest.raises(ConfigError, match="max_people"):
        backends.build("keypoint_rcnn", {"max_people": 0})


@pytest.mark.yolo
@pytest.mark.filterwarnings("ignore")
class TestNetwork:
    """A network with random weights: what it says is nonsense, its shape is not."""

    @pytest.fixture(scope="class")
    def weights(self, tmp_path_factory):
        import torch
        from torchvision.models.detection import keypointrcnn_resnet50_fpn

        torch.manual_seed(0)
        network = keypointrcnn_resnet50_fpn(weights=None, weights_backbone=None)
        path = tmp_path_factory.mktemp("rcnn") / "net.pth"
        torch.save(network.state_dict(), path)
        return path

    def test_people_have_the_shape_of_the_skeleton(self, weights):
        image = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
        backend = KeypointRcnn(
            weights=weights, detection_threshold=0.01, max_people=3, input_px=128
        )
        with backend.session() as estimate:
            poses, again = estimate(image), estimate(image)
        assert poses.n_people == 3
        assert poses.xy_px.shape == (3, 17, 2)
        assert poses.box_px.shape == (3, 4)
        assert ((poses.confidence > 0) & (poses.confidence < 1)).all()
        low, high = poses.box_px[:, None, :2] - 1, poses.box_px[:, None, 2:] + 1
        is_inside = ((poses.xy_px >= low) & (poses.xy_px <= high)).all(axis=2)
        assert (is_inside | np.isnan(poses.xy_px[..., 0])).all()
        np.testing.assert_array_equal(poses.confidence, again.confidence)

    def test_what_is_below_the_threshold_is_nobody(self, weights):
        backend = KeypointRcnn(weights=weights, detection_threshold=0.999, input_px=128)
        with backend.session() as estimate:
            assert estimate(np.zeros((120, 160, 3), np.uint8)).n_people == 0

    def test_another_skeleton_is_refused(self, weights):
        with (
            pytest.raises(ConfigError, match="gives 17 keypoints"),
            KeypointRcnn(weights=weights, skeleton="mpii-16").session(),
        ):
            pass

    def test_weights_of_another_network_are_refused(self, weights, tmp_path):
        import torch

        state = torch.load(weights)
        torch.save({"conv.weight": torch.zeros(3)}, tmp_path / "a.pth")
        del state["backbone.body.conv1.weight"]
        torch.save(state, tmp_path / "b.pth")
        for name, message in (("a", "holds no Keypoint R-CNN"), ("b", "does not fit")):
            with (
                pytest.raises(WeightsError, match=message),
                KeypointRcnn(weights=tmp_path / f"{name}.pth").session(),
            ):
                pass
