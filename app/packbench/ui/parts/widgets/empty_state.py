"""What stands where there are no rows: a sentence, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_LARGE, SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.parts.widgets.icon_label import IconLabel


@dataclass(frozen=True, slots=True)
class EmptyText:
    """The words of an empty state.

    Attributes:
        icon: its icon.
        sentence: what is so.
        next_step: what to do about it.
    """

    icon: str
    sentence: str
    next_step: str = ""


class EmptyState(QFrame):
    """An icon, a sentence, the next step, and buttons for it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = IconLabel(theme, size_px=ICON_LARGE, parent=self)
        self._sentence = PlainLabel(parent=self)
        self._next_step = PlainLabel(parent=self)
        self._next_step.setProperty("role", "muted")
        for label in (self._sentence, self._next_step):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._steps: list[CommandButton] = []
        self._lay_out()
        self._take_fonts()
        theme.changed.connect(self._take_fonts)

    def show_text(self, text: EmptyText, actions: Sequence[QAction] = ()) -> None:
        """Shows these words, and a button for each action; a keyboard that was here stays here."""
        had_keyboard = self.has_keyboard
        if had_keyboard:
            self.setFocus()  # Qt would hand it on with the button that goes
        self._icon.show_icon(text.icon)
        self._sentence.setText(text.sentence)
        self._next_step.setText(text.next_step)
        self._next_step.setVisible(bool(text.next_step))
        self.setAccessibleName(text.sentence)
        self._offer(actions)
        if had_keyboard:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Gives the first button the keyboard; without buttons it is kept here for what comes."""
        (self._steps[0] if self._steps else self).setFocus()

    @property
    def has_keyboard(self) -> bool:
        """Whether the window's keyboard is here, also while a dialog is in front."""
        focused = self.window().focusWidget()
        return focused is self or (focused is not None and self.isAncestorOf(focused))

    @property
    def sentence(self) -> str:
        """The sentence in view."""
        return self._sentence.text()

    def _offer(self, actions: Sequence[QAction]) -> None:
        for button in self._steps:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._steps = [
            CommandButton(action, parent=self, main_of=None if number else self._theme)
            for number, action in enumerate(actions)
        ]
        for button in self._steps:
            self._buttons.addWidget(button)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addStretch(2)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._sentence)
        layout.addWidget(self._next_step)
        layout.addSpacing(SPACE_INSIDE)
        self._buttons.setSpacing(SPACE_INSIDE)
        holder = QHBoxLayout()
        holder.addStretch()
        holder.addLayout(self._buttons)
        holder.addStretch()
        layout.addLayout(holder)
        layout.addStretch(3)

    def _take_fonts(self) -> None:
        self._sentence.setFont(self._theme.font(SCALE_HEADING))
