from pathlib import Path

import pytest

from midstance.errors import ConfigError, WeightsError
from midstance.pose.user_weights import find_file, require_keypoints


def find(weights):
    return find_file(weights, backend="toy", example="toy-net.onnx")


def test_a_path_is_taken_as_it_is(tmp_path):
    path = tmp_path / "net.onnx"
    path.touch()
    assert find(path) == path


def test_a_name_is_looked_for_in_the_folder_of_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "net.onnx").touch()
    assert find(Path("net.onnx")) == tmp_path / "toy" / "net.onnx"


def test_without_a_name_the_setting_is_shown():
    with pytest.raises(WeightsError, match=r"'toy' comes .* weights = 'toy-net.onnx'"):
        find(None)


def test_what_is_not_there_is_not_downloaded(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError, match=r"in net.onnx or in .*toy.* unasked"):
        find(Path("net.onnx"))


def test_another_number_of_keypoints_is_refused():
    require_keypoints(17, "coco-17", backend="toy")
    with pytest.raises(ConfigError, match=r"'toy': the network gives 16 .* has 17"):
        require_keypoints(16, "coco-17", backend="toy")
