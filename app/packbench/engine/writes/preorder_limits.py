"""Limits of pre-orders: no more units are promised before they are there than a product allows.

Promised are the units of lines that wait with `preorder` and the units that virtual warehouses
promise. A line is promised whole or not at all; one that does not fit waits with `preorder_limit`
and blocks nobody behind it. What is promised stays promised: room goes to the first in the queue
that fits. Only where more is promised than a limit that was lowered allows, the last in the queue
lose their promise. A kit's limit counts what waits, because pools hold its components.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, case, select, update

from packbench.db.schema import OrderLine, Product, Stock, Waiting, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.sums import total
from packbench.domain.allocation.rules import Rules
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.orders import Reason
from packbench.domain.warehousing import WarehouseKind

_PROMISED, _OVER = Reason.PREORDER.value, Reason.PREORDER_LIMIT.value
_LIMITED = select(Product.id, Product.preorder_limit).where(
    Product.preorder_limit.is_not(None), Product.backorder == BackorderPolicy.PREORDER
)


def settle_preorders(connection: Connection, fresh: Collection[int] = ()) -> set[int]:
    """Makes the limits true again after lines joined, left or moved; ids of orders that changed.

    Args:
        connection: in a transaction, under the mutex.
        fresh: lines that have just begun to wait as pre-orders: nothing is promised to them yet.
    """
    limits = _limits(connection)
    if not limits:
        return set()
    _take_promise(connection, fresh, limits)
    room = _room(connection, limits)
    changed: list[_Line] = []
    for product_id in _unsettled(connection, room):
        changed += _settle(_queue(connection, product_id), room[product_id])
    rows = [(line.line_id, line.reason) for line in changed]
    update_rows(connection, Waiting, ("reason",), rows, key="order_line_id")
    return {line.order_id for line in changed}


def lift_limits(connection: Connection, product_ids: Collection[int]) -> None:
    """Lets wait as usual what was over a limit that is no more."""
    free = select(Product.id).where(
        among(Product.id, product_ids),
        Product.id.not_in(_LIMITED.with_only_columns(Product.id)),
    )
    preorder = select(Product.id).where(Product.backorder == BackorderPolicy.PREORDER)
    reason = case((Waiting.product_id.in_(preorder), _PROMISED), else_=Reason.OUT_OF_STOCK.value)
    statement = update(Waiting).where(Waiting.product_id.in_(free), Waiting.reason == _OVER)
    connection.execute(statement.values(reason=reason))


def keep_pools_within_limits(
    connection: Connection,
    rules: Rules,
    free: Mapping[int, list[int]],
    planned: Collection[int] | None,
) -> None:
    """Takes out of a supply what virtual warehouses may not promise of products with a limit.

    Args:
        connection: in a transaction.
        rules: its warehouses are in the order of the supply.
        free: available units by product, one number a warehouse; changed in place.
        planned: lines that are routed now, whose own promise is theirs to use; None for all.
    """
    pools = [w for w, warehouse in enumerate(rules.warehouses) if warehouse.virtual]
    if not pools:
        return
    for product_id, room in room_for_promises(connection, free, planned).items():
        left = max(0, room)
        for w in pools:
            units = free[product_id][w]
            if units > 0:
                free[product_id][w] = min(units, left)
                left -= free[product_id][w]


def room_for_promises(
    connection: Connection, product_ids: Collection[int], planned: Collection[int] | None
) -> dict[int, int]:
    """By product with a limit: units that may be promised; below 0 where too many are.

    Args:
        connection: in a transaction.
        product_ids: the products that count.
        planned: lines that are routed now, as if nothing were promised to them; None for all.
    """
    limits = {one: limit for one, limit in _limits(connection).items() if one in product_ids}
    if not limits:
        return {}
    others = _waiting_promises(connection, limits, planned) if planned is not None else {}
    return {
        product_id: room - others.get(product_id, 0)
        for product_id, room in _room(connection, limits).items()
    }


def _limits(connection: Connection) -> dict[int, int]:
    return {row[0]: row[1] or 0 for row in connection.execute(_LIMITED).all()}


class _Line(NamedTuple):
    line_id: int
    order_id: int
    reason: str
    units: int


def _take_promise(connection: Connection, fresh: Collection[int], limits: Collection[int]) -> None:
    if fresh:
        statement = update(Waiting).where(
            among(Waiting.order_line_id, fresh),
            among(Waiting.product_id, limits),
            Waiting.reason == _PROMISED,
        )
        connection.execute(statement.values(reason=_OVER))


def _room(connection: Connection, limits: Mapping[int, int]) -> dict[int, int]:
    """By product: units that may wait with a promise, beside what virtual warehouses promise."""
    query = (
        select(Stock.product_id, total(Stock.allocated))
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(Warehouse.kind == WarehouseKind.VIRTUAL)
        .where(among(Stock.product_id, limits))
        .group_by(Stock.product_id)
    )
    pooled = {row[0]: row[1] for row in connection.execute(query).all()}
    return {product_id: limit - pooled.get(product_id, 0) for product_id, limit in limits.items()}


def _waiting_promises(
    connection: Connection, product_ids: Collection[int], without: Collection[int]
) -> dict[int, int]:
    """By product: units of promised waiting lines, some lines left out."""
    query = (
        select(Waiting.product_id, total(OrderLine.waiting))
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(
            among(Waiting.product_id, product_ids),
            Waiting.reason == _PROMISED,
            ~among(Waiting.order_line_id, without),
        )
        .group_by(Waiting.product_id)
    )
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _unsettled(connection: Connection, room: Mapping[int, int]) -> list[int]:
    """Products with more promised than there is room, or with room and somebody who wants it."""
    query = (
        select(Waiting.product_id, Waiting.reason, total(OrderLine.waiting))
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(among(Waiting.product_id, room), Waiting.reason.in_([_PROMISED, _OVER]))
        .group_by(Waiting.product_id, Waiting.reason)
    )
    units: dict[int, dict[str, int]] = defaultdict(dict)
    for product_id, reason, waiting in connection.execute(query).all():
        units[product_id][reason] = waiting
    return [
        product_id
        for product_id, waiting in units.items()
        if (left := room[product_id] - waiting.get(_PROMISED, 0)) < 0 or (left and _OVER in waiting)
    ]


def _queue(connection: Connection, product_id: int) -> list[_Line]:
    query = (
        select(Waiting.order_line_id, Waiting.order_id, Waiting.reason, OrderLine.waiting)
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(Waiting.product_id == product_id, Waiting.reason.in_([_PROMISED, _OVER]))
        .order_by(Waiting.queue_key, OrderLine.line)
    )
    return [_Line._make(row) for row in connection.execute(query).all()]


def _settle(queue: list[_Line], room: int) -> list[_Line]:
    """The lines whose reason changes, with the new one."""
    left = room - sum(line.units for line in queue if line.reason == _PROMISED)
    changed = {}
    for line in reversed(queue):
        if left < 0 and line.reason == _PROMISED:
            left += line.units
            changed[line.line_id] = line._replace(reason=_OVER)
    for line in queue:
        reason = changed.get(line.line_id, line).reason
        if reason == _OVER and line.units <= left:
            left -= line.units
            changed[line.line_id] = line._replace(reason=_PROMISED)
    return list(changed.values())
