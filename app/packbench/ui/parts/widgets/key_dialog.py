"""The window's dialogs: their frame, their size, and what Enter does."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.parts.commands.help_key import ask_for_help, asks_for_help
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.words.language import tr

W = TypeVar("W", bound=QWidget)
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
        self._begun: object = None

    def begin_typing(self) -> None:
        """From now on leaving asks before it throws away what was typed."""
        self._begun = self.form_state()

    def form_state(self) -> object:
        """What stands in the fields, to be compared with what stood there at first."""
        texts = [one.text() for one in self._fields_of(QLineEdit) if not one.isReadOnly()]
        chosen = [one.currentIndex() for one in self._fields_of(QComboBox)]
        checked = [one.isChecked() for one in self._fields_of(QCheckBox)]
        return texts, chosen, checked

    def _fields_of(self, kind: type[W]) -> list[W]:
        """Its fields of a kind, without those of dialogs that it opened."""
        return [one for one in self.findChildren(kind) if one.window() is self]

    def reject(self) -> None:
        """Leaves; where something was typed, asks whether it is to be thrown away."""
        if self._begun is None or self.form_state() == self._begun:
            super().reject()
            return
        asking = ThrowAwayQuestion(self)
        asking.accepted.connect(self.throw_away)
        asking.open()

    def throw_away(self) -> None:
        """Leaves without asking."""
        self._begun = None
        super().reject()

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

    def button_row(
        self,
        main: QPushButton,
        beginning: Sequence[QPushButton] = (),
        between: Sequence[QPushButton] = (),
        leave: str = "",
    ) -> QHBoxLayout:
        """The row of buttons at its foot.

        Args:
            main: what Enter presses; the last one.
            beginning: those at the other end.
            between: those between the one that leaves and the main one.
            leave: words of the button that leaves; Cancel, if none.
        """
        leaving = QPushButton(leave or tr("Cancel"), self)
        leaving.clicked.connect(self.reject)
        main.setProperty("look", "main")
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        for button in (*beginning, leaving, *between, main):
            if button is leaving:
                row.addStretch()
            button.setAutoDefault(False)
            row.addWidget(button)
        main.setDefault(True)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button means that button; F1 asks the window for help."""
        focused = self.focusWidget()
        if asks_for_help(event):
            ask_for_help(self)
        elif event.key() in _ENTER and isinstance(focused, QPushButton) and focused.hasFocus():
            focused.click()
        else:
            super().keyPressEvent(event)


class ThrowAwayQuestion(KeyDialog):
    """Enter and Escape go back to what was typed; Delete throws it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("throw_away_question")
        self.setWindowTitle(tr("Throw away what you typed?"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        words = tr("Throw away what you typed? Nothing of it is saved.")
        layout.addWidget(PlainLabel(words, self))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        away, keep = QPushButton(tr("&Throw it away (Del)"), self), QPushButton(self)
        keep.setText(tr("&Keep editing"))
        keep.setProperty("look", "main")
        keep.setDefault(True)
        for button, does in ((away, self.accept), (keep, self.reject)):
            button.setAutoDefault(False)
            button.clicked.connect(does)
            buttons.addWidget(button)
        layout.addLayout(buttons)
        keep.setFocus()
        self.setAccessibleDescription(words)
        self.finished.connect(self.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete throws away, wherever the keyboard is."""
        if event.key() == Qt.Key.Key_Delete:
            self.accept()
        else:
            super().keyPressEvent(event)
