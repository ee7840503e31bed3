"""Splitting orders: units of lines, or what is not here, get an order number of their own."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.order_rows import order_rows_whole
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    Chosen,
    How,
    Results,
    RowResult,
    Told,
    closed,
    done,
    in_state,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import hold_all_or_nothing
from packbench.engine.undo.copies import CopiesChange, SplitPart, added_lines
from packbench.engine.undo.line_states import LineState, line_states
from packbench.engine.undo.remembered import NO_ORDERS, OrdersChange
from packbench.engine.writes.order_copies import MadeOrder, NewOrder, copy_orders, shrink_lines
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.taking_off import TakenOff, take_off
from packbench.services.orders.cancelling import cancellable_units
from packbench.services.orders.chosen_lines import (
    ChosenOrder,
    change_lines,
    content_of,
    plan_each,
)
from packbench.services.orders.partial_shipment import units_here
from packbench.services.orders.plan_notes import plan_notes

Parts = list[tuple[AnyRow, int]]
"""Lines with how many units of each go to the new order."""

PartsOf = Callable[[ChosenOrder], Parts]
"""Which of an order do; raises the refusal of one that can't be split so."""


def split(context: Context, rows: Sequence[Chosen], *, how: How = DO_IT) -> Results:
    """Moves lines, or units of lines, of orders to new ones (`NUMBER/2`), planned at once.

    A new order inherits all that is said of the old one, stands directly behind it in the queue and
    never overtakes it. What is picked or further stays. An order is refused alone of which more is
    asked than can be moved, of which nothing would stay, and where no line was chosen.
    """

    def parts(order: ChosenOrder) -> Parts:
        if order.is_whole:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_UNITS_TOLD)
        return [(line, _checked(order, line, one.quantity)) for line, one in order.chosen()]

    def work(transaction: Transaction) -> Results:
        return _split(transaction, rows, how, lambda *_: parts)

    return run_bulk(context, "orders.split", content_of(rows), how, work)


