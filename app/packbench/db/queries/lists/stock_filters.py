"""What narrows lists of stock: products by their codes, places, and what needs attention."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from packbench.db.queries.records.inventory import at_least_zero
from packbench.db.schema import (
    Barcode,
    BinToCount,
    Location,
    Product,
    Stock,
    StockBin,
    Waiting,
    Warehouse,
)
from packbench.domain.catalog import code_key
from packbench.domain.stock_attention import Attention
from packbench.domain.warehousing import LocationKind

Conditions = list[ColumnElement[bool]]
FREE = at_least_zero(Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated)


def of_products(text: str, skus: Sequence[str]) -> Conditions:
    """Products of these SKUs; with a text in SKU or name, or with exactly this barcode."""
    found: Conditions = []
    if skus:
        found.append(Product.sku_key.in_([code_key(sku) for sku in skus]))
    if text:
        found.append(or_(_has_in_name(text), Product.id.in_(_with_barcode(text))))
    return found


def is_of_products(column: Any, text: str, skus: Sequence[str]) -> Conditions:
    """The same of a column of product ids, whose products are found first.

    The barcode's stand beside the others: where a server reads "this or one of those" it expects
    half of all products, and reads all stock.
    """
    found: Conditions = []
    if skus:
        keys = [code_key(sku) for sku in skus]
        found.append(column.in_(select(Product.id).where(Product.sku_key.in_(keys))))
    if text:
        named = select(Product.id).where(_has_in_name(text))
        found.append(column.in_(named.union_all(_with_barcode(text))))
    return found


def _has_in_name(text: str) -> ColumnElement[bool]:
    return or_(*(one.icontains(text, autoescape=True) for one in (Product.sku, Product.name)))


def _with_barcode(text: str) -> Select[int]:
    return select(Barcode.product_id).where(Barcode.code_key.in_(_spellings(text)))


def of_warehouses(codes: Sequence[str]) -> Conditions:
    """At these warehouses."""
    return [Warehouse.code_key.in_([code_key(code) for code in codes])] if codes else []


def of_places(zones: Sequence[str], bins: Sequence[str], lots: Sequence[str]) -> Conditions:
    """In these zones, bins and lots, of a query of `StockBin`; locations are few and read first."""
    found: Conditions = []
    if zones:
        named = func.lower(Location.zone).in_([zone.strip().lower() for zone in zones])
        found.append(StockBin.location_id.in_(select(Location.id).where(named)))
    if bins:
        keys = [code_key(code) for code in bins]
        coded = or_(Location.code_key.in_(keys), Location.barcode_key.in_(keys))
        found.append(StockBin.location_id.in_(select(Location.id).where(coded)))
    if lots:
        found.append(StockBin.lot.in_([lot.strip() for lot in lots]))
    return found


def lies_in(zones: Sequence[str], bins: Sequence[str], lots: Sequence[str]) -> Conditions:
    """Stock rows of which something lies in these zones, bins and lots."""
    places = of_places(zones, bins, lots)
    if not places:
        return []
    lying = select(StockBin.warehouse_id, StockBin.product_id).where(StockBin.on_hand > 0, *places)
    return [tuple_(Stock.warehouse_id, Stock.product_id).in_(lying)]


def uncounted(since: datetime) -> ColumnElement[bool]:
    """A place with goods that nobody has counted since a moment."""
    return and_(
        StockBin.on_hand > 0, or_(StockBin.counted_at.is_(None), StockBin.counted_at < since)
    )


def uncounted_stock(since: datetime | None) -> Conditions:
    """Stock rows of which something lies in a place that nobody has counted since."""
    if since is None:
        return []
    there = and_(
        StockBin.warehouse_id == Stock.warehouse_id, StockBin.product_id == Stock.product_id
    )
    return [select(StockBin.id).where(there, uncounted(since)).exists()]


def needing(attention: Sequence[str], soon: date) -> Conditions:
    """Stock rows that need attention in any of these ways.

    Args:
        attention: the values of `Attention`.
        soon: the last day of lots that expire soon.
    """
    ways = [_WAYS[Attention(one)](soon) for one in attention if one in set(Attention)]
    return [or_(*ways)] if ways else []


def _negative(_: date) -> ColumnElement[bool]:
    return Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated < 0


def _below_minimum(_: date) -> ColumnElement[bool]:
    return and_(Stock.minimum > 0, Stock.minimum > FREE)


def short(_: date = date.max) -> ColumnElement[bool]:
    """Nothing is available of what somebody waits for."""
    return and_(FREE == 0, Stock.product_id.in_(select(Waiting.product_id)))


def _kept_back(_: date) -> ColumnElement[bool]:
    return Stock.unavailable > 0


def _no_bin(_: date) -> ColumnElement[bool]:
    binned = (
        select(StockBin.id)
        .join(Location, Location.id == StockBin.location_id)
        .where(
            StockBin.warehouse_id == Stock.warehouse_id,
            StockBin.product_id == Stock.product_id,
            StockBin.on_hand > 0,
            Location.kind == LocationKind.BIN,
        )
    )
    elsewhere = select(Location.id).where(Location.kind != LocationKind.BIN)
    loose = select(StockBin.warehouse_id, StockBin.product_id).where(
        StockBin.location_id.in_(elsewhere), StockBin.on_hand > 0
    )
    key = tuple_(Stock.warehouse_id, Stock.product_id)
    return and_(Stock.on_hand > 0, key.in_(loose), ~binned.exists())


def _no_barcode(_: date) -> ColumnElement[bool]:
    return ~select(Barcode.id).where(Barcode.product_id == Stock.product_id).exists()


def _expiring(soon: date) -> ColumnElement[bool]:
    dated = select(StockBin.warehouse_id, StockBin.product_id).where(
        StockBin.expires_on <= soon, StockBin.on_hand > 0
    )
    return tuple_(Stock.warehouse_id, Stock.product_id).in_(dated)


def _to_count(_: date) -> ColumnElement[bool]:
    listed = (
        select(Location.warehouse_id, BinToCount.product_id)
        .join(Location, Location.id == BinToCount.location_id)
        .where(BinToCount.counted_by.is_(None))
    )
    return tuple_(Stock.warehouse_id, Stock.product_id).in_(listed)


def _any(soon: date) -> ColumnElement[bool]:
    ways = (_negative, _below_minimum, short, _expiring, _to_count)
    return or_(*(way(soon) for way in ways))


_WAYS: Mapping[Attention, Callable[[date], ColumnElement[bool]]] = {
    Attention.ANY: _any,
    Attention.SHORT: short,
    Attention.NEGATIVE: _negative,
    Attention.BELOW_MINIMUM: _below_minimum,
    Attention.EXPIRING: _expiring,
    Attention.TO_COUNT: _to_count,
    Attention.KEPT_BACK: _kept_back,
    Attention.NO_BIN: _no_bin,
    Attention.NO_BARCODE: _no_barcode,
}


def _spellings(text: str) -> set[str]:
    """A barcode as it may be kept: as it was typed, or a GTIN of fourteen digits."""
    key = code_key(text)
    return {key, key.zfill(14)} if key.isdecimal() else {key}
