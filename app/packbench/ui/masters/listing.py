"""The list of a kind of master data, with what is known of the record in hand beside it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from packbench.domain.changes import ChangeSet
from packbench.services.masters.declaration import FieldAsks, Master, MasterField
from packbench.services.masters.kinds import SUPPLIER_PRODUCTS
from packbench.services.masters.reading import MasterQuery, MasterRow, Named, master_list, name_of
from packbench.ui.masters.past_prices import past_prices
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell, Column
from packbench.ui.parts.tables.own_columns import value_cell
from packbench.ui.parts.tables.table_pane import Sorting, TablePane, TableSpec, TableTexts
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.details_panel import DetailsPanel, Facts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.workplace import Workplace
from packbench.words.language import mark, tr
from packbench.words.masters import ACTIVITY, MASTERS, choice_word, field_word

_SIZE = QSize(1180, 700)
_WITH_TERMS = {"suppliers": mark("Its prod&ucts…"), "products": mark("Its s&uppliers…")}
_WITH_HISTORY = frozenset({"channel-rules", "channels"})
_SHARES = (3, 1)  # of the list and of the record in hand
_AMOUNTS = frozenset({"unit_price", "unit_cost", "customs_value"})


class MastersDialog(KeyDialog):
    """Enter changes the record in hand, Insert makes one, Delete removes those selected.

    Args:
        place: the window on a database.
        master: the kind.
        text: what the list is narrowed to at first.

    Signals:
        wanted: the name of a record to change, or None for a new one.
        unwanted: names of records to delete.
        switched: names of records, and whether they are to be used.
        terms_wanted: the code of a supplier or a product whose terms are to be looked at.
        history_wanted: a channel and a SKU (of the record in hand; else empty) whose rules' past
            is to be looked at.
    """

    wanted = Signal(object)
    unwanted = Signal(object)
    switched = Signal(object, bool)
    terms_wanted = Signal(str)
    history_wanted = Signal(str, str)

    def __init__(self, place: Workplace, master: Master, text: str = "") -> None:
        super().__init__(place.desk.window)
        self._place, self._master = place, master
        words, theme = MASTERS[master.name], place.desk.theme
        self.setObjectName("masters_dialog")
        self.setWindowTitle(tr(words.title))
        self.resize_within_screen(_SIZE)
        self.pane: TablePane[MasterQuery, MasterRow] = TablePane(
            _spec(place, master), place.desk.runner, theme
        )
        self.details = DetailsPanel(f"{master.name}_master", theme)
        self._heading = PlainLabel(tr(words.title), self)
        self._heading.setFont(theme.font(SCALE_HEADING, bold=True))
        self._switch = self._button("", self._turn)
        self._lay_out()
        self._connect()
        self._show_in_hand()
        self.pane.open_with(FilterState(text), Sorting("code"))
        self.pane.filter_bar.focus_field()

    @property
    def named(self) -> list[Named]:
        """The names of the selected records; of the one in hand where none is."""
        rows = [self.pane.model.row_of(one) for one in self.pane.view.selected_ids()]
        records = [self.pane.model.record_at(row) for row in rows if row is not None]
        found = [one for one in records if one is not None]
        in_hand = self.in_hand
        if not found and in_hand is not None:
            found = [in_hand]
        return [self._name(one) for one in found]

    @property
    def in_hand(self) -> MasterRow | None:
        """The record of the row in hand."""
        row = self.pane.view.currentIndex().row()
        return self.pane.model.record_at(row) if row >= 0 else None

    def _name(self, row: MasterRow) -> Named:
        return [row.values[key] for key in self._master.key]

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        about = PlainLabel(
            tr(
                "Enter changes the record in hand, Insert makes a new one, Delete removes those"
                " selected. Many come from a file (Import)."
            ),
            self,
        )
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        both = QSplitter(Qt.Orientation.Horizontal, self)
        for part, share in zip((self.pane, self.details), _SHARES, strict=True):
            both.addWidget(part)
            both.setStretchFactor(both.count() - 1, share)
        layout.addWidget(self._heading)
        layout.addWidget(about)
        layout.addWidget(both, 1)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self._button(tr("&New…"), lambda: self.wanted.emit(None)))
        row.addWidget(self._switch)
        self._switch.setVisible(bool(self._master.switch))
        remove = self._button(tr("&Delete…"), self._remove)
        remove.setVisible(not self._master.permanent)
        row.addWidget(remove)
        if self._master.name in _WITH_TERMS:
            row.addWidget(self._button(tr(_WITH_TERMS[self._master.name]), self._show_terms))
        if self._master.name in _WITH_HISTORY:
            row.addWidget(self._button(tr("&History…"), self._show_history))
        row.addStretch()
        row.addWidget(self._button(tr("Close"), self.reject))
        change = self._button(tr("&Change…"), self._change)
        change.setProperty("look", "main")
        change.setDefault(True)
        row.addWidget(change)
        return row

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _connect(self) -> None:
        self.pane.view.selectionModel().currentChanged.connect(self._show_in_hand)
        self.pane.model.dataChanged.connect(self._show_in_hand)
        self.pane.model.counted.connect(self._take_first)
        self.pane.view.doubleClicked.connect(self._change)
        QShortcut(QKeySequence("Escape"), self, self.reject)  # the table would take it for itself
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo)
        bus = self._place.desk.bus
        bus.changed.connect(self._follow)
        self.finished.connect(partial(bus.changed.disconnect, self._follow))
        self.finished.connect(self.deleteLater)

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(self._master.kind):
            self.pane.model.refresh(catch_up=True)

    def _take_first(self) -> None:
        """Something is in hand as soon as there are rows."""
        if len(self.pane.model) and self.pane.view.currentIndex().row() < 0:
            self.pane.view.select_current()
        self._show_in_hand()

    def _show_in_hand(self) -> None:
        row, words = self.in_hand, MASTERS[self._master.name]
        used = row is None or row.values.get(self._master.switch) != "no"
        self._switch.setText(tr(ACTIVITY[not used][0]))
        if row is None:
            self.details.show_nothing(EmptyText("search", tr(words.empty)))
            return
        facts = [
            (field_word(one.key), _fact(one, row))
            for one in self._master.fields
            if row.values.get(one.key)
        ]
        facts += [(one.label, value_cell(one)) for one in row.own if one.value is not None]
        title = row.values.get("name", "")
        heading = name_of(self._name(row))
        sections: list[QWidget] = [Facts(facts, self._place.desk.theme)]
        if self._master is SUPPLIER_PRODUCTS:
            sections.append(past_prices(self._place, *self._name(row)))
        self.details.show_record(heading, None, title, sections)

    def _change(self) -> None:
        if self.in_hand is not None:
            self.wanted.emit(self._name(self.in_hand))

    def _remove(self) -> None:
        if self.named and not self._master.permanent:
            self.unwanted.emit(self.named)

    def _show_terms(self) -> None:
        if self.in_hand is not None:
            self.terms_wanted.emit(self._name(self.in_hand)[-1])

    def _show_history(self) -> None:
        values = {} if self.in_hand is None else self.in_hand.values
        self.history_wanted.emit(values.get("channel", ""), values.get("sku", ""))

    def _undo(self) -> None:
        self._place.desk.window.registry.action(CommandId.UNDO).trigger()

    def _turn(self) -> None:
        row = self.in_hand
        if row is not None:
            self.switched.emit(self.named, row.values.get(self._master.switch) == "no")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Insert and Delete mean the list, from anywhere in it."""
        if event.key() == Qt.Key.Key_Insert:
            self.wanted.emit(None)
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)


