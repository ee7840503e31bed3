"""The end of packing: all is in the parcels, or not yet; and a packed shipment opened again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

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
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.packing import pack_units, unpack_units
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import opened_bench, refuse_unfit, set_packing, who_sends
from packbench.services.packing.parcels import clear_parcels, refuse_stopped


def close_packing(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Everything is in the parcels: the shipment is packed.

    Refuses `not_all_scanned`, with what is missing, while something is; and what is not open here.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        missing = [line for line in pack_lines(connection, row.shipment_id) if line.left]
        if missing:
            named = missing_words(missing)
            raise Refusal(Code.NOT_ALL_SCANNED, name=row.number, missing=named)
        close(transaction, row)
        counted = _counted(connection, row)
        transaction.undo = ClosedPacking(row.shipment_id, counted)
        return show_packing(connection, row.shipment_id)

    call = Call("pack.close", {"shipment": shipment}, key)
    return run_command(context, call, PackView, work)


def missing_words(lines: Sequence[PackLine]) -> str:
    """What is still to be scanned, as people write it: `2 × A, 1 × B`."""
    return ", ".join(f"{line.left} × {line.sku}" for line in lines)


def close(transaction: Transaction, row: BenchRow) -> None:
    """Inside a command: what is picked of a shipment is packed, its parcels are closed."""
    pack_units(transaction, row.shipment_id)
    clear_parcels(transaction.connection, row.shipment_id, transaction.at)
    set_packing(transaction, row.shipment_id, closed_at=transaction.at, asked=None)


def reopen_packing(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Opens a packed shipment again, here; its scans and parcels are kept, the last one is open.

    Refuses what is not packed (`wrong_state`): a shipped one is to be voided first.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        _refuse_not_packed(context, connection, row)
        _open_again(transaction, row)
        set_packing(transaction, row.shipment_id, **who_sends(transaction))
        transaction.undo = ReopenedPacking(row.shipment_id, _counted(connection, row))
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
    unpack_units(transaction, row.shipment_id)
    clear_parcels(transaction.connection, row.shipment_id, None)
    set_packing(transaction, row.shipment_id, closed_at=None)


def _counted(connection: Connection, row: BenchRow) -> list[int]:
    return [scan.id for scan in scans_of(connection, row.shipment_id)]


@dataclass(frozen=True, slots=True)
class ClosedPacking:
    """A shipment that was packed, with the scans that count."""

    shipment_id: int
    scans: list[int]


@dataclass(frozen=True, slots=True)
class ReopenedPacking:
    """A packed shipment that was opened again, with the scans that counted."""

    shipment_id: int
    scans: list[int]


def _undo_close(transaction: Transaction, closed: ClosedPacking) -> None:
    """Open again as it was; refuses what was shipped or opened since."""
    connection = transaction.connection
    row = bench_row(connection, closed.shipment_id, locked=True)
    if row.status != ShipmentStatus.PACKED or _counted(connection, row) != closed.scans:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, name=row.number)
    _open_again(transaction, row)


def _undo_reopen(transaction: Transaction, opened: ReopenedPacking) -> None:
    """Packed as it was; refuses where something was scanned or taken back since."""
    connection = transaction.connection
    row = bench_row(connection, opened.shipment_id, locked=True)
    same = row.is_open and _counted(connection, row) == opened.scans
    if not same or row.status != ShipmentStatus.PICKED:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, name=row.number)
    close(transaction, row)


UNDO_CLOSE = Undoer(ClosedPacking, _undo_close)
UNDO_REOPEN = Undoer(ReopenedPacking, _undo_reopen)
