"""The command core: one service function, one command, one transaction.

Key (runs once) → lock → the day → read again → plan → write → audit row with its result → change
notice → commit. Whatever is raised on the way rolls all of it back.

The day turns by itself: the first command of a new day that moves stock begins with what the day
brings (lots that expired, pre-orders that are due), as a command of nobody's in its transaction.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ProgrammingError

from packbench.db.daily import NOBODY
from packbench.db.disk_wait import wait_for_disk
from packbench.db.migrate import require_unchanged
from packbench.db.notices import notify
from packbench.db.rows_written import rows_written
from packbench.db.schema import Command, Operator, Station
from packbench.db.sql.order_words import add_new_words
from packbench.db.today import keep_reading, now, read_clock
from packbench.db.transactions import FateUnknownError, write_transaction
from packbench.domain.changes import ChangeSet
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.context import Context
from packbench.engine.command.logged import LoggedCommand, TakenBackError, logged
from packbench.engine.command.short import ShortCall, ShortWay
from packbench.engine.command.transaction import Transaction
from packbench.engine.customs_needs import renew_customs
from packbench.engine.settling import settle
from packbench.engine.stuck import renew_stuck
from packbench.engine.undo.remembering import keep_the_rest
from packbench.engine.wave_lists import renew_lists
from packbench.engine.writes.command_records import write_records

__all__ = ["Call", "Transaction", "registered", "run_command", "was_done"]

R = TypeVar("R")

_SORTED = json.JSONEncoder(sort_keys=True, default=str, separators=(",", ":"))
_WRITTEN_FIRST = (*("key", "name", "content_hash", "content", "operator_id", "station_id", "at"),)


@dataclass(frozen=True, slots=True)
class Call:
    """One sending of a command.

    Attributes:
        name: what is done, as the audit list shows it, e.g. `stock.receive`.
        content: the arguments; the same key with other content is refused.
        key: given by the caller, or a fresh one.
        moves_stock: takes the allocation mutex; False only for what never touches stock.
        turns_day: does first what a new day brings; False for what does that itself.
        confirms_clock: says that the computer's clock is right, whatever it shows.
    """

    name: str
    content: Mapping[str, Any]
    key: str | None = None
    moves_stock: bool = True
    turns_day: bool = True
    confirms_clock: bool = False

    def told(self) -> tuple[str, str]:
        """The content as the audit row has it: a digest by which a reused key is known, and it."""
        body = _SORTED.encode(self.content)
        return hashlib.sha256(f"{self.name}\n{body}".encode()).hexdigest(), body


def run_command(
    context: Context,
    call: Call,
    result_type: type[R],
    work: Callable[[Transaction], R],
    *,
    short: ShortWay[R] | None = None,
) -> R:
    """Runs `work` as one command and gives its result; a repeated key gives the stored result.

    Refuses `key_reused` for a known key with other content, and `busy` when another station holds
    the lock too long. A line that breaks at COMMIT sends it again by its key; the fault
    `outcome_unknown` tells name and key where the server did not answer in time.
    With `context.inside` it is done in the transaction of that command. With `short` that is tried
    first; where the call is no plain case, `work` is run as ever.
    """
    key = call.key or context.key or uuid4().hex
    call = call if call.key == key else replace(call, key=key)
    if context.inside is not None:
        return _run_inside(context, context.inside, call, result_type, work)

    def once(connection: Connection, entry: LoggedCommand) -> tuple[R, ChangeSet]:
        answered = _run_short(context, connection, call, short, entry) if short else None
        if answered is not None:
            return answered
        reading = read_clock(connection)
        require_unchanged(reading.revision)
        keep_reading(connection, reading.confirmed() if call.confirms_clock else reading)
        turned = ChangeSet()
        if call.moves_stock and call.turns_day and reading.turns:
            turned = _turn_day(context, connection, reading.day)
        result, changes = _run(context, connection, call, result_type, work, entry)
        return result, turned | changes

    adapter_of(result_type)  # the first of a process takes a while: not while others wait for us
    with logged(call.name) as entry:
        try:
            result, changes = write_transaction(
                context.database,
                lambda connection: once(connection, entry),
                moves_stock=call.moves_stock,
            )
        except FateUnknownError as unknown:
            name = call.name
            raise EnvironmentFault(FaultCode.OUTCOME_UNKNOWN, name=name, key=key) from unknown
    context.on_done(call.name)
    if changes.ids:
        context.publish(changes)
    return result


def _run_short(
    context: Context,
    connection: Connection,
    call: Call,
    short: ShortWay[R],
    entry: LoggedCommand,
) -> tuple[R, ChangeSet] | None:
    """Tries it the short way; None where nothing was done."""
    rows_before = rows_written(connection)
    names = (context.operator, context.station, context.origin)
    try:
        answer = short(connection, ShortCall(call.key or "", call.name, *call.told(), *names))
    except ProgrammingError:
        with context.database.read.connect() as beside:  # a newer schema may lack what is asked for
            require_unchanged(read_clock(beside).revision)
        raise
    if answer is None:
        return None
    entry.command_id = answer[1].command
    entry.rows = rows_written(connection) - rows_before
    return answer


def was_done(context: Context, key: str) -> bool:
    """Whether the command with a key was done; if not, none that was sent before will be.

    A command that the server is still working on is waited for: it has written its key, and only
    one can. Refuses `busy` when that takes too long.
    """
    asked = Call("fate", {}, key, moves_stock=False)
    try:
        run_command(context, asked, _Nothing, _take_back)
    except TakenBackError:
        return False
    except Refusal as refusal:
        if refusal.code is not Code.KEY_REUSED:
            raise
    wait_for_disk(context.database)
    return True


def _run_inside(
    context: Context,
    outer: Transaction,
    call: Call,
    result_type: type[R],
    work: Callable[[Transaction], R],
) -> R:
    """Runs a command inside another one; where it is refused, only what it wrote is undone."""
    with logged(call.name) as entry, outer.connection.begin_nested():
        result, changes = _run(context, outer.connection, call, result_type, work, entry)
    outer.changes = outer.changes | changes
    if entry.command_id is not None:
        outer.inner.append(entry.command_id)
    return result


@dataclass(frozen=True, slots=True)
class _Nothing:
    """The result of a command that is never kept."""


def _take_back(_transaction: Transaction) -> _Nothing:
    raise TakenBackError


def _run(
    context: Context,
    connection: Connection,
    call: Call,
    result_type: type[R],
    work: Callable[[Transaction], R],
    entry: LoggedCommand,
) -> tuple[R, ChangeSet]:
    digest, body = call.told()
    key = call.key or uuid4().hex
    command_id, at = _begin(context, connection, call, key, (digest, body))
    if command_id is None:
        entry.outcome = "repeated"
        return _stored_result(connection, key, digest, result_type), ChangeSet()
    transaction = Transaction(
        connection, command_id, at, inside=context.inside, moves_stock=call.moves_stock
    )
    rows_before = rows_written(connection)
    result = work(transaction)
    if call.moves_stock:
        settle(transaction)
        renew_lists(transaction)
        keep_the_rest(transaction, context.database)
    renew_stuck(transaction)
    result = transaction.answer(result)
    renew_customs(transaction)
    add_new_words(connection)
    write_records(transaction)
    entry.command_id, entry.rows = command_id, rows_written(connection) - rows_before
    _finish(connection, transaction, result_type, result)
    if transaction.inside is not None:
        return result, transaction.changes
    changes = replace(transaction.changes, origin=context.origin, command=command_id)
    notify(connection, command_id, changes)
    return result, changes


def _turn_day(context: Context, connection: Connection, day: date) -> ChangeSet:
    """Does what the day brings: nobody's command, at the station that was the first to see it."""
    from packbench.engine.day import Swept, sweep_day  # noqa: PLC0415 - by the first of a day alone

    call = Call("sweep", {"day": day})
    work = partial(sweep_day, day=day, before=context.database.read)
    with logged(call.name) as entry:
        return _run(replace(context, operator=NOBODY), connection, call, Swept, work, entry)[1]


def _begin(
    context: Context, connection: Connection, call: Call, key: str, content: tuple[str, str]
) -> tuple[int | None, datetime]:
    """Writes the audit row; no id when the key is known already."""
    at = now(connection)
    digest, body = content
    operator_id, station_id = registered(connection, context.operator, context.station)
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


def registered(connection: Connection, operator: str, station: str) -> tuple[int, int]:
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
    stored = adapter_of(result_type).dump_json(result).decode()
    kept = transaction.undo
    values = {
        "own": transaction.command_id,
        "result": stored,
        "undo": None if kept is None else adapter_of(type(kept)).dump_json(kept).decode(),
        "undoes_id": transaction.undoes,
    }
    connection.execute(_FINISHED, values)


_FINISHED = (
    update(Command)
    .where(Command.id == bindparam("own"))
    .values({name: bindparam(name) for name in ("result", "undo", "undoes_id")})
)


def _stored_result(connection: Connection, key: str, digest: str, result_type: type[R]) -> R:
    row = connection.execute(
        select(Command.content_hash, Command.result).where(Command.key == key)
    ).one()
    if row.content_hash != digest:
        raise Refusal(Code.KEY_REUSED, key=key)
    return adapter_of(result_type).validate_json(row.result)
