"""The details of a product in stock: its numbers here, the other warehouses, who waits for it."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.changes import ChangeSet, Kind
from packbench.engine.command.context import Context
from packbench.services.office.history import RecordKind
from packbench.services.office.lists import (
    InventoryQuery,
    InventoryRow,
    StockBinQuery,
    StockBinRow,
    WaitingHere,
    inventory_list,
    queue_of,
    stock_bin_list,
    stock_product_list,
)
from packbench.services.products.pictures import pictures_here
from packbench.services.stock.known_packs import PacksView, show_packs
from packbench.ui.history import history_section
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.own_columns import value_cell
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.item_picture import ItemPicture
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.screens.inventory.table import state_cell
from packbench.ui.stock_rows import QUEUE_SHOWN, queue_title, stock_row, waiting_row
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count

_PICTURE_PX = 140
ACTS = (CommandId.COUNT_STOCK, CommandId.ADJUST_STOCK, CommandId.MOVE_STOCK)
BINS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class StockDetails:
    """A product at a warehouse, with its stock elsewhere and the head of its queue.

    `pictures` is the folder of pictures; empty: none.
    """

    row: InventoryRow
    everywhere: list[InventoryRow]
    queue: list[WaitingHere]
    codes: PacksView
    pictures: str
    lies: list[StockBinRow]


def read_details(context: Context, stock_id: int) -> StockDetails | None:
    """A product at a warehouse by the stock row's id; None when it is gone."""
    stock = inventory_list(context)
    rows = stock.rows([stock_id])
    if not rows:
        return None
    sku = rows[0].sku
    everywhere = stock.first_page(InventoryQuery(skus=(sku,), sort="warehouse"))
    queue = queue_of(context, sku, limit=QUEUE_SHOWN)
    lying = StockBinQuery(skus=(sku,), warehouses=(rows[0].warehouse,))
    return StockDetails(
        *(rows[0], everywhere, queue, show_packs(context, sku), pictures_here(context)),
        stock_bin_list(context).first_page(lying)[:BINS_SHOWN],
    )


def read_product_details(context: Context, product_id: int) -> StockDetails | None:
    """A product by its id, at the first warehouse that stocks it; None when none does."""
    products = stock_product_list(context).rows([product_id])
    if not products:
        return None
    query = InventoryQuery(skus=(products[0].sku,), sort="warehouse")
    rows = inventory_list(context).first_page(query)
    return read_details(context, rows[0].id) if rows else None


class StockDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window and the database, for what is read later.
    """

    def __init__(self, place: Workplace) -> None:
        self._place, self._theme = place, place.desk.theme

    def show(self, details: StockDetails) -> Shown:
        """One product at a warehouse."""
        row = details.row
        here = tr("At {warehouse}").format(warehouse=row.warehouse)
        sections: list[QWidget] = [self._picture(details)] if details.pictures else []
        sections += [
            CommandRow(self._place.desk.window.registry, ACTS),
            self._section(here, Facts(_facts(row), self._theme)),
            self._rows(tr("At every warehouse"), [stock_row(one) for one in details.everywhere]),
        ]
        if details.lies:
            rows = [_lying_row(one) for one in details.lies]
            words = tr("Bins and lots at {warehouse}").format(warehouse=row.warehouse)
            sections.append(self._rows(words, rows))
        codes = _codes(details.codes)
        if codes:
            sections.append(self._section(tr("Codes"), Facts(codes, self._theme)))
        if details.queue:
            rows = [waiting_row(one) for one in details.queue]
            sections.append(self._rows(queue_title(len(rows)), rows))
        sections.append(history_section(self._place, "inventory", RecordKind.PRODUCT, row.sku))
        return Shown(row.sku, state_cell(row), row.name, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected rows."""
        words = tr_count("{count} row selected", "{count} rows selected", count)
        heading = words.format(count=QLocale().toString(count))
        return Shown(heading, None, tr("Select one to see it."), [])

    def _picture(self, details: StockDetails) -> ItemPicture:
        """The product's picture, or the placeholder, in the same room."""
        picture = _Picture(self._place.desk.runner, self._theme, self._place.desk.window)
        picture.setFixedHeight(_PICTURE_PX)
        picture.set_folder(details.pictures)
        picture.show_product(details.row.sku)
        self._place.desk.bus.changed.connect(picture.follow)
        return picture

    def _rows(self, title: str, rows: list[TextRow]) -> DetailsSection:
        return self._section(title, TextRows(rows, title, self._theme))

    def _section(self, title: str, content: QWidget) -> DetailsSection:
        return DetailsSection(title, content, self._theme)


class _Picture(ItemPicture):
    """Looks for the file again when a product was changed."""

    def follow(self, changes: ChangeSet) -> None:
        """Another picture may have been chosen."""
        if changes.touches(Kind.PRODUCT):
            self.read_again()


def _lying_row(one: StockBinRow) -> TextRow:
    """A bin, its lot and its last day, and what lies there."""
    number = QLocale().toString
    told = [f"{number(one.free)} / {number(one.on_hand)}"]
    if one.lot:
        told.append(one.lot)
    if one.expires_on:
        told.append(formats.day(one.expires_on).text)
    tip = tr("{free} free of {on_hand}").format(free=number(one.free), on_hand=number(one.on_hand))
    return TextRow(Cell(one.location, bold=True), Cell(" · ".join(told), tip=tip))


def _codes(product: PacksView) -> list[tuple[str, Cell]]:
    """What is printed on a piece and on its packs, and how it is picked."""
    number = QLocale().toString
    told = [(tr("A piece"), Cell(code)) for code in product.barcodes]
    words = tr("A pack of {count}")
    told += [(words.format(count=number(one.units)), Cell(one.code)) for one in product.packs]
    if product.pick_multiple:
        told.append((tr("Picked in packs of"), formats.number(product.pick_multiple)))
    return told


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
        *((one.label, value_cell(one)) for one in row.custom.values()),
    ]
