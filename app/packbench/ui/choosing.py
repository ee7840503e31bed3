"""A code that stands for several records: which of them is meant, chosen with the keyboard."""

from collections.abc import Callable, Collection
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.words.language import tr
from packbench.words.scanning import meaning_words

_DIGITS = 9


class _Numbered(QListWidget):
    """A list in which digits choose.

    Signals:
        typed: a digit that somebody typed.
    """

    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hands a digit on, instead of looking for a row that begins with it."""
        if event.text().isdecimal():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class ChoiceDialog(QDialog):
    """The records of a code, the likeliest first: arrows, a digit or Enter chooses, Escape leaves.

    Args:
        meaning: a code that stands for several records.
        take: called with the one that was chosen, after the dialog closed.
        parent: what gets the keyboard back.
    """

    def __init__(self, meaning: Meaning, take: Callable[[Meaning], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choice_dialog")
        self.setWindowTitle(tr("Which one?"))
        self._meanings, self._take = meaning.choices, take
        title = PlainLabel(tr("{code} stands for several things:").format(code=meaning.text), self)
        self.list = _Numbered(self)
        self.list.typed.connect(self._choose_number)
        self.list.setAccessibleName(tr("What the code may mean"))
        for number, one in enumerate(self._meanings, 1):
            words = meaning_words(one)
            told = tr("{number}  {what}").format(number=number, what=words)
            self.list.addItem(QListWidgetItem(told if number <= _DIGITS else words))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._choose_item)
        hint = PlainLabel(tr("↑ ↓ or 1–9 choose   Enter takes it   Esc leaves"), self)
        hint.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        for widget in (title, self.list, hint):
            layout.addWidget(widget)
        self.finished.connect(self.deleteLater)

    def _choose_item(self, item: QListWidgetItem) -> None:
        self._choose(self.list.row(item))

    def _choose_number(self, text: str) -> None:
        if text.isdecimal() and 0 < int(text) <= len(self._meanings):
            self._choose(int(text) - 1)

    def _choose(self, index: int) -> None:
        self.accept()
        self._take(self._meanings[index])


def choose(
    meaning: Meaning,
    accepts: Collection[ScanKind],
    take: Callable[[Meaning], None],
    parent: QWidget,
) -> None:
    """Hands a meaning on; of a code that stands for several records asks which.

    Where a screen accepts but one of them, that one is meant.
    """
    choices = tuple(one for one in meaning.choices if one.kind in accepts)
    if len(choices) > 1:
        ChoiceDialog(replace(meaning, choices=choices), take, parent).open()
    else:
        take(choices[0] if choices else meaning)
