"""The waiting room by product: one row a product that somebody waits for; its id is the product's.

Sums come first, each from an index of its own, so that no waiting line itself is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    func,
    literal_column,
    or_,
    select,
)

from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.planning.kits import flat_parts_query
from packbench.db.queries.records.back_orders import waits_because
from packbench.db.queries.records.inventory import at_least_zero, incoming_subquery
from packbench.db.schema import KitComponent, OrderLine, Product, Stock, Waiting, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key
from packbench.domain.warehousing import WarehouseKind


@dataclass(frozen=True, slots=True)
class WantedProductQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a SKU or a name.
        skus: exactly these SKUs.
        reasons: products that somebody waits for, for one of them.
        missing: only where stock and purchase orders don't cover what waits.
        sort: `missing`, `sku`, `name`, `waiting`, `on_hand`, `available`, `incoming`, `orders`,
            `oldest`.
    """

    text: str = ""
    skus: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    missing: bool = False
    sort: str = "missing"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class WantedProductRow:
    """A product that somebody waits for.

    Attributes:
        waiting: units that wait.
        on_hand: units physically there; those of a virtual warehouse are not.
        available: units that can be given to who waits, at all warehouses: one that is virtual
            promises them.
        incoming: units on open purchase orders. Of a kit each is as many as its components make
            at each warehouse.
        missing: units that wait and are neither available nor on order.
        orders: how many orders wait for it.
        oldest: since when the first of them waits.
    """

    id: int
    sku: str
    name: str
    waiting: int
    on_hand: int
    available: int
    incoming: int
    missing: int
    orders: int
    oldest: datetime


_FREE = at_least_zero(Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated)
_REAL = case(
    (
        Stock.warehouse_id.in_(
            select(Warehouse.id).where(Warehouse.kind == WarehouseKind.PHYSICAL)
        ),
        Stock.on_hand,
    ),
    else_=0,
)
"""Units physically there."""


def select_ids(query: WantedProductQuery) -> Select[int]:
    """The ids of the products that fit, in the order that was asked for."""
    parts = _Parts(_queue(), _oldest(), _stock(), _incoming())
    sorts = parts.columns()
    found = parts.joined(select(Product.id)).where(*_conditions(query))
    if query.missing:
        found = found.where(sorts["missing"] > 0)
    return found.order_by(*ordered_by(sorts, query.sort, query.descending, Product.id))


def read_rows(connection: Connection, ids: Sequence[int]) -> list[WantedProductRow]:
    """The rows of some products, in any order; those that nobody waits for are left out."""
    parts = _Parts(
        _queue().where(among(OrderLine.product_id, ids)),
        _oldest().where(among(Waiting.product_id, ids)),
        _stock().where(among(Stock.product_id, ids)),
        _incoming(),
    )
    columns = parts.columns()
    shown = ("name", "waiting", "on_hand", "available", "incoming", "missing", "orders", "oldest")
    query = parts.joined(select(Product.id, Product.sku, *(columns[key] for key in shown)))
    rows = connection.execute(query.where(among(Product.id, ids)))
    return [WantedProductRow(*row) for row in rows]


class _Parts:
    """What waits, since when, what is there and what is on order, by product."""

    def __init__(
        self, queue: Select[Any], oldest: Select[Any], stock: Select[Any], incoming: Select[Any]
    ) -> None:
        self._queue = queue.subquery("wanted")
        self._oldest = oldest.subquery("oldest")
        self._stock = stock.union_all(_stock_of_kits()).subquery("stocked")
        self._incoming = incoming.union_all(_incoming_of_kits()).subquery("on_order")

    def columns(self) -> dict[str, Any]:
        """Each column's expression; a product without stock or purchase orders has 0."""
        waiting = self._queue.c.waiting
        available = func.coalesce(self._stock.c.available, 0)
        incoming = func.coalesce(self._incoming.c.incoming, 0)
        return {
            "missing": at_least_zero(waiting - available - incoming),
            "sku": Product.sku_key,
            "name": Product.name,
            "waiting": waiting,
            "on_hand": func.coalesce(self._stock.c.on_hand, 0),
            "available": available,
            "incoming": incoming,
            "orders": self._queue.c.orders,
            "oldest": self._oldest.c.since,
        }

    def joined(self, query: Select[Any]) -> Select[Any]:
        """The query over products that somebody waits for."""
        return (
            query.join(self._queue, self._queue.c.product_id == Product.id)
            .join(self._oldest, self._oldest.c.product_id == Product.id)
            .outerjoin(self._stock, self._stock.c.product_id == Product.id)
            .outerjoin(self._incoming, self._incoming.c.product_id == Product.id)
        )


