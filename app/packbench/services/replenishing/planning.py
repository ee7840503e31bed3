"""What is to be carried into the pick bins: planned, and kept as tasks.

A plan counts open tasks as if they were done, so that a second one asks for nothing twice.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import WarehouseRef, find_warehouse
from packbench.db.queries.records.replenishing import (
    being_counted,
    bins_holding,
    open_tasks,
    pick_bins_at,
    tasks_where,
    wanted_at,
)
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Location, PickBin, ReplenishTask, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.bins import BinStock
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.replenishing import (
    Carry,
    PickBinNow,
    fill_bins,
    task_name,
)
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import NO_LOT, WarehouseKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.undoer import Undoer
from packbench.services.replenishing.views import ReplenishView, in_walk_order
from packbench.services.stock.changes import is_expired
from packbench.settings import REPLENISH_ON_RELEASE


@dataclass(frozen=True, slots=True)
class ReplenishPlan:
    """What is to be carried, a row a task, and why something is not."""

    tasks: list[ReplenishView] = field(default_factory=list)
    left_out: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TasksMade:
    """The tasks that a command made."""

    ids: list[int]


class Made(NamedTuple):
    """Inside a command: the ids of tasks that were made, and what is told of the rest."""

    ids: list[int]
    left_out: list[Note]


def plan_replenishment(
    context: Context, warehouse: str | None = None, *, how: How = DO_IT
) -> ReplenishPlan:
    """Makes tasks that fill the pick bins of a warehouse out of reserve.

    Args:
        context: who plans.
        warehouse: None: where the station stands, else all that have pick bins.
        how: a preview tells it and keeps nothing.

    Refuses where no product has a pick bin, a warehouse that is virtual or switched off, and where
    nothing is to be carried (`nothing_to_do`), unless there is something to be told.
    """

    def work(transaction: Transaction) -> ReplenishPlan:
        connection = transaction.connection
        made = Made([], [])
        for place in _places(connection, context, warehouse):
            ids, left_out = make_tasks(transaction, place.id)
            made.ids.extend(ids)
            made.left_out.extend(left_out)
        if not made.ids and not made.left_out:
            where = warehouse or ""
            raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_NONE, warehouse=where)
        transaction.undo = TasksMade(made.ids)
        rows = tasks_where(connection, among(ReplenishTask.id, made.ids))
        return ReplenishPlan(in_walk_order(connection, rows), made.left_out)

    context = context.without_key() if how.preview else context
    key = None if how.preview else how.key
    call = Call("replenish.plan", {"warehouse": warehouse}, key)
    return run_or_try(
        context, call, ReplenishPlan, work, keep=lambda plan: bool(plan.tasks) and not how.preview
    )


def plan_after_release(transaction: Transaction, warehouse_id: int) -> None:
    """Inside a command that made a wave: what the bins need then, where the setting says so."""
    if read_setting(transaction.connection, REPLENISH_ON_RELEASE):
        make_tasks(transaction, warehouse_id)


def _places(connection: Connection, context: Context, name: str | None) -> list[WarehouseRef]:
    here = name or station_warehouse(connection, context.station)
    if here is not None:
        found = find_warehouse(connection, here)
        refuse_closed(connection, found)
        if not pick_bins_at(connection, found.id):
            why = Said.REPLENISH_NO_BINS
            raise Refusal(Code.NOTHING_TO_DO, why=why, warehouse=found.code)
        return [found]
    has_bins = select(Location.warehouse_id).join(PickBin, PickBin.location_id == Location.id)
    query = select(Warehouse.code).where(
        Warehouse.id.in_(has_bins), Warehouse.active, Warehouse.kind == WarehouseKind.PHYSICAL
    )
    codes = connection.execute(query.order_by(Warehouse.code_key)).scalars().all()
    if not codes:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_NO_BINS, warehouse="")
    return [find_warehouse(connection, code) for code in codes]


def refuse_closed(connection: Connection, place: WarehouseRef) -> None:
    """Refuses a warehouse in which nobody carries anything: virtual, or switched off."""
    if place.kind == WarehouseKind.VIRTUAL:
        raise Refusal(Code.WAREHOUSE_VIRTUAL, name=place.code)
    query = select(Warehouse.active).where(Warehouse.id == place.id)
    if not connection.execute(query).scalar_one():
        raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_WAREHOUSE_OFF, warehouse=place.code)


def make_tasks(transaction: Transaction, warehouse_id: int) -> Made:
    """Inside a command: tasks for what the pick bins of a warehouse lack, by the walk."""
    connection = transaction.connection
    rows, left_out = _fit_bins(connection, warehouse_id)
    products = {row.product_id for row in rows}
    there = _There(connection, warehouse_id, products)
    wanted = wanted_at(connection, warehouse_id, products)
    by_product: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        by_product[row.product_id].append(row)
    names = {row.location_id: f"{row.code}: {row.sku}" for row in rows}
    values = []
    for product_id, bins in by_product.items():
        own = {row.location_id for row in bins}
        now = [there.now(row) for row in bins]
        found = fill_bins(now, there.reserve(product_id, own), wanted.get(product_id, 0))
        values += [there.row(product_id, one) for one in found.carries]
        left_out += [
            note(Said.REPLENISH_LACKS, place=names[one.target_id], count=one.units)
            for one in found.lacks
        ]
    left_out += there.told()
    return Made(write_tasks(transaction, warehouse_id, values), left_out)


TaskValues = tuple[int, str, int, int, str, int]
"""(product id, lot, source id, target id, reason, units)"""


def write_tasks(
    transaction: Transaction, warehouse_id: int, values: Sequence[TaskValues]
) -> list[int]:
    """Inside a command: keeps tasks; their ids."""
    if not values:
        return []
    ids = reserve_ids(transaction.connection, ReplenishTask, len(values))
    columns = (
        *("id", "warehouse_id", "made_at", "command_id"),
        *("product_id", "lot", "source_id", "target_id", "reason", "quantity"),
    )
    about = (warehouse_id, transaction.at, transaction.command_id)
    rows = [(id_, *about, *one) for id_, one in zip(ids, values, strict=True)]
    insert_rows(transaction.connection, ReplenishTask, columns, rows)
    transaction.changed_many(Kind.LOCATION)
    return list(ids)


def _fit_bins(connection: Connection, warehouse_id: int) -> tuple[list[AnyRow], list[Note]]:
    """The pick bins that can be filled now, and what keeps the others from it."""
    rows = pick_bins_at(connection, warehouse_id)
    counted = being_counted(connection, {row.location_id for row in rows})
    fit, told = [], []
    for row in rows:
        place = f"{row.code}: {row.sku}"
        if not row.pickable:
            told.append(note(Said.REPLENISH_BIN_OFF, place=place))
        elif row.is_kit or not row.manage_stock:
            told.append(note(Said.REPLENISH_NOT_KEPT, place=place))
        elif (row.location_id, row.product_id) in counted:
            told.append(note(Said.REPLENISH_COUNTED, place=place))
        else:
            fit.append(row)
    return fit, told


class _There:
    """What lies in the bins of some products, less what open tasks take from them."""

    def __init__(
        self, connection: Connection, warehouse_id: int, product_ids: Collection[int]
    ) -> None:
        self._day: date = today(connection)
        self._bins = bins_holding(connection, warehouse_id, product_ids)
        rows = [row for found in self._bins.values() for row in found]
        self._counted = being_counted(connection, {row.location_id for row in rows})
        self._by_id = {row.id: row for row in rows}
        self._leaving: dict[tuple[int, int, str], int] = defaultdict(int)
        self._coming: dict[tuple[int, int], int] = defaultdict(int)
        self._skipped: dict[int, str] = {}
        self._stuck: list[Note] = []
        for task in open_tasks(connection, ReplenishTask.warehouse_id == warehouse_id):
            lot = task.source_id, task.product_id, task.lot
            there = max(0, (task.free or 0) - self._leaving[lot])
            if there < task.open:
                name, place, units = task_name(task.id), task.source, task.open
                told = note(
                    Said.REPLENISH_STUCK,
                    task=name,
                    sku=task.sku,
                    place=place,
                    count=there,
                    units=units,
                )
                self._stuck.append(told)
            self._leaving[lot] += task.open
            self._coming[task.target_id, task.product_id] += task.open

    def now(self, row: AnyRow) -> PickBinNow:
        """A pick bin as it is."""
        lying = [
            one
            for one in self._bins.get(row.product_id, ())
            if one.location_id == row.location_id and not is_expired(one.expires_on, self._day)
        ]
        free = sum(max(0, self._free(one)) for one in lying)
        coming = self._coming[row.location_id, row.product_id]
        return PickBinNow(row.location_id, row.minimum, row.maximum, free, coming)

    def reserve(self, product_id: int, own: Collection[int]) -> list[BinStock]:
        """Where more of a product lies that may be carried: not expired, not being counted."""
        found = []
        for row in self._bins.get(product_id, ()):
            if row.location_id in own or not row.pickable or self._free(row) <= 0:
                continue
            if is_expired(row.expires_on, self._day):
                continue
            if (row.location_id, product_id) in self._counted:
                self._skipped[row.id] = row.code
                continue
            arrival = 0 if row.lot == NO_LOT else row.id
            walk = walk_key(row.code, row.sequence)
            pack = row.pick_multiple or 1
            found.append(
                BinStock(row.id, self._free(row), row.expires_on, arrival, walk, pack=pack)
            )
        return found

    def row(self, product_id: int, carry: Carry) -> TaskValues:
        """The values of a task."""
        source = self._by_id[carry.stock_bin_id]
        target, reason = carry.target_id, carry.reason.value
        return (product_id, source.lot, source.location_id, target, reason, carry.units)

    def told(self) -> list[Note]:
        """Reserve bins that somebody counts, and tasks whose goods pickers took meanwhile."""
        codes = dict.fromkeys(self._skipped.values())
        counted = [note(Said.REPLENISH_COUNTED, place=code) for code in codes]
        return [*counted, *self._stuck]

    def _free(self, row: AnyRow) -> int:
        taken = self._leaving[row.location_id, row.product_id, row.lot]
        return int(row.free) - taken


def undo_made(transaction: Transaction, made: TasksMade) -> None:
    """Inside an undo: the tasks are gone; refuses where somebody began with one."""
    connection = transaction.connection
    begun = tasks_where(
        connection,
        among(ReplenishTask.id, made.ids),
        ReplenishTask.done + ReplenishTask.short > 0,
    )
    if begun:
        task = task_name(begun[0].id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.REPLENISH_WENT_ON, task=task)
    connection.execute(delete(ReplenishTask).where(among(ReplenishTask.id, made.ids)))
    transaction.changed_many(Kind.LOCATION)


UNDO_PLAN = Undoer(TasksMade, undo_made)
