"""Mark as back order, cancel what waits: on chosen orders, lines, or quantities of lines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.order_rows import OrderRow, lines_of_orders, unpicked
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.catalog import code_key
from packbench.domain.quantities import check_units
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import (
    DO_IT,
    DONE,
    REFUSED,
    Chosen,
    How,
    Results,
    Told,
    change_orders,
    named_orders,
    run_bulk,
    waits_no_more,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release as release_waiting
from packbench.engine.undo.taking_back import take_back
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import first_units, give_back
from packbench.engine.writes.waiting_room import mark_by_hand
from packbench.services.orders.changes import cancel_units, cancellable_units
from packbench.words.language import tr, tr_count


class _Unfit(Exception):  # noqa: N818 - not an error: one row is refused, the others go on
    """Why one chosen order can't be done."""


def mark(context: Context, rows: Sequence[Chosen], *, how: How = DO_IT) -> Results:
    """Marks chosen orders, lines or quantities as back order: they wait for Back to ship.

    What was promised of them is given to others who wait. An order is refused alone when nothing
    of it is left to mark, or less than the quantity is promised and not picked.
    """

    def work(transaction: Transaction) -> Results:
        return _to_rows(transaction, rows, how, lambda plan: _mark(transaction, plan))

    return run_bulk(context, "backorders.mark", _content(rows), how, work)


def cancel_waiting(
    context: Context, rows: Sequence[Chosen], *, sku: str | None = None, how: How = DO_IT
) -> Results:
    """Cancels what waits (or lacks) of chosen orders, of one SKU of them, or of chosen lines.

    A quantity of a line takes waiting units first, then promised ones. An order is refused alone
    when nothing of it waits, or less than the quantity is left to cancel.
    """

    def work(transaction: Transaction) -> Results:
        key = code_key(find_product(transaction.connection, sku).sku) if sku is not None else None
        return _to_rows(transaction, rows, how, lambda plan: _cancel(transaction, plan, key))

    content = {**_content(rows), "sku": sku}
    return run_bulk(context, "backorders.cancel", content, how, work)


@dataclass(slots=True)
class _Plan:
    """The chosen orders under way: their lines, what is chosen of each, what was told."""

    orders: Mapping[int, OrderRow]
    lines: Mapping[int, list[AnyRow]]
    chosen: Mapping[int, list[Chosen]]
    told: dict[int, tuple[str, str]] = field(default_factory=dict)

    def chosen_lines(self, order_id: int) -> Iterable[tuple[AnyRow, Chosen]]:
        """Every chosen line of an order with its choice; raises `_Unfit` for a wrong choice."""
        lines = {line.line: line for line in self.lines[order_id]}
        seen: set[int] = set()
        for one in self.chosen[order_id]:
            numbers = list(lines) if one.line is None else [one.line]
            for number in numbers:
                if number not in lines:
                    raise _Unfit(tr("it has no line {line}").format(line=number))
                if number in seen:
                    raise _Unfit(tr("line {line} is chosen twice").format(line=number))
                seen.add(number)
                yield lines[number], one


def _to_rows(
    transaction: Transaction,
    rows: Sequence[Chosen],
    how: How,
    work: Callable[[_Plan], None],
) -> Results:
    for row in rows:
        if row.quantity is not None:
            check_units(row.quantity)
    queue = named_orders(transaction, [row.order for row in rows])
    by_number: dict[str, dict[tuple[int | None, int | None], Chosen]] = defaultdict(dict)
    for row in rows:
        by_number[code_key(row.order)][row.line, row.quantity] = row
    chosen = {order.id: list(by_number[code_key(order.number)].values()) for order in queue}

    def change(orders: Mapping[int, OrderRow]) -> Told:
        how.on_progress(0, len(queue))
        in_queue = {order.id: orders[order.id] for order in queue}
        plan = _Plan(in_queue, lines_of_orders(transaction.connection, in_queue), chosen)
        work(plan)
        how.on_progress(len(queue), len(queue))
        return plan.told

    return change_orders(transaction, queue, change)


