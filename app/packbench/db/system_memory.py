"""Memory that was given back to the C library, and by it to the system."""

import ctypes
from collections.abc import Callable
from functools import cache


def return_what_is_free() -> None:
    """Where the library can be asked to (glibc): by itself it keeps what threads have freed."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another library, another system
        return None
    return found
