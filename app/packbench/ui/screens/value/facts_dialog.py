"""What a supplier did: the facts, charts of them, and the rows behind a bar."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.supplier_facts import BoughtLine, SupplierFacts
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.bar_chart import BarChart
from packbench.ui.parts.widgets.bars import Bar, Chart
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr, tr_count
from packbench.words.supplier_facts import fact_rows, odd_words, price_words

_SIZE = QSize(1180, 780)
_WEEKS = (14, 30, 60, 90, 120, 180)
_LATE = (0, 7, 30)
_MOST_PRICES = 8


class FactsDialog(KeyDialog):
    """Arrows go along the bars, Enter on one shows the rows behind it; Escape closes.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: the code of a supplier.
    """

    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("facts_dialog")
        self.setWindowTitle(tr("What suppliers did"))
        self._theme = theme
        self.supplier = ChoiceBox(tr("Supplier"), theme, self)
        self._facts, self._odd = PlainLabel(parent=self), PlainLabel(parent=self)
        self._behind = PlainLabel(parent=self)
        self.charts = {
            key: BarChart(key, theme, self) for key in ("leads", "late", "shares", "prices")
        }
        self.rows = ListTable(tr("Behind the bar"), _columns(), theme, self)
        self._lay_out()
        self.supplier.currentIndexChanged.connect(self._ask)
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """The facts in words."""
        return " ".join(filter(None, (self._facts.text(), self._odd.text())))

    def offer(self, suppliers: Sequence[tuple[str, str]]) -> None:
        """Fills in the suppliers, and asks for the first one."""
        self.supplier.blockSignals(True)
        for code, name in suppliers:
            self.supplier.addItem(code if code == name else f"{code} · {name}", code)
        self.supplier.blockSignals(False)
        if suppliers:
            self._ask()
            self.supplier.setFocus()
        else:
            self._facts.setText(tr("There is no supplier yet."))

    def show_facts(self, facts: SupplierFacts) -> None:
        """Shows what a supplier did."""
        told = [
            f"{what}: {number} ({of})" for what, number, of in fact_rows(facts, QLocale().toString)
        ]
        self._facts.setText(" · ".join(told))
        self._odd.setText(odd_words(facts))
        self._odd.setVisible(bool(self._odd.text()))
        for chart in _charts(facts):
            self.charts[chart.key].show_chart(chart)
        self.rows.rows.show(())
        self.rows.hide()  # no empty grid before a bar was chosen
        self._behind.setText(tr("Enter or a click on a bar shows what is behind it."))

    def refuse(self, words: str) -> None:
        """Says why nothing can be told."""
        self._facts.setText(words)

    def _ask(self) -> None:
        self._facts.setText(tr("Reading…"))
        self.wanted.emit(str(self.supplier.currentData()))

    def _open(self, key: str, bar: Bar) -> None:
        for other, chart in self.charts.items():
            if other != key:
                chart.choose_none()
        self._behind.setText(f"{bar.label}: {bar.words}")
        self.rows.rows.show(bar.rows)
        self.rows.setVisible(bool(bar.rows))
        if bar.rows:
            self.rows.setFocus()
            self.rows.selectRow(0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_INSIDE)
        label = PlainLabel(tr("Supplier"), self)
        label.setBuddy(self.supplier)
        head.addWidget(label)
        head.addWidget(self.supplier, 1)
        self._facts.setFont(self._theme.font(bold=True, tabular=True))
        self._odd.setProperty("role", "muted")
        for one in (self._facts, self._odd):
            one.setWordWrap(True)
        grid = QGridLayout()
        grid.setSpacing(SPACE_INSIDE)
        for number, (key, chart) in enumerate(self.charts.items()):
            grid.addWidget(chart, number // 2, number % 2)
            chart.opened.connect(partial(self._open, key))
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(head)
        layout.addWidget(self._facts)
        layout.addWidget(self._odd)
        layout.addLayout(grid, 3)
        layout.addWidget(self._behind)
        layout.addWidget(self.rows, 2)
        self.rows.hide()
        layout.addLayout(buttons)


def _charts(facts: SupplierFacts) -> list[Chart]:
    return [_leads(facts), _late(facts), _shares(facts), _prices(facts)]


def _leads(facts: SupplierFacts) -> Chart:
    days = {one.order: one.days for one in facts.leads}
    found: dict[int, list[BoughtLine]] = defaultdict(list)
    for one in facts.lines:
        if one.order in days:
            found[_step(days[one.order], _WEEKS)].append(one)
    bars = []
    for step in range(len(_WEEKS) + 1):
        count = sum(1 for took in days.values() if _step(took, _WEEKS) == step)
        if found.get(step):
            words = tr_count("{count} order", "{count} orders", count)
            told = words.format(count=QLocale().toString(count))
            bars.append(Bar(_days_label(step, _WEEKS), count, told, found[step]))
    empty = tr("Of no order the day is known on which it was sent and came.")
    return Chart("leads", tr("Lead time"), empty, Tone.MOVING, bars)


def _late(facts: SupplierFacts) -> Chart:
    found: dict[int, list[BoughtLine]] = defaultdict(list)
    for one in facts.lines:
        if one.days_late is not None:
            found[_step(one.days_late, _LATE)].append(one)
    names = (
        *(tr("in time"), tr("1 to 7 days late"), tr("8 to 30 days late")),
        tr("more than 30 days late"),
    )
    bars = [_counted(names[step], found[step]) for step in sorted(found)]
    empty = tr("Nothing came of which a day was expected.")
    return Chart("late", tr("Days kept"), empty, Tone.READY, bars)


def _shares(facts: SupplierFacts) -> Chart:
    short = [one for one in facts.lines if one.short]
    rejected = [one for one in facts.lines if one.rejected]
    bars = [
        _counted(words, rows)
        for words, rows in ((tr("short"), short), (tr("rejected"), rejected))
        if rows
    ]
    empty = tr("Nothing came short, nothing was rejected.")
    return Chart("shares", tr("Short and rejected"), empty, Tone.WRONG, bars)


def _prices(facts: SupplierFacts) -> Chart:
    """The products whose price changed most often, by their newest price."""
    found: dict[str, list[BoughtLine]] = defaultdict(list)
    for one in facts.price_changes:
        found[one.sku].append(one)
    most = sorted(found.values(), key=len, reverse=True)[:_MOST_PRICES]
    bars = [
        Bar(rows[-1].sku, float(rows[-1].unit_cost or 0), price_words(rows[-1]), rows)
        for rows in most
    ]
    return Chart("prices", tr("Newest prices"), tr("No price is known."), Tone.WAITING, bars)


def _counted(label: str, rows: Sequence[BoughtLine]) -> Bar:
    words = tr_count("{count} line", "{count} lines", len(rows))
    return Bar(label, len(rows), words.format(count=QLocale().toString(len(rows))), rows)


def _step(days: int, limits: Sequence[int]) -> int:
    return next((step for step, limit in enumerate(limits) if days <= limit), len(limits))


def _days_label(step: int, limits: Sequence[int]) -> str:
    if step == len(limits):
        return tr("more than {days} days").format(days=limits[-1])
    first = limits[step - 1] + 1 if step else 0
    return tr("{first} to {last} days").format(first=first, last=limits[step])


def _columns() -> list[ListColumn[BoughtLine]]:
    return [
        ListColumn(tr("Purchase order"), lambda one: Cell(one.order, bold=True), 12),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.sku), 24),
        ListColumn(tr("Sent"), lambda one: _day(one.sent_on), 9),
        ListColumn(tr("Expected"), lambda one: _day(one.expected_on), 9),
        ListColumn(tr("Came"), lambda one: _day(one.came_on), 9),
        ListColumn(tr("Ordered"), lambda one: formats.number(one.ordered), 8, Align.END),
        ListColumn(tr("Received"), lambda one: formats.number(one.received), 8, Align.END),
        ListColumn(tr("Rejected"), lambda one: formats.number(one.rejected), 8, Align.END),
        ListColumn(tr("A unit"), _price, 10, Align.END),
    ]


def _price(one: BoughtLine) -> Cell:
    if one.unit_cost is None:
        return Cell("–", muted=True)
    return formats.money(one.unit_cost, one.currency)


def _day(day: object) -> Cell:
    if day is None:
        return Cell("–", muted=True)
    at = QDate.fromString(str(day), "yyyy-MM-dd")
    return Cell(QLocale().toString(at, QLocale.FormatType.ShortFormat))
