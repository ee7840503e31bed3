"""What moved, and what was where at the moment that a slider chooses."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from packbench.services.ledger.movements import (
    LedgerEntry,
    LedgerFilter,
    LedgerPage,
    LevelsThen,
    PlaceLevel,
)
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr, tr_count
from packbench.words.ledger import totals_words
from packbench.words.states import cause_words

_SIZE = QSize(1180, 760)
_STEPS = 1_000
"""So many steps lie between the first movement and now."""


class MovementsDialog(KeyDialog):
    """Enter in a field asks anew; a chosen row takes the slider to its moment.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a LedgerFilter, and the id of the last row that is known (None: from the youngest).
        then_wanted: a LedgerFilter and a moment (None: now).
        exported: a LedgerFilter whose rows are to be written to a file.
    """

    wanted = Signal(object, object)
    then_wanted = Signal(object, object)
    exported = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("movements_dialog")
        self.setWindowTitle(tr("Movements"))
        self._theme = theme
        self._first: datetime | None = None
        self._entries: list[LedgerEntry] = []
        self.sku, self.bin = QLineEdit(self), QLineEdit(self)
        self.lot, self.document = QLineEdit(self), QLineEdit(self)
        self.warehouse = ChoiceBox(tr("Warehouse"), theme, self)
        self.table = ListTable(tr("Movements"), _movement_columns(), theme, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.then = ListTable(tr("What was here"), _level_columns(), theme, self)
        self._said, self._moment = PlainLabel(parent=self), PlainLabel(parent=self)
        self._ask, self._more = QPushButton(tr("Show"), self), QPushButton(tr("Older ones"), self)
        self._export = QPushButton(tr("Export…"), self)
        self._set_up()
        self._lay_out()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What is said of the rows, and of the moment."""
        return f"{self._said.text()} {self._moment.text()}".strip()

    def begin(self, warehouses: list[str], warehouse: str, sku: str) -> None:
        """Fills in what is to be shown first, and asks for it."""
        self.warehouse.addItem(tr("All"), "")
        for code in warehouses:
            self.warehouse.addItem(code, code)
        self.warehouse.setCurrentIndex(max(0, self.warehouse.findData(warehouse)))
        self.sku.setText(sku)
        self.sku.setFocus()
        self.sku.selectAll()
        self.ask()

    def ask(self) -> None:
        """Asks for what the fields say."""
        self._said.setText(tr("Reading…"))
        with QSignalBlocker(self.slider):
            self.slider.setValue(_STEPS)
        self.wanted.emit(self.filter(), None)
        self.then_wanted.emit(self.filter(), None)

    def filter(self) -> LedgerFilter:
        """What the fields say; the last of them is an order or the name of a document."""
        return LedgerFilter(
            *(self.sku.text().strip(), str(self.warehouse.currentData() or "")),
            *(self.bin.text().strip(), self.lot.text().strip()),
            document=self.document.text().strip(),
        )

    def show_page(self, page: LedgerPage, *, after_others: bool) -> None:
        """Shows rows, below those that are shown where they are older ones."""
        kept = self._entries if after_others else []
        self._entries = [*kept, *page.entries]
        self.table.rows.show(self._entries)
        self._more.setEnabled(page.more)
        self._export.setEnabled(bool(self._entries))
        self._said.setText(_page_words(len(self._entries), page.more))

    def show_then(self, found: LevelsThen) -> None:
        """Shows what was where."""
        self._first = found.first_at
        self.slider.setEnabled(found.first_at is not None)
        self.then.rows.show(found.places)
        told = totals_words(found.units, len(found.places))
        at = formats.exact(found.at)
        self._moment.setText(tr("What was here on {at}: {told}").format(at=at, told=told))

    def refuse(self, words: str) -> None:
        """Says why nothing can be told."""
        self._said.setText(words)

    def _slide(self, step: int) -> None:
        if self._first is None:
            return
        span = company_clock.now() - self._first
        at = None if step == _STEPS else self._first + span * (step / _STEPS)
        self.then_wanted.emit(self.filter(), at)

    def _go_to_row(self) -> None:
        """The slider goes to the moment after the row that is selected."""
        chosen = self.table.selectionModel().selectedRows()
        if len(chosen) != 1 or self._first is None:
            return
        at = self._entries[chosen[0].row()].at
        span = max(company_clock.now() - self._first, timedelta(seconds=1))
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(_STEPS * ((at - self._first) / span)))
        self.then_wanted.emit(self.filter(), at.astimezone(UTC))

    def _ask_older(self) -> None:
        if self._entries:
            self.wanted.emit(self.filter(), self._entries[-1].id)

    def _set_up(self) -> None:
        for field in (self.sku, self.bin, self.lot, self.document):
            field.setClearButtonEnabled(True)
        self.slider.setRange(0, _STEPS)
        self.slider.setValue(_STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.setEnabled(False)
        self.slider.setAccessibleName(tr("Moment, from the first movement to now"))
        self.slider.valueChanged.connect(self._slide)
        self.table.selectionModel().selectionChanged.connect(self._go_to_row)
        self.warehouse.activated.connect(self.ask)
        self._more.setEnabled(False)
        self._export.setEnabled(False)
        self._ask.setProperty("look", "main")
        self._ask.setDefault(True)
        self._ask.clicked.connect(self.ask)
        self._more.clicked.connect(self._ask_older)
        self._export.clicked.connect(lambda: self.exported.emit(self.filter()))
        for button in (self._ask, self._more, self._export):
            button.setAutoDefault(button is self._ask)

    def _lay_out(self) -> None:
        self._said.setProperty("role", "muted")
        self._moment.setFont(self._theme.font(bold=True, tabular=True))
        for label in (self._said, self._moment):
            label.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._said, 1)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        for button in (self._more, self._export, close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(self._fields())
        layout.addWidget(self.table, 3)
        layout.addWidget(self._moment)
        layout.addWidget(self.slider)
        layout.addWidget(self.then, 2)
        layout.addLayout(buttons)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE_INSIDE)
        parts = (
            (tr("SKU"), self.sku),
            (tr("Warehouse"), self.warehouse),
            (tr("Bin"), self.bin),
            (tr("Lot"), self.lot),
            (tr("Shipment, order or receipt"), self.document),
        )
        for column, (words, part) in enumerate(parts):
            label = PlainLabel(words, self)
            label.setBuddy(part)
            part.setAccessibleName(words)
            grid.addWidget(label, 0, column)
            grid.addWidget(part, 1, column)
        grid.addWidget(self._ask, 1, len(parts))
        return grid


