import sys

import pytest

from midstance.errors import MissingDependencyError, WeightsError
from midstance.pose.openvino import OpenVinoNetwork


@pytest.fixture
def junk(tmp_path):
    path = tmp_path / "net.tflite"
    path.write_bytes(b"no network at all, just some text")
    return path


def test_a_file_that_is_no_network_is_refused(junk):
    pytest.importorskip("openvino")
    with pytest.raises(WeightsError, match=r"net\.tflite is not a network"):
        OpenVinoNetwork(junk, n_threads=1)


def test_a_gpu_that_is_not_there_is_no_processor(junk):
    openvino = pytest.importorskip("openvino")
    if any(name.startswith("GPU") for name in openvino.Core().available_devices):
        pytest.skip("there is a GPU")
    with pytest.raises(MissingDependencyError, match=r"sees only \['CPU'\]"):
        OpenVinoNetwork(junk, n_threads=1, device="gpu")


def test_without_openvino_the_extra_is_named(junk, monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(MissingDependencyError, match=r"midstance\[openvino\]"):
        OpenVinoNetwork(junk, n_threads=1)
