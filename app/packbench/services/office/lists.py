"""What the tables of the window read: the first page at once, all ids, rows by id.

Each call opens and closes its own connection, so a table may read from any thread.
"""

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import Connection, Select

from packbench.db.queries.lists import (
    back_orders,
    chosen,
    inventory,
    order_ids,
    orders,
    purchasing,
    stock_bins,
    stock_products,
    wanted_products,
    waves,
)
from packbench.db.queries.lists.back_orders import BackOrderQuery, BackOrderRow
from packbench.db.queries.lists.chosen import ChosenOrders, Places, WaitingSku
from packbench.db.queries.lists.inventory import InventoryQuery, InventoryRow, WaitingHere
from packbench.db.queries.lists.orders import OrderQuery, OrderRow
from packbench.db.queries.lists.purchasing import (
    PurchaseOrderLineRow,
    PurchaseOrderQuery,
    PurchaseOrderRow,
)
from packbench.db.queries.lists.stock_bins import StockBinQuery, StockBinRow
from packbench.db.queries.lists.stock_products import StockProductQuery, StockProductRow
from packbench.db.queries.lists.wanted_products import WantedProductQuery, WantedProductRow
from packbench.db.queries.records.back_orders import WaitingLine, count_by_reason, waiting_lines
from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.drop_ships import drop_shipped_order, shipments_of
from packbench.db.schema import Waiting
from packbench.db.sql.all_ids import ids_of
from packbench.domain.custom_fields import CustomField, FieldOf
from packbench.domain.orders import Problem, ShipmentStatus
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.engine.command.context import Context
from packbench.services.privacy import discreet_order_rows, discreet_rows, hides_private

__all__ = [
    "BackOrderQuery",
    "BackOrderRow",
    "ChosenOrders",
    "FilterValues",
    "InventoryQuery",
    "InventoryRow",
    "OrderQuery",
    "OrderRow",
    "Places",
    "PurchaseOrderLineRow",
    "PurchaseOrderQuery",
    "PurchaseOrderRow",
    "PurchasePapers",
    "StockBinQuery",
    "StockBinRow",
    "StockProductQuery",
    "StockProductRow",
    "TableList",
    "WaitingHere",
    "WaitingLine",
    "WaitingSku",
    "WantedProductQuery",
    "WantedProductRow",
    "back_order_counts",
    "back_order_lines",
    "back_order_list",
    "chosen_orders",
    "filter_values",
    "inventory_list",
    "open_counts",
    "order_counts",
    "order_list",
    "places",
    "purchase_order_counts",
    "purchase_order_lines",
    "purchase_order_list",
    "purchase_papers",
    "queue_of",
    "selected_by",
    "still_waiting",
    "stock_bin_list",
    "stock_product_list",
    "wanted_product_counts",
    "wanted_product_list",
]

PAGE_ROWS = 200

Query = TypeVar("Query")
Row = TypeVar("Row")


class TableList(Generic[Query, Row]):
    """A list that can be narrowed and sorted; `Row` has the attribute `id`."""

    def __init__(
        self,
        context: Context,
        read_ids: Callable[[Connection, Query, int | None], Sequence[int]],
        read_rows: Callable[[Connection, Sequence[int]], list[Row]],
        row_id: Callable[[Row], int],
        count_about: Callable[[Connection, Query], int | None] | None = None,
    ) -> None:
        self._count_about = count_about
        self._database = context.database
        self._read_ids = read_ids
        self._read_rows = read_rows
        self._row_id = row_id

    def show(self, columns: Collection[str]) -> None:
        """Says which columns are shown; a list may leave out what takes long and nobody sees."""

    def first_page(self, query: Query) -> list[Row]:
        """The first PAGE_ROWS rows in order."""
        with self._database.one_moment.connect() as connection:
            ids = self._read_ids(connection, query, PAGE_ROWS)
            rows = {self._row_id(row): row for row in self._read_rows(connection, ids)}
        return [rows[row_id] for row_id in ids if row_id in rows]

    def about(self, query: Query) -> int | None:
        """Roughly how many rows there are, at once; None where only counting tells."""
        if self._count_about is None:
            return None
        with self._database.read.connect() as connection:
            return self._count_about(connection, query)

    def ids(self, query: Query) -> "array[int]":
        """All ids in order."""
        with self._database.one_moment.connect() as connection:  # some lists are read in two parts
            return array("q", self._read_ids(connection, query, None))

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """The rows with these ids, in any order; rows that are gone are left out."""
        with self._database.read.connect() as connection:
            return self._read_rows(connection, ids)


