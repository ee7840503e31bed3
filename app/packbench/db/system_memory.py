"""Memory that was given back to the C library, and by it to the system."""

import ctypes
import threading
import time
from collections.abc import Callable
from functools import cache

_AGAIN_S = 2.0
_lock = threading.Lock()
_looked_s = [0.0]


def return_what_is_free() -> None:
    """Where the library can be asked to (glibc): by itself it keeps what threads have freed.

    That takes some milliseconds, so it is done every now and then at most.
    """
    trim = _trim()
    with _lock:
        due = time.monotonic() - _looked_s[0] > _AGAIN_S
        if due:
            _looked_s[0] = time.monotonic()
    if due and trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another library, another system
        return None
    return found
