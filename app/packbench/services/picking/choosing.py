"""Which shipments can be picked, and why the others can't: an unfit one never keeps the rest."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from packbench.db.queries.planning.queue import OrderInQueue, known_orders
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.queries.records.picking import (
    PickableShipment,
    products_of_shipments,
    ready_shipments,
    unfit_shipments,
)
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.orders import OrderStatus, Payment
from packbench.domain.outcomes import Note, Said
from packbench.domain.picking import WaveChoice
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind

MOST_TOLD = 200
"""So many unfit shipments are told where nobody named the orders."""


@dataclass(frozen=True, slots=True)
class Pickable:
    """Shipments that can be picked, in queue order, and what can't, and why."""

    fit: list[PickableShipment]
    left_out: list[OrderLeftOut] = field(default_factory=list)


def pickable(connection: Connection, orders: Sequence[str]) -> Pickable:
    """What of the named orders can be picked, in queue order, and what can't, and why.

    A number that no order has is left out like what is unfit: it never keeps the rest.
    """
    named, unknown = known_orders(connection, orders)
    ready = ready_shipments(connection, order_ids=[order.id for order in named])
    with_shipments = {one.order_id for one in ready}
    left_out = [_unknown(number) for number in unknown]
    left_out += _without_shipment(
        connection, [order for order in named if order.id not in with_shipments]
    )
    found = sorted_out(ready)
    return Pickable(found.fit, left_out + found.left_out)


def all_pickable(connection: Connection, warehouse_id: int | None) -> Pickable:
    """All that is ready, of a warehouse or of any; of what is unfit the first in the queue."""
    unfit = unfit_shipments(connection, warehouse_id, MOST_TOLD)
    left_out = sorted_out(unfit).left_out
    return Pickable(ready_shipments(connection, warehouse_id=warehouse_id), left_out)


def sorted_out(shipments: Iterable[PickableShipment]) -> Pickable:
    """Ready shipments that may be picked, and those that may not, and why."""
    found = Pickable([], [])
    for one in shipments:
        why = _unfit(one)
        if why is None:
            found.fit.append(one)
        else:
            found.left_out.append(OrderLeftOut(one.order_number, Note.of(why)))
    return found


def none_fit(left_out: Sequence[OrderLeftOut]) -> Refusal:
    """Why nothing can be picked: the first reason."""
    if left_out:
        return left_out[0].note.refusal()
    return Refusal(Code.NOTHING_TO_DO, why=Said.NO_SHIPMENT_READY)


def left_out_for(shipment: PickableShipment, why: Said) -> OrderLeftOut:
    """A shipment that could be picked and is not in what was made."""
    refusal = Refusal(
        Code.NOTHING_TO_DO, why=why, name=shipment.number, warehouse=shipment.warehouse
    )
    return OrderLeftOut(shipment.order_number, Note.of(refusal))


def of_choice(
    connection: Connection, shipments: Sequence[PickableShipment], choice: WaveChoice | None
) -> tuple[list[PickableShipment], list[PickableShipment]]:
    """Those that go together by a choice, and those that don't.

    Single-item: shipments of one product each. Zone: all units lie in the zone of the first one.
    """
    if choice is None or not shipments:
        return list(shipments), []
    facts = products_of_shipments(connection, [one.id for one in shipments])
    if choice is WaveChoice.SINGLE_ITEM:
        fit = {id_ for id_, one in facts.items() if one.products == 1}
    else:
        zone = next((facts[one.id].zone for one in shipments if facts[one.id].zone), None)
        fit = {id_ for id_, one in facts.items() if zone is not None and one.zone == zone}
    return _parted(shipments, fit)


def _parted(
    shipments: Sequence[PickableShipment], fit: Collection[int]
) -> tuple[list[PickableShipment], list[PickableShipment]]:
    return (
        [one for one in shipments if one.id in fit],
        [one for one in shipments if one.id not in fit],
    )


def _unknown(number: str) -> OrderLeftOut:
    return OrderLeftOut(number, Note.of(Refusal(Code.NOT_FOUND, kind="order", name=number)))


def _without_shipment(connection: Connection, orders: Sequence[OrderInQueue]) -> list[OrderLeftOut]:
    """Orders of which nothing is ready: in a wave already, or nothing is allocated."""
    waves = waves_of_orders(connection, [order.id for order in orders])
    left_out = []
    for order in orders:
        why, params = Said.NOTHING_TO_PICK, {}
        for wave in waves.get(order.id, ()):
            why, params = Said.IN_ANOTHER_WAVE, {"wave": wave.number}
        refusal = Refusal(Code.NOTHING_TO_DO, why=why, name=order.number, **params)
        left_out.append(OrderLeftOut(order.number, Note.of(refusal)))
    return left_out


def _unfit(one: PickableShipment) -> Refusal | None:
    """Why a ready shipment may not be picked."""
    if one.payment == Payment.AWAITING:
        return Refusal(Code.UNPAID, name=one.order_number)
    if one.hold is not None:
        on_hold = OrderStatus.ON_HOLD.value
        return Refusal(Code.WRONG_STATE, name=one.order_number, state=on_hold)
    if one.warehouse_kind == WarehouseKind.VIRTUAL:
        return Refusal(Code.WAREHOUSE_VIRTUAL, name=one.warehouse, shipment=one.number)
    if one.is_collecting:
        state = OrderStatus.BACK_ORDER.value
        name = one.order_number
        return Refusal(Code.WRONG_STATE, why=Said.COLLECTING, name=name, state=state)
    return None
