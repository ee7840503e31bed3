"""Mark as back order: on chosen orders, lines, or quantities of lines."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import unpicked
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    Chosen,
    How,
    Results,
    Told,
    done,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release_beside
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import first_units, give_back
from packbench.engine.writes.waiting_room import mark_by_hand
from packbench.services.orders.chosen_lines import (
    ChosenOrder,
    change_lines,
    content_of,
    plan_each,
)


def mark(context: Context, rows: Sequence[Chosen], *, how: How = DO_IT) -> Results:
    """Marks chosen orders, lines or quantities as back order: they wait for Back to ship.

    What was promised of them is given to others who wait. An order is refused alone when nothing
    of it is left to mark, or less than the quantity is promised and not picked.
    """

    def work(transaction: Transaction) -> Results:
        return change_lines(transaction, rows, how, lambda orders: _mark(transaction, orders))

    return run_bulk(context, "backorders.mark", content_of(rows), how, work)


def _mark(transaction: Transaction, orders: Mapping[int, ChosenOrder]) -> Told:
    connection = transaction.connection
    promised = _promised_by_line(transaction, orders)
    chosen: list[_Marking] = []

    def plan(order: ChosenOrder) -> Answer:
        parts = _parts_to_mark(order, promised)
        chosen.extend(parts)
        return done(note(Said.MARKED, count=sum(part.moved + part.waiting for part in parts)))

    told = plan_each(orders, plan)
    complete_only = [
        order_id
        for order_id, answer in told.items()
        if answer.outcome is RowOutcome.DONE and not orders[order_id].row.ship_partial
    ]
    given = give_back(transaction, {k: n for part in chosen for k, n in part.promised.items()})
    move_units(connection, [Move(p.line_id, "unrouted", "waiting", p.moved) for p in chosen])
    mark_by_hand(connection, transaction.at, [part.line_id for part in chosen])
    release_beside(transaction, given.product_ids | _hold_together(transaction, complete_only))
    return told


@dataclass(frozen=True, slots=True)
class _Marking:
    """What of a line is marked: units that are promised or new, and units that wait already."""

    line_id: int
    promised: dict[Promised, int]
    moved: int
    waiting: int


def _promised_by_line(
    transaction: Transaction, orders: Mapping[int, ChosenOrder]
) -> Mapping[int, Mapping[Promised, int]]:
    lines = [line.id for order in orders.values() for line in order.lines.values()]
    promised: dict[int, dict[Promised, int]] = defaultdict(dict)
    for place, units in unpicked(transaction.connection, lines).items():
        promised[place[1]][place] = units
    return promised


def _parts_to_mark(
    order: ChosenOrder, promised: Mapping[int, Mapping[Promised, int]]
) -> list[_Marking]:
    parts = [
        _to_mark(order, line, one.quantity, promised.get(line.id, {}))
        for line, one in order.chosen()
        if line.product_id is not None
    ]
    found = [part for part in parts if part.moved or part.waiting]
    if not found:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_TO_MARK, name=order.row.number)
    return found


def _to_mark(
    order: ChosenOrder, line: AnyRow, quantity: int | None, promised: Mapping[Promised, int]
) -> _Marking:
    """What a choice takes of a line: all that is promised and new, or a quantity of it.

    What waits anyway is marked too, or it would take what was given back at once.
    """
    free = sum(promised.values()) + line.unrouted
    waiting = line.waiting - line.marked
    if quantity is None:
        return _Marking(line.id, dict(promised), free, waiting)
    if quantity > free:
        raise Refusal(
            Code.TOO_MANY, why=Said.CAN_BE_MARKED, count=free, sku=line.sku, name=order.row.number
        )
    return _Marking(line.id, first_units(promised, quantity), quantity, waiting)


def _hold_together(transaction: Transaction, order_ids: Sequence[int]) -> set[int]:
    """Orders that ship only complete keep nothing of the rest; the products that are free again."""
    connection = transaction.connection
    given = give_back(transaction, promises_of_orders(connection, order_ids))
    if order_ids:
        route_orders(transaction, order_ids, own=given.by_order())
    return given.product_ids
