"""The change bus: tells the open views that records changed, and not more often than needed."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from packbench.domain.changes import ChangeSet

COALESCE_MS = 50


class ChangeBus(QObject):
    """Passes change sets to the views: the first at once, what follows within 50 ms as one.

    Changes of different origins are never put together, since a view ignores its own.

    Signals:
        changed: a ChangeSet, on the bus's thread.
    """

    changed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, ChangeSet] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(COALESCE_MS)
        self._pause.timeout.connect(self._flush)
        self._posted.connect(self._take)

    def post(self, changes: ChangeSet) -> None:
        """Tells of a change, from any thread."""
        self._posted.emit(changes)

    @Slot(object)
    def _take(self, changes: ChangeSet) -> None:
        if not changes.ids:
            return
        if self._pause.isActive():
            known = self._waiting.get(changes.origin)
            self._waiting[changes.origin] = known | changes if known else changes
            return
        self._pause.start()
        self.changed.emit(changes)

    @Slot()
    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self._pause.start()
        for changes in waiting.values():
            self.changed.emit(changes)
