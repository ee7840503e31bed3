"""The list of what is to be bought: filtered, chosen, and each number of the row in hand told."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from packbench.domain.suggestion import BuyProposal
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr, tr_count
from packbench.words.reordering import WhyLine, way_word, why

_SIZE = QSize(1240, 760)
_SHARES = (1, 1)  # of the list and of the reasons


class SuggestionsDialog(KeyDialog):
    """Enter drafts the selected rows, or all that are shown; Escape closes.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        drafted: the rows of which purchase orders are to be drafted.
        ruled: the rows that are to get a reorder rule.
        rules_wanted: the list of reorder rules is to be shown.
        undone: the last command is to be taken back.
        wanted: other rows are to be read; see `nothing_too`.
    """

    drafted = Signal(object)
    ruled = Signal(object)
    rules_wanted = Signal()
    undone = Signal()
    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("suggestions_dialog")
        self.setWindowTitle(tr("What to buy"))
        self._theme = theme
        self._all: Sequence[BuyProposal] = ()
        self._count = PlainLabel(parent=self)
        self.supplier = ChoiceBox(tr("Supplier"), theme, self)
        self.warehouse = ChoiceBox(tr("Warehouse"), theme, self)
        self.short = QCheckBox(tr("Only what back &orders lack"), self)
        self.below = QCheckBox(tr("Only &below the reorder point"), self)
        self.every = QCheckBox(tr("&Also where nothing is missing"), self)
        self.table = ListTable(tr("What to buy"), _columns(), theme, self)
        self.reasons = ListTable(tr("Why so much"), _reason_columns(), theme, self)
        self._nothing = EmptyState(theme, self)
        self._list = QSplitter(Qt.Orientation.Vertical, self)
        self._draft = self._button(tr("Draft"), self._ask_to_draft)
        self._rule = self._button(tr("Set reorder &rule…"), self._ask_for_rule)
        self._lay_out()
        self._connect()
        self._say(tr("Working out what is to be bought…"))
        self._offer()
        self.resize_within_screen(_SIZE)

    @property
    def nothing_too(self) -> bool:
        """Whether rows are wanted of which nothing is to be bought."""
        return self.every.isChecked()

    @property
    def count_words(self) -> str:
        """How many rows are shown, and what they would cost."""
        return self._count.text()

    @property
    def chosen(self) -> list[BuyProposal]:
        """The selected rows, or all that are shown where only one is in hand."""
        shown = self.table.rows.shown
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [shown[row] for row in rows] if len(rows) > 1 else list(shown)

    def show_suggestions(self, found: Sequence[BuyProposal]) -> None:
        """Shows what is to be bought now."""
        self._all = found
        _offer_codes(self.supplier, tr("All suppliers"), {one.supplier or "" for one in found})
        _offer_codes(self.warehouse, tr("All warehouses"), {one.warehouse for one in found})
        self._filter()

    def refuse(self, _: BaseException) -> None:
        """Says that it could not be worked out."""
        self._say(tr("It can't be worked out now. Close this and try again."))

    def _filter(self) -> None:
        in_hand = self._in_hand
        shown = [one for one in self._all if self._fits(one)]
        self.table.rows.show(shown)
        self._say(_count_words(shown))
        self._list.setVisible(bool(shown))
        self._nothing.setVisible(not shown)
        if not shown:
            words = (
                tr("Nothing fits these filters") if self._all else tr("Nothing has to be bought")
            )
            step = tr("Rules and back orders ask for nothing more; drafts count as what comes.")
            self._nothing.show_text(EmptyText("circle-check", words, step))
        places = {(one.sku, one.warehouse): row for row, one in enumerate(shown)}
        same = places.get((in_hand.sku, in_hand.warehouse), 0) if in_hand else 0
        self.table.take_in_hand(same)
        if shown and not self.supplier.hasFocus() and not self.warehouse.hasFocus():
            self.table.setFocus()
        self._offer()

    def _fits(self, one: BuyProposal) -> bool:
        supplier, warehouse = self.supplier.currentData(), self.warehouse.currentData()
        return (
            (supplier is None or (one.supplier or "") == supplier)
            and (warehouse is None or one.warehouse == warehouse)
            and (not self.short.isChecked() or one.short > 0)
            and (not self.below.isChecked() or one.is_below)
        )

    @property
    def _in_hand(self) -> BuyProposal | None:
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        return shown[row] if 0 <= row < len(shown) else None

    def _offer(self) -> None:
        """The reasons of the row in hand, and what can be done with those that are chosen."""
        one = self._in_hand
        self.reasons.rows.show(why(one, _number) if one else [])
        chosen = self.chosen
        drafts = len({(row.supplier, row.warehouse) for row in chosen if row.proposed})
        words = tr_count("Draft {count} purchase order…", "Draft {count} purchase orders…", drafts)
        self._draft.setText(words.format(count=QLocale().toString(drafts)))
        self._draft.setEnabled(drafts > 0)
        self._rule.setEnabled(one is not None)

    def _ask_to_draft(self) -> None:
        chosen = [one for one in self.chosen if one.proposed]
        if chosen:
            self.drafted.emit(chosen)

    def _ask_for_rule(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        one = self._in_hand
        if len(rows) > 1:
            self.ruled.emit(self.chosen)
        elif one is not None:
            self.ruled.emit([one])

    def _say(self, words: str) -> None:
        self._count.setText(words)

    def _connect(self) -> None:
        for box in (self.supplier, self.warehouse):
            box.currentIndexChanged.connect(self._filter)
        for check in (self.short, self.below):
            check.toggled.connect(self._filter)
        self.every.toggled.connect(self.wanted)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.table.doubleClicked.connect(self.reasons.setFocus)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.undone.emit)
        QShortcut(QKeySequence("F5"), self, self.wanted.emit)

    def _lay_out(self) -> None:
        heading = PlainLabel(tr("What to buy"), self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(
            tr(
                "What back orders lack and what is below its reorder point. Below the list stands"
                " why. Select some rows, or Enter drafts all that are shown."
            ),
            self,
        )
        about.setWordWrap(True)
        for label in (about, self._count):
            label.setProperty("role", "muted")
        self._list.addWidget(self.table)
        self._list.addWidget(self.reasons)
        for number, share in enumerate(_SHARES):
            self._list.setStretchFactor(number, share)
        self._nothing.setProperty("part", "surface")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        layout.addWidget(about)
        layout.addLayout(self._make_filters())
        layout.addWidget(self._count)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._nothing, 1)
        layout.addLayout(self._make_buttons())
        self._nothing.hide()

    def _make_filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_GROUPS)
        _offer_codes(self.supplier, tr("All suppliers"), set())
        _offer_codes(self.warehouse, tr("All warehouses"), set())
        for part in (self.supplier, self.warehouse, self.short, self.below, self.every):
            row.addWidget(part)
        row.addStretch()
        return row

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self._rule)
        row.addWidget(self._button(tr("Reorder r&ules…"), self.rules_wanted.emit))
        row.addStretch()
        row.addWidget(self._button(tr("Close"), self.reject))
        self._draft.setProperty("look", "main")
        self._draft.setDefault(True)
        row.addWidget(self._draft)
        return row

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button


def _offer_codes(box: ChoiceBox, every: str, codes: set[str]) -> None:
    """Fills a box with codes; what was chosen stays as long as it is there."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(every, None)
    for code in sorted(codes):
        box.addItem(code or tr("nobody"), code)
    if chosen in codes:
        box.setCurrentIndex(box.findData(chosen))
    box.blockSignals(False)


