"""The end of packing: all is in the parcels, or not yet; and a packed shipment opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import (
    BenchRow,
    PackLine,
    PackView,
    bench_row,
    pack_lines,
    scans_of,
    show_packing,
)
from packbench.db.schema import Order, Packing
from packbench.domain.changes import Kind
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bench_losses import lose_missing
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.packaging import return_packaging, take_packaging
from packbench.engine.packing import pack_units, unpack_units
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.packings import stop_packing
from packbench.services.packing.bench import (
    opened_bench,
    refuse_unfit,
    set_packing,
    unpackable,
    who_sends,
)
from packbench.services.packing.parcels import (
    clear_parcels,
    closed_parcels,
    end_packing,
    refuse_stopped,
    refuse_unready,
    restore_closed,
)
from packbench.services.packing.photos import refuse_without_photo
from packbench.services.packing.second_checks import (
    refuse_unchecked,
    restore_checks,
    void_checks,
)
from packbench.services.packing.weighing import refuse_other_weight


def close_packing(
    context: Context, shipment: str, *, short: bool = False, key: str | None = None
) -> PackView:
    """Everything is in the parcels: the shipment is packed.

    Args:
        context: who packs, and where.
        shipment: its number; open here.
        short: what was not scanned is not there: it waits in its old place, served by other stock
            at once where there is some, and its bins are to be counted. Where nothing was scanned
            nothing is packed: the shipment is cancelled. It can't be taken back.
        key: sent twice, it is done once.

    Refuses `not_all_scanned`, with what is missing, while something is and `short` is not said;
    `short` of an order that ships only complete; what is not open here; `box_missing` and
    `weight_missing` where this station's rules ask for them; `weight_differs` what is
    out of the station's tolerance, and `second_check_needed` what nobody else looked into.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        missing = [line for line in pack_lines(connection, row.shipment_id) if line.left]
        if missing and not short:
            named = missing_words(missing)
            raise Refusal(Code.NOT_ALL_SCANNED, name=row.number, missing=named)
        refusal = unpackable(connection, row)  # what is still picked in place of damaged goods
        if refusal is not None:
            raise refusal
        refuse_unready(context, connection, row)
        refuse_other_weight(context, connection, row)
        was_filled = bool(scans_of(connection, row.shipment_id))
        if was_filled:
            refuse_unchecked(connection, row)
            refuse_without_photo(context, connection, row)
        before = closed_parcels(connection, row.shipment_id)
        if missing:
            _lose(transaction, row, missing)
        _close_or_stop(transaction, row, was_filled=was_filled)
        counted = _counted(connection, row)
        transaction.undo = ClosedPacking(row.shipment_id, counted, bool(missing), before)
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "short": short}
    return run_command(context, Call("pack.close", content, key), PackView, work)


def _lose(transaction: Transaction, row: BenchRow, missing: Sequence[PackLine]) -> None:
    connection = transaction.connection
    partial = select(Order.ship_partial).where(Order.id == row.order_id)
    if not connection.execute(partial).scalar_one():
        why = Said.SHIPS_ONLY_COMPLETE
        named = {"name": row.number, "order": row.order_number, "state": row.status}
        raise Refusal(Code.WRONG_STATE, why=why, **named)
    lose_missing(transaction, row.shipment_id, {one.allocation_id: one.left for one in missing})
    transaction.changed(Kind.ORDER, {row.order_id})
    transaction.changed_many(Kind.STOCK)


def _close_or_stop(transaction: Transaction, row: BenchRow, *, was_filled: bool) -> None:
    """Packs what is there; where nothing is, nobody packs it any more.

    Nothing is told of it later where nothing `was_filled` in: nothing has to be taken out.
    """
    if pack_lines(transaction.connection, row.shipment_id):
        close(transaction, row)
        return
    if was_filled:
        stop_packing(transaction, [row.shipment_id], [])
    else:
        end_packing(transaction, row.shipment_id)
    refresh_orders(transaction.connection, {row.order_id})
    transaction.changed(Kind.SHIPMENT, {row.shipment_id})


def missing_words(lines: Sequence[PackLine]) -> str:
    """What is still to be scanned, as people write it: `2 × A, 1 × B`."""
    return ", ".join(f"{line.left} × {line.sku}" for line in lines)


