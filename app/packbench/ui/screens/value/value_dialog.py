"""What stock was worth at the end of a day, and what the goods cost that left on it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QDate, QLocale, QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from packbench.services.value.stock import ShippedCost, StockValue, ValueMethod, ValueRow
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.day_box import DayBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr
from packbench.words.transfers import on_way_words
from packbench.words.value import gap_words, method_word

_SIZE = QSize(1080, 680)
_CENT = Decimal("0.01")


class ValueDialog(KeyDialog):
    """Read again whenever a day or a method is chosen; Enter writes the rows to a file.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a day (None: today), a ValueMethod, and whether what left is asked for.
        exported: what is shown is to be written to a file.
    """

    wanted = Signal(object, object, bool)
    exported = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("value_dialog")
        self.setWindowTitle(tr("Stock value"))
        self._theme = theme
        self._shown: StockValue | list[ShippedCost] | None = None
        self.day = DayBox(tr("Day"), theme, self)
        self.method = ChoiceBox(tr("Method"), theme, self)
        for one in ValueMethod:
            self.method.addItem(method_word(one), one)
        self.what = ChoiceBox(tr("What"), theme, self)
        self.what.addItem(tr("In stock at the end of the day"), False)
        self.what.addItem(tr("Left on this day"), True)
        self._total, self._gaps = PlainLabel(parent=self), PlainLabel(parent=self)
        self.stock = ListTable(tr("Stock value"), _value_columns(), theme, self)
        self.left = ListTable(tr("What left cost"), _left_columns(), theme, self)
        self._tables = QStackedWidget(self)
        self._export = QPushButton(tr("Export…"), self)
        self._is_today = True
        self._lay_out()
        self.day.dateChanged.connect(self._choose_day)
        self.method.currentIndexChanged.connect(self.ask)
        self.what.currentIndexChanged.connect(self.ask)
        self._export.setEnabled(False)
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """The total, and what is not in it."""
        return " ".join(filter(None, (self._total.text(), self._gaps.text())))

    def ask(self) -> None:
        """Asks for what is chosen."""
        self._total.setText(tr("Working it out of the ledger…"))
        self._gaps.setText("")
        day = self.day.date()
        chosen = None if self._is_today else date(day.year(), day.month(), day.day())
        self.wanted.emit(chosen, self.method.currentData(), bool(self.what.currentData()))

    def show_value(self, found: StockValue) -> None:
        """Shows what stock is worth."""
        self._shown = found
        with QSignalBlocker(self.day):
            self.day.setDate(QDate(found.day.year, found.day.month, found.day.day))
            self.day.setMaximumDate(self.day.date() if self._is_today else self.day.maximumDate())
        words = tr("{units} units are worth {value}.")
        if found.unknown:
            words = tr("{known} of {units} units are worth {value}.")
        told = {
            "known": QLocale().toString(found.units - found.unknown),
            "units": QLocale().toString(found.units),
            "value": _money(found.value, found.currency),
        }
        self._total.setText(words.format(**told))
        self._tell(gap_words(found.unknown, found.assumed, found.missing_rates))
        self.stock.rows.show(found.rows)
        self._show(self.stock, len(found.rows))

    def show_left(self, found: list[ShippedCost]) -> None:
        """Shows what the goods cost that left."""
        self._shown = found
        value = _money(sum((one.cost for one in found), Decimal(0)), None)
        words = tr("What left cost {value}.") if found else tr("Nothing left on this day.")
        self._total.setText(words.format(value=value))
        self._tell(gap_words(sum(one.unknown for one in found), 0, []))
        self.left.rows.show(found)
        self._show(self.left, len(found))

    def refuse(self, words: str) -> None:
        """Says why nothing can be told."""
        self._total.setText(words)

    def _tell(self, gaps: Sequence[str]) -> None:
        self._gaps.setText(" ".join(gaps))
        self._gaps.setVisible(bool(gaps))

    def _show(self, table: QWidget, rows: int) -> None:
        self._tables.setCurrentWidget(table)
        self._export.setEnabled(rows > 0)

    def _choose_day(self) -> None:
        self._is_today = False
        self.ask()

    def _ask_export(self) -> None:
        if self._shown is not None:
            self.exported.emit(self._shown)

    def _lay_out(self) -> None:
        self._total.setFont(self._theme.font(SCALE_HEADING, bold=True, tabular=True))
        self._gaps.setProperty("role", "muted")
        for label in (self._total, self._gaps):
            label.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(SPACE_INSIDE)
        for words, part in ((tr("Day"), self.day), (tr("Method"), self.method)):
            label = PlainLabel(words, self)
            label.setBuddy(part)
            head.addWidget(label)
            head.addWidget(part)
            head.addSpacing(SPACE_INSIDE)
        head.addWidget(self.what)
        head.addStretch()
        for table in (self.stock, self.left):
            self._tables.addWidget(table)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self._export.setProperty("look", "main")
        self._export.setDefault(True)
        self._export.clicked.connect(self._ask_export)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(head)
        layout.addWidget(self._total)
        layout.addWidget(self._gaps)
        layout.addWidget(self._tables, 1)
        layout.addLayout(buttons)


def _money(amount: Decimal, currency: str | None) -> str:
    return formats.money(amount.quantize(_CENT), currency).text


def _cost(amount: Decimal | None) -> Cell:
    return Cell("–", muted=True) if amount is None else Cell(_money(amount, None))


def _value(one: ValueRow) -> Cell:
    return _cost(None if one.unit_cost is None else one.value)


def _where(one: ValueRow) -> str:
    return on_way_words(one.warehouse, one.transfer)


def _unknown(units: int) -> Cell:
    if not units:
        return Cell("–", muted=True)
    return formats.state(QLocale().toString(units), "triangle-alert", Tone.ATTENTION)


def _value_columns() -> list[ListColumn[ValueRow]]:
    return [
        ListColumn(tr("Warehouse"), lambda one: Cell(_where(one)), 10),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name, bold=True), 14),
        ListColumn(tr("Units"), lambda one: formats.number(one.units), 8, Align.END),
        ListColumn(tr("Value"), _value, 12, Align.END),
        ListColumn(tr("A unit"), lambda one: _cost(one.unit_cost), 10, Align.END),
        ListColumn(tr("Without cost"), lambda one: _unknown(one.unknown), 10, Align.END),
        ListColumn(tr("At product's cost"), lambda one: formats.number(one.assumed), 12, Align.END),
        ListColumn(tr("Name"), lambda one: Cell(one.name), 24),
    ]


def _left_columns() -> list[ListColumn[ShippedCost]]:
    return [
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment, bold=True), 14),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku), 14),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 10),
        ListColumn(tr("When"), lambda one: Cell(formats.exact(one.shipped_at)), 14),
        ListColumn(tr("Units"), lambda one: formats.number(one.units), 8, Align.END),
        ListColumn(tr("Cost"), lambda one: _cost(one.cost), 12, Align.END),
        ListColumn(tr("Without cost"), lambda one: _unknown(one.unknown), 10, Align.END),
    ]
