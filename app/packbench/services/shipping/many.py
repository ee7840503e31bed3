"""Many shipments at once: each is told row by row, the good ones go, one undo takes all back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import bench_row
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.undo.undoer import Undoer
from packbench.services.customs import codes_of, customs_look
from packbench.services.shipping.labelling import CarrierLabel, ask_label, void_label
from packbench.services.shipping.methods import method_for
from packbench.services.shipping.sending import (
    ShippedAs,
    Voided,
    send_labelled,
    undo_sending,
    undo_voiding,
    void_here,
)
from packbench.services.shipping.tracking import Tracked, TrackedBefore, TrackingChange, set_one


@dataclass(frozen=True, slots=True)
class ShippedMany:
    """Shipments that one command shipped."""

    shipments: list[ShippedAs] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class VoidedMany:
    """Shipments that one command voided."""

    shipments: list[Voided] = field(default_factory=list)


def ship_many(
    context: Context,
    shipments: Sequence[str],
    *,
    carrier: str | None = None,
    tracking: str | None = None,
    how: How,
) -> Results:
    """Ships packed shipments, each by its method or all with a carrier that is named.

    The carriers are asked first, one shipment after the other; then all that got their labels are
    shipped by one command. A preview asks nobody.
    """
    labels: dict[str, CarrierLabel] = {}
    failed: dict[str, Refusal] = {}
    for place, shipment in enumerate(shipments if not how.preview else (), 1):
        try:
            labels[shipment] = ask_label(context, shipment, carrier, tracking)
        except Refusal as refusal:
            failed[shipment] = refusal
        how.on_progress(place, len(shipments))
    sent = ShippedMany()

    def ship(transaction: Transaction, shipment: str) -> list[Note]:
        if shipment in failed:
            raise failed[shipment]
        made = labels.get(shipment) or CarrierLabel(carrier, tracking)
        known = send_labelled(transaction, shipment, made)
        sent.shipments.append(known)
        told = note(Said.IS_SHIPPED, carrier=made.carrier or "–", tracking=made.tracking or "–")
        if how.preview:
            told = _would_ship(context, shipment, carrier)
        return [told, *_customs_ask(transaction, shipment)]

    content = {"shipments": list(shipments), "carrier": carrier, "tracking": tracking}
    return _run(context, ("shipping.ship_many", content, how), shipments, ship, sent)


def _would_ship(context: Context, shipment: str, carrier: str | None) -> Note:
    told = method_for(context, shipment)
    if carrier:
        return note(Said.SHIPS_BY, method=carrier)
    if told.method is not None:
        return note(Said.SHIPS_BY, method=told.method.name)
    return note(Said.SHIPS_WITHOUT_METHOD, word=told.word or "–")


def _customs_ask(transaction: Transaction, shipment: str) -> list[Note]:
    """What customs will ask for and nobody has said; shipping goes on where it is told only."""
    connection = transaction.connection
    look = customs_look(connection, find_shipment_id(connection, shipment))
    return [note(Said.CUSTOMS_WILL_ASK, gaps=codes_of(look.gaps))] if look.gaps else []


def void_many(
    context: Context, shipments: Sequence[str], *, here_only: bool = False, how: How
) -> Results:
    """Voids shipped shipments; carriers are asked first, where they know of the label."""
    failed: dict[str, Refusal] = {}
    for shipment in shipments if not (how.preview or here_only) else ():
        try:
            _ask_to_void(context, shipment)
        except Refusal as refusal:
            failed[shipment] = refusal
    voided = VoidedMany()

    def void(transaction: Transaction, shipment: str) -> list[Note]:
        if shipment in failed:
            raise failed[shipment]
        voided.shipments.append(void_here(transaction, shipment))
        return [note(Said.IS_PACKED_AGAIN)]

    content = {"shipments": list(shipments), "here_only": here_only}
    return _run(context, ("shipping.void_many", content, how), shipments, void, voided)


def _ask_to_void(context: Context, shipment: str) -> None:
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        shipped = bench_row(connection, shipment_id).status == ShipmentStatus.SHIPPED
    if shipped:
        void_label(context, shipment_id)


def track_many(context: Context, rows: Sequence[Tracked], how: How) -> Results:
    """Gives shipments that have left their tracking numbers."""
    change = TrackingChange()
    by_shipment = {one.shipment: one for one in rows}

    def track(transaction: Transaction, shipment: str) -> list[Note]:
        before: TrackedBefore | None = set_one(transaction, by_shipment[shipment])
        if before is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.TRACKED_ALREADY)
        change.before.append(before)
        carrier, tracking = before.after
        return [note(Said.IS_SHIPPED, carrier=carrier or "–", tracking=tracking or "–")]

    content = {"rows": [[one.shipment, one.tracking, one.carrier] for one in rows]}
    return _run(context, ("shipping.tracking", content, how), list(by_shipment), track, change)


Memento = ShippedMany | VoidedMany | TrackingChange


def _run(
    context: Context,
    call: tuple[str, Mapping[str, Any], How],
    shipments: Sequence[str],
    do: Callable[[Transaction, str], list[Note]],
    memento: Memento,
) -> Results:
    name, content, how = call

    def work(transaction: Transaction) -> Results:
        _rows_of(memento).clear()  # it may be run again
        results = [_told(transaction, shipment, do) for shipment in shipments]
        if _rows_of(memento):
            transaction.undo = memento
        return Results(results)

    return run_bulk(context, name, content, how, work)


def _rows_of(memento: Memento) -> list[Any]:
    rows: list[Any] = memento.before if isinstance(memento, TrackingChange) else memento.shipments
    return rows


def _told(
    transaction: Transaction, shipment: str, do: Callable[[Transaction, str], list[Note]]
) -> RowResult:
    try:
        return RowResult(shipment, RowOutcome.DONE, do(transaction, shipment))
    except Refusal as refusal:
        return RowResult(shipment, RowOutcome.REFUSED, [Note.of(refusal)])


def _undo_shipped(transaction: Transaction, shipped: ShippedMany) -> None:
    for one in shipped.shipments:
        undo_sending(transaction, one)


def _undo_voided(transaction: Transaction, voided: VoidedMany) -> None:
    for one in voided.shipments:
        undo_voiding(transaction, one)


UNDO_SHIPPED_MANY = Undoer(ShippedMany, _undo_shipped)
UNDO_VOIDED_MANY = Undoer(VoidedMany, _undo_voided)