def close(transaction: Transaction, row: BenchRow) -> None:
    """Inside a command: what is picked of a shipment is packed, its parcels are closed."""
    pack_units(transaction, row.shipment_id)
    clear_parcels(transaction.connection, row.shipment_id, transaction.at)
    take_packaging(transaction, row.shipment_id)
    set_packing(transaction, row.shipment_id, closed_at=transaction.at, asked=None)


def reopen_packing(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Opens a packed shipment again, here; its scans and parcels are kept, the last one is open.

    Refuses what is not packed (`wrong_state`): a shipped one is to be voided first.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        _refuse_not_packed(context, connection, row)
        transaction.undo = _as_packed(connection, row)
        _open_again(transaction, row)
        void_checks(transaction, row.shipment_id)
        set_packing(transaction, row.shipment_id, **who_sends(transaction))
        return show_packing(connection, row.shipment_id)

    return run_command(context, Call("pack.reopen", {"shipment": shipment}, key), PackView, work)


def _refuse_not_packed(context: Context, connection: Connection, row: BenchRow) -> None:
    if row.status == ShipmentStatus.SHIPPED:
        why = Said.SHIPPED_ALREADY
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)
    if row.status != ShipmentStatus.PACKED:
        refuse_unfit(context, connection, row)
        why = Said.NOT_PACKED
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)


def _open_again(transaction: Transaction, row: BenchRow) -> None:
    return_packaging(transaction, row.shipment_id)
    unpack_units(transaction, row.shipment_id)
    clear_parcels(transaction.connection, row.shipment_id, None)
    set_packing(transaction, row.shipment_id, closed_at=None)


def _as_packed(connection: Connection, row: BenchRow) -> "ReopenedPacking":
    """How a packed shipment stands, before it is opened again."""
    packing = select(*(Packing.__table__.c[name] for name in _PACKED)).where(
        Packing.shipment_id == row.shipment_id
    )
    packed = connection.execute(packing).one()._asdict()
    parcels = closed_parcels(connection, row.shipment_id)
    return ReopenedPacking(row.shipment_id, _counted(connection, row), **packed, parcels=parcels)


_PACKED = ("operator_id", "station_id", "closed_at")
"""What opening a packed shipment again changes of its bench."""


def _counted(connection: Connection, row: BenchRow) -> list[int]:
    return [scan.id for scan in scans_of(connection, row.shipment_id)]


@dataclass(frozen=True, slots=True)
class ClosedPacking:
    """A shipment that was packed, with the scans that count; `short` where something was not.

    `parcels` tells when those that were full before were closed; None in records of old versions.
    """

    shipment_id: int
    scans: list[int]
    short: bool = False
    parcels: dict[int, datetime] | None = None


@dataclass(frozen=True, slots=True)
class ReopenedPacking:
    """A packed shipment that was opened again, with the scans that counted.

    The rest is who had packed it and where, and when it and its parcels were closed; None in
    records of old versions.
    """

    shipment_id: int
    scans: list[int]
    operator_id: int | None = None
    station_id: int | None = None
    closed_at: datetime | None = None
    parcels: dict[int, datetime] | None = None


def _undo_close(transaction: Transaction, closed: ClosedPacking) -> None:
    """Open again as it was; refuses what was shipped or opened since, and what was short."""
    if closed.short:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SHORT_WAS_BOOKED)
    connection = transaction.connection
    row = bench_row(connection, closed.shipment_id, locked=True)
    if row.status != ShipmentStatus.PACKED or _counted(connection, row) != closed.scans:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    _open_again(transaction, row)
    if closed.parcels is not None:
        restore_closed(connection, row.shipment_id, closed.parcels)


def _undo_reopen(transaction: Transaction, opened: ReopenedPacking) -> None:
    """Packed as it was; refuses where something was scanned or taken back since."""
    connection = transaction.connection
    row = bench_row(connection, opened.shipment_id, locked=True)
    same = row.is_open and _counted(connection, row) == opened.scans
    if not same or row.status != ShipmentStatus.PICKED:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    restore_checks(transaction, row.shipment_id)
    close(transaction, row)
    if opened.closed_at is not None and opened.parcels is not None:
        packed = {name: getattr(opened, name) for name in _PACKED}
        set_packing(transaction, row.shipment_id, **packed)
        restore_closed(connection, row.shipment_id, opened.parcels)


UNDO_CLOSE = Undoer(ClosedPacking, _undo_close)
UNDO_REOPEN = Undoer(ReopenedPacking, _undo_reopen)
