"""Waves as they are made and changed: shipments with their slots, a task for every stop."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from packbench.db.queries.records.picking import (
    PickableShipment,
    ToPick,
    bins_of_products,
    units_to_pick,
)
from packbench.db.schema import PickTask, Wave, WaveShipment
from packbench.db.sql.bulk import insert_rows
from packbench.domain.bins import BinStock, take_from_bins
from packbench.domain.changes import Kind
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import WaveChoice, WaveMode
from packbench.domain.walk import WalkKey, walk_key
from packbench.engine.command.core import Transaction
from packbench.engine.routing import order_walk
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.states import set_shipments
from packbench.engine.writes.wave_events import touch_waves
from packbench.services.replenishing.planning import plan_after_release


class WaveKind(NamedTuple):
    """How a wave is picked, and by what its shipments were chosen; None: as it comes."""

    mode: WaveMode | None = None
    choice: WaveChoice | None = None


AS_IT_COMES = WaveKind()


def make_wave(
    transaction: Transaction, shipments: Sequence[PickableShipment], kind: WaveKind = AS_IT_COMES
) -> int:
    """Inside a command: releases shipments of one warehouse to picking; the wave's id."""
    wave_id = _insert_wave(transaction, shipments, kind)
    put_in_wave(transaction, wave_id, shipments)
    plan_after_release(transaction, shipments[0].warehouse_id)
    return wave_id


def put_in_wave(
    transaction: Transaction, wave_id: int, shipments: Sequence[PickableShipment]
) -> None:
    """Inside a command: releases shipments to picking in a wave that nobody walks yet.

    Its tasks are put in the order of the walk, and its list is kept under its revision.
    """
    connection = transaction.connection
    last = select(func.coalesce(func.max(WaveShipment.slot), 0))
    slot = connection.execute(last.where(WaveShipment.wave_id == wave_id)).scalar_one()
    rows = [(wave_id, one.id, number) for number, one in enumerate(shipments, slot + 1)]
    insert_rows(connection, WaveShipment, ("wave_id", "shipment_id", "slot"), rows)
    _insert_tasks(connection, wave_id, shipments)
    order_walk(connection, wave_id)
    _release_to_picking(transaction, shipments)
    touch_waves(transaction, {wave_id})


def _insert_wave(
    transaction: Transaction, shipments: Sequence[PickableShipment], kind: WaveKind
) -> int:
    connection = transaction.connection
    number = connection.execute(select(func.count()).select_from(Wave)).scalar_one() + 1
    mode = kind.mode or (WaveMode.SINGLE if len(shipments) == 1 else WaveMode.BATCH)
    values = {
        "number": f"P{number}",
        "warehouse_id": shipments[0].warehouse_id,
        "mode": mode.value,
        "choice": kind.choice.value if kind.choice else None,
        "created_at": transaction.at,
    }
    return int(connection.execute(insert(Wave).values(values).returning(Wave.id)).scalar_one())


class _Stop(NamedTuple):
    walk: WalkKey
    unit: ToPick
    stock_bin_id: int | None
    quantity: int


def _insert_tasks(
    connection: Connection, wave_id: int, shipments: Sequence[PickableShipment]
) -> None:
    units = units_to_pick(connection, [one.id for one in shipments])
    products = {unit.product_id for unit in units if unit.managed}
    bins = bins_of_products(connection, shipments[0].warehouse_id, products)
    stops = [stop for unit in units for stop in _stops(unit, bins.get(unit.product_id, []))]
    stops.sort(key=lambda stop: (stop.walk, stop.unit.product_id))
    last = select(func.coalesce(func.max(PickTask.task), 0)).where(PickTask.wave_id == wave_id)
    first = connection.execute(last).scalar_one() + 1
    rows = [
        (
            wave_id,
            number,
            number,
            stop.unit.shipment_id,
            stop.unit.allocation_id,
            stop.stock_bin_id,
            stop.quantity,
        )
        for number, stop in enumerate(stops, first)
    ]
    columns = (
        *("wave_id", "task", "sequence", "shipment_id"),
        *("allocation_id", "stock_bin_id", "quantity"),
    )
    insert_rows(connection, PickTask, columns, rows)


def _stops(unit: ToPick, bins: list[BinStock]) -> list[_Stop]:
    if not unit.managed:
        return [_Stop(walk_key(None, None), unit, None, unit.quantity)]
    walks = {one.stock_bin_id: one.walk for one in bins}
    return [
        _Stop(walks[stock_bin_id], unit, stock_bin_id, quantity)
        for stock_bin_id, quantity in take_from_bins(bins, unit.quantity)
    ]


def _release_to_picking(transaction: Transaction, shipments: Sequence[PickableShipment]) -> None:
    connection = transaction.connection
    ids = [one.id for one in shipments]
    set_shipments(connection, ids, ShipmentStatus.PICKING)
    order_ids = {one.order_id for one in shipments}
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.SHIPMENT, set(ids))
    transaction.changed(Kind.ORDER, order_ids)