def _mark(transaction: Transaction, plan: _Plan) -> None:
    connection = transaction.connection
    promised = _promised_by_line(transaction, plan)
    chosen: list[_Part] = []
    complete_only = []
    for order_id, row in plan.orders.items():
        try:
            parts = _parts_to_mark(plan, order_id, promised)
        except _Unfit as unfit:
            plan.told[order_id] = (REFUSED, str(unfit))
            continue
        chosen += parts
        complete_only += [] if row.ship_partial else [order_id]
        units = sum(part.moved + part.waiting for part in parts)
        text = tr_count("{count} unit waits for you", "{count} units wait for you", units)
        plan.told[order_id] = (DONE, text.format(count=units))
    given = give_back(connection, {k: n for part in chosen for k, n in part.promised.items()})
    move_units(connection, [Move(p.line_id, "unrouted", "waiting", p.moved) for p in chosen])
    mark_by_hand(connection, transaction.at, [part.line_id for part in chosen])
    release_waiting(transaction, given.product_ids | _hold_together(transaction, complete_only))


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a line is marked: units that are promised or new, and units that wait already."""

    line_id: int
    promised: dict[Promised, int]
    moved: int
    waiting: int


def _promised_by_line(
    transaction: Transaction, plan: _Plan
) -> Mapping[int, Mapping[Promised, int]]:
    lines = [line.id for rows in plan.lines.values() for line in rows]
    promised: dict[int, dict[Promised, int]] = defaultdict(dict)
    for place, units in unpicked(transaction.connection, lines).items():
        promised[place[1]][place] = units
    return promised


def _parts_to_mark(
    plan: _Plan, order_id: int, promised: Mapping[int, Mapping[Promised, int]]
) -> list[_Part]:
    parts = [
        _to_mark(line, one, promised.get(line.id, {}))
        for line, one in plan.chosen_lines(order_id)
        if line.product_id is not None
    ]
    found = [part for part in parts if part.moved or part.waiting]
    if not found:
        raise _Unfit(tr("nothing of it is left to mark"))
    return found


def _to_mark(line: AnyRow, one: Chosen, promised: Mapping[Promised, int]) -> _Part:
    """What a choice takes of a line: all that is promised and new, or a quantity of it.

    What waits anyway is marked too, or it would take what was given back at once.
    """
    free = sum(promised.values()) + line.unrouted
    waiting = line.waiting - line.marked
    if one.quantity is None:
        return _Part(line.id, dict(promised), free, waiting)
    if one.quantity > free:
        text = tr("only {units} of {sku} are promised and not picked")
        raise _Unfit(text.format(units=free, sku=line.sku))
    return _Part(line.id, first_units(promised, one.quantity), one.quantity, waiting)


def _hold_together(transaction: Transaction, order_ids: Sequence[int]) -> set[int]:
    """Orders that ship only complete keep nothing of the rest; the products that are free again."""
    connection = transaction.connection
    given = give_back(connection, promises_of_orders(connection, order_ids))
    if order_ids:
        route_orders(transaction, order_ids, own=given.by_order())
    return given.product_ids


def _cancel(transaction: Transaction, plan: _Plan, sku_key: str | None) -> None:
    wanted: list[tuple[AnyRow, int]] = []
    for order_id in plan.orders:
        try:
            lines = _to_cancel(plan, order_id, sku_key)
        except _Unfit as unfit:
            plan.told[order_id] = (REFUSED, str(unfit))
            continue
        wanted += lines
        units = sum(units for _, units in lines)
        text = tr_count("{count} unit is cancelled", "{count} units are cancelled", units)
        plan.told[order_id] = (DONE, text.format(count=units))
    freed = cancel_units(transaction, wanted)
    done = [order_id for order_id, (outcome, _) in plan.told.items() if outcome == DONE]
    # Without what was cancelled, the rest of those that ship only complete may be complete.
    route_orders(transaction, [id_ for id_ in done if not plan.orders[id_].ship_partial])
    release_waiting(transaction, freed)


def _to_cancel(plan: _Plan, order_id: int, sku_key: str | None) -> list[tuple[AnyRow, int]]:
    """Lines with the units of each that are to be cancelled."""
    found = []
    for line, one in plan.chosen_lines(order_id):
        if sku_key is not None and line.sku_key != sku_key:
            continue
        units = line.waiting + line.unavailable if one.quantity is None else one.quantity
        if units > cancellable_units(line):
            text = tr("only {units} of {sku} can be cancelled")
            raise _Unfit(text.format(units=cancellable_units(line), sku=line.sku))
        found += [(line, units)] if units else []
    if not found:
        raise _Unfit(waits_no_more(plan.orders[order_id]) or tr("it does not wait for that SKU"))
    return found


def _content(rows: Sequence[Chosen]) -> dict[str, Any]:
    return {"rows": [(row.order, row.line, row.quantity) for row in rows]}


UNDOERS = {"backorders.mark": take_back, "backorders.cancel": take_back}
"""How each command here is taken back, by its name."""
