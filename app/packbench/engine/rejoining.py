"""Shipments that were taken out of a wave come back into it, as they were: slots, tasks, goods."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.schema import (
    Allocation,
    Order,
    PickTask,
    Shipment,
    StockBin,
    Wave,
    WaveShipment,
)
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.going_on import goes_on
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.orders import Payment, ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.transaction import Transaction
from packbench.engine.undo.changed_since import ChangedSince
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.picked_units import pick_units, settle_waves
from packbench.engine.writes.states import set_shipments
from packbench.engine.writes.wave_events import raise_revisions


@dataclass(frozen=True, slots=True)
class OutShipment:
    """A shipment that left a wave, with its place on the cart."""

    id: int
    order_id: int
    order_number: str
    slot: int


@dataclass(frozen=True, slots=True)
class OutTask:
    """A task that went with it, all that is known of it."""

    task: int
    sequence: int
    shipment_id: int
    allocation_id: int
    stock_bin_id: int | None
    quantity: int
    picked: int
    short: int
    picker_id: int | None
    leased_until: datetime | None

    @property
    def units(self) -> int:
        """What was, or was still to be, taken."""
        return self.quantity - self.short


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What was taken out of a wave: enough to put it back.

    `picked_at`: when the wave was picked until then; `sequences`: the places in the walk of the
    tasks that stayed, by their numbers.
    """

    wave_id: int
    number: str
    picked_at: datetime | None
    shipments: list[OutShipment]
    tasks: list[OutTask]
    sequences: dict[int, int]


def to_take_out(connection: Connection, wave_id: int, shipment_ids: Collection[int]) -> TakenOut:
    """Inside a command, before it takes shipments out of a wave: what its undo puts back."""
    wave = connection.execute(select(Wave.number, Wave.picked_at).where(Wave.id == wave_id)).one()
    placed = (
        select(Shipment.id, Shipment.order_id, Order.number, WaveShipment.slot)
        .join(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        .join(Order, Order.id == Shipment.order_id)
        .where(WaveShipment.wave_id == wave_id, among(Shipment.id, shipment_ids))
    )
    tasks = select(*(getattr(PickTask, name) for name in OutTask.__dataclass_fields__)).where(
        PickTask.wave_id == wave_id, among(PickTask.shipment_id, shipment_ids)
    )
    others = select(PickTask.task, PickTask.sequence).where(
        PickTask.wave_id == wave_id, PickTask.shipment_id.not_in(list(shipment_ids))
    )
    return TakenOut(
        wave_id,
        wave.number,
        wave.picked_at,
        [OutShipment(*row) for row in connection.execute(placed).all()],
        [OutTask(*row) for row in connection.execute(tasks.order_by(PickTask.id)).all()],
        {row.task: row.sequence for row in connection.execute(others)},
    )


def put_back_in(transaction: Transaction, out: TakenOut) -> None:
    """Inside a command: shipments are in their wave again, and what was picked is picked again.

    Refuses `cannot_undo` with what happened since: an order was changed, put into another wave or
    on hold, another has its slot now, or its goods are not in their bins any more.
    """
    connection = transaction.connection
    _refuse_changed(transaction, out)
    slots = select(WaveShipment.slot).where(WaveShipment.wave_id == out.wave_id)
    if set(connection.execute(slots).scalars()) & {one.slot for one in out.shipments}:
        raise Refusal(Code.CANNOT_UNDO, why=Said.WAVE_CHANGED_SINCE, wave=out.number)
    _refuse_gone(connection, out)
    rows = [
        {"wave_id": out.wave_id, "shipment_id": one.id, "slot": one.slot} for one in out.shipments
    ]
    connection.execute(insert(WaveShipment), rows)
    picked = _insert_tasks(connection, out)
    set_shipments(connection, [one.id for one in out.shipments], ShipmentStatus.PICKING)
    settle_waves(connection, {out.wave_id})
    pick_units(transaction, picked)
    done = update(Wave).where(Wave.id == out.wave_id, Wave.picked_at.is_not(None))
    connection.execute(done.values(picked_at=out.picked_at or transaction.at))
    raise_revisions(transaction, {out.wave_id})
    order_ids = {one.order_id for one in out.shipments}
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.SHIPMENT, {one.id for one in out.shipments})
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.STOCK)


