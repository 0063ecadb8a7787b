"""Memory given back to the system."""

import ctypes
import sys
from contextlib import suppress


def give_memory_back() -> None:
    """Give the system what was freed, where the C library keeps it (Linux).

    The allocator keeps the memory of networks and frames for the same thread's next
    ones; what comes after them asks for other sizes, in other threads, and would take
    its own on top.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).malloc_trim(0)
