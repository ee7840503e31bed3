"""What could serve a waiting line: goods on order, later promises."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, Exists, or_, select, tuple_

from packbench.db.queries.planning.kits import kits_holding
from packbench.db.queries.planning.lead_times import RealLead, coming_days
from packbench.db.queries.planning.on_the_way import transfers_coming
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Stock,
    Waiting,
)
from packbench.db.sql.among import among
from packbench.db.sql.incoming import comes_in
from packbench.db.sql.rows import Promised
from packbench.domain.catalog import BackorderPolicy
from packbench.settings import CLAIM_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Arrival:
    """Units on an open purchase order or transfer; `lead` tells its day where it is not None."""

    number: str
    warehouse_id: int
    product_id: int
    units: int
    expected_on: date | None
    lead: RealLead | None = None


@dataclass(frozen=True, slots=True)
class WaitingFacts:
    """What is known of a waiting line."""

    line_id: int
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
            *(OrderLine.id, OrderLine.line, OrderLine.sku, OrderLine.waiting, Waiting.reason),
            *(Product.id, Product.available_from),
        )
        .join(Waiting, Waiting.order_line_id == OrderLine.id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(OrderLine.order_id == order_id, OrderLine.waiting > 0)
        .order_by(OrderLine.line)
    )
    return [WaitingFacts(*row) for row in connection.execute(query)]


def waiting_ahead(
    connection: Connection, order_id: int, product_ids: Collection[int], most: int
) -> set[int]:
    """Orders before this one in the queue that wait for a product, as such or in a kit.

    At most `most` of them.
    """
    kits = {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    place = select(Order.queue_key).where(Order.id == order_id).scalar_subquery()
    query = (
        select(Waiting.order_id)
        .where(
            among(Waiting.product_id, set(product_ids) | kits),
            tuple_(Waiting.queue_key, Waiting.order_id) < tuple_(place, order_id),
        )
        .distinct()
        .limit(most)
    )
    return set(connection.execute(query).scalars())


def within_reach(connection: Connection) -> set[int]:
    """Products that somebody waits for and a unit of which lies anywhere, fences or not.

    Kits, and products of which no stock is counted, are always among them.
    """
    free = Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated
    lying = select(Stock.product_id).where(free > 0, _somebody_waits(Stock.product_id))
    uncounted = select(Product.id).where(
        or_(Product.is_kit, Product.manage_stock.is_(False)), _somebody_waits(Product.id)
    )
    return set(connection.execute(lying.union(uncounted)).scalars())


def days_matter(connection: Connection, today: date) -> bool:
    """Whether on a later day the same stock may go to others: pre-orders come due, or claims."""
    due = select(Product.id).where(
        Product.backorder == BackorderPolicy.PREORDER, Product.available_from > today
    )
    if connection.execute(select(due.exists())).scalar_one():
        return True
    return read_setting(connection, CLAIM_AFTER_DAYS) is not None


def _somebody_waits(product_id: Column[int]) -> Exists:
    return select(Waiting.order_line_id).where(Waiting.product_id == product_id).exists()


def arrivals_of(connection: Connection, product_ids: Collection[int]) -> list[Arrival]:
    """Open lines of purchase orders and transfers of products, the earliest first."""
    line = PurchaseOrderLine
    owed = line.ordered - line.received - line.rejected
    query = (
        select(
            *(PurchaseOrder.number, PurchaseOrder.warehouse_id, line.product_id, owed),
            *(line.expected_on, PurchaseOrder.id),
        )
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(
            among(line.product_id, product_ids),
            owed > 0,
            comes_in(),
        )
        .order_by(line.expected_on.is_(None), line.expected_on, PurchaseOrder.number_key)
    )
    rows = connection.execute(query).all()
    days = coming_days(connection, {row.id for row in rows})
    found = [
        Arrival(one.number, one.warehouse_id, one.product_id, one.units, one.expected_on)
        for one in transfers_coming(connection, product_ids)
    ]
    found += [Arrival(*row[:4], *days.of(row.id, row.expected_on)) for row in rows]
    return sorted(found, key=lambda one: (one.expected_on is None, one.expected_on or date.max))


def safety_units(
    connection: Connection, product_ids: Collection[int]
) -> dict[int, dict[tuple[int, int], int]]:
    """By warehouse id: units that lie there as safety stock, by (warehouse id, product id)."""
    lying = Stock.on_hand - Stock.unavailable - Stock.allocated
    query = (
        select(Stock.warehouse_id, Stock.product_id, Stock.safety, lying.label("lying"))
        .where(among(Stock.product_id, product_ids), Stock.safety > 0, lying > 0)
        .order_by(Stock.warehouse_id)
    )
    units: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for row in connection.execute(query):
        kept = min(row.safety, row.lying)
        units[row.warehouse_id][row.warehouse_id, row.product_id] = kept
    return units


def promised_units(
    connection: Connection, promises: Mapping[Promised, int]
) -> dict[tuple[int, int], int]:
    """By (warehouse id, product id): the units of stock in some line units of shipments."""
    query = select(
        *(Allocation.shipment_id, Allocation.order_line_id, Allocation.warehouse_id),
        *(Allocation.product_id, Allocation.per_unit),
    ).where(
        among(Allocation.order_line_id, {line_id for _, line_id in promises}),
        Allocation.stock_id.is_not(None),
    )
    units: dict[tuple[int, int], int] = defaultdict(int)
    for shipment_id, line_id, warehouse_id, product_id, per_unit in connection.execute(query):
        taken = promises.get((shipment_id, line_id), 0)
        units[warehouse_id, product_id] += taken * per_unit
    return units
