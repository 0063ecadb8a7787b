import sys

import numpy as np
import psutil
import pytest

from midstance.kernels.memory import give_memory_back


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps it")
def test_what_was_freed_goes_back_to_the_system():
    process = psutil.Process()
    # Small pieces with a few left between them: those are not given back by themselves.
    pieces = [np.ones(1000) for _ in range(20_000)]
    full = process.memory_info().rss
    del pieces[:-1]
    give_memory_back()
    assert process.memory_info().rss < full - 80e6


def test_another_system_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", None)
    give_memory_back()
