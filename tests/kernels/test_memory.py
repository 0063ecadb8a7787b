import subprocess
import sys

import numpy as np
import psutil
import pytest

from midstance.kernels.memory import give_memory_back, keep_freed_images

LARGE_ARRAYS = """
import sys
import numpy as np, psutil
from midstance.kernels.memory import keep_freed_images
keep_freed_images(is_kept=sys.argv[1] == "1")
before = psutil.Process().memory_info().rss
pairs = [[np.ones((4 << 20) // 8), np.ones(10_000)] for _ in range(20)]
for pair in pairs:
    del pair[0]
print((psutil.Process().memory_info().rss - before) / 2**20)
"""
"""What is kept of 80 MiB of large arrays, each with something small behind it."""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps it")
def test_what_was_freed_goes_back_to_the_system():
    process = psutil.Process()
    # Small pieces with a few left between them: those are not given back by themselves.
    pieces = [np.ones(1000) for _ in range(20_000)]
    full = process.memory_info().rss
    del pieces[:-1]
    give_memory_back()
    assert process.memory_info().rss < full - 80e6


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps it")
@pytest.mark.parametrize("is_kept", [True, False])
def test_large_arrays_go_back_by_themselves_unless_images_are_kept(is_kept):
    # In a process of its own, whose heap has no room for them yet.
    command = [sys.executable, "-c", LARGE_ARRAYS, str(int(is_kept))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kept_mib = float(done.stdout)
    assert kept_mib > 50 if is_kept else kept_mib < 10


def test_another_system_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", None)
    give_memory_back()
    keep_freed_images(is_kept=True)
