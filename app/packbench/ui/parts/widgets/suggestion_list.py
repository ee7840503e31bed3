"""What may be meant by what was typed so far, below its field; it never takes the keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from packbench.ui.parts.theme.plain_text import one_line
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE
from packbench.words.language import tr


@dataclass(frozen=True, slots=True)
class Suggested:
    """A row of the list.

    Attributes:
        icon: the name of an SVG in `resources/icons`.
        words: what it is.
        record: what is handed on when it is chosen.
    """

    icon: str
    words: str
    record: object


class SuggestionList(QListWidget):
    """A list below a field. None of its rows is in hand until somebody presses an arrow.

    Signals:
        picked: the record of a row.
    """

    picked = Signal(object)

    def __init__(self, field: QLineEdit, theme: Theme) -> None:
        super().__init__(field)
        self._field, self._theme = field, theme
        self.setObjectName("suggestions")
        self.setAccessibleName(tr("Suggestions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._rows: list[Suggested] = []
        self.itemClicked.connect(lambda item: self._pick(self.row(item)))
        self.hide()

    def offer(self, rows: Sequence[Suggested]) -> None:
        """Shows these rows; hides where there are none."""
        self._rows = list(rows)
        self.clear()
        for row in rows:
            self.addItem(QListWidgetItem(self._theme.icon(row.icon), one_line(row.words)))
        self.setCurrentRow(-1)
        self.setVisible(bool(rows))
        if rows:
            self._lie_below()

    def step(self, step: int) -> None:
        """Takes the next row in hand, or the one before; beyond the ends none."""
        self.setCurrentRow((self.currentRow() + 1 + step) % (self.count() + 1) - 1)

    def pick_in_hand(self) -> bool:
        """Hands the row in hand on; tells whether there is one."""
        return self.isVisible() and self._pick(self.currentRow())

    def _pick(self, row: int) -> bool:
        if not 0 <= row < len(self._rows):
            return False
        record = self._rows[row].record
        self.hide()
        self.picked.emit(record)
        return True

    def _lie_below(self) -> None:
        """Over what stands below the field, as wide as it."""
        window: QWidget = self._field.window()
        self.setParent(window)
        height = sum(self.sizeHintForRow(row) for row in range(self.count()))
        self.setGeometry(0, 0, self._field.width(), height + 2 * self.frameWidth() + SPACE)
        corner = self._field.mapTo(window, QPoint(0, self._field.height()))
        self.move(corner)
        self.show()
        self.raise_()
