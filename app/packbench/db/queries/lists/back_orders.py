"""The Back Orders table: one row an order with a waiting quantity; its id is the order's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from packbench.db.queries.among import among
from packbench.db.queries.back_orders import WaitingLine, waiting_lines
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.orders import has_sku
from packbench.db.schema import Order, Waiting


@dataclass(frozen=True, slots=True)
class BackOrderQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a number or an e-mail, or exactly a line's SKU.
        skus: orders with a line of each of them.
        reasons: orders with a line that waits for one of them.
        waits_since: orders that have waited since this moment or longer.
        sort: `queue`, `number`, `email`, `country`, `waiting`, `since`, `status`.
    """

    text: str = ""
    skus: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    waits_since: datetime | None = None
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


_SINCE = select(func.min(Waiting.since)).where(Waiting.order_id == Order.id).scalar_subquery()
_SORTS = {
    "queue": Order.queue_key,
    "number": Order.number_key,
    "email": Order.customer_email,
    "country": Order.country,
    "waiting": Order.waiting_units,
    "since": _SINCE,
    "status": Order.status,
}


def select_ids(query: BackOrderQuery) -> Select[int]:
    """The ids of the orders that wait and fit, in the order that was asked for."""
    order = ordered_by(_SORTS, query.sort, query.descending, Order.id)
    return select(Order.id).where(*_conditions(query)).order_by(*order)


def _conditions(query: BackOrderQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Order.waiting_units > 0]
    if query.countries:
        found.append(Order.country.in_(query.countries))
    if query.channels:
        found.append(Order.channel.in_(query.channels))
    if query.text:
        columns = (Order.number, Order.customer_email)
        parts = (column.icontains(query.text, autoescape=True) for column in columns)
        found.append(or_(*parts, has_sku(query.text)))
    found += [has_sku(sku) for sku in query.skus]
    if query.reasons:
        waits = select(Waiting.order_id).where(Waiting.reason.in_(query.reasons))
        found.append(Order.id.in_(waits))
    if query.waits_since:
        long = select(Waiting.order_id).where(Waiting.since <= query.waits_since)
        found.append(Order.id.in_(long))
    return found


def read_rows(connection: Connection, ids: Sequence[int]) -> list[BackOrderRow]:
    """The rows of some orders, in any order; those that wait no more are left out."""
    lines = waiting_lines(connection, ids)
    query = select(
        Order.id, Order.number, Order.customer_email, Order.country, Order.channel, Order.status
    ).where(among(connection, Order.id, ids))
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
            reasons=tuple(dict.fromkeys(line.reason for line in lines[row.id])),
            since=min(line.since for line in lines[row.id]),
            waiting=sum(line.quantity for line in lines[row.id]),
            expected_on=_expected(lines[row.id]),
            queue_position=min(line.queue_position for line in lines[row.id]),
        )
        for row in connection.execute(query)
        if lines[row.id]
    ]


def _expected(lines: Sequence[WaitingLine]) -> date | None:
    """When everything that the order waits for is expected; None when any of it is not."""
    days = [line.expected_on for line in lines]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def count_by_reason(connection: Connection) -> dict[str, int]:
    """How many orders wait for each reason."""
    query = select(Waiting.reason, func.count(func.distinct(Waiting.order_id))).group_by(
        Waiting.reason
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def count_orders(connection: Connection) -> int:
    """How many orders wait."""
    query = select(func.count()).where(Order.waiting_units > 0)
    return connection.execute(query).scalar_one()
