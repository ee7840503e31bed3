"""Takes promises back: from allocations to the `unrouted` bucket of their lines.

Whoever calls this routes the orders again in the same transaction, or moves the units on to
another bucket.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select, update

from packbench.db.schema import (
    Allocation,
    OrderLine,
    Packing,
    Parcel,
    PickTask,
    Shipment,
    WaveShipment,
)
from packbench.db.sql.among import among
from packbench.db.sql.bulk import delete_rows, update_rows
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.orders import ShipmentStatus
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.movements import write_entries
from packbench.engine.writes.packings import loosen_scans
from packbench.engine.writes.picked_units import (
    keep_picked_moments,
    open_half_kits,
    picked_moments,
    settle_waves,
)
from packbench.engine.writes.wave_events import raise_revisions, touch_waves


@dataclass(slots=True)
class GivenBack:
    """What was taken back: units by line, the orders, and the products that are free again.

    `by_stock` tells how many units of which stock row each line held.
    """

    units_by_line: dict[int, int] = field(default_factory=dict)
    order_ids: set[int] = field(default_factory=set)
    product_ids: set[int] = field(default_factory=set)
    by_stock: dict[tuple[int, int], int] = field(default_factory=dict)
    """By (order line id, stock id)."""
    order_of: dict[int, int] = field(default_factory=dict)
    """By order line id."""

    def by_order(self) -> dict[tuple[int, int], int]:
        """How many units of which stock row each order held, by (order id, stock id)."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for (line_id, stock_id), units in self.by_stock.items():
            found[self.order_of[line_id], stock_id] += units
        return found


def first_units(promised: Mapping[Promised, int], wanted: int) -> dict[Promised, int]:
    """So many units of what shipments hold for lines, from the first entry on."""
    chosen: dict[Promised, int] = {}
    for place, units in promised.items():
        if wanted:
            chosen[place] = min(units, wanted)
            wanted -= chosen[place]
    return chosen


def give_back(transaction: Transaction, units: Mapping[Promised, int]) -> GivenBack:
    """Takes back unpicked line units (kit units for kits), all of them or some.

    Parts that were picked of kit units that were not picked whole are laid back into their bins.

    Args:
        transaction: a command's, under the mutex.
        units: how many of what each shipment holds for each line; never more than is unpicked.
    """
    given = GivenBack()
    if not units:
        return given
    connection = transaction.connection
    moments = picked_moments(connection, {shipment_id for shipment_id, _ in units})
    blocked = open_half_kits(transaction, units)
    rows = _allocations(connection, units)
    waves = _trim_tasks(connection, rows, units)
    changes, gone = [], []
    for row in rows:
        left = row.allocated - units[row.shipment_id, row.order_line_id] * row.per_unit
        if left or row.picked or row.packed or row.shipped:
            changes.append((row.id, left))
        else:
            gone.append(row.id)
        if row.stock_id is not None:
            given.product_ids.add(row.product_id)
            held = row.order_line_id, row.stock_id
            given.by_stock[held] = given.by_stock.get(held, 0) + row.allocated - left
    # What was only short of them: the list of bins to count keeps it.
    delete_rows(connection, PickTask, gone, key="allocation_id")
    loosen_scans(transaction, gone)
    delete_rows(connection, Allocation, gone)
    update_rows(connection, Allocation, ("allocated",), changes)
    _move_lines(connection, units, given)
    raise_revisions(transaction, waves)
    waves |= _settle_shipments(connection, {shipment_id for shipment_id, _ in units})
    settle_waves(connection, waves)
    keep_picked_moments(connection, moments)
    touch_waves(transaction, waves)
    write_entries(connection, (transaction.command_id, transaction.at), blocked)
    return given


def _allocations(connection: Connection, units: Mapping[Promised, int]) -> list[AnyRow]:
    query = select(Allocation.__table__).where(
        among(Allocation.order_line_id, {line_id for _, line_id in units})
    )
    found = connection.execute(query).all()
    return [row for row in found if (row.shipment_id, row.order_line_id) in units]


