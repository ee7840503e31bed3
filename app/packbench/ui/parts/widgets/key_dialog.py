"""A dialog in which Enter presses the button that has the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class KeyDialog(QDialog):
    """Enter presses the button with the focus ring, from anywhere else the default one.

    Buttons have `autoDefault` off; with that alone Qt would press the default button also from
    Cancel.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button means that button."""
        focused = self.focusWidget()
        if event.key() in _ENTER and isinstance(focused, QPushButton) and focused.hasFocus():
            focused.click()
        else:
            super().keyPressEvent(event)
