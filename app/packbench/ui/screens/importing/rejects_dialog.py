"""Rejected rows in the window: each cell can be mended, the cause stands beside it."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from packbench.services.importing.mending import RejectedRows
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr, tr_count

_SIZE = QSize(1160, 640)
_CAUSE_WIDTH, _CELL_WIDTH = 280, 130
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_COLOURS = frozenset({Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole})


class RejectedModel(QAbstractTableModel):
    """The rows of a file that stayed out; the first column is the cause and can't be changed."""

    def __init__(self, rejected: RejectedRows, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rejected, self._theme = rejected, theme
        self._width = rejected.width

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many rows stayed out."""
        return 0 if parent.isValid() else len(self._rejected.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """The cause and the columns of the file."""
        return 0 if parent.isValid() else self._width + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns, and the numbers of the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return QLocale().toString(section + 1)
        return tr("Why it stays out") if section == 0 else self._column(section - 1)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Everything but the cause can be mended."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell: what the cause names is in the colour of what is wrong, what was mended bold."""
        row, place = self._rejected.rows[index.row()], index.column() - 1
        text = row.cause if place < 0 else row.cells[place] if place < len(row.cells) else ""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.cause
        if role in _COLOURS and self._is_blamed(index):
            pair = self._theme.tokens.tones[Tone.WRONG]
            return QColor(pair.text if role == Qt.ItemDataRole.ForegroundRole else pair.ground)
        if role == Qt.ItemDataRole.FontRole and self._is_mended(index):
            return self._theme.font(bold=True)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._column(place)}: {text}" if place >= 0 else text
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Puts a mended text into a cell."""
        if role != Qt.ItemDataRole.EditRole or not index.column():
            return False
        self._rejected.rows[index.row()].put(index.column() - 1, str(value))
        self.dataChanged.emit(index, index)
        return True

    def first_blamed(self) -> QModelIndex:
        """The first cell that a cause names; the first cell where none does."""
        for row in range(self.rowCount()):
            for column in range(1, self.columnCount()):
                index = self.index(row, column)
                if self._is_blamed(index):
                    return index
        return self.index(0, min(1, self.columnCount() - 1))

    def _column(self, place: int) -> str:
        header = self._rejected.header
        return header[place].strip() if place < len(header) else ""

    def _is_blamed(self, index: _Index) -> bool:
        row, place = self._rejected.rows[index.row()], index.column() - 1
        return place >= 0 and row.blames(self._column(place)) and not self._is_mended(index)

    def _is_mended(self, index: _Index) -> bool:
        row, place = self._rejected.rows[index.row()], index.column() - 1
        if place < 0:
            return False
        before = row.before[place] if place < len(row.before) else ""
        return (row.cells[place] if place < len(row.cells) else "") != before


class _Cells(QTableView):
    """Enter begins to mend a cell; the dialog's buttons are reached by Tab from the last one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, where nothing is edited yet."""
        editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in _ENTER and not editing and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class RejectsDialog(KeyDialog):
    """Shows what stayed out of an import and lets it be mended. Escape leaves the file as it is.

    Args:
        rejected: the rows.
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: the RejectedRows are to be written and imported again.
        file_wanted: the file is to be opened in the program for tables.
    """

    wanted = Signal(object)
    file_wanted = Signal()

    def __init__(self, rejected: RejectedRows, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rejects_dialog")
        self.setWindowTitle(tr("Rejected rows"))
        self.resize_within_screen(_SIZE)
        self._rejected, self._theme = rejected, theme
        self.cells = RejectedModel(rejected, theme, self)
        self.table = self._make_table()
        self._count = PlainLabel(parent=self)
        self._cause = PlainLabel(parent=self)
        self._cause.setWordWrap(True)
        set_look(self._cause, "word", Tone.WRONG.value)
        self._again = QPushButton(self)
        self._lay_out()
        self.cells.dataChanged.connect(self._tell)
        self._tell()
        self.table.selectionModel().currentChanged.connect(self._tell_cause)
        self.table.setCurrentIndex(self.cells.first_blamed())
        self.table.setFocus()

    def _tell(self) -> None:
        mended, count = self._rejected.changed, len(self._rejected.rows)
        words = tr_count("{count} row stayed out", "{count} rows stayed out", count)
        told = tr("mended: {mended}").format(mended=QLocale().toString(mended))
        self._count.setText(f"{words.format(count=QLocale().toString(count))} · {told}")
        words = tr_count("Import {count} row again", "Import {count} rows again", count)
        self._again.setText(words.format(count=QLocale().toString(count)))
        self._again.setEnabled(bool(count))

    def _tell_cause(self, index: QModelIndex) -> None:
        """Tells why the row in hand stays out, also where its cause is scrolled out of sight."""
        row = self._rejected.rows[index.row()] if index.isValid() else None
        self._cause.setText(row.cause if row else "")

    def _submit(self) -> None:
        self.wanted.emit(self._rejected)
        self.accept()

    def _make_table(self) -> QTableView:
        table = _Cells(self)
        table.setModel(self.cells)
        table.setAccessibleName(tr("Rejected rows"))
        trigger = QAbstractItemView.EditTrigger
        table.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setFont(self._theme.font(tabular=True))
        table.setWordWrap(True)
        for column in range(1, self.cells.columnCount()):
            table.setColumnWidth(column, _CELL_WIDTH)
        table.setColumnWidth(0, _CAUSE_WIDTH)
        table.resizeRowsToContents()
        return table

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        heading = PlainLabel(self._rejected.path.name, self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        layout.addWidget(heading)
        layout.addWidget(self._count)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._cause)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        outside = QPushButton(tr("&Open the file"), self)
        leave = QPushButton(tr("Cancel"), self)
        for button in (outside, leave, self._again):
            button.setAutoDefault(False)
        outside.clicked.connect(self.file_wanted)
        leave.clicked.connect(self.reject)
        self._again.setObjectName("import_again")
        self._again.setProperty("look", "main")
        self._again.clicked.connect(self._submit)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(outside)
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self._again)
        return buttons