def _page_words(count: int, more: bool) -> str:
    if not count:
        return tr("Nothing moved.")
    words = tr_count("{count} movement.", "{count} movements, the last first.", count)
    if more:
        words = tr("The last {count} movements; there are older ones.")
    return words.format(count=QLocale().toString(count))


def _text(words: str | None) -> Cell:
    return Cell(words) if words else Cell("–", muted=True)


def _units(one: LedgerEntry) -> Cell:
    sign = "+" if one.quantity > 0 else ""
    return Cell(f"{sign}{QLocale().toString(one.quantity)}", bold=True)


def _movement_columns() -> list[ListColumn[LedgerEntry]]:
    return [
        ListColumn(tr("When"), lambda one: Cell(formats.exact(one.at)), 14),
        ListColumn(tr("What"), lambda one: Cell(cause_words(one.cause)), 10),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, bold=True), 10),
        ListColumn(tr("Units"), _units, 6, Align.END),
        ListColumn(tr("After it"), lambda one: formats.number(one.on_hand_after), 7, Align.END),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 8),
        ListColumn(tr("Bin"), lambda one: _text(one.location), 8),
        ListColumn(tr("Lot"), lambda one: _text(one.lot), 7),
        ListColumn(tr("Who"), lambda one: Cell(one.operator, tip=one.station), 6),
        ListColumn(tr("Document"), lambda one: _text(one.document), 9),
        ListColumn(tr("Why"), lambda one: _text(one.note), 12),
    ]


def _level_columns() -> list[ListColumn[PlaceLevel]]:
    return [
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name, bold=True), 14),
        ListColumn(tr("Units"), lambda one: formats.number(one.units, bold=True), 8, Align.END),
        ListColumn(tr("Not available"), lambda one: formats.number(one.unavailable), 9, Align.END),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 9),
        ListColumn(tr("Bin"), lambda one: _text(one.location), 10),
        ListColumn(tr("Lot"), lambda one: _text(one.lot), 10),
        ListColumn(tr("Name"), lambda one: Cell(one.name), 24),
    ]
