"""Keeps pick tasks true when goods go missing from a bin: they move on to other bins."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, func, select, update

from packbench.db.queries.records.picking import bins_of_products
from packbench.db.schema import (
    Allocation,
    Location,
    PickTask,
    Shipment,
    StockBin,
    WaveShipment,
)
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.db.sql.sums import total
from packbench.domain.bins import take_from_bins
from packbench.domain.orders import ShipmentStatus
from packbench.domain.walk import place_in_walk, walk_key
from packbench.domain.warehousing import Entry


def free_bins(connection: Connection, entries: Sequence[Entry]) -> set[int]:
    """Cuts open pick tasks of bins that these entries leave with less than is held there.

    Gives the waves of which the list says something else now.
    """
    waves: set[int] = set()
    change: dict[tuple[int, int, str], int] = defaultdict(int)
    for entry in entries:
        place = (entry.location_id, entry.product_id, entry.lot)
        change[place] += entry.quantity - entry.unavailable
    for (location_id, product_id, lot), units in change.items():
        if units >= 0:
            continue
        query = select(
            StockBin.id,
            (StockBin.on_hand - StockBin.unavailable - StockBin.allocated).label("free"),
        ).where(
            StockBin.location_id == location_id,
            StockBin.product_id == product_id,
            StockBin.lot == lot,
        )
        row = connection.execute(query).one_or_none()
        if row is not None and row.free + units < 0:
            waves |= _cut_tasks(connection, row.id, -(row.free + units))
    return waves


def _cut_tasks(connection: Connection, stock_bin_id: int, units: int) -> set[int]:
    """The latest tasks first; gives their waves."""
    waves = set()
    query = (
        select(PickTask.__table__)
        .where(
            PickTask.stock_bin_id == stock_bin_id,
            PickTask.picked + PickTask.short < PickTask.quantity,
        )
        .order_by(PickTask.id.desc())
    )
    for task in connection.execute(query).all():
        cut = min(units, task.quantity - task.picked - task.short)
        units -= cut
        if cut:
            waves.add(task.wave_id)
        if cut == task.quantity:
            connection.execute(delete(PickTask).where(PickTask.id == task.id))
        elif cut:
            statement = update(PickTask).where(PickTask.id == task.id)
            connection.execute(statement.values(quantity=task.quantity - cut))
    return waves


def complete_tasks(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Gives promised units in open waves that no task asks for a task at another bin.

    Gives the waves that got one.
    """
    waves: set[int] = set()
    missing = _without_task(connection, product_ids)
    by_warehouse: dict[int, list[_Missing]] = defaultdict(list)
    for one in missing:
        by_warehouse[one[0]].append(one)
    for warehouse_id, wanted in by_warehouse.items():
        bins = bins_of_products(connection, warehouse_id, {one[4] for one in wanted})
        for _, wave_id, shipment_id, allocation_id, product_id, units in wanted:
            portions = take_from_bins(bins.get(product_id, []), units)
            _add_tasks(connection, wave_id, shipment_id, allocation_id, portions)
            waves |= {wave_id} if portions else set()
    return waves


_Missing = tuple[int, int, int, int, int, int]
"""warehouse, wave, shipment, allocation, product, units."""


def _without_task(connection: Connection, product_ids: Collection[int]) -> list[_Missing]:
    asked = (
        select(
            PickTask.allocation_id,
            func.max(PickTask.wave_id).label("wave_id"),
            total(PickTask.quantity - PickTask.picked - PickTask.short).label("units"),
        )
        .group_by(PickTask.allocation_id)
        .subquery()
    )
    wave = (  # also where the last task of the shipment has gone
        select(func.max(WaveShipment.wave_id))
        .where(WaveShipment.shipment_id == Shipment.id)
        .scalar_subquery()
    )
    open_units = func.coalesce(asked.c.units, 0)
    query = (
        select(
            *(Allocation.warehouse_id, wave, Shipment.id, Allocation.id, Allocation.product_id),
            Allocation.allocated - open_units,
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .outerjoin(asked, asked.c.allocation_id == Allocation.id)
        .where(
            Shipment.status == ShipmentStatus.PICKING,
            among(Allocation.product_id, product_ids),
            Allocation.allocated > open_units,
        )
        .order_by(Allocation.id)
    )
    return [(r[0], r[1], r[2], r[3], r[4], r[5]) for r in connection.execute(query) if r[1]]


def _add_tasks(
    connection: Connection,
    wave_id: int,
    shipment_id: int,
    allocation_id: int,
    portions: Sequence[tuple[int, int]],
) -> None:
    last = select(func.coalesce(func.max(PickTask.task), 0)).where(PickTask.wave_id == wave_id)
    number = connection.execute(last).scalar_one()
    places = _places_in_walk(connection, wave_id, [stock_bin_id for stock_bin_id, _ in portions])
    rows = [
        (wave_id, number + at, place, shipment_id, allocation_id, stock_bin_id, units)
        for at, (place, (stock_bin_id, units)) in enumerate(zip(places, portions, strict=True), 1)
    ]
    columns = (
        *("wave_id", "task", "sequence", "shipment_id"),
        *("allocation_id", "stock_bin_id", "quantity"),
    )
    insert_rows(connection, PickTask, columns, rows)


def _places_in_walk(
    connection: Connection, wave_id: int, stock_bin_ids: Collection[int]
) -> list[int]:
    """The places of new tasks in a walk that may have begun: behind where the picker is.

    Each comes after the last open stop that lies before its bin; what the picker has passed comes
    last. Tasks in one place are done by their numbers, so a new one follows the stop it is put to.
    """
    query = (
        select(PickTask.sequence, Location.code, Location.sequence, _TOUCHED)
        .outerjoin(StockBin, StockBin.id == PickTask.stock_bin_id)
        .outerjoin(Location, Location.id == StockBin.location_id)
        .where(PickTask.wave_id == wave_id)
        .order_by(PickTask.sequence)
    )
    stops = [(row[0], walk_key(row[1], row[2]), row[3]) for row in connection.execute(query)]
    bins = (
        select(StockBin.id, Location.code, Location.sequence)
        .join(Location, Location.id == StockBin.location_id)
        .where(among(StockBin.id, stock_bin_ids))
    )
    keys = {row[0]: walk_key(row[1], row[2]) for row in connection.execute(bins)}
    return [place_in_walk(stops, keys[stock_bin_id]) for stock_bin_id in stock_bin_ids]


_TOUCHED = PickTask.picked + PickTask.short > 0