def selected_by(
    select_ids: Callable[[Query], Select[int]],
) -> Callable[[Connection, Query, int | None], Sequence[int]]:
    """Reads ids as a query gives them."""

    def read_ids(connection: Connection, query: Query, limit: int | None) -> Sequence[int]:
        return ids_of(connection, select_ids(query), limit)

    return read_ids


def order_list(context: Context) -> TableList[OrderQuery, OrderRow]:
    """Orders."""

    def read(connection: Connection, ids: Sequence[int]) -> list[OrderRow]:
        rows = orders.read_rows(connection, ids)
        with_own = any(row.custom for row in rows)
        return discreet_order_rows(rows) if with_own and hides_private(context) else rows

    return TableList(context, order_ids.read_ids, read, lambda row: row.id, order_ids.count_about)


def back_order_list(context: Context) -> TableList[BackOrderQuery, BackOrderRow]:
    """Orders with a waiting quantity."""

    def read(connection: Connection, ids: Sequence[int]) -> list[BackOrderRow]:
        rows = back_orders.read_rows(connection, ids)
        return discreet_rows(rows) if hides_private(context) else rows

    return TableList(context, back_orders.read_ids, read, lambda row: row.id)


def wanted_product_list(context: Context) -> TableList[WantedProductQuery, WantedProductRow]:
    """Products that somebody waits for."""
    return TableList(
        context,
        selected_by(wanted_products.select_ids),
        wanted_products.read_rows,
        lambda row: row.id,
    )


def inventory_list(context: Context) -> TableList[InventoryQuery, InventoryRow]:
    """Products at warehouses."""
    return TableList(
        context, selected_by(inventory.select_ids), inventory.read_rows, lambda row: row.id
    )


def stock_bin_list(context: Context) -> TableList[StockBinQuery, StockBinRow]:
    """Products in their bins, by lots."""
    return TableList(context, stock_bins.read_ids, stock_bins.read_rows, lambda row: row.id)


def stock_product_list(context: Context) -> TableList[StockProductQuery, StockProductRow]:
    """Products over all warehouses."""
    return TableList(
        context,
        selected_by(stock_products.select_ids),
        stock_products.read_rows,
        lambda row: row.id,
    )


def purchase_order_list(context: Context) -> TableList[PurchaseOrderQuery, PurchaseOrderRow]:
    """Purchase orders."""
    return TableList(context, purchasing.read_ids, purchasing.read_rows, lambda row: row.id)


def order_counts(context: Context) -> Mapping[str, Mapping[str, int]]:
    """How many orders are in each state, are to be verified, and are left out as older ones."""
    with context.database.read.connect() as connection:
        asked = orders.count_to_verify(connection)
        left_out = orders.count_left_out(connection)
        return {
            "status": orders.count_by_status(connection),
            "verify": {Problem.TO_BE_VERIFIED.value: asked} if asked else {},
            "closed": {"older": left_out} if left_out else {},
        }


def back_order_counts(context: Context) -> Mapping[str, int]:
    """How many orders wait for each reason."""
    with context.database.read.connect() as connection:
        return count_by_reason(connection, Waiting.order_id)


def wanted_product_counts(context: Context) -> Mapping[str, int]:
    """How many products are waited for, by reason."""
    with context.database.read.connect() as connection:
        return count_by_reason(connection, Waiting.product_id)


def chosen_orders(context: Context, order_ids: Collection[int]) -> ChosenOrders:
    """The numbers of orders, first in the queue first, and what of them waits."""
    with context.database.read.connect() as connection:
        return chosen.read_chosen(connection, order_ids)


def places(context: Context) -> Places:
    """The warehouses and suppliers that dialogs offer."""
    with context.database.read.connect() as connection:
        return chosen.read_places(connection)


