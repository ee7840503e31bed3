"""What moved: rows of the ledger by product, bin, lot or document, and what was where when."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, overload

from sqlalchemy import Connection, Row

from packbench.db.queries.exports import ExportRow
from packbench.db.queries.records.ledger import (
    LedgerWish,
    documents_named,
    first_moment,
    ledger_rows,
    levels_at,
)
from packbench.db.queries.records.lookups import (
    WarehouseRef,
    find_location,
    find_order_id,
    find_product,
    find_warehouse,
)
from packbench.db.today import company_zone, now
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import LocationKind
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in

PAGE_ROWS = 500
_EXPORTED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which rows of the ledger; empty texts ask for all.

    Attributes:
        location: a bin's code; asks for its warehouse too.
        order: an order's number: what moved for its shipments.
        document: a name that rows carry: a shipment, a wave, a purchase order, a receipt; of an
            order all that it has.
        since, until: first and last moment that count, of the company's clock without a zone.
    """

    sku: str = ""
    warehouse: str = ""
    location: str = ""
    lot: str = ""
    order: str = ""
    document: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One row of the ledger.

    Attributes:
        on_hand_after: of the product in the warehouse once all of its command was written, so
            that both rows of a move tell the same; of the lot in the bin where the filter
            names a bin or a lot.
        location: None for the floor, the bench and what is on its way.
    """

    id: int
    at: datetime
    command: str
    cause: str
    warehouse: str
    sku: str
    quantity: int
    unavailable: int
    on_hand_after: int
    location: str | None
    lot: str | None
    operator: str
    station: str
    note: str | None
    document: str | None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Rows, the youngest first; `more` says whether older ones follow."""

    entries: list[LedgerEntry]
    more: bool


@dataclass(frozen=True, slots=True)
class PlaceLevel:
    """Units of a lot of a product in one place at a moment, and how many could not be given out."""

    warehouse: str
    sku: str
    name: str
    location: str | None
    lot: str | None
    expires_on: date | None
    units: int
    unavailable: int


@dataclass(frozen=True, slots=True)
class LevelsThen:
    """What was where at a moment; `first_at` is the oldest row that fits, None where none does."""

    at: datetime
    first_at: datetime | None
    units: int
    places: list[PlaceLevel] = field(default_factory=list)


def movements(
    context: Context, wanted: LedgerFilter, *, before: int | None = None, limit: int = PAGE_ROWS
) -> LedgerPage:
    """Rows of the ledger, the youngest first; `before` is the id of the last one that is known.

    Refuses names that nobody knows, and a bin without its warehouse.
    """
    with context.database.read.connect() as connection:
        wish = _wish(connection, wanted)
        found = ledger_rows(connection, wish, before, limit + 1)
    return LedgerPage([_entry(row) for row in found[:limit]], len(found) > limit)


def levels_then(context: Context, wanted: LedgerFilter, at: datetime | None = None) -> LevelsThen:
    """What was where at a moment, by place and lot.

    Args:
        context: the database.
        wanted: products and places; its documents and times don't count.
        at: the moment, of the company's clock where it has no zone; None for now.

    Refuses a moment to come, and what `movements` refuses.
    """
    with context.database.read.connect() as connection:
        here_and_now = now(connection)
        moment = _in_zone(connection, at) if at else here_and_now
        if moment > here_and_now:
            raise Refusal(Code.INVALID, field="moment", value=moment.isoformat(" ", "minutes"))
        wish = _wish(connection, wanted)
        there = LedgerWish(wish.warehouse_id, wish.product_id, wish.location_id, wish.lot)
        first = first_moment(connection, there)
        rows = levels_at(connection, replace(there, until=moment))
    places = [_level(row) for row in rows]
    return LevelsThen(moment, first, sum(one.units for one in places), places)


_COLUMNS = (
    *("movement", "at", "command", "cause", "warehouse", "sku", "location", "lot"),
    *("quantity", "unavailable", "on_hand_after", "operator", "station", "document", "note"),
)


def export_movements(context: Context, path: Path, wanted: LedgerFilter) -> int:
    """Writes all rows that fit to XLSX or CSV, the youngest first; how many."""
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    with context.database.read.connect() as connection:
        zone, wish = company_zone(connection), _wish(connection, wanted)
        with files_in(zone):
            return write_table(output, _COLUMNS, _exported(connection, wish))


def _exported(connection: Connection, wish: LedgerWish) -> Iterator[ExportRow]:
    before: int | None = None
    while rows := ledger_rows(connection, wish, before, _EXPORTED_AT_ONCE):
        for one in map(_entry, rows):
            yield (
                *(one.id, one.at, one.command, one.cause, one.warehouse, one.sku, one.location),
                *(one.lot, one.quantity, one.unavailable, one.on_hand_after, one.operator),
                *(one.station, one.document, one.note),
            )
        before = rows[-1].id


def _wish(connection: Connection, wanted: LedgerFilter) -> LedgerWish:
    place = find_warehouse(connection, wanted.warehouse) if wanted.warehouse else None
    if wanted.location and place is None:
        raise Refusal(Code.INVALID, field="bin without its warehouse", value=wanted.location)
    return LedgerWish(
        warehouse_id=place.id if place else None,
        product_id=find_product(connection, wanted.sku).id if wanted.sku else None,
        location_id=_location_id(connection, place, wanted.location),
        lot=wanted.lot.strip() or None,
        documents=_documents(connection, wanted),
        since=_in_zone(connection, wanted.since),
        until=_in_zone(connection, wanted.until),
    )


def _documents(connection: Connection, wanted: LedgerFilter) -> list[str] | None:
    if wanted.order:
        find_order_id(connection, wanted.order)
    named = wanted.order or wanted.document
    return documents_named(connection, named) if named else None


def _location_id(connection: Connection, place: WarehouseRef | None, code: str) -> int | None:
    return find_location(connection, place.id, code).id if place and code else None


@overload
def _in_zone(connection: Connection, moment: datetime) -> datetime: ...
@overload
def _in_zone(connection: Connection, moment: None) -> None: ...
def _in_zone(connection: Connection, moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=company_zone(connection))


def _entry(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry(
        *(row.id, row.at, row.command, row.cause, row.warehouse, row.sku),
        *(row.quantity, row.unavailable, int(row.after), _bin(row), row.lot or None),
        *(row.operator, row.station, row.note, row.document),
    )


def _level(row: Row[Any]) -> PlaceLevel:
    return PlaceLevel(
        *(row.warehouse, row.sku, row.name, _bin(row), row.lot or None, row.expires_on),
        *(int(row.units), int(row.blocked)),
    )


def _bin(row: Row[Any]) -> str | None:
    return row.location if row.kind == LocationKind.BIN else None
