"""Shipments leave the house, and come back where they did not: shipped, voided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.drop_ships import is_drop_shipped
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import BenchRow, PackView, bench_row, show_packing
from packbench.db.queries.records.shipping import label_of, manifest_of
from packbench.db.schema import Shipment, ShipmentLabel
from packbench.domain.catalog import code_key
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.shipping import Dispatch, return_units, ship_units
from packbench.engine.undo.undoer import Undoer
from packbench.services.customs import refuse_undeclared
from packbench.services.shipping.labelling import CarrierLabel, ask_label, void_label


def ship_shipment(
    context: Context,
    shipment: str,
    *,
    carrier: str | None = None,
    tracking: str | None = None,
    key: str | None = None,
) -> PackView:
    """A packed shipment leaves the house: its units are on hand no more.

    Args:
        context: who gives it away, and where.
        shipment: its number.
        carrier: who carries it, as people write it; None where nobody has to know.
        tracking: the carrier's number for it; used once.
        key: sent twice, it is done once.

    Where no carrier is named, that of the order's shipping method is asked for the label first
    (`ask_label`); what it refuses leaves everything as it was.

    Refuses what is not packed (`wrong_state`), an order on hold, what lacks something for its
    customs form where the company wants that (`customs_missing`), and a tracking number of this
    carrier that another shipment has (`tracking_used`).
    """
    carrier, tracking = _plain(carrier), _plain(tracking)
    made = ask_label(context, shipment, carrier, tracking)

    def work(transaction: Transaction) -> PackView:
        sent = send_labelled(transaction, shipment, made)
        transaction.undo = sent
        return show_packing(transaction.connection, sent.shipment_id)

    content = {"shipment": shipment, "carrier": carrier, "tracking": tracking}
    return run_command(context, Call("ship", content, key), PackView, work)


def send_labelled(transaction: Transaction, shipment: str, made: "CarrierLabel") -> "ShippedAs":
    """Inside a command: ships a packed shipment with its label; nothing is written before."""
    connection = transaction.connection
    row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
    _refuse_unpacked(row)
    refuse_undeclared(connection, row.shipment_id)
    refuse_used(connection, row, made.tracking, tracking_key(made.carrier, made.tracking))
    label = _write_label(transaction, row.shipment_id, made)
    sent = ShippedAs(row.shipment_id, made.carrier, made.tracking, transaction.at, label)
    _send(transaction, row, sent)
    return sent


def _write_label(transaction: Transaction, shipment_id: int, made: CarrierLabel) -> int | None:
    """The id of the label that a carrier made; None where none was asked."""
    if made.method is None:
        return None
    values = {
        "shipment_id": shipment_id,
        "command_id": transaction.command_id,
        "reference": made.reference,
        "method": made.method.code,
        "plugin": made.method.plugin,
        "leaves_house": made.leaves_house,
        "label": made.method.label.value,
        "pdf": made.pdf,
    }
    statement = insert(ShipmentLabel).values(values).returning(ShipmentLabel.id)
    return transaction.connection.execute(statement).scalar_one()


def void_shipment(
    context: Context, shipment: str, *, here_only: bool = False, key: str | None = None
) -> PackView:
    """A shipment did not leave after all: packed as before, its units on hand, its number free.

    Args:
        context: who takes it back, and where.
        shipment: its number.
        here_only: its carrier is not asked, since its label was taken back there already.
        key: sent twice, it is done once.

    Its carrier is asked first where the label is known there; what it refuses leaves everything as
    it was. Refuses what was not shipped, and what is on a manifest (`wrong_state`).
    """
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        is_shipped = bench_row(connection, shipment_id).status == ShipmentStatus.SHIPPED
        _refuse_manifested(connection, shipment_id)
    if is_shipped and not here_only:
        void_label(context, shipment_id)

    def work(transaction: Transaction) -> PackView:
        voided = void_here(transaction, shipment)
        transaction.undo = voided
        return show_packing(transaction.connection, voided.shipment_id)

    content: dict[str, object] = {"shipment": shipment}
    if here_only:
        content["here_only"] = True
    return run_command(context, Call("void", content, key), PackView, work)


def void_here(transaction: Transaction, shipment: str) -> "Voided":
    """Inside a command: a shipment is packed again; its carrier was asked before."""
    connection = transaction.connection
    row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
    if row.status != ShipmentStatus.SHIPPED:
        why = Said.NOT_SHIPPED
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)
    _refuse_manifested(connection, row.shipment_id)
    if is_drop_shipped(connection, row.shipment_id):
        why = Said.SENT_BY_SUPPLIER
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)
    at = row.shipped_at or transaction.at
    label = label_of(connection, row.shipment_id)
    label_id = None if label is None else label.id
    mark_label(connection, label_id, voided_by=transaction.command_id)
    return_units(transaction, row.shipment_id, Cause.VOID)
    return Voided(row.shipment_id, row.carrier, row.tracking, at, label_id)


def mark_label(connection: Connection, label_id: int | None, **values: object) -> None:
    """Inside a transaction: what became of a label; nothing where there is none."""
    if label_id is not None:
        changed = update(ShipmentLabel).where(ShipmentLabel.id == label_id)
        connection.execute(changed.values(**values))


def _refuse_manifested(connection: Connection, shipment_id: int) -> None:
    manifest = manifest_of(connection, shipment_id)
    if manifest is not None:
        row = bench_row(connection, shipment_id)
        why, named = Said.ON_MANIFEST, {"name": row.number, "state": row.status}
        raise Refusal(Code.WRONG_STATE, why=why, manifest=manifest, **named)


@dataclass(frozen=True, slots=True)
class ShippedAs:
    """A shipment that was shipped: with whom, under which number, when."""

    shipment_id: int
    carrier: str | None
    tracking: str | None
    at: datetime
    label_id: int | None = None


@dataclass(frozen=True, slots=True)
class Voided:
    """A shipment that was voided, and how it had been shipped."""

    shipment_id: int
    carrier: str | None
    tracking: str | None
    at: datetime
    label_id: int | None = None


def _plain(text: str | None) -> str | None:
    return (text or "").strip() or None


def _refuse_unpacked(row: BenchRow) -> None:
    if row.status == ShipmentStatus.PACKED and row.hold is None:
        return
    why = {
        ShipmentStatus.SHIPPED.value: Said.SHIPPED_ALREADY,
        ShipmentStatus.PACKED.value: Said.ORDER_ON_HOLD,
        ShipmentStatus.CANCELLED.value: Said.SHIPMENT_CANCELLED,
        ShipmentStatus.AT_SUPPLIER.value: Said.IS_AT_SUPPLIER,
    }.get(row.status, Said.NOT_PACKED)
    raise Refusal(
        Code.WRONG_STATE, why=why, name=row.number, order=row.order_number, state=row.status
    )


def _send(transaction: Transaction, row: BenchRow, sent: ShippedAs) -> None:
    connection = transaction.connection
    used = tracking_key(sent.carrier, sent.tracking)
    refuse_used(connection, row, sent.tracking, used)
    dispatch = Dispatch(sent.carrier, sent.tracking, used, sent.at)
    ship_units(transaction, row.shipment_id, dispatch)


def tracking_key(carrier: str | None, tracking: str | None) -> str | None:
    """How a carrier's number is compared with others; None where there is none."""
    if tracking is None:
        return None
    return f"{code_key(carrier or '')} {code_key(tracking)}"


