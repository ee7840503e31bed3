"""Moves promises of a pool of pre-ordered units to the warehouse where the goods are in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.promises import PromiseRow, promises_at
from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.records.lookups import WarehouseRef, find_product, find_warehouse
from packbench.db.queries.records.order_rows import OrderRow
from packbench.domain.allocation.rules import fence_code
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    done,
    refused,
    run_bulk,
    waiting,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.one_warehouse import NotSent, not_sent
from packbench.engine.release import release
from packbench.engine.undo.line_states import line_states
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.plan_writer import Written
from packbench.engine.writes.waiting_room import wait


def move_promises(
    context: Context,
    *,
    source: str,
    target: str,
    sku: str | None = None,
    orders: Sequence[str] = (),
    how: How = DO_IT,
) -> Results:
    """Moves promises from a virtual warehouse to a physical one, first in the queue first.

    Each order gets what is available there and what the fences allow; the rest stays promised.
    Without orders all of the pool's are tried; a named one without a promise there is refused
    alone. Refuses a source with real goods and a target without.
    """
    content = {"source": source, "target": target, "sku": sku, "orders": list(orders)}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        pool, place = _pool_and_place(transaction, source, target)
        product_id = find_product(connection, sku).id if sku is not None else None
        promises = promises_at(connection, pool.id, product_id)
        numbers = orders or list(dict.fromkeys(row.order_number for row in promises))
        queue = orders_by_number(connection, numbers)
        chosen = {order.id for order in queue}
        ours = [row for row in promises if row.order_id in chosen]

        def change(rows: Rows) -> Told:
            how.on_progress(0, len(queue))
            moved, left = _move(transaction, place.id, pool.id, ours)
            how.on_progress(len(queue), len(queue))
            return {id_: _told(pool, place, row, ours, moved, left) for id_, row in rows.items()}

        return change_orders(transaction, queue, change)

    return run_bulk(context, "backorders.move_promises", content, how, work, _UNCHANGED)


def _pool_and_place(
    transaction: Transaction, source: str, target: str
) -> tuple[WarehouseRef, WarehouseRef]:
    connection = transaction.connection
    pool, place = find_warehouse(connection, source), find_warehouse(connection, target)
    if pool.kind != WarehouseKind.VIRTUAL:
        raise Refusal(Code.WAREHOUSE_PHYSICAL, name=pool.code)
    if place.kind == WarehouseKind.VIRTUAL:
        raise Refusal(Code.WAREHOUSE_VIRTUAL, name=place.code)
    return pool, place


def _move(
    transaction: Transaction, place_id: int, pool_id: int, promises: Sequence[PromiseRow]
) -> tuple[Mapping[int, int], list[NotSent]]:
    """Gives promises back, plans them at the place, the rest at the pool.

    Gives the moved units by line, and what the place can't send.
    """
    connection = transaction.connection
    order_ids = {row.order_id for row in promises}
    before = line_states(connection, order_ids)
    units: dict[int, int] = defaultdict(int)
    for row in promises:
        units[row.order_line_id] += row.units
    given = give_back(
        connection, {(row.shipment_id, row.order_line_id): row.units for row in promises}
    )
    only = Wanted(only=units, in_parts=True)
    written = route_orders(transaction, order_ids, only, only_warehouse=place_id)
    moved = dict(written.taken)
    _unwait(transaction, written)
    left = {line: n - moved.get(line, 0) for line, n in units.items() if n > moved.get(line, 0)}
    stay = Wanted(only=left, in_parts=True)
    route_orders(transaction, order_ids, stay, only_warehouse=pool_id)
    # What waited before waits for the same reason still.
    wait(connection, [before[line].waits for line in units if before[line].waiting])
    release(transaction, given.product_ids)
    return moved, not_sent(written.plans, {row.order_line_id: row.sku for row in promises})


def _unwait(transaction: Transaction, written: Written) -> None:
    """What did not fit is to be routed once more."""
    waits = [
        Move(one.line_id, "waiting", "unrouted", one.quantity)
        for plan in written.plans
        for one in plan.waits
    ]
    lacks = [
        Move(one.line_id, "unavailable", "unrouted", one.quantity)
        for plan in written.plans
        for one in plan.lacks
    ]
    move_units(transaction.connection, waits + lacks)


def _told(
    pool: WarehouseRef,
    place: WarehouseRef,
    order: OrderRow,
    promises: Sequence[PromiseRow],
    moved: Mapping[int, int],
    left: Sequence[NotSent],
) -> Answer:
    ours = [row for row in promises if row.order_id == order.id]
    if not ours:
        return refused(
            Refusal(
                Code.NOTHING_TO_DO, why=Said.NOTHING_PROMISED_AT, name=order.number, pool=pool.code
            )
        )
    lines = {row.order_line_id for row in ours}
    units = sum(moved.get(line, 0) for line in lines)
    stay = sum(row.units for row in ours) - units
    notes = [note(Said.MOVED, count=units)] if units else []
    if stay:
        fences = list(dict.fromkeys(fence_code(one.fence) for one in left if one.line_id in lines))
        notes.append(note(Said.STAYS_PROMISED, count=stay, warehouse=place.code, fences=fences))
    return done(*notes) if units else waiting(*notes)


_UNCHANGED = (RowOutcome.REFUSED, RowOutcome.WAITING)
"""What still is promised by the pool is as it was."""
