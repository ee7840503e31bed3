"""The dialogs of Freight and duty and of Exchange rates."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale, QSize, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.domain.amounts import plain_amount
from packbench.services.value.costs import CostShare, SpreadBy
from packbench.services.value.rates import Rate
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.day_box import DayBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.value import spread_word

_SIZE = QSize(760, 520)
Ask = Callable[[str, tuple[str, str], SpreadBy, bool], None]


class CostsDialog(KeyDialog):
    """Enter shows the shares, Enter again keeps them; Escape leaves.

    Args:
        receipts: those that are booked, the newest first: name and words.
        ask: called with receipt, freight and duty, by what they are spread, and whether the shares
            were shown: then they are to be kept. By it the dialog holds who runs it.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self, receipts: Sequence[tuple[str, str]], ask: Ask, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("costs_dialog")
        self.setWindowTitle(tr("Freight and duty"))
        self._ask = ask
        self._receipt = ChoiceBox(tr("Receipt"), theme, self)
        for name, words in receipts:
            self._receipt.addItem(words, name)
        self._by = ChoiceBox(tr("Spread"), theme, self)
        for one in SpreadBy:
            self._by.addItem(spread_word(one), one)
        self._freight, self._duty = QLineEdit(self), QLineEdit(self)
        for part, words in ((self._freight, tr("Freight")), (self._duty, tr("Duty"))):
            part.setAccessibleName(words)
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self.shares = ListTable(tr("Shares"), _share_columns(), theme, self)
        self._do = QPushButton(self)
        self._is_shown = False
        self._lay_out()
        for box in (self._receipt, self._by):
            box.currentIndexChanged.connect(self._forget)
        for line in (self._freight, self._duty):
            line.textChanged.connect(self._forget)
        self._forget()
        self._freight.setFocus()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What would be kept, or why it can't be."""
        return self._told.text()

    def show_shares(self, shares: Sequence[CostShare], words: str) -> None:
        """What each product would get: the next Enter keeps it."""
        set_look(self._told, "word", Tone.NEUTRAL.value)
        self._told.setText(words)
        self.shares.rows.show(shares)
        self.shares.show()
        self._is_shown = True
        self._do.setText(tr("Keep it so"))
        self._do.setEnabled(True)

    def refuse(self, words: str) -> None:
        """Says why nothing was kept; what was typed stays."""
        self._forget()
        set_look(self._told, "word", Tone.WRONG.value)
        self._told.setText(words)

    def _forget(self) -> None:
        self._is_shown = False
        self.shares.hide()  # no empty grid before there are shares
        self.shares.rows.show(())
        self._told.setText(tr("In the company's currency, in place of what was said before."))
        set_look(self._told, "word", Tone.NEUTRAL.value)
        self._do.setText(tr("Show the shares"))
        self._do.setEnabled(bool(self._receipt.count()))

    def _submit(self) -> None:
        self._do.setEnabled(False)  # until the answer: a second Enter must not send twice
        point = QLocale().decimalPoint()
        amounts = (
            plain_amount(self._freight.text(), point),
            plain_amount(self._duty.text(), point),
        )
        receipt, by = str(self._receipt.currentData()), SpreadBy(self._by.currentData())
        self._ask(receipt, amounts, by, self._is_shown)

    def _lay_out(self) -> None:
        form = _form()
        form.addRow(tr("&Receipt"), self._receipt)
        form.addRow(tr("&Freight"), self._freight)
        form.addRow(tr("&Duty"), self._duty)
        form.addRow(tr("&Spread"), self._by)
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._do.clicked.connect(self._submit)
        _stack(self, form, (self._told, self.shares), tr("Cancel"), self._do)


