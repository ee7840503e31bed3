"""Commands on the waiting room: substitute, back to ship, mark, cancel, allow, move promises.

Each works on one or on hundreds of orders in one transaction and tells what it did to each
(`engine/bulk.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.kits import kits_holding
from packbench.db.queries.planning.queue import orders_waiting_for
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.order_rows import OrderState, lines_of_orders, order_rows
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import Verify
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Queue,
    Results,
    Rows,
    Told,
    change_orders,
    closed,
    in_state,
    named_orders,
    refused,
    results_of,
    run_bulk,
    serve,
    tell_changes,
    tell_served,
    tell_waves,
    waits_no_more,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release as release_waiting
from packbench.engine.undo.remembered import OrdersChange
from packbench.engine.undo.remembering import left_as
from packbench.engine.undo.taking_back import refuse_changed
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.states import allow_to_wait
from packbench.engine.writes.substitution import (
    NewProduct,
    Replaced,
    put_back,
    substitutable,
    substitute_lines,
    wait_as_before,
)


def substitute(
    context: Context,
    new_sku: str,
    orders: Sequence[str],
    *,
    old_sku: str | None = None,
    how: How = DO_IT,
) -> Results:
    """Gives waiting lines of the chosen orders another product, and tries them at once.

    The old SKU stays on record. Refuses an unknown or inactive SKU as a whole; an order is refused
    alone when nothing of it waits, when several SKUs wait and none was named, when the new product
    is the old one or a kit that holds it.
    """
    content = {"new_sku": new_sku, "orders": list(orders), "old_sku": old_sku}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        product = find_product(connection, new_sku)
        if not product.active:
            raise Refusal(Code.INACTIVE, sku=product.sku)
        new = NewProduct(product.id, product.sku)
        queue = named_orders(transaction, orders)
        in_waves = waves_of_orders(connection, [order.id for order in queue])
        lines = substitutable(connection, [order.id for order in queue], old_sku)
        told = _unfit(transaction, new, queue, lines)
        ids = [order.id for order in queue if order.id not in told]
        replaced = substitute_lines(connection, [r for id_ in ids for r in lines[id_]], new)
        served = serve(transaction, ids, Wanted(), how.on_progress)
        refresh_orders(connection, ids)
        if replaced:
            touched = {id_ for one in replaced for id_ in (one.line_id, one.split_from) if id_}
            transaction.undo = Substitution(replaced, left_as(connection, touched, ids))
        tell_changes(transaction, set(ids))
        told |= tell_served(transaction, ids, served)
        return results_of(queue, tell_waves(connection, in_waves, told))

    return run_bulk(context, "backorders.substitute", content, how, work)


def _unfit(
    transaction: Transaction, new: NewProduct, queue: Queue, lines: Mapping[int, Sequence[AnyRow]]
) -> dict[int, Answer]:
    """By order id: why its lines can't be substituted; only those that can't."""
    holders = kits_holding(
        transaction.connection,
        {row.product_id for rows in lines.values() for row in rows if row.product_id},
    )
    held = {part for kit, part in holders if kit == new.id}
    found = {}
    rows = order_rows(transaction.connection, [order.id for order in queue])
    for order_id, row in rows.items():
        why = _why_unfit(row, new, held, lines.get(order_id, ()))
        if why is not None:
            found[order_id] = refused(why)
    return found


def _why_unfit(
    order: OrderState, new: NewProduct, held: set[int], lines: Sequence[AnyRow]
) -> Refusal | None:
    if not lines:
        other = Refusal(Code.NOTHING_TO_DO, why=Said.NOT_FOR_THAT_SKU, name=order.number)
        return waits_no_more(order) or other
    why = None
    if len({row.sku_key for row in lines}) > 1:
        why = Said.SEVERAL_SKUS
    elif any(row.product_id == new.id for row in lines):
        why = Said.WAITS_FOR_IT_ALREADY
    elif any(row.product_id in held for row in lines):
        why = Said.KIT_HOLDS_OLD
    if why is None:
        return None
    return Refusal(Code.NOTHING_TO_DO, why=why, name=order.number, sku=new.sku)


def release(
    context: Context, *, orders: Sequence[str] = (), sku: str | None = None, how: How = DO_IT
) -> Results:
    """Back to ship: tries the waiting units of chosen orders, or of all that wait for a SKU.

    Who waits for a kit that holds the SKU waits for it, too. Lines that an operator marked as back
    order are tried as well. An order is refused alone when nothing of it waits or it is on hold.
    """
    content = {"orders": list(orders), "sku": sku}

    def work(transaction: Transaction) -> Results:
        if sku is None:
            queue = named_orders(transaction, orders)
        else:
            product_id = find_product(transaction.connection, sku).id
            queue = orders_waiting_for(transaction.connection, product_id)

        def try_again(rows: Rows) -> Told:
            told = {id_: refused(why) for id_, row in rows.items() if (why := _idle(row))}
            ids = [order.id for order in queue if order.id not in told]
            served = serve(transaction, ids, Wanted(marked=True), how.on_progress)
            return told | tell_served(transaction, ids, served)

        return change_orders(transaction, queue, try_again)

    return run_bulk(context, "backorders.release", content, how, work)


def _idle(row: OrderState) -> Refusal | None:
    if row.verify == Verify.ASKED:
        return closed(row) or Refusal(Code.TO_BE_VERIFIED, name=row.number)
    return waits_no_more(row) or (in_state(row) if row.hold is not None else None)


def allow_back_order(
    context: Context, orders: Sequence[str], *, sku: str | None = None, how: How = DO_IT
) -> Results:
    """Lets units wait that may not be back-ordered, and tries them at once.

    It holds for those lines for good, whatever the product's policy says. An order is refused alone
    when none of it (of the SKU, if one is named) lacks that leave.
    """
    content = {"orders": list(orders), "sku": sku}

    def work(transaction: Transaction) -> Results:
        queue = named_orders(transaction, orders)
        key = code_key(find_product(transaction.connection, sku).sku) if sku is not None else None

        def allow(rows: Rows) -> Told:
            lines = [
                line
                for lines in lines_of_orders(transaction.connection, rows).values()
                for line in lines
                if line.unavailable and key in (None, line.sku_key)
            ]
            allow_to_wait(transaction.connection, [line.id for line in lines])
            chosen = {line.order_id for line in lines}
            ids = [order.id for order in queue if order.id in chosen]
            served = serve(transaction, ids, Wanted(unavailable=True), how.on_progress)
            told = {id_: _nothing_short(row) for id_, row in rows.items() if id_ not in chosen}
            return told | tell_served(transaction, ids, served)

        return change_orders(transaction, queue, allow)

    return run_bulk(context, "backorders.allow", content, how, work)


def _nothing_short(row: OrderState) -> Answer:
    return refused(Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_TO_ALLOW, name=row.number))


@dataclass(frozen=True, slots=True)
class Substitution:
    """The lines whose product was replaced: as they were before, and as the command left them."""

    replaced: list[Replaced]
    after: OrdersChange


def _undo_substitute(transaction: Transaction, substitution: Substitution) -> None:
    """Puts the old products back on the lines and routes them as they were wanted."""
    connection, replaced = transaction.connection, substitution.replaced
    refuse_changed(transaction, substitution.after)
    freed = put_back(transaction, replaced)
    order_ids = {row.order_id for row in replaced}
    route_orders(transaction, order_ids)
    wait_as_before(connection, replaced)
    refresh_orders(connection, order_ids)
    tell_changes(transaction, order_ids)
    release_waiting(transaction, freed)


UNDO_SUBSTITUTION = Undoer(Substitution, _undo_substitute)
