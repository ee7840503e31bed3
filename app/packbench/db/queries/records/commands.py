"""Commands as they were written down, for taking them back."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, or_, select

from packbench.db.daily import NOBODY
from packbench.db.schema import Command, Movement, Operator, RuleCommand, Station
from packbench.db.schema.mapped import aliased
from packbench.db.sql.rows import AnyRow
from packbench.domain.refusals import Code, Refusal

_PASSED_OVER = Command.name.like("print.%") | (
    Command.name.in_(("sweep", "rules.daily", "po.auto")) & (Operator.name == NOBODY)
)
"""Commands that nobody thinks of as his last one, when that is looked for."""
_OF_RULE = exists().where(RuleCommand.command_id == Command.id)
"""What a rule did is taken back with what started it."""


def command_row(connection: Connection, command_id: int) -> AnyRow:
    """One command, all columns; refuses `not_found`."""
    query = select(Command.__table__).where(Command.id == command_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="command", name=command_id)
    return row


def operator_of(connection: Connection, command_id: int) -> str:
    """Who gave a command."""
    query = select(Operator.name).join(Command, Command.operator_id == Operator.id)
    return str(connection.execute(query.where(Command.id == command_id)).scalar_one())


def newest_command(connection: Connection) -> int:
    """The id of the newest command of all; 0 where there is none."""
    return connection.execute(select(func.coalesce(func.max(Command.id), 0))).scalar_one()


def last_command(connection: Connection, station: str, names: Collection[str] = ()) -> int | None:
    """The id of the station's last command that has not been taken back yet, if there is one.

    With `names` only commands of these names, and those that move stock by hand, are looked at.
    """
    later = aliased(Command)
    undone = exists().where(later.undoes_id == Command.id)
    query = (
        select(Command.id)
        .join(Station, Station.id == Command.station_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(Station.name == station, Command.name != "undo", ~undone, ~_PASSED_OVER, ~_OF_RULE)
    )
    if names:
        kept = Command.name.in_(names) & Command.undo.is_not(None)
        query = query.where(kept | Command.name.startswith("stock."))
    return connection.execute(query.order_by(Command.id.desc()).limit(1)).scalar_one_or_none()


def find_command_id(connection: Connection, key: str) -> int:
    """The id of the command that was sent with a key; refuses `not_found`."""
    query = select(Command.id).where(Command.key == key)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="command", name=key)
    return found


def is_undone(connection: Connection, command_id: int) -> bool:
    """Whether the command was taken back already."""
    query = select(Command.id).where(Command.undoes_id == command_id)
    return connection.execute(query).first() is not None


def movements_of_command(connection: Connection, command_id: int) -> list[AnyRow]:
    """The ledger rows that a command wrote."""
    query = select(Movement.__table__).where(Movement.command_id == command_id)
    return list(connection.execute(query.order_by(Movement.id)).all())


class LaterCommand(NamedTuple):
    """A command that came later, and who gave it."""

    name: str
    content: str
    operator: str
    station: str


_ON_ORDERS = ("orders.%", "backorders.%", "allocate", "pick.%", "undo")


def later_commands(connection: Connection, since: int) -> Iterator[LaterCommand]:
    """Commands on orders since one, the last first; of an undo, what it took back tells the orders.

    Those that were taken back are left out, and so is what took them back.
    """
    undone, undoing = aliased(Command), aliased(Command)
    query = (
        select(
            Command.name,
            func.coalesce(undone.content, Command.content),
            Operator.name,
            Station.name,
        )
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .outerjoin(undone, undone.id == Command.undoes_id)
        .outerjoin(undoing, undoing.undoes_id == Command.id)
        .where(Command.id > since, Command.result.is_not(None), undoing.id.is_(None))
        .where(or_(undone.id.is_(None), undone.id < since))
        .where(or_(*(Command.name.like(pattern) for pattern in _ON_ORDERS)))
        .order_by(Command.id.desc())
    )
    for row in connection.execute(query).all():
        yield LaterCommand._make(row)
