"""Small networks built in a test, whose output is known."""

import json
import struct
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.base import FramePoses, backends, nobody
from midstance.pose.images.heatmaps import draw_gaussians
from midstance.pose.networks.canned import Canned
from midstance.pose.networks.keypoint_rcnn import KeypointRcnn
from midstance.pose.networks.yolo import Yolo, import_ultralytics
from midstance.pose.networks.yolo_onnx import YoloOnnx
from midstance.schema.skeletons import RUNNING_18
from midstance.weights.published import find_weights


@pytest.fixture
def caffe_network(tmp_path) -> Callable[..., Path]:
    """Write a Caffe network of one convolution, 8 by 8 pixels every 8."""

    def write(n_maps, weights):
        """Write ``net.prototxt`` and ``net.caffemodel`` with `n_maps` maps.

        The first map is the mean over 8 by 8 pixels, each colour (blue, green, red)
        times its number in `weights`; all other maps are 0.
        """
        (tmp_path / "net.prototxt").write_text(
            'name: "toy"\ninput: "image"\n'
            "input_dim: 1\ninput_dim: 3\ninput_dim: 64\ninput_dim: 64\n"
            'layer { name: "conv" type: "Convolution"\n'
            '  bottom: "image" top: "net_output"\n'
            f"  convolution_param {{ num_output: {n_maps}\n"
            "  kernel_size: 8 stride: 8 } }\n"
        )
        first = [weight / 64 for weight in weights for _ in range(64)]
        values = first + [0.0] * (3 * 64 * (n_maps - 1))
        layer = (
            _text(1, "conv")
            + _text(2, "Convolution")
            + _bytes(7, _blob(values, (n_maps, 3, 8, 8)))
            + _bytes(7, _blob([0.0] * n_maps, (n_maps,)))
        )
        path = tmp_path / "net.caffemodel"
        path.write_bytes(_text(1, "toy") + _bytes(100, layer))
        return path

    return write


@pytest.fixture
def small_backend(constant_network, tmp_path) -> Callable[[str], Any]:
    """Make any registered backend with a small network that always sees somebody."""

    def canned():
        xy_px = np.random.default_rng(0).random((1, 33, 2), np.float32)
        poses = FramePoses(xy_px, np.ones((1, 33), np.float32))
        return Canned(poses=(poses, nobody(33)))

    def blazepose():
        try:
            find_weights("blazepose")
        except WeightsError as error:
            pytest.skip(str(error))
        return backends.get("blazepose")()

    def openpose():
        maps = np.zeros((1, 44, 46, 82))
        maps[0, np.arange(15), 10 + np.arange(15), 20] = 0.9
        weights = constant_network({"maps": maps})
        return backends.get("openpose")(weights=weights, people="one")

    def rtmpose():
        places = np.arange(26)
        x, y = np.zeros((1, 26, 96)), np.zeros((1, 26, 128))
        x[0, places, 20 + places], y[0, places, 30 + 2 * places] = 0.9, 0.9
        x[0, 3] = 0  # never seen
        return backends.get("rtmpose")(
            weights=constant_network(
                {"x": x, "y": y}, inputs={"input": (1, 3, 64, 48)}, name="pose.onnx"
            ),
            detector=constant_network(
                {"dets": np.array([[(100, 60, 160, 200, 0.9)]])},
                inputs={"input": (1, 3, 320, 320)},
                name="detector.onnx",
            ),
        )

    def rtmo():
        poses = np.random.default_rng(0).random((1, 1, 17, 3))
        poses[..., :2] *= 300
        boxes = np.array([[(0, 0, 300, 300, 0.9)]])
        return backends.get("rtmo")(
            weights=constant_network(
                {"dets": boxes, "keypoints": poses},
                inputs={"input": (1, 3, 640, 640)},
            )
        )

    def hourglass():
        try:
            find_weights("blazepose")
        except WeightsError as error:
            pytest.skip(str(error))
        cells = np.random.default_rng(0).uniform(2, 14, (18, 2))
        facts = {"keypoints": list(RUNNING_18.keypoints), "size_px": 64}
        return backends.get("hourglass")(
            weights=constant_network(
                {"heat_maps": draw_gaussians(cells, (16, 16))[None]},
                inputs={"pictures": (1, 3, 64, 64)},
                metadata={"facts": json.dumps(facts)},
            ),
            detection_threshold=0.01,
        )

    made = {
        kind.__name__: kind
        for kind in (canned, blazepose, hourglass, openpose, rtmpose, rtmo)
    }
    made["yolo_onnx"] = lambda: _small_yolo_onnx(constant_network)
    made["yolo"] = lambda: _small_yolo(tmp_path)
    made["keypoint_rcnn"] = lambda: _small_keypoint_rcnn(tmp_path)

    def make(name: str) -> Any:
        assert name in made, f"give the contract test a small network for {name!r}"
        return made[name]()

    return make


