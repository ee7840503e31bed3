"""Orders that a warehouse may not serve, whatever else may be served there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.order_rows import OrderState
from packbench.db.schema import OrderExclusion, Shipment
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    closed,
    done,
    named_orders,
    refuse_begun,
    refused,
    run_bulk,
    serve,
    tell_served,
)
from packbench.engine.command.context import Context
from packbench.engine.command.transaction import Transaction
from packbench.engine.settling import plan_again
from packbench.engine.undo.remembered import NO_ORDERS, OrdersChange, WithOrders
from packbench.engine.undo.taking_back import take_back
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.give_back import give_back


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionChange(WithOrders):
    """A warehouse that may no more serve some orders."""

    warehouse_id: int
    order_ids: list[int] = field(default_factory=list)


def exclude(
    context: Context, orders: Sequence[str], warehouse: str, *, how: How = DO_IT
) -> Results:
    """Keeps orders out of a warehouse; what it promises them is looked for elsewhere at once.

    An order is refused alone when it is done, kept out of it already, or somebody picks it.
    """

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        target = find_warehouse(connection, warehouse)
        kept: list[int] = []

        def to_each(rows: Rows) -> Told:
            so = _kept_out(connection, rows, target.id)
            told = {id_: refused(why) for id_, row in rows.items() if (why := _why_not(row, so))}
            told |= refuse_begun(connection, [id_ for id_ in rows if id_ not in told])
            kept.extend(id_ for id_ in rows if id_ not in told)
            _keep_out(transaction, kept, target.id)
            told |= dict.fromkeys(kept, done(note(Said.KEPT_OUT, warehouse=target.code)))
            return told

        results = change_orders(transaction, named_orders(transaction, orders), to_each)
        _keep(transaction, target.id, kept)
        return results

    content = {"orders": list(orders), "warehouse": warehouse}
    return run_bulk(context, "orders.exclude", content, how, work)


def include(
    context: Context, orders: Sequence[str], warehouse: str, *, how: How = DO_IT
) -> Results:
    """Lets a warehouse serve orders again that were kept out of it; what waits is tried at once.

    An order is refused alone when it is done, or not kept out of it.
    """

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        target = find_warehouse(connection, warehouse)
        let_in: list[int] = []

        def to_each(rows: Rows) -> Told:
            so = _kept_out(connection, rows, target.id)
            told = {id_: refused(why) for id_, row in rows.items() if (why := _not_out(row, so))}
            let_in.extend(id_ for id_ in rows if id_ not in told)
            _let_in(connection, let_in, target.id)
            going = [id_ for id_ in let_in if rows[id_].hold is None]
            served = tell_served(
                transaction, going, serve(transaction, going, Wanted(), how.on_progress)
            )
            said = note(Said.LET_IN, warehouse=target.code)
            for id_ in let_in:
                more = served[id_].notes if id_ in served else ()
                told[id_] = done(said, *more)
            return told

        results = change_orders(transaction, named_orders(transaction, orders), to_each)
        _keep(transaction, target.id, let_in)
        return results

    content = {"orders": list(orders), "warehouse": warehouse}
    return run_bulk(context, "orders.include", content, how, work)


def _keep(transaction: Transaction, warehouse_id: int, order_ids: list[int]) -> None:
    """Writes down what taking it back needs."""
    if order_ids:
        change = transaction.undo
        rows = change if isinstance(change, OrdersChange) else NO_ORDERS
        transaction.undo = ExclusionChange(
            orders=rows, warehouse_id=warehouse_id, order_ids=order_ids
        )


def _kept_out(connection: Connection, order_ids: Collection[int], warehouse_id: int) -> set[int]:
    """Those of some orders that are kept out of a warehouse."""
    there = select(OrderExclusion.order_id).where(
        among(OrderExclusion.order_id, order_ids), OrderExclusion.warehouse_id == warehouse_id
    )
    return set(connection.execute(there).scalars())


def _let_in(connection: Connection, order_ids: Collection[int], warehouse_id: int) -> None:
    connection.execute(
        delete(OrderExclusion).where(
            among(OrderExclusion.order_id, order_ids), OrderExclusion.warehouse_id == warehouse_id
        )
    )


def _not_out(row: OrderState, so: set[int]) -> Refusal | None:
    if closed(row) or row.id in so:
        return closed(row)
    return Refusal(Code.NOTHING_TO_DO, why=Said.IS_NOT_KEPT_OUT, name=row.number)


def _why_not(row: OrderState, so: set[int]) -> Refusal | None:
    if closed(row) or row.id not in so:
        return closed(row)
    return Refusal(Code.NOTHING_TO_DO, why=Said.IS_KEPT_OUT, name=row.number)


def keep_out_as(
    transaction: Transaction, takers: Mapping[int, Collection[int]]
) -> tuple[list[tuple[int, int]], set[int]]:
    """Keeps orders out of the warehouses, too, that others are kept out of; plans nothing.

    Args:
        transaction: of a command that plans the orders next.
        takers: by order the others.

    Returns:
        the pairs of order and warehouse that are new, and products of which stock was given back.
    """
    connection = transaction.connection
    table = OrderExclusion
    concerned = {*takers, *(other for others in takers.values() for other in others)}
    query = select(table.order_id, table.warehouse_id).where(among(table.order_id, concerned))
    known = {(row.order_id, row.warehouse_id) for row in connection.execute(query)}
    wanted = {
        (taker, warehouse)
        for taker, others in takers.items()
        for order_id, warehouse in known
        if order_id in others
    }
    pairs = sorted(wanted - known)
    insert_rows(connection, table, ("order_id", "warehouse_id"), pairs)
    freed: set[int] = set()
    for order_id, warehouse_id in pairs:
        there = select(Shipment.id).where(
            Shipment.order_id == order_id, Shipment.warehouse_id == warehouse_id
        )
        if connection.execute(there.limit(1)).first() is not None:
            freed |= give_back(transaction, promises_of_orders(connection, [order_id])).product_ids
    return pairs, freed


def _keep_out(transaction: Transaction, order_ids: Sequence[int], warehouse_id: int) -> None:
    connection = transaction.connection
    rows = [(order_id, warehouse_id) for order_id in order_ids]
    insert_rows(connection, OrderExclusion, ("order_id", "warehouse_id"), rows)
    query = select(Shipment.order_id).where(
        among(Shipment.order_id, order_ids), Shipment.warehouse_id == warehouse_id
    )
    there = set(connection.execute(query).scalars())
    given = give_back(transaction, promises_of_orders(connection, there))
    if given.order_ids:
        plan_again(transaction, given, Wanted(given_back=given.units_by_line))


def _take_back(transaction: Transaction, change: ExclusionChange) -> None:
    _let_in(transaction.connection, change.order_ids, change.warehouse_id)
    take_back(transaction, change.orders)


def _take_back_letting_in(transaction: Transaction, change: ExclusionChange) -> None:
    connection = transaction.connection
    so = _kept_out(connection, change.order_ids, change.warehouse_id)
    rows = [(id_, change.warehouse_id) for id_ in change.order_ids if id_ not in so]
    insert_rows(connection, OrderExclusion, ("order_id", "warehouse_id"), rows)
    take_back(transaction, change.orders)


UNDO_EXCLUSION = Undoer(ExclusionChange, _take_back)
"""Lets a warehouse serve again the orders that were kept out of it."""
UNDO_INCLUSION = Undoer(ExclusionChange, _take_back_letting_in)
"""Keeps orders out again of the warehouse that was to serve them."""
