"""The change bus: tells the open views that records changed, and not more often than needed."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from packbench.domain.changes import ChangeSet

COALESCE_MS = 50
OTHERS_MS = 1_000


class ChangeBus(QObject):
    """Passes change sets to the views: the first at once, what follows within 50 ms as one.

    What others change is told once a second at most: each time the lists are read again, and a
    shop with many stations would have them read nothing else. Changes of different origins are
    never put together, since a view ignores its own.

    Attributes:
        own: the origin of this window's changes; while it is empty, all count as its own.

    Signals:
        changed: a ChangeSet, on the bus's thread.
    """

    changed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.own = ""
        self._waiting: dict[str, ChangeSet] = {}
        self._pause = self._make_timer(COALESCE_MS)
        self._pause_of_others = self._make_timer(OTHERS_MS)
        self._posted.connect(self._take)

    def post(self, changes: ChangeSet) -> None:
        """Tells of a change, from any thread."""
        self._posted.emit(changes)

    @Slot(object)
    def _take(self, changes: ChangeSet) -> None:
        if not changes.ids:
            return
        pause = self._pause_for(changes.origin)
        if pause.isActive():
            known = self._waiting.get(changes.origin)
            self._waiting[changes.origin] = known | changes if known else changes
            return
        pause.start()
        self.changed.emit(changes)

    @Slot()
    def _flush(self) -> None:
        over = [one for one in self._waiting if not self._pause_for(one).isActive()]
        waiting = [self._waiting.pop(origin) for origin in over]
        for changes in waiting:
            self._pause_for(changes.origin).start()
        for changes in waiting:
            self.changed.emit(changes)

    def _pause_for(self, origin: str) -> QTimer:
        return self._pause if origin == self.own or not self.own else self._pause_of_others

    def _make_timer(self, interval_ms: int) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(interval_ms)
        made.timeout.connect(self._flush)
        return made
