"""Parcels of a shipment: the one that is being filled, the next one, its box and its weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from packbench.db.queries.records.packing import (
    BenchRow,
    PackView,
    bench_row,
    parcels_of,
    scans_of,
    show_packing,
)
from packbench.db.schema import Order, Packing, PackScan, Parcel
from packbench.db.sql.rows import AnyRow
from packbench.domain.boxes import MOST_G
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import opened_bench
from packbench.services.packing.boxes import box_for_parcel
from packbench.services.packing.rules import read_rules


def filled_parcel(connection: Connection, shipment_id: int) -> int:
    """The id of the parcel that is being filled; a new one where none is."""
    parcels = parcels_of(connection, shipment_id)
    still = [row.id for row in parcels if row.closed_at is None]
    if still:
        return int(still[-1])
    sequence = parcels[-1].sequence + 1 if parcels else 1
    values = {"shipment_id": shipment_id, "sequence": sequence}
    made = connection.execute(insert(Parcel).values(values).returning(Parcel.id))
    return int(made.scalar_one())


def next_parcel(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Closes the parcel that is being filled and begins another; what is scanned goes into that.

    Refuses `nothing_to_do` while the parcel is empty.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        parcel_id = filled_parcel(connection, row.shipment_id)
        if all(scan.parcel_id != parcel_id for scan in scans_of(connection, row.shipment_id)):
            raise Refusal(Code.NOTHING_TO_DO, why=Said.PARCEL_EMPTY, name=row.number)
        full = update(Parcel).where(Parcel.id == parcel_id)
        connection.execute(full.values(closed_at=transaction.at))
        begun = filled_parcel(connection, row.shipment_id)
        transaction.undo = NextParcel(row.shipment_id, parcel_id, begun)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    call = Call("pack.next_parcel", {"shipment": shipment}, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def set_parcel(
    context: Context,
    shipment: str,
    *,
    weight_g: int | None = None,
    box: str | None = None,
    parcel: int | None = None,
    key: str | None = None,
) -> PackView:
    """Says what a parcel weighs and which box it is: the one that is being filled, or by number.

    Args:
        context: who packs, and where.
        shipment: its number; open here.
        weight_g: grams, from 1 to `MOST_G`; None leaves it as it is.
        box: the code of its box, one of the box types where there are any; None leaves it.
        parcel: from 1, as the packing slip counts them; None: the one that is being filled.
        key: sent twice, it is done once.

    Refuses a box as `boxes.box_for_parcel` does, any other weight with `invalid`. One above what
    its box may weigh is kept: the answer tells it (`ParcelView.is_too_heavy`).
    """
    if weight_g is not None and not 0 < weight_g <= MOST_G:
        raise Refusal(Code.INVALID, field="parcel weight", value=weight_g)

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        before = chosen_parcel(connection, row, parcel)
        chosen = None if box is None else box_for_parcel(connection, box, row.warehouse)
        values = {"weight_g": weight_g, "box": chosen}
        told = {name: value for name, value in values.items() if value is not None}
        if told:
            connection.execute(update(Parcel).where(Parcel.id == before.id).values(told))
        was = (before.weight_g, before.box)
        now = (weight_g or before.weight_g, chosen or before.box)
        transaction.undo = ParcelSet(row.shipment_id, before.id, *was, *now)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "weight_g": weight_g, "box": box, "parcel": parcel}
    call = Call("pack.parcel", content, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def put_in_box(transaction: Transaction, row: BenchRow, box: str) -> "ParcelSet":
    """Inside a command: the parcel that is being filled is packed in this box."""
    connection = transaction.connection
    before = chosen_parcel(connection, row, None)
    connection.execute(update(Parcel).where(Parcel.id == before.id).values(box=box))
    weight_g = before.weight_g
    return ParcelSet(row.shipment_id, before.id, weight_g, before.box, weight_g, box)


def refuse_stopped(row: BenchRow) -> None:
    """Refuses what was taken away while it was packed: the next scan tells why."""
    if row.stopped_by is not None:
        why = Said.TAKEN_AWAY
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)


def refuse_unready(context: Context, connection: Connection, row: BenchRow) -> None:
    """Refuses a parcel without the box (`box_missing`) or weight (`weight_missing`) that it needs.

    The rules of this station for the order's channel say so. Parcels with nothing in them need
    neither.
    """
    channel = connection.execute(select(Order.channel).where(Order.id == row.order_id))
    rules = read_rules(connection, context.station, channel.scalar_one())
    full = {scan.parcel_id for scan in scans_of(connection, row.shipment_id)}
    parcels = [one for one in parcels_of(connection, row.shipment_id) if one.id in full]
    for number, parcel in enumerate(parcels, 1):
        if rules.needs_box and not parcel.box:
            raise Refusal(Code.BOX_MISSING, name=row.number, parcel=number)
        if rules.asks_weight and parcel.weight_g is None:
            raise Refusal(Code.WEIGHT_MISSING, name=row.number, parcel=number)


def chosen_parcel(connection: Connection, row: BenchRow, parcel: int | None) -> AnyRow:
    """Inside a command: a parcel by its number, from 1; None: the one that is being filled.

    Refuses `not_found` for one that is not there.
    """
    filled = filled_parcel(connection, row.shipment_id)
    full = {scan.parcel_id for scan in scans_of(connection, row.shipment_id)}
    shown = [
        one
        for one in parcels_of(connection, row.shipment_id)
        if one.id in full or one.closed_at is None
    ]
    if parcel is None:
        return next(one for one in shown if one.id == filled)
    if not 1 <= parcel <= len(shown):
        raise Refusal(Code.NOT_FOUND, kind="parcel", name=parcel)
    return shown[parcel - 1]


@dataclass(frozen=True, slots=True)
class NextParcel:
    """A parcel that was full, and the one that was begun."""

    shipment_id: int
    closed: int
    begun: int


@dataclass(frozen=True, slots=True)
class ParcelSet:
    """A parcel's weight and box before a command and after it."""

    shipment_id: int
    parcel_id: int
    weight_before_g: int | None
    box_before: str | None
    weight_after_g: int | None
    box_after: str | None