def refuse_used(
    connection: Connection, row: BenchRow, tracking: str | None, used: str | None
) -> None:
    """Refuses (`tracking_used`) a carrier's number that another shipment has."""
    query = select(Shipment.number).where(
        Shipment.tracking_key == used, Shipment.id != row.shipment_id
    )
    other = None if used is None else connection.execute(query).scalar_one_or_none()
    if other is not None:
        raise Refusal(Code.TRACKING_USED, tracking=tracking, other=other, name=row.number)


def undo_sending(transaction: Transaction, sent: ShippedAs) -> None:
    """Packed again; refuses what was voided, or shipped in another way, since."""
    row = bench_row(transaction.connection, sent.shipment_id, locked=True)
    now = (row.carrier, row.tracking, row.shipped_at)
    if row.status != ShipmentStatus.SHIPPED or now != (sent.carrier, sent.tracking, sent.at):
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHIPMENT_CHANGED_SINCE, shipment=row.number)
    if manifest_of(transaction.connection, sent.shipment_id) is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHIPMENT_CHANGED_SINCE, shipment=row.number)
    _refuse_outside(transaction.connection, sent.label_id)
    mark_label(transaction.connection, sent.label_id, voided_by=transaction.command_id)
    return_units(transaction, row.shipment_id, Cause.UNDO)


def undo_voiding(transaction: Transaction, voided: Voided) -> None:
    """Shipped again as it was; refuses what was opened or shipped since, and a number in use."""
    row = bench_row(transaction.connection, voided.shipment_id, locked=True)
    if row.status != ShipmentStatus.PACKED or row.closed_at is None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHIPMENT_CHANGED_SINCE, shipment=row.number)
    _refuse_outside(transaction.connection, voided.label_id)
    mark_label(transaction.connection, voided.label_id, voided_by=None)
    sent = ShippedAs(voided.shipment_id, voided.carrier, voided.tracking, voided.at)
    _send(transaction, row, sent)


def _refuse_outside(connection: Connection, label_id: int | None) -> None:
    """Refuses where a carrier knows of the label: `void` and `ship` ask it, undo does not."""
    query = select(ShipmentLabel.leaves_house).where(ShipmentLabel.id == label_id)
    if label_id is not None and connection.execute(query).scalar_one():
        raise Refusal(Code.CANNOT_UNDO, why=Said.LABEL_AT_CARRIER)


UNDO_SENDING = Undoer(ShippedAs, undo_sending)
UNDO_VOIDING = Undoer(Voided, undo_voiding)
