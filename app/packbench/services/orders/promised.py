"""What an order gets: of each line what is promised from where, and what waits until when."""

import enum
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from packbench.db.queries.records.back_orders import waiting_lines
from packbench.db.queries.records.order_rows import lines_of_orders
from packbench.db.queries.records.orders import warehouse_codes
from packbench.engine.undo.line_states import line_states


class UnitsStand(enum.StrEnum):
    """Where units of a line are, as far as an editor has to know."""

    PROMISED = "promised"
    WAITING = "waiting"
    UNAVAILABLE = "unavailable"
    NEW = "new"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class LinePromise:
    """Units of a line that stand alike.

    Attributes:
        warehouse: which promises them; None where none does.
        reason: why they wait; None where they don't.
        expected_on: when they are there; None where nobody knows, or they don't wait.
    """

    line: int
    sku: str
    quantity: int
    standing: UnitsStand
    warehouse: str | None = None
    reason: str | None = None
    expected_on: date | None = None


def promises_of(connection: Connection, order_id: int) -> list[LinePromise]:
    """All units of an order that are not cancelled, line by line."""
    states, codes = line_states(connection, [order_id]), warehouse_codes(connection)
    waits = {one.line: one for one in waiting_lines(connection, [order_id]).get(order_id, [])}
    found = []
    for line in lines_of_orders(connection, [order_id]).get(order_id, []):
        promised = [
            (units, UnitsStand.PROMISED, codes[place])
            for place, units in states[line.id].promised.items()
        ]
        taken = line.picked + line.packed + line.shipped
        others = (
            (taken, UnitsStand.TAKEN, None),
            (line.unavailable, UnitsStand.UNAVAILABLE, None),
            (line.unrouted, UnitsStand.NEW, None),
        )
        found += [
            LinePromise(line.line, line.sku, units, standing, warehouse)
            for units, standing, warehouse in (*promised, *others)
            if units
        ]
        if (one := waits.get(line.line)) is not None:
            why = (one.reason, one.expected_on)
            found.append(
                LinePromise(line.line, line.sku, line.waiting, UnitsStand.WAITING, None, *why)
            )
    return found
