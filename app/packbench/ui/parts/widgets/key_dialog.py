"""The window's dialogs: their frame, their size, and what Enter does."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from packbench.ui.parts.commands.help_key import ask_for_help, asks_for_help

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


_FRAME = QSize(16, 56)  # what a window manager's frame may add
_BUTTONS = (
    Qt.WindowType.Dialog
    | Qt.WindowType.CustomizeWindowHint
    | Qt.WindowType.WindowTitleHint
    | Qt.WindowType.WindowSystemMenuHint
    | Qt.WindowType.WindowCloseButtonHint
)


def frame_as_dialog(dialog: QDialog) -> None:
    """Gives a dialog a frame that can be closed and not be minimised: it would be out of sight."""
    dialog.setWindowFlags(_BUTTONS)


class KeyDialog(QDialog):
    """Enter presses the button with the focus ring, from anywhere else the default one.

    Buttons have `autoDefault` off; with that alone Qt would press the default button also from
    Cancel.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        frame_as_dialog(self)

    def resize_within_screen(self, wanted: QSize) -> None:
        """Makes it as large as wanted, and at most as the screen has room for."""
        room = self.screen().availableGeometry().size() - _FRAME
        self.resize(wanted.boundedTo(room))

    def make_room(self) -> None:
        """Grows for words that came: fields would be squeezed and their letters cut."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize_within_screen(
                QSize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button means that button; F1 asks the window for help."""
        focused = self.focusWidget()
        if asks_for_help(event):
            ask_for_help(self)
        elif event.key() in _ENTER and isinstance(focused, QPushButton) and focused.hasFocus():
            focused.click()
        else:
            super().keyPressEvent(event)
