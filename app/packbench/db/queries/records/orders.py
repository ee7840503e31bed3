"""Reads of orders: lists for people and programs, and one order as a whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, func, select

from packbench.db.queries.records.custom_fields import field_values, used_fields
from packbench.db.queries.records.near_products import near_skus
from packbench.db.queries.records.packing import ParcelBrief, parcels_of_orders
from packbench.db.schema import (
    Allocation,
    Decision,
    Order,
    OrderExclusion,
    OrderLine,
    OrderProblem,
    Product,
    Shipment,
    Waiting,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.allocation.decision import WarehouseDecision
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import FieldOf, FieldValue
from packbench.domain.orders import Problem, ShipmentStatus
from packbench.domain.tags import split_tags


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with its buckets; `kit` tells that the units are kit units."""

    line: int
    sku: str
    name: str
    ordered: int
    unrouted: int
    allocated: int
    waiting: int
    unavailable: int
    picked: int
    packed: int
    shipped: int
    cancelled: int
    reason: str | None
    kit: bool
    original_sku: str | None


@dataclass(frozen=True, slots=True)
class AllocationView:
    """Units that are promised to a line at a warehouse and not picked yet."""

    line: int
    sku: str
    warehouse: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentLineView:
    """Units of a product in a shipment, whatever their step."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """What one warehouse sends for the order in one go."""

    number: str
    warehouse: str
    status: str
    carrier: str | None
    tracking: str | None
    lines: list[ShipmentLineView] = field(default_factory=list)
    parcels: list[ParcelBrief] = field(default_factory=list)
    shipped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A problem; line 0 is the order itself, `sku` that of the line.

    `near` are SKUs that were perhaps meant, where nobody knows it; of a single order only.
    """

    code: str
    line: int
    sku: str
    near: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order as `orders show` and the window's panel tell it."""

    id: int
    number: str
    status: str
    channel: str
    ordered_at: datetime
    customer_name: str | None
    customer_email: str | None
    company: str | None
    street: str | None
    street2: str | None
    city: str | None
    postal_code: str | None
    region: str | None
    country: str | None
    priority: int
    ship_by: date | None
    payment: str
    max_warehouses: int | None
    ship_partial: bool
    hold: str | None
    hold_reason: str | None
    verify: str | None
    note: str | None
    gift_message: str | None
    currency: str | None
    ship_method: str | None
    shipping_charged: Decimal | None
    discount: Decimal | None
    tax: Decimal | None
    problems: list[ProblemView] = field(default_factory=list)
    lines: list[LineView] = field(default_factory=list)
    allocations: list[AllocationView] = field(default_factory=list)
    shipments: list[ShipmentView] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    custom: list[FieldValue] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders is narrowed to; None and empty narrow nothing."""

    status: str | None = None
    sku: str | None = None
    country: str | None = None
    email: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter in SQL; texts are whole values but for the e-mail, which may be a part."""
        found: list[ColumnElement[bool]] = []
        if self.status:
            found.append(Order.status == self.status)
        if self.country:
            found.append(Order.country == self.country.upper())
        if self.email:
            found.append(Order.customer_email.icontains(self.email, autoescape=True))
        if self.sku:
            found.append(has_sku(self.sku))
        return found


def has_sku(sku: str) -> ColumnElement[bool]:
    """A condition that the order has a line with this SKU, known or not."""
    return Order.id.in_(ids_with_sku(sku))


def ids_with_sku(sku: str) -> CompoundSelect[int]:
    """The orders that have a line with this SKU, known or not."""
    key = code_key(sku)
    product_id = select(Product.id).where(Product.sku_key == key).scalar_subquery()
    known = select(OrderLine.order_id).where(OrderLine.product_id == product_id)
    unknown = select(OrderLine.order_id).where(
        OrderLine.product_id.is_(None), OrderLine.sku_key == key
    )
    return known.union_all(unknown)


