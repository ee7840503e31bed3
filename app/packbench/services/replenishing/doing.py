"""Units that were carried into a pick bin, or were not found, or are not carried any more.

What is carried is a move of stock: ledger, lots, waves and undo go with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, delete, insert, update

from packbench.db.queries.records.bins import bins_of
from packbench.db.queries.records.lookups import WarehouseRef, find_location, find_product
from packbench.db.queries.records.replenishing import find_task, open_tasks, tasks_where
from packbench.db.schema import BinToCount, ReplenishTask
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.picking import ShortReason
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.replenishing import task_name
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.undoer import Undoer
from packbench.services.replenishing.views import ReplenishView, view_of
from packbench.services.stock.changing import (
    ProductThere,
    free_portions,
    moved_units,
    refuse_other_expiry,
)


@dataclass(frozen=True, slots=True)
class CarriedTo:
    """What somebody did with a task.

    Attributes:
        units: that were carried; None: all of it.
        target: the bin that was scanned; None: nobody scanned, it is the task's.
        short: what is left was not found: the bin goes on the list of those to be counted.
    """

    units: int | None = None
    target: str | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class ReplenishDone:
    """The task after it, the units that were carried and those that were not found."""

    task: ReplenishView
    units: int
    short: int
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TaskUnits:
    """Units of a task that a command carried, found missing or gave up."""

    task_id: int
    done: int = 0
    short: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What a command gave up of tasks."""

    tasks: list[TaskUnits]


def carry(
    context: Context, task: str, carried: CarriedTo | None = None, *, how: How = DO_IT
) -> ReplenishDone:
    """Units of a task were carried to its bin.

    Refuses a task that is over (`wrong_state`), another bin than the task's, more units than are
    to be carried, and more than lie there for nobody else (`not_enough_stock`).
    """
    told = carried or CarriedTo()
    if told.units is not None:
        check_units(told.units, least=0 if told.short else 1)

    def work(transaction: Transaction) -> ReplenishDone:
        connection = transaction.connection
        row = _open_task(connection, task)
        _refuse_other_bin(connection, row, told.target)
        units = _units(row, told)
        if units:
            _move(transaction, row, units)
        short = row.open - units if told.short else 0
        values = {"done": row.done + units, "short": row.short + short}
        connection.execute(update(ReplenishTask).where(ReplenishTask.id == row.id).values(values))
        if short:
            _list_to_count(transaction, row, short)
        transaction.changed_many(Kind.LOCATION)
        transaction.undo = TaskUnits(row.id, units, short)
        return ReplenishDone(view_of(find_task(connection, task)), units, short, _notes(row, short))

    context = context.without_key() if how.preview else context
    content = {"task": task, "units": told.units, "target": told.target, "short": told.short}
    call = Call("replenish.done", content, None if how.preview else how.key)
    return run_or_try(context, call, ReplenishDone, work, keep=lambda _: not how.preview)


def cancel_tasks(context: Context, tasks: Sequence[str], *, how: How = DO_IT) -> Results:
    """Gives tasks up: what of them is not carried yet stays where it is; a row a task."""

    def work(transaction: Transaction) -> Results:
        if not tasks:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_NO_TASKS, warehouse="")
        rows, given_up = [], []
        for name in dict.fromkeys(tasks):
            try:
                row = _open_task(transaction.connection, name)
            except Refusal as refusal:
                rows.append(RowResult(name, RowOutcome.REFUSED, [Note.of(refusal)]))
                continue
            given_up.append(TaskUnits(row.id, cancelled=row.open))
            told = note(Said.REPLENISH_GIVEN_UP, count=row.open, sku=row.sku, place=row.source)
            rows.append(RowResult(task_name(row.id), RowOutcome.DONE, [told]))
        _add(transaction, given_up)
        transaction.undo = GivenUp(given_up)
        return Results(rows)

    return run_bulk(context, "replenish.cancel", {"tasks": list(tasks)}, how, work)


def _open_task(connection: Connection, name: str) -> AnyRow:
    row = find_task(connection, name)
    if row.open:
        return row
    why = Said.REPLENISH_CANCELLED if row.cancelled else Said.REPLENISH_IS_OVER
    raise Refusal(Code.WRONG_STATE, why=why, name=task_name(row.id), state="")


def _refuse_other_bin(connection: Connection, row: AnyRow, scanned: str | None) -> None:
    if scanned is None or code_key(scanned) == code_key(row.target):
        return
    other = find_location(connection, row.warehouse_id, scanned).code
    raise Refusal(
        Code.NOTHING_TO_DO,
        why=Said.REPLENISH_OTHER_BIN,
        name=task_name(row.id),
        target=row.target,
        other=other,
    )


