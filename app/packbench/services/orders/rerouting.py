"""Other warehouses for orders that are promised already: reroute, reallocate, replan."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from packbench.db.queries.planning.demand import EVERYTHING, Wanted
from packbench.db.queries.planning.later import promised_stock
from packbench.db.queries.planning.victims import with_complete_only
from packbench.db.queries.records.lookups import WarehouseRef, find_order_id, find_warehouse
from packbench.db.queries.records.order_rows import line_rows, orders_of_lines, unpicked
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.queries.records.split_orders import split_ready_orders
from packbench.db.schema import Order, OrderLine
from packbench.db.sql.among import among
from packbench.domain.allocation.rules import fence_code
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said, note
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    Told,
    change_orders,
    done,
    named_orders,
    refused,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.trials import run_or_try
from packbench.engine.leaving_waves import waves_told
from packbench.engine.one_warehouse import NotSent, send_each
from packbench.engine.pools import leave_pools
from packbench.engine.reallocation import promises_to_take
from packbench.engine.release import Released, release
from packbench.engine.stock_changes import TakenBack
from packbench.engine.undo.remembered import Remembered
from packbench.engine.undo.remembering import keep_for_undo
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_totals import refresh_orders


def reroute(
    context: Context,
    orders: Sequence[str],
    warehouse: str,
    *,
    line: int | None = None,
    how: How = DO_IT,
) -> Results:
    """Sends orders, or a line of them, from one warehouse alone, first in the queue first.

    An order is refused alone with the fence that forbids it when the warehouse can't give what is
    promised now (or, where nothing is promised, anything at all), and when somebody picks it.
    """

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        target = find_warehouse(connection, warehouse)
        queue = named_orders(transaction, orders)
        for order in queue if line is not None else ():
            line_rows(connection, order.id, line)  # refuses an unknown one by its name
        return change_orders(
            transaction, queue, lambda rows: _send_each(transaction, list(rows), target, line, how)
        )

    content = {"orders": list(orders), "warehouse": warehouse, "line": line}
    return run_bulk(context, "orders.reroute", content, how, work)


def _send_each(
    transaction: Transaction, ids: Sequence[int], target: WarehouseRef, line: int | None, how: How
) -> Told:
    sent = send_each(transaction, ids, target, line=line, on_progress=how.on_progress)
    release(transaction, sent.freed)
    told = {order_id: refused(why) for order_id, why in sent.refused.items()}
    return told | {
        order_id: done(note(Said.SHIPS_FROM, warehouse=target.code), *_left_waiting(target, left))
        for order_id, left in sent.left.items()
    }


def _left_waiting(target: WarehouseRef, left: Sequence[NotSent]) -> list[Note]:
    return [
        note(
            Said.LEFT_WAITING,
            count=one.units,
            sku=one.sku,
            warehouse=target.code,
            fences=[fence_code(one.fence)],
        )
        for one in left
    ]


@dataclass(frozen=True, slots=True)
class Reallocated:
    """An order after it was given the stock of later ones, and what those lost for good."""

    order: OrderView
    lost: list[TakenBack] = field(default_factory=list)
    released: list[Released] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def reallocate(context: Context, number: str, *, dry_run: bool = False) -> Reallocated:
    """Gives an order the stock of orders behind it in the queue that nobody is picking yet.

    It takes from the end of the queue on, no more than it can use, and only where it may be served.
    The losers are tried elsewhere at once; those that ship only complete give all back. With
    `dry_run` nothing is kept and who would lose is told.
    """

    def work(transaction: Transaction) -> Reallocated:
        connection = transaction.connection
        order_id = find_order_id(connection, number)
        units = promises_to_take(connection, order_id)
        helping = promised_stock(connection, units)
        taken = with_complete_only(connection, units)
        touched = orders_of_lines(connection, {line_id for _, line_id in taken}) | {order_id}
        before = Remembered.of(connection, touched)
        in_waves = waves_of_orders(connection, touched)
        given = give_back(transaction, taken)
        # What helps is the order's own now; what the losers gave back beside is theirs first.
        own = Counter(given.by_order())
        own.subtract(helping)
        for (_, stock_id), quantity in helping.items():
            own[order_id, stock_id] += quantity
        route_orders(transaction, [order_id], EVERYTHING, own=+own)
        losers = given.order_ids - {order_id}
        theirs = {key: units for key, units in own.items() if key[0] in losers and units > 0}
        lost = _route_losers(transaction, losers, given.units_by_line, theirs)
        released = release(transaction, given.product_ids)
        _tell(transaction, losers | {order_id})
        keep_for_undo(transaction, before)
        told = waves_told(connection, in_waves).get(order_id, [])
        return Reallocated(show_order(connection, order_id), lost, released, told)

    context = context.without_key() if dry_run else context
    call = Call("orders.reallocate", {"order": number})
    return run_or_try(context, call, Reallocated, work, keep=lambda _: not dry_run)


@dataclass(frozen=True, slots=True)
class Replanned:
    """Orders that now need fewer parcels."""

    looked_at: int
    orders: list[str]
    parcels_saved: int


def replan(context: Context) -> Replanned:
    """Routes ready orders of more than one parcel again, where that saves a parcel.

    Each order keeps every unit that it had; nobody else loses any. Stock that is free where it lay
    serves who waits.
    """

    def work(transaction: Transaction) -> Replanned:
        connection = transaction.connection
        candidates = split_ready_orders(connection)
        better: list[str] = []
        saved = 0
        freed: set[int] = set()
        for order_id, order_number, parcels in candidates:
            fewer, products = _replan_order(transaction, order_id, parcels)
            if fewer:
                better.append(order_number)
                saved += fewer
                freed |= products
        release(transaction, freed)
        _tell(transaction, {order_id for order_id, _, _ in candidates})
        return Replanned(len(candidates), better, saved)

    return run_command(context, Call("orders.replan", {}), Replanned, work)


def _replan_order(transaction: Transaction, order_id: int, parcels: int) -> tuple[int, set[int]]:
    """Tries one order inside a savepoint: how many parcels it saves, and the products it moved.

    It saves 0 when it stays as it was.
    """
    connection = transaction.connection
    rows = line_rows(connection, order_id)
    promised = {row.id: row.allocated for row in rows if row.allocated}
    savepoint = connection.begin_nested()
    given = give_back(transaction, unpicked(connection, list(promised)))
    only = Wanted(only=promised)
    written = route_orders(transaction, [order_id], only, own=given.by_order())
    taken = dict(written.taken)
    used = {promise.warehouse_id for one in written.plans for promise in one.promises}
    whole = all(taken.get(line_id, 0) >= units for line_id, units in promised.items())
    if whole and len(used) < parcels:
        savepoint.commit()
        leave_pools(transaction, given.by_stock, written.plans)
        return parcels - len(used), given.product_ids
    savepoint.rollback()
    return 0, set()


def _route_losers(
    transaction: Transaction,
    order_ids: set[int],
    units_by_line: dict[int, int],
    own: Mapping[tuple[int, int], int],
) -> list[TakenBack]:
    if not order_ids:
        return []
    wanted = Wanted(given_back=units_by_line)
    written = route_orders(transaction, order_ids, wanted, own=own)
    regained = dict(written.taken)
    query = (
        select(OrderLine.id, Order.number, OrderLine.sku)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            among(OrderLine.id, units_by_line),
            among(Order.id, order_ids),
        )
        .order_by(Order.queue_key, OrderLine.line)
    )
    return [
        TakenBack(number, sku, units_by_line[line_id] - regained.get(line_id, 0))
        for line_id, number, sku in transaction.connection.execute(query)
        if units_by_line[line_id] > regained.get(line_id, 0)
    ]


def _tell(transaction: Transaction, order_ids: set[int]) -> None:
    refresh_orders(transaction.connection, order_ids)
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.STOCK)
