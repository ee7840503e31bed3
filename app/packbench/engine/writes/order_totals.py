"""Status and counts of orders, worked out again after their lines or shipments changed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
)

from packbench.db.schema import Order, OrderLine, OrderProblem, Shipment
from packbench.db.sql.among import among_named
from packbench.db.sql.bulk import Row, update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import (
    NOT_BLOCKING,
    OPEN_SHIPMENTS,
    OrderStatus,
    Problem,
    ShipmentStatus,
)
from packbench.engine.writes.plan_writer import LineAfter, Settled


def refresh_orders(
    connection: Connection,
    order_ids: Collection[int],
    made: Mapping[int, int] = MappingProxyType({}),
    settled: Sequence[Settled] = (),
) -> Counter[OrderStatus]:
    """Sets status and counts of these orders from their lines; how many are in each status.

    An order is written once, and only where something of it is another than before.

    Args:
        connection: in a transaction.
        order_ids: the orders.
        made: by order, how many shipments it has had, where that is more now.
        settled: those of the orders of which all of this is known.
    """
    rows, rows_with_made = list[Row](), list[Row](settled)
    statuses: Counter[OrderStatus] = Counter()
    if settled:
        statuses[OrderStatus.READY] = len(settled)
        order_ids = set(order_ids) - {one.order_id for one in settled}
    for row in connection.execute(_SUMS, {"ids": order_ids}).all() if order_ids else ():
        status = order_status(_totals(row))
        statuses[status] += 1
        now = (status.value, row.line_count, row.ordered, row.unrouted, row.waiting)
        if row.id in made:
            rows_with_made.append((row.id, *now, made[row.id]))
        elif now != row[_KEPT]:
            rows.append((row.id, *now))
    update_rows(connection, Order, _WRITTEN, rows)
    update_rows(connection, Order, (*_WRITTEN, "shipments_made"), rows_with_made)
    return statuses


def expected_status(connection: Connection, first_id: int, last_id: int) -> dict[int, str]:
    """The status that each order of a span of ids should have, for `db check`."""
    rows = connection.execute(_SUMS_OF_A_SPAN, {"first": first_id, "last": last_id}).all()
    return {row.id: order_status(_totals(row)).value for row in rows}


def supposed_statuses(
    connection: Connection, lines: Sequence[LineAfter], with_promises: Collection[int]
) -> Counter[OrderStatus]:
    """How many of the orders of these lines would be in each status; writes nothing.

    Args:
        connection: to the database.
        lines: lines as a plan would leave them; other lines of their orders stay as they are.
        with_promises: ids of orders that would get a `ready` shipment, or more in the one they
            have.
    """
    now = connection.execute(_BUCKETS, {"ids": [line.line_id for line in lines]}).all()
    before = {row.id: row for row in now}
    unrouted: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    unavailable: Counter[int] = Counter()
    for line in lines:
        row = before[line.line_id]
        unrouted[row.order_id] += line.unrouted - row.unrouted
        waiting[row.order_id] += line.waiting - row.waiting
        unavailable[row.order_id] += line.unavailable - row.unavailable
    statuses: Counter[OrderStatus] = Counter()
    for row in connection.execute(_SUPPOSED_SUMS, {"ids": {row.order_id for row in now}}).all():
        totals = _totals(row)
        totals = replace(
            totals,
            unrouted=totals.unrouted + unrouted[row.id],
            waiting=totals.waiting + waiting[row.id],
            unavailable=totals.unavailable + unavailable[row.id],
            open_shipments=_READY if row.id in with_promises else totals.open_shipments,
        )
        statuses[order_status(totals)] += 1
    return statuses


_WRITTEN = ("status", "line_count", "unit_count", "unrouted_units", "waiting_units")
_SUMMED = (
    *(OrderLine.ordered, OrderLine.unrouted, OrderLine.waiting),
    *(OrderLine.unavailable, OrderLine.shipped, OrderLine.cancelled),
)
_FURTHEST_BEHIND = (
    select(
        func.min(case({s.value: n for n, s in enumerate(OPEN_SHIPMENTS)}, value=Shipment.status))
    )
    .where(Shipment.order_id == Order.id)
    .scalar_subquery()
)
"""The place among OPEN_SHIPMENTS of the order's shipment that has furthest to go; NULL for none."""


_SPAN = (bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger))


def _sums(harmless: Collection[Problem], *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The units of orders by bucket; `harmless` problems do not block."""
    blocked = exists().where(
        OrderProblem.order_id == Order.id,
        OrderProblem.code.not_in([problem.value for problem in harmless]),
    )
    return (
        select(
            *(Order.id, Order.hold, Order.ship_partial, func.count().label("line_count")),
            *(total(bucket).label(bucket.key) for bucket in _SUMMED),
            *(_FURTHEST_BEHIND.label("furthest_behind"), blocked.label("blocked")),
            *(Order.__table__.c[name].label(f"{name}_now") for name in _WRITTEN),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(*(which or (among_named(Order.id, "ids"),)))
        .group_by(Order.id)
    )


_KEPT = slice(-len(_WRITTEN), None)
"""Where of a row what is written down now stands."""
_SUMS = _sums(NOT_BLOCKING)
_SUMS_OF_A_SPAN = _sums(NOT_BLOCKING, Order.id.between(*_SPAN), OrderLine.order_id.between(*_SPAN))
# That units are not back-orderable follows from the supposed units, not from the problem of today.
_SUPPOSED_SUMS = _sums(NOT_BLOCKING | {Problem.NOT_BACKORDERABLE})
_BUCKETS = select(
    *(OrderLine.id, OrderLine.order_id),
    *(OrderLine.unrouted, OrderLine.waiting, OrderLine.unavailable),
).where(among_named(OrderLine.id, "ids"))
_READY = (ShipmentStatus.READY,)


def _totals(row: AnyRow) -> OrderTotals:
    behind = row.furthest_behind
    return OrderTotals(
        ordered=row.ordered,
        unrouted=row.unrouted,
        waiting=row.waiting,
        unavailable=row.unavailable,
        shipped=row.shipped,
        cancelled=row.cancelled,
        open_shipments=() if behind is None else (OPEN_SHIPMENTS[behind],),
        on_hold=row.hold is not None,
        blocked=bool(row.blocked),
        ship_partial=row.ship_partial,
    )
