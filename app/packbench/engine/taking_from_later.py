"""Gives an order the stock of later ones, and tells what these lose for good."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.planning.demand import EVERYTHING, Wanted
from packbench.db.queries.planning.later import promised_stock
from packbench.db.queries.planning.victims import with_complete_only
from packbench.db.queries.records.order_rows import orders_of_lines
from packbench.db.schema import Order, OrderLine
from packbench.db.sql.among import among
from packbench.db.sql.rows import Promised
from packbench.domain.changes import Kind
from packbench.engine.allocation import route_orders
from packbench.engine.command.transaction import Transaction
from packbench.engine.reallocation import promises_to_take
from packbench.engine.release import Released, release
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_totals import refresh_orders


class Taking(NamedTuple):
    """What an order takes of later ones.

    Attributes:
        order_id: the order.
        taken: promises that are given back for it.
        helping: by (shipment, line) and stock row what of that helps it.
        order_ids: all orders that are touched, its own too.
    """

    order_id: int
    taken: Mapping[Promised, int]
    helping: Mapping[tuple[int, int], int]
    order_ids: Collection[int]


class Lost(NamedTuple):
    """Units of a line that an order loses."""

    line_id: int
    order_id: int
    product_id: int | None
    number: str
    sku: str
    units: int


class TakenOver(NamedTuple):
    """What came of it: units that the order got, what others lost, and who was served beside."""

    units: int
    lost: list[Lost]
    released: list[Released]


def what_to_take(connection: Connection, order_id: int) -> Taking:
    """As little as helps the order, from the end of the queue on; whole orders of complete ones."""
    units = promises_to_take(connection, order_id)
    if not units:
        return Taking(order_id, {}, {}, {order_id})
    taken = with_complete_only(connection, units)
    touched = orders_of_lines(connection, {line_id for _, line_id in taken}) | {order_id}
    return Taking(order_id, taken, promised_stock(connection, units), touched)


def take_from_later(transaction: Transaction, taking: Taking) -> TakenOver:
    """Inside a command: the order is routed with it, then the losers with what is theirs."""
    given = give_back(transaction, taking.taken)
    order_id = taking.order_id
    # What helps is the order's own now; what the losers gave back beside is theirs first.
    own = Counter(given.by_order())
    own.subtract(taking.helping)
    for (_, stock_id), quantity in taking.helping.items():
        own[order_id, stock_id] += quantity
    written = route_orders(transaction, [order_id], EVERYTHING, own=+own)
    losers = given.order_ids - {order_id}
    theirs = {key: units for key, units in own.items() if key[0] in losers and units > 0}
    lost = _route_losers(transaction, losers, given.units_by_line, theirs)
    released = release(transaction, given.product_ids)
    refresh_orders(transaction.connection, losers | {order_id})
    transaction.changed(Kind.ORDER, losers | {order_id})
    transaction.changed_many(Kind.STOCK)
    return TakenOver(sum(units for _, units in written.taken), lost, released)


def _route_losers(
    transaction: Transaction,
    order_ids: set[int],
    units_by_line: dict[int, int],
    own: Mapping[tuple[int, int], int],
) -> list[Lost]:
    if not order_ids:
        return []
    written = route_orders(transaction, order_ids, Wanted(given_back=units_by_line), own=own)
    regained = dict(written.taken)
    left = {id_: units - regained.get(id_, 0) for id_, units in units_by_line.items()}
    lost = lost_of(transaction.connection, {id_ for id_, units in left.items() if units > 0})
    return [one._replace(units=left[id_]) for id_, one in lost.items() if one.order_id in order_ids]


def lost_of(connection: Connection, line_ids: Collection[int]) -> dict[int, Lost]:
    """Who loses by these lines, first in the queue first, by line; how much is said elsewhere."""
    if not line_ids:
        return {}
    line = OrderLine
    query = (
        select(line.id, line.order_id, line.product_id, Order.number, line.sku)
        .join(Order, Order.id == line.order_id)
        .where(among(line.id, line_ids))
        .order_by(Order.queue_key, line.line)
    )
    return {row.id: Lost(*row, 0) for row in connection.execute(query).all()}
