"""Commands on the waiting room: substitute, back to ship, mark as back order, move promises.

Each works on one or on hundreds of orders in one transaction and tells what it did to each.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from packbench.db.buckets import Move, move_units
from packbench.db.give_back import give_back
from packbench.db.order_totals import refresh_orders
from packbench.db.queries.among import among
from packbench.db.queries.demand import Wanted
from packbench.db.queries.lookups import (
    find_product,
    find_warehouse,
)
from packbench.db.queries.order_rows import line_rows, unpicked
from packbench.db.queries.promises import PromiseRow, promises_at
from packbench.db.queries.queue import OrderInQueue, orders_by_number, orders_waiting_for
from packbench.db.schema import OrderLine
from packbench.db.substitution import (
    NewProduct,
    Replaced,
    put_back,
    substitutable,
    substitute_lines,
)
from packbench.db.waiting_room import mark_waiting
from packbench.domain.changes import Kind
from packbench.domain.orders import Reason
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind
from packbench.services.allocation import release as release_waiting
from packbench.services.allocation import route_orders
from packbench.services.commands import Call, Transaction, run_command
from packbench.services.context import Context
from packbench.texts import tr


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a command did to one order: `done`, `waiting` (still), or `refused`."""

    order_number: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class Results:
    """One result an order, in queue order."""

    results: list[RowResult]


def substitute(
    context: Context,
    new_sku: str,
    orders: Sequence[str],
    *,
    old_sku: str | None = None,
    key: str | None = None,
) -> Results:
    """Gives waiting lines of the chosen orders another product, and tries them at once.

    The old SKU stays on record. Refuses an unknown or inactive SKU as a whole; an order is refused
    alone when nothing of it waits, when several SKUs wait and none was named, when the new product
    is the old one or a kit that holds it.
    """
    content = {"new_sku": new_sku, "orders": list(orders), "old_sku": old_sku}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        product = find_product(connection, new_sku)
        if not product.active:
            raise Refusal(Code.INACTIVE, sku=product.sku)
        new = NewProduct(product.id, product.sku)
        queue = orders_by_number(connection, orders)
        lines = substitutable(connection, [order.id for order in queue], old_sku)
        refused = {o.id: why for o in queue if (why := _unfit(connection, new, lines[o.id]))}
        chosen = [row for order in queue if order.id not in refused for row in lines[order.id]]
        replaced = substitute_lines(connection, chosen, new)
        transaction.undo = [one._asdict() for one in replaced]
        served = _route(transaction, {row.order_id for row in chosen})
        return Results([_told(order, refused, served) for order in queue])

    return run_command(context, Call("backorders.substitute", content, key), Results, work)


def release(context: Context, *, orders: Sequence[str] = (), sku: str | None = None) -> Results:
    """Back to ship: tries the waiting units of chosen orders, or of all that wait for a SKU.

    Lines that an operator marked as back order are tried as well.
    """
    content = {"orders": list(orders), "sku": sku}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        if sku is not None:
            queue = orders_waiting_for(connection, find_product(connection, sku).id)
        else:
            queue = orders_by_number(connection, orders)
        served = _route(transaction, {order.id for order in queue}, Wanted(marked=True))
        return Results([_told(order, {}, served) for order in queue])

    return run_command(context, Call("backorders.release", content), Results, work)


def mark(context: Context, order: str, line: int, *, quantity: int | None = None) -> Results:
    """Marks promised units of a line as back order: they wait for an operator's Back to ship.

    Their stock is given to others who wait. Refuses more units than are promised and not picked.
    """
    content = {"order": order, "line": line, "quantity": quantity}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        found = orders_by_number(connection, [order])[0]
        row = line_rows(connection, found.id, line)[0]
        promised = unpicked(connection, [row.id])
        units = sum(promised.values()) if quantity is None else quantity
        if not 0 < units <= sum(promised.values()):
            what = tr("are promised and not picked")
            allowed = sum(promised.values())
            raise Refusal(Code.TOO_MANY, units=allowed, name=f"{order} {row.sku}", what=what)
        given = give_back(connection, first_units(promised, units))
        move_units(connection, [Move(row.id, "unrouted", "waiting", units)])
        mark_waiting(connection, transaction.at, [row.id], Reason.MANUAL)
        refresh_orders(connection, [found.id])
        transaction.undo = {"order": found.id}
        _tell_changes(transaction, {found.id})
        release_waiting(transaction, given.product_ids)
        message = tr("{units} of {sku} wait for you").format(units=units, sku=row.sku)
        return Results([RowResult(found.number, "done", message)])

    return run_command(context, Call("backorders.mark", content), Results, work)


