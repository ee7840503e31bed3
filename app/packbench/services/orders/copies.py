"""Orders out of orders: split, merge, clone. What is picked or further stays where it is."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import (
    line_rows,
    lines_of_orders,
    order_row,
    was_routed,
)
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.queries.records.pick_tasks import WaveAtWork, waves_of_orders
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus, Payment, Verify
from packbench.domain.outcomes import Note, Said
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.begun import begun_refusals
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.trials import run_or_try
from packbench.engine.leaving_waves import waves_told
from packbench.engine.release import release
from packbench.engine.settling import hold_all_or_nothing
from packbench.engine.verifying import asking_channels
from packbench.engine.writes.order_copies import NewLine, add_lines, copy_order, shrink_line
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.taking_off import TakenOff, take_off
from packbench.services.orders.cancelling import cancellable_units

_SAME_PARCEL = (
    *("customer_name", "company", "customer_email", "street", "street2", "city"),
    *("postal_code", "region", "country", "channel", "currency"),
)


@dataclass(frozen=True, slots=True)
class Copied:
    """An order after others came out of it or into it, and what pickers have to know of it."""

    order: OrderView
    notes: list[Note] = field(default_factory=list)


def split(
    context: Context, number: str, *, line: int, quantity: int, dry_run: bool = False
) -> Copied:
    """Moves units of a line to a new order (`NUMBER/2`), which is routed at once.

    With `dry_run` nothing is kept, and what would come of it is told.

    Refuses units that are picked or further, and all units of an order's only line.
    """
    check_units(quantity)

    def work(transaction: Transaction) -> Copied:
        connection = transaction.connection
        row = order_row(connection, find_order_id(connection, number))
        in_waves = waves_of_orders(connection, [row.id])
        routed = was_routed(connection, row.id)
        lines = lines_of_orders(connection, [row.id])[row.id]
        one = _line_to_split(connection, row, lines, line, quantity)
        left = take_off(transaction, one, quantity)
        shrink_line(connection, one.id, quantity)
        made = copy_order(connection, row, [left.line])
        refresh_orders(connection, [row.id, made])
        if routed:
            _plan_in_sequence(transaction, [row.id, made], made, left)
        _tell(transaction, {row.id, made})
        return _copied(connection, row.id, in_waves)

    content = {"order": number, "line": line, "quantity": quantity}
    return _run_or_try(context, Call("orders.split", content), work, dry_run=dry_run)


def merge(context: Context, number: str, others: Sequence[str], *, dry_run: bool = False) -> Copied:
    """Takes the open units of other orders of the same customer into one order, routed at once.

    Refuses other customers or addresses, and orders that somebody is picking. The others keep what
    was shipped and show the rest as cancelled. With `dry_run` nothing is kept.
    """

    def work(transaction: Transaction) -> Copied:
        connection = transaction.connection
        target = order_row(connection, find_order_id(connection, number))
        touched = {target.id}
        taken: list[TakenOff] = []
        for other in others:
            row = order_row(connection, find_order_id(connection, other))
            _refuse_unlike(transaction, target, row)
            taken += _take_over(transaction, target, row)
            touched.add(row.id)
        refresh_orders(connection, touched)
        own: dict[tuple[int, int], int] = defaultdict(int)
        for one in taken:
            for stock_id, units in one.by_stock.items():
                own[target.id, stock_id] += units
        route_orders(transaction, [target.id], own=own)
        hold_all_or_nothing(transaction, touched)
        release(transaction, {product_id for one in taken for product_id in one.product_ids})
        _tell(transaction, touched)
        return _copied(connection, target.id, {})

    content = {"order": number, "others": list(others)}
    return _run_or_try(context, Call("orders.merge", content), work, dry_run=dry_run)


def clone(context: Context, number: str) -> OrderView:
    """Makes a new order with the same lines; it waits to be allocated, or verified before that."""

    def work(transaction: Transaction) -> OrderView:
        connection = transaction.connection
        row = order_row(connection, find_order_id(connection, number))
        lines = [
            NewLine(one.product_id, one.sku, None, one.unit_price, one.ordered)
            for one in line_rows(connection, row.id)
        ]
        asked = Verify.ASKED.value if row.channel in asking_channels(connection) else None
        made = copy_order(connection, row, lines, hold=None, hold_reason=None, verify=asked)
        refresh_problems(connection, [made])
        refresh_orders(connection, [made])
        transaction.changed(Kind.ORDER, {made})
        transaction.concerns(Kind.ORDER, {row.id})
        return show_order(connection, made)

    return run_command(context, Call("orders.clone", {"order": number}), OrderView, work)


def _copied(
    connection: Connection, order_id: int, in_waves: Mapping[int, Sequence[WaveAtWork]]
) -> Copied:
    """The order as it is now; `in_waves`: where it was being picked before."""
    told = waves_told(connection, in_waves).get(order_id, [])
    return Copied(show_order(connection, order_id), told)


def _run_or_try(
    context: Context, call: Call, work: Callable[[Transaction], Copied], *, dry_run: bool
) -> Copied:
    context = context.without_key() if dry_run else context
    return run_or_try(context, call, Copied, work, keep=lambda _: not dry_run)


def _line_to_split(
    connection: Connection, row: AnyRow, lines: Sequence[AnyRow], line: int, quantity: int
) -> AnyRow:
    """The line; refuses an unknown one, and more than can be split off."""
    line_rows(connection, row.id, line)  # refuses an unknown one by its name
    (one,) = (each for each in lines if each.line == line)
    allowed = cancellable_units(one)
    if quantity > allowed or (len(lines) == 1 and quantity == one.ordered):
        raise Refusal(
            Code.TOO_MANY,
            why=Said.CAN_BE_SPLIT_OFF,
            count=allowed,
            sku=one.sku,
            name=row.number,
        )
    return one


def _plan_in_sequence(
    transaction: Transaction, order_ids: Sequence[int], heir: int, left: TakenOff
) -> None:
    """Plans an order and what was split off it, in that sequence; each with what it had.

    New units stay new: somebody allocates them.
    """
    connection = transaction.connection
    made = {row.id: left.promised for row in line_rows(connection, heir)}
    own = {(heir, stock_id): units for stock_id, units in left.by_stock.items()}
    wanted = Wanted(given_back=made, new=False, parked=True)
    route_orders(transaction, order_ids, wanted, own=own)
    hold_all_or_nothing(transaction, order_ids)
    release(transaction, left.product_ids)


def _refuse_unlike(transaction: Transaction, target: AnyRow, row: AnyRow) -> None:
    if row.id == target.id:
        raise Refusal(Code.INVALID, field="order to merge", value=row.number)
    if target.status == OrderStatus.SHIPPED:
        raise Refusal(Code.WRONG_STATE, name=target.number, state=target.status)
    if any(getattr(row, name) != getattr(target, name) for name in _SAME_PARCEL):
        raise Refusal(Code.NOT_ALIKE, name=row.number, other=target.number)
    for one in (target, row):
        if one.hold is not None:
            raise Refusal(Code.MERGE_HELD, name=one.number)
        for why in begun_refusals(transaction.connection, [one.id]).values():
            raise why
    if (row.verify == Verify.ASKED) != (target.verify == Verify.ASKED):
        asked, other = (row, target) if row.verify == Verify.ASKED else (target, row)
        raise Refusal(Code.MERGE_UNVERIFIED, name=asked.number, other=other.number)
    if row.payment != target.payment:
        unpaid, paid = (row, target) if row.payment == Payment.AWAITING else (target, row)
        raise Refusal(Code.MERGE_UNPAID, name=unpaid.number, other=paid.number)


def _take_over(transaction: Transaction, target: AnyRow, row: AnyRow) -> list[TakenOff]:
    """The open units of `row` become lines of `target`."""
    connection = transaction.connection
    lines = lines_of_orders(connection, [row.id])[row.id]
    taken = [
        take_off(transaction, one, cancellable_units(one))
        for one in lines
        if cancellable_units(one)
    ]
    if not taken:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
    add_lines(connection, target.id, [one.line for one in taken])
    refresh_problems(connection, [row.id])
    return taken


def _tell(transaction: Transaction, touched: set[int]) -> None:
    transaction.changed(Kind.ORDER, touched)
    transaction.changed_many(Kind.STOCK)
