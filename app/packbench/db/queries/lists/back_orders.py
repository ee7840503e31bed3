"""The Back Orders table: one row an order with a waiting quantity; its id is the order's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, or_, select

from packbench.db.queries.lists.narrowing import select_few
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.planning.expected import expected_by_order
from packbench.db.queries.records.back_orders import (
    WaitingLine,
    waiting_lines,
    waits_because,
    waits_for,
)
from packbench.db.schema import Order, OrderLine, Product, Stock, Waiting, Warehouse
from packbench.db.schema.mapped import aliased
from packbench.db.sql.all_ids import ids_of
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.tested import Tested
from packbench.domain.catalog import code_key
from packbench.domain.warehousing import WarehouseKind


@dataclass(frozen=True, slots=True)
class BackOrderQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a number, an e-mail or the SKU of a waiting line.
        numbers: orders with one of these numbers.
        skus: orders with a waiting line of one of them.
        emails: orders whose e-mail has one of these parts.
        reasons: orders with a line that waits for one of them.
        warehouses: orders that wait for a product that one of them stocks.
        waits_since: orders that have waited since this moment or longer.
        goods_here: orders that wait for a product of which something is free at a warehouse in
            use; at one of `warehouses` where these are named.
        sort: `queue`, `number`, `email`, `country`, `channel`, `waiting`, `since`, `age`,
            `status`, `reason`, `skus`, `expected`.
    """

    text: str = ""
    numbers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    waits_since: datetime | None = None
    goods_here: bool = False
    sort: str = "queue"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class BackOrderRow:
    """One order that waits; `reason` is that of its first waiting line."""

    id: int
    number: str
    email: str
    country: str | None
    channel: str
    status: str
    skus: tuple[str, ...]
    reason: str
    reasons: tuple[str, ...]
    since: datetime
    waiting: int
    expected_on: date | None
    queue_position: int
    lines: tuple[WaitingLine, ...]


# Written out, as the index has it: SQLite does not look into a parameter.
WAITS = Order.waiting_units > literal_column("0")
_LINE = aliased(Waiting)
_FIRST = (
    select(func.min(_LINE.order_line_id))
    .where(_LINE.order_id == Order.id)
    .correlate(Order)
    .scalar_subquery()
)
_SINCE = select(func.min(Waiting.since)).where(Waiting.order_id == Order.id).scalar_subquery()
_REASON = select(Waiting.reason).where(Waiting.order_line_id == _FIRST).scalar_subquery()
_SKU = select(OrderLine.sku_key).where(OrderLine.id == _FIRST).correlate(Order).scalar_subquery()
_SORTS = {
    "queue": Order.queue_key,
    "number": Order.number_key,
    "email": Order.customer_email,
    "country": Order.country,
    "channel": Order.channel,
    "waiting": Order.waiting_units,
    "since": _SINCE,
    "status": Order.status,
    "reason": _REASON,
    "skus": _SKU,
}


def read_ids(connection: Connection, query: BackOrderQuery, limit: int | None) -> Sequence[int]:
    """The ids of the orders that wait and fit, in the order that was asked for, `limit` at most.

    When an order is expected follows from who may have what comes to which warehouse, line by line
    in queue order. SQL can't say that, so ids are sorted here by the days that are shown, those of
    which nobody knows a day last.
    """
    if query.sort != "expected":
        return ids_of(connection, select_ids(query), limit)
    days = expected_by_order(connection)
    ids = connection.execute(select(Order.id).where(*_conditions(query))).scalars()

    def key(order_id: int) -> tuple[date, int]:
        return days.get(order_id, date.max), order_id

    return sorted(ids, key=key, reverse=query.descending)[:limit]


def select_ids(query: BackOrderQuery) -> Select[int]:
    """The ids of the orders that wait and fit, in any order that SQL can say."""
    waiting, *tested = _conditions(query)
    found = select(Order.id.label("id")).where(waiting, *map(Tested, tested))
    if query.sort == "age":  # the oldest have waited longest
        return select_few(found, ordered_by(_SORTS, "since", not query.descending, Order.id))
    return select_few(found, ordered_by(_SORTS, query.sort, query.descending, Order.id))


