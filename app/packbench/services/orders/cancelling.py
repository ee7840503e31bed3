"""Cancelling: orders, lines, quantities of lines, or only what of them waits."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from packbench.db.queries.planning.queue import products_orders_wait_for
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.order_rows import (
    lines_of_orders,
    packed_shipments,
    unpicked,
)
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    Chosen,
    How,
    Results,
    Told,
    done,
    in_state,
    refuse_begun,
    run_bulk,
    waits_no_more,
    with_notes,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.leaving_waves import leave_waves
from packbench.engine.release import release_beside
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import first_units, give_back
from packbench.engine.writes.problems import refresh_problems
from packbench.services.orders.chosen_lines import (
    ChosenOrder,
    change_lines,
    content_of,
    plan_each,
)

_FREE_FIRST = ("waiting", "unavailable", "unrouted")
"""Buckets from which a cancelled quantity is taken before promised units are."""

Units = list[tuple[AnyRow, int]]
"""Lines with the units of each that are to be cancelled."""


def cancel(context: Context, rows: Sequence[Chosen], *, how: How = DO_IT) -> Results:
    """Cancels orders, lines, or quantities of lines: what waits first, then what is promised.

    A whole order that is being picked leaves its wave, and what was picked is to be carried back.
    An order is refused alone when nothing of it is left to cancel, or less than the quantity; so it
    is as a whole when it is packed.
    """

    def work(transaction: Transaction) -> Results:
        def cancel_all(orders: Mapping[int, ChosenOrder]) -> Told:
            connection = transaction.connection
            packed = packed_shipments(connection, orders)
            at_work = {
                order_id
                for order_id, order in orders.items()
                if order.is_whole and _is_at_work(order)
            }
            told = leave_waves(transaction, at_work - packed)
            working = refuse_begun(connection, at_work & packed)
            others = {id_: order for id_, order in orders.items() if id_ not in working}
            left = _read_again(connection, others, at_work)
            return working | with_notes(_cancel(transaction, left, _all_left), told)

        return change_lines(transaction, rows, how, cancel_all)

    return run_bulk(context, "orders.cancel", content_of(rows), how, work)


def cancel_waiting(
    context: Context, rows: Sequence[Chosen], *, sku: str | None = None, how: How = DO_IT
) -> Results:
    """Cancels what waits (or lacks) of chosen orders, of one SKU of them, or of chosen lines.

    A quantity of a line takes waiting units first, then promised ones. An order is refused alone
    when nothing of it waits, or less than the quantity is left to cancel.
    """

    def work(transaction: Transaction) -> Results:
        key = code_key(find_product(transaction.connection, sku).sku) if sku is not None else None

        def waiting_units(order: ChosenOrder) -> Units:
            return _what_waits(order, key)

        return change_lines(
            transaction, rows, how, lambda orders: _cancel(transaction, orders, waiting_units)
        )

    content = {**content_of(rows), "sku": sku}
    return run_bulk(context, "backorders.cancel", content, how, work)


def _cancel(
    transaction: Transaction,
    orders: Mapping[int, ChosenOrder],
    units_of: Callable[[ChosenOrder], Units],
) -> dict[int, Answer]:
    """Cancels units of each order; those for which `units_of` raises a refusal are refused."""
    wanted: Units = []

    def plan(order: ChosenOrder) -> Answer:
        lines = units_of(order)
        wanted.extend(lines)
        return done(note(Said.CANCELLED, count=sum(units for _, units in lines)))

    told = plan_each(orders, plan)
    freed = cancel_units(transaction, wanted)
    # Without what was cancelled, the rest of those that ship only complete may be complete.
    complete_only = [
        order_id
        for order_id, answer in told.items()
        if answer.outcome is RowOutcome.DONE and not orders[order_id].row.ship_partial
    ]
    release_beside(
        transaction, freed | products_orders_wait_for(transaction.connection, complete_only)
    )
    return told


def _read_again(
    connection: Connection, orders: Mapping[int, ChosenOrder], changed: Collection[int]
) -> Mapping[int, ChosenOrder]:
    """The orders with the lines of those that changed meanwhile as they are now."""
    lines = lines_of_orders(connection, [id_ for id_ in orders if id_ in changed])
    return {
        id_: replace(order, lines={line.line: line for line in lines[id_]})
        if id_ in lines
        else order
        for id_, order in orders.items()
    }


def _is_at_work(order: ChosenOrder) -> bool:
    return any(line.picked or line.packed for line in order.lines.values())


def _all_left(order: ChosenOrder) -> Units:
    """All of the chosen lines that is not picked, or the quantity."""
    found = [
        (line, _checked(order, line, one.quantity) if one.quantity else cancellable_units(line))
        for line, one in order.chosen()
    ]
    if not any(units for _, units in found):
        raise in_state(order.row)
    return found


def _what_waits(order: ChosenOrder, sku_key: str | None) -> Units:
    """What of the chosen lines waits or lacks, or the quantity."""
    found = [
        (line, _checked(order, line, one.quantity) if one.quantity else lacking)
        for line, one in order.chosen()
        if sku_key in {None, line.sku_key}
        for lacking in [line.waiting + line.unavailable]
    ]
    if any(units for _, units in found):
        return [(line, units) for line, units in found if units]
    why = Refusal(Code.NOTHING_TO_DO, why=Said.NOT_FOR_THAT_SKU, name=order.row.number)
    raise waits_no_more(order.row) or why


def _checked(order: ChosenOrder, line: AnyRow, quantity: int) -> int:
    """The quantity; refuses more than is left."""
    left = cancellable_units(line)
    if quantity > left:
        raise Refusal(
            Code.TOO_MANY,
            why=Said.CAN_BE_CANCELLED,
            count=left,
            sku=line.sku,
            name=order.row.number,
        )
    return quantity


def cancellable_units(line: AnyRow) -> int:
    """Units of a line that are not picked yet, nor further."""
    return int(line.waiting + line.unavailable + line.unrouted + line.allocated)


def cancel_units(transaction: Transaction, wanted: Sequence[tuple[AnyRow, int]]) -> set[int]:
    """Inside a command: cancels units of lines; the products that are free again."""
    connection = transaction.connection
    moves = []
    promised: dict[int, int] = {}
    for line, units in wanted:
        left = units
        for bucket in _FREE_FIRST:
            free = min(left, getattr(line, bucket))
            left -= free
            moves.append(Move(line.id, bucket, "cancelled", free))
        if left:
            promised[line.id] = left
            moves.append(Move(line.id, "unrouted", "cancelled", left))
    given = give_back(transaction, _of_each(unpicked(connection, promised), promised))
    move_units(connection, moves)
    refresh_problems(connection, {line.order_id for line, _ in wanted})
    return given.product_ids


def _of_each(places: Mapping[Promised, int], wanted: Mapping[int, int]) -> dict[Promised, int]:
    """So many promised units of each line."""
    by_line: dict[int, dict[Promised, int]] = defaultdict(dict)
    for place, held in places.items():
        by_line[place[1]][place] = held
    chosen: dict[Promised, int] = {}
    for line_id, units in wanted.items():
        chosen |= first_units(by_line[line_id], units)
    return chosen
