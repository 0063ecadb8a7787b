"""Small networks built in a test, whose output is known."""

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
