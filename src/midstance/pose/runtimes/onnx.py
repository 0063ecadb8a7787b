"""Networks in the ONNX format, run by onnxruntime."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError, MissingDependencyError, WeightsError

if TYPE_CHECKING:
    from onnxruntime import SessionOptions

Device = Literal["cpu", "gpu"]
Shape = tuple[int | None, ...]

GPU_PROVIDERS = (
    "CUDAExecutionProvider",
    "ROCMExecutionProvider",
    "MIGraphXExecutionProvider",
    "CoreMLExecutionProvider",
    "DmlExecutionProvider",
)
"""What counts as a GPU, best first; onnxruntime is built with some of them."""

_CPU = "CPUExecutionProvider"


class OnnxNetwork:
    """A network that takes arrays and gives several, by name.

    Parameters
    ----------
    path
        The ``.onnx`` file.
    backend
        Name of the pose backend, for messages.
    n_threads
        Processor cores to use.
    device
        Where it runs; ``"gpu"`` takes the first of `GPU_PROVIDERS` that is there,
        and never falls back to the processor silently.

    Attributes
    ----------
    inputs, outputs
        Shape of each by name, in order; None where a size is free.
    metadata
        What the maker of the file wrote into it.

    Raises
    ------
    MissingDependencyError
        If onnxruntime is not installed, or not with a GPU.
    WeightsError
        If the file is no such network.

    """

    def __init__(
        self, path: Path, *, backend: str, n_threads: int, device: Device = "cpu"
    ) -> None:
        runtime = _runtime(backend)
        provider = _provider(runtime.get_available_providers(), backend, device)
        try:
            self._run: Any = runtime.InferenceSession(
                str(path), _options(n_threads), providers=[provider]
            )
        except _errors_of_files() as error:
            reason = str(error).strip().splitlines()[-1]
            raise WeightsError(
                f"{path} is not an ONNX network that onnxruntime {runtime.__version__} "
                f"can run ({reason}); give another file for {backend!r}."
            ) from error
        if provider not in self._run.get_providers():
            raise MissingDependencyError(
                f"Pose backend {backend!r} was to run on the GPU, but onnxruntime "
                f"could not start {provider}; mend its driver, or set device to 'cpu'."
            )
        self.inputs = _shapes(self._run.get_inputs())
        self.outputs = _shapes(self._run.get_outputs())
        self.metadata: dict[str, str] = self._run.get_modelmeta().custom_metadata_map

    def __call__(
        self, values: NDArray[Any] | Mapping[str, NDArray[Any]]
    ) -> dict[str, NDArray[np.float32]]:
        """Return every output of the network.

        Parameters
        ----------
        values
            The one input, or several by name.

        Raises
        ------
        ConfigError
            If an input does not have the shape or the type that the network takes.

        """
        given = (
            values if isinstance(values, Mapping) else {next(iter(self.inputs)): values}
        )
        try:
            found = self._run.run(list(self.outputs), dict(given))
        except _errors_of_inputs() as error:
            shapes = {name: value.shape for name, value in given.items()}
            raise ConfigError(
                f"The network takes {self.inputs}, but was given {shapes}; "
                "give the size it was exported for."
            ) from error
        return dict(zip(self.outputs, found, strict=True))

    def tried(self, free_px: tuple[int, int]) -> list[tuple[int, ...]]:
        """Return the shape of each output for one black image.

        Many files leave sizes of their outputs free that are in fact always the
        same, such as the number of keypoints.

        Parameters
        ----------
        free_px
            Width and height of the image where the network leaves them free.

        Returns
        -------
        list of tuple
            Empty when the network does not take one image.

        """
        shape = next(iter(self.inputs.values()))
        if len(self.inputs) != 1 or len(shape) != 4:
            return []
        usual = (1, 3, free_px[1], free_px[0])
        size = [n or other for n, other in zip(shape, usual, strict=True)]
        found = self(np.zeros(size, np.float32))
        return [np.shape(values) for values in found.values()]


def _runtime(backend: str) -> Any:  # noqa: ANN401
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingDependencyError(
            f"Pose backend {backend!r} needs onnxruntime; install it with: "
            "pip install 'midstance[onnx]'"
        ) from error
    return onnxruntime


def _provider(available: list[str], backend: str, device: Device) -> str:
    if device == "cpu":
        return _CPU
    for provider in GPU_PROVIDERS:
        if provider in available:
            return provider
    raise MissingDependencyError(
        f"Pose backend {backend!r} was to run on the GPU, but this onnxruntime has "
        f"only {available}; install onnxruntime-gpu in its place, or set device to "
        "'cpu'."
    )


def _options(n_threads: int) -> "SessionOptions":
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    # Threads that wait busily take the cores from decoding.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options


def _shapes(nodes: list[Any]) -> dict[str, Shape]:
    return {
        node.name: tuple(n if isinstance(n, int) else None for n in node.shape)
        for node in nodes
    }


def _errors_of_files() -> tuple[type[Exception], ...]:
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (
        *(state.Fail, state.InvalidArgument, state.InvalidGraph, state.NoModel),
        *(state.InvalidProtobuf, state.NoSuchFile, state.NotImplemented),
        *(state.RuntimeException, state.EPFail),
    )


def _errors_of_inputs() -> tuple[type[Exception], ...]:
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (state.InvalidArgument, ValueError)
