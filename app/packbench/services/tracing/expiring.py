"""Lots whose last day is near or over."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from packbench.db.queries.exports import ExportRow
from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Location, Product, StockBin, Warehouse
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.tracing.files import write_rows
from packbench.settings import NEAR_EXPIRY

_MOST_DAYS = 9_999


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """Goods of a lot in one location.

    Attributes:
        days: until its last day; below 0 it is over.
        unavailable: units that can't be given out.
        to_pick: units that are on pick lists.
    """

    warehouse: str
    location: str
    sku: str
    name: str
    lot: str
    expires_on: date
    days: int
    on_hand: int
    unavailable: int
    to_pick: int


@dataclass(frozen=True, slots=True)
class NearExpiry:
    """Lots that end within some days, the first to end first."""

    days: int
    lots: list[ExpiringLot]


def near_expiry(
    context: Context, days: str | None = None, *, warehouse: str | None = None
) -> NearExpiry:
    """Lots whose last day is not further away; those that are over are among them.

    Args:
        context: who asks.
        days: as somebody typed them; None: as the setting has it.
        warehouse: only of this one.

    Refuses text for days, and an unknown warehouse.
    """
    with context.database.read.connect() as connection:
        within = read_setting(connection, NEAR_EXPIRY) or 0
        if days is not None:
            within = _days(days)
        place = None if warehouse is None else find_warehouse(connection, warehouse).id
        now = today(connection)
        query = (
            select(
                *(Warehouse.code.label("warehouse"), Location.code.label("location")),
                *(Product.sku, Product.name, StockBin.lot),
                *(StockBin.expires_on, StockBin.on_hand, StockBin.unavailable, StockBin.allocated),
            )
            .join(Warehouse, Warehouse.id == StockBin.warehouse_id)
            .join(Location, Location.id == StockBin.location_id)
            .join(Product, Product.id == StockBin.product_id)
            .where(StockBin.on_hand > 0, StockBin.expires_on <= now + timedelta(days=within))
            .order_by(StockBin.expires_on, Product.sku_key, Warehouse.rank, Location.code_key)
        )
        if place is not None:
            query = query.where(StockBin.warehouse_id == place)
        lots = [_lot(row, now) for row in connection.execute(query)]
    return NearExpiry(within, lots)


def _lot(row: AnyRow, day: date) -> ExpiringLot:
    return ExpiringLot(
        *(row.warehouse, row.location, row.sku, row.name, row.lot, row.expires_on),
        *((row.expires_on - day).days, row.on_hand, row.unavailable, row.allocated),
    )


def _days(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(_MOST_DAYS))):
        raise Refusal(Code.INVALID, field="days of near expiry", value=text)
    return int(typed)


_COLUMNS = (
    *("warehouse", "location", "sku", "name", "lot", "expires_on", "days"),
    *("on_hand", "unavailable", "to_pick"),
)


def export_expiring(context: Context, path: Path, found: NearExpiry) -> int:
    """Writes the lots to XLSX or CSV; how many rows."""
    rows: list[ExportRow] = [
        (
            *(one.warehouse, one.location, one.sku, one.name, one.lot, one.expires_on, one.days),
            *(one.on_hand, one.unavailable, one.to_pick),
        )
        for one in found.lots
    ]
    return write_rows(context, path, _COLUMNS, rows)
