"""The list of boxes that parcels are packed in."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.boxes import Box
from packbench.exchange.barcodes import printed_barcode
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr

_SIZE = QSize(960, 480)


class BoxesDialog(KeyDialog):
    """Enter changes the box in hand, Insert makes one, Delete removes one, Ctrl+C copies.

    Args:
        boxes: by code.
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a Box to change, or None for a new one; the list is closed.
        unwanted: a Box to remove; the list is closed.
    """

    wanted = Signal(object)
    unwanted = Signal(object)

    def __init__(self, boxes: Sequence[Box], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("boxes_dialog")
        self.setWindowTitle(tr("Boxes"))
        self.resize_within_screen(_SIZE)
        self._boxes = tuple(boxes)
        heading = PlainLabel(tr("Boxes"), self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(
            tr(
                "Enter changes the box in hand, Insert makes a new one, Delete removes one. Many"
                " come from a file (Import, boxes)."
            ),
            self,
        )
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        self.table: ListTable[Box] = ListTable(tr("Boxes"), _columns(), theme, self)
        self.table.rows.show(self._boxes)
        self.table.take_in_hand(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        for part in (heading, about):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_buttons())
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    @property
    def in_hand(self) -> Box | None:
        """The box of the row in hand; None where there is none."""
        row = self.table.currentIndex().row()
        return self._boxes[row] if 0 <= row < len(self._boxes) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Insert and Delete mean the list, from anywhere in it."""
        if event.key() == Qt.Key.Key_Insert:
            self._make()
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self._button(tr("&New…"), self._make))
        remove = self._button(tr("&Remove…"), self._remove)
        remove.setEnabled(bool(self._boxes))
        row.addWidget(remove)
        row.addStretch()
        row.addWidget(self._button(tr("Close"), self.reject))
        change = self._button(tr("&Change…"), self._change)
        change.setEnabled(bool(self._boxes))
        change.setProperty("look", "main")
        change.setDefault(True)
        row.addWidget(change)
        return row

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _make(self) -> None:
        self.accept()
        self.wanted.emit(None)

    def _change(self) -> None:
        if self.in_hand is not None:
            self.accept()
            self.wanted.emit(self.in_hand)

    def _remove(self) -> None:
        if self.in_hand is not None:
            self.accept()
            self.unwanted.emit(self.in_hand)


def _columns() -> list[ListColumn[Box]]:
    return [
        ListColumn(tr("Code"), lambda one: Cell(one.code, bold=True), 8),
        ListColumn(tr("Name"), lambda one: Cell(one.name), 16),
        ListColumn(tr("Inside (mm)"), lambda one: Cell(" × ".join(map(str, one.room))), 14),
        ListColumn(tr("Empty (g)"), lambda one: _grams(one.weight_g), 7, Align.END),
        ListColumn(tr("At most (g)"), lambda one: _grams(one.max_weight_g), 8, Align.END),
        ListColumn(tr("Barcode"), lambda one: Cell(printed_barcode(one.barcode)), 13),
        ListColumn(tr("Packaging"), lambda one: Cell(one.material), 12),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 7),
        ListColumn(tr("In use"), lambda one: Cell(tr("yes") if one.active else tr("no")), 6),
    ]


def _grams(weight_g: int | None) -> Cell:
    return Cell("") if weight_g is None else formats.number(weight_g)
