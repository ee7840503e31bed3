"""Promises of orders behind an order in the queue, the last first."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Connection, Select, String, bindparam, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment, Stock
from packbench.db.sql.among import among_named
from packbench.db.sql.rows import AnyRow, Promised
from packbench.db.sql.units import HOLDS_STOCK
from packbench.domain.orders import ShipmentStatus


@dataclass(slots=True)
class LaterPromise:
    """Line units that a shipment holds for a line of a later order, and what one of them holds.

    `parts` has the units of stock in one line unit by (warehouse id, product id).
    """

    promised: Promised
    units: int
    parts: dict[tuple[int, int], int] = field(default_factory=dict)


def later_promises(
    connection: Connection, order_id: int, product_ids: Collection[int]
) -> list[LaterPromise]:
    """Unpicked promises of later orders that hold one of the products, the last first."""
    rows = connection.execute(_later(), {"order": order_id, "products": product_ids}).all()
    found: dict[Promised, LaterPromise] = {}
    for row in _unbegun(rows):
        key = (row.shipment_id, row.order_line_id)
        units = row.allocated // row.per_unit
        one = found.setdefault(key, LaterPromise(key, units))
        one.units = min(one.units, units)
        one.parts[row.warehouse_id, row.product_id] = row.per_unit
    return list(found.values())


class PromisedOf(NamedTuple):
    """A promise as `LaterPromise`, and whose it is."""

    order_id: int
    queue_key: str
    promise: LaterPromise


def promises_behind(
    connection: Connection, queue_key: str, product_ids: Collection[int]
) -> list[PromisedOf]:
    """As `later_promises`, of all orders behind a place in the queue."""
    rows = connection.execute(_behind(), {"place": queue_key, "products": product_ids}).all()
    found: dict[Promised, PromisedOf] = {}
    for row in _unbegun(rows):
        key = (row.shipment_id, row.order_line_id)
        units = row.allocated // row.per_unit
        if key not in found:
            found[key] = PromisedOf(row.order_id, row.queue_key, LaterPromise(key, units))
        one = found[key].promise
        one.units = min(one.units, units)
        one.parts[row.warehouse_id, row.product_id] = row.per_unit
    return list(found.values())


class HeldPart(NamedTuple):
    """What one line unit of a promise holds of a stock row, and for which order."""

    promised: Promised
    order_id: int
    warehouse_id: int
    product_id: int
    per_unit: int


def parts_held(connection: Connection, line_ids: Collection[int]) -> list[HeldPart]:
    """What promises of these lines hold of stock, in shipments that nobody has begun to pick."""
    rows = connection.execute(_PARTS_HELD, {"lines": line_ids}).all()
    return [HeldPart((row[0], row[1]), *row[2:-1]) for row in _unbegun(rows)]


def _unbegun(rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Those in shipments that nobody has begun to pick.

    Not asked of the database: by status it would walk the index of all shipments that are ready.
    """
    return [row for row in rows if row.status == ShipmentStatus.READY]


@cache
def _later() -> Select[*tuple[Any, ...]]:
    place = select(Order.queue_key).where(Order.id == bindparam("order")).scalar_subquery()
    return _promises(Order.queue_key > place)


@cache
def _behind() -> Select[*tuple[Any, ...]]:
    return _promises(Order.queue_key > bindparam("place", type_=String))


def _promises(behind: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    held = _held()
    return (
        select(
            *(held.c.shipment_id, held.c.order_line_id, held.c.warehouse_id),
            *(held.c.product_id, held.c.allocated, held.c.per_unit),
            *(Shipment.order_id, Shipment.status, Order.queue_key),
        )
        .join(Shipment, Shipment.id == held.c.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(OrderLine, OrderLine.id == held.c.order_line_id)
        .where(behind)
        .order_by(Order.queue_key.desc(), OrderLine.line.desc(), Shipment.sequence.desc())
    )


def _held() -> CTE:
    """Unpicked promises of stock of the products, found by its rows before anything is joined.

    Left to choose, SQLite would go through all shipments that are ready.
    """
    stock = select(Stock.id).where(among_named(Stock.product_id, "products"))
    return (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Allocation.warehouse_id),
            *(Allocation.product_id, Allocation.allocated, Allocation.per_unit),
        )
        .where(Allocation.stock_id.in_(stock), HOLDS_STOCK, Allocation.allocated > 0)
        .cte("held")
        .prefix_with("MATERIALIZED")
    )


def promised_stock(
    connection: Connection, promises: Mapping[Promised, int]
) -> dict[tuple[int, int], int]:
    """By (order id, stock row): the units of stock in some line units of shipments."""
    if not promises:
        return {}
    lines = {line_id for _, line_id in promises}
    found: dict[tuple[int, int], int] = defaultdict(int)
    for row in connection.execute(_PROMISED, {"lines": lines}).all():
        units = promises.get((row.shipment_id, row.order_line_id), 0)
        if units and row.stock_id is not None:
            found[row.order_id, row.stock_id] += units * row.per_unit
    return found


_PROMISED = (
    select(
        *(Allocation.shipment_id, Allocation.order_line_id, Allocation.stock_id),
        *(Allocation.per_unit, Shipment.order_id),
    )
    .join(Shipment, Shipment.id == Allocation.shipment_id)
    .where(among_named(Allocation.order_line_id, "lines"), Allocation.stock_id.is_not(None))
)
_PARTS_HELD = (
    select(
        *(Allocation.shipment_id, Allocation.order_line_id, Shipment.order_id),
        *(Allocation.warehouse_id, Allocation.product_id, Allocation.per_unit),
        Shipment.status,
    )
    .join(Shipment, Shipment.id == Allocation.shipment_id)
    .where(
        among_named(Allocation.order_line_id, "lines"),
        Allocation.stock_id.is_not(None),
    )
)