def still_waiting(context: Context, order_ids: Collection[int]) -> set[int]:
    """Those of these orders that wait for anything."""
    with context.database.read.connect() as connection:
        return back_orders.still_waiting(connection, order_ids)


def purchase_order_counts(context: Context) -> Mapping[str, int]:
    """How many purchase orders are in each state."""
    with context.database.read.connect() as connection:
        return purchasing.count_by_status(connection)


def back_order_lines(context: Context, order_id: int) -> list[WaitingLine]:
    """What of one order waits, for its panel."""
    with context.database.read.connect() as connection:
        return waiting_lines(connection, [order_id])[order_id]


def queue_of(context: Context, sku: str, *, limit: int) -> list[WaitingHere]:
    """The first who wait for a product, for its panel."""
    with context.database.read.connect() as connection:
        return inventory.read_queue(connection, sku, limit)


@dataclass(frozen=True, slots=True)
class PurchasePapers:
    """What belongs to a purchase order: days of milestones, and attached files by their paths.

    Of one that its supplier sends to a customer also his order, who and where he is, and by what
    shipments it went: carrier and tracking number of each.
    """

    milestones: dict[str, date]
    attachments: list[str]
    customer_order: str | None = None
    customer: str = ""
    tracking: tuple[str, ...] = ()


def purchase_papers(context: Context, purchase_order_id: int) -> PurchasePapers:
    """The milestones and attachments of one purchase order, for its panel."""
    with context.database.read.connect() as connection:
        milestones = purchasing.read_milestones(connection, purchase_order_id)
        attachments = purchasing.read_attachments(connection, purchase_order_id)
        order = drop_shipped_order(connection, purchase_order_id)
        if order is None:
            return PurchasePapers(milestones, attachments)
        named = (order.customer_name or order.company, order.street, order.city, order.country)
        sent = [
            " ".join(filter(None, (one.number, one.carrier, one.tracking)))
            for one in shipments_of(connection, purchase_order_id)
            if one.status == ShipmentStatus.SHIPPED
        ]
        customer = ", ".join(filter(None, named))
        return PurchasePapers(milestones, attachments, order.number, customer, tuple(sent))


def purchase_order_lines(context: Context, purchase_order_id: int) -> list[PurchaseOrderLineRow]:
    """The lines of one purchase order, for its panel."""
    with context.database.read.connect() as connection:
        return purchasing.read_lines(connection, purchase_order_id)


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """The numbers on the tabs: what is not done yet."""

    orders: int
    back_orders: int
    purchase_orders: int
    waves: int


def open_counts(context: Context) -> OpenCounts:
    """How many orders, back orders, purchase orders and waves are not done."""
    closed = {
        PurchaseOrderStatus.RECEIVED,
        PurchaseOrderStatus.CLOSED,
        PurchaseOrderStatus.CANCELLED,
        PurchaseOrderStatus.VOIDED,
    }
    with context.database.read.connect() as connection:
        open_orders = orders.count_open(connection)
        bought = purchasing.count_by_status(connection)
        waiting = back_orders.count_orders(connection)
        open_waves = waves.count_open(connection)
    return OpenCounts(
        open_orders,
        waiting,
        sum(count for status, count in bought.items() if status not in closed),
        open_waves,
    )


@dataclass(frozen=True, slots=True)
class FilterValues:
    """What the filters of the tables offer."""

    warehouses: list[str]
    countries: list[str]
    channels: list[str]
    tags: tuple[str, ...] = ()
    order_fields: tuple[CustomField, ...] = ()
    suppliers: tuple[str, ...] = ()


def filter_values(context: Context) -> FilterValues:
    """Warehouses by rank, the countries, channels and tags that orders have, and their fields."""
    hides = hides_private(context)
    with context.database.read.connect() as connection:
        return FilterValues(
            inventory.warehouses(connection),
            orders.countries(connection),
            orders.channels(connection),
            tuple(orders.tags(connection)),
            () if hides else tuple(used_fields(connection, FieldOf.ORDER)),
            tuple(purchasing.suppliers(connection)),
        )
