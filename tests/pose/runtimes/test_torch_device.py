import pytest

from midstance.errors import MissingDependencyError
from midstance.pose.runtimes.torch_device import torch_device

torch = pytest.importorskip("torch")


def test_the_processor_is_always_there():
    assert torch_device("cpu", backend="toy") == "cpu"


@pytest.mark.parametrize(("has_cuda", "name"), [(True, "cuda:0"), (False, "mps")])
def test_the_gpu_that_is_there_is_named(monkeypatch, has_cuda, name):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: has_cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert torch_device("gpu", backend="toy") == name


def test_a_gpu_that_is_not_there_is_never_replaced_silently(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(MissingDependencyError, match="sees none"):
        torch_device("gpu", backend="toy")
