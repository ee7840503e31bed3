"""The change bus: tells the open views that records changed, and not more often than needed."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from packbench.domain.changes import ChangeSet

COALESCE_MS = 50
OTHERS_MS = 1_000


def _never() -> bool:
    return False


class ChangeBus(QObject):
    """Passes change sets to the views: the first at once, what follows within 50 ms as one.

    What others change is told once a second at most, and not while what it made the lists read
    anew is still being read: a shop with many stations would have them read nothing else. Changes
    of different origins are never put together, since a view ignores its own.

    Attributes:
        own: the origin of this window's changes; while it is empty, all count as its own.
        is_busy: whether lists are just being read anew.
        others_ms: how long nothing of others is told after something of them was.

    Signals:
        changed: a ChangeSet, on the bus's thread.
    """

    changed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.own = ""
        self.others_ms = OTHERS_MS
        self.is_busy: Callable[[], bool] = _never
        self._waiting: dict[str, ChangeSet] = {}
        self._of_others: dict[str, ChangeSet] = {}
        self._others_told_s = -math.inf
        self._pause = self._make_timer(self._flush)
        self._pause_of_others = self._make_timer(self._flush_others)
        self._posted.connect(self._take)

    @property
    def waits(self) -> bool:
        """Whether there is something to be told in a moment."""
        return bool(self._waiting or self._of_others)

    def post(self, changes: ChangeSet) -> None:
        """Tells of a change, from any thread."""
        self._posted.emit(changes)

    @Slot(object)
    def _take(self, changes: ChangeSet) -> None:
        if not changes.ids:
            return
        if self.own and changes.origin != self.own:
            _add(self._of_others, changes)
            if not self._pause_of_others.isActive():
                self._flush_others()
        elif self._pause.isActive():
            _add(self._waiting, changes)
        else:
            self._pause.start(COALESCE_MS)
            self.changed.emit(changes)

    @Slot()
    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self._pause.start(COALESCE_MS)
        for changes in waiting.values():
            self.changed.emit(changes)

    @Slot()
    def _flush_others(self) -> None:
        """Tells what others changed when it is time; no timer runs while nothing waits."""
        pause_ms = self.others_ms - (time.monotonic() - self._others_told_s) * 1_000
        if self.is_busy():
            pause_ms = self.others_ms
        if pause_ms > 0:
            self._pause_of_others.start(math.ceil(pause_ms))
            return
        self._others_told_s = time.monotonic()  # what comes while it is told waits
        waiting, self._of_others = self._of_others, {}
        for changes in waiting.values():
            self.changed.emit(changes)
        self._others_told_s = time.monotonic()

    def _make_timer(self, then: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.timeout.connect(then)
        return made


def _add(waiting: dict[str, ChangeSet], changes: ChangeSet) -> None:
    known = waiting.get(changes.origin)
    waiting[changes.origin] = known | changes if known else changes