def _blob(values, shape):
    sizes = b"".join(map(_varint, shape))
    return _bytes(7, _bytes(1, sizes)) + _bytes(
        5, struct.pack(f"<{len(values)}f", *values)
    )


def _text(field, text):
    return _bytes(field, text.encode())


def _bytes(field, data):
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


_BRIEF = {
    "epochs": 60,
    "batch": 4,
    "imgsz": 128,
    "device": "cpu",
    "workers": 0,
    "optimizer": "AdamW",
    "lr0": 0.01,
    "warmup_epochs": 1,
    "cos_lr": True,
    "pose": 40,
    "kobj": 0.1,
    "mosaic": 0,
    "fliplr": 0,
    "erasing": 0,
    "scale": 0,
    "translate": 0,
    "hsv_h": 0,
    "hsv_s": 0,
    "hsv_v": 0,
    "val": False,
    "plots": False,
    "amp": False,
    "verbose": False,
}


@pytest.fixture(scope="session", params=["yolov8", "yolo11", "yolo26"])
def trained(request, rendered_people, tmp_path_factory) -> Path:
    """A pose network of Ultralytics, narrow and briefly trained; its ``.pt`` file."""
    folder = tmp_path_factory.mktemp(request.param)
    model = _narrow_yolo(request.param, folder)
    model.train(data=str(rendered_people), project=str(folder), name="run", **_BRIEF)
    return folder / "run" / "weights" / "last.pt"


def _narrow_yolo(version, folder):
    """Build a network of Ultralytics from its yaml, an eighth as wide."""
    import yaml

    ultralytics = import_ultralytics()
    models = Path(ultralytics.__file__).parent / "cfg" / "models"
    (published,) = models.rglob(f"{version}-pose.yaml")
    network = yaml.safe_load(published.read_text())
    network["scales"] = {"n": [0.33, 0.125, 256]}
    narrow = folder / f"{version}n-pose.yaml"
    narrow.write_text(yaml.safe_dump(network))
    return ultralytics.YOLO(str(narrow), verbose=False)


def _small_yolo(folder):
    if not find_spec("ultralytics"):
        pytest.skip("Ultralytics is not installed; make test-yolo has it")
    _narrow_yolo("yolo11", folder).save(folder / "net.pt")
    return Yolo(weights=folder / "net.pt", detection_threshold=1e-6, max_people=1)


def _small_yolo_onnx(constant_network):
    keypoints = np.random.default_rng(0).random((17, 3))
    keypoints[:, :2] *= 600
    boxes = np.zeros((1, 56, 3))
    boxes[0, :4] = np.array([[320, 300, 100, 200]]).T
    boxes[0, 4] = 0.8, 0.9, 0.1
    boxes[0, 5:] = keypoints.reshape(51, 1)
    return YoloOnnx(
        weights=constant_network(
            {"output0": boxes}, inputs={"images": (1, 3, 640, 640)}
        )
    )


def _small_keypoint_rcnn(folder):
    if not find_spec("torchvision"):
        pytest.skip("torchvision is not installed; make test-yolo has it")
    import torch
    from torchvision.models.detection import keypointrcnn_resnet50_fpn

    torch.manual_seed(0)
    network = keypointrcnn_resnet50_fpn(weights=None, weights_backbone=None)
    torch.save(network.state_dict(), folder / "net.pth")
    return KeypointRcnn(
        weights=folder / "net.pth", detection_threshold=0.01, max_people=1, input_px=64
    )
