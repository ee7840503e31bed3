"""Moves units of order lines from one bucket to another; the database checks that they add up."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, case, delete, select, update

from packbench.db.schema import OrderLine, Waiting
from packbench.db.sql.among import among


class Move(NamedTuple):
    """So many units of a line, from one of the buckets of `domain.orders` to another."""

    line_id: int
    source: str
    target: str
    units: int


def move_units(connection: Connection, moves: Sequence[Move]) -> None:
    """Moves units; a line that waits no more leaves the waiting room.

    Of what leaves the waiting room, units that an operator marked go first.
    """
    for source, target in dict.fromkeys((move.source, move.target) for move in moves):
        table = OrderLine.__table__
        units: BindParameter[int] = bindparam("moved_units")
        changes = {source: table.c[source] - units, target: table.c[target] + units}
        chosen = OrderLine.id == bindparam("moved_line")
        statement = update(OrderLine).where(chosen).values(changes)
        rows = [
            {"moved_line": move.line_id, "moved_units": move.units}
            for move in moves
            if (move.source, move.target) == (source, target) and move.units
        ]
        if rows:
            connection.execute(statement, rows)
    left = [move for move in moves if move.source == "waiting" and move.units]
    _take_off_marked(connection, left)
    _leave_waiting_room(connection, {move.line_id for move in left})


def _take_off_marked(connection: Connection, left: Sequence[Move]) -> None:
    units: BindParameter[int] = bindparam("left_units")
    statement = (
        update(Waiting)
        .where(Waiting.order_line_id == bindparam("left_line"), Waiting.marked > 0)
        .values(marked=case((Waiting.marked > units, Waiting.marked - units), else_=0))
    )
    rows = [{"left_line": move.line_id, "left_units": move.units} for move in left]
    if rows:
        connection.execute(statement, rows)


def _leave_waiting_room(connection: Connection, line_ids: Collection[int]) -> None:
    if not line_ids:
        return
    served = select(OrderLine.id).where(among(OrderLine.id, line_ids), OrderLine.waiting == 0)
    connection.execute(delete(Waiting).where(Waiting.order_line_id.in_(served)))
