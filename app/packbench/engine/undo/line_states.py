"""Where the units of order lines are, as far as a command that is taken back needs to know it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, exists, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.units import unpicked_units
from packbench.domain.orders import ShipmentStatus
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.waiting_room import Waits, wait, waits_of


class LineState(NamedTuple):
    """One line: its buckets, why and since when it waits, and which warehouses promise it what.

    `gone` counts picked, packed and shipped units; `promised` has line units by warehouse id;
    `marked` units of what waits were marked by an operator; `passed_over` and `passed_by` tell how
    often it was overtaken while it waited, and by whom last; `limited` whether a limit of
    warehouses left it waiting.
    """

    line_id: int
    order_id: int
    product_id: int | None
    ordered: int
    unrouted: int
    waiting: int
    unavailable: int
    cancelled: int
    gone: int
    backorder_allowed: bool
    reason: str | None
    since: str | None
    promised: Mapping[int, int]
    marked: int = 0
    passed_over: int = 0
    passed_by: str | None = None
    limited: bool = False

    @property
    def waits(self) -> Waits:
        """Its row in the waiting room; for lines that wait."""
        assert self.reason is not None  # noqa: S101 - a line that waits has a reason
        assert self.since is not None  # noqa: S101 - and a beginning
        since = datetime.fromisoformat(self.since)
        passed = (self.passed_over, self.passed_by)
        return Waits(self.line_id, self.reason, since, self.marked, *passed, self.limited)

    def differs(self, other: "LineState") -> bool:
        """Whether units or what is said of them differ; being overtaken alone moves nothing."""
        said = other._replace(passed_over=self.passed_over, passed_by=self.passed_by)
        return self != said._replace(limited=self.limited)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before a command and after it."""

    before: LineState
    after: LineState


def line_states(connection: Connection, order_ids: Collection[int]) -> dict[int, LineState]:
    """All lines of some orders by their id."""
    line = OrderLine
    query = (
        select(
            *(line.id.label("line_id"), line.order_id, line.product_id, line.ordered),
            *(line.unrouted, line.waiting),
            *(line.unavailable, line.cancelled),
            (line.picked + line.packed + line.shipped).label("gone"),
            *(line.backorder_allowed, Waiting.reason, Waiting.since, Waiting.marked),
            *(Waiting.passed_over, Waiting.passed_by, Waiting.limited),
        )
        .outerjoin(Waiting, Waiting.order_line_id == line.id)
        .where(among(line.order_id, order_ids))
    )
    promised = _promised(connection, order_ids)
    rows = connection.execute(query).all()
    return {row.line_id: _state(row, promised.get(row.line_id, {})) for row in rows}


def _state(row: AnyRow, promised: Mapping[int, int]) -> LineState:
    *values, since, marked, passed_over, passed_by, limited = row
    waits_since = since.isoformat() if since else None
    passed = (passed_over or 0, passed_by)
    return LineState._make((*values, waits_since, promised, marked or 0, *passed, bool(limited)))


def _promised(connection: Connection, order_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """By line: unpicked line units by warehouse."""
    units = unpicked_units()
    query = (
        select(Allocation.order_line_id, Allocation.warehouse_id, units)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(among(Shipment.order_id, order_ids))
        .group_by(Allocation.order_line_id, Allocation.warehouse_id, Allocation.shipment_id)
        .having(units > 0)
    )
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for line_id, warehouse_id, promised in connection.execute(query).all():
        found[line_id][warehouse_id] += promised
    return {line_id: dict(units) for line_id, units in found.items()}


def picked_since(connection: Connection, gone: Mapping[int, int]) -> str | None:
    """The number of an order of which these lines were released to picking since, if any.

    Args:
        connection: in a transaction.
        gone: by line id, how many of its units were picked, packed or shipped then.
    """
    lines = among(OrderLine.id, gone)
    begun = exists().where(
        Allocation.order_line_id == OrderLine.id,
        Allocation.allocated > 0,
        Shipment.id == Allocation.shipment_id,
        Shipment.status != ShipmentStatus.READY,
    )
    units = OrderLine.picked + OrderLine.packed + OrderLine.shipped
    query = select(OrderLine.id, Order.number, units.label("gone"), begun.label("begun")).join(
        Order, Order.id == OrderLine.order_id
    )
    for row in connection.execute(query.where(lines)).all():
        if row.begun or row.gone != gone[row.id]:
            return str(row.number)
    return None


def open_all(connection: Connection, changes: Sequence[LineChange]) -> None:
    """Moves what waits, lacks or was cancelled by the command to `unrouted`; sets what may wait."""
    to_unrouted(connection, [one.before.line_id for one in changes])
    moves = [
        Move(one.before.line_id, "cancelled", "unrouted", cancelled)
        for one in changes
        if (cancelled := one.after.cancelled - one.before.cancelled) > 0
    ]
    move_units(connection, moves)
    allowed = [(one.before.line_id, one.before.backorder_allowed) for one in changes]
    update_rows(connection, OrderLine, ("backorder_allowed",), allowed)


def to_unrouted(connection: Connection, line_ids: Collection[int]) -> None:
    """Moves what of these lines waits or lacks to `unrouted`."""
    query = select(OrderLine.id, OrderLine.waiting, OrderLine.unavailable).where(
        among(OrderLine.id, line_ids)
    )
    rows = connection.execute(query).all()
    waits = [Move(row.id, "waiting", "unrouted", row.waiting) for row in rows]
    lacks = [Move(row.id, "unavailable", "unrouted", row.unavailable) for row in rows]
    move_units(connection, waits + lacks)


def close_again(connection: Connection, changes: Sequence[LineChange]) -> None:
    """Moves `unrouted` units to where they waited, lacked or were cancelled, as they did."""
    moves = []
    for one in changes:
        state, wanted_again = one.before, one.before.cancelled - one.after.cancelled
        moves.append(Move(state.line_id, "unrouted", "cancelled", max(0, wanted_again)))
        moves.append(Move(state.line_id, "unrouted", "waiting", state.waiting))
        moves.append(Move(state.line_id, "unrouted", "unavailable", state.unavailable))
    move_units(connection, moves)
    states = [one.before for one in changes]
    # What could not be promised again waits for a reason of today.
    today = waits_of(connection, [state.line_id for state in states])
    rows = [state.waits for state in states if state.waiting]
    reasons = {line_id: row.reason for line_id, row in today.items()}
    wait(connection, [row._replace(reason=reasons.get(row.line_id, row.reason)) for row in rows])
    refresh_problems(connection, {state.order_id for state in states})
