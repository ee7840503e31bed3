"""The stock behind a bar: products at warehouses, the dearest first."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.services.dashboard.rows import Behind
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.screens.dashboard.charts import StockPart
from packbench.words.language import tr, tr_count

_SIZE = QSize(880, 520)
_CENT = Decimal("0.01")


class StockRows(KeyDialog):
    """Enter shows the stock of the product in hand, Ctrl+C copies.

    Args:
        title: of the bar.
        parts: the rows.
        show: shows one in the list of stock.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        title: str,
        parts: Sequence[StockPart],
        show: Callable[[Behind], None],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stock_rows")
        self.setWindowTitle(title)
        self.resize_within_screen(_SIZE)
        self._show = show
        words = tr_count(
            "{title}: {count} product at a warehouse",
            "{title}: {count} products at warehouses",
            len(parts),
        )
        told = words.format(title=title, count=QLocale().toString(len(parts)))
        heading = PlainLabel(told, self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        heading.setWordWrap(True)
        self.table: ListTable[StockPart] = ListTable(title, _columns(), theme, self)
        self.table.rows.show(parts)
        self.table.selectRow(0)
        self.table.doubleClicked.connect(lambda _index: self._show_stock())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_buttons())
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def _make_buttons(self) -> QHBoxLayout:
        show, leave = QPushButton(tr("&Show its stock"), self), QPushButton(tr("Close"), self)
        show.setProperty("look", "main")
        show.setDefault(True)
        show.clicked.connect(self._show_stock)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        for button in (leave, show):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _show_stock(self) -> None:
        number, parts = self.table.currentIndex().row(), self.table.rows.shown
        if 0 <= number < len(parts):
            self.accept()
            self._show(parts[number].of.rows)


def _columns() -> list[ListColumn[StockPart]]:
    return [
        ListColumn(tr("SKU"), lambda one: Cell(one.of.sku, tip=one.of.name, bold=True), 14),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.of.warehouse), 10),
        ListColumn(tr("Units"), lambda one: formats.number(one.held.units), 8, Align.END),
        ListColumn(tr("Value"), lambda one: _money(one.held.value), 12, Align.END),
        ListColumn(tr("Shipped"), lambda one: formats.number(one.of.left.units), 8, Align.END),
        ListColumn(tr("Its cost"), lambda one: _money(one.of.left.value), 12, Align.END),
        ListColumn(tr("Name"), lambda one: Cell(one.of.name), 24),
    ]


def _money(amount: Decimal) -> Cell:
    if not amount:
        return Cell("–", muted=True)
    return formats.money(amount.quantize(_CENT), None)
