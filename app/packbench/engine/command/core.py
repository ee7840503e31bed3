"""The command core: one service function, one command, one transaction.

Key (runs once) → lock → read again → plan → write → audit row with its result → change notice →
commit. Whatever is raised on the way rolls all of it back.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.notices import notify
from packbench.db.rows_written import rows_written
from packbench.db.schema import Command, Operator, Station
from packbench.db.transactions import write_transaction
from packbench.domain.changes import ChangeSet, Kind, changed
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.logged import Entry, logged
from packbench.engine.writes.preorder_limits import settle_preorders

if TYPE_CHECKING:
    from pydantic import TypeAdapter

R = TypeVar("R")

_WRITTEN_FIRST = (*("key", "name", "content_hash", "content", "operator_id", "station_id", "at"),)
_ADAPTERS: "dict[type[Any], TypeAdapter[Any]]" = {}


@dataclass(slots=True)
class Transaction:
    """A command under way: its connection, its audit row, and what it has changed so far."""

    connection: Connection
    command_id: int
    at: datetime
    changes: ChangeSet = field(default_factory=ChangeSet)
    undo: Any = None
    """What taking the command back needs, as JSON values; None when it can't be taken back."""

    def changed(self, kind: Kind, ids: "set[int] | list[int] | frozenset[int]") -> None:
        """Notes that these records look different after the commit."""
        self.changes = self.changes | changed(kind, ids)

    def served(self, orders: int) -> None:
        """Notes that so many back orders were given stock, which every station is told."""
        self.changes = self.changes | ChangeSet(served=orders)

    def changed_many(self, kind: Kind) -> None:
        """Notes that any record of this kind may look different after the commit."""
        self.changes = self.changes | ChangeSet({kind: frozenset()})


@dataclass(frozen=True, slots=True)
class Call:
    """One sending of a command.

    Attributes:
        name: what is done, as the audit list shows it, e.g. `stock.receive`.
        content: the arguments; the same key with other content is refused.
        key: given by the caller, or a fresh one.
        moves_stock: takes the allocation mutex; False only for what never touches stock.
    """

    name: str
    content: Mapping[str, Any]
    key: str | None = None
    moves_stock: bool = True


def run_command(
    context: Context, call: Call, result_type: type[R], work: Callable[[Transaction], R]
) -> R:
    """Runs `work` as one command and gives its result; a repeated key gives the stored result.

    Refuses `key_reused` for a known key with other content, and `busy` when another station holds
    the lock too long.
    """
    body = json.dumps(call.content, sort_keys=True, default=str, separators=(",", ":"))
    digest = hashlib.sha256(f"{call.name}\n{body}".encode()).hexdigest()
    key = call.key or uuid4().hex

    def once(connection: Connection, entry: Entry) -> tuple[R, ChangeSet]:
        command_id, at = _begin(context, connection, call, key, (digest, body))
        if command_id is None:
            entry.outcome = "repeated"
            return _stored_result(connection, key, digest, result_type), ChangeSet()
        transaction = Transaction(connection, command_id, at)
        rows_before = rows_written(connection)
        result = work(transaction)
        if call.moves_stock:
            transaction.changed(Kind.ORDER, settle_preorders(connection))
        entry.command_id, entry.rows = command_id, rows_written(connection) - rows_before
        _finish(connection, transaction, result_type, result)
        changes = replace(transaction.changes, origin=context.origin)
        notify(connection, command_id, changes)
        return result, changes

    with logged(call.name) as entry:
        result, changes = write_transaction(
            context.database,
            lambda connection: once(connection, entry),
            moves_stock=call.moves_stock,
        )
    if changes.ids:
        context.publish(changes)
    return result


def _begin(
    context: Context, connection: Connection, call: Call, key: str, content: tuple[str, str]
) -> tuple[int | None, datetime]:
    """Writes the audit row; no id when the key is known already."""
    at = datetime.now(UTC)
    digest, body = content
    operator_id, station_id = _who(connection, context.operator, context.station)
    values = {
        "key": key,
        "name": call.name,
        "content_hash": digest,
        "content": body,
        "operator_id": operator_id,
        "station_id": station_id,
        "at": at,
    }
    return connection.execute(_BEGUN[connection.dialect.name], values).scalar_one_or_none(), at


_BEGUN = {
    name: dialect.insert(Command)
    .values({column: bindparam(column) for column in _WRITTEN_FIRST})
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(Command.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def _who(connection: Connection, operator: str, station: str) -> tuple[int, int]:
    """The ids of the operator and the station, registered at first sight."""
    names = {"operator": operator, "station": station}
    found = connection.execute(_WHO, names).one()
    if None in found:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        for model, name in ((Operator, operator), (Station, station)):
            connection.execute(dialect.insert(model).values(name=name).on_conflict_do_nothing())
        found = connection.execute(_WHO, names).one()
    return found.operator_id, found.station_id


_WHO = select(
    select(Operator.id)
    .where(Operator.name == bindparam("operator"))
    .scalar_subquery()
    .label("operator_id"),
    select(Station.id)
    .where(Station.name == bindparam("station"))
    .scalar_subquery()
    .label("station_id"),
)


def _finish(
    connection: Connection, transaction: Transaction, result_type: type[R], result: R
) -> None:
    stored = _adapter(result_type).dump_json(result).decode()
    undo = None if transaction.undo is None else json.dumps(transaction.undo)
    values = {"own": transaction.command_id, "result": stored, "undo": undo}
    connection.execute(_FINISHED, values)


_FINISHED = (
    update(Command)
    .where(Command.id == bindparam("own"))
    .values(result=bindparam("result"), undo=bindparam("undo"))
)


def _stored_result(connection: Connection, key: str, digest: str, result_type: type[R]) -> R:
    row = connection.execute(
        select(Command.content_hash, Command.result).where(Command.key == key)
    ).one()
    if row.content_hash != digest:
        raise Refusal(Code.KEY_REUSED, key=key)
    return _adapter(result_type).validate_json(row.result)


def _adapter(result_type: type[R]) -> "TypeAdapter[R]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - costs a start 0.1 s

    # Building one costs milliseconds, so each result type has its own for the process's life.
    if result_type not in _ADAPTERS:
        _ADAPTERS[result_type] = TypeAdapter(result_type)
    return _ADAPTERS[result_type]
