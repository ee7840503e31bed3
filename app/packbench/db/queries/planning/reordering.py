"""Reads of stock with its reorder rules, and of the demand of the last days."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    exists,
    literal,
    null,
    or_,
    select,
)

from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    Product,
    PurchaseOrder,
    ReorderRule,
    Stock,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.reordering import DraftedBy
from packbench.domain.warehousing import WarehouseKind

Place = tuple[int, int]
"""(product id, warehouse id)."""


class StockToRefill(NamedTuple):
    """A product at a warehouse, with what asks for it to be bought again."""

    product_id: int
    warehouse_id: int
    sku: str
    name: str
    warehouse: str
    on_hand: int
    unavailable: int
    safety: int
    allocated: int
    minimum: int
    reorder_point: int | None
    reorder_quantity: int | None
    point: int | None
    quantity: int | None
    cover_days: int | None
    demand_days: int | None
    service_percent: int | None
    sku_key: str


def stock_to_refill(connection: Connection, product_ids: Collection[int]) -> list[StockToRefill]:
    """What a rule asks for, and all of these products; each place once, by SKU and warehouse.

    Only what is bought for stock: no kits, no stock that is not counted, no pools, and of products
    and warehouses that are out of use only what is asked for here.
    """
    ruled = or_(
        ReorderRule.product_id.is_not(None), Stock.reorder_point.is_not(None), Stock.minimum > 0
    )
    rows = {}
    for query in (
        _stocked().where(ruled, Product.active),
        _not_stocked(),
        *([_stocked().where(among(Product.id, product_ids))] if product_ids else ()),
    ):
        for row in connection.execute(query).all():
            rows[row[0], row[1]] = row
    return list(map(StockToRefill._make, rows.values()))


def _stocked() -> Select[*tuple[Any, ...]]:
    rule = ReorderRule
    return (
        select(
            *(Product.id, Warehouse.id, Product.sku, Product.name, Warehouse.code, Stock.on_hand),
            *(Stock.unavailable, Stock.safety, Stock.allocated, Stock.minimum),
            *(Stock.reorder_point, Stock.reorder_quantity),
            *(rule.point, rule.quantity, rule.cover_days, rule.demand_days, rule.service_percent),
            Product.sku_key,
        )
        .select_from(Stock)
        .join(Product, Product.id == Stock.product_id)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .outerjoin(
            rule, (rule.warehouse_id == Stock.warehouse_id) & (rule.product_id == Stock.product_id)
        )
        .where(*_is_bought())
    )


def _not_stocked() -> Select[*tuple[Any, ...]]:
    """Rules for what was not added to its warehouse yet."""
    rule, nothing = ReorderRule, literal(0)
    there = exists().where(
        Stock.warehouse_id == rule.warehouse_id, Stock.product_id == rule.product_id
    )
    return (
        select(
            *(Product.id, Warehouse.id, Product.sku, Product.name, Warehouse.code),
            *(nothing, nothing, nothing, nothing, nothing, null(), null()),
            *(rule.point, rule.quantity, rule.cover_days, rule.demand_days, rule.service_percent),
            Product.sku_key,
        )
        .select_from(rule)
        .join(Product, Product.id == rule.product_id)
        .join(Warehouse, Warehouse.id == rule.warehouse_id)
        .where(*_is_bought(), Product.active, ~there)
    )


def _is_bought() -> list[ColumnElement[bool]]:
    return [
        Product.manage_stock.is_(True),
        Product.is_kit.is_(False),
        Warehouse.active.is_(True),
        Warehouse.kind == WarehouseKind.PHYSICAL,
    ]


def named_places(connection: Connection, places: Collection[Place]) -> Iterator[StockToRefill]:
    """Places by (product id, warehouse id) of which nothing is known but their names."""
    by_product: dict[int, set[int]] = defaultdict(set)
    for product_id, warehouse_id in places:
        by_product[product_id].add(warehouse_id)
    codes = {row[0]: row[1] for row in connection.execute(select(Warehouse.id, Warehouse.code))}
    query = select(Product.id, Product.sku, Product.name, Product.sku_key).where(
        among(Product.id, by_product)
    )
    for product_id, sku, name, sku_key in connection.execute(query).all():
        for warehouse_id in by_product[product_id]:
            place: tuple[Any, ...] = product_id, warehouse_id, sku, name, codes[warehouse_id]
            yield StockToRefill._make((*place, *[0] * 5, *[None] * 7, sku_key))


def demand_sums(
    connection: Connection, days: Sequence[datetime], but: Collection[int] = ()
) -> dict[Place, tuple[int, int]]:
    """The units that were ordered in some days, and the sum of the squares a day.

    Args:
        connection: to the database.
        days: the moments at which the days begin, and at which the last one ends.
        but: products of which `demand_by_day` is asked.
    """
    daily = _daily(days)
    if but:
        daily = daily.where(~among(Allocation.product_id, but))
    a_day = daily.subquery()
    query = select(
        *(a_day.c.product_id, a_day.c.warehouse_id, total(a_day.c.units)),
        total(a_day.c.units * a_day.c.units),
    ).group_by(a_day.c.product_id, a_day.c.warehouse_id)
    return {
        (product_id, warehouse_id): (int(units), int(squares))
        for product_id, warehouse_id, units, squares in connection.execute(query).all()
    }


def demand_by_day(
    connection: Connection, days: Sequence[datetime], product_ids: Collection[int]
) -> dict[Place, dict[int, int]]:
    """The units that were ordered of some products, by the number of the day; 1 is the first."""
    found: dict[Place, dict[int, int]] = defaultdict(dict)
    query = _daily(days).where(among(Allocation.product_id, product_ids))
    for product_id, warehouse_id, day, units in connection.execute(query).all():
        found[product_id, warehouse_id][day] = int(units)
    return found


def _daily(days: Sequence[datetime]) -> Select[*tuple[Any, ...]]:
    """What was promised, picked, packed and shipped of a day's orders, by product and warehouse."""
    one = Allocation
    day = _day_of(days).label("day")
    units = total(one.allocated + one.picked + one.packed + one.shipped).label("units")
    return (
        select(one.product_id, one.warehouse_id, day, units)
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(one, one.order_line_id == OrderLine.id)
        .where(Order.ordered_at >= days[0], Order.ordered_at < days[-1])
        .group_by(one.product_id, one.warehouse_id, day)
    )


def _day_of(days: Sequence[datetime]) -> ColumnElement[int]:
    """The number of the day in which an order was made, halved again and again."""

    def between(first: int, last: int) -> ColumnElement[int]:
        if first == last:
            return literal(first)
        middle = (first + last) // 2
        before = Order.ordered_at < days[middle]
        return case((before, between(first, middle)), else_=between(middle + 1, last))

    return between(1, len(days) - 1)


def drafted_by_itself(connection: Connection) -> list[int]:
    """The ids of drafts that were made by themselves, also of those that were edited since."""
    query = select(PurchaseOrder.id).where(
        PurchaseOrder.status == PurchaseOrderStatus.DRAFT,
        PurchaseOrder.drafted_by == DraftedBy.AUTO,
    )
    return list(connection.execute(query.order_by(PurchaseOrder.id)).scalars())