def _units(row: AnyRow, told: CarriedTo) -> int:
    units = row.open if told.units is None else told.units
    if told.units is None and told.short:
        units = 0
    if units > row.open:
        name, asked = task_name(row.id), row.open
        raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_TOO_MANY, name=name, count=asked)
    if told.short and units == row.open:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_NOT_SHORT, name=task_name(row.id))
    return units


def _move(transaction: Transaction, row: AnyRow, units: int) -> None:
    connection = transaction.connection
    place = ProductThere(
        WarehouseRef(row.warehouse_id, row.warehouse, ""),
        find_product(connection, row.sku),
        today(connection),
    )
    source = find_location(connection, row.warehouse_id, row.source)
    target = find_location(connection, row.warehouse_id, row.target)
    if not target.pickable:  # there they would be nobody's to sell
        place_name = f"{row.target}: {row.sku}"
        raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_BIN_OFF, place=place_name)
    there = bins_of(
        connection, row.warehouse_id, row.product_id, location_id=source.id, lot=row.lot
    )
    fit = [one for one in there if not place.blocks(one, one.expires_on)]
    portions = free_portions(place, fit, units, source)
    document = task_name(row.id)
    entries = [
        replace(entry, document=document)
        for one in portions
        for entry in moved_units(place, one, place.warehouse, target)
    ]
    refuse_other_expiry(connection, place, entries)
    change_stock(transaction, entries)


def _list_to_count(transaction: Transaction, row: AnyRow, units: int) -> None:
    values = {
        "location_id": row.source_id,
        "product_id": row.product_id,
        "lot": row.lot,
        "reason": ShortReason.MISSING.value,
        "units": units,
        "command_id": transaction.command_id,
    }
    transaction.connection.execute(insert(BinToCount).values(values))


def _notes(row: AnyRow, short: int) -> list[Note]:
    if not short:
        return []
    return [note(Said.REPLENISH_SHORT, count=short, sku=row.sku, place=row.source)]


def _add(transaction: Transaction, tasks: Sequence[TaskUnits], sign: int = 1) -> None:
    for one in tasks:
        task = ReplenishTask
        values = {
            task.done: task.done + sign * one.done,
            task.short: task.short + sign * one.short,
            task.cancelled: task.cancelled + sign * one.cancelled,
        }
        transaction.connection.execute(update(task).where(task.id == one.task_id).values(values))
    transaction.changed_many(Kind.LOCATION)


def _undo_carried(transaction: Transaction, carried: TaskUnits) -> None:
    """The units lie in reserve again and are to be carried; refuses what is gone since."""
    connection = transaction.connection
    _refuse_planned_again(connection, [carried])
    undone = transaction.undoes or 0
    if carried.done:
        change_stock(transaction, reversed_entries(connection, undone))
    connection.execute(delete(BinToCount).where(BinToCount.command_id == undone))
    _add(transaction, [carried], -1)


def _undo_given_up(transaction: Transaction, given_up: GivenUp) -> None:
    """They are to be carried again; refuses where others were planned for the bin since.

    So it does where the plan that made them was taken back: they are there no more.
    """
    ids = {one.task_id for one in given_up.tasks}
    known = tasks_where(transaction.connection, among(ReplenishTask.id, ids))
    gone = sorted(ids - {row.id for row in known})
    if gone:
        task = task_name(gone[0])
        raise Refusal(Code.CANNOT_UNDO, why=Said.REPLENISH_UNPLANNED, task=task)
    _refuse_planned_again(transaction.connection, given_up.tasks)
    _add(transaction, given_up.tasks, -1)


def _refuse_planned_again(connection: Connection, tasks: Sequence[TaskUnits]) -> None:
    """What was short or given up may have been planned anew: it must not be carried twice."""
    ids = {one.task_id for one in tasks if one.short or one.cancelled}
    rows = tasks_where(connection, among(ReplenishTask.id, ids))
    for row in rows:
        later = open_tasks(
            connection,
            ReplenishTask.id > max(ids),
            ReplenishTask.product_id == row.product_id,
            ReplenishTask.target_id == row.target_id,
        )
        if later:
            raise Refusal(
                Code.CANNOT_UNDO,
                why=Said.REPLENISH_PLANNED_AGAIN,
                task=task_name(row.id),
                other=task_name(later[0].id),
            )


UNDO_CARRIED = Undoer(TaskUnits, _undo_carried)
UNDO_GIVEN_UP = Undoer(GivenUp, _undo_given_up)
