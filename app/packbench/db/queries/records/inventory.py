"""Reads of stock: one row a (warehouse, product), with what is incoming and who waits."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from packbench.db.queries.records.transfers import on_its_way
from packbench.db.schema import (
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Stock,
    TransferLineRow,
    TransferRow,
    Waiting,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.db.sql.incoming import comes_in
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key


@dataclass(frozen=True, slots=True)
class StockRow:
    """A product at a warehouse; `waiting` is the SKU's, shown at each warehouse that stocks it.

    `allocated` counts every promised unit until it is shipped.
    """

    warehouse: str
    sku: str
    on_hand: int
    unavailable: int
    allocated: int
    available: int
    incoming: int
    waiting: int


def stock_rows(
    connection: Connection, *, sku: str | None = None, warehouse: str | None = None
) -> list[StockRow]:
    """Stock by SKU and warehouse, filtered by whole codes."""
    query = _stock_query()
    if sku is not None:
        query = query.where(Product.sku_key == code_key(sku))
    if warehouse is not None:
        query = query.where(Warehouse.code_key == code_key(warehouse))
    return [StockRow(*row) for row in connection.execute(query)]


def stock_rows_of(
    connection: Connection, warehouse_ids: list[int], product_id: int
) -> list[StockRow]:
    """Stock of one product at some warehouses."""
    query = _stock_query().where(
        Stock.product_id == product_id, among(Stock.warehouse_id, warehouse_ids)
    )
    return [StockRow(*row) for row in connection.execute(query)]


def incoming_subquery() -> Any:
    """Units on open purchase orders and transfers, by warehouse and product."""
    owed = PurchaseOrderLine.ordered - PurchaseOrderLine.received - PurchaseOrderLine.rejected
    bought = (
        select(PurchaseOrder.warehouse_id, PurchaseOrderLine.product_id, owed.label("units"))
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.purchase_order_id)
        .where(comes_in(), owed > 0)
    )
    line = TransferLineRow
    moved = (
        select(TransferRow.target_id, line.product_id, on_its_way())
        .join(TransferRow, TransferRow.id == line.transfer_id)
        .where(on_its_way() > 0)
    )
    coming = bought.union_all(moved).subquery("coming")
    return (
        select(coming.c.warehouse_id, coming.c.product_id, total(coming.c.units).label("incoming"))
        .group_by(coming.c.warehouse_id, coming.c.product_id)
        .subquery("incoming")
    )


def waiting_units() -> ColumnElement[int]:
    """Waiting units of a stock row's product, to be selected with it."""
    waiting = (
        select(total(OrderLine.waiting))
        .join(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(Waiting.product_id == Stock.product_id)
        .scalar_subquery()
    )
    return func.coalesce(waiting, 0)


def _stock_query() -> Select[Any]:
    free = Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated
    incoming = incoming_subquery()
    return (
        select(
            Warehouse.code,
            Product.sku,
            Stock.on_hand,
            Stock.unavailable,
            Stock.allocated,
            at_least_zero(free),
            func.coalesce(incoming.c.incoming, 0),
            waiting_units(),
        )
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .join(Product, Product.id == Stock.product_id)
        .outerjoin(
            incoming,
            (incoming.c.warehouse_id == Stock.warehouse_id)
            & (incoming.c.product_id == Stock.product_id),
        )
        .order_by(Product.sku_key, Warehouse.rank, Warehouse.code_key)
    )


def at_least_zero(expression: Any) -> Any:
    """The expression, or 0 where it is negative (the two engines have no function in common)."""
    return case((expression > 0, expression), else_=0)
