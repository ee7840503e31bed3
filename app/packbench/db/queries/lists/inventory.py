"""The Inventory table: one row a product at a warehouse; its id is the stock row's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.lists.stock_filters import (
    FREE,
    is_of_products,
    lies_in,
    needing,
    of_products,
    of_warehouses,
    short,
    uncounted_stock,
)
from packbench.db.queries.records.custom_fields import values_by_column
from packbench.db.queries.records.inventory import incoming_subquery, waiting_units
from packbench.db.schema import (
    Order,
    OrderLine,
    Product,
    Stock,
    Waiting,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import PRODUCT_COLUMNS, FieldOf, FieldValue


@dataclass(frozen=True, slots=True)
class InventoryQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a SKU or a name, or a whole barcode.
        skus: exactly these SKUs.
        short: only where nothing is available of a product that somebody waits for.
        zones, bins, lots: only where something lies in one of them.
        attention: in which ways it needs attention, any of them; lots expire up to `soon`.
        uncounted_since: only where something lies that nobody has counted since.
        sort: `sku`, `name`, `warehouse`, `on_hand`, `unavailable`, `allocated`, `available`,
            `safety`, `minimum`, `reorder_point`, or the column of a field of products that the shop
                defined.
    """

    text: str = ""
    skus: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    short: bool = False
    zones: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    attention: tuple[str, ...] = ()
    soon: date = date.max
    uncounted_since: datetime | None = None
    sort: str = "sku"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListedWorth:
    """What the units of a row are worth; `unknown` of them have no cost and are not in it."""

    value: Decimal
    currency: str
    units: int
    unknown: int


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """A product at a warehouse; `waiting` is the product's, shown at each warehouse.

    `worth` is None where nobody asked for it.
    """

    id: int
    sku: str
    name: str
    warehouse: str
    on_hand: int
    unavailable: int
    allocated: int
    safety: int
    available: int
    incoming: int
    waiting: int
    minimum: int
    reorder_point: int | None = None
    custom: Mapping[str, FieldValue] = field(default_factory=dict)
    worth: ListedWorth | None = None


_SORTS = {
    "sku": Product.sku_key,
    "name": Product.name,
    "warehouse": Warehouse.code_key,
    "on_hand": Stock.on_hand,
    "unavailable": Stock.unavailable,
    "allocated": Stock.allocated,
    "available": FREE,
    "safety": Stock.safety,
    "minimum": Stock.minimum,
    "reorder_point": Stock.reorder_point,
    **{column: getattr(Product, column) for column in PRODUCT_COLUMNS},
}


_OF_PRODUCT = {"sku", "name", *PRODUCT_COLUMNS}


def select_ids(query: InventoryQuery) -> Select[int]:
    """The ids of the stock rows that fit, in the order that was asked for.

    Nothing is joined that neither sorts nor narrows: by a column of stock its rows are all that is
    read.
    """
    narrow = bool(query.bins or query.lots)
    # What lies in few places is found first, and sorted then, not looked for in the order of SKUs.
    sorts = {**_SORTS, "sku": Product.sku_key.concat("")} if narrow else _SORTS
    order = ordered_by(sorts, query.sort, query.descending, Stock.id)
    found = select(Stock.id)
    if query.sort in _OF_PRODUCT or query.sort not in _SORTS:
        found = found.join(Product, Product.id == Stock.product_id)
        found = found.where(*of_products(query.text, query.skus))
    else:
        found = found.where(*is_of_products(Stock.product_id, query.text, query.skus))
    if query.sort == "warehouse":
        found = found.join(Warehouse, Warehouse.id == Stock.warehouse_id)
    return found.where(*_conditions(query)).order_by(*order)


def _conditions(query: InventoryQuery) -> list[ColumnElement[bool]]:
    found = [
        *lies_in(query.zones, query.bins, query.lots),
        *needing(query.attention, query.soon),
        *uncounted_stock(query.uncounted_since),
    ]
    if query.warehouses:
        chosen = select(Warehouse.id).where(*of_warehouses(query.warehouses))
        found.append(Stock.warehouse_id.in_(chosen))
    return [*found, short()] if query.short else found


def read_rows(connection: Connection, ids: Sequence[int]) -> list[InventoryRow]:
    """The rows of some stock rows, in any order."""
    incoming = incoming_subquery()
    query = (
        select(
            *(Stock.id, Product.sku, Product.name, Warehouse.code),
            *(Stock.on_hand, Stock.unavailable, Stock.allocated, Stock.safety, FREE),
            *(func.coalesce(incoming.c.incoming, 0), waiting_units()),
            *(Stock.minimum, Stock.reorder_point, Stock.product_id),
        )
        .join(Product, Product.id == Stock.product_id)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .outerjoin(
            incoming,
            (incoming.c.warehouse_id == Stock.warehouse_id)
            & (incoming.c.product_id == Stock.product_id),
        )
        .where(among(Stock.id, ids))
    )
    rows = connection.execute(query).all()
    custom = values_by_column(connection, FieldOf.PRODUCT, {row[-1] for row in rows})
    found = [(InventoryRow(*row[:-1]), row[-1]) for row in rows]
    return [replace(one, custom=custom.get(product_id, {})) for one, product_id in found]


def places_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By the id of a stock row: its product's and its warehouse's."""
    query = select(Stock.id, Stock.product_id, Stock.warehouse_id).where(among(Stock.id, ids))
    return {row.id: (row.product_id, row.warehouse_id) for row in connection.execute(query)}


def warehouses(connection: Connection) -> list[str]:
    """The codes of all warehouses by rank."""
    query = select(Warehouse.code).order_by(Warehouse.rank, Warehouse.code_key)
    return list(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class WaitingHere:
    """An order line that waits for a product."""

    order_number: str
    quantity: int
    reason: str
    since: datetime


def read_queue(connection: Connection, sku: str, limit: int) -> list[WaitingHere]:
    """The first who wait for a product, in the order of the queue."""
    query = (
        select(Order.number, OrderLine.waiting, Waiting.reason, Waiting.since)
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == Waiting.product_id)
        .where(Product.sku_key == code_key(sku))
        .order_by(Waiting.queue_key, Waiting.order_line_id)
        .limit(limit)
    )
    return [WaitingHere(*row) for row in connection.execute(query)]
