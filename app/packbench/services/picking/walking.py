"""Who walks: a wave is started by its picker, a task has one owner at a time, handed over by badge.

An owner has a lease that ends by itself, so that nothing is stuck when a computer stops.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, or_, select, update

from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.pick_tasks import TaskRow, tasks_of_wave
from packbench.db.queries.records.picking import TaskView, WaveView, show_task, show_wave
from packbench.db.schema import Operator, PickTask, Wave
from packbench.db.sql.among import among
from packbench.domain.codes import OwnKind, parse_own_code
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.wave_events import touch_waves
from packbench.services.picking.confirming import operator_id, require_open, start

LEASE = timedelta(minutes=15)
"""So long a task is its picker's without a sign of him."""


def start_wave(context: Context, wave: str, *, key: str | None = None) -> WaveView:
    """Begins the walk of a wave: it is in picking, and its picker is known.

    Who starts what a colleague has started takes nothing from him. Refuses a wave that is picked
    or cancelled.
    """

    def work(transaction: Transaction) -> WaveView:
        wave_id = _open_wave(transaction, wave)
        start(transaction, wave_id)
        touch_waves(transaction, {wave_id})
        return show_wave(transaction.connection, wave_id)

    call = Call("pick.start", {"wave": wave}, key)
    return run_command(context, call, WaveView, work)


def next_task(context: Context, wave: str, *, key: str | None = None) -> TaskView:
    """The next stop of whoever asks: his own, or the first that is nobody's, which is his now.

    Refuses `nothing_to_do` when all that is left is walked by others or done.
    """

    def work(transaction: Transaction) -> TaskView:
        connection = transaction.connection
        wave_id = _open_wave(transaction, wave)
        start(transaction, wave_id)
        me = operator_id(transaction)
        left = [task for task in tasks_of_wave(connection, wave_id) if task.open]
        mine = [task for task in left if is_leased(transaction, task) and task.picker_id == me]
        free = [task for task in left if not is_leased(transaction, task)]
        if not mine and not free:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_TASK_LEFT, name=wave)
        task = (mine or free)[0]
        _lease(transaction, [task.id], me)
        touch_waves(transaction, {wave_id})
        return show_task(connection, wave_id, task.task)

    return run_command(context, Call("pick.next", {"wave": wave}, key), TaskView, work)


def hand_over(
    context: Context,
    wave: str,
    to: str,
    *,
    tasks: Sequence[int] = (),
    key: str | None = None,
) -> WaveView:
    """Gives the wave, or tasks of it by their numbers, to another picker, known by name.

    Refuses a name that no operator has, and a task that the wave hasn't or that is done.
    """

    def work(transaction: Transaction) -> WaveView:
        connection = transaction.connection
        wave_id = _open_wave(transaction, wave)
        picker = _operator(connection, to)
        if tasks:
            _lease(transaction, _chosen(connection, wave_id, tasks), picker)
        else:
            whole = update(Wave).where(Wave.id == wave_id)
            connection.execute(whole.values(picker_id=picker))
            leased = update(PickTask).where(PickTask.wave_id == wave_id)
            still = or_(PickTask.picker_id.is_not(None), PickTask.leased_until.is_not(None))
            connection.execute(leased.where(still).values(picker_id=None, leased_until=None))
        touch_waves(transaction, {wave_id})
        return show_wave(connection, wave_id)

    content = {"wave": wave, "to": to, "tasks": list(tasks)}
    return run_command(context, Call("pick.hand_over", content, key), WaveView, work)


def badge_owner(context: Context, scanned: str) -> str | None:
    """Whose badge a scanned code is; None for every other code."""
    code = parse_own_code(scanned)
    if code is None or code.kind is not OwnKind.OPERATOR:
        return None
    with context.database.read.connect() as connection:
        query = select(Operator.name).where(Operator.id == code.number)
        return connection.execute(query).scalar_one_or_none()


def is_leased(transaction: Transaction, task: TaskRow) -> bool:
    """Whether somebody walks to the task now."""
    return task.leased_until is not None and task.leased_until >= transaction.at


def _lease(transaction: Transaction, task_ids: Sequence[int], picker: int) -> None:
    statement = update(PickTask).where(among(PickTask.id, task_ids))
    until = transaction.at + LEASE
    transaction.connection.execute(statement.values(picker_id=picker, leased_until=until))


def _open_wave(transaction: Transaction, wave: str) -> int:
    wave_id = find_wave_id(transaction.connection, wave)
    require_open(transaction.connection, wave_id)
    return wave_id


def _operator(connection: Connection, name: str) -> int:
    found = connection.execute(select(Operator.id).where(Operator.name == name.strip())).scalar()
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="operator", name=name)
    return int(found)


def _chosen(connection: Connection, wave_id: int, tasks: Sequence[int]) -> list[int]:
    by_number = {task.task: task for task in tasks_of_wave(connection, wave_id)}
    for number in tasks:
        if number not in by_number:
            raise Refusal(Code.NOT_FOUND, kind="task in the wave", name=number)
        if not by_number[number].open:
            raise Refusal(Code.WRONG_STATE, why=Said.TASK_DONE, name=number, state="picked")
    return [by_number[number].id for number in tasks]
