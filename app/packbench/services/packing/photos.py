"""Pictures of parcels: kept in the database with their parcel, shown and written out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import BenchRow, bench_row, parcels_of, scans_of
from packbench.db.schema import Command, Operator, Order, ParcelPhoto
from packbench.domain.bench_settings import Photo
from packbench.domain.camera import Picture
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing
from packbench.services.packing.checks_made import read_checks


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A picture of a parcel, counted from 1 as the packing slip does; `size` in bytes."""

    parcel: int
    name: str
    taken_at: datetime
    operator: str
    size: int


@dataclass(frozen=True, slots=True)
class AttachedPhoto:
    """A picture that was attached, by its id."""

    shipment_id: int
    photo_id: int


def attach_photo(
    context: Context,
    shipment: str,
    picture: Picture,
    *,
    parcel: int | None = None,
    key: str | None = None,
) -> AttachedPhoto:
    """Keeps a picture with a parcel, whatever the shipment's state; can be taken back.

    Args:
        context: who sends it.
        shipment: its number.
        picture: made small (`cameras`).
        parcel: which one, from 1; None: the last one.
        key: sent twice, it is kept once.

    Refuses `not_found` an unknown shipment, and a parcel that it has not or that is empty.
    """

    def work(transaction: Transaction) -> AttachedPhoto:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        parcels = _filled(connection, row.shipment_id)
        number = len(parcels) if parcel is None else parcel
        if not 1 <= number <= len(parcels):
            raise Refusal(Code.NOT_FOUND, kind="parcel", name=number)
        values = {
            "parcel_id": parcels[number - 1],
            "taken_at": transaction.at,
            "name": picture.name,
            "jpeg": picture.jpeg,
            "command_id": transaction.command_id,
        }
        made = insert(ParcelPhoto).values(values).returning(ParcelPhoto.id)
        photo_id = connection.execute(made).scalar_one()
        transaction.undo = AttachedPhoto(row.shipment_id, photo_id)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return transaction.undo

    digest = hashlib.sha256(picture.jpeg).hexdigest()
    content = {"shipment": shipment, "parcel": parcel, "name": picture.name, "sha256": digest}
    call = Call("pack.photo", content, key, moves_stock=False)
    return run_command(context, call, AttachedPhoto, work)


def list_photos(context: Context, shipment: str) -> list[PhotoView]:
    """The pictures of a shipment's parcels, the oldest first; refuses `not_found`."""
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        numbers = {one: at for at, one in enumerate(_filled(connection, shipment_id), 1)}
        query = _photos(numbers).add_columns(
            ParcelPhoto.name,
            ParcelPhoto.taken_at,
            Operator.name.label("operator"),
            func.length(ParcelPhoto.jpeg).label("size"),
        )
        query = query.join(Command, Command.id == ParcelPhoto.command_id)
        rows = connection.execute(query.join(Operator, Operator.id == Command.operator_id)).all()
    return [
        PhotoView(numbers[row.parcel_id], row.name, row.taken_at, row.operator, row.size)
        for row in rows
    ]


def photo_bytes(context: Context, shipment: str) -> list[bytes]:
    """The pictures themselves, as JPEG, in the order of `list_photos`."""
    with context.database.read.connect() as connection:
        parcels = _filled(connection, find_shipment_id(connection, shipment))
        rows = connection.execute(_photos(parcels).add_columns(ParcelPhoto.jpeg)).all()
    return [row.jpeg for row in rows]


def export_photos(
    context: Context, shipment: str, folder: Path, *, force: bool = False
) -> list[Path]:
    """Writes the pictures into a folder, as `O1-1-parcel-1-1.jpg`; gives their names.

    Refuses `nothing_to_do` where there is none, and files that are there unless `force`.
    """
    photos = list_photos(context, shipment)
    if not photos:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_PHOTOS, name=shipment)
    safe = shipment.replace("/", "_").replace("\\", "_")
    written = []
    for place, (photo, jpeg) in enumerate(zip(photos, photo_bytes(context, shipment), strict=True)):
        path = folder / f"{safe}-parcel-{photo.parcel}-{place + 1}.jpg"
        output = Output(path, context.database.path, force)
        output.require_free()
        with replacing(output) as draft:
            draft.write_bytes(jpeg)
        written.append(path)
    return written


def parcels_without_photo(context: Context, shipment: str) -> list[int]:
    """The numbers of the parcels that lack a picture, where this station wants one of each."""
    with context.database.read.connect() as connection:
        row = bench_row(connection, find_shipment_id(connection, shipment))
        if _wanted(context, connection, row) is Photo.NO:
            return []
        return _lacking(connection, row.shipment_id)


def refuse_without_photo(context: Context, connection: Connection, row: BenchRow) -> None:
    """Refuses (`photo_missing`) a parcel without a picture where this station needs one."""
    if _wanted(context, connection, row) is Photo.NEEDED:
        for number in _lacking(connection, row.shipment_id):
            raise Refusal(Code.PHOTO_MISSING, name=row.number, parcel=number)


def _wanted(context: Context, connection: Connection, row: BenchRow) -> Photo:
    channel = connection.execute(select(Order.channel).where(Order.id == row.order_id))
    return read_checks(connection, context.station, channel.scalar_one()).photo


def _lacking(connection: Connection, shipment_id: int) -> list[int]:
    parcels = _filled(connection, shipment_id)
    having = {row.parcel_id for row in connection.execute(_photos(parcels))}
    return [number for number, one in enumerate(parcels, 1) if one not in having]


def _filled(connection: Connection, shipment_id: int) -> list[int]:
    """The ids of the parcels with something in them, as the packing slip counts them."""
    full = {scan.parcel_id for scan in scans_of(connection, shipment_id)}
    return [one.id for one in parcels_of(connection, shipment_id) if one.id in full]


def _photos(parcel_ids: Sequence[int] | dict[int, int]) -> Select[Any]:
    return (
        select(ParcelPhoto.parcel_id)
        .where(ParcelPhoto.parcel_id.in_(list(parcel_ids)), ParcelPhoto.voided_by.is_(None))
        .order_by(ParcelPhoto.id)
    )


def _undo_photo(transaction: Transaction, attached: AttachedPhoto) -> None:
    """The picture is of this parcel no more."""
    photo = update(ParcelPhoto).where(ParcelPhoto.id == attached.photo_id)
    transaction.connection.execute(photo.values(voided_by=transaction.command_id))
    transaction.changed(Kind.SHIPMENT, {attached.shipment_id})


UNDO_PHOTO = Undoer(AttachedPhoto, _undo_photo)
