"""A table of rows that are all at hand, such as what became of each of 10,000 orders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.delegates import CellDelegate
from packbench.ui.parts.tables.paged_model import ALIGNMENT, CELL_ROLE
from packbench.ui.parts.theme.plain_text import tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ROW_HEIGHT, SPACE_INSIDE

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
_SEARCHED = 500


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[T]):
    """A heading, what stands below it, and its least width in digits; it widens to what it needs.

    The last column takes the rest.
    """

    title: str
    cell: Callable[[T], Cell]
    width: int
    align: Align = Align.START


class ListModel(QAbstractTableModel, Generic[T]):
    """Makes cells only of the rows in view."""

    def __init__(self, columns: Sequence[ListColumn[T]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: Sequence[T] = ()

    @property
    def shown(self) -> Sequence[T]:
        """The rows, from the top."""
        return self._rows

    def show(self, rows: Sequence[T]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """All rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """All columns."""
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, row: int, column: int) -> Cell:
        """What stands there."""
        return self.columns[column].cell(self._rows[row])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell, for its painter and for screen readers."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            align = ALIGNMENT[self.columns[index.column()].align]
            return align | Qt.AlignmentFlag.AlignVCenter
        if role not in _ROLES:
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        return tip(cell.tip or cell.text) if role == Qt.ItemDataRole.ToolTipRole else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNMENT[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None


class ListTable(QTableView, Generic[T]):
    """Shows a ListModel; Ctrl+C copies the selected rows, or all of them when none is selected."""

    def __init__(
        self, name: str, columns: Sequence[ListColumn[T]], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._theme = theme
        self.rows: ListModel[T] = ListModel(columns, self)
        self._set_up()
        self.setModel(self.rows)
        self._take_sizes()
        self.rows.modelReset.connect(self._widen)
        theme.changed.connect(self._take_sizes)

    def take_in_hand(self, row: int) -> None:
        """Selects this row alone, whatever key is held down; nothing where there is none."""
        how = QItemSelectionModel.SelectionFlag
        index = self.rows.index(row, 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)

    def copy(self) -> None:
        """Puts rows on the clipboard: tab-separated, headings first."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        count = range(self.rows.columnCount())
        table = [[column.title for column in self.rows.columns]]
        rows = chosen or range(self.rows.rowCount())
        table += [[self.rows.cell(row, column).text for column in count] for row in rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in table) + "\n")

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(CellDelegate(self._theme, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(0)  # of 10,000 rows those in view
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setStretchLastSection(True)

    def _take_sizes(self) -> None:
        self.setFont(self._theme.font(tabular=True))
        metrics = self.fontMetrics()
        height = round(metrics.lineSpacing() * ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height)
        digit = metrics.horizontalAdvance("0")
        for number, column in enumerate(self.rows.columns):
            words = max(digit * column.width, metrics.horizontalAdvance(column.title))
            self.setColumnWidth(number, words + 2 * SPACE_INSIDE)
        self._widen()

    def _widen(self) -> None:
        """Makes the columns wide enough for the rows in view."""
        if self.isVisible():
            for number in range(self.rows.columnCount() - 1):
                wanted = self.sizeHintForColumn(number)
                self.setColumnWidth(number, max(self.columnWidth(number), wanted))

    def keyboardSearch(self, search: str) -> None:
        """Letters go to the next row that begins with them; of many rows not each one is asked."""
        if self.rows.rowCount() <= _SEARCHED:
            super().keyboardSearch(search)

    def showEvent(self, event: QShowEvent) -> None:
        """Widens the columns as soon as there are rows in view."""
        super().showEvent(event)
        self._widen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies; Enter and Escape are the dialog's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            event.ignore()
        else:
            super().keyPressEvent(event)


_ROLES = frozenset(
    {
        CELL_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
