"""Moves promises of a pool of pre-ordered units to the warehouse where the goods are in."""

from collections.abc import Mapping, Sequence

from packbench.db.queries.planning.promises import PromiseRow, promises_at
from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.records.lookups import WarehouseRef, find_product, find_warehouse
from packbench.db.queries.records.order_rows import OrderState
from packbench.domain.allocation.rules import fence_code
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind
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
from packbench.engine.one_warehouse import NotSent
from packbench.engine.promise_moves import move_to_real


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

    Each order gets what is available there and what the fences allow; the rest stays promised. The
    pool's units go with what is moved, so that it is sold once.
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
            moved, left = move_to_real(transaction, place.id, pool.id, ours)
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


def _told(
    pool: WarehouseRef,
    place: WarehouseRef,
    order: OrderState,
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