def _trim_tasks(
    connection: Connection, rows: list[AnyRow], units: Mapping[Promised, int]
) -> set[int]:
    """Open pick tasks shrink with their allocation, the last one first; gives their waves."""
    surplus = {
        row.id: units[row.shipment_id, row.order_line_id] * row.per_unit
        for row in rows
        if row.allocated
    }
    query = (
        select(PickTask.__table__)
        .where(
            among(PickTask.allocation_id, surplus),
            PickTask.picked + PickTask.short < PickTask.quantity,
        )
        .order_by(PickTask.allocation_id, PickTask.sequence.desc())
    )
    waves = set()
    for task in connection.execute(query).all():
        cut = min(surplus[task.allocation_id], task.quantity - task.picked - task.short)
        if cut == 0:
            continue
        surplus[task.allocation_id] -= cut
        waves.add(task.wave_id)
        if cut == task.quantity:
            connection.execute(delete(PickTask).where(PickTask.id == task.id))
        else:
            statement = update(PickTask).where(PickTask.id == task.id)
            connection.execute(statement.values(quantity=task.quantity - cut))
    return waves


def _move_lines(connection: Connection, units: Mapping[Promised, int], given: GivenBack) -> None:
    by_line: dict[int, int] = defaultdict(int)
    for (_, line_id), quantity in units.items():
        by_line[line_id] += quantity
    query = select(OrderLine.id, OrderLine.order_id, OrderLine.allocated, OrderLine.unrouted).where(
        among(OrderLine.id, by_line)
    )
    changes = []
    for row in connection.execute(query):
        moved = by_line[row.id]
        changes.append((row.id, row.allocated - moved, row.unrouted + moved))
        given.order_ids.add(row.order_id)
        given.order_of[row.id] = row.order_id
    given.units_by_line = dict(by_line)
    update_rows(connection, OrderLine, ("allocated", "unrouted"), changes)


def _settle_shipments(connection: Connection, shipment_ids: set[int]) -> set[int]:
    """Shipments that hold nothing more are removed; those of a wave or a bench are cancelled.

    One whose unpicked rest was taken away has been picked. Gives the waves of those that changed.
    """
    left: dict[int, list[AnyRow]] = defaultdict(list)
    query = select(Allocation.__table__).where(among(Allocation.shipment_id, shipment_ids))
    for row in connection.execute(query):
        left[row.shipment_id].append(row)
    shipments = select(Shipment.id, Shipment.status, WaveShipment.wave_id).outerjoin(
        WaveShipment, WaveShipment.shipment_id == Shipment.id
    )
    rows = connection.execute(shipments.where(among(Shipment.id, shipment_ids))).all()
    kept = _at_a_bench(connection, shipment_ids)
    gone, statuses, waves = [], {}, set()
    for row in rows:
        picked = row.status == ShipmentStatus.PICKING and not any(a.allocated for a in left[row.id])
        if not left[row.id] and row.wave_id is None and row.id not in kept:
            gone.append(row.id)
        elif not left[row.id] or picked:
            status = ShipmentStatus.PICKED if left[row.id] else ShipmentStatus.CANCELLED
            statuses[row.id] = status.value
            waves.add(row.wave_id)
    delete_rows(connection, Shipment, gone)
    update_rows(connection, Shipment, ("status",), statuses.items())
    return waves - {None}


def _at_a_bench(connection: Connection, shipment_ids: set[int]) -> set[int]:
    """Those of the shipments that somebody has begun to pack: who scanned what is kept."""
    packing = select(Packing.shipment_id).where(among(Packing.shipment_id, shipment_ids))
    parcels = select(Parcel.shipment_id).where(among(Parcel.shipment_id, shipment_ids))
    return set(connection.execute(packing.union(parcels)).scalars())
