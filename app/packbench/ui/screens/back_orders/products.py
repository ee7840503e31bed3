"""The waiting room by product: columns, chips, query, and the details of a product."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.domain.orders import Reason
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import Sorted, products_query
from packbench.services.office.lists import (
    InventoryQuery,
    InventoryRow,
    WaitingHere,
    WantedProductQuery,
    WantedProductRow,
    inventory_list,
    queue_of,
    wanted_product_list,
)
from packbench.ui import company_clock
from packbench.ui.parts.commands.registry import CommandRegistry, Placement
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.stock_rows import QUEUE_SHOWN, queue_title, stock_row, waiting_row
from packbench.words.language import tr, tr_count
from packbench.words.states import reason_words

NAME = "back_order_products"


def columns() -> tuple[Column[WantedProductRow], ...]:
    """The columns, with their words in the language in use."""
    number = formats.number
    return (
        Column("sku", tr("SKU"), lambda row: Cell(row.sku), 10),
        Column("name", tr("Name"), lambda row: formats.words(row.name), 14, grows=True),
        Column("waiting", tr("Waiting"), lambda row: number(row.waiting), 5, Align.END),
        Column("missing", tr("Missing"), _missing, 5, Align.END),
        Column("available", tr("Available"), lambda row: number(row.available), 5, Align.END),
        Column("incoming", tr("Incoming"), lambda row: number(row.incoming), 5, Align.END),
        Column("orders", tr("Orders"), lambda row: number(row.orders), 5, Align.END),
        Column("oldest", tr("Oldest"), lambda row: formats.age(row.oldest), 6, Align.END),
        Column("on_hand", tr("On hand"), lambda row: number(row.on_hand), 5, Align.END),
    )


def table(context: Context) -> TableSpec[WantedProductQuery, WantedProductRow]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Products"),
        columns=columns(),
        source=wanted_product_list(context),
        make_query=make_query,
        order=Sorting("missing", descending=True),
        groups=groups(),
        empty=EmptyText(
            "circle-check",
            tr("Nothing waits for stock"),
            tr("Products come here when Allocate finds too little of them."),
        ),
        texts=TableTexts(
            reading=tr("Reading products…"),
            nothing_fits=tr("No products fit this filter"),
            unreadable=tr("Products can't be read now"),
        ),
        filter_hint=tr("SKU or name…"),
    )


def groups() -> tuple[FilterGroup, ...]:
    """What products can be filtered by."""
    reasons = tuple(Choice(reason.value, reason_words(reason.value)) for reason in Reason)
    missing = (Choice("missing", tr("missing only")),)
    return (
        FilterGroup("reason", tr("reason"), reasons, spread=True, counted=True),
        FilterGroup("missing", tr("missing"), missing, spread=True),
        FilterGroup("sku", tr("SKU"), given=True, whole=True),
    )


def make_query(state: FilterState, order: Sorting) -> WantedProductQuery:
    """The filter and the order as the database reads them."""
    return products_query(state, Sorted(order.key, order.descending), company_clock.moment())


def _missing(row: WantedProductRow) -> Cell:
    cell = formats.number(row.missing, bold=True)
    if not row.missing:
        return cell
    return Cell(cell.text, tr("Neither available nor on order"), "triangle-alert", Tone.WRONG)


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """A product that somebody waits for, with its stock and the head of its queue."""

    row: WantedProductRow
    everywhere: list[InventoryRow]
    queue: list[WaitingHere]


def read_details(context: Context, product_id: int) -> ProductDetails | None:
    """A product by its id; None when nobody waits for it any more."""
    rows = wanted_product_list(context).rows([product_id])
    if not rows:
        return None
    sku = rows[0].sku
    everywhere = inventory_list(context).first_page(InventoryQuery(skus=(sku,), sort="warehouse"))
    return ProductDetails(rows[0], everywhere, queue_of(context, sku, limit=QUEUE_SHOWN))


class ProductDetailsView:
    """Makes the widgets of the panel.

    Args:
        theme: colours and fonts.
        registry: gives the buttons.
        commands: which buttons.
    """

    def __init__(self, theme: Theme, registry: CommandRegistry, commands: Placement) -> None:
        self._theme, self._registry, self._commands = theme, registry, commands

    def show(self, details: ProductDetails) -> Shown:
        """One product."""
        row = details.row
        facts = [
            (tr("Waiting"), formats.number(row.waiting, bold=True)),
            (tr("Available"), formats.number(row.available)),
            (tr("Incoming"), formats.number(row.incoming)),
            (tr("Missing"), formats.number(row.missing, bold=True)),
            (tr("Oldest"), formats.moment(row.oldest)),
        ]
        queue = [waiting_row(one) for one in details.queue]
        sections = [
            CommandRow(self._registry, self._commands),
            Facts(facts, self._theme),
            *self._rows(tr("At every warehouse"), [stock_row(one) for one in details.everywhere]),
            *self._rows(queue_title(len(queue)), queue),
        ]
        return Shown(row.sku, None, row.name, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected products."""
        words = tr_count("{count} product selected", "{count} products selected", count)
        heading = words.format(count=QLocale().toString(count))
        row = CommandRow(self._registry, self._commands)
        return Shown(heading, None, tr("The commands work on all of them."), [row])

    def _rows(self, title: str, rows: list[TextRow]) -> list[DetailsSection]:
        """A section of rows; none where there are no rows: a kit is stocked nowhere itself."""
        if not rows:
            return []
        return [DetailsSection(title, TextRows(rows, title, self._theme), self._theme)]
