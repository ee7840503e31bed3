"""Cloning orders: new ones with the same customer and lines."""

from collections.abc import Sequence

from sqlalchemy import Connection

from packbench.db.queries.records.order_rows import lines_of_orders, order_rows_whole
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus, Verify
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    RowResult,
    named_orders,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.undo.copies import CopiesChange, added_lines
from packbench.engine.verifying import asking_channels
from packbench.engine.writes.order_copies import MadeOrder, NewLine, NewOrder, copy_orders
from packbench.engine.writes.order_totals import refresh_orders


def clone(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Makes a new order like each, whatever became of it, cancelled lines too.

    It is not on hold, and waits to be allocated, or verified before that where its channel asks.
    """

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        queue = named_orders(transaction, orders)
        ids = _with_lines(connection, [order.id for order in queue])
        made = copy_orders(connection, _wanted(transaction, ids))
        new = [one.id for one in made]
        refresh_orders(connection, new)
        transaction.changed(Kind.ORDER, {*ids, *new})
        lines = [line_id for one in made for line_id in one.line_ids]
        transaction.undo = CopiesChange(
            made={one.id: one.number for one in made}, added=added_lines(connection, lines)
        )
        rows: list[RowResult] = []
        copies = dict(zip(ids, made, strict=True))
        for order in queue:
            rows += _rows(order.number, copies.get(order.id))
        return Results(rows)

    return run_bulk(context, "orders.clone", {"orders": list(orders)}, how, work)


def _wanted(transaction: Transaction, ids: Sequence[int]) -> list[NewOrder]:
    connection = transaction.connection
    rows, lines = order_rows_whole(connection, ids), lines_of_orders(connection, ids)
    asking = asking_channels(connection)
    return [
        NewOrder(
            rows[order_id],
            [
                NewLine(one.product_id, one.sku, None, one.unit_price, one.ordered)
                for one in lines.get(order_id, [])
            ],
            {
                "hold": None,
                "hold_reason": None,
                "verify": Verify.ASKED.value if rows[order_id].channel in asking else None,
            },
        )
        for order_id in ids
    ]


def _with_lines(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Those of the orders that have a line: one whose making was taken back has none."""
    lines = lines_of_orders(connection, ids)
    return [order_id for order_id in ids if lines.get(order_id)]


def _rows(number: str, made: MadeOrder | None) -> list[RowResult]:
    if made is None:
        why = Refusal(Code.WRONG_STATE, name=number, state=OrderStatus.CANCELLED.value)
        return [RowResult(number, RowOutcome.REFUSED, [Note.of(why)])]
    return [
        RowResult(number, RowOutcome.DONE, [note(Said.CLONED_AS, other=made.number)]),
        RowResult(made.number, RowOutcome.MADE, [note(Said.MADE_OF, other=number)]),
    ]
