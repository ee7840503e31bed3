"""Other warehouses for orders that are promised already: reroute, reallocate, replan."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.lookups import WarehouseRef, find_order_id, find_warehouse
from packbench.db.queries.records.order_rows import OrderState, line_rows, unpicked
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.queries.records.split_orders import split_ready_orders
from packbench.domain.allocation.rules import fence_code
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import Progress, no_progress, route_orders
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    done,
    named_orders,
    refused,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.leaving_waves import waves_told
from packbench.engine.one_warehouse import NotSent, send_each
from packbench.engine.pools import leave_pools
from packbench.engine.release import Released, release
from packbench.engine.stock_changes import TakenBack
from packbench.engine.taking_from_later import take_from_later, what_to_take
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
        taking = what_to_take(connection, order_id)
        before = Remembered.of(connection, taking.order_ids)
        in_waves = waves_of_orders(connection, taking.order_ids)
        moved = take_from_later(transaction, taking)
        keep_for_undo(transaction, before)
        lost = [TakenBack(one.number, one.sku, one.units) for one in moved.lost]
        told = waves_told(connection, in_waves).get(order_id, [])
        return Reallocated(show_order(connection, order_id), lost, moved.released, told)

    context = context.without_key() if dry_run else context
    call = Call("orders.reallocate", {"order": number})
    return run_or_try(context, call, Reallocated, work, keep=lambda _: not dry_run)


@dataclass(frozen=True, slots=True)
class Replanned:
    """Orders that now need fewer parcels."""

    looked_at: int
    orders: list[str]
    parcels_saved: int


def replan(context: Context, *, dry_run: bool = False) -> Replanned:
    """Routes ready orders of more than one parcel again, where that saves a parcel.

    Each order keeps every unit that it had; nobody else loses any. Stock that is free where it lay
    serves who waits. With `dry_run` nothing is kept.
    """

    def work(transaction: Transaction) -> Replanned:
        candidates = split_ready_orders(transaction.connection)
        before = Remembered.of(transaction.connection, [one[0] for one in candidates])
        fewer = _replan_each(transaction, candidates, no_progress)
        keep_for_undo(transaction, before)
        better = [number for order_id, number, _ in candidates if order_id in fewer]
        saved = sum(parcels - fewer.get(order_id, parcels) for order_id, _, parcels in candidates)
        return Replanned(len(candidates), better, saved)

    context = context.without_key() if dry_run else context
    call = Call("orders.replan", {})
    return run_or_try(context, call, Replanned, work, keep=lambda _: not dry_run)


def replan_orders(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """As `replan`, of chosen orders; one that can't ship in fewer parcels is refused alone."""

    def work(transaction: Transaction) -> Results:
        def change(rows: Rows) -> Told:
            candidates = split_ready_orders(transaction.connection, rows)
            fewer = _replan_each(transaction, candidates, how.on_progress)
            told = {id_: refused(_no_fewer(row)) for id_, row in rows.items()}
            return told | {
                order_id: done(note(Said.FEWER_PARCELS, count=fewer[order_id], before=parcels))
                for order_id, _, parcels in candidates
                if order_id in fewer
            }

        return change_orders(transaction, named_orders(transaction, orders), change)

    return run_bulk(context, "orders.replan", {"orders": list(orders)}, how, work)


def _no_fewer(row: OrderState) -> Refusal:
    return Refusal(Code.NOTHING_TO_DO, why=Said.NO_FEWER_PARCELS, name=row.number)


def _replan_each(
    transaction: Transaction, candidates: Sequence[tuple[int, str, int]], on_progress: Progress
) -> dict[int, int]:
    """By order that is better off: how many parcels it needs now. Frees serve who waits."""
    fewer: dict[int, int] = {}
    freed: set[int] = set()
    for done_, (order_id, _, parcels) in enumerate(candidates):
        on_progress(done_, len(candidates))
        saved, products = _replan_order(transaction, order_id, parcels)
        if saved:
            fewer[order_id] = parcels - saved
            freed |= products
    release(transaction, freed)
    _tell(transaction, {order_id for order_id, _, _ in candidates})
    return fewer


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


def _tell(transaction: Transaction, order_ids: set[int]) -> None:
    refresh_orders(transaction.connection, order_ids)
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.STOCK)
