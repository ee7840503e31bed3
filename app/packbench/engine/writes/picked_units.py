"""Moves units of promises between allocated and picked, with the goods, the lines and the waves.

Goods that are picked lie in the staging location of their warehouse until they are shipped or put
back. A unit of a kit is picked when all its parts are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, exists, func, select, update

from packbench.db.queries.records.pick_tasks import (
    TaskRow,
    picked_tasks,
    staging_id,
    tasks_by_id,
)
from packbench.db.schema import Allocation, OrderLine, PickTask, Shipment, Wave, WaveShipment
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import Promised
from packbench.db.today import now, today
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import WaveStatus
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.movements import write_entries


def pick_units(transaction: Transaction, units: Mapping[int, int]) -> None:
    """Inside a command: takes units of tasks, by their id, out of their bins.

    Never more than a task still asks for; shipments and waves of which all is picked are picked.
    """
    connection = transaction.connection
    tasks = [task for task in tasks_by_id(connection, units) if units[task.id]]
    rows = [(task.id, task.picked + units[task.id]) for task in tasks]
    update_rows(connection, PickTask, ("picked",), rows)  # first: the bin keeps them no more
    _move(transaction, tasks, units, Cause.PICK)
    _set_picked(connection, tasks, units)


def unpick_units(
    transaction: Transaction, units: Mapping[int, int], cause: Cause = Cause.UNPICK
) -> list[TaskRow]:
    """Inside a command: lays picked units back into the bins of their tasks, by task id.

    They are promised as before and the tasks ask for them again. Gives the tasks; some may be of
    bins from which nobody may pick any more (`unfit_entries`).
    """
    connection = transaction.connection
    tasks = [task for task in tasks_by_id(connection, units) if units[task.id]]
    back = {task_id: -count for task_id, count in units.items()}
    _move(transaction, tasks, back, cause)
    rows = [(task.id, task.picked - units[task.id]) for task in tasks]
    update_rows(connection, PickTask, ("picked",), rows)
    _set_picked(connection, tasks, back)
    return tasks


def open_half_kits(transaction: Transaction, units: Mapping[Promised, int]) -> list[Entry]:
    """Inside a command: lays picked parts of kit units back that are not picked as a whole.

    Gives ledger rows that block what may not be picked again, to be written when the units are
    promised no more.

    Args:
        transaction: a command's.
        units: by (shipment, line), the line units that must be allocated and nothing else.
    """
    connection = transaction.connection
    query = select(Allocation.__table__).where(
        among(Allocation.order_line_id, {line_id for _, line_id in units}), Allocation.picked > 0
    )
    lacking = {}
    for row in connection.execute(query).all():
        wanted = units.get((row.shipment_id, row.order_line_id), 0) * row.per_unit
        if wanted > row.allocated:
            lacking[row.id] = wanted - row.allocated
    if not lacking:
        return []
    back: dict[int, int] = {}
    for task in picked_tasks(connection, lacking):
        back[task.id] = min(task.picked, lacking[task.allocation_id])
        lacking[task.allocation_id] -= back[task.id]
    return unfit_entries(connection, unpick_units(transaction, back), back)


def unfit_entries(
    connection: Connection, tasks: Iterable[TaskRow], units: Mapping[int, int]
) -> list[Entry]:
    """Ledger rows that block what lies in bins again from which it may not be picked any more.

    A lot may have expired meanwhile, a bin may not be one to pick from any more.
    """
    day = today(connection)
    return [
        Entry(
            task.warehouse_id,
            task.product_id,
            task.location_id,
            0,
            Cause.EXPIRY if task.pickable else Cause.ADJUSTMENT,
            lot=task.lot or "",
            unavailable=units[task.id],
        )
        for task in tasks
        if task.location_id is not None
        and (not task.pickable or (task.expires_on is not None and task.expires_on < day))
    ]


def _move(
    transaction: Transaction, tasks: Sequence[TaskRow], units: Mapping[int, int], cause: Cause
) -> None:
    """Ledger rows from bins to staging, or back where the units are negative."""
    connection = transaction.connection
    moved: dict[tuple[int, int, int, str], int] = defaultdict(int)
    dated = {}
    for task in tasks:
        if task.location_id is not None:
            place = (task.warehouse_id, task.product_id, task.location_id, task.lot or "")
            moved[place] += units[task.id]
            dated[place] = task.expires_on
    staging = {place[0]: staging_id(connection, place[0]) for place in moved}
    entries = []
    for place, count in moved.items():
        warehouse_id, product_id, location_id, lot = place
        for there, signed in ((staging[warehouse_id], count), (location_id, -count)):
            entries.append(
                Entry(
                    *(warehouse_id, product_id, there, signed, cause),
                    lot=lot,
                    expires_on=dated[place],
                )
            )
    command = (transaction.command_id, transaction.at)
    write_entries(connection, command, entries, is_stocked=True)


def _set_picked(connection: Connection, tasks: Sequence[TaskRow], units: Mapping[int, int]) -> None:
    by_allocation: dict[int, int] = defaultdict(int)
    for task in tasks:
        by_allocation[task.allocation_id] += units[task.id]
    query = select(Allocation.id, Allocation.allocated, Allocation.picked).where(
        among(Allocation.id, by_allocation)
    )
    rows = [
        (row.id, row.allocated - by_allocation[row.id], row.picked + by_allocation[row.id])
        for row in connection.execute(query).all()
    ]
    update_rows(connection, Allocation, ("allocated", "picked"), rows)
    settle_lines(connection, {task.order_line_id for task in tasks})
    settle_shipments(connection, {task.shipment_id for task in tasks})
    settle_waves(connection, {task.wave_id for task in tasks})


def settle_lines(connection: Connection, line_ids: Collection[int]) -> None:
    """Counts what lines have allocated, picked, packed and shipped from their promises.

    A unit is as far as the part of it that is farthest behind.
    """
    gone = Allocation.picked + Allocation.packed + Allocation.shipped
    query = (
        select(
            Allocation.order_line_id,
            func.max((Allocation.allocated + gone) // Allocation.per_unit).label("held"),
            func.min(gone // Allocation.per_unit).label("gone"),
            func.min((Allocation.packed + Allocation.shipped) // Allocation.per_unit).label(
                "packed"
            ),
            func.min(Allocation.shipped // Allocation.per_unit).label("shipped"),
        )
        .where(among(Allocation.order_line_id, line_ids))
        .group_by(Allocation.order_line_id, Allocation.shipment_id)
    )
    sums = {line_id: [0, 0, 0, 0] for line_id in line_ids}
    for row in connection.execute(query):
        parts = (row.held - row.gone, row.gone - row.packed, row.packed - row.shipped, row.shipped)
        sums[row.order_line_id] = [
            before + int(units)
            for before, units in zip(sums[row.order_line_id], parts, strict=True)
        ]
    columns = ("allocated", "picked", "packed", "shipped")
    update_rows(connection, OrderLine, columns, [(one, *units) for one, units in sums.items()])


def settle_shipments(connection: Connection, shipment_ids: Collection[int]) -> None:
    """Shipments in picking of which all is picked are picked; who has something left, picks on."""
    left = exists().where(Allocation.shipment_id == Shipment.id, Allocation.allocated > 0)
    at_work = Shipment.status.in_([ShipmentStatus.PICKING.value, ShipmentStatus.PICKED.value])
    status = case((left, ShipmentStatus.PICKING.value), else_=ShipmentStatus.PICKED.value)
    chosen = update(Shipment).where(among(Shipment.id, shipment_ids), at_work)
    connection.execute(chosen.values(status=status))


def settle_waves(connection: Connection, wave_ids: Collection[int]) -> None:
    """Waves whose last shipment was picked are picked, those that lost all are cancelled.

    One that asks for something again is open again.
    """
    found: dict[int, list[str]] = {wave_id: [] for wave_id in wave_ids}
    query = (
        select(WaveShipment.wave_id, Shipment.status)
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .where(among(WaveShipment.wave_id, wave_ids))
    )
    for row in connection.execute(query).all():
        found[row.wave_id].append(row.status)
    by_status: dict[WaveStatus, list[int]] = defaultdict(list)
    for wave_id, statuses in found.items():
        by_status[wave_status_of(set(statuses))].append(wave_id)
    for status, ids in by_status.items():
        done = now(connection) if status is WaveStatus.PICKED else None
        changed = update(Wave).where(among(Wave.id, ids), Wave.status != status)
        connection.execute(changed.values(status=status.value, picked_at=done))


def picked_moments(connection: Connection, shipment_ids: Collection[int]) -> dict[int, datetime]:
    """When the waves of shipments were picked, of those that are: for `keep_picked_moments`."""
    query = (
        select(Wave.id, Wave.picked_at)
        .join(WaveShipment, WaveShipment.wave_id == Wave.id)
        .where(among(WaveShipment.shipment_id, shipment_ids), Wave.picked_at.is_not(None))
    )
    return {row.id: row.picked_at for row in connection.execute(query)}


def keep_picked_moments(connection: Connection, moments: Mapping[int, datetime]) -> None:
    """Waves that were opened and settled on the way of a command were picked when they were."""
    if not moments:
        return
    query = select(Wave.id, Wave.picked_at).where(
        among(Wave.id, moments), Wave.picked_at.is_not(None)
    )
    moved = [
        (row.id, moments[row.id])
        for row in connection.execute(query)
        if row.picked_at != moments[row.id]
    ]
    update_rows(connection, Wave, ("picked_at",), moved)


def wave_status_of(shipments: set[str]) -> WaveStatus:
    """The status of a wave whose shipments have these."""
    if ShipmentStatus.PICKING in shipments:
        return WaveStatus.OPEN
    if shipments <= {ShipmentStatus.CANCELLED}:
        return WaveStatus.CANCELLED
    return WaveStatus.PICKED
