"""Reads of the waiting room: orders with what of them waits, in the order of the queue."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, func, or_, select, tuple_

from packbench.db.queries.planning.expected import expected_by_line
from packbench.db.schema import (
    Order,
    OrderLine,
    Product,
    Stock,
    Waiting,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.today import now
from packbench.domain.catalog import code_key
from packbench.domain.orders import Reason


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line that waits: `queue_position` among those who wait for the same product, from 1.

    `expected_on` is when open purchase orders bring enough for everybody up to here, to warehouses
    that may serve the order.
    """

    line: int
    sku: str
    quantity: int
    reason: str
    since: datetime
    expected_on: date | None
    queue_position: int
    passed_over: int = 0
    passed_by: str | None = None
    marked: int = 0
    """Units of it that an operator marked; the others wait for `reason`."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why units of it wait: `reason`, and `manual` where some of them are marked."""
        by_hand = Reason.MANUAL.value
        return (self.reason, by_hand) if self.marked and self.reason != by_hand else (self.reason,)


@dataclass(frozen=True, slots=True)
class BackOrder:
    """An order with a waiting quantity; `reason` is that of its first waiting line.

    It has waited for `age_days` whole days; `expected_on` is when all that waits is expected, None
    when nobody knows that of any line.
    """

    order_number: str
    customer_email: str | None
    country: str | None
    channel: str
    status: str
    skus: list[str]
    reason: str
    reasons: list[str]
    backordered_at: datetime
    lines: list[WaitingLine]
    age_days: int
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class BackOrderFilter:
    """What the list is narrowed to; None and empty narrow nothing."""

    sku: str | None = None
    country: str | None = None
    email: str | None = None
    reason: str | None = None
    channel: str | None = None
    warehouse: str | None = None
    """A code: orders that wait for a product that is stocked there, at whatever quantity."""
    older_than_days: int | None = None
    """Orders that have waited for more whole days than these."""

    def conditions(self, at: datetime) -> list[ColumnElement[bool]]:
        """The filter in SQL, now; an e-mail may be a part of one, the others are whole values."""
        found: list[ColumnElement[bool]] = [Order.waiting_units > 0]
        if self.sku:
            found.append(waits_for(Product.sku_key == code_key(self.sku)))
        if self.country:
            found.append(Order.country == self.country.upper())
        if self.email:
            found.append(Order.customer_email.icontains(self.email, autoescape=True))
        if self.reason:
            waits = select(Waiting.order_id).where(waits_because([self.reason]))
            found.append(Order.id.in_(waits))
        if self.channel is not None:
            found.append(Order.channel == self.channel)
        if self.warehouse:
            found.append(_stocked_at(self.warehouse))
        if self.older_than_days is not None:
            limit = at - timedelta(days=self.older_than_days)
            found.append(Order.id.in_(select(Waiting.order_id).where(Waiting.since < limit)))
        return found


def waits_for(fits: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that a line waits whose product fits a condition on `Product`."""
    products = select(Product.id).where(fits)
    return Order.id.in_(select(Waiting.order_id).where(Waiting.product_id.in_(products)))


def waits_because(reasons: Collection[str]) -> ColumnElement[bool]:
    """A condition on `Waiting`: units of the line wait for one of these reasons."""
    found = Waiting.reason.in_(reasons)
    return or_(found, Waiting.marked > 0) if Reason.MANUAL in reasons else found


def count_by_reason(connection: Connection, counted: Column[int]) -> dict[str, int]:
    """For each reason how many orders or products wait: values of this column of `Waiting`."""
    count = func.count(func.distinct(counted))
    rows = connection.execute(select(Waiting.reason, count).group_by(Waiting.reason)).all()
    found = {reason: units for reason, units in rows if reason != Reason.MANUAL}
    by_hand = connection.execute(select(count).where(waits_because([Reason.MANUAL]))).scalar_one()
    return {**found, Reason.MANUAL.value: by_hand} if by_hand else found


def _stocked_at(warehouse: str) -> ColumnElement[bool]:
    place = select(Warehouse.id).where(Warehouse.code_key == code_key(warehouse))
    products = select(Stock.product_id).where(Stock.warehouse_id.in_(place))
    return Order.id.in_(select(Waiting.order_id).where(Waiting.product_id.in_(products)))


def list_back_orders(
    connection: Connection, wanted: BackOrderFilter, limit: int | None
) -> list[BackOrder]:
    """Orders in the waiting room, first in the queue first."""
    at = now(connection)
    query = (
        select(
            *(Order.id, Order.number, Order.customer_email, Order.country),
            *(Order.channel, Order.status),
        )
        .where(*wanted.conditions(at))
        .order_by(Order.queue_key, Order.id)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    lines = waiting_lines(connection, [row.id for row in rows])
    return [_back_order(row, lines[row.id], at) for row in rows]


def _back_order(row: AnyRow, lines: list[WaitingLine], at: datetime) -> BackOrder:
    since = min(line.since for line in lines)
    days = [line.expected_on for line in lines if line.expected_on is not None]
    return BackOrder(
        row.number,
        row.customer_email,
        row.country,
        row.channel,
        row.status,
        skus=list(dict.fromkeys(line.sku for line in lines)),
        reason=lines[0].reason,
        reasons=list(dict.fromkeys(reason for line in lines for reason in line.reasons)),
        backordered_at=since,
        lines=lines,
        age_days=(at - since).days,
        expected_on=max(days) if len(days) == len(lines) else None,
    )


def waiting_lines(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[WaitingLine]]:
    """What of some orders waits, by order, in line order."""
    query = (
        select(
            *(OrderLine.id, OrderLine.order_id, OrderLine.line, OrderLine.sku),
            *(OrderLine.waiting, OrderLine.product_id, Waiting.reason, Waiting.since),
            *(Waiting.passed_over, Waiting.passed_by, Waiting.marked),
        )
        .join(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(among(OrderLine.order_id, order_ids))
        .order_by(OrderLine.order_id, OrderLine.line)
    )
    rows = connection.execute(query).all()
    positions = _positions(connection, [row.id for row in rows])
    expected = expected_by_line(connection, {row.product_id for row in rows})
    found: dict[int, list[WaitingLine]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(
            WaitingLine(
                row.line,
                row.sku,
                row.waiting,
                row.reason,
                row.since,
                expected.get(row.id),
                positions[row.id],
                row.passed_over,
                row.passed_by,
                row.marked,
            )
        )
    return found


def _positions(connection: Connection, line_ids: Collection[int]) -> dict[int, int]:
    """By line: its place among those who wait for the same product, from 1."""
    ahead = aliased(Waiting)
    before = tuple_(ahead.queue_key, ahead.order_line_id) < tuple_(
        Waiting.queue_key, Waiting.order_line_id
    )
    count = (
        select(func.count())
        .select_from(ahead)
        .where(ahead.product_id == Waiting.product_id, before)
        .scalar_subquery()
    )
    query = select(Waiting.order_line_id, count + 1).where(among(Waiting.order_line_id, line_ids))
    return {row[0]: row[1] for row in connection.execute(query)}
