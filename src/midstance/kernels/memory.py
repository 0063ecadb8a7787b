"""Memory given back to the system."""

import ctypes
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_LARGE_BYTES, _IMAGE_BYTES = 1 << 20, 8 << 20
"""Signals of ten minutes are larger than the first, images of 1080p smaller than the
second."""


def give_memory_back() -> None:
    """Give the system what was freed, where the C library keeps it (Linux).

    The allocator keeps the memory of networks and frames for the same thread's next
    ones; what comes after them asks for other sizes, in other threads, and would take
    its own on top.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)


def keep_freed_images(*, is_kept: bool) -> None:
    """Tell the C library which freed memory it keeps for whoever asks next (Linux).

    Parameters
    ----------
    is_kept
        Pieces up to the size of an image, since each one taken from the system anew
        costs time. Else none above 1 MiB: the few large arrays of a long recording go
        back when they are dropped, and leave no holes that nothing fits into.

    """
    if sys.platform == "linux":
        least = _IMAGE_BYTES if is_kept else _LARGE_BYTES
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, least)
