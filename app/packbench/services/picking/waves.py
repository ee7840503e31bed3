"""Waves: shipments released to be picked together, with a task for every stop of the walk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from packbench.db.queries.planning.queue import OrderInQueue, orders_by_number
from packbench.db.queries.records.lookups import find_warehouse, find_wave_id
from packbench.db.queries.records.picking import (
    PickableShipment,
    ToPick,
    WaveView,
    bins_of_products,
    ready_shipments,
    show_wave,
    units_to_pick,
)
from packbench.db.schema import PickTask, Shipment, Wave, WaveShipment
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.domain.bins import BinStock, take_from_bins
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus, Payment, ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.picking import WaveMode
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walk import WalkKey, walk_key
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.order_totals import refresh_orders

__all__ = ["ORDERS_A_WAVE", "WaveRequest", "WaveView", "create_wave", "get_wave"]

ORDERS_A_WAVE = 20
"""Shipments in a wave when nobody says how many: what one cart holds."""


@dataclass(frozen=True, slots=True)
class WaveRequest:
    """What a wave should hold.

    Attributes:
        warehouse: a code; None takes the warehouse of the first shipment in the queue.
        orders: numbers; none takes what is ready, in queue order.
        max_orders: at most so many shipments.
        mode: how it is picked; None: single for one shipment, batch for more.
    """

    warehouse: str | None = None
    orders: Sequence[str] = ()
    max_orders: int = ORDERS_A_WAVE
    mode: WaveMode | None = None


def create_wave(context: Context, request: WaveRequest, *, key: str | None = None) -> WaveView:
    """Releases ready shipments to picking and reserves the bins that they are taken from.

    Refuses virtual warehouses, unpaid orders and orders on hold by name, and when nothing is ready.
    """
    content = {
        "warehouse": request.warehouse,
        "orders": list(request.orders),
        "max_orders": request.max_orders,
        "mode": request.mode,
    }

    def work(transaction: Transaction) -> WaveView:
        shipments = _choose(transaction, request)
        wave_id = _insert_wave(transaction, shipments, request.mode)
        _insert_tasks(transaction, wave_id, shipments)
        _release_to_picking(transaction, shipments)
        transaction.changed(Kind.WAVE, {wave_id})
        return show_wave(transaction.connection, wave_id)

    return run_command(context, Call("wave.create", content, key), WaveView, work)


def get_wave(context: Context, number: str) -> WaveView:
    """One wave as a whole; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_wave(connection, find_wave_id(connection, number))


def _choose(transaction: Transaction, request: WaveRequest) -> list[PickableShipment]:
    connection = transaction.connection
    warehouse_id = None
    if request.warehouse is not None:
        warehouse = find_warehouse(connection, request.warehouse)
        warehouse_id = warehouse.id
        if warehouse.kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=warehouse.code)
    named = orders_by_number(connection, request.orders)
    order_ids = [order.id for order in named] if request.orders else None
    ready = ready_shipments(connection, warehouse_id=warehouse_id, order_ids=order_ids)
    if request.orders:
        _refuse_unfit(ready)
    if not ready:
        raise _nothing_ready(named)
    same_place = [one for one in ready if one.warehouse_id == ready[0].warehouse_id]
    return same_place[: request.max_orders]


def _nothing_ready(named: Sequence[OrderInQueue]) -> Refusal:
    if not named:
        return Refusal(Code.NOTHING_TO_DO, why=Said.NO_SHIPMENT_READY)
    names = ", ".join(order.number for order in named)
    return Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_TO_PICK, name=names)


def _refuse_unfit(shipments: Sequence[PickableShipment]) -> None:
    for one in shipments:
        if one.payment == Payment.AWAITING:
            raise Refusal(Code.UNPAID, name=one.order_number)
        if one.hold is not None:
            raise Refusal(Code.WRONG_STATE, name=one.order_number, state="on_hold")
        if one.warehouse_kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=one.number)
        if one.is_collecting:
            raise Refusal(
                Code.WRONG_STATE,
                why=Said.COLLECTING,
                name=one.order_number,
                state=OrderStatus.BACK_ORDER.value,
            )


def _insert_wave(
    transaction: Transaction, shipments: Sequence[PickableShipment], mode: WaveMode | None
) -> int:
    connection = transaction.connection
    number = connection.execute(select(func.count()).select_from(Wave)).scalar_one() + 1
    chosen = mode or (WaveMode.SINGLE if len(shipments) == 1 else WaveMode.BATCH)
    values = {
        "number": f"P{number}",
        "warehouse_id": shipments[0].warehouse_id,
        "mode": chosen.value,
        "created_at": transaction.at,
    }
    wave_id = connection.execute(insert(Wave).values(values).returning(Wave.id)).scalar_one()
    rows = [(wave_id, one.id, slot) for slot, one in enumerate(shipments, 1)]
    insert_rows(connection, WaveShipment, ("wave_id", "shipment_id", "slot"), rows)
    return wave_id


class _Stop(NamedTuple):
    walk: WalkKey
    unit: ToPick
    stock_bin_id: int | None
    quantity: int


def _insert_tasks(
    transaction: Transaction, wave_id: int, shipments: Sequence[PickableShipment]
) -> None:
    connection = transaction.connection
    units = units_to_pick(connection, [one.id for one in shipments])
    products = {unit.product_id for unit in units if unit.managed}
    bins = bins_of_products(connection, shipments[0].warehouse_id, products)
    stops = [stop for unit in units for stop in _stops(unit, bins.get(unit.product_id, []))]
    stops.sort(key=lambda stop: (stop.walk, stop.unit.product_id))
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
        for number, stop in enumerate(stops, 1)
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
    statement = update(Shipment).where(among(Shipment.id, ids))
    connection.execute(statement.values(status=ShipmentStatus.PICKING))
    order_ids = {one.order_id for one in shipments}
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.SHIPMENT, set(ids))
    transaction.changed(Kind.ORDER, order_ids)
