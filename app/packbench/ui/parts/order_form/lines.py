"""The editable table of an order's lines."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from packbench.domain.amounts import plain_amount
from packbench.ui.parts.order_form.rows import FormLine
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.delegates import CellDelegate
from packbench.ui.parts.tables.paged_model import ALIGNMENT, CELL_ROLE
from packbench.ui.parts.theme.plain_text import tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ROW_HEIGHT, Tone
from packbench.words.language import mark, tr

Index = QModelIndex | QPersistentModelIndex
SKU, NAME, QUANTITY, PRICE, DAY, PLAN = range(6)
_TITLES = (
    mark("SKU"),
    mark("Product"),
    mark("Quantity"),
    mark("Price"),
    mark("Expected"),
    mark("What becomes of it"),
)
_WIDTHS = (16, 22, 9, 9, 12, 30)  # digits
_WIDTHS_BOUGHT = (13, 15, 8, 8, 11, 30)
_TYPED = {SKU: "sku", QUANTITY: "quantity", PRICE: "price", DAY: "day"}
_COLUMNS = {"sku": SKU, "quantity": QUANTITY, "unit_price": PRICE}
_COLUMNS |= {"unit_cost": PRICE, "expected_on": DAY}
_OF_TAKEN = frozenset({QUANTITY, DAY})
"""What of a line can still change of which something is taken."""


class LinesModel(QAbstractTableModel):
    """The lines; SKU, quantity and price can be typed into.

    Signals:
        edited: somebody changed a line.
    """

    edited = Signal()

    def __init__(self, parent: QObject, *, prices: bool, buys: bool) -> None:
        super().__init__(parent)
        self.lines: list[FormLine] = []
        self._prices, self._buys = prices, buys

    def show(self, lines: Sequence[FormLine]) -> None:
        """Shows other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def add(self, lines: Sequence[FormLine]) -> None:
        """Adds lines at the end."""
        first = len(self.lines)
        self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
        self.lines += lines
        self.endInsertRows()
        self.edited.emit()

    def remove(self, row: int) -> None:
        """Takes a new line away; marks one that the order has to go, or to stay after all."""
        line = self.lines[row]
        if line.line is None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.lines[row]
            self.endRemoveRows()
        elif not line.taken:
            line.removed = not line.removed
            self.tell(row)
        self.edited.emit()

    def tell(self, row: int) -> None:
        """A line looks otherwise."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, PLAN))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """All lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """All columns."""
        return 0 if parent.isValid() else len(_TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be typed into: not what goes, nor what is picked but for its quantity."""
        found = super().flags(index)
        if not index.isValid() or index.column() not in _TYPED:
            return found
        line = self.lines[index.row()]
        fixed = line.removed or (line.taken and index.column() not in _OF_TAKEN)
        return found if fixed else found | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell, for its painter, its editor and for screen readers."""
        line, column = self.lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                end = column in {QUANTITY, PRICE}
                align = ALIGNMENT[Align.END if end else Align.START]
                return align | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.EditRole:
                return getattr(line, _TYPED[column]) if column in _TYPED else None
            case _ if role == CELL_ROLE:
                return _cell(line, column)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return _cell(line, column).text
            case Qt.ItemDataRole.ToolTipRole:
                return tip(_cell(line, column).text)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes what was typed."""
        name, text = _TYPED.get(index.column()), str(value).strip()
        if role != Qt.ItemDataRole.EditRole or name is None:
            return False
        line = self.lines[index.row()]
        if name == "price" and self._buys:
            text = plain_amount(text, QLocale().decimalPoint())
        if text == getattr(line, name):
            return True
        setattr(line, name, text)
        if name == "sku":
            line.name, line.near = "", []
        self.tell(index.row())
        self.edited.emit()
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            end = section in {QUANTITY, PRICE}
            return ALIGNMENT[Align.END if end else Align.START] | Qt.AlignmentFlag.AlignVCenter
        return tr(_TITLES[section]) if role == Qt.ItemDataRole.DisplayRole else None


def _cell(line: FormLine, column: int) -> Cell:
    if column == PLAN and line.removed:
        return Cell(tr("goes"), muted=True)
    if column == PLAN and line.wrong:
        return Cell(line.plan, icon="triangle-alert", tone=Tone.WRONG)
    texts = {SKU: line.sku, NAME: line.name, PLAN: line.plan}
    texts |= {QUANTITY: line.quantity, PRICE: formats.typed_money(line.price), DAY: line.day}
    return Cell(texts[column], muted=line.removed or column == NAME, bold=column == SKU)


class LinesTable(QTableView):
    """Typing edits the cell in hand, Delete takes a line away, Ctrl+V adds what was copied.

    Args:
        theme: colours and fonts.
        parent: the dialog.
        prices: whether this station shows them.
        buys: whether it is of a purchase order, whose lines are expected on a day.

    Signals:
        pasted: a text of several cells that is to be added.
    """

    pasted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, *, prices: bool, buys: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("order_lines")
        self.setAccessibleName(tr("Lines"))
        self._theme, self._buys = theme, buys
        self.rows = LinesModel(self, prices=prices, buys=buys)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setColumnHidden(PRICE, not prices)
        self.setColumnHidden(DAY, not buys)
        self._take_sizes()
        theme.changed.connect(self._take_sizes)

    def take_in_hand(self, row: int, column: str = "sku", *, edit: bool = False) -> None:
        """Makes a cell the one in hand, and types into it at once where that is asked for."""
        index = self.rows.index(row, _COLUMNS[column])
        if not index.isValid():
            return
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, how)
        self.setFocus()
        if edit and self.rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Ctrl+V mean lines; Enter is for the dialog."""
        row = self.currentIndex().row()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.rows.remove(row)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where there is no line yet, it says how there comes one."""
        super().paintEvent(event)
        if self.rows.lines:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self._theme.tokens.muted)
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.viewport().rect(), middle, tr("Scan or search a product"))

    def _take_sizes(self) -> None:
        digit = self._theme.font_metrics().horizontalAdvance("0")
        height = round(self._theme.font_metrics().lineSpacing() * ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, digits in enumerate(_WIDTHS_BOUGHT if self._buys else _WIDTHS):
            self.setColumnWidth(column, max(digit * digits, header.sectionSizeHint(column)))
        header.setStretchLastSection(True)
