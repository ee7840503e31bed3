"""The command `allocate`: new orders in queue order, or named ones, in chunks of lines."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from sqlalchemy import Connection

from packbench.db.plans import plan_by_keys
from packbench.db.queries.planning.demand import (
    load_demand,
)
from packbench.db.queries.planning.queue import (
    FRONT,
    OrderInQueue,
    Place,
    lines_of_new_orders,
    new_orders,
    orders_by_number,
)
from packbench.db.queries.records.settings import read_setting
from packbench.db.today import today
from packbench.domain.allocation.planner import plan, plan_whole
from packbench.domain.order_rules import RuleEvent
from packbench.engine.allocation import (
    Progress,
    Way,
    no_progress,
    plan_in_queue,
    wanted_of,
    write_routing,
)
from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.one_order import OneOrder
from packbench.engine.run_result import AllocateResult, result_of, timed
from packbench.engine.undo.remembered import Remembered
from packbench.engine.undo.remembering import keep_for_undo
from packbench.engine.writes.plan_writer import Written
from packbench.services.rules.acting import act, added_notes, in_short
from packbench.settings import QUEUE_POLICY

FIRST_PART = "/1"
"""What the key of a run's first chunk ends with."""
CHUNK_LINES = 2_000
"""Lines a transaction: other stations wait three tenths of a second for it at most."""
_PAGE = 1_001
"""New orders are looked up so many at a time at most, until a chunk is full."""


def allocate(
    context: Context,
    *,
    orders: Sequence[str] = (),
    key: str | None = None,
    on_progress: Progress = no_progress,
    chunk_lines: int = CHUNK_LINES,
) -> AllocateResult:
    """Allocates new orders in queue order, or the named ones whatever they wait for.

    A backlog is done in chunks, each its own command, so that other stations work in between. Sent
    again with its key the run answers the same, and one that broke off goes on where it was.
    Named orders are tried as a whole again: unavailable units and lines marked as back order too;
    that can be undone, a run through the backlog can not.
    Refuses `not_found` for an unknown order number.
    """
    started = time.monotonic()
    base_key = key or context.key or uuid4().hex
    lines, whole_first = _backlog(context, orders, chunk_lines)
    total, done, number = _BEGUN.result, 0, 0
    for way in (plan_whole, plan) if whole_first else (plan,):
        chunk = _BEGUN
        while chunk.more:
            number += 1
            last = chunk.result.orders
            page = min(_PAGE, last * 9 // 8 + 2) if last else _PAGE
            asked = _Asked(orders, chunk.last, f"{base_key}/{number}", chunk_lines, page)
            with without_collector():
                chunk = _allocate_chunk(context, asked, way)
            alone = number == 1 and not chunk.result.rules
            total = chunk.result if alone else _sum(total, chunk.result)
            done += chunk.lines if way is plan else 0
            on_progress(done, max(lines, done + chunk.lines_ahead))
    return timed(total, started)


def _backlog(context: Context, named: Sequence[str], chunk_lines: int) -> tuple[int, bool]:
    """How many lines are new, and whether all are looked through for orders to complete first.

    In one chunk the planner sees to that itself.
    """
    if len(named) == 1:
        return 0, False
    with context.database.read.connect() as connection:
        if named:
            lines = sum(order.line_count for order in orders_by_number(connection, named))
        else:
            lines = lines_of_new_orders(connection)
        complete_first = read_setting(connection, QUEUE_POLICY) == "complete_first"
        return 0 if named else lines, complete_first and lines > chunk_lines


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What one transaction of a run came to, and from where the next one goes on."""

    result: AllocateResult = field(default_factory=AllocateResult)
    lines: int = 0
    lines_ahead: int = 0
    last: Place = FRONT
    more: bool = False


_BEGUN = _Chunk(more=True)
"""Nothing yet, and all of it is to come."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The next orders of a run: the named or the new ones behind a place, so many lines of them.

    New orders are looked up a `page` at a time: about as many as filled the last chunk.
    """

    named: Sequence[str]
    after: Place
    key: str
    lines: int
    page: int


def _allocate_chunk(context: Context, asked: _Asked, way: Way) -> _Chunk:
    """Allocates the next orders of a run, as many lines as were asked for or one order at least."""
    named, after = asked.named, asked.after

    def work(transaction: Transaction) -> _Chunk:
        connection = transaction.connection
        if not named:
            plan_by_keys(connection)
        chunk, ahead = _first_lines(_in_queue(connection, asked), asked.lines)
        ids = [order.id for order in chunk]
        before = Remembered.of(connection, ids) if named else Remembered()
        demand = load_demand(connection, ids, today(connection), wanted_of(named))
        routing = plan_in_queue(connection, demand, way)
        written = write_routing(transaction, demand, routing.stock, routing.plans)
        if named:  # a run through the backlog is never taken back, and would remember all of it
            keep_for_undo(transaction, before)
        lines = sum(order.line_count for order in chunk)
        got = [one.order_id for one in written.plans if one.promises]
        transaction.then = lambda done: _with_rules(context, transaction, got, done)
        return _Chunk(
            result_of(written),
            lines=lines,
            lines_ahead=ahead.line_count if ahead else 0,
            last=chunk[-1].place if chunk else after,
            more=ahead is not None,
        )

    content = {"orders": list(named), "after": after}
    short = OneOrder(named[0], _Chunk, _told_of_one) if len(named) == 1 else None
    call = Call("allocate", content, asked.key)
    return run_command(context, call, _Chunk, work, short=short)


def _told_of_one(order: OrderInQueue, written: Written) -> _Chunk:
    """What is told of a chunk that was one order."""
    return _Chunk(result_of(written), lines=order.line_count, last=order.place)


def _with_rules(
    context: Context, transaction: Transaction, order_ids: Sequence[int], chunk: _Chunk
) -> _Chunk:
    """Lets rules act on orders that were given something; what they did is told with the run."""
    told = in_short(act(context, transaction, RuleEvent.ALLOCATED, order_ids))
    return replace(chunk, result=replace(chunk.result, rules=told)) if told else chunk


def _in_queue(connection: Connection, asked: _Asked) -> Iterator[OrderInQueue]:
    """The named or the new orders behind a place, looked up as they are asked for."""
    if asked.named:
        named = orders_by_number(connection, asked.named)
        yield from (one for one in named if one.place > asked.after)
        return
    most = asked.page
    page = new_orders(connection, asked.after, limit=most)
    while page:
        yield from page
        page = new_orders(connection, page[-1].place, limit=most) if len(page) == most else []


def _first_lines(
    queue: Iterator[OrderInQueue], most: int
) -> tuple[list[OrderInQueue], OrderInQueue | None]:
    """The orders at the front that have at most so many lines, one in any case; and the next."""
    chunk: list[OrderInQueue] = []
    lines = 0
    for order in queue:
        lines += order.line_count
        if chunk and lines > most:
            return chunk, order
        chunk.append(order)
    return chunk, None


def _sum(left: AllocateResult, right: AllocateResult) -> AllocateResult:
    names = (
        *("orders", "lines", "allocated_units", "waiting_units", "unavailable_units"),
        *("shipments", "orders_ready", "orders_waiting", "orders_attention"),
    )
    sums = {name: getattr(left, name) + getattr(right, name) for name in names}
    return AllocateResult(**sums, rules=added_notes(left.rules, right.rules))
