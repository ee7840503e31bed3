"""The one way in which stock on hand changes: gains serve the waiting room, losses take back.

1. Where a loss goes below what is promised, promises are taken back from the end of the queue:
   whole ones, first of shipments that are not being picked; picked goods are never taken.
2. The ledger is written. Pick tasks at bins that hold too little now move on to other bins.
3. Those who lost are routed again at once; what stays short waits with `stock_lost`.
4. What became free serves the waiting room.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.victims import (
    promises_of_products,
    shortages,
    victims,
    with_complete_only,
    with_complete_only_in_waves,
)
from packbench.db.schema import Order, OrderLine
from packbench.db.sql.among import among
from packbench.db.sql.rows import Promised
from packbench.domain.changes import Kind
from packbench.domain.warehousing import Entry
from packbench.engine.allocation import route_orders
from packbench.engine.command.transaction import Transaction
from packbench.engine.lot_dates import refuse_other_dates, with_known_dates
from packbench.engine.release import Released, release
from packbench.engine.writes.give_back import GivenBack, give_back
from packbench.engine.writes.movements import first_stocked, write_entries
from packbench.engine.writes.retask import complete_tasks, free_bins
from packbench.engine.writes.wave_events import raise_revisions


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Units that an order lost for good: promised before, waiting now."""

    order_number: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Effects:
    """Who gained and who lost by a change of stock."""

    released: list[Released] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)


def change_stock(
    transaction: Transaction, entries: Sequence[Entry], freed: Collection[int] = ()
) -> Effects:
    """Writes ledger rows and does all that follows from them.

    Args:
        transaction: a command's, under the mutex.
        entries: gains and losses.
        freed: products that others may use now for another reason, e.g. a new country.

    Refuses `not_enough_stock` when even picked goods would be missing.
    """
    entries = with_known_dates(transaction.connection, entries)
    given = _take_back(transaction, entries)
    opened = set(freed) | book(transaction, entries)
    taken_back = route_again(transaction, given)
    gained = {entry.product_id for entry in entries if entry.quantity > entry.unavailable}
    released = release(transaction, gained | given.product_ids | opened, opened)
    transaction.changed_many(Kind.STOCK)
    return Effects(released, taken_back)


def book(transaction: Transaction, entries: Sequence[Entry]) -> set[int]:
    """Writes ledger rows, whose losses nobody is promised, and lets pick tasks move on.

    Gives the products that were stocked where they never were.
    """
    connection = transaction.connection
    refuse_other_dates(connection, entries)
    waves = free_bins(connection, entries)
    first = first_stocked(connection, entries)
    transaction.opened |= first
    command = (transaction.command_id, transaction.at)
    write_entries(connection, command, entries, is_stocked=not first)
    waves |= complete_tasks(connection, {entry.product_id for entry in entries})
    raise_revisions(transaction, waves)
    transaction.taken |= {
        entry.product_id for entry in entries if entry.quantity < entry.unavailable
    }
    return first


def promise_again(transaction: Transaction, product_ids: Collection[int]) -> list[TakenBack]:
    """Gives unbegun promises of products anew, after it changed whether their stock is counted.

    Shipments that are being picked keep theirs. Gives those who got less than they had.
    """
    connection = transaction.connection
    units = promises_of_products(connection, product_ids)
    return route_again(transaction, give_back(transaction, with_complete_only(connection, units)))


def _take_back(transaction: Transaction, entries: Sequence[Entry]) -> GivenBack:
    connection = transaction.connection
    units: dict[Promised, int] = {}
    for stock_id, missing in shortages(connection, entries).items():
        units |= victims(connection, stock_id, missing)
    return give_back(transaction, with_complete_only_in_waves(connection, units))


def route_again(transaction: Transaction, given: GivenBack) -> list[TakenBack]:
    """Inside a command: plans what was lost elsewhere; what stays short waits, its stock lost.

    Gives those who got less than they had.
    """
    if not given.order_ids:
        return []
    wanted = Wanted(given_back=given.units_by_line)
    lost = {line_id for line_id, _ in given.by_stock}
    written = route_orders(transaction, given.order_ids, wanted, own=given.by_order(), lost=lost)
    regained: dict[int, int] = defaultdict(int)
    for line_id, units in written.taken:
        regained[line_id] += units
    query = (
        select(OrderLine.id, Order.number, OrderLine.sku)
        .join(Order, Order.id == OrderLine.order_id)
        .where(among(OrderLine.id, given.units_by_line))
        .order_by(Order.queue_key, OrderLine.line)
    )
    told = []
    for line_id, number, sku in transaction.connection.execute(query):
        missing = given.units_by_line[line_id] - regained[line_id]
        if missing > 0:
            told.append(TakenBack(number, sku, missing))
    return told
