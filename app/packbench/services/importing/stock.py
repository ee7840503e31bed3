"""Stock: the opening count of each place, later a count of those places that a file names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select, update

from packbench.db.schema import Location, Stock, StockBin
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.catalog import Tracking, code_key
from packbench.domain.counting import Named, Place, places_counted
from packbench.domain.rejects import RejectCode
from packbench.domain.warehousing import FLOOR_CODE, STAGING_CODE, Cause, Entry, LocationKind
from packbench.engine.stock_changes import change_stock
from packbench.engine.writes.movements import add_stock_rows
from packbench.exchange.kinds import NoLine, StockFields
from packbench.exchange.records import Record
from packbench.services.importing.known import (
    KnownLocation,
    KnownProduct,
    all_locations,
    all_products,
    all_warehouses,
)
from packbench.services.importing.outcome import ImportJob
from packbench.services.stock.changes import is_expired, lot_code

_SETTINGS = ("safety", "minimum", "reorder_point", "reorder_quantity")

_Record = Record[StockFields, NoLine]


class _Place(NamedTuple):
    """Where a row was counted; `several`: the places that hold the goods where it may mean any."""

    warehouse_id: int
    product: KnownProduct
    location: KnownLocation
    lot: str
    several: tuple[AnyRow, ...] = ()

    @property
    def pair(self) -> tuple[int, int]:
        return (self.warehouse_id, self.product.id)


@dataclass(slots=True)
class _Counted:
    """What the file comes to: ledger rows, new stock rows, and settings of stock rows."""

    entries: list[Entry] = field(default_factory=list)
    added: list[tuple[int, int]] = field(default_factory=list)
    settings: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    said: dict[tuple[int, int], dict[str, tuple[int, int]]] = field(default_factory=dict)
    """Of each stock row what the file said of its settings: the value, and in which row."""


def import_stock(job: ImportJob[StockFields, NoLine]) -> None:
    """Counts stock. A product that was not in a warehouse is added to it, at whatever quantity.

    A row that names no bin is of the whole warehouse, one without a lot of all lots: the difference
    is booked where the goods lie. The waiting room is served, and promises that are not covered any
    more are taken back.
    """
    connection = job.transaction.connection
    rows = connection.execute(select(Stock.__table__)).all()
    stock = {(row.warehouse_id, row.product_id): row for row in rows}
    places = connection.execute(select(StockBin.__table__)).all()
    bins = {(row.location_id, row.product_id, row.lot): row for row in places}
    counted = _Counted()
    for record, place in _placed(job, places):
        there = bins.get((place.location.id, place.product.id, place.lot))
        if there is not None and _other_expiry(job, record, there):
            continue
        _take(job, record, place, stock.get(place.pair), there, counted)
    add_stock_rows(connection, counted.added)
    for (warehouse_id, product_id), settings in counted.settings.items():
        statement = update(Stock).where(
            Stock.warehouse_id == warehouse_id, Stock.product_id == product_id
        )
        connection.execute(statement.values(settings))
    change_stock(job.transaction, counted.entries, job.outcome.freed)
    job.outcome.freed.clear()


def _take(
    job: ImportJob[StockFields, NoLine],
    record: _Record,
    place: _Place,
    stock: AnyRow | None,
    there: AnyRow | None,
    counted: _Counted,
) -> None:
    day = today(job.transaction.connection)
    unclear = _is_unclear(record, place)
    if unclear and job.update:
        _reject_unclear(job, record, place)
        return
    entry = None if place.several else _count(record, place, there, day)
    if entry is not None and place.location.kind == LocationKind.STAGING:
        job.outcome.reject(record, "location", STAGING_CODE, RejectCode.STAGED)
        return
    if entry is not None and stock is not None and _lacks_its_lot(place, entry):
        job.outcome.reject(record, "lot", "", RejectCode.NO_LOT)
        return
    told = {name: getattr(record.fields, name) for name in _SETTINGS}
    settings = {name: value for name, value in told.items() if value is not None}
    if _contradicts(job, record, settings, counted.said.setdefault(place.pair, {})):
        return
    if stock is None:
        job.outcome.imported += 1
        counted.added.append(place.pair)
    else:
        same = entry is None and all(getattr(stock, name) == settings[name] for name in settings)
        same = same and not unclear
        name = f"{record.fields.warehouse} {record.fields.sku}"
        if not job.settle_known(record, name, same=same):
            return
    if entry is not None:
        counted.entries.append(entry)
    if settings:
        counted.settings.setdefault(place.pair, {}).update(settings)
    job.outcome.freed.add(place.product.id)


def _lacks_its_lot(place: _Place, entry: Entry) -> bool:
    """Whether units come without a lot of a product that is kept by lot: see `refuse_without_lot`.

    It is not asked of what a warehouse opens with: of what a shop had before it kept lots, or of a
    list of a rescued database, nobody may know the lot, and the goods lie there all the same.
    """
    return place.product.tracking == Tracking.LOT and entry.quantity > 0 and not entry.lot


def _contradicts(
    job: ImportJob[StockFields, NoLine],
    record: _Record,
    settings: Mapping[str, int],
    said: dict[str, tuple[int, int]],
) -> bool:
    """Whether an earlier row of the same warehouse and product told another setting; rejects it."""
    for name, value in settings.items():
        first, row = said.setdefault(name, (value, record.rows[0]))
        if first != value:
            code = RejectCode.CONTRADICTION
            job.outcome.reject(
                record, name, str(value), code, first=str(first), first_row=row, key="sku"
            )
            return True
    return False


def _placed(
    job: ImportJob[StockFields, NoLine], bins: Sequence[AnyRow]
) -> Iterator[tuple[_Record, _Place]]:
    """The records whose codes are known, each with its place; the others are rejected."""
    locations = all_locations(job.transaction.connection)
    by_id = {location.id: location for location in locations.values()}
    filled: dict[tuple[int, int], list[AnyRow]] = defaultdict(list)
    for row in bins:
        if row.on_hand and by_id[row.location_id].kind != LocationKind.STAGING:
            filled[row.warehouse_id, row.product_id].append(row)
    for pair, rows in _known(job, locations).items():
        here = {Place(row.location_id, row.lot): row for row in filled[pair]}
        floor = locations[pair[0], code_key(FLOOR_CODE)]
        named = [one.named for one in rows]
        for one, found in zip(rows, places_counted(named, list(here), floor.id), strict=True):
            location = by_id[found.place.location_id]
            several = tuple(here[place] for place in found.several)
            place = _Place(pair[0], one.product, location, found.place.lot, several)
            yield one.record, place


class _Known(NamedTuple):
    """A record whose codes are known."""

    record: _Record
    product: KnownProduct
    named: Named


def _known(
    job: ImportJob[StockFields, NoLine], locations: Mapping[tuple[int, str], KnownLocation]
) -> dict[tuple[int, int], list[_Known]]:
    """The records by warehouse and product; those whose codes nobody knows are rejected."""
    connection = job.transaction.connection
    warehouses, products = all_warehouses(connection), all_products(connection)
    found: dict[tuple[int, int], list[_Known]] = defaultdict(list)
    for record in job.parsed.records:
        row = record.fields
        warehouse_id, product = warehouses.find(row.warehouse), products.get(code_key(row.sku))
        location = locations.get((warehouse_id or 0, code_key(row.location or FLOOR_CODE)))
        if warehouse_id is None:
            value = row.warehouse
            job.outcome.reject(record, "warehouse", value, RejectCode.UNKNOWN_WAREHOUSE)
        elif product is None:
            job.outcome.reject(record, "sku", row.sku, RejectCode.UNKNOWN_SKU)
        elif product.is_kit or not product.manage_stock:
            job.outcome.reject(record, "sku", row.sku, RejectCode.STOCK_NOT_MANAGED)
        elif location is None:
            value = row.location or FLOOR_CODE
            job.outcome.reject(record, "location", value, RejectCode.UNKNOWN_LOCATION)
        else:
            named = Named(
                location.id if row.location else None, lot_code(row.lot, row.expires_on) or None
            )
            found[warehouse_id, product.id].append(_Known(record, product, named))
    return found


def _is_unclear(record: _Record, place: _Place) -> bool:
    """Whether something differs and nobody can tell in which of several places."""
    row = record.fields
    on_hand = sum(one.on_hand for one in place.several)
    unavailable = sum(one.unavailable for one in place.several)
    same = row.quantity == on_hand and row.unavailable in {None, unavailable}
    return bool(place.several) and not same


def _reject_unclear(job: ImportJob[StockFields, NoLine], record: _Record, place: _Place) -> None:
    codes = {one.id: one.code for one in job.transaction.connection.execute(_CODES)}
    places = [codes[one.location_id] for one in place.several]
    lots = [one.lot for one in place.several]
    code = RejectCode.SEVERAL_PLACES
    job.outcome.reject(record, "location", record.fields.sku, code, places=places, lots=lots)


_CODES = select(Location.id, Location.code)


def _other_expiry(job: ImportJob[StockFields, NoLine], record: _Record, there: AnyRow) -> bool:
    day = record.fields.expires_on
    if day is None or there.expires_on == day:
        return False
    code, known = RejectCode.LOT_EXPIRY, there.expires_on
    job.outcome.reject(record, "expires_on", day.isoformat(), code, expires_on=known)
    return True


def _count(record: _Record, place: _Place, there: AnyRow | None, day: date) -> Entry | None:
    """The ledger row that makes the place hold what was counted; None when it does already.

    Units that were unavailable stay so, unless the file tells how many are.
    """
    row = record.fields
    expires_on = there.expires_on if there else row.expires_on
    unavailable = row.unavailable or 0
    if not place.location.pickable or is_expired(expires_on, day):
        unavailable = row.quantity
    elif there and row.unavailable is None:
        unavailable = min(there.unavailable, row.quantity)
    quantity = row.quantity - (there.on_hand if there else 0)
    unavailable -= there.unavailable if there else 0
    if not quantity and not unavailable:
        return None
    return Entry(
        *place.pair,
        place.location.id,
        quantity,
        Cause.COUNT if there else Cause.OPENING,
        lot=place.lot,
        unavailable=unavailable,
        expires_on=row.expires_on,
    )
