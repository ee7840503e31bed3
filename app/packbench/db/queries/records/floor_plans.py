"""What a floor plan tells of bins, and where a wave stops."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from packbench.db.queries.records.lookups import WarehouseRef
from packbench.db.schema import Movement, PickTask, StockBin, Warehouse, Wave
from packbench.domain.warehousing import Cause


def units_in_bins(connection: Connection, warehouse_id: int) -> dict[int, int]:
    """Units on hand by location."""
    query = (
        select(StockBin.location_id, func.sum(StockBin.on_hand))
        .where(StockBin.warehouse_id == warehouse_id)
        .group_by(StockBin.location_id)
    )
    return {location_id: int(units) for location_id, units in connection.execute(query)}


def picks_from_bins(connection: Connection, warehouse_id: int, since: datetime) -> dict[int, int]:
    """How often somebody took units from each location since a moment."""
    query = (
        select(Movement.location_id, func.count())
        .where(Movement.warehouse_id == warehouse_id, Movement.at >= since)
        .where(Movement.cause == Cause.PICK, Movement.quantity < 0)
        .group_by(Movement.location_id)
    )
    return {location_id: int(picks) for location_id, picks in connection.execute(query)}


def warehouse_of_wave(connection: Connection, wave_id: int) -> WarehouseRef:
    """Where a wave is picked."""
    query = select(Warehouse.id, Warehouse.code, Warehouse.kind)
    found = connection.execute(
        query.join(Wave, Wave.warehouse_id == Warehouse.id).where(Wave.id == wave_id)
    )
    return WarehouseRef(*found.one())


def list_of_wave(connection: Connection, wave_id: int) -> tuple[str, int]:
    """The wave's number as people know it, and the revision of its list."""
    query = select(Wave.number, Wave.revision).where(Wave.id == wave_id)
    row = connection.execute(query).one()
    return row.number, row.revision


def stops_of_wave(connection: Connection, wave_id: int) -> dict[int, bool]:
    """The locations of a wave's tasks in the order of the walk, and whether nothing is left there.

    Goods without a bin have none.
    """
    query = (
        select(StockBin.location_id, PickTask.quantity - PickTask.picked - PickTask.short)
        .join(PickTask, PickTask.stock_bin_id == StockBin.id)
        .where(PickTask.wave_id == wave_id)
        .order_by(PickTask.sequence, PickTask.task)
    )
    found: dict[int, bool] = {}
    for location_id, left in connection.execute(query).all():
        found[location_id] = found.get(location_id, True) and not left
    return found
