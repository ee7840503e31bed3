"""When what waits is expected: what comes is given out in queue order, without writing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.queries.planning.lead_times import coming_days
from packbench.db.queries.planning.on_the_way import transfers_coming
from packbench.db.queries.planning.supply import load_rules
from packbench.db.schema import Order, OrderLine, PurchaseOrder, PurchaseOrderLine, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.incoming import comes_in
from packbench.domain.allocation.rules import Rules


def expected_by_line(
    connection: Connection, product_ids: Collection[int]
) -> dict[int, date | None]:
    """By line: the day by which it is served, for everybody who waits for a product on order.

    Only what comes to a warehouse that may serve the order counts for it. What is not on order is
    left out, and None is for who comes too late in the queue.
    """
    served = _served(connection, product_ids)
    return {line.line_id: line.day for line in served}


def bringing(connection: Connection, product_ids: Collection[int]) -> dict[tuple[int, date], str]:
    """By product and day: the number of the transfer or purchase order that brings it then."""
    line = PurchaseOrderLine
    query = (
        select(line.product_id, line.expected_on, PurchaseOrder.number, PurchaseOrder.id)
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(
            among(line.product_id, product_ids),
            comes_in(),
            line.ordered > line.received + line.rejected,
        )
        .order_by(line.id.desc())
    )
    rows = connection.execute(query).all()
    days = coming_days(connection, {row.id for row in rows})
    found: dict[tuple[int, date], str] = {}
    for product_id, told, number, purchase_id in rows:
        day, _ = days.of(purchase_id, told)
        if day is not None:
            found[product_id, day] = number
    for one in reversed(transfers_coming(connection, product_ids)):
        if one.expected_on is not None:
            found[one.product_id, one.expected_on] = one.number
    return found


def expected_by_order(connection: Connection) -> dict[int, date]:
    """By order: the day by which all that it waits for is there; of the others nobody knows one."""
    lines: dict[int, int] = defaultdict(int)
    last: dict[int, date] = {}
    for line in _served(connection, None):
        if line.day is not None:
            lines[line.order_id] += 1
            last[line.order_id] = max(line.day, last.get(line.order_id, line.day))
    waiting = select(Waiting.order_id, func.count()).group_by(Waiting.order_id)
    rows = connection.execute(waiting).all() if last else []
    return {order_id: last[order_id] for order_id, all_ in rows if lines.get(order_id) == all_}


class Awaiting(NamedTuple):
    """A line that waits for a product on order, and who brings it.

    Attributes:
        line_id: of the order line.
        order_id: of the order.
        product_id: what it waits for.
        day: by which it is served; None when nobody knows, or too little is on order for it.
        purchase_ids: the purchase orders that bring units of it.
    """

    line_id: int
    order_id: int
    product_id: int
    day: date | None
    purchase_ids: frozenset[int]


def awaiting(connection: Connection, product_ids: Collection[int]) -> list[Awaiting]:
    """Everybody who waits for products on order, also of what comes on no known day."""
    return list(_served(connection, product_ids, dated=False))


def _served(
    connection: Connection, product_ids: Collection[int] | None, *, dated: bool = True
) -> Iterator[Awaiting]:
    """The lines that wait for products that come; None: for any."""
    arrivals = _arrivals(connection, product_ids, dated=dated)
    rules = load_rules(connection) if arrivals else Rules(())

    @cache
    def may_serve(country: str, channel: str, product_id: int) -> frozenset[int]:
        return frozenset(
            one.id
            for one in rules.warehouses
            if one.active
            and not one.virtual
            and one.serves(country)
            and not rules.excludes(channel, product_id, one.id)
        )

    query = (
        select(
            *(Waiting.product_id, Waiting.order_line_id, Waiting.order_id, OrderLine.waiting),
            *(func.coalesce(Order.country, ""), Order.channel),
        )
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .join(Order, Order.id == Waiting.order_id)
        .where(among(Waiting.product_id, list(arrivals)))
        .order_by(Waiting.product_id, Waiting.queue_key, OrderLine.line)
    )
    for product_id, line_id, order_id, units, country, channel in connection.execute(query).all():
        warehouses = may_serve(country, channel, product_id)
        day, purchases = _served_on(units, arrivals[product_id], warehouses)
        yield Awaiting(line_id, order_id, product_id, day, purchases)


@dataclass(slots=True)
class _Arrival:
    """Units that come and that nobody has been counted for yet; of a transfer there is no id."""

    day: date | None
    warehouse_id: int
    units: int
    purchase_id: int | None


def _served_on(
    units: int, arrivals: Sequence[_Arrival], may_serve: Collection[int]
) -> tuple[date | None, frozenset[int]]:
    """Takes units of the earliest arrivals: the day of the last, and the purchase orders.

    There is no day when they are too few.
    """
    purchases: set[int] = set()
    for arrival in arrivals:
        if arrival.warehouse_id in may_serve and arrival.units:
            taken = min(units, arrival.units)
            arrival.units -= taken
            units -= taken
            if arrival.purchase_id is not None:
                purchases.add(arrival.purchase_id)
            if not units:
                return arrival.day, frozenset(purchases)
    return None, frozenset(purchases)


def _arrivals(
    connection: Connection, product_ids: Collection[int] | None, *, dated: bool
) -> dict[int, list[_Arrival]]:
    """Open lines of purchase orders and transfers by product, the earliest first; no date: last.

    Where the supplier brought enough before, its real lead time counts (`coming_days`).
    """
    line = PurchaseOrderLine
    owed = line.ordered - line.received - line.rejected
    query = (
        select(
            *(line.product_id, line.expected_on, PurchaseOrder.warehouse_id, owed),
            PurchaseOrder.id,
        )
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(comes_in(), owed > 0)
        .order_by(line.product_id, line.id)
    )
    if product_ids is not None:
        query = query.where(among(line.product_id, product_ids))
    rows = connection.execute(query).all()
    days = coming_days(connection, {row.id for row in rows})
    found: dict[int, list[_Arrival]] = defaultdict(list)
    for product_id, told, warehouse_id, units, purchase_id in rows:
        day, _ = days.of(purchase_id, told)
        if day is not None or not dated:
            found[product_id].append(_Arrival(day, warehouse_id, units, purchase_id))
    for one in transfers_coming(connection, product_ids):
        if one.expected_on is not None or not dated:
            arrival = _Arrival(one.expected_on, one.warehouse_id, one.units, None)
            found[one.product_id].append(arrival)
    for arrivals in found.values():
        arrivals.sort(key=lambda one: (one.day is None, one.day or date.max))
    return found
