from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.pose.base import EachFrameAlone, Needs, backends, nobody
from midstance.pose.user_network import UserNetwork, onnx_needs
from midstance.weights.added import add_weights


@dataclass(frozen=True)
class Toy(UserNetwork):
    name: ClassVar[str] = "toy"
    usual_skeleton: ClassVar[str] = "halpe-26"
    needs: ClassVar[Needs] = onnx_needs(licence="MIT", how="draw one.")

    @classmethod
    def skeleton_of(cls, path):
        return path.read_text("utf-8")

    def start(self, path):
        n_keypoints = len(path.read_text("utf-8"))
        return EachFrameAlone(lambda image: nobody(n_keypoints))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """An empty folder of weights."""
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path


def network(folder, name="net.ONNX"):
    path = folder / name
    path.write_text("coco-17", "utf-8")
    return path


def test_without_a_network_the_skeleton_is_the_usual_one():
    assert Toy().files() == {}
    assert Toy().skeleton == "halpe-26"


def test_without_a_network_a_session_says_how_to_get_one():
    with pytest.raises(WeightsError, match="toy has no weights yet; draw one"):
        Toy().session().__enter__()


def test_a_network_by_path_says_its_skeleton_and_runs(folder):
    toy = Toy(weights=network(folder))
    assert toy.skeleton == "coco-17"
    with toy.session() as estimate:
        assert estimate(np.zeros((4, 4, 3), np.uint8)).xy_px.shape == (0, 7, 2)


def test_an_added_network_is_found_under_the_name_of_the_backend(folder):
    add_weights("toy", network(folder), Toy.recognise, Toy.needs)
    assert Toy().files()["network"].name == "network.onnx"
    assert Toy().skeleton == "coco-17"


def test_a_network_run_by_onnxruntime_needs_that_extra():
    assert Toy.needs.library == "onnxruntime"
    assert Toy.needs.install == "pip install 'midstance[onnx]'"
    assert Toy.needs.weights == ("network",)


@pytest.mark.parametrize(
    "name", [n for n in backends.names() if issubclass(backends.get(n), UserNetwork)]
)
def test_a_network_is_kept_under_the_name_it_is_registered_by(name):
    assert backends.get(name).name == name
