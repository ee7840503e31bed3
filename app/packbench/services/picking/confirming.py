"""What pickers took: from the bins into the totes, task by task or a whole list at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import find_location, find_wave_id
from packbench.db.queries.records.pick_tasks import TaskRow, tasks_by_id, tasks_of_wave
from packbench.db.queries.records.picking import (
    WaveAfter,
    WaveView,
    show_wave,
    wave_after_pick,
)
from packbench.db.schema import Command, Operator, Order, Packing, Shipment, Wave
from packbench.db.sql.among import among
from packbench.domain.changes import Kind
from packbench.domain.orders import UNPACKED
from packbench.domain.outcomes import Said
from packbench.domain.picking import ShortReason, WaveStatus
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.one_pick import OnePick, PickDone
from packbench.engine.other_bins import take_elsewhere
from packbench.engine.routing import place_new_stops
from packbench.engine.short_picks import Short, book_shorts
from packbench.engine.undo.undoer import Undoer
from packbench.engine.wave_lists import renew_lists
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.picked_units import pick_units, unfit_entries, unpick_units
from packbench.engine.writes.wave_events import touch_waves

_MOST_TASKS = 1_000_000


@dataclass(frozen=True, slots=True)
class PickedTask:
    """What a picker took for one task.

    Attributes:
        task: its number in the wave.
        quantity: units; None: all that it still asks for, with `short` none.
        short: why the rest is not there; None: it is still to be taken.
        location: where it was found, as scanned; None: where the task says. What was found in
            another bin of the warehouse is picked from there.
    """

    task: int
    quantity: int | None = None
    short: ShortReason | None = None
    location: str | None = None


def confirm_picks(
    context: Context,
    wave: str,
    picked: Sequence[PickedTask] = (),
    *,
    rest: bool = False,
    key: str | None = None,
) -> WaveView:
    """Books what was picked: out of the bins into staging; orders and wave go on with it.

    Args:
        context: who picks.
        wave: its number.
        picked: tasks with what was taken for each.
        rest: all other tasks of the wave were picked as they ask for.
        key: sent twice, it is booked once.

    What is short is looked for in other bins, as a new task behind the picker; where there is none,
    it waits in its old place at once, and the bin is to be counted. Refuses, with nothing booked:
    no task (`nothing_to_do`), a wave that is picked or cancelled already, a task that is done or
    of another picker (`wrong_state`), more than it asks for (`too_many`), another wave's task
    (`not_found`).
    """
    content = {
        "wave": wave,
        "picked": [[one.task, one.quantity, one.short, one.location] for one in picked],
        "rest": rest,
    }

    def work(transaction: Transaction) -> WaveView:
        connection = transaction.connection
        wave_id = find_wave_id(connection, wave)
        require_open(connection, wave_id)
        _find_elsewhere(transaction, wave_id, picked)
        tasks = tasks_of_wave(connection, wave_id)
        taken = _taken(transaction, tasks, picked, rest=rest)
        started = start(transaction, wave_id)
        pick_units(transaction, taken.units)
        now = {task.id: task for task in tasks_by_id(connection, [s.task.id for s in taken.shorts])}
        book_shorts(transaction, [one._replace(task=now[one.task.id]) for one in taken.shorts])
        if taken.shorts:
            place_new_stops(connection, wave_id, {task.task for task in tasks})
        tell_tasks(transaction, taken.tasks)
        short = [one.task.id for one in taken.shorts]
        transaction.undo = PickedUnits(wave_id, taken.units, short, started)
        if short:
            renew_lists(transaction)  # the wave that is shown has its new walk
        return show_wave(connection, wave_id)

    call = Call("pick.confirm", content, key)
    return run_command(context, call, WaveView, work, short=_short_way(wave, picked, rest=rest))


def _short_way(wave: str, picked: Sequence[PickedTask], *, rest: bool) -> OnePick[WaveView] | None:
    """Of one task, of which nothing is short; of a number that no wave has, the long way tells."""
    if rest or len(picked) != 1 or picked[0].short is not None:
        return None
    if not 0 < picked[0].task < _MOST_TASKS:
        return None
    (one,) = picked
    return OnePick(wave, one.task, one.quantity, one.location, WaveView, _told_of_one, _undo_of_one)


def _told_of_one(done: PickDone) -> WaveView:
    after = WaveAfter(done.wave_status, done.started_at, done.picker)
    return wave_after_pick(done.pick, {done.task: done.units}, after)


def _undo_of_one(done: PickDone) -> "PickedUnits":
    row = done.pick.row
    return PickedUnits(row.wave_id, {row.task_id: done.units}, [], done.begins)


def require_open(connection: Connection, wave_id: int) -> None:
    """Refuses a wave that is done or cancelled, in words that a picker understands."""
    row = connection.execute(select(Wave.number, Wave.status).where(Wave.id == wave_id)).one()
    if row.status != WaveStatus.OPEN:
        picked = row.status == WaveStatus.PICKED
        why = Said.WAVE_PICKED_ALREADY if picked else Said.WAVE_VOID
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)


@dataclass(slots=True)
class _Taken:
    """What is booked: the tasks, units by task id, and what was not there."""

    tasks: list[TaskRow] = field(default_factory=list)
    units: dict[int, int] = field(default_factory=dict)
    shorts: list[Short] = field(default_factory=list)

    def add(self, task: TaskRow, quantity: int, short: ShortReason | None = None) -> None:
        """Counts one task."""
        self.tasks.append(task)
        if quantity:
            self.units[task.id] = quantity
        if short is not None:
            self.shorts.append(Short(task, task.open - quantity, short))


def _taken(
    transaction: Transaction, tasks: Sequence[TaskRow], picked: Sequence[PickedTask], *, rest: bool
) -> _Taken:
    by_number = {task.task: task for task in tasks}
    taken = _Taken()
    for one in picked:
        task = by_number.pop(one.task, None)
        if task is None:
            raise Refusal(Code.NOT_FOUND, kind="task in the wave", name=one.task)
        _refuse_others(transaction, task)
        taken.add(task, _quantity(task, one), one.short)
    for task in by_number.values() if rest else ():
        if task.open:
            _refuse_others(transaction, task)
            taken.add(task, task.open)
    if not taken.tasks:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_TASK_TOLD)
    return taken


def _find_elsewhere(transaction: Transaction, wave_id: int, picked: Sequence[PickedTask]) -> None:
    """Sends tasks whose goods were found in another bin there; refuses unknown locations."""
    if all(one.location is None for one in picked):
        return
    connection = transaction.connection
    tasks = {task.task: task for task in tasks_of_wave(connection, wave_id)}
    for one in picked:
        task = tasks.get(one.task)
        if one.location is None or task is None or not task.open:
            continue
        _refuse_others(transaction, task)
        place = find_location(connection, task.warehouse_id, one.location)
        if place.id != task.location_id:
            take_elsewhere(transaction, task, place)


def _quantity(task: TaskRow, told: PickedTask) -> int:
    """Units that were taken; refuses more than the task asks for, and a short that is none."""
    if not task.open:
        raise Refusal(Code.WRONG_STATE, why=Said.TASK_DONE, name=task.task, state="picked")
    if told.quantity is None:
        return 0 if told.short is not None else task.open
    check_units(told.quantity, least=0 if told.short is not None else 1)
    if told.quantity > task.open:
        raise Refusal(
            Code.TOO_MANY, why=Said.CAN_BE_PICKED, count=task.open, sku=task.sku, name=task.task
        )
    if told.short is not None and told.quantity == task.open:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_SHORT, name=task.task)
    return told.quantity


def _refuse_others(transaction: Transaction, task: TaskRow) -> None:
    """Refuses a task that another picker walks to; a lease that ran out binds nobody."""
    if task.picker_id is None or task.leased_until is None or task.leased_until < transaction.at:
        return
    connection = transaction.connection
    if task.picker_id != operator_id(transaction):
        name = select(Operator.name).where(Operator.id == task.picker_id)
        who = connection.execute(name).scalar_one()
        why = Said.TASK_OF_ANOTHER
        raise Refusal(Code.WRONG_STATE, why=why, name=task.task, who=who, state="picking")


def operator_id(transaction: Transaction) -> int:
    """Who sent the command."""
    query = select(Command.operator_id).where(Command.id == transaction.command_id)
    return int(transaction.connection.execute(query).scalar_one())


def start(transaction: Transaction, wave_id: int) -> bool:
    """Inside a command: the first pick starts a wave; who picks it is known from then on.

    Whether it was started by this.
    """
    connection = transaction.connection
    nobody = update(Wave).where(Wave.id == wave_id, Wave.picker_id.is_(None))
    connection.execute(nobody.values(picker_id=operator_id(transaction)))
    unstarted = update(Wave).where(Wave.id == wave_id, Wave.started_at.is_(None))
    return connection.execute(unstarted.values(started_at=transaction.at)).rowcount > 0


def tell_tasks(transaction: Transaction, tasks: Iterable[TaskRow]) -> None:
    """Inside a command: what these tasks are of looks different after the commit."""
    order_ids = {task.order_id for task in tasks}
    refresh_orders(transaction.connection, order_ids)
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed(Kind.SHIPMENT, {task.shipment_id for task in tasks})
    touch_waves(transaction, {task.wave_id for task in tasks})
    transaction.changed_many(Kind.STOCK)


@dataclass(frozen=True, slots=True)
class PickedUnits:
    """What a confirmation booked: units by task id, and the tasks of which something was short.

    `started`: the wave was begun by it.
    """

    wave_id: int
    units: dict[int, int]
    short: list[int]
    started: bool


def _undo_picks(transaction: Transaction, picked: PickedUnits) -> None:
    """Lays the goods back into their bins; refuses what was packed or put back since.

    A bin that was told to be short was put right, and others were served by it: it is counted.
    """
    connection = transaction.connection
    tasks = {task.id: task for task in tasks_by_id(connection, {*picked.units, *picked.short})}
    if picked.short:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHORT_WAS_BOOKED)
    wave = connection.execute(select(Wave.number).where(Wave.id == picked.wave_id)).scalar_one()
    if any(id_ not in tasks or tasks[id_].picked < units for id_, units in picked.units.items()):
        raise Refusal(Code.CANNOT_UNDO, why=Said.WAVE_CHANGED_SINCE, wave=wave)
    _refuse_packed(connection, tasks.values())
    if unfit_entries(connection, tasks.values(), picked.units):
        raise Refusal(Code.CANNOT_UNDO, why=Said.GOODS_ELSEWHERE)
    unpick_units(transaction, picked.units)
    tell_tasks(transaction, list(tasks.values()))
    if picked.started and not any(
        t.picked + t.short for t in tasks_of_wave(connection, picked.wave_id)
    ):
        wave_row = update(Wave).where(Wave.id == picked.wave_id)
        connection.execute(wave_row.values(started_at=None, picker_id=None))


def _refuse_packed(connection: Connection, tasks: Iterable[TaskRow]) -> None:
    query = (
        select(Order.number)
        .join(Shipment, Shipment.order_id == Order.id)
        .where(among(Shipment.id, {task.shipment_id for task in tasks}))
    )
    done = query.where(Shipment.status.not_in([one.value for one in UNPACKED])).limit(1)
    packed = connection.execute(done).scalar()
    if packed is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKED_SINCE, order=packed)
    at_bench = query.join(Packing, Packing.shipment_id == Shipment.id)
    begun = connection.execute(at_bench.where(Packing.stopped_by.is_(None)).limit(1)).scalar()
    if begun is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_BEGUN, order=begun)


UNDO_PICKS = Undoer(PickedUnits, _undo_picks)
