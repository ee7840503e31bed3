"""The details of a product in stock: its numbers here, the other warehouses, who waits for it."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.engine.command.context import Context
from packbench.services.office.lists import (
    InQueue,
    InventoryQuery,
    InventoryRow,
    inventory_list,
    queue_of,
)
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.states import capital
from packbench.ui.screens.inventory.table import state_cell
from packbench.words.language import tr, tr_count
from packbench.words.states import reason_words

QUEUE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StockDetails:
    """A product at a warehouse, with its stock elsewhere and the head of its queue."""

    row: InventoryRow
    everywhere: list[InventoryRow]
    queue: list[InQueue]


def read_details(context: Context, stock_id: int) -> StockDetails | None:
    """A product at a warehouse by the stock row's id; None when it is gone."""
    stock = inventory_list(context)
    rows = stock.rows([stock_id])
    if not rows:
        return None
    sku = rows[0].sku
    everywhere = stock.first_page(InventoryQuery(skus=(sku,), sort="warehouse"))
    return StockDetails(rows[0], everywhere, queue_of(context, sku, limit=QUEUE_SHOWN))


class StockDetailsView:
    """Makes the widgets of the panel in a theme's colours and fonts."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def show(self, details: StockDetails) -> Shown:
        """One product at a warehouse."""
        row = details.row
        here = tr("At {warehouse}").format(warehouse=row.warehouse)
        sections: list[QWidget] = [
            self._section(here, Facts(_facts(row), self._theme)),
            self._rows(tr("At every warehouse"), [stock_row(one) for one in details.everywhere]),
        ]
        if details.queue:
            rows = [waiting_row(one) for one in details.queue]
            sections.append(self._rows(queue_title(len(rows)), rows))
        return Shown(row.sku, state_cell(row), row.name, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected rows."""
        words = tr_count("{count} row selected", "{count} rows selected", count)
        heading = words.format(count=QLocale().toString(count))
        return Shown(heading, None, tr("Select one to see it."), [])

    def _rows(self, title: str, rows: list[TextRow]) -> DetailsSection:
        return self._section(title, TextRows(rows, title, self._theme))

    def _section(self, title: str, content: QWidget) -> DetailsSection:
        return DetailsSection(title, content, self._theme)


def _facts(row: InventoryRow) -> list[tuple[str, Cell]]:
    return [
        (tr("Available"), formats.number(row.available, bold=True)),
        (tr("On hand"), formats.number(row.on_hand)),
        (tr("Allocated"), formats.number(row.allocated)),
        (tr("Unavailable"), formats.number(row.unavailable)),
        (tr("Safety"), formats.number(row.safety)),
        (tr("Minimum"), formats.number(row.minimum)),
        (tr("Incoming"), formats.number(row.incoming)),
        (tr("Waiting"), formats.number(row.waiting)),
    ]


def stock_row(stock: InventoryRow) -> TextRow:
    """A warehouse and what is available there."""
    number = QLocale().toString
    words = tr("{available} available of {on_hand}").format(
        available=number(stock.available), on_hand=number(stock.on_hand)
    )
    return TextRow(Cell(stock.warehouse, bold=True), Cell(words, muted=not stock.available))


def queue_title(shown: int) -> str:
    """The heading over so many who wait for a product."""
    if shown < QUEUE_SHOWN:
        return tr("Who waits for it, and how long")
    return tr("The first {count} who wait for it, and how long").format(count=shown)


def waiting_row(one: InQueue) -> TextRow:
    """An order that waits for a product: how many units, how long."""
    units = tr_count("{count} unit", "{count} units", one.quantity)
    words = (
        f"{units.format(count=QLocale().toString(one.quantity))} · {formats.age(one.since).text}"
    )
    tip = capital(reason_words(one.reason))
    return TextRow(Cell(one.order_number), Cell(words, tip=f"{words}, {tip}", muted=True))
