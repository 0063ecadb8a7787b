"""Where PyTorch runs a pose network."""

from typing import Literal

from midstance.errors import MissingDependencyError

Device = Literal["cpu", "gpu"]


def torch_device(device: Device, *, backend: str) -> str:
    """Return PyTorch's name of the device: ``"cpu"``, ``"cuda:0"`` or ``"mps"``.

    Raises
    ------
    MissingDependencyError
        If PyTorch sees no GPU; the processor never takes its place silently.

    """
    import torch

    if device == "cpu":
        return "cpu"
    if torch.cuda.is_available():
        return "cuda:0"
    if torch.backends.mps.is_available():
        return "mps"
    raise MissingDependencyError(
        f"Pose backend {backend!r} was to run on the GPU, but PyTorch "
        f"{torch.__version__} sees none; mend its driver, or set device to 'cpu'."
    )
