"""Which columns a table shows, and in which order: by keys, or by dragging."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.parts.tables.columns import Column
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr

_SIZE = QSize(380, 480)


class ShownColumn(NamedTuple):
    """A column's number in the model, and whether it is shown."""

    number: int
    shown: bool


class _Columns(QListWidget):
    """Alt with an arrow moves the column in hand; without it the list would go to another one.

    Signals:
        moved: by so many rows.
    """

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in moves and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class ColumnsDialog(KeyDialog):
    """A list of all columns: Space shows or hides, Alt+↑ and Alt+↓ move, Enter uses, Escape leaves.

    Args:
        columns: of the table; the first of them is always shown.
        first: how they stand in the beginning.
        now: how they stand now.
        use: called with how they are to stand, after the dialog closed.
        parent: the table, which gets the keyboard back.
    """

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        first: Sequence[ShownColumn],
        now: Sequence[ShownColumn],
        use: Callable[[list[ShownColumn]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("columns_dialog")
        self.setWindowTitle(tr("Columns"))
        self._columns, self._first, self._use = tuple(columns), list(first), use
        # Places for fields that nobody defined: they stay where they are, and are not offered.
        self._nameless = [
            ShownColumn(one.number, shown=False) for one in now if not self._named(one)
        ]
        self.list = _Columns(self)
        self.list.moved.connect(self._move)
        self.list.setAccessibleName(tr("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.itemActivated.connect(lambda _: self._accept())
        self._lay_out()
        self._fill(now)
        self.resize_within_screen(_SIZE)
        self.finished.connect(self.deleteLater)

    @property
    def chosen(self) -> list[ShownColumn]:
        """How the columns are to stand."""
        items = (self.list.item(row) for row in range(self.list.count()))
        checked = Qt.CheckState.Checked
        return [
            ShownColumn(item.data(Qt.ItemDataRole.UserRole), item.checkState() == checked)
            for item in items
        ] + self._nameless

    def _named(self, one: ShownColumn) -> bool:
        return bool(self._columns[one.number].title)

    def _fill(self, wanted: Sequence[ShownColumn]) -> None:
        self.list.clear()
        for number, shown in filter(self._named, wanted):
            item = QListWidgetItem(self._columns[number].title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, number)
            flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
            if number == 0:  # what tells the rows apart is always shown
                flags &= ~Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)

    def _lay_out(self) -> None:
        hint = PlainLabel(tr("Space shows or hides   Alt+↑ Alt+↓ or the mouse move"), self)
        hint.setProperty("role", "muted")
        up = self._button(tr("Move &up"), lambda: self._work(lambda: self._move(-1)))
        down = self._button(tr("Move &down"), lambda: self._work(lambda: self._move(1)))
        reset = self._button(
            tr("As in the &beginning"), lambda: self._work(lambda: self._fill(self._first))
        )
        use = self._button(tr("Use these columns"), self._accept)
        use.setProperty("look", "main")
        use.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self.list, 1)
        layout.addWidget(hint)
        for buttons in ((up, down, reset), (self._button(tr("Cancel"), self.reject), use)):
            row = QHBoxLayout()
            row.setSpacing(SPACE_INSIDE)
            if use in buttons:
                row.addStretch()
            for button in buttons:
                row.addWidget(button)
            layout.addLayout(row)

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _work(self, does: Callable[[], None]) -> None:
        """Does what a button says and gives the list the keyboard back: Enter uses it then."""
        does()
        self.list.setFocus()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        place = row + by
        if row >= 0 and 0 <= place < self.list.count():
            self.list.insertItem(place, self.list.takeItem(row))
            self.list.setCurrentRow(place)

    def _accept(self) -> None:
        chosen = self.chosen
        self.accept()
        self._use(chosen)
