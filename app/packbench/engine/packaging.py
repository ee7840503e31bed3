"""Packaging in the ledger: a packed parcel uses up one unit of what its box is made of.

It leaves the bin where it lies when the shipment is packed, and comes back there exactly when it is
opened again. Packing is never stopped by it: where the books have none that is free, nothing is
booked, the parcel remembers that, and the place is to be counted.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.queries.records.bins import bins_of, spread_free
from packbench.db.queries.records.boxes import UsedUp, material_ids, used_up
from packbench.db.queries.records.lookups import find_location
from packbench.db.queries.records.packing import parcels_of
from packbench.db.schema import BinToCount, Location, ParcelMaterial, Shipment, Stock, StockBin
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.picking import ShortReason
from packbench.domain.warehousing import Cause, Entry, LocationKind
from packbench.engine.command.transaction import Transaction
from packbench.engine.stock_changes import book, change_stock


def take_packaging(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command that packs a shipment: each parcel uses up a unit of its box's product.

    Parcels without a box, with one that is not known, or of a product whose stock is not counted
    use up nothing. What the books have none of is to be counted.
    """
    connection = transaction.connection
    parcels = parcels_of(connection, shipment_id)
    materials = material_ids(connection, [parcel.box for parcel in parcels])
    for parcel in parcels:
        product_id = materials.get(code_key(parcel.box or ""))
        if product_id is not None:
            _use_up(transaction, shipment_id, parcel.id, product_id)


def return_packaging(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command that opens a packed shipment: what its parcels used up lies there again."""
    connection = transaction.connection
    parcels = [row.id for row in parcels_of(connection, shipment_id)]
    used = used_up(connection, parcels)
    if not used:
        return
    warehouse_id, number = _about(connection, shipment_id)
    connection.execute(delete(ParcelMaterial).where(among(ParcelMaterial.parcel_id, parcels)))
    entries = [
        Entry(
            *(warehouse_id, one.product_id, one.location_id, 1, Cause.PACKAGING),
            lot=one.lot,
            document=number,
        )
        for one in used
        if one.location_id is not None
    ]
    if entries:
        change_stock(transaction, entries)
    _expect_again(connection, warehouse_id, [one for one in used if one.location_id is None])


def _about(connection: Connection, shipment_id: int) -> tuple[int, str]:
    """The warehouse of a shipment, and its number."""
    query = select(Shipment.warehouse_id, Shipment.number).where(Shipment.id == shipment_id)
    warehouse_id, number = connection.execute(query).one()
    return warehouse_id, number


def _use_up(transaction: Transaction, shipment_id: int, parcel_id: int, product_id: int) -> None:
    connection = transaction.connection
    warehouse_id, number = _about(connection, shipment_id)
    place = _free_place(connection, warehouse_id, product_id)
    location_id, lot = place or (None, "")
    row = {"parcel_id": parcel_id, "product_id": product_id, "location_id": location_id, "lot": lot}
    connection.execute(insert(ParcelMaterial).values(row))
    if location_id is None:
        _list_to_count(transaction, warehouse_id, product_id)
        return
    entry = Entry(
        *(warehouse_id, product_id, location_id, -1, Cause.PACKAGING), lot=lot, document=number
    )
    book(transaction, [entry])
    transaction.changed_many(Kind.STOCK)


def _free_place(
    connection: Connection, warehouse_id: int, product_id: int
) -> tuple[int, str] | None:
    """Where a unit lies that nobody is promised: location and lot; None where none does."""
    query = select(Stock.on_hand - Stock.unavailable - Stock.allocated).where(
        Stock.warehouse_id == warehouse_id, Stock.product_id == product_id
    )
    if (connection.execute(query).scalar_one_or_none() or 0) < 1:
        return None
    taken = spread_free(bins_of(connection, warehouse_id, product_id), 1)
    return (taken[0].bin.location_id, taken[0].bin.lot) if taken else None


def _list_to_count(transaction: Transaction, warehouse_id: int, product_id: int) -> None:
    """One row for each place, however many parcels lack it: where it lay, else on the floor."""
    connection = transaction.connection
    waits = _waiting_to_be_counted(connection, warehouse_id, product_id)
    if waits is not None:
        more = update(BinToCount).where(BinToCount.id == waits)
        connection.execute(more.values(units=BinToCount.units + 1))
        return
    row = {
        "location_id": _last_place(connection, warehouse_id, product_id),
        "product_id": product_id,
        "reason": ShortReason.MISSING.value,
        "units": 1,
        "command_id": transaction.command_id,
    }
    connection.execute(insert(BinToCount).values(row))


def _expect_again(connection: Connection, warehouse_id: int, missed: Sequence[UsedUp]) -> None:
    """Parcels that lacked packaging are open again: so many fewer are missing."""
    for one in missed:
        waits = _waiting_to_be_counted(connection, warehouse_id, one.product_id)
        fewer = update(BinToCount).where(BinToCount.id == waits, BinToCount.units > 1)
        if (
            waits is not None
            and not connection.execute(fewer.values(units=BinToCount.units - 1)).rowcount
        ):
            connection.execute(delete(BinToCount).where(BinToCount.id == waits))


def _waiting_to_be_counted(
    connection: Connection, warehouse_id: int, product_id: int
) -> int | None:
    query = (
        select(BinToCount.id)
        .join(Location, Location.id == BinToCount.location_id)
        .where(Location.warehouse_id == warehouse_id, BinToCount.product_id == product_id)
        .where(BinToCount.wave_id.is_(None), BinToCount.counted_by.is_(None))
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def _last_place(connection: Connection, warehouse_id: int, product_id: int) -> int:
    """Where units of it lie or lay last, promised ones too; the floor where none ever did."""
    query = (
        select(StockBin.location_id)
        .join(Location, Location.id == StockBin.location_id)
        .where(StockBin.warehouse_id == warehouse_id, StockBin.product_id == product_id)
        .where(Location.kind != LocationKind.STAGING)
        .order_by(StockBin.on_hand.desc(), StockBin.counted_to.desc())
        .limit(1)
    )
    last = connection.execute(query).scalar_one_or_none()
    return find_location(connection, warehouse_id, None).id if last is None else last
