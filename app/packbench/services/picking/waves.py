"""Waves: shipments released to be picked together, with a task for every stop of the walk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

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
    wave_ids,
)
from packbench.db.schema import PickTask, Wave, WaveShipment
from packbench.db.sql.bulk import insert_rows
from packbench.domain.bins import BinStock, take_from_bins
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus, Payment, ShipmentStatus
from packbench.domain.outcomes import Note, OrderLeftOut, Said
from packbench.domain.picking import WaveMode
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walk import WalkKey, walk_key
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.states import set_shipments
from packbench.services.picking.cancelling import keep_waves

__all__ = [
    "ORDERS_A_WAVE",
    "Pickable",
    "WaveRequest",
    "WaveView",
    "create_wave",
    "get_wave",
    "list_waves",
    "make_wave",
    "none_fit",
    "pickable",
]

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

    What of the named orders is unpaid, on hold, in a virtual or another warehouse is left out and
    told; it is refused only when nothing is fit. An undo is as `cancel_wave`.
    """
    content = {
        "warehouse": request.warehouse,
        "orders": list(request.orders),
        "max_orders": request.max_orders,
        "mode": request.mode,
    }

    def work(transaction: Transaction) -> WaveView:
        chosen = _choose(transaction, request)
        wave_id = make_wave(transaction, chosen.fit, request.mode)
        keep_waves(transaction, [wave_id])
        return replace(show_wave(transaction.connection, wave_id), left_out=chosen.left_out)

    return run_command(context, Call("pick.create", content, key), WaveView, work)


def make_wave(
    transaction: Transaction, shipments: Sequence[PickableShipment], mode: WaveMode | None
) -> int:
    """Inside a command: releases shipments of one warehouse to picking; the wave's id."""
    wave_id = _insert_wave(transaction, shipments, mode)
    _insert_tasks(transaction, wave_id, shipments)
    _release_to_picking(transaction, shipments)
    transaction.changed(Kind.WAVE, {wave_id})
    return wave_id


def get_wave(context: Context, number: str) -> WaveView:
    """One wave as a whole; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_wave(connection, find_wave_id(connection, number))


def list_waves(context: Context) -> list[WaveView]:
    """Every wave, the newest first."""
    with context.database.read.connect() as connection:
        return [show_wave(connection, wave_id) for wave_id in wave_ids(connection)]


@dataclass(frozen=True, slots=True)
class Pickable:
    """Shipments that can be picked, in queue order, and what was named and can't."""

    fit: list[PickableShipment]
    left_out: list[OrderLeftOut]


def _choose(transaction: Transaction, request: WaveRequest) -> Pickable:
    """The shipments of a wave: all of one warehouse; refuses when none is fit."""
    connection = transaction.connection
    warehouse_id = None
    if request.warehouse is not None:
        warehouse = find_warehouse(connection, request.warehouse)
        warehouse_id = warehouse.id
        if warehouse.kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=warehouse.code)
    if request.orders:
        found = pickable(connection, request.orders)
    else:
        found = Pickable(ready_shipments(connection, warehouse_id=warehouse_id), [])
    place = found.fit[0].warehouse_id if found.fit and warehouse_id is None else warehouse_id
    here = [one for one in found.fit if one.warehouse_id == place]
    chosen = here[: request.max_orders]
    left_out = list(found.left_out)
    if request.orders:
        elsewhere = [one for one in found.fit if one.warehouse_id != place]
        left_out += [_left_out(one, Said.IN_ANOTHER_WAREHOUSE) for one in elsewhere]
        left_out += [_left_out(one, Said.BEYOND_THE_WAVE) for one in here[request.max_orders :]]
    if not chosen:
        raise none_fit(left_out)
    return Pickable(chosen, left_out)


def pickable(connection: Connection, orders: Sequence[str]) -> Pickable:
    """What of the named orders can be picked, in queue order, and what can't, and why."""
    named = orders_by_number(connection, orders)
    ready = ready_shipments(connection, order_ids=[order.id for order in named])
    with_shipments = {one.order_id for one in ready}
    left_out = [
        OrderLeftOut(order.number, Note.of(_nothing_allocated(order)))
        for order in named
        if order.id not in with_shipments
    ]
    fit = []
    for one in ready:
        why = _unfit(one)
        if why is None:
            fit.append(one)
        else:
            left_out.append(OrderLeftOut(one.order_number, Note.of(why)))
    return Pickable(fit, left_out)


def none_fit(left_out: Sequence[OrderLeftOut]) -> Refusal:
    """Why nothing can be picked: the first reason."""
    if left_out:
        return left_out[0].note.refusal()
    return Refusal(Code.NOTHING_TO_DO, why=Said.NO_SHIPMENT_READY)


def _left_out(shipment: PickableShipment, why: Said) -> OrderLeftOut:
    refusal = Refusal(
        Code.NOTHING_TO_DO, why=why, name=shipment.number, warehouse=shipment.warehouse
    )
    return OrderLeftOut(shipment.order_number, Note.of(refusal))


def _nothing_allocated(order: OrderInQueue) -> Refusal:
    return Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_TO_PICK, name=order.number)


def _unfit(one: PickableShipment) -> Refusal | None:
    """Why a ready shipment may not be picked."""
    if one.payment == Payment.AWAITING:
        return Refusal(Code.UNPAID, name=one.order_number)
    if one.hold is not None:
        on_hold = OrderStatus.ON_HOLD.value
        return Refusal(Code.WRONG_STATE, name=one.order_number, state=on_hold)
    if one.warehouse_kind == WarehouseKind.VIRTUAL:
        return Refusal(Code.WAREHOUSE_VIRTUAL, name=one.number)
    if one.is_collecting:
        state = OrderStatus.BACK_ORDER.value
        name = one.order_number
        return Refusal(Code.WRONG_STATE, why=Said.COLLECTING, name=name, state=state)
    return None


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
    set_shipments(connection, ids, ShipmentStatus.PICKING)
    order_ids = {one.order_id for one in shipments}
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.SHIPMENT, set(ids))
    transaction.changed(Kind.ORDER, order_ids)
