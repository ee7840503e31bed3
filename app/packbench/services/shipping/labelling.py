"""Asks a shipment's carrier for its label, and takes one back: outside of any transaction.

A carrier may take seconds, and nobody waits for the database meanwhile. What it is asked twice for,
after a power cut for instance, it makes once: each label has a reference of its own.
"""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from packbench.carriers.plugins import call_carrier
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import bench_row
from packbench.db.queries.records.settings import read_settings
from packbench.db.queries.records.shipping import (
    full_parcels,
    known_methods,
    label_of,
    labels_made,
    route_of,
)
from packbench.db.transactions import write_transaction
from packbench.domain.orders import ShipmentStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import (
    Carrier,
    LabelAnswer,
    LabelRequest,
    LabelToVoid,
    Method,
    ParcelToShip,
)
from packbench.domain.tracking import carriers_of, is_anothers
from packbench.engine.command.context import Context
from packbench.engine.numbering import number_parcels
from packbench.services.customs import refuse_undeclared
from packbench.settings import CARRIER_FOLDER, CARRIER_SECONDS

_SCANNED = "scan"


@dataclass(frozen=True, slots=True)
class CarrierLabel:
    """With whom a shipment goes, and the label that its carrier made; None: none was asked for."""

    carrier: str | None
    tracking: str | None
    method: Method | None = None
    reference: str = ""
    leaves_house: bool = False
    pdf: bytes | None = None


def ask_label(
    context: Context, shipment: str, carrier: str | None, tracking: str | None
) -> CarrierLabel:
    """The label of a shipment from the carrier of its method.

    Nobody is asked where the carrier was named, where the order's word means no method, or where
    the shipment is not packed; a tracking number without a carrier tells whose it is. Refuses as
    the carrier does, as `call_carrier`, (`customs_missing`) as `refuse_undeclared`, and a number
    that is misread or another carrier's (`tracking_wrong`).
    """
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        row = bench_row(connection, shipment_id)
        method = known_methods(connection).find(route_of(connection, shipment_id).ship_method)
        if row.status == ShipmentStatus.PACKED:
            refuse_undeclared(connection, shipment_id)
    if row.status != ShipmentStatus.PACKED or row.hold is not None:
        return CarrierLabel(carrier, tracking)
    if carrier:
        return _by_hand(carrier, tracking)
    if method is None:
        return CarrierLabel(_whose(tracking), tracking)
    if tracking and method.plugin != _SCANNED:
        return _by_hand(method.carried_by, tracking)
    write_transaction(
        context.database, partial(number_parcels, shipment_id=shipment_id), moves_stock=False
    )
    with context.database.read.connect() as connection:
        request = _request(connection, shipment_id, method, tracking)
        seconds = read_settings(connection).of(CARRIER_SECONDS)

    def ask(plugin: Carrier) -> tuple[LabelAnswer, bool]:
        return plugin.label(request), bool(plugin.leaves_house)

    answer, leaves_house = call_carrier(method.plugin, seconds, ask)
    return CarrierLabel(
        *(method.carried_by, answer.tracking, method, request.reference, leaves_house, answer.pdf)
    )


def _by_hand(carrier: str, tracking: str | None) -> CarrierLabel:
    if tracking and is_anothers(carrier, tracking):
        others = ", ".join(carriers_of(tracking))
        raise Refusal(Code.TRACKING_WRONG, tracking=tracking, carrier=carrier, others=others)
    return CarrierLabel(carrier, tracking)


def _whose(tracking: str | None) -> str | None:
    found = carriers_of(tracking or "")
    return found[0] if len(found) == 1 else None


def _request(
    connection: Connection, shipment_id: int, method: Method, tracking: str | None
) -> LabelRequest:
    route = route_of(connection, shipment_id)
    made = labels_made(connection, shipment_id)
    return LabelRequest(
        reference=route.shipment if not made else f"{route.shipment}/{made + 1}",
        shipment=route.shipment,
        order=route.order,
        method=method,
        parcels=[
            ParcelToShip(one.sscc or one.own_number or route.shipment, one.weight_g, one.box or "")
            for one in full_parcels(connection, shipment_id)
        ]
        or [ParcelToShip(route.shipment)],
        receiver=route.receiver,
        sender=route.sender,
        tracking=tracking,
        settings=_settings(connection),
    )


def _settings(connection: Connection) -> dict[str, str]:
    return {"folder": read_settings(connection).of(CARRIER_FOLDER)}


def void_label(context: Context, shipment_id: int) -> None:
    """Takes the label of a shipment back where others know of it; refuses as the carrier does."""
    with context.database.read.connect() as connection:
        label = label_of(connection, shipment_id)
        if label is None or not label.leaves_house:
            return
        row = bench_row(connection, shipment_id)
        method = known_methods(connection).find(label.method)
        seconds = read_settings(connection).of(CARRIER_SECONDS)
        settings = _settings(connection)
    gone = Method(label.method, label.method, label.plugin)  # it was removed since
    told = LabelToVoid(label.reference, row.number, row.tracking, method or gone, settings)

    def ask(plugin: Carrier) -> None:
        plugin.void(told)

    call_carrier(label.plugin, seconds, ask)