def _insert_tasks(connection: Connection, out: TakenOut) -> dict[int, int]:
    """The tasks as they were, nothing picked; a number that was given again since is a new one.

    Gives what was picked, by task id.
    """
    query = select(PickTask.task).where(PickTask.wave_id == out.wave_id)
    given = set(connection.execute(query).scalars())
    if given == out.sequences.keys():  # nothing came or went since
        _place_again(connection, out)
    free = max([*given, *(one.task for one in out.tasks)], default=0) + 1
    picked = {}
    for one in out.tasks:
        number, free = (free, free + 1) if one.task in given else (one.task, free)
        values = {name: getattr(one, name) for name in OutTask.__dataclass_fields__}
        values |= {"wave_id": out.wave_id, "task": number, "picked": 0}
        statement = insert(PickTask).values(values).returning(PickTask.id)
        picked[int(connection.execute(statement).scalar_one())] = one.picked
    return picked


def _place_again(connection: Connection, out: TakenOut) -> None:
    query = select(PickTask.id, PickTask.task).where(PickTask.wave_id == out.wave_id)
    rows = [(row.id, out.sequences[row.task]) for row in connection.execute(query).all()]
    update_rows(connection, PickTask, ("sequence",), rows)


def _refuse_changed(transaction: Transaction, out: TakenOut) -> None:
    """Refuses where an order is not ready any more with exactly what its tasks took."""
    connection = transaction.connection
    now = _ready_now(connection, [one.id for one in out.shipments])
    wanted: dict[int, int] = defaultdict(int)
    for task in out.tasks:
        wanted[task.allocation_id] += task.units
    held = _held_now(connection, [one.id for one in out.shipments])
    since = ChangedSince(connection, transaction.undoes or 0)
    for one in out.shipments:
        for wave in waves_of_orders(connection, [one.order_id]).get(one.order_id, ()):
            if now.get(one.id) is None:
                why, order = Said.IN_WAVE_SINCE, one.order_number
                raise Refusal(Code.CANNOT_UNDO, why=why, order=order, wave=wave.number)
        asked = {t.allocation_id for t in out.tasks if t.shipment_id == one.id}
        theirs = {id_: wanted[id_] for id_ in asked if wanted[id_]}
        if now.get(one.id) is None or held.get(one.id, {}) != theirs:
            raise since.refusal(one.order_number)


def _ready_now(connection: Connection, shipment_ids: Collection[int]) -> dict[int, AnyRow]:
    """Those of the shipments that may be in a wave: ready, paid and not on hold."""
    query = (
        select(Shipment.id)
        .join(Order, Order.id == Shipment.order_id)
        .where(among(Shipment.id, shipment_ids), Shipment.status == ShipmentStatus.READY)
        .where(Order.payment == Payment.PAID, goes_on())
    )
    return {row.id: row for row in connection.execute(query).all()}


def _held_now(
    connection: Connection, shipment_ids: Collection[int]
) -> Mapping[int, dict[int, int]]:
    """By shipment: units that are promised and not picked, by allocation."""
    query = select(Allocation.shipment_id, Allocation.id, Allocation.allocated).where(
        among(Allocation.shipment_id, shipment_ids), Allocation.allocated > 0
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for shipment_id, allocation_id, units in connection.execute(query).all():
        found[shipment_id][allocation_id] = units
    return found


def _refuse_gone(connection: Connection, out: TakenOut) -> None:
    """Refuses where the bins do not hold any more what the tasks take from them."""
    wanted: dict[int, int] = defaultdict(int)
    for task in out.tasks:
        if task.stock_bin_id is not None:
            wanted[task.stock_bin_id] += task.units
    free = func.coalesce(StockBin.on_hand - StockBin.unavailable - StockBin.allocated, 0)
    query = select(StockBin.id, free.label("free")).where(among(StockBin.id, wanted))
    there = {row.id: row.free for row in connection.execute(query).all()}
    if any(units > there.get(id_, 0) for id_, units in wanted.items()):
        raise Refusal(Code.CANNOT_UNDO, why=Said.GOODS_ELSEWHERE)


UNDO_TAKEN_OUT = Undoer(TakenOut, put_back_in)
"""Takes back that orders were taken out of a wave, or the whole wave."""
