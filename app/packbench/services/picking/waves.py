"""Waves: shipments released to be picked together, with a task for every stop of the walk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_warehouse, find_wave_id
from packbench.db.queries.records.picking import (
    PickableShipment,
    WaveView,
    show_wave,
    show_waves,
    wave_ids,
)
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.outcomes import Said
from packbench.domain.picking import WaveChoice, WaveMode
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.picking.cancelling import keep_waves
from packbench.services.picking.choosing import (
    Pickable,
    all_pickable,
    left_out_for,
    none_fit,
    of_choice,
    pickable,
)
from packbench.services.picking.tasks import WaveKind, make_wave

__all__ = [
    "ORDERS_A_WAVE",
    "WaveRequest",
    "WaveView",
    "choose",
    "create_wave",
    "get_wave",
    "list_waves",
]

ORDERS_A_WAVE = 20
"""Shipments in a wave when nobody says how many: what one cart holds."""


@dataclass(frozen=True, slots=True)
class WaveRequest:
    """What a wave should hold.

    Attributes:
        warehouse: a code; None takes the warehouse of the first shipment in the queue.
        orders: numbers; none takes what is ready, in queue order.
        max_orders: at most so many shipments; a single wave has one.
        mode: how it is picked; None: single for one shipment, batch for more.
        choice: only shipments of one product each, or of one zone.
    """

    warehouse: str | None = None
    orders: Sequence[str] = ()
    max_orders: int = ORDERS_A_WAVE
    mode: WaveMode | None = None
    choice: WaveChoice | None = None


def create_wave(context: Context, request: WaveRequest, *, key: str | None = None) -> WaveView:
    """Releases ready shipments to picking and reserves the bins that they are taken from.

    What is unpaid, on hold, in a virtual or another warehouse, in another wave or unknown is left
    out and told; it is refused only when nothing is fit. An undo is as `cancel_wave`.
    """
    content = {
        "warehouse": request.warehouse,
        "orders": list(request.orders),
        "max_orders": request.max_orders,
        "mode": request.mode,
    }
    if request.choice is not None:
        content["choice"] = request.choice

    def work(transaction: Transaction) -> WaveView:
        chosen = choose(transaction.connection, request)
        if not chosen.fit:
            raise none_fit(chosen.left_out if request.orders else [])
        wave_id = make_wave(transaction, chosen.fit, WaveKind(request.mode, request.choice))
        keep_waves(transaction, [wave_id])
        return replace(show_wave(transaction.connection, wave_id), left_out=chosen.left_out)

    return run_command(context, Call("pick.create", content, key), WaveView, work)


def get_wave(context: Context, number: str) -> WaveView:
    """One wave as a whole; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_wave(connection, find_wave_id(connection, number))


def list_waves(context: Context) -> list[WaveView]:
    """Every wave as a whole, the newest first."""
    with context.database.read.connect() as connection:
        return show_waves(connection, wave_ids(connection))


def choose(connection: Connection, request: WaveRequest) -> Pickable:
    """The shipments of a wave, all of one warehouse, and what is left out, and why."""
    warehouse_id = None
    if request.warehouse is not None:
        warehouse = find_warehouse(connection, request.warehouse)
        warehouse_id = warehouse.id
        if warehouse.kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=warehouse.code)
    if request.orders:
        found = pickable(connection, request.orders)
    else:
        found = all_pickable(connection, warehouse_id)
    place = found.fit[0].warehouse_id if found.fit and warehouse_id is None else warehouse_id
    here = [one for one in found.fit if one.warehouse_id == place]
    together, apart = of_choice(connection, here, request.choice)
    most = 1 if request.mode is WaveMode.SINGLE else request.max_orders
    left_out = list(found.left_out)
    if request.orders:
        elsewhere = [one for one in found.fit if one.warehouse_id != place]
        left_out += _left_out(elsewhere, Said.IN_ANOTHER_WAREHOUSE)
        left_out += _left_out(apart, Said.OF_ANOTHER_KIND)
        left_out += _left_out(together[most:], Said.BEYOND_THE_WAVE)
    return Pickable(together[:most], left_out)


def _left_out(shipments: Sequence[PickableShipment], why: Said) -> list[OrderLeftOut]:
    return [left_out_for(one, why) for one in shipments]
