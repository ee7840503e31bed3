"""What commands on many chosen orders share: how they are run, what they tell of each row.

One transaction, one key, one undoable command. Rows that can't be done are told one by one, the
others go through; when none can, nothing is written at all.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.queue import OrderInQueue, orders_by_number
from packbench.db.queries.records.order_rows import OrderState, order_rows, packed_of_orders
from packbench.db.queries.records.pick_tasks import WaveAtWork, waves_of_orders
from packbench.db.queries.records.settings import read_setting
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import Own, Progress, no_progress, route_orders
from packbench.engine.begun import begun_refusals
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.leaving_waves import waves_told
from packbench.engine.undo.remembered import Remembered
from packbench.engine.undo.remembering import keep_for_undo
from packbench.engine.writes.order_totals import refresh_orders
from packbench.settings import QUEUE_POLICY


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
    """What a command did to one order, and what is told of it."""

    order_number: str
    outcome: RowOutcome
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """One result an order, in queue order; `undoable` tells whether anything was changed."""

    results: list[RowResult]
    undoable: bool = True


class Answer(NamedTuple):
    """What became of an order."""

    outcome: RowOutcome
    notes: tuple[Note, ...]


Told = Mapping[int, Answer]
"""The answers by order id."""


def done(*notes: Note) -> Answer:
    """Something was changed."""
    return Answer(RowOutcome.DONE, notes)


def waiting(*notes: Note) -> Answer:
    """It was tried, and still waits."""
    return Answer(RowOutcome.WAITING, notes)


def refused(refusal: Refusal) -> Answer:
    """It stays as it was."""
    return Answer(RowOutcome.REFUSED, (Note.of(refusal),))


def with_notes(told: Told, more: Mapping[int, Sequence[Note]]) -> dict[int, Answer]:
    """The answers, with more that is told of orders that were changed."""
    return {
        id_: answer
        if answer.outcome is RowOutcome.REFUSED
        else Answer(answer.outcome, (*answer.notes, *more.get(id_, ())))
        for id_, answer in told.items()
    }


Rows = Mapping[int, OrderState]
"""Orders by id."""

Queue = Sequence[OrderInQueue]
"""The chosen orders, first in the queue first."""

_ORDERS_A_STEP = 100


def run_bulk(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    how: How,
    work: Callable[[Transaction], Results],
    unchanged: Collection[RowOutcome] = (RowOutcome.REFUSED,),
) -> Results:
    """Runs `work` as one command; a preview, and one that leaves every row unchanged, no trace.

    `unchanged` are the outcomes of rows that the command leaves as they were.
    """
    context = context.without_key() if how.preview else context
    call = Call(name, content, None if how.preview else how.key)

    def keep(results: Results) -> bool:
        done = any(row.outcome not in unchanged for row in results.results)
        return done and not how.preview

    def told(transaction: Transaction) -> Results:
        transaction.tried = how.preview
        results = work(transaction)
        changed = any(row.outcome not in unchanged for row in results.results)
        undoable = changed if how.preview else transaction.undo is not None
        return replace(results, undoable=undoable)

    return run_or_try(context, call, Results, told, keep=keep)


def named_orders(transaction: Transaction, orders: Sequence[str]) -> list[OrderInQueue]:
    """The named orders in queue order; refuses no names and unknown ones."""
    if not orders:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
    return orders_by_number(transaction.connection, orders)


def change_orders(
    transaction: Transaction,
    queue: Queue,
    work: Callable[[Rows], Told],
    *,
    fields: Sequence[str] = (),
) -> Results:
    """Does `work` to the chosen orders, keeps what undo needs, and tells the rows in queue order.

    Of those that are being picked the wave and who picks it are told, whatever the command.

    Args:
        transaction: a command's.
        queue: the orders.
        work: changes the orders and tells what became of each.
        fields: columns of the orders that it changes.
    """
    connection = transaction.connection
    ids = [order.id for order in queue]
    rows = order_rows(connection, ids)
    if not transaction.tried:
        transaction.remembered = Remembered.of(connection, ids, fields)
    in_waves = waves_of_orders(connection, ids)
    told = work({order_id: rows[order_id] for order_id in ids})
    refresh_orders(connection, ids)
    told = tell_waves(connection, in_waves, told)
    told = with_notes(told, _packed_stays(connection, ids))
    if transaction.remembered is not None:
        keep_for_undo(transaction, transaction.remembered)
    changed = {id_ for id_ in ids if told[id_].outcome is not RowOutcome.REFUSED}
    tell_changes(transaction, changed)
    return results_of(queue, told)


def _packed_stays(connection: Connection, order_ids: Collection[int]) -> dict[int, list[Note]]:
    """Of orders of which something is packed: that what was printed for it stays as it is."""
    packed = packed_of_orders(connection, order_ids)
    return {id_: [note(Said.PACKED_STAYS, numbers=numbers)] for id_, numbers in packed.items()}


def tell_waves(
    connection: Connection, before: Mapping[int, Sequence[WaveAtWork]], told: Told
) -> dict[int, Answer]:
    """Inside a command: its answers, with what pickers have to know behind what was done.

    `before`: the waves in which the orders were being picked when it began.
    """
    waves = waves_told(connection, before)
    return {
        id_: answer._replace(notes=(*answer.notes[:1], *waves.get(id_, ()), *answer.notes[1:]))
        if answer.outcome is not RowOutcome.REFUSED
        else answer
        for id_, answer in told.items()
    }


FieldCommand = tuple[str, Mapping[str, Any], Sequence[str]]
"""Its name, its content with `orders`, and the columns of the orders that it changes."""


def change_fit(
    context: Context,
    call: FieldCommand,
    how: How,
    why_not: Callable[[OrderState], Refusal | None],
    change: Callable[[Transaction, Rows], Told],
) -> Results:
    """Changes the orders for which there is no `why_not`; refuses the others.

    `change` gets them in queue order, and may refuse more of them.
    """
    name, content, fields = call

    def work(transaction: Transaction) -> Results:
        queue = named_orders(transaction, content["orders"])

        def to_each(rows: Rows) -> Told:
            told = {id_: refused(why) for id_, row in rows.items() if (why := why_not(row))}
            how.on_progress(0, len(queue))
            fit = {order.id: rows[order.id] for order in queue if order.id not in told}
            told |= change(transaction, fit)
            how.on_progress(len(queue), len(queue))
            return told

        return change_orders(transaction, queue, to_each, fields=fields)

    return run_bulk(context, name, content, how, work)


def results_of(queue: Queue, told: Told) -> Results:
    """The rows in queue order."""
    return Results(
        [
            RowResult(order.number, told[order.id].outcome, list(told[order.id].notes))
            for order in queue
        ]
    )


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


_HAS_ALL = frozenset(
    {OrderStatus.READY, OrderStatus.PICKING, OrderStatus.PICKED, OrderStatus.PACKED}
)


def tell_served(
    transaction: Transaction, order_ids: Sequence[int], served: Mapping[int, int]
) -> dict[int, Answer]:
    """What became of orders that were tried again."""
    told = {}
    for order_id, row in order_rows(transaction.connection, order_ids).items():
        units, left = served.get(order_id, 0), row.waiting_units
        if not units and not left and row.status in _HAS_ALL:
            told[order_id] = done(note(Said.ALL_THERE))
            continue
        if not units:
            told[order_id] = waiting(note(Said.NOTHING_GIVEN))
            continue
        still = [note(Said.STILL_WAITS, count=left)] if left else []
        told[order_id] = done(note(Said.GIVEN, count=units), *still)
    return told


def closed(row: OrderState) -> Refusal | None:
    """Refuses orders of which nothing is left to do."""
    if row.status in {OrderStatus.CANCELLED, OrderStatus.SHIPPED}:
        return in_state(row)
    return None


def in_state(row: OrderState) -> Refusal:
    """Refuses an order for the state that it is in; one on hold with why it stands still."""
    if row.hold is not None:
        why = Said.IS_HELD_FOR if row.hold_reason else Said.IS_HELD
        params = {"reason": row.hold_reason or "", "state": row.status}
        return Refusal(Code.WRONG_STATE, why=why, name=row.number, **params)
    return Refusal(Code.WRONG_STATE, name=row.number, state=row.status)


def waits_no_more(row: OrderState) -> Refusal | None:
    """Refuses orders of which nothing waits, perhaps by what others did meanwhile."""
    if closed(row) or row.waiting_units:
        return closed(row)
    return Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_WAITS, name=row.number)


def refuse_begun(connection: Connection, order_ids: Collection[int]) -> dict[int, Answer]:
    """Those of the orders that somebody picks or packs, refused."""
    return {id_: refused(why) for id_, why in begun_refusals(connection, order_ids).items()}


def tell_changes(transaction: Transaction, order_ids: set[int]) -> None:
    """Notes that these orders, and stock anywhere, look different after the commit."""
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.STOCK)
