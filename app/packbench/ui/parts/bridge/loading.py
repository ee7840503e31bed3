"""Imports what a window needs later, piece by piece, while it goes on answering.

What has no Qt is imported in a lane; what has is imported in the window's own thread, a module a
turn. A module of Qt that another thread imports while the window makes its own classes and objects
ends the process now and then (a segmentation fault in QtPrintSupport, at about one start in fifty
of a busy machine).
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from packbench.ui.parts.bridge.runner import OnError, Runner


@dataclass(frozen=True, slots=True)
class Pieces:
    """Names of modules.

    Attributes:
        without_qt: imported in a lane.
        with_qt: imported in the window's thread after those.
    """

    without_qt: Sequence[str]
    with_qt: Sequence[str]

    @property
    def are_there(self) -> bool:
        """Whether all have been imported already."""
        return sys.modules.keys() >= {*self.without_qt, *self.with_qt}


def load(
    runner: Runner,
    pieces: Pieces,
    then: Callable[[], None],
    owner: QObject,
    on_error: OnError | None = None,
) -> None:
    """Imports all of them, then calls `then`: at once where they are there already."""
    if pieces.are_there:
        then()
        return

    def import_next(left: Iterator[str]) -> None:
        name = next(left, None)
        if name is None:
            then()
            return
        import_module(name)
        QTimer.singleShot(0, owner, partial(import_next, left))

    def in_lane() -> None:
        for name in pieces.without_qt:
            import_module(name)

    left = iter(pieces.with_qt)
    runner.read("load", in_lane, lambda _: import_next(left), on_error=on_error, owner=owner)
