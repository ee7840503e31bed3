"""How much memory threads keep for themselves.

The C library of Linux gives each thread a heap of its own, up to eight times as many as there are
processors, and what one thread frees no other uses. A window has a dozen threads, which read a
million ids now and then; Python lets one of them run at a time anyway.
"""

import ctypes
import sys
from contextlib import suppress

_M_ARENA_MAX, _HEAPS = -8, 2


def share_heaps() -> None:
    """From now on the threads share two heaps, where the C library can be told so."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library knows nothing of it
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)
