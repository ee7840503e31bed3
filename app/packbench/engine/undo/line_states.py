"""Where the units of order lines are, as far as a command that is taken back needs to know it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from packbench.db.schema import Allocation, OrderLine, Shipment, Waiting
from packbench.db.sql.among import among, among_named
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
    warehouses left it waiting; `begun` how much of `promised` somebody is picking or packing.
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
    begun: Mapping[int, int] | None = None

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
        return self[:_MOVED] != other[:_MOVED]

    def picked_since(self, before: "LineState") -> bool:
        """Whether units of it were released to picking, or went further, since it was so."""
        known = before.begun or {}
        begun = any(units > known.get(place, 0) for place, units in (self.begun or {}).items())
        return begun or self.gone != before.gone

    def beside_begun(self, now: "LineState") -> "LineState":
        """With what is promised beside that what somebody is picking of it now."""
        begun = now.begun or {}
        left = {place: units - begun.get(place, 0) for place, units in self.promised.items()}
        return self._replace(promised={place: n for place, n in left.items() if n > 0})


_MOVED = LineState._fields.index("passed_over")
"""Units and what is said of them stand before what moves nothing."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before a command and after it."""

    before: LineState
    after: LineState


_LINES = (
    select(
        *(OrderLine.id.label("line_id"), OrderLine.order_id, OrderLine.product_id),
        *(OrderLine.ordered, OrderLine.unrouted, OrderLine.waiting),
        *(OrderLine.unavailable, OrderLine.cancelled),
        (OrderLine.picked + OrderLine.packed + OrderLine.shipped).label("gone"),
        *(OrderLine.backorder_allowed, Waiting.reason, Waiting.since, Waiting.marked),
        *(Waiting.passed_over, Waiting.passed_by, Waiting.limited),
    )
    .outerjoin(Waiting, Waiting.order_line_id == OrderLine.id)
    .where(among_named(OrderLine.order_id, "ids"))
)


def line_states(connection: Connection, order_ids: Collection[int]) -> dict[int, LineState]:
    """All lines of some orders by their id."""
    promised, begun = _promised(connection, order_ids)
    rows = connection.execute(_LINES, {"ids": order_ids}).all()
    return {
        row.line_id: _state(row, promised.get(row.line_id, {}), begun.get(row.line_id))
        for row in rows
    }


def _state(row: AnyRow, promised: Mapping[int, int], begun: Mapping[int, int] | None) -> LineState:
    *values, since, marked, passed_over, passed_by, limited = row
    waits_since = since.isoformat() if since else None
    said = (passed_over or 0, passed_by, bool(limited), begun)
    return LineState._make((*values, waits_since, promised, marked or 0, *said))


_ByWarehouse = dict[int, dict[int, int]]

_UNITS = unpicked_units()
_IS_BEGUN = func.max(case((Shipment.status == ShipmentStatus.READY, 0), else_=1))
_PROMISED = (
    select(Allocation.order_line_id, Allocation.warehouse_id, _UNITS, _IS_BEGUN)
    .join(Shipment, Shipment.id == Allocation.shipment_id)
    .where(among_named(Shipment.order_id, "ids"))
    .group_by(Allocation.order_line_id, Allocation.warehouse_id, Allocation.shipment_id)
    .having(_UNITS > 0)
)


def _promised(
    connection: Connection, order_ids: Collection[int]
) -> tuple[_ByWarehouse, _ByWarehouse]:
    """By line: unpicked line units by warehouse, and those of them in shipments that are begun."""
    found: _ByWarehouse = defaultdict(lambda: defaultdict(int))
    begun: _ByWarehouse = defaultdict(lambda: defaultdict(int))
    rows = connection.execute(_PROMISED, {"ids": order_ids}).all()
    for line_id, warehouse_id, promised, at_work in rows:
        found[line_id][warehouse_id] += promised
        if at_work:
            begun[line_id][warehouse_id] += promised
    return _plain(found), _plain(begun)


def _plain(found: _ByWarehouse) -> _ByWarehouse:
    return {line_id: dict(units) for line_id, units in found.items()}


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
