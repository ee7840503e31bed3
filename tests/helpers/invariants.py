"""What must be true after every command, whatever it was; told in words where it is not."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from packbench.db.queries.planning.complete_only import orders_in_part
from packbench.db.queries.planning.demand import Wanted, load_demand
from packbench.db.queries.planning.supply import load_rules, load_stock
from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    Shipment,
    Stock,
    Waiting,
    Warehouse,
    WaveShipment,
)
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Supply
from packbench.domain.orders import Hold, Payment, Reason
from packbench.domain.warehousing import WarehouseKind

_TOLD_BY_THE_PLANNER = {
    *(Reason.OUT_OF_STOCK, Reason.NOT_STOCKED, Reason.EXCLUDED, Reason.COUNTRY_NOT_SERVED),
    *(Reason.WAREHOUSE_INACTIVE, Reason.WAITING_FOR_REST),
}


@dataclass(frozen=True)
class View:
    """Where every unit is, as people see it.

    `promised` has real units of stock by (order, warehouse, product); `pooled` those of pools.
    """

    lines: dict[tuple[str, int], tuple[Any, ...]] = field(default_factory=dict)
    promised: dict[tuple[str, int, int], int] = field(default_factory=dict)
    pooled: dict[tuple[str, int, int], int] = field(default_factory=dict)
    stock: dict[tuple[int, int], tuple[int, int, int]] = field(default_factory=dict)
    limited: frozenset[str] = frozenset()
    """Orders that a limit of warehouses left something of."""

    def with_stock(self) -> dict[tuple[int, int], tuple[int, int, int]]:
        """The stock that is more than a place for it."""
        return {place: units for place, units in self.stock.items() if any(units)}

    def changed_orders(self, other: "View") -> set[str]:
        """The orders of which a unit is elsewhere."""
        keys = self.lines.keys() | other.lines.keys()
        moved = {
            number for number, line in keys if self._line(number, line) != other._line(number, line)
        }
        places = self.promised.keys() | other.promised.keys()
        return moved | {
            place[0] for place in places if self.promised.get(place) != other.promised.get(place)
        }

    def _line(self, number: str, line: int) -> tuple[Any, ...] | None:
        return self.lines.get((number, line))


def view(connection: Connection) -> View:
    """All of it now."""
    line = OrderLine
    rows = connection.execute(
        select(
            *(Order.number, line.line, line.sku, line.ordered, line.unrouted, line.allocated),
            *(line.waiting, line.unavailable, line.cancelled, line.picked, line.packed),
            *(Waiting.reason, Waiting.marked, Order.hold, Order.priority, Order.ship_partial),
        )
        .join(Order, Order.id == line.order_id)
        .outerjoin(Waiting, Waiting.order_line_id == line.id)
    ).all()
    stock = connection.execute(
        select(
            *(Stock.warehouse_id, Stock.product_id),
            *(Stock.on_hand, Stock.unavailable, Stock.allocated),
        )
    ).all()
    limited = connection.execute(
        select(Order.number).join(Waiting, Waiting.order_id == Order.id).where(Waiting.limited)
    )
    promised = _promised(connection)
    return View(
        {(row[0], row[1]): tuple(row[2:]) for row in rows},
        {key[1:]: units for key, units in promised.items() if key[0] == WarehouseKind.PHYSICAL},
        {key[1:]: units for key, units in promised.items() if key[0] == WarehouseKind.VIRTUAL},
        {(row[0], row[1]): (row[2], row[3], row[4]) for row in stock},
        frozenset(limited.scalars()),
    )


def _promised(connection: Connection) -> dict[tuple[str, str, int, int], int]:
    units = func.sum(Allocation.allocated + Allocation.picked + Allocation.packed)
    query = (
        select(
            *(Warehouse.kind, Order.number, Allocation.warehouse_id, Allocation.product_id, units),
        )
        .select_from(Allocation)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Allocation.warehouse_id)
        .where(Allocation.stock_id.is_not(None))
        .group_by(
            *(Warehouse.kind, Order.number, Allocation.warehouse_id, Allocation.product_id),
        )
    )
    return {
        (row[0], row[1], row[2], row[3]): int(row[4])
        for row in connection.execute(query).all()
        if row[4]
    }


def overtaken(
    connection: Connection, before: View, allowed: Collection[str] = ()
) -> list[tuple[str, str]]:
    """(who waits, who was given what he could use and stands behind him) by the last command.

    Args:
        connection: to the database after the command.
        before: how it was before it.
        allowed: orders that may be given anything, and what was split off them.
    """
    after = view(connection)
    gained = _gained(before, after, allowed)
    if not gained:
        return []
    places = {
        row.number: (row.queue_key, row.id)
        for row in connection.execute(select(Order.number, Order.queue_key, Order.id)).all()
    }
    rules = load_rules(connection)
    waiting = connection.execute(select(Waiting.order_id).distinct()).scalars().all()
    # What of them is new or was deallocated is not in the queue (decisions 0006 and 0285).
    demand = load_demand(connection, waiting, today(connection), Wanted(new=False))
    free = load_stock(connection, rules, demand.product_ids()).free
    waited_before = {number for (number, _), row in before.lines.items() if row[4]}
    found = []
    for order in demand.orders:
        number = demand.facts[order.order_id].number
        behind = [one for one in gained if places[one[0]] > places[number]]
        if number in waited_before and behind and _could(order, free, rules, behind):
            found.append((number, behind[0][0]))
    return found


_Gain = tuple[str, int, int, int]
"""Order, warehouse, product, units."""


def _gained(before: View, after: View, allowed: Collection[str]) -> list[_Gain]:
    """Real units that orders have more of than before, wherever they were."""
    had: dict[tuple[str, int], int] = defaultdict(int)
    for (number, _, product_id), units in before.promised.items():
        had[number.partition("/")[0], product_id] += units
    found = []
    for (number, warehouse_id, product_id), units in sorted(after.promised.items()):
        family = number.partition("/")[0]
        kept = min(units, had[family, product_id])
        had[family, product_id] -= kept
        if units > kept and family not in allowed:
            found.append((number, warehouse_id, product_id, units - kept))
    return found


def _could(
    order: DemandOrder, free: dict[int, list[int]], rules: Rules, behind: list[_Gain]
) -> bool:
    """Whether the order gets more with what those behind it were given."""
    position = {one.id: w for w, one in enumerate(rules.warehouses)}
    extra = {product_id: list(units) for product_id, units in free.items()}
    for _, warehouse_id, product_id, units in behind:
        if product_id in extra:
            w = position[warehouse_id]
            extra[product_id][w] = max(0, extra[product_id][w]) + units
    now = {product_id: list(units) for product_id, units in free.items()}
    return _units(order, extra, rules) > _units(order, now, rules)


def _units(order: DemandOrder, free: dict[int, list[int]], rules: Rules) -> int:
    (planned,) = plan([order], Supply.under(rules, free), rules)
    return sum(promise.quantity for promise in planned.promises)


def held_in_part(connection: Connection) -> set[int]:
    """Orders that ship only complete and hold a part."""
    ids = connection.execute(select(Order.id)).scalars().all()
    return orders_in_part(connection, ids, today(connection))


def wrongly_in_wave(connection: Connection, wave_id: int) -> list[str]:
    """Orders in a wave that has just been made that are not paid or on hold."""
    query = (
        select(Order.number)
        .join(Shipment, Shipment.order_id == Order.id)
        .join(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        .where(WaveShipment.wave_id == wave_id)
        .where((Order.payment == Payment.AWAITING) | Order.hold.is_not(None))
    )
    return list(connection.execute(query).scalars())


def held_without_stock(connection: Connection) -> list[str]:
    """Orders on a hold that gave their stock back, with a promise all the same."""
    query = (
        select(Order.number)
        .join(Shipment, Shipment.order_id == Order.id)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .where(Order.hold == Hold.RELEASE, Allocation.allocated > 0)
    )
    return list(connection.execute(query).scalars())


def untrue_reasons(connection: Connection) -> list[tuple[str, int, str, str]]:
    """(order, line id, the reason that is told, the reason that is true)."""
    rows = connection.execute(
        select(Waiting.order_line_id, Waiting.order_id, Waiting.reason)
        .join(Order, Order.id == Waiting.order_id)
        .where(Order.hold.is_(None))
    ).all()
    told = {row.order_line_id: Reason(row.reason) for row in rows}
    demand = load_demand(connection, {row.order_id for row in rows}, today(connection))
    rules = load_rules(connection)
    free = load_stock(connection, rules, demand.product_ids()).free
    found = []
    for order in demand.orders:
        units = {product_id: list(places) for product_id, places in free.items()}
        (planned,) = plan([order], Supply.under(rules, units), rules)
        for wait in () if planned.promises else planned.waits:
            reason = told.get(wait.line_id)
            if reason in _TOLD_BY_THE_PLANNER and reason is not wait.reason:
                number = demand.facts[order.order_id].number
                found.append((number, wait.line_id, str(reason), str(wait.reason)))
    return found
