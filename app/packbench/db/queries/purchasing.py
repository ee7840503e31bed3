"""Reads of purchase orders: one as a whole, and what is short and not ordered yet."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.queries.among import among
from packbench.db.queries.sums import total
from packbench.db.rows import AnyRow
from packbench.db.schema import (
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
    SupplierProduct,
    Waiting,
    Warehouse,
)
from packbench.domain.catalog import code_key
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind


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


@dataclass(frozen=True, slots=True)
class PurchaseOrderView:
    """A purchase order as `po show` tells it."""

    number: str
    supplier: str
    warehouse: str
    status: str
    lines: list[PurchaseLineView] = field(default_factory=list)


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
        )
        .join(Product, Product.id == PurchaseOrderLine.product_id)
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
            PurchaseOrder.status,
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
        )
        for line in purchase_order_lines(connection, purchase_order_id)
    ]
    return PurchaseOrderView(row.number, row.supplier, row.warehouse, row.status, lines)


class Shortage(NamedTuple):
    """Units of a product that wait and that no purchase order brings, with its supplier's terms."""

    product_id: int
    sku: str
    units: int
    supplier_id: int | None
    pack_size: int
    minimum_quantity: int
    unit_cost: Decimal | None


def shortages(connection: Connection, supplier_id: int | None) -> list[Shortage]:
    """Products that are short beyond what is on open and draft purchase orders.

    A product's own supplier comes before others that sell it. Kits are bought as components, so
    they are left out here.
    """
    waiting = (
        select(Waiting.product_id, total(OrderLine.waiting).label("units"))
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .group_by(Waiting.product_id)
        .subquery()
    )
    line = PurchaseOrderLine
    coming = (
        select(line.product_id, total(line.ordered - line.received - line.rejected).label("units"))
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(
            PurchaseOrder.status.in_(
                [status.value for status in (PurchaseOrderStatus.DRAFT, *INCOMING)]
            )
        )
        .group_by(line.product_id)
        .subquery()
    )
    missing = waiting.c.units - func.coalesce(coming.c.units, 0)
    terms = SupplierProduct
    query = (
        select(
            *(Product.id, Product.sku, missing, Product.supplier_id.label("own")),
            *(terms.supplier_id, terms.pack_size, terms.minimum_quantity, terms.unit_cost),
        )
        .join(waiting, waiting.c.product_id == Product.id)
        .outerjoin(coming, coming.c.product_id == Product.id)
        .outerjoin(terms, terms.product_id == Product.id)
        .where(missing > 0, Product.is_kit.is_(False))
        .order_by(Product.sku_key, terms.supplier_id != Product.supplier_id, terms.supplier_id)
    )
    if supplier_id is not None:
        query = query.where(
            (terms.supplier_id == supplier_id) | (Product.supplier_id == supplier_id)
        )
    found: dict[int, Shortage] = {}
    for row in connection.execute(query):
        supplier = row.supplier_id or row.own
        size = (row.pack_size or 1, row.minimum_quantity or 1, row.unit_cost)
        found.setdefault(row.id, Shortage(row.id, row.sku, row[2], supplier, *size))
    return list(found.values())


def waiting_units(connection: Connection, order_ids: Collection[int]) -> dict[int, int]:
    """By product: units that wait of some orders."""
    query = (
        select(Waiting.product_id, total(OrderLine.waiting))
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(among(Waiting.order_id, order_ids))
        .group_by(Waiting.product_id)
    )
    return {row[0]: row[1] for row in connection.execute(query).all()}


def purchase_order_row(connection: Connection, purchase_order_id: int) -> AnyRow:
    """One purchase order by its id, all columns."""
    query = select(PurchaseOrder.__table__).where(PurchaseOrder.id == purchase_order_id)
    return connection.execute(query).one()


def first_warehouse(connection: Connection) -> int | None:
    """Where goods are bought for when nobody says: the active physical warehouse of best rank."""
    query = (
        select(Warehouse.id)
        .where(Warehouse.kind == WarehouseKind.PHYSICAL, Warehouse.active)
        .order_by(Warehouse.rank, Warehouse.code_key)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()
