"""Reads of pre-orders: what was promised of each product, by the day on which it is to be there."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select

from packbench.db.queries.planning.on_the_way import transfers_coming
from packbench.db.schema import (
    Allocation,
    Command,
    Movement,
    Order,
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    Stock,
    Waiting,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.incoming import comes_in
from packbench.db.sql.sums import total
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.orders import Reason
from packbench.domain.warehousing import Cause, WarehouseKind


@dataclass(frozen=True, slots=True)
class PreorderDay:
    """A product that is sold before it is there.

    Attributes:
        available_from: the day from which it is given out; None when nobody knows.
        promised: units that wait with a promise, and those that virtual warehouses promise.
        pooled: those of them that virtual warehouses promise; they don't wait.
        over_limit: units that wait for room under the limit.
        orders: how many orders have any of these.
        pooled_orders: the numbers of those with a promise of a virtual warehouse, in queue order.
        opened: units that virtual warehouses were opened with, all that they were ever given.
        moved: those of them whose promises went to real warehouses; they left with them.
        left: those of them that nobody is promised.
        limit: most units that may be promised; None for no limit.
        on_hand: usable units in real warehouses.
        incoming: units that purchase orders and transfers bring by that day (all of them when there
            is no day).
    """

    available_from: date | None
    sku: str
    name: str
    promised: int
    pooled: int
    over_limit: int
    orders: int
    limit: int | None
    on_hand: int
    incoming: int
    pooled_orders: tuple[str, ...]
    opened: int = 0
    moved: int = 0
    left: int = 0

    @property
    def waits(self) -> bool:
        """Whether anybody waits for it: with a promise that no pool gave, or over the limit."""
        return self.promised > self.pooled or self.over_limit > 0


def preorder_days(connection: Connection) -> list[PreorderDay]:
    """All pre-order products and all that pools promise, the earliest day first, no day last."""
    query = (
        select(
            *(Product.id, Product.available_from, Product.sku, Product.name),
            Product.preorder_limit,
        )
        .where(or_(Product.backorder == BackorderPolicy.PREORDER, _IN_POOLS), Product.active)
        .order_by(Product.available_from.is_(None), Product.available_from, Product.sku_key)
    )
    products = connection.execute(query).all()
    ids = [row.id for row in products]
    promised = _sums(connection, _waiting(ids, Reason.PREORDER))
    over = _sums(connection, _waiting(ids, Reason.PREORDER_LIMIT))
    pooled = _sums(connection, _stock(ids, WarehouseKind.VIRTUAL, Stock.allocated))
    usable = Stock.on_hand - Stock.unavailable
    on_hand = _sums(connection, _stock(ids, WarehouseKind.PHYSICAL, usable))
    in_pools_now = _sums(connection, _stock(ids, WarehouseKind.VIRTUAL, Stock.on_hand))
    left = _sums(connection, _stock(ids, WarehouseKind.VIRTUAL, usable - Stock.allocated))
    moved = _sums(connection, _moved(ids))
    incoming = _coming_in_time(connection, {row.id: row.available_from for row in products})
    waiting, in_pools = _waiting_orders(connection, ids), _pooled_orders(connection, ids)
    return [
        PreorderDay(
            row.available_from,
            row.sku,
            row.name,
            promised.get(row.id, 0) + pooled.get(row.id, 0),
            pooled.get(row.id, 0),
            over.get(row.id, 0),
            len(waiting[row.id] | in_pools[row.id].keys()),
            row.preorder_limit,
            on_hand.get(row.id, 0),
            incoming.get(row.id, 0),
            tuple(in_pools[row.id].values()),
            in_pools_now.get(row.id, 0) + moved.get(row.id, 0),
            moved.get(row.id, 0),
            left.get(row.id, 0),
        )
        for row in products
    ]


_IN_POOLS = (
    exists()
    .where(Stock.product_id == Product.id, Warehouse.id == Stock.warehouse_id)
    .where(Warehouse.kind == WarehouseKind.VIRTUAL, Stock.ledger_seq > 0)
)


def _moved(ids: Collection[int]) -> Select[int, int]:
    """What left virtual warehouses with promises; what was taken back is there again."""
    later = aliased(Command)
    undone = exists().where(later.undoes_id == Movement.command_id)
    return (
        select(Movement.product_id, total(-Movement.quantity))
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .where(
            among(Movement.product_id, ids),
            Warehouse.kind == WarehouseKind.VIRTUAL,
            Movement.cause == Cause.TRANSFER,
            ~undone,
        )
        .group_by(Movement.product_id)
    )


def _sums(connection: Connection, query: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _waiting(ids: Collection[int], reason: Reason) -> Select[int, int]:
    return (
        select(Waiting.product_id, total(OrderLine.waiting))
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(among(Waiting.product_id, ids), Waiting.reason == reason)
        .group_by(Waiting.product_id)
    )


def _stock(ids: Collection[int], kind: WarehouseKind, units: Any) -> Select[int, int]:
    return (
        select(Stock.product_id, total(units))
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(among(Stock.product_id, ids), Warehouse.kind == kind)
        .group_by(Stock.product_id)
    )


def _coming_in_time(connection: Connection, days: Mapping[int, date | None]) -> dict[int, int]:
    """By product: units that come until its day; of those on no known day none do."""
    units = defaultdict(int, _sums(connection, _incoming(days)))
    for one in transfers_coming(connection, days):
        day = days[one.product_id]
        if day is None or (one.expected_on is not None and one.expected_on <= day):
            units[one.product_id] += one.units
    return units


def _incoming(ids: Collection[int]) -> Select[int, int]:
    line = PurchaseOrderLine
    in_time = or_(Product.available_from.is_(None), line.expected_on <= Product.available_from)
    return (
        select(line.product_id, total(line.ordered - line.received - line.rejected))
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(Product, Product.id == line.product_id)
        .where(
            among(line.product_id, ids),
            comes_in(),
            line.ordered > line.received + line.rejected,
            in_time,
        )
        .group_by(line.product_id)
    )


def _waiting_orders(connection: Connection, ids: Collection[int]) -> dict[int, set[int]]:
    """By product: the orders that wait for it as a pre-order."""
    query = select(Waiting.product_id, Waiting.order_id).where(
        among(Waiting.product_id, ids),
        Waiting.reason.in_([Reason.PREORDER.value, Reason.PREORDER_LIMIT.value]),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for product_id, order_id in connection.execute(query).all():
        found[product_id].add(order_id)
    return found


def _pooled_orders(connection: Connection, ids: Collection[int]) -> dict[int, dict[int, str]]:
    """By product: the orders with a promise of a virtual warehouse and their numbers, in a kit too.

    They are in queue order.
    """
    query = (
        select(Allocation.product_id, Order.id, Order.number)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Allocation.warehouse_id)
        .where(
            among(Allocation.product_id, ids),
            Allocation.allocated > 0,
            Warehouse.kind == WarehouseKind.VIRTUAL,
        )
        .order_by(Order.queue_key, Order.id)
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for product_id, order_id, number in connection.execute(query).all():
        found[product_id][order_id] = number
    return found
