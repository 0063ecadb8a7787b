"""Networks in the formats that OpenCV reads: Caffe, TensorFlow and ONNX."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import MissingDependencyError, WeightsError

READERS = {
    ".caffemodel": "readNetFromCaffe",
    ".pb": "readNetFromTensorflow",
    ".onnx": "readNetFromONNX",
}


class OpenCVNetwork:
    """A network that takes one array and gives several.

    Parameters
    ----------
    path
        The file with the weights; what it ends in (`READERS`) says its format.
    backend
        Name of the pose backend, for messages.
    description
        Caffe only: the ``.prototxt``; None: the one beside the weights.

    Raises
    ------
    MissingDependencyError
        If the installed OpenCV cannot read this format.
    WeightsError
        If a file is not there or is no such network.

    """

    def __init__(
        self, path: Path, *, backend: str, description: Path | None = None
    ) -> None:
        import cv2

        kind = path.suffix.lower()
        if kind not in READERS:
            raise WeightsError(
                f"Weights of {backend!r} must end in one of {sorted(READERS)}, "
                f"got {path}."
            )
        read = getattr(cv2.dnn, READERS[kind], None)
        if read is None:
            raise MissingDependencyError(
                f"OpenCV {cv2.__version__} does not read {kind} networks any more; "
                "install opencv-python-headless below 5, or convert the network to "
                "ONNX (for Caffe, caffe2onnx does it) and give that file."
            )
        files = [path]
        if kind == ".caffemodel":
            files.insert(0, description or description_beside(path))
        for file in files:
            if not file.is_file():
                raise WeightsError(f"There is no {file}; give weights that are there.")
        try:
            with _silence():
                self._net: Any = read(*map(str, files))
        except cv2.error as error:
            names = " and ".join(map(str, files))
            raise WeightsError(
                f"OpenCV cannot read {names} as a network ({_reason(error)}); "
                f"give other weights for {backend!r}."
            ) from error
        self._path = path
        self._outputs = self._net.getUnconnectedOutLayersNames()

    def __call__(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return every output of the network for one input, in its order.

        Raises
        ------
        WeightsError
            If the network cannot take it.

        """
        import cv2

        self._net.setInput(values)
        try:
            with _silence():
                return list(self._net.forward(self._outputs))
        except cv2.error as error:
            raise WeightsError(
                f"{self._path} cannot take a picture of shape {values.shape} "
                f"({_reason(error)}); give a network that takes pictures."
            ) from error


def description_beside(path: Path) -> Path:
    """Return the ``.prototxt`` in the folder of Caffe weights.

    Raises
    ------
    WeightsError
        If the weights are not there, or there is no description, or several of
        which none has the name of the weights.

    """
    if not path.is_file():
        raise WeightsError(f"There is no {path}; give weights that are there.")
    same = path.with_suffix(".prototxt")
    beside = [same] if same.is_file() else sorted(path.parent.glob("*.prototxt"))
    if len(beside) != 1:
        found = [file.name for file in beside] or "none"
        raise WeightsError(
            f"{path} needs its .prototxt beside it, found {found} in {path.parent}; "
            "put it there, or name it."
        )
    return beside[0]


@contextmanager
def cores(n_threads: int) -> Iterator[None]:
    """Let OpenCV use `n_threads` processor cores inside; it knows one number only."""
    import cv2

    before = cv2.getNumThreads()
    cv2.setNumThreads(n_threads)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep OpenCV from writing its errors to the screen besides raising them."""
    import cv2

    log: Any = cv2.utils.logging
    before = log.getLogLevel()
    log.setLogLevel(log.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        log.setLogLevel(before)


def _reason(error: Exception) -> str:
    """Return the essence of OpenCV's message of several lines."""
    text = " ".join(str(error).split())
    return text.rpartition("error: ")[2][:120]
