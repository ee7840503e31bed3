"""What was ordered in some days, by channel and by product; cancelled orders do not count."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.queries.lists.orders import OrderQuery, matching
from packbench.db.schema import Order, OrderLine, Product
from packbench.db.sql.among import among
from packbench.db.sql.sums import total


class Ordered(NamedTuple):
    """Orders and units."""

    orders: int
    units: int


def by_channel(connection: Connection, query: OrderQuery) -> dict[str, Ordered]:
    """Of orders that fit, by their channel."""
    rows = select(Order.channel, func.count(), total(Order.unit_count)).where(*matching(query))
    return {
        row[0]: Ordered(row[1], int(row[2]))
        for row in connection.execute(rows.group_by(Order.channel))
    }


def most_ordered(connection: Connection, query: OrderQuery, most: int) -> dict[str, Ordered]:
    """Of orders that fit, the SKUs with the most units, the first first."""
    units = total(OrderLine.ordered - OrderLine.cancelled)
    sums = (
        select(OrderLine.product_id, func.count(Order.id.distinct()).label("orders"), units)
        .join(Order, Order.id == OrderLine.order_id)
        .where(*matching(query), OrderLine.product_id.is_not(None))
        .group_by(OrderLine.product_id)
        .having(units > 0)
        .order_by(units.desc(), OrderLine.product_id)
        .limit(most)
    )
    rows = connection.execute(sums).all()
    found = {one: Ordered(orders, int(sold)) for one, orders, sold in rows if one is not None}
    skus = select(Product.id, Product.sku).where(among(Product.id, found))
    names = {row[0]: row[1] for row in connection.execute(skus)}
    return {names[product_id]: sold for product_id, sold in found.items()}


def ordered_of(connection: Connection, query: OrderQuery, skus: Collection[str]) -> dict[str, int]:
    """Of orders that fit, the units of some products, by their SKU."""
    units = total(OrderLine.ordered - OrderLine.cancelled)
    rows = (
        select(Product.sku, units)
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(*matching(query), Product.sku.in_(skus))
        .group_by(Product.sku)
    )
    return {row[0]: int(row[1]) for row in connection.execute(rows)}
