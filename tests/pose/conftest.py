"""Small networks built in a test, whose output is known."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

Given = dict[str, NDArray[np.floating]]


@pytest.fixture
def constant_network(tmp_path) -> Callable[..., Path]:
    """Write an ONNX network that gives the same arrays whatever it is shown."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    def write(
        outputs: Given,
        *,
        inputs: dict[str, tuple[int | str, ...]] | None = None,
        name: str = "net.onnx",
        metadata: dict[str, str] | None = None,
    ) -> Path:
        """Write it; `inputs` gives the shape of each input, by name.

        The last input is multiplied with nothing and added, so that it is not
        taken out of the graph.
        """
        shapes = inputs or {"input": (1, 3, "height", "width")}
        last = list(shapes)[-1]
        nodes = [
            helper.make_node("ReduceMean", [last], ["mean"], keepdims=0),
            helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        ]
        constants = [numpy_helper.from_array(np.float32(0), "nothing")]
        for key, values in outputs.items():
            array = np.asarray(values, np.float32)
            constants.append(numpy_helper.from_array(array, f"{key}_constant"))
            nodes.append(helper.make_node("Add", [f"{key}_constant", "zero"], [key]))
        graph = helper.make_graph(
            nodes,
            "constant",
            [
                helper.make_tensor_value_info(key, TensorProto.FLOAT, shape)
                for key, shape in shapes.items()
            ],
            [
                helper.make_tensor_value_info(key, TensorProto.FLOAT, np.shape(values))
                for key, values in outputs.items()
            ],
            constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8
        )
        helper.set_model_props(model, metadata or {})
        onnx.checker.check_model(model)
        path = tmp_path / name
        onnx.save(model, path)
        return path

    return write


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
