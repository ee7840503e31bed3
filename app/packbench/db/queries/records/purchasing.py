"""Reads of purchase orders: one as a whole, and what is short and not ordered yet."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, and_, select

from packbench.db.queries.records.drop_ships import drop_shipped_order
from packbench.db.schema import (
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
    SupplierProduct,
    Warehouse,
)
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal


@dataclass(frozen=True, slots=True)
class PurchaseLineView:
    """A line; `open` units are neither received nor rejected."""

    sku: str
    ordered: int
    received: int
    rejected: int
    open: int
    unit_cost: Decimal | None
    expected_on: date | None
    line: int = 0
    supplier_sku: str | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrderView:
    """A purchase order as `po show` tells it.

    `customer_order`: of a drop-ship order, whose goods its supplier sends straight to the customer.
    """

    number: str
    supplier: str
    warehouse: str
    status: str
    lines: list[PurchaseLineView] = field(default_factory=list)
    currency: str | None = None
    terms: str | None = None
    note: str | None = None
    customer_order: str | None = None


def find_purchase_order(connection: Connection, number: str) -> AnyRow:
    """The purchase order with a number, all columns; refuses `not_found`."""
    query = select(PurchaseOrder.__table__).where(PurchaseOrder.number_key == code_key(number))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="purchase order", name=number)
    return row


def purchase_order_lines(connection: Connection, purchase_order_id: int) -> list[AnyRow]:
    """The lines with their SKUs, in line order."""
    query = (
        select(
            PurchaseOrderLine.__table__,
            *(Product.sku, Product.sku_key, Product.manage_stock, Product.is_kit),
            *(Product.active, Product.tracking),
            *(Product.name, SupplierProduct.supplier_sku),
        )
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.purchase_order_id)
        .outerjoin(
            SupplierProduct,
            and_(
                SupplierProduct.product_id == PurchaseOrderLine.product_id,
                SupplierProduct.supplier_id == PurchaseOrder.supplier_id,
            ),
        )
        .where(PurchaseOrderLine.purchase_order_id == purchase_order_id)
        .order_by(PurchaseOrderLine.line)
    )
    return list(connection.execute(query).all())


def show_purchase_order(connection: Connection, purchase_order_id: int) -> PurchaseOrderView:
    """One purchase order as a whole."""
    query = (
        select(
            PurchaseOrder.number,
            Supplier.code.label("supplier"),
            Warehouse.code.label("warehouse"),
            *(PurchaseOrder.status, PurchaseOrder.currency, PurchaseOrder.terms),
            PurchaseOrder.note,
        )
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
        .where(PurchaseOrder.id == purchase_order_id)
    )
    row = connection.execute(query).one()
    lines = [
        PurchaseLineView(
            sku=line.sku,
            ordered=line.ordered,
            received=line.received,
            rejected=line.rejected,
            open=max(0, line.ordered - line.received - line.rejected),
            unit_cost=line.unit_cost,
            expected_on=line.expected_on,
            line=line.line,
            supplier_sku=line.supplier_sku,
        )
        for line in purchase_order_lines(connection, purchase_order_id)
    ]
    order = drop_shipped_order(connection, purchase_order_id)
    said = (row.currency, row.terms, row.note, None if order is None else order.number)
    return PurchaseOrderView(row.number, row.supplier, row.warehouse, row.status, lines, *said)


def purchase_order_row(connection: Connection, purchase_order_id: int) -> AnyRow:
    """One purchase order by its id, all columns."""
    query = select(PurchaseOrder.__table__).where(PurchaseOrder.id == purchase_order_id)
    return connection.execute(query).one()
