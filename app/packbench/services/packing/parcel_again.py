"""One of several parcels opened again, and items taken out of the parcel that is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.packing import (
    BenchRow,
    PackView,
    pack_lines,
    parcels_of,
    scans_of,
    show_packing,
)
from packbench.db.schema import PackScan, Parcel
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import opened_bench
from packbench.services.packing.parcels import chosen_parcel, open_row, refuse_stopped
from packbench.services.scanning import resolve


def open_parcel(
    context: Context, shipment: str, parcel: int, *, key: str | None = None
) -> PackView:
    """Opens one of the parcels of an open shipment again: what is scanned now goes into it.

    The parcel that was being filled is closed. What the opened one weighed is not known any more.

    Args:
        context: who packs, and where.
        shipment: its number; open here.
        parcel: from 1, as the packing slip counts them.
        key: sent twice, it is done once.

    Refuses `not_found` for a parcel that is not there, `nothing_to_do` for the one that is open.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        again = chosen_parcel(connection, row, parcel)
        if again.closed_at is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.PARCEL_OPEN, name=row.number, parcel=parcel)
        parcels = parcels_of(connection, row.shipment_id)
        filled = [one.id for one in parcels if one.closed_at is None]
        _turn_to(transaction, again.id, filled)
        change = ParcelAgain(row.shipment_id, again.id, filled, again.weight_g)
        transaction.undo = change
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "parcel": parcel}
    call = Call("pack.open_parcel", content, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def _turn_to(transaction: Transaction, opened: int, closed: Sequence[int]) -> None:
    connection = transaction.connection
    full = update(Parcel).where(among(Parcel.id, closed))
    connection.execute(full.values(closed_at=transaction.at))
    again = update(Parcel).where(Parcel.id == opened)
    connection.execute(again.values(closed_at=None, weight_g=None))


def take_out(context: Context, shipment: str, code: str, *, key: str | None = None) -> PackView:
    """Takes units of an item out of the parcel that is open: they are still to be scanned.

    Args:
        context: who packs, and where.
        shipment: its number; open here.
        code: as it is scanned; `5*CODE` takes five out, or all of them or none.
        key: sent twice, it is done once.

    What was scanned last goes first. Refuses `not_found` where so many are not in the parcel.
    """
    meaning = resolve(context, code)

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        lying = _lying(connection, row, meaning)
        if sum(scan.quantity for scan in lying) < meaning.count:
            raise Refusal(Code.NOT_FOUND, kind="item in parcel", name=meaning.name or code)
        gone, made = _take(transaction, lying, meaning.count)
        transaction.undo = ItemsTakenOut(row.shipment_id, gone, made)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "code": code}
    call = Call("pack.take_out", content, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def _lying(connection: Connection, row: BenchRow, meaning: Meaning) -> list[AnyRow]:
    """The scans of an item in the open parcel, the last one first."""
    several = meaning.choices or (meaning,)
    products = {one.record_id for one in several if one.kind is ScanKind.PRODUCT}
    parcel = chosen_parcel(connection, row, None)
    return [
        scan
        for scan in reversed(scans_of(connection, row.shipment_id))
        if scan.parcel_id == parcel.id and scan.product_id in products
    ]


def _take(
    transaction: Transaction, lying: Sequence[AnyRow], units: int
) -> tuple[list[int], list[int]]:
    """The scans that count no more, and those that count for the units of them that stay in."""
    gone, made = [], []
    for scan in lying:
        taken = min(units, scan.quantity)
        if not taken:
            break
        units -= taken
        gone.append(scan.id)
        _count(transaction, [scan.id], taken_back=True)
        if taken < scan.quantity:
            made.append(_keep(transaction, scan, scan.quantity - taken))
    return gone, made


def _count(transaction: Transaction, scans: Sequence[int], *, taken_back: bool) -> None:
    by = transaction.command_id if taken_back else None
    changed = update(PackScan).where(among(PackScan.id, scans))
    transaction.connection.execute(changed.values(taken_back_by=by))


def _keep(transaction: Transaction, scan: AnyRow, units: int) -> int:
    kept = {name: getattr(scan, name) for name in _KEPT}
    kept |= {"quantity": units, "command_id": transaction.command_id}
    made = insert(PackScan).values(kept).returning(PackScan.id)
    return transaction.connection.execute(made).scalar_one()


_KEPT = (
    *("shipment_id", "sequence", "parcel_id", "product_id", "allocation_id", "code", "lot"),
    *("serial", "serial_key"),
)
"""What the scan of those that stay has of the scan of all of them."""


@dataclass(frozen=True, slots=True)
class ParcelAgain:
    """A parcel that was opened again, those that were closed for it, and what it had weighed."""

    shipment_id: int
    opened: int
    closed: list[int]
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class ItemsTakenOut:
    """Scans that count no more, and those that count for the rest of their units."""

    shipment_id: int
    gone: list[int]
    made: list[int]


def _undo_again(transaction: Transaction, change: ParcelAgain) -> None:
    """The other parcel is filled on; refuses where the opened one was closed or changed since."""
    connection = transaction.connection
    row = open_row(transaction, change.shipment_id)
    parcels = {one.id: one for one in parcels_of(connection, change.shipment_id)}
    opened = parcels.get(change.opened)
    used = {scan.parcel_id for scan in _scans_since(connection, change, transaction.undoes or 0)}
    gone = set(change.closed) - parcels.keys()
    if opened is None or opened.closed_at or opened.weight_g or change.opened in used or gone:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    _turn_to(transaction, change.opened, [])
    again = update(Parcel).where(among(Parcel.id, change.closed))
    connection.execute(again.values(closed_at=None))
    full = update(Parcel).where(Parcel.id == change.opened)
    connection.execute(full.values(closed_at=transaction.at, weight_g=change.weight_g))
    transaction.changed(Kind.SHIPMENT, {change.shipment_id})


def _scans_since(connection: Connection, change: ParcelAgain, command_id: int) -> list[AnyRow]:
    """What was put in or taken out of the opened parcel by later commands."""
    query = select(PackScan.__table__).where(
        PackScan.parcel_id == change.opened,
        (PackScan.command_id > command_id) | (PackScan.taken_back_by > command_id),
    )
    return list(connection.execute(query).all())


def _undo_taken_out(transaction: Transaction, taken: ItemsTakenOut) -> None:
    """They lie in the parcel again; refuses where it was closed, or the units went elsewhere."""
    connection = transaction.connection
    row = open_row(transaction, taken.shipment_id)
    filled = chosen_parcel(connection, row, None).id
    query = select(PackScan.__table__).where(among(PackScan.id, [*taken.gone, *taken.made]))
    scans = {scan.id: scan for scan in connection.execute(query).all()}
    gone = [scans[one] for one in taken.gone]
    _count(transaction, taken.made, taken_back=True)
    lines = {line.allocation_id: line.left for line in pack_lines(connection, taken.shipment_id)}
    for scan in gone:
        left = lines.get(scan.allocation_id or 0, 0) - scan.quantity
        if left < 0 or scan.parcel_id != filled or scan.taken_back_by != transaction.undoes:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
        lines[scan.allocation_id] = left
    if any(scans[one].taken_back_by is not None for one in taken.made):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    _count(transaction, taken.gone, taken_back=False)
    transaction.changed(Kind.SHIPMENT, {taken.shipment_id})


UNDO_PARCEL_AGAIN = Undoer(ParcelAgain, _undo_again)
UNDO_TAKEN_OUT_OF_PARCEL = Undoer(ItemsTakenOut, _undo_taken_out)