class RatesDialog(KeyDialog):
    """The rates that are known, and fields for another one; Enter sets it, Escape closes.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a currency and its rate are to be set from a day on; None: from today on.
    """

    wanted = Signal(str, str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.held_by: object = None
        self.setObjectName("rates_dialog")
        self.setWindowTitle(tr("Exchange rates"))
        self._currency, self._rate = QLineEdit(self), QLineEdit(self)
        self._day = DayBox(tr("From"), theme, self)
        now = company_clock.today()
        self._today = QDate(now.year, now.month, now.day)
        self._day.setDate(self._today)
        for part, words in ((self._currency, tr("Currency")), (self._rate, tr("Rate"))):
            part.setAccessibleName(words)
        self._currency.setPlaceholderText("USD")
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self.rates = ListTable(tr("Exchange rates"), _rate_columns(), theme, self)
        self._do = QPushButton(tr("Set the rate"), self)
        form = _form()
        form.addRow(tr("&Currency"), self._currency)
        form.addRow(tr("&One unit of it is worth"), self._rate)
        form.addRow(tr("&From"), self._day)
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._do.clicked.connect(self._submit)
        _stack(self, form, (self._told, self.rates), tr("Close"), self._do)
        self.resize_within_screen(_SIZE)

    def _submit(self) -> None:
        """A rate has no thousands: comma and point are both its decimal mark."""
        chosen = self._day.date()
        day = None
        if chosen != self._today:
            day = date(chosen.year(), chosen.month(), chosen.day())
        self.wanted.emit(self._currency.text(), self._rate.text().replace(",", "."), day)

    @property
    def told(self) -> str:
        """What was done, or why not."""
        return self._told.text()

    def show_rates(self, rates: Sequence[Rate], currency: str) -> None:
        """Shows the rates into a currency, the newest of each first."""
        words = tr("In {currency}. A rate counts for receipts from its day on, which may be over.")
        set_look(self._told, "word", Tone.NEUTRAL.value)
        self._told.setText(words.format(currency=currency))
        self.rates.rows.show(rates)
        self.rates.setVisible(bool(rates))
        self._currency.clear()
        self._rate.clear()
        self._currency.setFocus()

    def refuse(self, words: str) -> None:
        """Says why nothing was set; what was typed stays."""
        set_look(self._told, "word", Tone.WRONG.value)
        self._told.setText(words)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(SPACE_GROUPS)
    form.setVerticalSpacing(SPACE_INSIDE)
    return form


def _stack(
    dialog: KeyDialog,
    form: QFormLayout,
    parts: Sequence[QWidget],
    leave: str,
    do: QPushButton,
) -> None:
    """The form above, then the parts, the buttons below."""
    away = QPushButton(leave, dialog)
    away.setAutoDefault(False)
    away.clicked.connect(dialog.reject)
    buttons = QHBoxLayout()
    buttons.setSpacing(SPACE_INSIDE)
    buttons.addStretch()
    buttons.addWidget(away)
    buttons.addWidget(do)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
    layout.setSpacing(SPACE_GROUPS)
    layout.addLayout(form)
    for part in parts:
        layout.addWidget(part, int(isinstance(part, ListTable)))
    layout.addStretch()  # while the table is not there
    layout.addLayout(buttons)


def _share_columns() -> list[ListColumn[CostShare]]:
    return [
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, bold=True), 14),
        ListColumn(tr("Units"), lambda one: formats.number(one.units), 6, Align.END),
        ListColumn(tr("Goods"), lambda one: _money(one.goods), 9, Align.END),
        ListColumn(tr("Freight"), lambda one: _money(one.freight), 9, Align.END),
        ListColumn(tr("Duty"), lambda one: _money(one.duty), 9, Align.END),
        ListColumn(tr("A unit"), lambda one: _money(one.unit_cost), 9, Align.END),
    ]


def _rate_columns() -> list[ListColumn[Rate]]:
    return [
        ListColumn(tr("Currency"), lambda one: Cell(one.currency, bold=True), 8),
        ListColumn(tr("From"), lambda one: Cell(formats.day(one.from_day).text), 12),
        ListColumn(tr("Rate"), lambda one: Cell(f"{one.rate.normalize():f}"), 12, Align.END),
    ]


def _money(amount: object) -> Cell:
    return Cell("–", muted=True) if amount is None else Cell(formats.typed_money(f"{amount:.2f}"))
