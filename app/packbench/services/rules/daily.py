"""What rules do each day: once a day for the whole company, whichever station is first."""

import json
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import ColumnElement, delete, exists, select

from packbench.db.daily import NOBODY, note_rules_day
from packbench.db.queries.records.order_facts import open_order_ids
from packbench.db.schema import (
    Command,
    CommandRecord,
    Order,
    OrderHoldUntil,
    RuleCommand,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.db.today import reading_of
from packbench.domain.history import RecordKind
from packbench.domain.order_rules import RuleEvent
from packbench.domain.outcomes import Note
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.office.ready import rules_due
from packbench.services.orders.changes import resume
from packbench.services.rules.acting import act, in_short


@dataclass(frozen=True, slots=True)
class DailyRules:
    """What rules did on a day; `resumed` are the orders whose hold ended; `command` undoes it."""

    resumed: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    command: int | None = None


@dataclass(frozen=True, slots=True)
class _DailyOnce:
    """What was done; None where another station was quicker."""

    done: DailyRules | None


@dataclass(frozen=True, slots=True)
class DailyChange:
    """Holds that ended: order, day, command. What rules did that day is taken back by itself."""

    ended: list[tuple[int, date, int]] = field(default_factory=list)


def rules_of_day(context: Context) -> DailyRules | None:
    """Lets the rules for each day act; None where nothing is to be done, or it was done today.

    Orders whose hold ends go on first. Nothing is done while the computer's clock is not sure.
    """
    with context.database.read.connect() as connection:
        reading = reading_of(connection)
        if not rules_due(connection, reading):
            return None

    def work(transaction: Transaction) -> _DailyOnce:
        connection = transaction.connection
        now = reading_of(connection)
        if not rules_due(connection, now):
            return _DailyOnce(None)
        note_rules_day(connection, now.day)
        inside = replace(context.without_key(), operator=NOBODY, inside=transaction)
        done = DailyRules(_end_holds(inside, transaction, now.day), [], transaction.command_id)
        transaction.then = lambda once: replace(once, done=_act(context, transaction, done))
        return _DailyOnce(done)

    call = Call("rules.daily", {"day": reading.day})
    nobody = replace(context.without_key(), operator=NOBODY)
    return run_command(nobody, call, _DailyOnce, work).done


def _act(context: Context, transaction: Transaction, done: DailyRules) -> DailyRules:
    nobody = replace(context.without_key(), operator=NOBODY)
    ids = open_order_ids(transaction.connection)
    return replace(done, notes=in_short(act(nobody, transaction, RuleEvent.DAILY, ids)))


def _end_holds(inside: Context, transaction: Transaction, day: date) -> list[str]:
    """Resumes the orders whose hold ends, and that are still held as they were then.

    One that somebody let go on meanwhile and held again, for whatever reason, stays on hold.
    """
    connection = transaction.connection
    query = (
        select(
            *(OrderHoldUntil.order_id, OrderHoldUntil.day, OrderHoldUntil.command_id),
            *(Order.number, Order.hold_reason, Command.content),
            _is_held_anew().label("anew"),
        )
        .join(Order, Order.id == OrderHoldUntil.order_id)
        .join(Command, Command.id == OrderHoldUntil.command_id)
        .where(OrderHoldUntil.day <= day)
        .order_by(Order.queue_key, Order.id)
    )
    rows = connection.execute(query).all()
    same = [row for row in rows if row.hold_reason == json.loads(row.content)["reason"]]
    held = [row for row in same if not row.anew]
    numbers = [row.number for row in held]
    ended = [(row.order_id, row.day, row.command_id) for row in held]
    transaction.undo = DailyChange(ended)
    ids = [row.order_id for row in rows]
    connection.execute(delete(OrderHoldUntil).where(among(OrderHoldUntil.order_id, ids)))
    if numbers:
        resume(inside, numbers)
        own = [(transaction.inner[-1], transaction.command_id, 0, "")]
        names = ("command_id", "event_id", "rule_id", "rule_name")
        insert_rows(connection, RuleCommand, names, own)
    return numbers


def _is_held_anew() -> ColumnElement[bool]:
    """Whether a command since the one that held it let an order go on, and was not taken back."""
    later, undone = aliased(Command), aliased(Command)
    record = CommandRecord
    return exists().where(
        record.kind == RecordKind.ORDER.value,
        record.record_id == OrderHoldUntil.order_id,
        record.command_id > OrderHoldUntil.command_id,
        later.id == record.command_id,
        later.name == "orders.resume",
        ~exists().where(undone.undoes_id == later.id),
    )


def _take_back(transaction: Transaction, change: DailyChange) -> None:
    """Holds that ended end again the next day; the rules for this day are not done again."""
    names = ("order_id", "day", "command_id")
    insert_rows(transaction.connection, OrderHoldUntil, names, change.ended)


UNDO_DAILY = Undoer(DailyChange, _take_back)
"""Takes back what rules did on a day."""
