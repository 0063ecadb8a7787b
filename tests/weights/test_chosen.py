from pathlib import Path

import pytest

from midstance.errors import ConfigError, WeightsError
from midstance.weights.chosen import chosen_file, require_file, require_keypoints


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder in which weights of the backend toy are kept."""
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    (tmp_path / "toy").mkdir()
    return tmp_path / "toy"


def find(weights):
    files = chosen_file(weights, backend="toy")
    return require_file(files, backend="toy", how="midstance weights add toy FILE")


def test_a_path_is_taken_as_it_is(kept, tmp_path):
    path = tmp_path / "net.onnx"
    path.touch()
    assert find(path) == path


def test_a_name_is_looked_for_in_the_folder_of_weights(kept):
    (kept / "net.onnx").touch()
    assert find(Path("net.onnx")) == kept / "net.onnx"


def test_without_weights_the_command_is_named(kept):
    with pytest.raises(
        WeightsError, match="toy has no weights yet; midstance weights add toy FILE"
    ):
        find(None)


def test_what_is_not_there_is_not_downloaded(kept):
    with pytest.raises(WeightsError, match=r"no file net.onnx, nor .*toy.* unasked"):
        find(Path("net.onnx"))


def test_another_number_of_keypoints_is_refused():
    require_keypoints(17, "coco-17", backend="toy")
    with pytest.raises(ConfigError, match=r"'toy': the network gives 16 .* has 17"):
        require_keypoints(16, "coco-17", backend="toy")
