"""What commands on many chosen orders share: how they are run, what they tell of each row.

One transaction, one key, one undoable command. Rows that can't be done are told one by one, the
others go through; when none can, nothing is written at all.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.queue import OrderInQueue, orders_by_number
from packbench.db.queries.records.order_rows import OrderRow, order_rows
from packbench.db.queries.records.settings import read_setting
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import Own, Progress, no_progress, route_orders
from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.taking_back import Remembered, keep_for_undo
from packbench.engine.writes.order_totals import refresh_orders
from packbench.settings import QUEUE_POLICY
from packbench.words.language import tr, tr_count
from packbench.words.states import status_word

DONE, WAITING, REFUSED = "done", "waiting", "refused"
"""What can become of a row."""


@dataclass(frozen=True, slots=True)
class How:
    """How a command on many rows is run.

    Attributes:
        key: runs once however often it is sent; `undo_key` takes it back by it.
        preview: what would happen is told row by row, and nothing is written.
        on_progress: called with how many rows of how many are done.
    """

    key: str | None = None
    preview: bool = False
    on_progress: Progress = no_progress


DO_IT = How()
PREVIEW = How(preview=True)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen row: a whole order, one of its lines, or a quantity of a line."""

    order: str
    line: int | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a command did to one order: `done`, `waiting` (still), or `refused`."""

    order_number: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class Results:
    """One result an order, in queue order; `undoable` tells whether anything was changed."""

    results: list[RowResult]
    undoable: bool = True


Told = Mapping[int, tuple[str, str]]
"""By order id: the outcome and the message."""

Queue = Sequence[OrderInQueue]
"""The chosen orders, first in the queue first."""

_ORDERS_A_STEP = 100


def run_bulk(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    how: How,
    work: Callable[[Transaction], Results],
    unchanged: Collection[str] = (REFUSED,),
) -> Results:
    """Runs `work` as one command; a preview, and one that leaves every row unchanged, no trace.

    `unchanged` are the outcomes of rows that the command leaves as they were.
    """
    call = Call(name, content, None if how.preview else how.key)

    def keep(results: Results) -> bool:
        done = any(row.outcome not in unchanged for row in results.results)
        return done and not how.preview

    def told(transaction: Transaction) -> Results:
        return replace(work(transaction), undoable=transaction.undo is not None)

    with without_collector():
        return run_or_try(context, call, Results, told, keep=keep)


def named_orders(transaction: Transaction, orders: Sequence[str]) -> list[OrderInQueue]:
    """The named orders in queue order; refuses no names and unknown ones."""
    if not orders:
        raise Refusal(Code.NOTHING_TO_DO, why=tr("no order was chosen"))
    return orders_by_number(transaction.connection, orders)


def change_orders(
    transaction: Transaction,
    queue: Queue,
    work: Callable[[Mapping[int, OrderRow]], Told],
    *,
    fields: Sequence[str] = (),
) -> Results:
    """Does `work` to the chosen orders, keeps what undo needs, and tells the rows in queue order.

    Args:
        transaction: a command's.
        queue: the orders.
        work: changes the orders and tells what became of each.
        fields: columns of the orders that it changes.
    """
    connection = transaction.connection
    ids = [order.id for order in queue]
    before = Remembered.of(connection, ids, fields)
    told = work(order_rows(connection, ids))
    refresh_orders(connection, ids)
    keep_for_undo(transaction, before)
    tell_changes(transaction, {order_id for order_id in ids if told[order_id][0] != REFUSED})
    return results_of(queue, told)


FieldCommand = tuple[str, Mapping[str, Any], Sequence[str]]
"""Its name, its content with `orders`, and the columns of the orders that it changes."""


def change_fit(
    context: Context,
    call: FieldCommand,
    how: How,
    why_not: Callable[[OrderRow], str],
    change: Callable[[Transaction, list[int]], Told],
) -> Results:
    """Changes the orders for which there is no `why_not`, in queue order; refuses the others."""
    name, content, fields = call

    def work(transaction: Transaction) -> Results:
        queue = named_orders(transaction, content["orders"])

        def to_each(rows: Mapping[int, OrderRow]) -> Told:
            told = {id_: (REFUSED, why) for id_, row in rows.items() if (why := why_not(row))}
            ids = [order.id for order in queue if order.id not in told]
            how.on_progress(0, len(queue))
            told |= change(transaction, ids)
            how.on_progress(len(queue), len(queue))
            return told

        return change_orders(transaction, queue, to_each, fields=fields)

    return run_bulk(context, name, content, how, work)


def results_of(queue: Queue, told: Told) -> Results:
    """The rows in queue order."""
    return Results([RowResult(order.number, *told[order.id]) for order in queue])


def serve(
    transaction: Transaction,
    order_ids: Sequence[int],
    wanted: Wanted,
    on_progress: Progress,
    own: Own = MappingProxyType({}),
) -> dict[int, int]:
    """Routes orders, given in queue order, some at a time; units that each of them was given.

    `own` is what was just taken back of them (`route_orders`).
    """
    served: dict[int, int] = defaultdict(int)
    step = len(order_ids) or 1
    if read_setting(transaction.connection, QUEUE_POLICY) == "queue":
        step = _ORDERS_A_STEP  # else who can be completed is to be seen among all of them
    on_progress(0, len(order_ids))
    for start in range(0, len(order_ids), step):
        part = order_ids[start : start + step]
        written = route_orders(transaction, part, wanted, own=own)
        lines = {line.line_id: p.order_id for p in written.plans for line in p.decision.lines}
        for line_id, units in written.taken:
            served[lines[line_id]] += units
        on_progress(start + len(part), len(order_ids))
    return served


def tell_served(
    transaction: Transaction, order_ids: Sequence[int], served: Mapping[int, int]
) -> dict[int, tuple[str, str]]:
    """What became of orders that were tried again."""
    told = {}
    for order_id, row in order_rows(transaction.connection, order_ids).items():
        units, left = served.get(order_id, 0), row.waiting_units
        if not units:
            told[order_id] = (WAITING, tr("nothing can be allocated yet"))
            continue
        given = tr_count("{count} unit is allocated now", "{count} units are allocated now", units)
        words = [given.format(count=units)]
        if left:
            still = tr_count("{count} still waits", "{count} still wait", left)
            words.append(still.format(count=left))
        told[order_id] = (DONE, ", ".join(words))
    return told


def waits_no_more(row: OrderRow) -> str:
    """Why nothing of an order waits, perhaps by what others did meanwhile; empty when it does."""
    if row.status in {OrderStatus.CANCELLED, OrderStatus.SHIPPED}:
        return tr("it is {state}").format(state=status_word(row.status))
    return "" if row.waiting_units else tr("nothing of it waits any more")


def tell_changes(transaction: Transaction, order_ids: set[int]) -> None:
    """Notes that these orders, and stock anywhere, look different after the commit."""
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.STOCK)
