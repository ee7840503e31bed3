"""Shipments that leave their wave before they are packed: ready again, goods in their bins."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, select

from packbench.db.queries.records.pick_tasks import (
    TaskRow,
    WaveAtWork,
    tasks_of_shipments,
    waves_of_orders,
)
from packbench.db.schema import PickTask, Shipment, Wave, WaveShipment
from packbench.db.sql.among import among
from packbench.domain.changes import Kind
from packbench.domain.orders import UNPACKED, ShipmentStatus
from packbench.domain.outcomes import Note, Said, note
from packbench.engine.command.transaction import Transaction
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.line_states import line_states
from packbench.engine.wave_lists import changed_lists
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.packings import stop_packing
from packbench.engine.writes.picked_units import (
    keep_picked_moments,
    picked_moments,
    settle_waves,
    unfit_entries,
    unpick_units,
)
from packbench.engine.writes.states import set_shipments
from packbench.engine.writes.wave_events import raise_revisions


def take_out(transaction: Transaction, wave_id: int, shipments: Mapping[int, int]) -> list[TaskRow]:
    """Inside a command: shipments leave a wave, with their tasks, and are ready.

    Args:
        transaction: a command's.
        wave_id: the wave; its revision goes up.
        shipments: order ids by shipment id; none is packed.

    Gives the tasks of which units were picked: these lie in their bins again. What may not be
    picked there any more is lost to its orders, as with any loss.
    """
    connection = transaction.connection
    moments = picked_moments(connection, shipments)
    picked = [task for task in tasks_of_shipments(connection, shipments) if task.picked]
    units = {task.id: task.picked for task in picked}
    unpick_units(transaction, units)
    stop_packing(transaction, shipments, picked)
    for table in (PickTask, WaveShipment):
        ours = among(table.shipment_id, shipments)
        connection.execute(delete(table).where(table.wave_id == wave_id, ours))
    set_shipments(connection, shipments, ShipmentStatus.READY)
    settle_waves(connection, {wave_id})
    keep_picked_moments(connection, moments)
    raise_revisions(transaction, {wave_id})
    order_ids = set(shipments.values())
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.SHIPMENT, set(shipments))
    transaction.changed(Kind.ORDER, order_ids)
    if picked:
        transaction.changed_many(Kind.STOCK)
    if blocked := unfit_entries(connection, picked, units):
        change_stock(transaction, blocked)
    return picked


def leave_waves(transaction: Transaction, order_ids: Collection[int]) -> dict[int, list[Note]]:
    """Inside a command on orders: takes those that are being picked out of their waves.

    Gives by order what is to be told of it: how much is to be carried back. An undo of the command
    leaves them out of the wave, ready.
    """
    connection = transaction.connection
    waves = waves_of_orders(connection, order_ids)
    if not waves:
        return {}
    query = (
        select(WaveShipment.wave_id, Shipment.id, Shipment.order_id)
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .join(Wave, Wave.id == WaveShipment.wave_id)
        .where(among(Shipment.order_id, waves))
        .where(Shipment.status.in_([one.value for one in UNPACKED]))
    )
    by_wave: dict[int, dict[int, int]] = defaultdict(dict)
    for wave_id, shipment_id, order_id in connection.execute(query).all():
        by_wave[wave_id][shipment_id] = order_id
    back: dict[int, int] = defaultdict(int)
    for wave_id, shipments in by_wave.items():
        for task in take_out(transaction, wave_id, shipments):
            back[task.order_id] += task.picked
    _remember_as_ready(transaction, waves)
    return {order_id: [note(Said.PUT_AWAY, count=units)] for order_id, units in back.items()}


def waves_told(
    connection: Connection, before: Mapping[int, Sequence[WaveAtWork]]
) -> dict[int, list[Note]]:
    """Inside a command that has changed orders: what pickers of their waves have to know.

    Args:
        connection: a command's.
        before: the waves in which the orders were being picked when it began.

    Gives by order its waves and who picks them: whether it left them, and whether a list that was
    printed is still true.
    """
    after = waves_of_orders(connection, before)
    stale = changed_lists(connection, {wave.id for waves in after.values() for wave in waves})

    def told(order_id: int, wave: WaveAtWork) -> Note:
        if wave not in after.get(order_id, ()):
            return _of_wave(wave, Said.LEFT_WAVE, Said.LEFT_WAVE_OF)
        if wave.id in stale:
            return _of_wave(wave, Said.STAYS_IN_WAVE, Said.STAYS_IN_WAVE_OF)
        return _of_wave(wave, Said.LIST_STAYS_TRUE, Said.LIST_STAYS_TRUE_OF)

    return {id_: [told(id_, wave) for wave in waves] for id_, waves in before.items()}


def _of_wave(wave: WaveAtWork, nobodys: Said, somebodys: Said) -> Note:
    if wave.picker is None:
        return note(nobodys, wave=wave.number)
    return note(somebodys, wave=wave.number, picker=wave.picker)


def _remember_as_ready(transaction: Transaction, order_ids: Collection[int]) -> None:
    """What was picked can't be picked again by an undo: it is promised then."""
    before = transaction.remembered
    if before is None:
        return
    now = line_states(transaction.connection, order_ids)
    lines = {id_: now.get(id_, state) for id_, state in before.lines.items()}
    transaction.remembered = replace(before, lines=lines)