def split_available(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Splits orders into what is here, which keeps the number, and what is not.

    Here is what is promised in a real warehouse and what one could give now, as for an order that
    ships in parts. An order is refused alone of which all is here, or nothing
    (`docs/decisions/0149`).
    """

    def parts_of(transaction: Transaction, orders: Collection[int]) -> PartsOf:
        here = units_here(transaction.connection, orders)
        return lambda order: _not_here(order, here)

    def work(transaction: Transaction) -> Results:
        return _split(transaction, [Chosen(number) for number in orders], how, parts_of)

    content = {"orders": list(orders), "available": True}
    return run_bulk(context, "orders.split", content, how, work)


@dataclass(slots=True)
class _Made:
    """The orders that came of orders, by the id of the one that each came of."""

    orders: dict[int, MadeOrder]
    parts: list[SplitPart]


def _split(
    transaction: Transaction,
    rows: Sequence[Chosen],
    how: How,
    parts_of: Callable[[Transaction, Collection[int]], PartsOf],
) -> Results:
    made = _Made({}, [])

    def change(orders: Mapping[int, ChosenOrder]) -> Told:
        wanted: dict[int, Parts] = {}
        find = parts_of(transaction, orders)

        def plan(order: ChosenOrder) -> Answer:
            why = closed(order.row)
            if why is not None:
                raise why
            wanted[order.row.id] = find(order)
            return done()

        told = plan_each(orders, plan)
        _carry_out(transaction, orders, wanted, made)
        return {**told, **_told(transaction.connection, wanted, made)}

    results = change_lines(transaction, rows, how, change)
    if made.orders:
        _keep(transaction, made)
    return _with_made(transaction.connection, results, made)


def _carry_out(
    transaction: Transaction,
    orders: Mapping[int, ChosenOrder],
    wanted: Mapping[int, Parts],
    made: _Made,
) -> None:
    """Makes the new orders and plans them behind those that they come of."""
    if not wanted:
        return
    connection = transaction.connection
    rows = order_rows_whole(connection, wanted)
    before = line_states(connection, wanted)
    flat = [part for parts in wanted.values() for part in parts]
    taken = dict(zip((line.id for line, _ in flat), take_off(transaction, flat), strict=True))
    shrink_lines(connection, {line.id: units for line, units in flat})
    new = [
        NewOrder(rows[order_id], [taken[line.id].line for line, _ in parts])
        for order_id, parts in wanted.items()
    ]
    copies = copy_orders(connection, new, parts=True)
    for (order_id, parts), one in zip(wanted.items(), copies, strict=True):
        made.orders[order_id] = one
        made.parts += _parts_of(order_id, parts, one, before)
    heirs = [one.id for one in made.orders.values()]
    refresh_orders(connection, [*wanted, *heirs])
    _plan(transaction, orders, wanted, made, taken)
    transaction.changed(Kind.ORDER, {*wanted, *heirs})


def _parts_of(
    order_id: int, parts: Parts, one: MadeOrder, before: Mapping[int, LineState]
) -> Iterator[SplitPart]:
    for (line, units), heir in zip(parts, one.line_ids, strict=True):
        whole = before[line.id] if units == line.ordered else None
        yield SplitPart(heir, order_id, line.line, whole)


def _plan(
    transaction: Transaction,
    orders: Mapping[int, ChosenOrder],
    wanted: Mapping[int, Parts],
    made: _Made,
    taken: Mapping[int, TakenOff],
) -> None:
    """Plans orders and what was split off them, in that sequence; each with what it had.

    New units stay new: somebody allocates them.
    """
    routed = [order_id for order_id in wanted if _was_routed(orders[order_id])]
    own: dict[tuple[int, int], int] = defaultdict(int)
    promised: dict[int, int] = {}
    products: set[int] = set()
    for order_id in routed:
        heir = made.orders[order_id]
        for (line, _), heir_line in zip(wanted[order_id], heir.line_ids, strict=True):
            left = taken[line.id]
            promised[heir_line] = left.promised
            products |= left.product_ids
            for stock_id, units in left.by_stock.items():
                own[heir.id, stock_id] += units
    ids = [one for order_id in routed for one in (order_id, made.orders[order_id].id)]
    if not ids:
        return
    route_orders(transaction, ids, Wanted(given_back=promised, new=False, parked=True), own=own)
    hold_all_or_nothing(transaction, ids)
    release(transaction, products)


def _was_routed(order: ChosenOrder) -> bool:
    return any(line.ordered > line.unrouted + line.cancelled for line in order.lines.values())


def _told(connection: Connection, wanted: Mapping[int, Parts], made: _Made) -> Told:
    plans = plan_notes(connection, wanted)
    return {
        order_id: done(
            note(
                Said.SPLIT_OFF,
                count=sum(units for _, units in parts),
                other=made.orders[order_id].number,
            ),
            *plans[order_id],
        )
        for order_id, parts in wanted.items()
    }


def _keep(transaction: Transaction, made: _Made) -> None:
    """Writes down what was made, so that it can be taken back."""
    kept = transaction.undo
    lines = [line_id for one in made.orders.values() for line_id in one.line_ids]
    transaction.undo = CopiesChange(
        orders=kept if isinstance(kept, OrdersChange) else NO_ORDERS,
        made={one.id: one.number for one in made.orders.values()},
        added=added_lines(transaction.connection, lines),
        parts=made.parts,
    )


def _with_made(connection: Connection, results: Results, made: _Made) -> Results:
    """The rows, each with that of the order that came of it below."""
    plans = plan_notes(connection, [one.id for one in made.orders.values()])
    sources = {one.number: one for one in made.orders.values()}
    rows: list[RowResult] = []
    for row in results.results:
        rows.append(row)
        other = row.notes[0].params.get("other") if row.notes else None
        if row.outcome is RowOutcome.DONE and isinstance(other, str):
            heir = sources[other]
            notes = [note(Said.MADE_OF, other=row.order_number), *plans[heir.id]]
            rows.append(RowResult(heir.number, RowOutcome.MADE, notes))
    return Results(rows, results.undoable)


def _checked(order: ChosenOrder, line: AnyRow, quantity: int | None) -> int:
    """The quantity, or all of the line that can be moved; refuses more, and all of the order."""
    allowed = cancellable_units(line)
    units = allowed if quantity is None else quantity
    if not 0 < units <= allowed:
        why, sku, name = Said.CAN_BE_SPLIT_OFF, line.sku, order.row.number
        raise Refusal(Code.TOO_MANY, why=why, count=allowed, sku=sku, name=name)
    _refuse_all(order)
    return units


def _refuse_all(order: ChosenOrder) -> None:
    """Refuses to move all units of an order."""
    chosen = {one.line: one.quantity for one in order.choices}
    stays = any(
        number not in chosen or (chosen[number] or cancellable_units(line)) < line.ordered
        for number, line in order.lines.items()
    )
    if not stays:
        raise Refusal(Code.TOO_MANY, why=Said.SOMETHING_HAS_TO_STAY, name=order.row.number)


def _not_here(order: ChosenOrder, here: Mapping[int, int]) -> Parts:
    """Units that no real warehouse has promised or could give now."""
    lines = order.lines.values()
    if not any(map(cancellable_units, lines)):
        raise in_state(order.row)
    parts = [
        (line, units)
        for line in lines
        if (units := cancellable_units(line) - here.get(line.id, 0)) > 0
    ]
    if not parts:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.ALL_HERE, name=order.row.number)
    stays = any(here.get(line.id) or line.picked or line.packed or line.shipped for line in lines)
    if not stays:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_HERE_TO_SPLIT, name=order.row.number)
    return parts


def chosen_parts(number: str, units: Mapping[int, int]) -> list[Chosen]:
    """The rows of one order, by line how many units; a row without a line where there are none."""
    return [Chosen(number, line, quantity) for line, quantity in units.items()] or [Chosen(number)]
