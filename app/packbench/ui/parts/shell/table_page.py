"""A page of rows with details of the one in hand; the four lists of the window are such pages."""

from array import array
from typing import Generic

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QSplitter, QWidget

from packbench.ui.parts.commands.registry import CommandRegistry, Placement
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.page import Page, Selected
from packbench.ui.parts.tables.columns import R
from packbench.ui.parts.tables.paged_model import Query
from packbench.ui.parts.tables.table_pane import Sorting, TablePane
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.ui.parts.widgets.filter_groups import FilterState

_SHARES = (76, 24)  # of the width, for the table and for the details
_REMEMBERED_SELECTION = 200


class TablePage(Page, Generic[Query, R]):
    """Table on the left, details on the right, a row menu; remembers how it was left.

    Args:
        name: the tab's key.
        pane: the table.
        details: shows the record in hand; it listens to `settled`.
        registry: gives the commands of the row menu.
        memory: where the page's state is kept.

    Signals:
        settled: the ids of the selected records, array("q"), after each change of the selection.
        recalled: it stands again as it was left.
    """

    settled = Signal(object)
    recalled = Signal()

    def __init__(
        self,
        name: str,
        pane: TablePane[Query, R],
        details: QWidget,
        registry: CommandRegistry,
        memory: Memory,
        commands: Placement = (),
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_page")
        self.pane = pane
        self.details = details
        self.commands = commands
        self._name = name
        self._registry = registry
        self._memory = memory
        self._selected: array[int] = array("q")
        self._opened = False
        self._split_by_hand = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        pane.view.selection_settled.connect(self._take_selection)
        pane.ticks.changed.connect(self.selection_changed)
        pane.filter_bar.refused.connect(self.refused)
        pane.found.connect(self.found)
        pane.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        pane.view.customContextMenuRequested.connect(self._show_row_menu)

    @property
    def chosen_ids(self) -> "array[int]":
        """What commands work on: the ticked records, or the selected ones where none is ticked."""
        return self.pane.ticks.ids or self._selected

    def selected(self) -> Selected:
        """The records that commands work on."""
        chosen = self.chosen_ids
        return Selected(len(chosen), self.states_of(chosen))

    def states_of(self, ids: "array[int]") -> frozenset[str]:  # noqa: ARG002 - for pages that know
        """The states of these records; a page whose rows have states tells them."""
        return frozenset()

    def activate(self) -> None:
        """Reads when it comes to the front for the first time."""
        if not self._opened:
            self._opened = True
            self._recall()
        focused = QApplication.focusWidget()
        typing = isinstance(focused, QLineEdit) and not self.isAncestorOf(focused)
        if not typing:  # into the search field
            self.pane.focus_rows()

    def refresh(self) -> None:
        """Reads again, with rows that came or went."""
        self.pane.model.refresh(catch_up=True)

    def focus_filter(self) -> None:
        """Puts the keyboard into the filter's field."""
        self.pane.filter_bar.focus_field()

    def clear_filter(self) -> None:
        """Shows all rows."""
        self.pane.filter_bar.clear_all()

    def ask_for_order(self) -> None:
        """Asks what the rows are to be sorted by."""
        self.pane.view.ask_for_order()

    def ask_for_columns(self) -> None:
        """Asks which columns are to be shown, and in which order."""
        self.pane.view.ask_for_columns()

    def copy_rows(self) -> None:
        """Puts the selected rows on the clipboard, with headings."""
        self.pane.view.copy_rows()

    def copy_cell(self) -> None:
        """Puts the cell with the focus on the clipboard."""
        self.pane.view.copy_cell()

    def show_details(self, *, shown: bool) -> None:
        """Shows or hides the right side."""
        self.details.setVisible(shown)

    def remember(self) -> None:
        """Keeps filter, order, columns, splitter and selection."""
        if not self._opened:
            return
        state, order = self.pane.filter_bar.state, self.pane.order
        values = {key: sorted(chosen) for key, chosen in state.values.items()}
        self._memory.keep_data(self._key("filter"), {"text": state.text, "values": values})
        self._memory.keep_data(self._key("order"), [order.key, order.descending])
        self._memory.keep_data(self._key("selection"), list(self._selected[:_REMEMBERED_SELECTION]))
        view = self.pane.view
        self._memory.keep_state(self._key("columns"), view.horizontalHeader().saveState())
        self._memory.keep_flag(self._key("widths"), value=view.widths.by_hand)
        self._memory.keep_data(self._key("columns_of"), self._column_keys())
        if self._split_by_hand:
            self._memory.keep_state(self._key("splitter"), self._splitter.saveState())

    def _recall(self) -> None:
        self._recall_columns()
        splitter = self._memory.state(self._key("splitter"))
        self._split_by_hand = self._splitter.restoreState(splitter)
        selection = self._memory.data(self._key("selection"))
        if isinstance(selection, list):
            self.pane.view.select_ids([id_ for id_ in selection if isinstance(id_, int)])
        self.pane.open_with(self._recalled_filter(), self._recalled_order())
        self.recalled.emit()

    def _recall_columns(self) -> None:
        """As they were left, unless it was by a version with other columns."""
        columns = self._memory.state(self._key("columns"))
        same = self._memory.data(self._key("columns_of")) == self._column_keys()
        if same and not columns.isEmpty():
            by_hand = self._memory.flag(self._key("widths"), default=False)
            self.pane.view.widths.restore(columns, by_hand=by_hand)

    def _recalled_filter(self) -> FilterState:
        match self._memory.data(self._key("filter")):
            case {"text": str(text), "values": dict(values)}:
                return FilterState(text, {key: frozenset(chosen) for key, chosen in values.items()})
        return FilterState()

    def _recalled_order(self) -> Sorting:
        match self._memory.data(self._key("order")):
            case [str(key), bool(descending)] if key in self._column_keys():
                return Sorting(key, descending)
        return self.pane.order

    def _column_keys(self) -> list[str]:
        return [column.key for column in self.pane.model.columns]

    def _key(self, what: str) -> str:
        return f"{self._name}/{what}"

    def _take_split(self) -> None:
        self._split_by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the width between table and details, until a person does."""
        super().resizeEvent(event)
        if not self._split_by_hand:
            self._splitter.setSizes([self.width() * share for share in _SHARES])

    def _take_selection(self, ids: "array[int]") -> None:
        self._selected = ids
        self.settled.emit(ids)
        self.selection_changed.emit()

    def _show_row_menu(self, at: QPoint) -> None:
        if not self.commands or not self.chosen_ids:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._registry.fill(menu, self.commands)
        menu.popup(self.pane.view.viewport().mapToGlobal(at))

    def _lay_out(self) -> None:
        self._splitter.setObjectName(f"{self._name}_splitter")
        self._splitter.setHandleWidth(SPACE_INSIDE)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.details)
        for place, share in enumerate(_SHARES):
            self._splitter.setStretchFactor(place, share)
        self._splitter.splitterMoved.connect(self._take_split)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.addWidget(self._splitter)
