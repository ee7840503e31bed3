"""What is free of products that are asked for, and how much of them is asked for."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.records.inventory import at_least_zero
from packbench.db.schema import Allocation, Order, OrderLine, Product, Stock, Warehouse
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key
from packbench.domain.warehousing import WarehouseKind


class AskedFor(NamedTuple):
    """A product at a warehouse: what is free, and the units that were asked for in some days."""

    sku: str
    name: str
    warehouse: str
    free: int
    units: int


def wanted(
    connection: Connection, first: datetime, over: datetime, warehouse: str = ""
) -> list[AskedFor]:
    """What was promised, picked, packed and shipped of orders of some days, where anything is free.

    The same units are the demand by which reordering goes; of warehouses in use alone.
    """
    one = Allocation
    asked = (
        select(
            *(one.product_id, one.warehouse_id),
            total(one.allocated + one.picked + one.packed + one.shipped).label("units"),
        )
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(one, one.order_line_id == OrderLine.id)
        .where(Order.ordered_at >= first, Order.ordered_at < over)
        .group_by(one.product_id, one.warehouse_id)
        .subquery()
    )
    free = at_least_zero(Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated)
    query = (
        select(Product.sku, Product.name, Warehouse.code, free, asked.c.units)
        .select_from(asked)
        .join(
            Stock,
            (Stock.warehouse_id == asked.c.warehouse_id) & (Stock.product_id == asked.c.product_id),
        )
        .join(Product, Product.id == Stock.product_id)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(
            *(free > 0, asked.c.units > 0, Product.manage_stock.is_(True)),
            *(Warehouse.active.is_(True), Warehouse.kind == WarehouseKind.PHYSICAL),
        )
    )
    if warehouse:
        query = query.where(Warehouse.code_key == code_key(warehouse))
    return [
        AskedFor(row[0], row[1], row[2], row[3], int(row[4])) for row in connection.execute(query)
    ]
