"""The stock behind a bar: products at warehouses, the dearest first."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.services.dashboard.rows import Behind
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn
from packbench.ui.parts.tables.row_list_dialog import ListWords, RowListDialog
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.screens.dashboard.charts import StockPart
from packbench.words.language import tr, tr_count

_CENT = Decimal("0.01")


def stock_rows(
    title: str,
    parts: Sequence[StockPart],
    show: Callable[[Behind], None],
    theme: Theme,
    parent: QWidget,
) -> RowListDialog[StockPart]:
    """The dialog; Enter shows the stock of the product in hand.

    Args:
        title: of the bar.
        parts: the rows.
        show: shows one in the list of stock.
        theme: colours and fonts.
        parent: the window.
    """
    heading = tr_count(
        "{title}: {count} product at a warehouse",
        "{title}: {count} products at warehouses",
        len(parts),
    ).format(title=title, count=QLocale().toString(len(parts)))
    words = ListWords(title, heading, tr("&Show its stock"), tr("Close"))
    dialog = RowListDialog("stock_rows", words, parts, _columns(), theme, parent)
    dialog.chosen = lambda one: show(one.of.rows)
    return dialog


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
