"""Commands as they were written down, for taking them back."""

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import aliased

from packbench.db.rows import AnyRow
from packbench.db.schema import Command, Movement, Station
from packbench.domain.refusals import Code, Refusal

_NEVER_UNDONE = ("print.%", "settings.%", "sweep")
"""Commands that change no goods and no orders are passed over when the last one is looked for."""


def command_to_undo(connection: Connection, command_id: int | None, station: str) -> AnyRow:
    """The named command, or the station's last one that has not been taken back yet.

    Refuses `not_found` for an unknown id, `nothing_to_do` when there is none.
    """
    query = select(Command.__table__)
    if command_id is not None:
        row = connection.execute(query.where(Command.id == command_id)).one_or_none()
        if row is None:
            raise Refusal(Code.NOT_FOUND, kind="command", name=command_id)
        return row
    later = aliased(Command)
    undone = exists().where(later.undoes_id == Command.id)
    query = (
        query.join(Station, Station.id == Command.station_id)
        .where(Station.name == station, Command.name != "undo", ~undone)
        .where(*(Command.name.not_like(pattern) for pattern in _NEVER_UNDONE))
        .order_by(Command.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(Code.NOTHING_TO_DO, why="no command")
    return row


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