def _spec(place: Workplace, master: Master) -> TableSpec[MasterQuery, MasterRow]:
    words = MASTERS[master.name]
    return TableSpec(
        name=f"masters_{master.name}",
        title=tr(words.title),
        columns=tuple(_column(master, one) for one in master.fields if one.listed),
        source=master_list(place.context, master),
        make_query=lambda state, order: MasterQuery(state.text, order.key, order.descending),
        order=Sorting("code"),
        groups=(),
        empty=EmptyText("package", tr(words.empty), tr("Press Insert, or import a file (Ctrl+I).")),
        texts=TableTexts(
            reading=tr("Reading…"),
            nothing_fits=tr("Nothing fits this filter"),
            unreadable=tr("The list can't be read now"),
        ),
        filter_hint=tr("A part of the code or name…"),
    )


def _column(master: Master, one: MasterField) -> Column[MasterRow]:
    sortable = one.key == "name" or (one.key in master.key and one.key != "warehouse")
    return Column(
        one.key, field_word(one.key), partial(_cell, master, one), one.listed, sortable=sortable
    )


def _cell(master: Master, one: MasterField, row: MasterRow) -> Cell:
    fact = _fact(one, row)
    if one.key in master.key and not row.values.get(one.key):
        fact = Cell(tr("all"), muted=True)
    unused = row.values.get(master.switch) == "no"
    return Cell(fact.text, bold=one.key == master.key[-1], muted=unused or fact.muted)


def _fact(one: MasterField, row: MasterRow) -> Cell:
    text = row.values.get(one.key, "")
    if one.asks is FieldAsks.YES_NO:
        return Cell(tr("yes") if text == "yes" else tr("no"))
    if one.asks is FieldAsks.ONE_OF and text:
        return Cell(choice_word(one.key, text))
    if one.key in _AMOUNTS:
        return formats.words(formats.typed_money(text) or None)
    if one.asks is FieldAsks.COUNTRIES:
        return Cell(tr("all") if text == "*" else text.replace(";", ", "))
    return formats.words(text.replace(";", "; ") or None)
