"""A text field in the window that leaves Ctrl+Z to the window while it has nothing to undo."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class LineField(QLineEdit):
    """Qt's own field takes Ctrl+Z in any case, also after a scan, when nothing was typed."""

    def event(self, event: QEvent) -> bool:
        """Lets the window's shortcut for Undo through while nothing was typed."""
        if _asks_for_undo(event) and not self.isUndoAvailable():
            event.ignore()
            return True
        return super().event(event)


def _asks_for_undo(event: QEvent) -> bool:
    """Whether Qt asks if the field wants Ctrl+Z for itself, before it is taken for a shortcut."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    return event.matches(QKeySequence.StandardKey.Undo)
