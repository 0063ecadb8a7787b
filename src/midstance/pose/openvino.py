"""Networks in the TensorFlow Lite format, run by OpenVINO."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from midstance.errors import MissingDependencyError, WeightsError

Device = Literal["cpu", "gpu"]


class OpenVinoNetwork:
    """A network that takes one array and gives several, by name.

    Parameters
    ----------
    path
        The ``.tflite`` file.
    n_threads
        Processor cores to use.
    device
        Where it runs; ``"gpu"`` never falls back to the processor silently.

    Raises
    ------
    MissingDependencyError
        If OpenVINO is not installed, or sees no GPU.
    WeightsError
        If the file is no such network.

    """

    def __init__(self, path: Path, *, n_threads: int, device: Device = "cpu") -> None:
        openvino = _openvino()
        core = openvino.Core()
        if device.upper() not in {
            name.split(".")[0] for name in core.available_devices
        }:
            raise MissingDependencyError(
                f"BlazePose was to run on the GPU, but OpenVINO sees only "
                f"{core.available_devices}; mend its driver, or set device to 'cpu'."
            )
        # Without the hint, processors that can compute with half the digits do.
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        if device == "cpu":
            settings["INFERENCE_NUM_THREADS"] = str(n_threads)
        try:
            network = core.read_model(path)
            compiled = core.compile_model(network, device.upper(), settings)
        except RuntimeError as error:
            raise WeightsError(
                f"{path} is not a network that OpenVINO can run; get it again with: "
                "midstance weights fetch blazepose"
            ) from error
        self._request: Any = compiled.create_infer_request()
        self._outputs = {port.get_any_name(): port for port in compiled.outputs}

    def __call__(self, values: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Return every output of the network for one input."""
        self._request.infer([values])
        return {
            name: self._request.get_tensor(port).data.copy()
            for name, port in self._outputs.items()
        }


def _openvino() -> Any:  # noqa: ANN401
    try:
        import openvino
    except ImportError as error:
        raise MissingDependencyError(
            "The runtime 'openvino' is not installed; install it with: "
            "pip install 'midstance[openvino]'"
        ) from error
    return openvino
