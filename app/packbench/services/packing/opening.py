"""A shipment comes to a bench: opened, resumed after a crash, taken over by a colleague."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, insert, select

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import (
    BenchRow,
    PackView,
    bench_row,
    show_packing,
)
from packbench.db.schema import Command, Packing, PackScan, Parcel
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import (
    head_seen,
    refuse_elsewhere,
    refuse_unfit,
    set_packing,
    who_sends,
)
from packbench.services.packing.parcels import end_packing


def open_packing(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Starts to pack a shipment here, or goes on where it was left, scans included.

    Refuses, with what mends it: not picked yet, unpaid, on hold, cancelled, packed or shipped
    already, of another warehouse than this station's, or packed at another station (`take_over`).
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        refuse_unfit(context, connection, row)
        refuse_elsewhere(context, row)
        _begin(transaction, row)
        return show_packing(connection, row.shipment_id)

    call = Call("pack.open", {"shipment": shipment}, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def take_over(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Packs on here what a colleague packs at another station; he is told at his next scan.

    Refuses what nobody packs (`wrong_state`).
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        refuse_unfit(context, connection, row)
        _begin(transaction, row)
        return show_packing(connection, row.shipment_id)

    call = Call("pack.take_over", {"shipment": shipment}, key, moves_stock=False)
    return run_command(context, call, PackView, work)


@dataclass(frozen=True, slots=True)
class OpenedPacking:
    """A shipment that came to a bench, and who had it before."""

    shipment_id: int
    operator_id: int | None
    station_id: int | None


def _begin(transaction: Transaction, row: BenchRow) -> None:
    connection = transaction.connection
    me = who_sends(transaction)
    seen = head_seen(connection, row.order_id)
    had = connection.execute(
        select(Packing.operator_id, Packing.station_id, Packing.stopped_by).where(
            Packing.shipment_id == row.shipment_id
        )
    ).one_or_none()
    if had is not None and had.stopped_by is not None:
        end_packing(transaction, row.shipment_id)
        had = None
    if had is None:
        first = {"shipment_id": row.shipment_id, "opened_at": transaction.at, "seen": seen}
        connection.execute(insert(Packing).values(**first, **me))
    else:
        set_packing(transaction, row.shipment_id, seen=seen, **me)
    if had is None or (had.operator_id, had.station_id) != tuple(me.values()):
        operator_id, station_id = (None, None) if had is None else (had[0], had[1])
        transaction.undo = OpenedPacking(row.shipment_id, operator_id, station_id)
    transaction.changed(Kind.SHIPMENT, {row.shipment_id})


def _undo_opening(transaction: Transaction, opened: OpenedPacking) -> None:
    """Nobody packs it any more, or who did before; refuses what was scanned or packed since."""
    connection = transaction.connection
    row = bench_row(connection, opened.shipment_id, locked=True)
    since = _scanned_since(connection, opened, transaction.undoes or 0)
    if not row.is_open or since or not _is_still_his(connection, opened, transaction.undoes or 0):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    if opened.operator_id is not None and opened.station_id is not None:
        owner = {"operator_id": opened.operator_id, "station_id": opened.station_id}
        set_packing(transaction, opened.shipment_id, **owner)
        return
    unused = delete(Parcel).where(Parcel.shipment_id == opened.shipment_id)
    connection.execute(unused.where(~exists().where(PackScan.parcel_id == Parcel.id)))
    connection.execute(delete(Packing).where(Packing.shipment_id == opened.shipment_id))
    transaction.changed(Kind.SHIPMENT, {opened.shipment_id})


def _is_still_his(connection: Connection, opened: OpenedPacking, command_id: int) -> bool:
    """Whether who opened it packs it still, at the same station."""
    query = (
        select(Packing.shipment_id)
        .join(Command, Command.operator_id == Packing.operator_id)
        .where(Command.id == command_id, Command.station_id == Packing.station_id)
        .where(Packing.shipment_id == opened.shipment_id)
    )
    return connection.execute(query).first() is not None


def _scanned_since(connection: Connection, opened: OpenedPacking, command_id: int) -> bool:
    """Whether a scan counts that was made after the opening."""
    query = select(PackScan.id).where(
        PackScan.shipment_id == opened.shipment_id,
        PackScan.taken_back_by.is_(None),
        PackScan.command_id > command_id,
    )
    return connection.execute(query.limit(1)).first() is not None


UNDO_OPENING = Undoer(OpenedPacking, _undo_opening)
