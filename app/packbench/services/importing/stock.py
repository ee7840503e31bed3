"""Stock: the opening count of each place, later a count of those places that a file names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select, update

from packbench.db.movements import Entry, add_stock_rows
from packbench.db.rows import AnyRow
from packbench.db.schema import Stock, StockBin
from packbench.db.today import today
from packbench.domain.catalog import code_key
from packbench.domain.warehousing import FLOOR_CODE, Cause
from packbench.exchange.kinds import NoLine, StockRow
from packbench.exchange.records import Record
from packbench.exchange.rejects import RejectCode
from packbench.services.importing.known import (
    KnownLocation,
    KnownProduct,
    all_locations,
    all_products,
    all_warehouses,
)
from packbench.services.importing.outcome import Job, given
from packbench.services.inventory import is_expired, lot_code
from packbench.services.stock_changes import change_stock

_SETTINGS = ("safety", "minimum", "reorder_point", "reorder_quantity")

_Record = Record[StockRow, NoLine]


class _Place(NamedTuple):
    """Where a row was counted."""

    warehouse_id: int
    product: KnownProduct
    location: KnownLocation
    lot: str

    @property
    def pair(self) -> tuple[int, int]:
        return (self.warehouse_id, self.product.id)


@dataclass(slots=True)
class _Counted:
    """What the file comes to: ledger rows, new stock rows, and settings of stock rows."""

    entries: list[Entry] = field(default_factory=list)
    added: list[tuple[int, int]] = field(default_factory=list)
    settings: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)


def import_stock(job: Job[StockRow, NoLine]) -> None:
    """Counts stock. A product that was not in a warehouse is added to it, at whatever quantity.

    The waiting room is served, and promises that are not covered any more are taken back.
    """
    connection = job.transaction.connection
    rows = connection.execute(select(Stock.__table__)).all()
    stock = {(row.warehouse_id, row.product_id): row for row in rows}
    places = connection.execute(select(StockBin.__table__)).all()
    bins = {(row.location_id, row.product_id, row.lot): row for row in places}
    counted = _Counted()
    for record, place in _placed(job):
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
    job: Job[StockRow, NoLine],
    record: _Record,
    place: _Place,
    stock: AnyRow | None,
    there: AnyRow | None,
    counted: _Counted,
) -> None:
    day = today(job.transaction.connection)
    entry = _count(record, place, there, day, tells="unavailable" in job.parsed.columns)
    settings = given({name: getattr(record.fields, name) for name in _SETTINGS}, job.parsed.columns)
    if stock is None:
        job.outcome.imported += 1
        counted.added.append(place.pair)
    else:
        same = entry is None and all(getattr(stock, name) == settings[name] for name in settings)
        name = f"{record.fields.warehouse} {record.fields.sku}"
        if not job.settle_known(record, name, same=same):
            return
    if entry is not None:
        counted.entries.append(entry)
    if any(settings.values()) or (stock is not None and settings):
        counted.settings[place.pair] = settings
    job.outcome.freed.add(place.product.id)


def _placed(job: Job[StockRow, NoLine]) -> Iterator[tuple[_Record, _Place]]:
    """The records whose codes are known; the others are rejected."""
    connection = job.transaction.connection
    warehouses, products = all_warehouses(connection), all_products(connection)
    locations = all_locations(connection)
    for record in job.parsed.records:
        row = record.fields
        warehouse_id, product = warehouses.find(row.warehouse), products.get(code_key(row.sku))
        code = row.location or FLOOR_CODE
        location = locations.get((warehouse_id or 0, code_key(code)))
        if warehouse_id is None:
            value = row.warehouse
            job.outcome.reject(record, "warehouse", value, RejectCode.UNKNOWN_WAREHOUSE)
        elif product is None:
            job.outcome.reject(record, "sku", row.sku, RejectCode.UNKNOWN_SKU)
        elif product.is_kit or not product.manage_stock:
            job.outcome.reject(record, "sku", row.sku, RejectCode.STOCK_NOT_MANAGED)
        elif location is None:
            job.outcome.reject(record, "location", code, RejectCode.UNKNOWN_LOCATION)
        else:
            lot = lot_code(row.lot, row.expires_on)
            yield record, _Place(warehouse_id, product, location, lot)


def _other_expiry(job: Job[StockRow, NoLine], record: _Record, there: AnyRow) -> bool:
    day = record.fields.expires_on
    if day is None or there.expires_on == day:
        return False
    code, known = RejectCode.LOT_EXPIRY, there.expires_on
    job.outcome.reject(record, "expires_on", day.isoformat(), code, expires_on=known)
    return True


def _count(
    record: _Record, place: _Place, there: AnyRow | None, day: date, *, tells: bool
) -> Entry | None:
    """The ledger row that makes the place hold what was counted; None when it does already.

    Units that were unavailable stay so, unless the file `tells` how many are.
    """
    row = record.fields
    expires_on = there.expires_on if there else row.expires_on
    unavailable = row.unavailable
    if not place.location.pickable or is_expired(expires_on, day):
        unavailable = row.quantity
    elif there and not tells:
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
