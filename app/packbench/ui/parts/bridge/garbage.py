"""When Python looks for garbage: not while the window is being made, and never through all of it.

A look at all objects of a window takes a tenth of a second and more, several times at the start and
every now and then later, and everything stands still meanwhile. What was made until the window is
complete stays until its end: it need not be looked at again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_AT_LAST_MS = 60_000


@contextmanager
def not_at_the_start() -> Iterator[None]:
    """Looks for no garbage until `window_is_complete`, or a minute later at last."""
    gc.disable()
    QTimer.singleShot(_AT_LAST_MS, window_is_complete)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def window_is_complete() -> None:
    """From now on it is looked for, among what is made from now on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
