"""Bins and lots that a command of stock changes: what lay there, what does, who picks there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Update, bindparam, or_, select, update

from packbench.db.schema import Location, Operator, PickTask, StockBin, Warehouse, Wave
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.picking import WaveStatus
from packbench.domain.warehousing import Cause, Entry, LocationKind

Place = tuple[int, int, str]
"""A location, a product, a lot."""


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A bin and a lot before and after: units that lie there, and of these unavailable ones."""

    warehouse: str
    location: str
    lot: str
    before: int
    after: int
    unavailable_before: int
    unavailable_after: int


@dataclass(frozen=True, slots=True)
class PickedFrom:
    """A wave that is still to take units from a bin; nobody picks it yet where `picker` is None."""

    wave: str
    location: str
    units: int
    picker: str | None


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """What lies in a place."""

    warehouse: str
    location: str
    on_hand: int
    unavailable: int


def places_now(connection: Connection, entries: Sequence[Entry]) -> dict[Place, PlaceNow]:
    """What lies in the places of these entries."""
    places = _places(entries)
    query = (
        select(
            *(StockBin.location_id, StockBin.product_id, StockBin.lot, Warehouse.code),
            *(Location.code, StockBin.on_hand, StockBin.unavailable),
        )
        .join(Location, Location.id == StockBin.location_id)
        .join(Warehouse, Warehouse.id == StockBin.warehouse_id)
        .where(
            among(StockBin.location_id, {place[0] for place in places}),
            among(StockBin.product_id, {place[1] for place in places}),
        )
        .order_by(Location.code_key, StockBin.lot)
    )
    found = {(row[0], row[1], row[2]): PlaceNow(*row[3:]) for row in connection.execute(query)}
    return {place: now for place, now in found.items() if place in places}


def place_changes(
    before: Mapping[Place, PlaceNow], after: Mapping[Place, PlaceNow]
) -> list[PlaceChange]:
    """Places before and after; one that was not there before held nothing."""
    changes = []
    for place, now in after.items():
        was = before.get(place)
        units = (was.on_hand, was.unavailable) if was else (0, 0)
        changes.append(
            PlaceChange(
                *(now.warehouse, now.location, place[2], units[0], now.on_hand),
                *(units[1], now.unavailable),
            )
        )
    return changes


def waves_picking_from(connection: Connection, entries: Sequence[Entry]) -> list[PickedFrom]:
    """The waves that are to take goods from a bin which these entries leave with fewer of them."""
    places = _places([one for one in entries if one.quantity < one.unavailable])
    if not places:
        return []
    left = PickTask.quantity - PickTask.picked - PickTask.short
    query = (
        select(
            *(StockBin.location_id, StockBin.product_id, StockBin.lot),
            *(Wave.number, Location.code, total(left), Operator.name),
        )
        .join(StockBin, StockBin.id == PickTask.stock_bin_id)
        .join(Location, Location.id == StockBin.location_id)
        .join(Wave, Wave.id == PickTask.wave_id)
        .outerjoin(Operator, Operator.id == Wave.picker_id)
        .where(
            among(StockBin.location_id, {place[0] for place in places}),
            among(StockBin.product_id, {place[1] for place in places}),
            left > 0,
            Wave.status != WaveStatus.CANCELLED,
        )
        .group_by(
            *(StockBin.location_id, StockBin.product_id, StockBin.lot),
            *(Wave.number, Location.code, Operator.name),
        )
        .order_by(Wave.number, Location.code)
    )
    rows: Sequence[AnyRow] = connection.execute(query).all()
    return [
        PickedFrom(row[3], row[4], int(row[5]), row[6])
        for row in rows
        if (row[0], row[1], row[2]) in places
    ]


def mark_counted(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """Notes that people counted these places."""
    connection.execute(update(StockBin).where(among(StockBin.id, ids)).values(counted_at=at))


def mark_counted_entries(connection: Connection, entries: Sequence[Entry], at: datetime) -> None:
    """Notes it of places where a count found what nobody knew of."""
    found = [one for one in entries if one.cause is Cause.COUNT and one.quantity > 0]
    for one in found:
        here = (StockBin.location_id == one.location_id, StockBin.product_id == one.product_id)
        statement = update(StockBin).where(*here, StockBin.lot == one.lot)
        connection.execute(statement.values(counted_at=at))


def mark_counted_places(connection: Connection, counted: Mapping[Place, datetime]) -> None:
    """Notes when each of these places was counted, but for those counted later since."""
    statement = _of_place().where(
        or_(StockBin.counted_at.is_(None), StockBin.counted_at < bindparam("moment"))
    )
    _mark(connection, statement.values(counted_at=bindparam("moment")), counted)


def forget_places(connection: Connection, counted: Mapping[Place, datetime]) -> None:
    """Nobody knows any more when these places were counted, where it was at these moments."""
    statement = _of_place().where(StockBin.counted_at == bindparam("moment"))
    _mark(connection, statement.values(counted_at=None), counted)


def _of_place() -> Update:
    return update(StockBin.__table__).where(
        StockBin.location_id == bindparam("of_location"),
        StockBin.product_id == bindparam("of_product"),
        StockBin.lot == bindparam("of_lot"),
    )


def _mark(connection: Connection, statement: Update, counted: Mapping[Place, datetime]) -> None:
    rows = [
        {"of_location": place[0], "of_product": place[1], "of_lot": place[2], "moment": moment}
        for place, moment in sorted(counted.items())
    ]
    if rows:
        connection.execute(statement, rows)


def forget_count(connection: Connection, at: datetime) -> None:
    """Nobody knows any more when the places were counted that a command counted at that moment."""
    connection.execute(update(StockBin).where(StockBin.counted_at == at).values(counted_at=None))


def expiry_of(
    connection: Connection, product_id: int, lot: str, location_id: int | None = None
) -> date | None:
    """The last day of a lot, as it lies in a location or anywhere; staged goods are left out."""
    query = (
        select(StockBin.expires_on)
        .join(Location, Location.id == StockBin.location_id)
        .where(
            StockBin.product_id == product_id,
            StockBin.lot == lot,
            StockBin.expires_on.is_not(None),
            Location.kind != LocationKind.STAGING,
        )
        .order_by(StockBin.on_hand.desc(), StockBin.id)
        .limit(1)
    )
    if location_id is not None:
        query = query.where(StockBin.location_id == location_id)
    return connection.execute(query).scalar()


def _places(entries: Collection[Entry]) -> set[Place]:
    return {(one.location_id, one.product_id, one.lot) for one in entries}
