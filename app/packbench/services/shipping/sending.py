"""Shipments leave the house, and come back where they did not: shipped, voided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import BenchRow, PackView, bench_row, show_packing
from packbench.db.schema import Shipment
from packbench.domain.catalog import code_key
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.shipping import return_units, ship_units
from packbench.engine.undo.undoer import Undoer


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

    Refuses what is not packed (`wrong_state`), an order on hold, and a tracking number of this
    carrier that another shipment has (`tracking_used`).
    """
    carrier, tracking = _plain(carrier), _plain(tracking)

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        _refuse_unpacked(row)
        _send(transaction, row, Sent(row.shipment_id, carrier, tracking, transaction.at))
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "carrier": carrier, "tracking": tracking}
    return run_command(context, Call("ship", content, key), PackView, work)


def void_shipment(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """A shipment did not leave after all: packed as before, its units on hand, its number free.

    Refuses what was not shipped (`wrong_state`).
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        if row.status != ShipmentStatus.SHIPPED:
            why = Said.NOT_SHIPPED
            raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)
        at = row.shipped_at or transaction.at
        transaction.undo = Voided(row.shipment_id, row.carrier, row.tracking, at)
        _bring_back(transaction, row, Cause.VOID)
        return show_packing(connection, row.shipment_id)

    return run_command(context, Call("void", {"shipment": shipment}, key), PackView, work)


@dataclass(frozen=True, slots=True)
class Sent:
    """A shipment that was shipped: with whom, under which number, when."""

    shipment_id: int
    carrier: str | None
    tracking: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Voided:
    """A shipment that was voided, and how it had been shipped."""

    shipment_id: int
    carrier: str | None
    tracking: str | None
    at: datetime


def _plain(text: str | None) -> str | None:
    return (text or "").strip() or None


def _refuse_unpacked(row: BenchRow) -> None:
    if row.status == ShipmentStatus.PACKED and row.hold is None:
        return
    why = {
        ShipmentStatus.SHIPPED.value: Said.SHIPPED_ALREADY,
        ShipmentStatus.PACKED.value: Said.ORDER_ON_HOLD,
        ShipmentStatus.CANCELLED.value: Said.SHIPMENT_CANCELLED,
    }.get(row.status, Said.NOT_PACKED)
    raise Refusal(
        Code.WRONG_STATE, why=why, name=row.number, order=row.order_number, state=row.status
    )


def _send(transaction: Transaction, row: BenchRow, sent: Sent) -> None:
    connection = transaction.connection
    used = tracking_key(sent.carrier, sent.tracking)
    _refuse_used(connection, row, sent, used)
    ship_units(transaction, row.shipment_id)
    values = {
        "carrier": sent.carrier,
        "tracking": sent.tracking,
        "tracking_key": used,
        "shipped_at": sent.at,
    }
    connection.execute(update(Shipment).where(Shipment.id == row.shipment_id).values(values))
    transaction.undo = sent


def tracking_key(carrier: str | None, tracking: str | None) -> str | None:
    """How a carrier's number is compared with others; None where there is none."""
    if tracking is None:
        return None
    return f"{code_key(carrier or '')} {code_key(tracking)}"


def _refuse_used(connection: Connection, row: BenchRow, sent: Sent, used: str | None) -> None:
    query = select(Shipment.number).where(
        Shipment.tracking_key == used, Shipment.id != row.shipment_id
    )
    other = None if used is None else connection.execute(query).scalar_one_or_none()
    if other is not None:
        raise Refusal(Code.TRACKING_USED, tracking=sent.tracking, other=other, name=row.number)


def _bring_back(transaction: Transaction, row: BenchRow, cause: Cause) -> None:
    return_units(transaction, row.shipment_id, cause)
    values = dict.fromkeys(("carrier", "tracking", "tracking_key", "shipped_at"))
    statement = update(Shipment).where(Shipment.id == row.shipment_id)
    transaction.connection.execute(statement.values(values))


def _undo_sending(transaction: Transaction, sent: Sent) -> None:
    """Packed again; refuses what was voided, or shipped in another way, since."""
    row = bench_row(transaction.connection, sent.shipment_id, locked=True)
    now = (row.carrier, row.tracking, row.shipped_at)
    if row.status != ShipmentStatus.SHIPPED or now != (sent.carrier, sent.tracking, sent.at):
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHIPMENT_CHANGED_SINCE, shipment=row.number)
    _bring_back(transaction, row, Cause.UNDO)


def _undo_voiding(transaction: Transaction, voided: Voided) -> None:
    """Shipped again as it was; refuses what was opened or shipped since, and a number in use."""
    row = bench_row(transaction.connection, voided.shipment_id, locked=True)
    if row.status != ShipmentStatus.PACKED or row.closed_at is None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHIPMENT_CHANGED_SINCE, shipment=row.number)
    sent = Sent(voided.shipment_id, voided.carrier, voided.tracking, voided.at)
    _send(transaction, row, sent)


UNDO_SENDING = Undoer(Sent, _undo_sending)
UNDO_VOIDING = Undoer(Voided, _undo_voiding)