def _undo_next(transaction: Transaction, made: NextParcel) -> None:
    """Fills the former parcel on; refuses where something is in the new one."""
    connection = transaction.connection
    row = open_row(transaction, made.shipment_id)
    parcels = {one.id: one for one in parcels_of(connection, made.shipment_id)}
    used = exists().where(PackScan.parcel_id == Parcel.id)
    empty = delete(Parcel).where(Parcel.id == made.begun, ~used, Parcel.closed_at.is_(None))
    if made.closed not in parcels or not connection.execute(empty).rowcount:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    connection.execute(update(Parcel).where(Parcel.id == made.closed).values(closed_at=None))
    transaction.changed(Kind.SHIPMENT, {made.shipment_id})


def undo_set(transaction: Transaction, told: ParcelSet) -> None:
    """Weight and box as before; refuses where somebody changed them since."""
    connection = transaction.connection
    row = open_row(transaction, told.shipment_id)
    same = update(Parcel).where(
        Parcel.id == told.parcel_id,
        Parcel.weight_g.is_not_distinct_from(told.weight_after_g),
        Parcel.box.is_not_distinct_from(told.box_after),
    )
    values = {"weight_g": told.weight_before_g, "box": told.box_before}
    if not connection.execute(same.values(values)).rowcount:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    transaction.changed(Kind.SHIPMENT, {told.shipment_id})


def open_row(transaction: Transaction, shipment_id: int) -> BenchRow:
    """Inside an undo: a shipment that is packed now, locked; refuses one that is not."""
    row = bench_row(transaction.connection, shipment_id, locked=True)
    if not row.is_open:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    return row


def clear_parcels(connection: Connection, shipment_id: int, at: datetime | None) -> None:
    """Inside a command: closes all parcels, or opens the last; those never used are gone."""
    used = exists().where(PackScan.parcel_id == Parcel.id)
    ours = Parcel.shipment_id == shipment_id
    connection.execute(delete(Parcel).where(ours, ~used))
    if at is not None:
        still = update(Parcel).where(ours, Parcel.closed_at.is_(None))
        connection.execute(still.values(closed_at=at))
        return
    last = [row.id for row in parcels_of(connection, shipment_id)][-1:]
    for parcel_id in last:
        connection.execute(update(Parcel).where(Parcel.id == parcel_id).values(closed_at=None))


def closed_parcels(connection: Connection, shipment_id: int) -> dict[int, datetime]:
    """When the parcels of a shipment were closed, by id; the open one is not among them."""
    parcels = parcels_of(connection, shipment_id)
    return {one.id: one.closed_at for one in parcels if one.closed_at is not None}


def restore_closed(
    connection: Connection, shipment_id: int, closed: Mapping[int, datetime]
) -> None:
    """Inside an undo: each parcel is closed as it was, to the moment, or open."""
    for parcel in parcels_of(connection, shipment_id):
        again = update(Parcel).where(Parcel.id == parcel.id)
        connection.execute(again.values(closed_at=closed.get(parcel.id)))


def end_packing(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: nobody packs a shipment any more; it would begin with a new parcel."""
    connection = transaction.connection
    connection.execute(delete(Packing).where(Packing.shipment_id == shipment_id))
    clear_parcels(connection, shipment_id, transaction.at)


UNDO_NEXT = Undoer(NextParcel, _undo_next)
UNDO_PARCEL = Undoer(ParcelSet, undo_set)