def move_promises(context: Context, *, source: str, target: str, sku: str | None = None) -> Results:
    """Moves promises from a virtual warehouse to a physical one, first in the queue first.

    Each order gets what is available there and what the fences allow; the rest stays promised.
    """
    content = {"source": source, "target": target, "sku": sku}

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        pool, place = find_warehouse(connection, source), find_warehouse(connection, target)
        if pool.kind != WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_PHYSICAL, name=pool.code)
        if place.kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=place.code)
        product_id = find_product(connection, sku).id if sku is not None else None
        rows = promises_at(connection, pool.id, product_id)
        results = [_move(transaction, place.id, promise) for promise in rows]
        release_waiting(transaction, {row.product_id for row in rows})
        _tell_changes(transaction, {row.order_id for row in rows})
        return Results(results)

    return run_command(context, Call("backorders.move_promises", content), Results, work)


def first_units(promised: Mapping[tuple[int, int], int], wanted: int) -> dict[tuple[int, int], int]:
    """So many units of what shipments hold for lines, from the first entry on."""
    chosen: dict[tuple[int, int], int] = {}
    for place, units in promised.items():
        if wanted:
            chosen[place] = min(units, wanted)
            wanted -= chosen[place]
    return chosen


def _move(transaction: Transaction, warehouse_id: int, promise: PromiseRow) -> RowResult:
    """Gives one promise back and plans it at the target; what does not fit there stays promised."""
    connection = transaction.connection
    place = (promise.shipment_id, promise.order_line_id)
    give_back(connection, {place: promise.units})
    only = Wanted(only={promise.order_line_id: promise.units})
    written = route_orders(transaction, [promise.order_id], only, only_warehouse=warehouse_id)
    moved = sum(units for _, units in written.taken)
    left = promise.units - moved
    if left:
        _unwait(transaction, promise.order_line_id, left)
        stay = Wanted(only={promise.order_line_id: left})
        route_orders(transaction, [promise.order_id], stay, only_warehouse=promise.warehouse_id)
    message = tr("{moved} of {sku} moved, {left} stay").format(
        moved=moved, sku=promise.sku, left=left
    )
    return RowResult(promise.order_number, "done" if moved else "waiting", message)


def _unwait(transaction: Transaction, line_id: int, units: int) -> None:
    move_units(transaction.connection, [Move(line_id, "waiting", "unrouted", units)])


def _route(
    transaction: Transaction, order_ids: Collection[int], wanted: Wanted | None = None
) -> dict[int, int]:
    """Routes orders again; units that each of them was given."""
    written = route_orders(transaction, order_ids, wanted or Wanted())
    refresh_orders(transaction.connection, order_ids)
    _tell_changes(transaction, set(order_ids))
    lines = [line_id for line_id, _ in written.taken]
    query = select(OrderLine.id, OrderLine.order_id).where(
        among(transaction.connection, OrderLine.id, lines)
    )
    orders = {row.id: row.order_id for row in transaction.connection.execute(query)}
    served: dict[int, int] = defaultdict(int)
    for line_id, units in written.taken:
        served[orders[line_id]] += units
    return served


def _told(order: OrderInQueue, refused: Mapping[int, str], served: Mapping[int, int]) -> RowResult:
    if order.id in refused:
        return RowResult(order.number, "refused", refused[order.id])
    units = served.get(order.id, 0)
    if units:
        told = tr("{units} units are allocated now").format(units=units)
        return RowResult(order.number, "done", told)
    return RowResult(order.number, "waiting", tr("nothing can be allocated yet"))


def _unfit(connection: Any, new: NewProduct, lines: Sequence[Any]) -> str:
    """Why the lines of one order can't be substituted; empty when they can."""
    if not lines:
        return tr("nothing of it waits for that SKU")
    if len({row.sku_key for row in lines}) > 1:
        return tr("several SKUs wait: say which one")
    if any(row.product_id == new.id for row in lines):
        return tr("it waits for {sku} already").format(sku=new.sku)
    old = {row.product_id for row in lines}
    if old & new.components(connection):
        return tr("{sku} is a kit that holds the old SKU").format(sku=new.sku)
    return ""


def _tell_changes(transaction: Transaction, order_ids: set[int]) -> None:
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.STOCK)


def _undo_substitute(transaction: Transaction, data: Any) -> None:
    """Puts the old products back on the lines and routes them as they were wanted."""
    connection = transaction.connection
    replaced = [Replaced(**row) for row in data]
    freed = put_back(connection, replaced)
    order_ids = {row.order_id for row in replaced}
    _route(transaction, order_ids)
    release_waiting(transaction, freed)


def _undo_mark(transaction: Transaction, data: Any) -> None:
    _route(transaction, {data["order"]}, Wanted(marked=True))


UNDOERS = {"backorders.substitute": _undo_substitute, "backorders.mark": _undo_mark}
"""How each command here is taken back, by its name."""
