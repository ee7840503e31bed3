"""Taking a command back: by a compensating command of its own, while that is still possible.

The ledger is never edited. What taking a command back needs was written down with it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from packbench.db.queries.records.commands import (
    command_row,
    find_command_id,
    is_undone,
    last_command,
)
from packbench.db.schema import Command
from packbench.db.sql.rows import AnyRow
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders import promise_moves
from packbench.services.importing import undoing as importing_undoing
from packbench.services.office import settings
from packbench.services.orders import changes as order_changes
from packbench.services.orders import many as many_orders
from packbench.services.orders import partial_shipment, rerouting
from packbench.services.purchasing import orders as purchasing
from packbench.words.language import tr


@dataclass(frozen=True, slots=True)
class Undone:
    """The command that was taken back."""

    command: int
    name: str
    at: datetime


def undo(context: Context, command_id: int | None = None) -> Undone:
    """Takes back a command, or this station's last one.

    Refuses `cannot_undo` with the reason: it was taken back already, its stock is promised, or it
    is of a kind that can't be taken back; then the last one that can be is named.
    """
    chosen = _last(context) if command_id is None else command_id

    def work(transaction: Transaction) -> Undone:
        connection = transaction.connection
        row = command_row(connection, chosen)
        try:
            _refuse_never(transaction, row, None if command_id else context.station)
            _take_back(transaction, row)
        except Refusal as refusal:
            if refusal.code is not Code.CANNOT_UNDO:
                raise
            which = {"name": _as_typed(row.name), "command": row.id}
            raise Refusal(Code.CANNOT_UNDO, **refusal.params, **which) from None
        own = update(Command).where(Command.id == transaction.command_id)
        connection.execute(own.values(undoes_id=row.id))
        return Undone(row.id, row.name, row.at)

    return run_command(context, Call("undo", {"command": chosen}), Undone, work)


def _last(context: Context) -> int:
    with context.database.read.connect() as connection:
        found = last_command(connection, context.station)
    if found is None:
        raise Refusal(Code.NOTHING_TO_DO, why=tr("this station has no command to take back"))
    return found


def _refuse_never(transaction: Transaction, row: AnyRow, station: str | None) -> None:
    """Refuses a command of a kind that can't be taken back, with one of the station that can."""
    if row.name.startswith(_STOCK) or (row.name in _UNDOERS and row.undo is not None):
        return
    if row.name in _UNDOERS:
        raise Refusal(Code.CANNOT_UNDO, why=tr("it changed nothing"))
    connection = transaction.connection
    last = last_command(connection, station, _UNDOERS) if station is not None else None
    if last is None:
        raise Refusal(Code.CANNOT_UNDO, why=tr("commands like it can't be taken back"))
    why = tr(
        "commands like it can't be taken back. The last one that can is `{name}`:"
        " `packbench undo --command {command}`"
    )
    name = _as_typed(command_row(connection, last).name)
    raise Refusal(Code.CANNOT_UNDO, why=why.format(name=name, command=last))


def _as_typed(name: str) -> str:
    """A command's name as it is typed: `backorders.move_promises` is `backorders move-promises`."""
    return name.replace(".", " ").replace("_", "-")


def undo_key(context: Context, key: str) -> Undone:
    """Takes back the command that was sent with a key; refuses as `undo` does."""
    with context.database.read.connect() as connection:
        command_id = find_command_id(connection, key)
    return undo(context, command_id)


def _take_back(transaction: Transaction, row: AnyRow) -> None:
    if is_undone(transaction.connection, row.id):
        raise Refusal(Code.CANNOT_UNDO, why=tr("it was undone already"))
    if row.name.startswith(_STOCK):
        _reverse_movements(transaction, row)
    else:
        _UNDOERS[row.name](transaction, json.loads(row.undo))


_STOCK = "stock."
"""So begin the names of commands that are taken back by their ledger rows."""


_UNDOERS: Mapping[str, Callable[[Transaction, Any], None]] = {
    **importing_undoing.UNDOERS,
    **order_changes.UNDOERS,
    **back_order_changes.UNDOERS,
    **back_order_marks.UNDOERS,
    **many_orders.UNDOERS,
    **partial_shipment.UNDOERS,
    **promise_moves.UNDOERS,
    **purchasing.UNDOERS,
    **rerouting.UNDOERS,
    **settings.UNDOERS,
}


def _reverse_movements(transaction: Transaction, row: AnyRow) -> None:
    """Writes the command's ledger rows with the opposite sign, while their stock is free."""
    change_stock(transaction, reversed_entries(transaction.connection, row.id))
