"""Work that makes very many short-lived objects, without Python's cycle collector in its way."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Pauses the collector of reference cycles, if it runs.

    A chunk of a backlog makes hundreds of thousands of tuples that are in no cycle; the collector
    walks them again and again for nothing, a quarter of the whole time (docs/benchmarks.md).
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
