"""The Orders table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, or_, select

from packbench.db.queries.lists.customer_keys import NAME
from packbench.db.queries.lists.customers import of_customers
from packbench.db.queries.lists.found_by import has_name, has_phone, has_tracking
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.records.custom_fields import values_by_column
from packbench.db.queries.records.orders import has_sku
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Order, OrderProblem, Shipment, Warehouse
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.distinct import distinct_values
from packbench.db.sql.going_on import TO_VERIFY
from packbench.db.today import end_of_day, reading_of
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import ORDER_COLUMNS, FieldOf, FieldValue
from packbench.domain.orders import OrderStatus, Payment, ShipmentStatus
from packbench.domain.tags import SEPARATOR, split_tags
from packbench.settings import CLOSED_DAYS

DONE = (OrderStatus.SHIPPED, OrderStatus.CANCELLED)
IS_OPEN = Order.status.in_([one.value for one in OrderStatus if one not in DONE])
"""Named one by one, so that an index gives them: few of many orders are not done."""
KEPT = Order.status != OrderStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a number, a customer's name or e-mail, or exactly a line's SKU; a telephone
            by its digits, a tracking number as a whole.
        skus: orders with a line of each of them.
        warehouses: orders with a shipment at one of them that is not cancelled.
        tags: orders with any of them, as they are kept.
        fields: by the column of a field that the shop defined, any of these values.
        customers: orders of those who are known by these e-mails, or names and postal codes.
        late_on: orders to be shipped by this day or before that are not done.
        open: orders that are not done.
        kept: orders that are not cancelled; also those that are done, where `open` is asked too.
        ordered: orders of any of these spans, from a moment on, until before another.
        older_closed: also orders that are done for longer than the shop wants to see them.
        sort: `queue`, `number`, `date`, `customer`, `country`, `lines`, `units`, `status`,
            `waiting`, `ship_by`, `channel`, or the column of a field that the shop defined.
    """

    statuses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    text: str = ""
    problems: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    unpaid: bool = False
    on_hold: bool = False
    late_on: date | None = None
    open: bool = False
    kept: bool = False
    ordered: tuple[tuple[datetime | None, datetime | None], ...] = ()
    tags: tuple[str, ...] = ()
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    customers: tuple[str, ...] = ()
    older_closed: bool = True
    sort: str = "queue"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in the table."""

    id: int
    number: str
    ordered_at: datetime
    channel: str
    customer: str
    country: str | None
    lines: int
    units: int
    status: str
    waiting: int
    ship_by: date | None
    priority: int
    payment: str
    ship_method: str | None
    warehouses: tuple[str, ...]
    problems: tuple[str, ...]
    tags: tuple[str, ...] = ()
    custom: Mapping[str, FieldValue] = field(default_factory=dict)


SORTS = {
    "queue": Order.queue_key,
    "number": Order.number_key,
    "date": Order.ordered_at,
    "customer": NAME,
    "country": (Order.country, Order.queue_key),
    "lines": Order.line_count,
    "units": Order.unit_count,
    "status": (Order.status, Order.queue_key),
    "waiting": Order.waiting_units,
    "ship_by": Order.ship_by,
    "channel": (Order.channel, Order.ordered_at),
    **{column: getattr(Order, column) for column in ORDER_COLUMNS},
}


def select_ids(query: OrderQuery) -> Select[int]:
    """The ids of the orders that fit, in the order that was asked for."""
    order = ordered_by(SORTS, query.sort, query.descending, Order.id)
    return select(Order.id).where(*matching(query)).order_by(*order)


def matching(query: OrderQuery, *, few: bool | None = None) -> list[ColumnElement[bool]]:
    """What is so of the orders that fit; whether they are `few` is guessed where nobody knows."""
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (Order.status, query.statuses),
        (Order.country, query.countries),
        (Order.channel, query.channels),
    ):
        if values:
            found.append(column.in_(values))
    if query.numbers:
        found.append(among_texts(Order.number_key, [code_key(one) for one in query.numbers]))
    found += [has_sku(sku) for sku in query.skus]
    if query.customers:
        found.append(of_customers(query.customers))
    if query.text:
        found.append(_has_text(query.text))
    if query.problems:
        having = select(OrderProblem.order_id).where(OrderProblem.code.in_(query.problems))
        found.append(Order.id.in_(having))
    return found + _state_conditions(query, few=_are_few(query) if few is None else few)


def _state_conditions(query: OrderQuery, *, few: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.warehouses:
        found.append(ships_from(query.warehouses, few=few))
    if query.tags:
        found += [Order.tags.is_not(None), or_(*map(_has_tag, query.tags))]
    found += [has_value(column, values) for column, values in query.fields]
    if query.unpaid:
        found.append(Order.payment == Payment.AWAITING.value)
    if query.on_hold:
        found.append(Order.hold.is_not(None))
    if query.late_on:
        found += [Order.ship_by <= query.late_on, IS_OPEN]
    if query.kept:
        found.append(KEPT)
    elif query.open:
        found.append(IS_OPEN)
    if query.ordered:
        found.append(is_within(query.ordered))
    return found


def ships_from(warehouses: Sequence[str], *, few: bool) -> ColumnElement[bool]:
    """One of the warehouses has a shipment of it that is not cancelled.

    `few` orders are looked at one by one; of many, those of the warehouses are gathered first.
    """
    there = warehouse_ids(warehouses)
    kept = [Shipment.warehouse_id.in_(there), Shipment.status != ShipmentStatus.CANCELLED]
    if few:
        return exists(select(Shipment.id).where(Shipment.order_id == Order.id, *kept))
    return Order.id.in_(select(Shipment.order_id).where(*kept))


def warehouse_ids(codes: Sequence[str]) -> Select[int]:
    """The warehouses with these codes."""
    return select(Warehouse.id).where(Warehouse.code_key.in_([code_key(one) for one in codes]))


def _are_few(query: OrderQuery) -> bool:
    """Orders that are not done are few among all that there ever were."""
    if query.kept:
        return False
    return (
        query.open
        or query.late_on is not None
        or (bool(query.statuses) and not set(query.statuses) & set(DONE))
    )


def is_within(
    spans: Sequence[tuple[datetime | None, datetime | None]],
) -> ColumnElement[bool]:
    """It was ordered in any of these spans."""
    return or_(*(and_(*_within(*span)) for span in spans))


def _within(first: datetime | None, over: datetime | None) -> list[ColumnElement[bool]]:
    found = [Order.ordered_at >= first] if first else []
    return [*found, Order.ordered_at < over] if over else found


def has_value(column: str, values: Sequence[str]) -> ColumnElement[bool]:
    """A single value as such, so that its index gives the orders by their date."""
    place: ColumnElement[str | None] = getattr(Order, column)
    return place == values[0] if len(values) == 1 else place.in_(values)


def listed_since(connection: Connection) -> datetime | None:
    """When orders were ordered that stay in the list once they are done; None: whenever."""
    days = read_setting(connection, CLOSED_DAYS)
    if days is None:
        return None
    longer_ago = reading_of(connection).day - timedelta(days=days + 1)
    return end_of_day(connection, longer_ago)


def _has_tag(tag: str) -> ColumnElement[bool]:
    joined = literal(SEPARATOR) + Order.tags + SEPARATOR
    return joined.contains(f"{SEPARATOR}{tag}{SEPARATOR}", autoescape=True)


def _has_text(text: str) -> ColumnElement[bool]:
    columns = (Order.number, Order.customer_email)
    parts = [column.icontains(text, autoescape=True) for column in columns]
    numbers = [one for one in (has_phone(text), has_tracking(text)) if one is not None]
    return or_(*parts, has_name(text), has_sku(text), *numbers)


def read_rows(connection: Connection, ids: Sequence[int]) -> list[OrderRow]:
    """The rows of some orders, in any order."""
    warehouses, problems = _warehouses(connection, ids), _problems(connection, ids)
    custom = values_by_column(connection, FieldOf.ORDER, ids)
    query = select(
        *(Order.id, Order.number, Order.ordered_at, Order.channel, Order.country),
        func.coalesce(Order.company, Order.customer_name, "").label("customer"),
        *(Order.line_count, Order.unit_count, Order.status, Order.waiting_units),
        *(Order.ship_by, Order.priority, Order.payment, Order.ship_method),
        Order.tags,
    ).where(among(Order.id, ids))
    return [
        OrderRow(
            id=row.id,
            number=row.number,
            ordered_at=row.ordered_at,
            channel=row.channel,
            customer=row.customer,
            country=row.country,
            lines=row.line_count,
            units=row.unit_count,
            status=row.status,
            waiting=row.waiting_units,
            ship_by=row.ship_by,
            priority=row.priority,
            payment=row.payment,
            ship_method=row.ship_method,
            warehouses=tuple(warehouses[row.id]),
            problems=tuple(problems[row.id]),
            tags=tuple(split_tags(row.tags)),
            custom=custom.get(row.id, {}),
        )
        for row in connection.execute(query)
    ]


def _warehouses(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(Shipment.order_id, Warehouse.code)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(among(Shipment.order_id, ids), Shipment.status != ShipmentStatus.CANCELLED)
        .distinct()
        .order_by(Shipment.order_id, Warehouse.code)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for order_id, code in connection.execute(query):
        found[order_id].append(code)
    return found


def _problems(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(OrderProblem.order_id, OrderProblem.code)
        .where(among(OrderProblem.order_id, ids))
        .distinct()
        .order_by(OrderProblem.order_id, OrderProblem.code)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for order_id, code in connection.execute(query):
        found[order_id].append(code)
    return found


_EVERY = ""  # no state


def count_by_status(connection: Connection) -> dict[str, int]:
    """How many orders are in each state; states without orders are left out.

    Nearly all are shipped: these are what is left of all when the others are counted.
    """
    others = [one.value for one in OrderStatus if one is not OrderStatus.SHIPPED]
    by_status = select(Order.status, func.count()).where(Order.status.in_(others))
    every = select(literal(_EVERY), func.count()).select_from(Order)
    # By one statement: between two, orders may come and change their state.
    rows = connection.execute(by_status.group_by(Order.status).union_all(every))
    found = {row[0]: row[1] for row in rows}
    shipped = found.pop(_EVERY) - sum(found.values())
    return {**found, OrderStatus.SHIPPED.value: shipped} if shipped else found


def count_open(connection: Connection) -> int:
    """How many orders are not done."""
    query = select(func.count()).select_from(Order).where(IS_OPEN)
    return int(connection.execute(query).scalar_one())


def count_to_verify(connection: Connection) -> int:
    """How many orders stand still until somebody verifies them."""
    query = select(func.count()).select_from(Order)
    asked = query.where(TO_VERIFY, Order.unrouted_units > 0)
    return int(connection.execute(asked).scalar_one())


def count_left_out(connection: Connection) -> int:
    """How many orders are done for longer than the shop wants to see them."""
    since = listed_since(connection)
    if since is None:
        return 0
    query = select(func.count()).select_from(Order).where(Order.ordered_at <= since)
    every, open_ = (one.scalar_subquery() for one in (query, query.where(IS_OPEN)))
    # By one statement: between two, orders may come.
    return int(connection.execute(select(every - open_)).scalar_one())


def countries(connection: Connection) -> list[str]:
    """The ship-to countries that orders have, by code."""
    return distinct_values(connection, Order.country)


def channels(connection: Connection) -> list[str]:
    """The channels that orders came from."""
    return distinct_values(connection, Order.channel)


def tags(connection: Connection) -> list[str]:
    """The tags that orders carry."""
    query = select(Order.tags).where(Order.tags.is_not(None)).distinct()
    return sorted({tag for text in connection.execute(query).scalars() for tag in split_tags(text)})
