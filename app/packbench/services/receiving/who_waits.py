"""Who waits for what is counted in: told at the scan, before anything is booked."""

from sqlalchemy import Connection, func, select

from packbench.db.queries.planning.supply import load_rules
from packbench.db.schema import Order, OrderLine, Waiting
from packbench.db.sql.going_on import goes_on
from packbench.db.sql.rows import AnyRow
from packbench.domain.receiving import WaitingOrder

_MOST_READ = 200


def who_waits(
    connection: Connection, warehouse_id: int, product_id: int, before: int, units: int
) -> list[WaitingOrder]:
    """Who in the queue gets these units, after `before` units were given to those in front.

    An order that ships only complete and still lacks something else gets nothing by this alone.
    What is booked tells who was served in fact: kits and limits of warehouses count there.
    """
    rules = load_rules(connection)
    served: list[WaitingOrder] = []
    available = before + units
    for row in _queue(connection, product_id):
        if available <= 0:
            break
        may = any(
            one.id == warehouse_id
            and one.active
            and one.serves(row.country)
            and not rules.excludes(row.channel, product_id, one.id)
            for one in rules.warehouses
        )
        wanted = row.waiting - row.marked
        lacks_more = row.lines > 1 or wanted > available
        if not may or wanted <= 0 or (not row.ship_partial and lacks_more):
            continue
        taken = min(wanted, available)
        available -= taken
        from_before = min(before, taken)
        before -= from_before
        if taken > from_before:
            served.append(WaitingOrder(row.number, taken - from_before))
    return served


def _queue(connection: Connection, product_id: int) -> list[AnyRow]:
    others = (
        select(func.count())
        .select_from(Waiting)
        .where(Waiting.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )
    query = (
        select(
            *(Order.number, OrderLine.waiting, Waiting.marked, Order.ship_partial),
            *(func.coalesce(Order.country, "").label("country"), Order.channel),
            others.label("lines"),
        )
        .select_from(Waiting)
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .join(Order, Order.id == Waiting.order_id)
        .where(Waiting.product_id == product_id, goes_on())
        .order_by(Waiting.queue_key, OrderLine.line)
        .limit(_MOST_READ)
    )
    return list(connection.execute(query).all())