def _count_words(shown: Sequence[BuyProposal]) -> str:
    words = tr_count("{count} product to buy.", "{count} products to buy.", len(shown))
    told = [words.format(count=QLocale().toString(len(shown)))]
    unsold = sum(1 for one in shown if one.needed and one.supplier is None)
    if unsold:
        more = tr_count("Nobody sells {count} of them.", "Nobody sells {count} of them.", unsold)
        told.append(more.format(count=QLocale().toString(unsold)))
    return " ".join(told)


def _number(value: float) -> str:
    if isinstance(value, int):
        return QLocale().toString(value)
    return QLocale().toString(value, "g", 6)


def _columns() -> list[ListColumn[BuyProposal]]:
    number = formats.number
    return [
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name, bold=True), 12),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 8),
        ListColumn(tr("On hand"), lambda one: number(one.on_hand), 6, Align.END),
        ListColumn(tr("Promised"), lambda one: number(one.allocated), 6, Align.END),
        ListColumn(tr("Waiting"), _waiting, 6, Align.END),
        ListColumn(tr("Incoming"), lambda one: number(one.incoming), 6, Align.END),
        ListColumn(tr("A day"), _a_day, 5, Align.END),
        ListColumn(tr("Lead time"), lambda one: _perhaps(one.lead_days), 5, Align.END),
        ListColumn(tr("Safety"), lambda one: _perhaps(one.safety_stock), 5, Align.END),
        ListColumn(tr("Point"), lambda one: _perhaps(one.point), 5, Align.END),
        ListColumn(tr("To buy"), lambda one: number(one.proposed, bold=True), 6, Align.END),
        ListColumn(tr("Supplier"), _supplier, 10),
        ListColumn(tr("Cost"), _cost, 8, Align.END),
        ListColumn(tr("Because"), lambda one: Cell(way_word(one.way), muted=True), 12),
    ]


def _a_day(one: BuyProposal) -> Cell:
    return Cell(_number(round(one.demand.a_day, 2)), muted=not one.demand_units)


def _waiting(one: BuyProposal) -> Cell:
    cell = formats.number(one.waiting)
    return formats.state(cell.text, "hourglass", Tone.WAITING) if one.short else cell


def _perhaps(value: int | None) -> Cell:
    return Cell("–", muted=True) if value is None else formats.number(value)


def _supplier(one: BuyProposal) -> Cell:
    if one.supplier is None:
        return formats.state(tr("nobody"), "triangle-alert", Tone.ATTENTION)
    return Cell(one.supplier)


def _cost(one: BuyProposal) -> Cell:
    if one.unit_cost is None:
        return Cell("–", muted=True)
    return Cell(" ".join(filter(None, (formats.typed_money(str(one.unit_cost)), one.currency))))


def _reason_columns() -> list[ListColumn[WhyLine]]:
    return [
        ListColumn(tr("What"), lambda one: Cell(one.label, bold=True), 16),
        ListColumn(tr("Number"), lambda one: Cell(one.value), 8, Align.END),
        ListColumn(tr("Why"), lambda one: Cell(one.words, tip=one.words), 40),
    ]
