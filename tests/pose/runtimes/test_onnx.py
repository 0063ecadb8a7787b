import sys

import numpy as np
import pytest

from midstance.errors import ConfigError, MissingDependencyError, WeightsError
from midstance.pose.runtimes.onnx import OnnxNetwork


@pytest.fixture
def network(constant_network):
    path = constant_network(
        {"one": np.ones((1, 2)), "two": np.full((3,), 2.0)}, metadata={"task": "pose"}
    )
    return OnnxNetwork(path, backend="toy", n_threads=1)


def test_outputs_come_by_name(network):
    found = network(np.zeros((1, 3, 4, 5), np.float32))
    assert {name: values.tolist() for name, values in found.items()} == {
        "one": [[1.0, 1.0]],
        "two": [2.0, 2.0, 2.0],
    }


def test_inputs_may_be_named(network):
    found = network({"input": np.zeros((1, 3, 4, 5), np.float32)})
    assert list(found) == ["one", "two"]


def test_shapes_and_metadata_are_told(network):
    assert network.inputs == {"input": (1, 3, None, None)}
    assert network.outputs == {"one": (1, 2), "two": (3,)}
    assert network.metadata == {"task": "pose"}


def test_shapes_that_are_left_free_are_found_by_trying(network, constant_network):
    assert network.tried((64, 48)) == [(1, 2), (3,)]
    flat = constant_network({"one": np.ones(1)}, inputs={"x": (1, 7)}, name="flat.onnx")
    assert OnnxNetwork(flat, backend="toy", n_threads=1).tried((64, 48)) == []


def test_an_input_of_another_shape_is_refused(network):
    with pytest.raises(ConfigError, match=r"takes .*input.* given .*\(2, 3\)"):
        network(np.zeros((2, 3), np.float32))


@pytest.mark.parametrize("content", [b"", b"no network at all, just some text"])
def test_a_file_that_is_no_network_is_refused(tmp_path, content):
    path = tmp_path / "net.onnx"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"net\.onnx is not an ONNX network"):
        OnnxNetwork(path, backend="toy", n_threads=1)


def test_a_cut_off_file_is_refused(tmp_path, constant_network):
    path = constant_network({"one": np.ones((1, 200))})
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(WeightsError, match="is not an ONNX network"):
        OnnxNetwork(path, backend="toy", n_threads=1)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WeightsError, match="is not an ONNX network"):
        OnnxNetwork(tmp_path / "net.onnx", backend="toy", n_threads=1)


def test_without_onnxruntime_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(
        MissingDependencyError,
        match=r"'toy' needs onnxruntime; .*pip install 'midstance\[onnx\]'",
    ):
        OnnxNetwork(tmp_path / "net.onnx", backend="toy", n_threads=1)


def test_a_gpu_that_is_not_there_is_never_replaced_silently(
    constant_network, monkeypatch
):
    import onnxruntime

    path = constant_network({"one": np.ones(1)})
    monkeypatch.setattr(
        onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"]
    )
    with pytest.raises(MissingDependencyError, match="install onnxruntime-gpu"):
        OnnxNetwork(path, backend="toy", n_threads=1, device="gpu")
