"""Orders out of orders: split, merge, clone. What is picked or further stays where it is."""

from collections.abc import Sequence

from packbench.db.queries.planning.queue import products_waited_for
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import line_rows, order_row, unpicked, work_begun
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import release
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_copies import NewLine, add_lines, copy_order, shrink_line
from packbench.engine.writes.order_totals import refresh_orders
from packbench.services.orders.cancelling import cancel_units, cancellable_units

_SAME_PARCEL = (
    *("customer_name", "company", "customer_email", "street", "street2", "city"),
    *("postal_code", "region", "country", "channel", "currency"),
)


def split(context: Context, number: str, *, line: int, quantity: int) -> OrderView:
    """Moves units of a line to a new order (`NUMBER/2`), which is routed at once.

    Refuses units that are picked or further, and all units of an order's only line.
    """
    check_units(quantity)

    def work(transaction: Transaction) -> OrderView:
        connection = transaction.connection
        row = order_row(connection, find_order_id(connection, number))
        rows = line_rows(connection, row.id)
        one = line_rows(connection, row.id, line)[0]
        allowed = cancellable_units(one)
        if quantity > allowed or (len(rows) == 1 and quantity == one.ordered):
            raise Refusal(
                Code.TOO_MANY,
                why=Said.CAN_BE_SPLIT_OFF,
                count=allowed,
                sku=one.sku,
                name=row.number,
            )
        freed = cancel_units(transaction, [(one, quantity)])
        shrink_line(connection, one.id, quantity)
        new = NewLine(one.product_id, one.sku, one.original_sku, one.unit_price, quantity)
        made = copy_order(connection, row, [new])
        freed |= products_waited_for(connection, row.id)  # the rest may be complete now
        _route(transaction, {row.id, made}, made, freed)
        return show_order(connection, row.id)

    content = {"order": number, "line": line, "quantity": quantity}
    return run_command(context, Call("orders.split", content), OrderView, work)


def merge(context: Context, number: str, others: Sequence[str]) -> OrderView:
    """Takes the open units of other orders of the same customer into one order, routed at once.

    Refuses other customers or addresses, and orders that somebody is picking. The others keep what
    was shipped and show the rest as cancelled.
    """

    def work(transaction: Transaction) -> OrderView:
        connection = transaction.connection
        target = order_row(connection, find_order_id(connection, number))
        freed: set[int] = set()
        touched = {target.id}
        for other in others:
            row = order_row(connection, find_order_id(connection, other))
            _refuse_unlike(transaction, target, row)
            freed |= _take_over(transaction, target, row)
            touched.add(row.id)
        _route(transaction, touched, target.id, freed)
        return show_order(connection, target.id)

    content = {"order": number, "others": list(others)}
    return run_command(context, Call("orders.merge", content), OrderView, work)


def clone(context: Context, number: str) -> OrderView:
    """Makes a new order with the same lines; it waits to be allocated."""

    def work(transaction: Transaction) -> OrderView:
        connection = transaction.connection
        row = order_row(connection, find_order_id(connection, number))
        lines = [
            NewLine(one.product_id, one.sku, None, one.unit_price, one.ordered)
            for one in line_rows(connection, row.id)
        ]
        made = copy_order(connection, row, lines)
        refresh_orders(connection, [made])
        transaction.changed(Kind.ORDER, {made})
        return show_order(connection, made)

    return run_command(context, Call("orders.clone", {"order": number}), OrderView, work)


def _refuse_unlike(transaction: Transaction, target: AnyRow, row: AnyRow) -> None:
    if row.id == target.id:
        raise Refusal(Code.INVALID, field="order to merge", value=row.number)
    if any(getattr(row, name) != getattr(target, name) for name in _SAME_PARCEL):
        raise Refusal(Code.NOT_ALIKE, name=row.number, other=target.number)
    for one in (target, row):
        shipment = work_begun(transaction.connection, one.id)
        if shipment is not None:
            raise Refusal(Code.WRONG_STATE, name=shipment.number, state=shipment.status)


def _take_over(transaction: Transaction, target: AnyRow, row: AnyRow) -> set[int]:
    """The open units of `row` become lines of `target`; the products that are free again."""
    connection = transaction.connection
    lines = line_rows(connection, row.id)
    given = give_back(connection, unpicked(connection, [one.id for one in lines]))
    new = [
        NewLine(one.product_id, one.sku, one.original_sku, one.unit_price, cancellable_units(one))
        for one in lines
        if cancellable_units(one)
    ]
    if not new:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
    add_lines(connection, target.id, new)
    moves = [
        Move(one.id, bucket, "cancelled", getattr(one, bucket))
        for one in line_rows(connection, row.id)
        for bucket in ("waiting", "unavailable", "unrouted")
    ]
    move_units(connection, moves)
    return given.product_ids


def _route(transaction: Transaction, touched: set[int], order_id: int, freed: set[int]) -> None:
    connection = transaction.connection
    refresh_orders(connection, touched)
    route_orders(transaction, [order_id])
    release(transaction, freed)
    transaction.changed(Kind.ORDER, touched)
    transaction.changed_many(Kind.STOCK)