_SHOWN = (
    *(Order.id, Order.number, Order.status, Order.channel, Order.ordered_at),
    *(Order.customer_name, Order.customer_email, Order.company, Order.street, Order.street2),
    *(Order.city, Order.postal_code, Order.region, Order.country, Order.priority, Order.ship_by),
    *(Order.payment, Order.max_warehouses, Order.ship_partial, Order.hold, Order.hold_reason),
    Order.verify,
    *(Order.note, Order.gift_message, Order.currency, Order.ship_method, Order.tags),
    *(Order.shipping_charged, Order.discount, Order.tax),
)


def list_orders(connection: Connection, wanted: OrderFilter, limit: int | None) -> list[OrderView]:
    """Orders in queue order with lines, problems and shipments, without allocations."""
    query = select(*_SHOWN).where(*wanted.conditions()).order_by(Order.queue_key, Order.id)
    rows = connection.execute(query.limit(limit)).all()
    ids = [row.id for row in rows]
    lines, problems = _lines(connection, ids), _problems(connection, ids)
    shipments = _shipments(connection, ids)
    custom = field_values(connection, used_fields(connection, FieldOf.ORDER), ids)
    return [
        OrderView(
            **_values(row),
            custom=custom.get(row.id, []),
            problems=problems[row.id],
            lines=lines[row.id],
            shipments=shipments[row.id],
        )
        for row in rows
    ]


def show_order(connection: Connection, order_id: int) -> OrderView:
    """One order as a whole."""
    row = connection.execute(select(*_SHOWN).where(Order.id == order_id)).one()
    ids = [order_id]
    custom = field_values(connection, used_fields(connection, FieldOf.ORDER), ids)
    return OrderView(
        **_values(row),
        custom=custom.get(order_id, []),
        problems=[_with_near(connection, one) for one in _problems(connection, ids)[order_id]],
        lines=_lines(connection, ids)[order_id],
        allocations=_allocations(connection, order_id),
        shipments=_shipments(connection, ids)[order_id],
        excluded=_excluded(connection, order_id),
    )


def _excluded(connection: Connection, order_id: int) -> list[str]:
    """The warehouses that an order is kept out of."""
    query = (
        select(Warehouse.code)
        .join(OrderExclusion, OrderExclusion.warehouse_id == Warehouse.id)
        .where(OrderExclusion.order_id == order_id)
    )
    return list(connection.execute(query.order_by(Warehouse.code_key)).scalars())


def _values(row: AnyRow) -> dict[str, Any]:
    return {**row._asdict(), "tags": split_tags(row.tags)}


def _lines(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[LineView]]:
    line = OrderLine
    query = (
        select(
            line.order_id,
            line.line,
            line.sku,
            func.coalesce(Product.name, ""),
            *(line.ordered, line.unrouted, line.allocated, line.waiting, line.unavailable),
            *(line.picked, line.packed, line.shipped, line.cancelled),
            Waiting.reason,
            func.coalesce(Product.is_kit, False),
            line.original_sku,
        )
        .outerjoin(Product, Product.id == line.product_id)
        .outerjoin(Waiting, Waiting.order_line_id == line.id)
        .where(among(line.order_id, order_ids))
        .order_by(line.order_id, line.line)
    )
    found: dict[int, list[LineView]] = defaultdict(list)
    for order_id, *values in connection.execute(query):
        found[order_id].append(LineView(*values))
    return found


def _problems(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[ProblemView]]:
    query = (
        select(
            OrderProblem.order_id,
            OrderProblem.code,
            OrderProblem.line,
            func.coalesce(OrderLine.sku, ""),
        )
        .outerjoin(
            OrderLine,
            (OrderLine.order_id == OrderProblem.order_id) & (OrderLine.line == OrderProblem.line),
        )
        .where(among(OrderProblem.order_id, order_ids))
        .order_by(OrderProblem.order_id, OrderProblem.line, OrderProblem.code)
    )
    found: dict[int, list[ProblemView]] = defaultdict(list)
    for order_id, code, line, sku in connection.execute(query):
        found[order_id].append(ProblemView(code, line, sku))
    return found