def _conditions(query: BackOrderQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [WAITS]
    for column, values in ((Order.country, query.countries), (Order.channel, query.channels)):
        if values:
            found.append(column.in_(values))
    if query.numbers:
        found.append(among_texts(Order.number_key, [code_key(one) for one in query.numbers]))
    if query.text:
        columns = (Order.number, Order.customer_email)
        parts = (column.icontains(query.text, autoescape=True) for column in columns)
        sku = Product.sku_key.contains(code_key(query.text), autoescape=True)
        found.append(or_(*parts, waits_for(sku)))
    if query.skus:
        found.append(waits_for(Product.sku_key.in_([code_key(sku) for sku in query.skus])))
    if query.emails:
        parts = (Order.customer_email.icontains(part, autoescape=True) for part in query.emails)
        found.append(or_(*parts))
    return found + _waiting_conditions(query)


def _waiting_conditions(query: BackOrderQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.reasons:
        waits = select(Waiting.order_id).where(waits_because(query.reasons))
        found.append(Order.id.in_(waits))
    if query.warehouses:
        found.append(_stocked_at(query.warehouses))
    if query.waits_since:
        long = select(Waiting.order_id).where(Waiting.since <= query.waits_since)
        found.append(Order.id.in_(long))
    if query.goods_here:
        found.append(_goods_here(query.warehouses))
    return found


def _goods_here(codes: Sequence[str]) -> ColumnElement[bool]:
    free = Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated > 0
    places = [Warehouse.active.is_(True), Warehouse.kind == WarehouseKind.PHYSICAL]
    if codes:
        places.append(Warehouse.code_key.in_([code_key(code) for code in codes]))
    there = select(Warehouse.id).where(*places)
    products = select(Stock.product_id).where(free, Stock.warehouse_id.in_(there))
    return Order.id.in_(select(Waiting.order_id).where(Waiting.product_id.in_(products)))


def _stocked_at(codes: Sequence[str]) -> ColumnElement[bool]:
    """A condition that a product that the order waits for is stocked at one of the warehouses."""
    keys = [code_key(code) for code in codes]
    places = select(Warehouse.id).where(Warehouse.code_key.in_(keys))
    products = select(Stock.product_id).where(Stock.warehouse_id.in_(places))
    return Order.id.in_(select(Waiting.order_id).where(Waiting.product_id.in_(products)))


def read_rows(connection: Connection, ids: Sequence[int]) -> list[BackOrderRow]:
    """The rows of some orders, in any order; those that wait no more are left out."""
    lines = waiting_lines(connection, ids)
    query = select(
        Order.id, Order.number, Order.customer_email, Order.country, Order.channel, Order.status
    ).where(among(Order.id, ids))
    return [
        BackOrderRow(
            id=row.id,
            number=row.number,
            email=row.customer_email or "",
            country=row.country,
            channel=row.channel,
            status=row.status,
            skus=tuple(dict.fromkeys(line.sku for line in lines[row.id])),
            reason=lines[row.id][0].reason,
            reasons=tuple(dict.fromkeys(one for line in lines[row.id] for one in line.reasons)),
            since=min(line.since for line in lines[row.id]),
            waiting=sum(line.quantity for line in lines[row.id]),
            expected_on=_expected(lines[row.id]),
            queue_position=min(line.queue_position for line in lines[row.id]),
            lines=tuple(lines[row.id]),
        )
        for row in connection.execute(query)
        if lines[row.id]
    ]


def _expected(lines: Sequence[WaitingLine]) -> date | None:
    """When everything that the order waits for is expected; None when any of it is not."""
    days = [line.expected_on for line in lines]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def count_orders(connection: Connection) -> int:
    """How many orders wait."""
    query = select(func.count()).select_from(Order).where(WAITS)
    return connection.execute(query).scalar_one()


def still_waiting(connection: Connection, ids: Collection[int]) -> set[int]:
    """Those of these orders that wait for anything."""
    query = select(Order.id).where(Order.waiting_units > 0, among(Order.id, ids))
    return set(connection.execute(query).scalars())
