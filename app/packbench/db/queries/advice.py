"""What could serve a waiting line: stock behind a fence, goods on order, later promises."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from packbench.db.queries.sums import total
from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    Stock,
    Waiting,
    Warehouse,
    WarehouseCountry,
)
from packbench.domain.orders import ShipmentStatus
from packbench.domain.purchasing import INCOMING
from packbench.domain.warehousing import ALL_COUNTRIES


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Available units at a warehouse, and what keeps the order out of it."""

    warehouse: str
    active: bool
    serves: bool
    units: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Units of a product on an open purchase order."""

    number: str
    units: int
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class WaitingFacts:
    """What is known of a waiting line."""

    line: int
    sku: str
    quantity: int
    reason: str
    product_id: int
    available_from: date | None


def waiting_facts(connection: Connection, order_id: int) -> list[WaitingFacts]:
    """The lines of an order that wait, in line order."""
    query = (
        select(
            *(OrderLine.line, OrderLine.sku, OrderLine.waiting, Waiting.reason),
            *(Product.id, Product.available_from),
        )
        .join(Waiting, Waiting.order_line_id == OrderLine.id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(OrderLine.order_id == order_id, OrderLine.waiting > 0)
        .order_by(OrderLine.line)
    )
    return [WaitingFacts(*row) for row in connection.execute(query)]


def stock_elsewhere(
    connection: Connection, product_id: int, country: str | None
) -> list[Elsewhere]:
    """Warehouses with available units of a product, the most units first."""
    free = Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated
    serves = (
        select(WarehouseCountry.country)
        .where(
            WarehouseCountry.warehouse_id == Warehouse.id,
            WarehouseCountry.country.in_([country or "", ALL_COUNTRIES]),
        )
        .exists()
    )
    query = (
        select(Warehouse.name, Warehouse.active, serves, free)
        .join(Stock, Stock.warehouse_id == Warehouse.id)
        .where(Stock.product_id == product_id, free > 0)
        .order_by(free.desc(), Warehouse.rank)
    )
    return [Elsewhere(row[0], row[1], bool(row[2]), row[3]) for row in connection.execute(query)]


def arrivals_of(connection: Connection, product_id: int) -> list[Arrival]:
    """Open purchase order lines of a product, the earliest first."""
    line = PurchaseOrderLine
    owed = line.ordered - line.received - line.rejected
    query = (
        select(PurchaseOrder.number, owed, line.expected_on)
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(
            line.product_id == product_id,
            owed > 0,
            PurchaseOrder.status.in_([status.value for status in INCOMING]),
        )
        .order_by(line.expected_on.is_(None), line.expected_on, PurchaseOrder.number_key)
    )
    return [Arrival(*row) for row in connection.execute(query)]


def promised_to_later(connection: Connection, order_id: int, product_id: int) -> int:
    """Unpicked units of a product that orders behind this one hold."""
    place = select(Order.queue_key).where(Order.id == order_id).scalar_subquery()
    query = (
        select(total(Allocation.allocated))
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(
            Allocation.product_id == product_id,
            Shipment.status == ShipmentStatus.READY,
            Order.queue_key > place,
        )
    )
    return connection.execute(query).scalar_one() or 0
