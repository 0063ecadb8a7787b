"""The examples of the documentation run."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.config import Config
from midstance.pipeline.analyze import analyze
from midstance.pose.base import backends
from midstance.video.writer import VideoWriter

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def movenet(monkeypatch):
    """Import the example backend, and forget it afterwards."""
    backends.names()
    monkeypatch.setattr(backends, "_items", dict(backends._items))
    spec = importlib.util.spec_from_file_location(
        "pose_backend", EXAMPLES / "pose_backend.py"
    )
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def network(constant_network):
    """Write a MoveNet that always sees the same person."""

    def write(score):
        share = np.linspace(0.25, 0.75, 17)
        found = np.stack([share, share[::-1], np.full(17, score)], axis=1)
        return constant_network(
            {"keypoints": found[None, None]}, inputs={"input": (1, 192, 192, 3)}
        )

    return write


def test_the_example_backend_finds_its_person_in_a_video(movenet, network, tmp_path):
    video = tmp_path / "clip.mp4"
    with VideoWriter(video, 320, 160, 30.0) as writer:
        for shade in range(0, 100, 8):
            writer.write(np.full((160, 320, 3), shade, np.uint8))
    settings = {"name": "movenet", "params": {"weights": str(network(0.9))}}
    found = analyze(video, config=Config(pose=settings))
    raw = found.raw_tracks
    assert raw.attrs["skeleton"] == "coco-17"
    nose = raw["position"].sel(keypoint="nose").isel(individual=0)
    # A quarter of the way down, and three quarters across, a square of 320 px that
    # reaches 80 px beyond the picture above and below.
    assert nose.sel(space="x").to_numpy() == pytest.approx(240)
    assert nose.sel(space="y").to_numpy() == pytest.approx(0.25 * 320 - 80)
    assert list(found.provenance["weights_sha256"]) == ["net.onnx"]


def test_the_example_backend_finds_nobody_when_it_is_unsure(movenet, network):
    with movenet.MoveNet(weights=network(0.1)).session() as estimate:
        assert estimate(np.zeros((160, 320, 3), np.uint8)).n_people == 0
