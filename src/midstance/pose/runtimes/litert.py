"""Networks in the TensorFlow Lite format, run by LiteRT."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import WeightsError

Run = Callable[[NDArray[np.float32]], dict[str, NDArray[np.float32]]]
"""A network of any runtime: one input, every output by name."""

_STDERR = 2
_one_at_a_time = Lock()


class LiteRTNetwork:
    """A network that takes one array and gives several, by name.

    Parameters
    ----------
    path
        The ``.tflite`` file.
    n_threads
        Processor cores to use.

    Raises
    ------
    WeightsError
        If the file is no such network.

    """

    def __init__(self, path: Path, *, n_threads: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        try:
            with _silence():
                self._run: Any = Interpreter(str(path), num_threads=n_threads)
                self._run.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise WeightsError(
                f"{path} is not a TensorFlow Lite network ({error}); get it again.",
                remedy="fetch_weights",
                facts={"name": "blazepose"},
            ) from error
        self._input = self._run.get_input_details()[0]["index"]
        self._outputs = {
            detail["name"]: detail["index"] for detail in self._run.get_output_details()
        }

    def __call__(self, values: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Return every output of the network for one input."""
        self._run.set_tensor(self._input, values)
        self._run.invoke()
        return {
            name: self._run.get_tensor(index) for name, index in self._outputs.items()
        }


@contextmanager
def _silence() -> Iterator[None]:
    # LiteRT greets on the standard error of the process, past Python and past
    # every log setting, in the middle of the progress display.
    with _one_at_a_time:
        kept = os.dup(_STDERR)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, _STDERR)
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            os.close(nowhere)
