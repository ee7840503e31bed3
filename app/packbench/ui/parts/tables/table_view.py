"""The view of a virtual table: fixed row heights, selection by id, sort requests, copying."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.tables.arranging import Arranging
from packbench.ui.parts.tables.column_widths import ColumnWidths
from packbench.ui.parts.tables.columns_dialog import ColumnsDialog
from packbench.ui.parts.tables.delegates import CellDelegate
from packbench.ui.parts.tables.frozen_column import FrozenColumn
from packbench.ui.parts.tables.order_dialog import OrderDialog
from packbench.ui.parts.tables.paged_model import PagedModel
from packbench.ui.parts.tables.source import ShownRow
from packbench.ui.parts.tables.ticks import Ticks
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ROW_HEIGHT
from packbench.words.language import tr

_Select = QItemSelectionModel.SelectionFlag
_ENDS = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
_TO_ENDS = frozenset({Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier})
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class TableView(QTableView):
    """Shows a PagedModel.

    Attributes:
        widths: of the columns.
        arranging: which of them are shown, and in which order.

    Signals:
        sort_requested: a column's key and whether the order is to be descending.
        selection_settled: the ids of the selected records, array("q"); once after each change.
        opened: the id of a record that was double-clicked or opened with Enter.
        copied: how many rows went to the clipboard.
        arranged: columns were shown, hidden, moved or given a width.
    """

    sort_requested = Signal(str, bool)
    selection_settled = Signal(object)
    opened = Signal(object)
    copied = Signal(object)
    arranged = Signal()

    def __init__(
        self,
        name: str,
        model: PagedModel[Any, Any],
        runner: Runner,
        theme: Theme,
        ticks: Ticks | None = None,
    ) -> None:
        super().__init__()
        self._ticks = ticks
        self.setObjectName(f"{name}_table")
        self._rows = model
        self._runner = runner
        self._theme = theme
        self._order = ("", False)
        self._kept: set[int] = set()
        self._kept_current: int | None = None
        self._kept_row, self._kept_offset = 0, 0
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._tell_selection)
        self._set_up()
        self._frozen = FrozenColumn(self)
        self._take_model()
        self.widths = ColumnWidths(self, model.columns)
        self.arranging = Arranging(self, model.columns, self.widths)
        self._follow_columns()
        self._take_sizes()
        theme.changed.connect(self._take_sizes)

    def selected_ids(self) -> "array[int]":
        """The ids of the selected records, from the top."""
        found: array[int] = array("q")
        ranges = self.selectionModel().selection().toList()
        for part in sorted(ranges, key=lambda part: part.top()):
            found.extend(self._rows.ids_in(part.top(), part.bottom()))
        return found

    def chosen_ids(self) -> "array[int]":
        """The ids of the ticked records; of the selected ones where nothing is ticked."""
        return self._ticks.ids if self._ticks else self.selected_ids()

    def current_id(self) -> int | None:
        """The id of the record with the focus."""
        row = self.currentIndex().row()
        return self._rows.id_at(row) if 0 <= row < len(self._rows) else None

    def select_ids(self, ids: Sequence[int]) -> None:
        """Selects records, now or when they have been read; the first becomes the current one."""
        self._kept = set(ids)
        self._kept_current = ids[0] if ids else None
        self._restore_selection()

    def show_row(self, row: int) -> None:
        """Selects one row alone and brings it into view; one that is in view stays where it is."""
        self._kept, self._kept_current = set(), None
        index = self._rows.index(row, 0)
        self.selectionModel().setCurrentIndex(index, _Select.ClearAndSelect | _Select.Rows)
        if not self.viewport().rect().contains(self.visualRect(index)):
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def select_current(self) -> None:
        """Selects the row with the focus, or the first one, where nothing is selected."""
        if len(self._rows) and not self.selectionModel().hasSelection():
            self.show_row(max(0, self.currentIndex().row()))

    def show_order(self, key: str, descending: bool) -> None:
        """Marks the column that the rows are sorted by."""
        self._order = (key, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        keys = [column.key for column in self._rows.columns]
        self.horizontalHeader().setSortIndicator(keys.index(key) if key in keys else -1, order)

    def ask_for_order(self) -> None:
        """Lets a column be chosen with the keyboard; the one in use turns the order."""
        columns = self._rows.columns
        offered = [
            (number, one.title) for number, one in enumerate(columns) if one.sortable and one.title
        ]
        keys = [column.key for column in columns]
        key = self._order[0]
        current = keys.index(key) if key in keys else -1
        OrderDialog(offered, current, self._ask_for_order, self).open()

    def ask_for_columns(self) -> None:
        """Lets columns be shown, hidden and moved with the keyboard, or by dragging them."""
        arranging = self.arranging
        how = (arranging.first, arranging.now, arranging.place)
        ColumnsDialog(self._rows.columns, *how, self).open()

    def copy_rows(self) -> None:
        """Puts the chosen rows on the clipboard: tab-separated, headings first."""
        ids, shown = self.chosen_ids(), self._visible_columns()
        if ids:
            self._runner.read(
                f"{self.objectName()}.copy",
                lambda: self._rows.read_all(ids),
                lambda lines: self._put_on_clipboard(lines, shown),
                owner=self,
            )

    def copy_cell(self) -> None:
        """Puts the text of the cell with the focus on the clipboard."""
        text = self.currentIndex().data()
        if text:
            QGuiApplication.clipboard().setText(text)
            self.copied.emit(1)

    def fill_columns_menu(self, menu: QMenu) -> None:
        """Puts an action for each column into a menu, to show or hide it."""
        header = self.horizontalHeader()
        for number, column in enumerate(self._rows.columns):
            if not column.title:  # a place that nothing is in
                continue
            action = menu.addAction(on_button(column.title))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(number))
            action.setEnabled(number > 0)
            action.toggled.connect(
                lambda shown, number=number: header.setSectionHidden(number, not shown)
            )

    def name_columns(self, titles: Mapping[str, str], shown: Mapping[str, bool]) -> None:
        """Gives columns other headings, by their keys; one without a heading is not there.

        Args:
            titles: headings by the keys of columns.
            shown: whether a column is shown, of those that nobody has shown or hidden yet.
        """
        if titles == {one.key: one.title for one in self._rows.columns if one.key in titles}:
            return
        self._rows.name_columns(titles)
        self.widths.take_columns(self._rows.columns)
        for number, column in enumerate(self._rows.columns):
            if column.key in titles and not column.title:
                self.setColumnHidden(number, True)
            elif column.key in shown:
                self.setColumnHidden(number, not shown[column.key])

    def _follow_columns(self) -> None:
        """Tells when columns are arranged otherwise, once for all that happens together."""
        soon = QTimer(self)
        soon.setSingleShot(True)
        soon.timeout.connect(self.arranged)
        header = self.horizontalHeader()
        header.sectionMoved.connect(lambda: soon.start(0))
        header.sectionResized.connect(
            lambda _, old, new: None if old and new else soon.start(0)  # shown or hidden
        )
        self.widths.set_by_hand.connect(lambda: soon.start(0))

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(CellDelegate(self._theme, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)
        header.sectionClicked.connect(self._ask_for_order)

    def _take_model(self) -> None:
        self.setModel(self._rows)
        self._frozen.take_model()
        self._rows.modelAboutToBeReset.connect(self._keep_selection)
        self._rows.modelReset.connect(self._restore_selection)
        self._rows.modelReset.connect(lambda: self._settle.start(0))  # Qt is silent about it
        self._rows.rowsInserted.connect(self._restore_selection)
        self.selectionModel().selectionChanged.connect(lambda: self._settle.start(0))
        self.activated.connect(lambda index: self.opened.emit(self._rows.id_at(index.row())))
        for number, column in enumerate(self._rows.columns):
            self.setColumnHidden(number, column.hidden)

    def _take_sizes(self) -> None:
        """Row heights and column widths from the font."""
        self.setFont(self._theme.font(tabular=True))
        metrics = self.fontMetrics()
        height = round(metrics.lineSpacing() * ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height)
        self.widths.take_fonts()
        self._frozen.place()

    def _ask_for_order(self, number: int) -> None:
        column = self._rows.columns[number]
        key, descending = self._order
        if column.sortable:
            self.sort_requested.emit(column.key, column.key == key and not descending)
        self.show_order(*self._order)  # Qt moved the mark; who reads in that order moves it again

    def _show_columns_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        self.fill_columns_menu(menu)
        menu.addSeparator()
        menu.addAction(tr("Columns…")).triggered.connect(self.ask_for_columns)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def _tell_selection(self) -> None:
        self.selection_settled.emit(self.selected_ids())

    def _keep_selection(self) -> None:
        """Before the rows change: what is selected, and where the current row stands in view."""
        if self.selectionModel().hasSelection() or self.current_id() is not None:
            self._kept = set(self.selected_ids())
            self._kept_current = self.current_id()
        self._kept_row = max(0, self.currentIndex().row())
        self._kept_offset = self._kept_row - max(0, self.rowAt(0))

    def _restore_selection(self) -> None:
        """After it: the same records, the current one at the same height of the view.

        Where all that was selected has left the list, the row in its place is selected instead.
        """
        if not self._kept and self._kept_current is None:
            return
        rows = self._rows.rows_of(self._kept)
        current = None if self._kept_current is None else self._rows.row_of(self._kept_current)
        self._select_rows(rows)
        if current is not None:
            self._make_current(current)
            self.verticalScrollBar().setValue(max(0, current - self._kept_offset))
        elif self._rows.complete and len(self._rows):
            place = min(self._kept_row, len(self._rows) - 1)
            self._make_current(place)
            if self._kept and not rows and self._rows.rereading:
                self._select_rows([place])
        if self._rows.complete:
            self._kept, self._kept_current = set(), None

    def _select_rows(self, rows: list[int]) -> None:
        chosen, last = QItemSelection(), self._rows.columnCount() - 1
        for first, end in _runs(rows):
            chosen.select(self._rows.index(first, 0), self._rows.index(end, last))
        self.selectionModel().select(chosen, _Select.ClearAndSelect)

    def _make_current(self, row: int) -> None:
        column = max(0, self.currentIndex().column())
        index = self._rows.index(row, column)
        self.setAutoScroll(False)  # the view stays where it is, sideways too
        self.selectionModel().setCurrentIndex(index, _Select.NoUpdate)
        self.setAutoScroll(True)

    def _visible_columns(self) -> list[int]:
        """The numbers of the columns in the order in which a person put them."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [number for number in order if not header.isSectionHidden(number)]

    def _put_on_clipboard(self, lines: "Sequence[ShownRow[Any]]", shown: list[int]) -> None:
        table = [[self._rows.columns[number].title for number in shown]]
        table += [[line.cells[number].text for number in shown] for line in lines]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in table) + "\n")
        self.copied.emit(len(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape selects nothing; Home and End go to the first and last row, which is selected."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self.clearSelection()
            return
        if key in _ENDS and held in _TO_ENDS and len(self._rows):
            self.show_row(0 if key == Qt.Key.Key_Home else len(self._rows) - 1)
            return
        super().keyPressEvent(event)
        if key in _MOVES and not held:  # at the first or last row Qt leaves it unselected
            self.select_current()

    def keyboardSearch(self, search: str) -> None:
        """Letters look for nothing: Qt would ask for every row of a million to find the next.

        What to look for is typed into the filter, which the database answers.
        """

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the columns into the room, and keeps the frozen one as high as the table."""
        super().resizeEvent(event)
        self.widths.fit()
        self._frozen.place()


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, last) of the runs without a gap."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