def _queue() -> Select[Any]:
    """Waiting units and orders by product, from the index of waiting lines alone."""
    units: list[ColumnElement[Any]] = [
        total(OrderLine.waiting).label("waiting"),
        func.count(func.distinct(OrderLine.order_id)).label("orders"),
    ]
    return (
        select(OrderLine.product_id, *units)
        .where(OrderLine.waiting > literal_column("0"))  # bound, it would not fit the index
        .group_by(OrderLine.product_id)
    )


def _oldest() -> Select[Any]:
    since: list[ColumnElement[Any]] = [func.min(Waiting.since).label("since")]
    return select(Waiting.product_id, *since).group_by(Waiting.product_id)


def _stock() -> Select[Any]:
    units: list[ColumnElement[Any]] = [
        total(_REAL).label("on_hand"),
        total(_FREE).label("available"),
    ]
    return select(Stock.product_id, *units).group_by(Stock.product_id)


def _incoming() -> Select[Any]:
    by_place = incoming_subquery()
    units: ColumnElement[Any] = total(by_place.c.incoming).label("incoming")
    return select(by_place.c.product_id, units).group_by(by_place.c.product_id)


def _stock_of_kits() -> Select[Any]:
    here = select(
        *(Stock.warehouse_id, Stock.product_id),
        *(_REAL.label("on_hand"), _FREE.label("available")),
    ).subquery()
    return _of_kits(here, "on_hand", "available")


def _incoming_of_kits() -> Select[Any]:
    return _of_kits(incoming_subquery(), "incoming")


def _of_kits(by_place: Subquery, *names: str) -> Select[Any]:
    """Whole kits that the units at each warehouse make, summed, of kits that somebody waits for."""
    parts = _kit_parts()
    other = parts.alias()
    needed = select(func.count()).select_from(other).where(other.c.kit_id == parts.c.kit_id)
    whole = [func.min(by_place.c[name] // parts.c.units).label(name) for name in names]
    at_place = (
        select(parts.c.kit_id, *whole)
        .join(by_place, by_place.c.product_id == parts.c.part_id)
        .group_by(parts.c.kit_id, by_place.c.warehouse_id)
        .having(func.count() == needed.scalar_subquery())
        .subquery()
    )
    sums: list[ColumnElement[Any]] = [total(at_place.c[name]).label(name) for name in names]
    return select(at_place.c.kit_id, *sums).group_by(at_place.c.kit_id)


@cache
def _kit_parts() -> CTE:
    """Counted products in the kits that somebody waits for; one CTE for all that use it."""
    waits = select(Waiting.product_id).where(Waiting.product_id == KitComponent.kit_id)
    flat = flat_parts_query(waits.exists()).subquery()
    return (
        select(flat.c.kit_id, flat.c.part_id, total(flat.c.units).label("units"))
        .join(Product, Product.id == flat.c.part_id)
        .where(Product.manage_stock)
        .group_by(flat.c.kit_id, flat.c.part_id)
        .cte("kit_parts")
    )


def _conditions(query: WantedProductQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.reasons:
        waits = select(Waiting.product_id).where(waits_because(query.reasons))
        found.append(Product.id.in_(waits))
    if query.skus:
        found.append(Product.sku_key.in_([code_key(sku) for sku in query.skus]))
    if query.text:
        columns = (Product.sku, Product.name)
        found.append(or_(*(one.icontains(query.text, autoescape=True) for one in columns)))
    return found
