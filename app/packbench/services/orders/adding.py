"""An item more on orders: a sample, a leaflet, what a set lacks."""

from collections.abc import Sequence

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.queries.records.order_rows import OrderState, order_rows_whole
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    closed,
    done,
    in_state,
    named_orders,
    refuse_begun,
    refused,
    run_bulk,
    serve,
)
from packbench.engine.command.context import Context
from packbench.engine.command.transaction import Transaction
from packbench.engine.undo.copies import CopiesChange, added_lines
from packbench.engine.undo.remembered import NO_ORDERS, OrdersChange
from packbench.engine.writes.order_copies import NewLine, add_lines_to

MOST_ADDED = 10_000


def add_item(
    context: Context, orders: Sequence[str], sku: str, quantity: int = 1, *, how: How = DO_IT
) -> Results:
    """Adds a line without a price to orders; those that were allocated get it at once.

    Refuses an unknown product, or one that is not sold any more. An order is refused alone when it
    is done, on hold, or somebody picks it.
    """
    if not 0 < quantity <= MOST_ADDED:
        raise Refusal(Code.INVALID, field="quantity", value=quantity)

    def work(transaction: Transaction) -> Results:
        product = find_product(transaction.connection, sku)
        if not product.active:
            raise Refusal(Code.INACTIVE, sku=product.sku)
        added: list[int] = []

        def to_each(rows: Rows) -> Told:
            told = {id_: refused(why) for id_, row in rows.items() if (why := _why_not(row))}
            told |= refuse_begun(transaction.connection, [id_ for id_ in rows if id_ not in told])
            chosen = [id_ for id_ in rows if id_ not in told]
            added.extend(_add(transaction, chosen, product, quantity))
            what = note(Said.ITEM_ADDED, sku=product.sku, count=quantity)
            return told | dict.fromkeys(chosen, done(what))

        results = change_orders(transaction, named_orders(transaction, orders), to_each)
        if added:
            change = transaction.undo
            rows = change if isinstance(change, OrdersChange) else NO_ORDERS
            lines = added_lines(transaction.connection, added)
            transaction.undo = CopiesChange(orders=rows, added=lines)
        return results

    content = {"orders": list(orders), "sku": sku, "quantity": quantity}
    return run_bulk(context, "orders.add_item", content, how, work)


def _why_not(row: OrderState) -> Refusal | None:
    return closed(row) or (in_state(row) if row.hold is not None else None)


def _add(
    transaction: Transaction, order_ids: Sequence[int], product: ProductRef, units: int
) -> list[int]:
    """The ids of the new lines; orders that were planned before are planned with them."""
    connection = transaction.connection
    planned = [
        id_
        for id_, row in order_rows_whole(connection, order_ids).items()
        if row.unrouted_units < row.unit_count
    ]
    line = NewLine(product.id, product.sku, None, None, units)
    made = add_lines_to(connection, {id_: [line] for id_ in order_ids})
    serve(transaction, planned, Wanted(), lambda _done, _of: None)
    return [line_id for lines in made.values() for line_id in lines]