def _with_near(connection: Connection, found: ProblemView) -> ProblemView:
    if found.code != Problem.UNKNOWN_SKU:
        return found
    return replace(found, near=near_skus(connection, found.sku))


def _allocations(connection: Connection, order_id: int) -> list[AllocationView]:
    query = (
        select(OrderLine.line, Product.sku, Warehouse.code, total(Allocation.allocated))
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(Warehouse, Warehouse.id == Allocation.warehouse_id)
        .where(OrderLine.order_id == order_id, Allocation.allocated > 0)
        .group_by(OrderLine.line, Product.sku, Warehouse.code, Warehouse.rank)
        .order_by(OrderLine.line, Warehouse.rank, Warehouse.code, Product.sku)
    )
    return [AllocationView(*row) for row in connection.execute(query)]


def _shipments(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[ShipmentView]]:
    units = Allocation.allocated + Allocation.picked + Allocation.packed + Allocation.shipped
    contents = (
        select(Allocation.shipment_id, Product.sku, total(units).label("quantity"))
        .join(Product, Product.id == Allocation.product_id)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(among(Shipment.order_id, order_ids))
        .group_by(Allocation.shipment_id, Product.sku)
        .order_by(Allocation.shipment_id, Product.sku)
    )
    lines: dict[int, list[ShipmentLineView]] = defaultdict(list)
    for shipment_id, sku, quantity in connection.execute(contents):
        lines[shipment_id].append(ShipmentLineView(sku, quantity))
    query = (
        select(
            *(Shipment.id, Shipment.order_id, Shipment.number, Warehouse.code, Shipment.status),
            *(Shipment.carrier, Shipment.tracking, Shipment.shipped_at),
        )
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(
            among(Shipment.order_id, order_ids),
            Shipment.status != ShipmentStatus.CANCELLED,
        )
        .order_by(Shipment.order_id, Shipment.sequence)
    )
    found: dict[int, list[ShipmentView]] = defaultdict(list)
    parcels = parcels_of_orders(connection, order_ids)
    for row in connection.execute(query):
        place = (row.number, row.code, row.status, row.carrier, row.tracking)
        packed = parcels.get(row.id, [])
        one = ShipmentView(*place, lines=lines[row.id], parcels=packed, shipped_at=row.shipped_at)
        found[row.order_id].append(one)
    return found


@dataclass(frozen=True, slots=True)
class LineExplanation:
    """The decisions for one line, at its latest routing.

    `passed_over` counts how often stock went to orders behind it while it waited, `passed_by` is
    the number of the last of them.
    """

    line: int
    sku: str
    at: datetime
    wanted: int
    complete_only: bool
    decisions: list[WarehouseDecision]
    passed_over: int = 0
    passed_by: str | None = None


def passed_over_lines(connection: Connection, order_id: int) -> dict[int, tuple[int, str | None]]:
    """By line: how often it was passed over since it waits, and by whom last."""
    query = select(Waiting.order_line_id, Waiting.passed_over, Waiting.passed_by)
    rows = connection.execute(query.where(Waiting.order_id == order_id))
    return {row.order_line_id: (row.passed_over, row.passed_by) for row in rows}


def decision_rows(connection: Connection, order_id: int) -> list[tuple[datetime, str]]:
    """(when, body) of every routing of an order, the oldest first."""
    query = select(Decision.at, Decision.body).where(Decision.order_id == order_id)
    return [(row.at, row.body) for row in connection.execute(query.order_by(Decision.id))]


def line_names(connection: Connection, order_id: int) -> dict[int, tuple[int, str]]:
    """(line number, SKU) by line id."""
    query = select(OrderLine.id, OrderLine.line, OrderLine.sku)
    rows = connection.execute(query.where(OrderLine.order_id == order_id).order_by(OrderLine.line))
    return {row.id: (row.line, row.sku) for row in rows}


def warehouse_codes(connection: Connection) -> dict[int, str]:
    """Codes of all warehouses by id."""
    return {row.id: row.code for row in connection.execute(select(Warehouse.id, Warehouse.code))}
