"""Writes the planner's answers set-wise: shipments, promises, waits, lines, problems, decisions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.planning.demand import Demand, LineBuckets
from packbench.db.schema import (
    Allocation,
    Decision,
    OrderLine,
    Shipment,
    Waiting,
)
from packbench.db.sql.among import among_named
from packbench.db.sql.bulk import delete_rows, insert_rows, reserve_ids, update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.allocation.plan import OrderPlan, Promise, Wait
from packbench.domain.orders import OrderStatus, Reason, ShipmentStatus
from packbench.engine.writes.problems import refresh_problems


@dataclass(slots=True)
class Written:
    """What a plan came to, in units of order lines."""

    orders: int = 0
    orders_waiting: int = 0
    lines: int = 0
    allocated_units: int = 0
    waiting_units: int = 0
    unavailable_units: int = 0
    shipments: int = 0
    taken: list[tuple[int, int]] = field(default_factory=list)
    """(line id, units newly promised), in the order of the plan."""
    plans: Sequence[OrderPlan] = ()
    statuses: Counter[OrderStatus] = field(default_factory=Counter)
    """How many of the orders came to which status."""
    made: dict[int, int] = field(default_factory=dict)
    """By order that got shipments: how many it has had; who settles the orders writes it."""
    settled: list["Settled"] = field(default_factory=list)
    """Orders of which is known what became of them: nobody has to look at their lines again."""


class Settled(NamedTuple):
    """An order that was promised something, as a plan of all that it ordered leaves it."""

    order_id: int
    status: str
    line_count: int
    unit_count: int
    unrouted_units: int
    waiting_units: int
    shipments_made: int


class LineAfter(NamedTuple):
    """The buckets of a line as a plan leaves it, in units of the line."""

    line_id: int
    allocated: int
    unrouted: int
    waiting: int
    unavailable: int


def write_plans(
    connection: Connection,
    command: tuple[int, datetime],
    demand: Demand,
    stock_ids: dict[tuple[int, int], int],
    plans: Sequence[OrderPlan],
) -> Written:
    """Writes the plans of a demand that was read in this transaction under the mutex.

    The orders themselves are written by `refresh_orders`, with what is told in `made`.

    Args:
        connection: in a command's transaction.
        command: its id and moment.
        demand: what the plans answer.
        stock_ids: stock rows by (warehouse id, product id).
        plans: one an order.
    """
    shipments = _Shipments(connection, demand, plans)
    written, lines = _counted(demand, plans, shipments)
    written.made = shipments.make(connection, today(connection), demand)
    _write_promises(connection, shipments, stock_ids, plans)
    columns = ("allocated", "unrouted", "waiting", "unavailable")
    update_rows(connection, OrderLine, columns, lines)
    _write_waiting(connection, command[1], demand, plans)
    lacking = [one.order_id for one in plans if one.lacks or one.order_id in demand.lacking]
    if lacking:
        refresh_problems(connection, lacking)
    _write_decisions(connection, command, plans)
    written.settled = [
        _settled(one, written.made[one.order_id])
        for one in plans
        if one.promises and _is_whole(demand, one)
    ]
    return written


def _is_whole(demand: Demand, plan: OrderPlan) -> bool:
    """Whether a plan is one of all that an order ever ordered, and nothing else counts of it."""
    lines = plan.decision.lines
    if demand.facts[plan.order_id].lines_alone != len(lines) or plan.lacks:
        return False
    return all(demand.lines[line.line_id].whole for line in lines)


def _settled(plan: OrderPlan, made: int) -> Settled:
    """An order after its first promises: they are in a shipment that is ready, so it is, too."""
    units = sum(line.wanted for line in plan.decision.lines)
    waiting = sum(wait.quantity for wait in plan.waits)
    lines = len(plan.decision.lines)
    return Settled(plan.order_id, OrderStatus.READY.value, lines, units, 0, waiting, made)


def suppose_plans(
    connection: Connection, demand: Demand, plans: Sequence[OrderPlan]
) -> tuple[Written, list[LineAfter]]:
    """What `write_plans` would count, and the lines as it would leave them; writes nothing."""
    return _counted(demand, plans, _Shipments(connection, demand, plans))


# The status is looked at here: by status SQLite would walk the index of all that is ready.
_SHIPMENTS = (
    select(Shipment.order_id, Shipment.warehouse_id, Shipment.id, Shipment.status)
    .where(among_named(Shipment.order_id, "ids"))
    .order_by(Shipment.sequence)
)
_PROMISED = select(Allocation.__table__).where(among_named(Allocation.shipment_id, "ids"))


class _Shipments:
    """The `ready` shipment of each (order, warehouse), to be made where there is none yet.

    A shipment that holds units of a kit by an older recipe is not added to: units of one line in
    one shipment are all alike, or nobody could tell how many are whole.
    """

    def __init__(self, connection: Connection, demand: Demand, plans: Sequence[OrderPlan]) -> None:
        wanted = [
            (plan.order_id, warehouse_id)
            for plan in plans
            for warehouse_id in dict.fromkeys(promise.warehouse_id for promise in plan.promises)
        ]
        self.ids = self._existing(
            connection, {id_ for id_, _ in wanted if demand.facts[id_].shipments_made}
        )
        self.promises = _existing_promises(connection, set(self.ids.values()))
        for pair in self._by_another_recipe(plans):
            del self.ids[pair]
        self.missing = [pair for pair in wanted if pair not in self.ids]
        """(order, warehouse) that have no shipment to add to."""

    @staticmethod
    def _existing(connection: Connection, order_ids: set[int]) -> dict[tuple[int, int], int]:
        if not order_ids:
            return {}
        rows = connection.execute(_SHIPMENTS, {"ids": order_ids}).all()
        return {
            (row.order_id, row.warehouse_id): row.id
            for row in rows
            if row.status == ShipmentStatus.READY
        }

    def _by_another_recipe(self, plans: Sequence[OrderPlan]) -> set[tuple[int, int]]:
        """(order, warehouse) whose shipment has other parts of a line than are promised now."""
        held: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        for (shipment_id, line_id, product_id), row in self.promises.items():
            held[shipment_id, line_id][product_id] = row.per_unit
        if not held:
            return set()
        now: dict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
        for plan in plans:
            for one in plan.promises:
                place = (plan.order_id, one.warehouse_id, one.line_id)
                now[place][one.product_id] = one.per_unit
        return {
            (order_id, warehouse_id)
            for (order_id, warehouse_id, line_id), parts in now.items()
            if held.get((self.ids.get((order_id, warehouse_id), 0), line_id), parts) != parts
        }

    def make(self, connection: Connection, today: date, demand: Demand) -> dict[int, int]:
        """Makes those that are missing; by order, how many it has had."""
        made = {order_id: demand.facts[order_id].shipments_made for order_id, _ in self.missing}
        rows = []
        ids = reserve_ids(connection, Shipment, len(self.missing))
        for shipment_id, (order_id, warehouse_id) in zip(ids, self.missing, strict=True):
            made[order_id] += 1
            number = f"{demand.facts[order_id].number}-{made[order_id]}"
            rows.append((shipment_id, order_id, warehouse_id, made[order_id], number, today))
            self.ids[order_id, warehouse_id] = shipment_id
        columns = ("id", "order_id", "warehouse_id", "sequence", "number", "made_on")
        insert_rows(connection, Shipment, columns, rows)
        return made


def _write_promises(
    connection: Connection,
    shipments: _Shipments,
    stock_ids: dict[tuple[int, int], int],
    plans: Sequence[OrderPlan],
) -> None:
    inserts, updates = [], []
    for plan in plans:
        parts = Counter((one.line_id, one.warehouse_id) for one in plan.promises)
        for promise in plan.promises:
            shipment_id = shipments.ids[plan.order_id, promise.warehouse_id]
            existing = shipments.promises.get((shipment_id, promise.line_id, promise.product_id))
            if existing:
                updates.append((existing.id, existing.allocated + promise.quantity))
            else:
                together = parts[promise.line_id, promise.warehouse_id]
                inserts.append(_promise_row(shipment_id, promise, together, stock_ids))
    insert_rows(connection, Allocation, _PROMISE_COLUMNS, inserts)
    update_rows(connection, Allocation, ("allocated",), updates)


_PROMISE_COLUMNS = (
    "order_line_id",
    "shipment_id",
    "warehouse_id",
    "product_id",
    "stock_id",
    "per_unit",
    "parts",
    "allocated",
)


def _promise_row(
    shipment_id: int, promise: Promise, parts: int, stock_ids: dict[tuple[int, int], int]
) -> tuple[int | None, ...]:
    warehouse_id, product_id = promise.warehouse_id, promise.product_id
    stock_id = stock_ids[warehouse_id, product_id] if promise.managed else None
    line_id, per_unit, quantity = promise.line_id, promise.per_unit, promise.quantity
    return (line_id, shipment_id, warehouse_id, product_id, stock_id, per_unit, parts, quantity)


def _existing_promises(
    connection: Connection, shipment_ids: set[int]
) -> dict[tuple[int, int, int], AnyRow]:
    """By (shipment, line, product)."""
    if not shipment_ids:
        return {}
    rows = connection.execute(_PROMISED, {"ids": shipment_ids}).all()
    return {(row.shipment_id, row.order_line_id, row.product_id): row for row in rows}


def _counted(
    demand: Demand, plans: Sequence[OrderPlan], shipments: _Shipments
) -> tuple[Written, list[LineAfter]]:
    """What plans come to, and their lines as they leave them."""
    written = Written(len(plans), sum(1 for plan in plans if plan.waits), plans=plans)
    written.shipments = len(shipments.missing)
    rows = []
    for plan in plans:
        waits = {wait.line_id: wait.quantity for wait in plan.waits}
        lacks = {lack.line_id: lack.quantity for lack in plan.lacks}
        for line in plan.decision.lines:
            before = demand.lines[line.line_id]
            waiting, unavailable = waits.get(line.line_id, 0), lacks.get(line.line_id, 0)
            taken = before.routed - waiting - unavailable
            rows.append(
                LineAfter(
                    line.line_id,
                    before.allocated + taken,
                    before.unrouted_kept,
                    waiting + before.waiting_kept,
                    unavailable + before.unavailable_kept,
                )
            )
            written.allocated_units += taken
            written.waiting_units += waiting
            written.unavailable_units += unavailable
            if taken:
                written.taken.append((line.line_id, taken))
    written.lines = len(rows)
    return written, rows


def _write_waiting(
    connection: Connection, at: datetime, demand: Demand, plans: Sequence[OrderPlan]
) -> None:
    inserts, updates, still = [], [], set()
    for plan in plans:
        for wait in plan.waits:
            before = demand.lines[wait.line_id]
            still.add(wait.line_id)
            reason = _reason_of(demand, wait)
            if before.reason is None:
                queue_key = demand.facts[plan.order_id].queue_key
                place = (plan.order_id, before.product_id)
                inserts.append((wait.line_id, *place, reason, at, queue_key, wait.limited))
            elif _said_otherwise(before, reason, wait):
                updates.append((wait.line_id, reason, before.marked_kept, wait.limited))
    lines = demand.lines
    routed = {
        line.line_id
        for plan in plans
        for line in plan.decision.lines
        if lines[line.line_id].reason is not None  # it waited until now
    } - still
    served = [line_id for line_id in routed if lines[line_id].waiting_kept == 0]
    by_hand = Reason.MANUAL.value
    updates += [
        (line_id, by_hand, lines[line_id].marked_kept, False)
        for line_id in routed
        if _waits_by_hand(lines[line_id])
    ]
    place_columns = ("order_line_id", "order_id", "product_id")
    columns = (*place_columns, "reason", "since", "queue_key", "limited")
    insert_rows(connection, Waiting, columns, inserts)
    update_rows(connection, Waiting, ("reason", "marked", "limited"), updates, key="order_line_id")
    delete_rows(connection, Waiting, served, key="order_line_id")


def _said_otherwise(before: LineBuckets, reason: str, wait: Wait) -> bool:
    now = (reason, before.marked_kept, wait.limited)
    return now != (before.reason, before.marked, before.limited)


def waits_otherwise(demand: Demand, planned: OrderPlan) -> bool:
    """Whether a line that goes on waiting does so for another reason than before.

    Limits of pre-orders are not the planner's: what is over one stays so (`preorder_limits`).
    """
    for wait in planned.waits:
        before = demand.lines[wait.line_id].reason
        if before is None or before == Reason.PREORDER_LIMIT:
            continue
        if before != _reason_of(demand, wait):
            return True
    return False


def reasons_now(demand: Demand, planned: OrderPlan) -> list[tuple[int, str]]:
    """By line that waits: the reason that a plan tells, where it is another than before."""
    said = [(wait.line_id, _reason_of(demand, wait)) for wait in planned.waits]
    return [(line_id, reason) for line_id, reason in said if reason != demand.lines[line_id].reason]


def _reason_of(demand: Demand, wait: Wait) -> str:
    return _reason(wait.reason, lost=_lost_before(demand, wait.line_id))


def _waits_by_hand(before: LineBuckets) -> bool:
    """Nothing of the line waits any more but what an operator marked."""
    marked = before.marked_kept > 0 and before.marked_kept == before.waiting_kept
    return marked and before.reason != Reason.MANUAL


def _lost_before(demand: Demand, line_id: int) -> bool:
    return line_id in demand.lost or demand.lines[line_id].reason == Reason.STOCK_LOST


def _reason(now: Reason, *, lost: bool) -> str:
    """Stock that was lost stays the reason for as long as there is just none of it."""
    return Reason.STOCK_LOST.value if lost and now is Reason.OUT_OF_STOCK else now.value


def _write_decisions(
    connection: Connection, command: tuple[int, datetime], plans: Sequence[OrderPlan]
) -> None:
    rows = ((plan.order_id, *command, plan.decision.to_json()) for plan in plans)
    insert_rows(connection, Decision, ("order_id", "command_id", "at", "body"), rows)
