"""The short way of one order: read by one statement, planned by the same planner, written by one.

It is gone only where nothing is in the order's way and all of it can be promised now; then what is
written is what the long way would write (`tests/db/test_one_order.py` compares). Everything else
goes the long way, in the same transaction.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from packbench.db.migrate import require_unchanged
from packbench.db.queries.planning.one_order import (
    LineOfOne,
    PlainOrder,
    WhoAsks,
    read_plain_order,
)
from packbench.db.queries.planning.queue import OrderInQueue
from packbench.db.sql.one_order import (
    Audited,
    NewPromise,
    NewShipment,
    OneOrderWritten,
    write_one_order,
)
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.supply import Supply
from packbench.domain.catalog import code_key
from packbench.domain.changes import ChangeSet, Kind, changed
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import ShipmentStatus
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.short import ShortCall
from packbench.engine.customs_needs import CustomsWays
from packbench.engine.undo.line_states import LineChange, LineState
from packbench.engine.undo.remembered import OrderChange, OrdersChange
from packbench.engine.writes.plan_writer import Written
from packbench.settings import CUSTOMS_AREA

R = TypeVar("R")

_STATUS = order_status(
    OrderTotals(
        ordered=1,
        unrouted=0,
        waiting=0,
        unavailable=0,
        shipped=0,
        cancelled=0,
        open_shipments=(ShipmentStatus.READY,),
    )
)
"""Of an order that was promised all that it wants; how much that is makes no difference."""
_STATUSES = Counter([_STATUS])


@dataclass(frozen=True, slots=True)
class OneOrder(Generic[R]):
    """The short way of a command that allocates one order as a whole.

    Attributes:
        number: the order's.
        result_type: of the command's result.
        told: the result, of what was written.
    """

    number: str
    result_type: type[R]
    told: Callable[[OrderInQueue, Written], R]

    def __call__(self, connection: Connection, call: ShortCall) -> tuple[R, ChangeSet] | None:
        """Does it all, under the mutex; None, and nothing, where the long way has to be gone."""
        asked = WhoAsks(code_key(self.number), call.key, call.operator, call.station)
        order = read_plain_order(connection, asked)
        if order is None or order.clock.turns or _is_declared(order):
            return None
        require_unchanged(order.clock.revision)
        planned = _planned(order)
        return None if planned is None else self._write(connection, call, order, planned)

    def _write(
        self, connection: Connection, call: ShortCall, order: PlainOrder, planned: OrderPlan
    ) -> tuple[R, ChangeSet] | None:
        shipments = _shipments(order, planned)
        units = sum(line.ordered for line in order.lines)
        written = Written(
            orders=1,
            lines=len(order.lines),
            allocated_units=units,
            shipments=len(shipments),
            plans=[planned],
            statuses=_STATUSES,
        )
        result = self.told(order.order, written)
        changes = _changes(order, call.origin)
        audit = Audited(
            *(call.key, call.name, call.content_hash, call.content),
            *order.who,
            order.clock.at,
            adapter_of(self.result_type).dump_json(result).decode(),
            adapter_of(OrdersChange).dump_json(_undo(order, planned)).decode(),
        )
        values = OneOrderWritten(
            order.order.id,
            _STATUS.value,
            units,
            shipments[-1].sequence,
            order.clock.day,
            planned.decision.to_json(),
            changes,
            shipments,
            _promises(order, planned),
        )
        command_id = write_one_order(connection, audit, values)
        if command_id is None:
            return None
        return result, ChangeSet(changes.ids, changes.origin, command=command_id)


def _is_declared(order: PlainOrder) -> bool:
    """Whether its way leaves the customs area: then it may lack something for that."""
    ways = CustomsWays(order.ships_from, order.settings.of(CUSTOMS_AREA))
    return ways.leaves(*order.address)


def _planned(order: PlainOrder) -> OrderPlan | None:
    """The plan, where it gives all."""
    supply = Supply.under(order.rules, order.stock.free)
    (planned,) = plan([order.demand], supply, order.rules)
    return None if planned.waits or planned.lacks or not planned.promises else planned


def _shipments(order: PlainOrder, planned: OrderPlan) -> list[NewShipment]:
    number = order.order.number
    warehouses = dict.fromkeys(promise.warehouse_id for promise in planned.promises)
    return [
        NewShipment(warehouse_id, made, f"{number}-{made}")
        for made, warehouse_id in enumerate(warehouses, order.made + 1)
    ]


def _promises(order: PlainOrder, planned: OrderPlan) -> list[NewPromise]:
    return [
        NewPromise(
            one.line_id,
            one.warehouse_id,
            one.product_id,
            order.stock.stock_ids[one.warehouse_id, one.product_id],
            one.quantity,
        )
        for one in planned.promises
    ]


def _changes(order: PlainOrder, origin: str) -> ChangeSet:
    stock = changed(Kind.STOCK, set(order.stock.stock_ids.values()))
    return ChangeSet({Kind.ORDER: frozenset([order.order.id]), **stock.ids}, origin)


def _undo(order: PlainOrder, planned: OrderPlan) -> OrdersChange:
    promised: dict[int, dict[int, int]] = {}
    for one in planned.promises:
        units = promised.setdefault(one.line_id, {})
        units[one.warehouse_id] = units.get(one.warehouse_id, 0) + one.quantity
    lines = [_line_change(order.order.id, line, promised[line.id]) for line in order.lines]
    return OrdersChange({order.order.id: OrderChange(order.order.number, {}, {}, lines)})


def _line_change(order_id: int, line: LineOfOne, promised: Mapping[int, int]) -> LineChange:
    own = (line.id, order_id, line.product_id, line.ordered)
    waits = bool(line.backorder_allowed)
    # Nothing of it waits, is unavailable, was cancelled or is gone, before and after.
    before = LineState(*own, line.ordered, 0, 0, 0, 0, waits, None, None, {})
    after = LineState(*own, 0, 0, 0, 0, 0, waits, None, None, promised)
    return LineChange(before, after)
