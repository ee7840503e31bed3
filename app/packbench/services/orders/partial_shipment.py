"""Ship what is here, or wait for all: what each would mean for an order, and the choice itself."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, update

from packbench.db.queries.planning.demand import Wanted, load_demand
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.back_orders import waiting_lines
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import (
    OrderState,
    line_rows,
    order_row,
    order_rows,
)
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.allocation.rules import Rules
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import plan_in_queue
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    Rows,
    Told,
    change_fit,
    closed,
    done,
    in_state,
    refuse_begun,
    serve,
    tell_served,
    waiting,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.undo.line_states import LineState, line_states
from packbench.engine.writes.give_back import give_back


@dataclass(frozen=True, slots=True)
class ShipsNow:
    """Units of a line that a warehouse can send now."""

    warehouse: str
    line: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class StillWaits:
    """Units of a line that wait; `expected_on` None: nobody knows when they are there."""

    line: int
    sku: str
    quantity: int
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class ShipmentChoice:
    """What one choice means; `expected_on` is when all that waits is there, None if not known."""

    ships: list[ShipsNow]
    waits: list[StillWaits]
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Choices:
    """The two choices for an order; `ship_partial` tells which one holds now."""

    order_number: str
    ship_partial: bool
    ship_now: ShipmentChoice
    wait_for_all: ShipmentChoice


def choices(context: Context, number: str) -> Choices:
    """What shipping what is here and waiting for all would mean now; nothing is written.

    Units of virtual warehouses do not ship, so they wait. Refuses `not_found`.
    """
    with context.database.read.connect() as connection:
        order = order_row(connection, find_order_id(connection, number))
        lines = line_rows(connection, order.id)
        ships = _ships_now(connection, order.id, lines)
        sent = {line.line: 0 for line in lines}
        for one in ships:
            sent[one.line] += one.quantity
        expected = {
            one.line: one.expected_on
            for found in waiting_lines(connection, [order.id]).values()
            for one in found
        }
        short = _waits(lines, sent, expected)
        now = ShipmentChoice(ships, short, _all_there(short))
        if not short:
            return Choices(order.number, order.ship_partial, now, now)
        day = today(connection)
        here = {line.line: day for line in lines if sent[line.line] == _open_units(line)}
        waits = _waits(lines, {}, expected | here)
        everything = ShipmentChoice([], waits, _all_there(waits))
        return Choices(order.number, order.ship_partial, now, everything)


def units_here(connection: Connection, order_ids: Collection[int]) -> dict[int, int]:
    """By line id: units that are promised in real warehouses, or that these could give now."""
    rules, places = _here(connection, order_ids)
    real = {warehouse_id for warehouse_id, _ in _real(rules)}
    found: dict[int, int] = defaultdict(int)
    for (line_id, warehouse_id), units in places.items():
        if warehouse_id in real:
            found[line_id] += units
    return found


def _open_units(line: AnyRow) -> int:
    return int(line.unrouted + line.allocated + line.waiting + line.unavailable)


def _waits(
    lines: Sequence[AnyRow], sent: Mapping[int, int], expected: Mapping[int, date | None]
) -> list[StillWaits]:
    return [
        StillWaits(line.line, line.sku, units, expected.get(line.line))
        for line in lines
        if (units := _open_units(line) - sent.get(line.line, 0))
    ]


def _all_there(waits: Sequence[StillWaits]) -> date | None:
    days = [one.expected_on for one in waits if one.expected_on is not None]
    return max(days) if days and len(days) == len(waits) else None


def _ships_now(connection: Connection, order_id: int, lines: Sequence[AnyRow]) -> list[ShipsNow]:
    """What is promised at real warehouses, and what they could give of the rest."""
    names = {line.id: (line.line, line.sku) for line in lines}
    rules, found = _here(connection, [order_id])
    return [
        ShipsNow(code, *names[line_id], found[line_id, warehouse_id])
        for warehouse_id, code in _real(rules)
        for line_id in names
        if found.get((line_id, warehouse_id))
    ]


def _here(
    connection: Connection, order_ids: Collection[int]
) -> tuple[Rules, dict[tuple[int, int], int]]:
    """By (line, warehouse), what is promised, and what could be given of the rest in parts."""
    found = dict(_promised(line_states(connection, order_ids)))
    demand = load_demand(connection, order_ids, today(connection), Wanted(in_parts=True))
    planned = plan_in_queue(connection, demand)
    for one in planned.plans:
        for line in one.decision.lines:
            for warehouse, units in zip(planned.rules.warehouses, line.taken, strict=True):
                place = (line.line_id, warehouse.id)
                found[place] = found.get(place, 0) + units
    return planned.rules, found


def _promised(states: Mapping[int, LineState]) -> dict[tuple[int, int], int]:
    return {
        (state.line_id, warehouse_id): units
        for state in states.values()
        for warehouse_id, units in state.promised.items()
    }


def _real(rules: Rules) -> list[tuple[int, str]]:
    return [(one.id, one.code) for one in rules.warehouses if not one.virtual]


def set_ship_partial(
    context: Context, orders: Sequence[str], *, partial: bool, how: How = DO_IT
) -> Results:
    """Lets the chosen orders ship in parts, or only complete, and plans them again at once.

    Those that ship only complete and can't give their stock back to others. An order is refused
    alone when it is done or on hold, when it is so already, or (to wait) when somebody picks it.
    """

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row):
            return closed(row)
        if row.hold is not None:
            return in_state(row)
        if row.ship_partial == partial:
            return Refusal(Code.NOTHING_TO_DO, why=Said.SHIPS_SO_ALREADY, name=row.number)
        return None

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        begun = {} if partial else refuse_begun(connection, rows)
        chosen = [order_id for order_id in rows if order_id not in begun]
        statement = update(Order).where(among(Order.id, chosen))
        connection.execute(statement.values(ship_partial=partial))
        if partial:
            served = serve(transaction, chosen, Wanted(), how.on_progress)
            return begun | tell_served(transaction, chosen, served)
        given = give_back(transaction, promises_of_orders(connection, chosen))
        serve(transaction, chosen, Wanted(), how.on_progress, own=given.by_order())
        release(transaction, given.product_ids)
        return begun | _tell_waiting(connection, chosen)

    content = {"orders": list(orders), "partial": partial}
    call = ("orders.ship_partial", content, ("ship_partial",))
    return change_fit(context, call, how, why_not, change)


def _tell_waiting(connection: Connection, order_ids: Sequence[int]) -> dict[int, Answer]:
    told = {}
    for order_id, row in order_rows(connection, order_ids).items():
        if row.waiting_units:
            told[order_id] = waiting(note(Said.WAITS_FOR_ALL, count=row.waiting_units))
        else:
            told[order_id] = done(note(Said.ALL_THERE))
    return told
