"""Which places a count sheet is of: by zone, class, age, short picks, chance, or by name."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import SystemRandom
from typing import Any

from sqlalchemy import Connection, Select, and_, false, func, or_, select

from packbench.db.queries.records.lookups import find_location
from packbench.db.schema import (
    BinToCount,
    CountLineRow,
    CountSheetRow,
    Location,
    Movement,
    StockBin,
)
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.db.today import end_of_day, today
from packbench.domain.catalog import code_key
from packbench.domain.count_sheets import AbcClass, CountChoice, CountStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import Cause, LocationKind

Place = tuple[int, int, str]
"""(location id, product id, lot)"""

_SOLD_WITHIN = timedelta(days=90)
_CLASS_ENDS = {AbcClass.A: 0.80, AbcClass.B: 0.95}
_MOST_DIGITS = 5


def chosen_places(
    connection: Connection, warehouse_id: int, chosen: CountChoice, value: str
) -> tuple[list[Place], str]:
    """The places by the walk, and what they were chosen by as it is kept.

    Places that are on an open sheet are left out. Refuses a value that chooses nothing, by name.
    """
    kept, places = _CHOOSERS[chosen](connection, warehouse_id, value.strip())
    opened = select(CountLineRow.location_id, CountLineRow.product_id, CountLineRow.lot).where(
        CountLineRow.is_open
    )
    taken = {tuple(row) for row in connection.execute(opened)}
    rows = [row for row in places if tuple(row)[:3] not in taken]
    if chosen is CountChoice.RANDOM:
        rows = SystemRandom().sample(rows, min(int(kept), len(rows)))
    rows.sort(key=lambda row: (walk_key(row.code, row.sequence), row.product_id, row.lot))
    return [(row.location_id, row.product_id, row.lot) for row in rows], kept


def _filled(warehouse_id: int) -> "Select[*tuple[Any, ...]]":
    """Places of a warehouse in which goods lie, but for what is staged."""
    return (
        select(
            *(StockBin.location_id, StockBin.product_id, StockBin.lot),
            *(Location.code, Location.sequence),
        )
        .join(Location, Location.id == StockBin.location_id)
        .where(
            StockBin.warehouse_id == warehouse_id,
            StockBin.on_hand > 0,
            Location.kind != LocationKind.STAGING,
        )
    )


def _by_zone(connection: Connection, warehouse_id: int, value: str) -> tuple[str, list[Any]]:
    zones = select(Location.zone).where(
        Location.warehouse_id == warehouse_id, Location.zone.is_not(None)
    )
    names = [zone or "" for zone in connection.execute(zones.distinct()).scalars()]
    same = [zone for zone in names if zone and code_key(zone) == code_key(value)]
    if not same:
        raise Refusal(Code.NOT_FOUND, kind="zone", name=value or "zone")
    query = _filled(warehouse_id).where(Location.zone.in_(same))
    return same[0], list(connection.execute(query).all())


def _by_class(connection: Connection, warehouse_id: int, value: str) -> tuple[str, list[Any]]:
    if value.upper() not in set(AbcClass):
        raise Refusal(Code.INVALID, field="class of a count", value=value)
    wanted = AbcClass(value.upper())
    products = products_of_class(connection, warehouse_id, wanted)
    rows = connection.execute(_filled(warehouse_id)).all()
    return wanted.value, [row for row in rows if products(row.product_id)]


def products_of_class(
    connection: Connection, warehouse_id: int, wanted: AbcClass
) -> Callable[[int], bool]:
    """Whether a product is of a class, by the units that left the warehouse in 90 days."""
    since = end_of_day(connection, today(connection)) - _SOLD_WITHIN
    units = total(-Movement.quantity)
    query = (
        select(Movement.product_id, units)
        .where(
            Movement.warehouse_id == warehouse_id,
            Movement.cause.in_([Cause.SHIP, Cause.VOID]),
            Movement.at >= since,
        )
        .group_by(Movement.product_id)
        .having(units > 0)
        .order_by(units.desc(), Movement.product_id)
    )
    sold = [(row[0], int(row[1])) for row in connection.execute(query)]
    whole, before = sum(count for _, count in sold), 0
    classes: dict[int, AbcClass] = {}
    for product_id, count in sold:
        ends = (one for one, end in _CLASS_ENDS.items() if before < end * whole)
        classes[product_id] = next(ends, AbcClass.C)
        before += count
    return lambda product_id: classes.get(product_id, AbcClass.C) is wanted


def _by_age(connection: Connection, warehouse_id: int, value: str) -> tuple[str, list[Any]]:
    days = _number(value, "days of a count")
    since = end_of_day(connection, today(connection)) - timedelta(days=days)
    posted = (
        select(CountLineRow.id)
        .join(CountSheetRow, CountSheetRow.id == CountLineRow.sheet_id)
        .where(
            CountLineRow.location_id == StockBin.location_id,
            CountLineRow.product_id == StockBin.product_id,
            CountLineRow.lot == StockBin.lot,
            CountLineRow.posted.is_not(None),
            CountSheetRow.status == CountStatus.POSTED,
            CountSheetRow.posted_at >= since,
        )
        .exists()
    )
    counted = (
        select(Movement.id)
        .where(
            Movement.location_id == StockBin.location_id,
            Movement.product_id == StockBin.product_id,
            Movement.lot == StockBin.lot,
            Movement.cause == Cause.COUNT,
            Movement.at >= since,
        )
        .exists()
    )
    seen = func.coalesce(StockBin.counted_at >= since, false())  # also where nothing was missing
    query = _filled(warehouse_id).where(~or_(posted, counted, seen))
    return str(days), list(connection.execute(query).all())


def _by_short_picks(connection: Connection, warehouse_id: int, _: str) -> tuple[str, list[Any]]:
    query = (
        select(
            *(BinToCount.location_id, BinToCount.product_id, BinToCount.lot),
            *(Location.code, Location.sequence),
        )
        .join(Location, Location.id == BinToCount.location_id)
        .where(
            Location.warehouse_id == warehouse_id,
            Location.kind != LocationKind.STAGING,
            BinToCount.counted_by.is_(None),
        )
    )
    return "", list(connection.execute(query.distinct()).all())


def _by_chance(connection: Connection, warehouse_id: int, value: str) -> tuple[str, list[Any]]:
    size = _number(value, "size of a sample")
    return str(size), list(connection.execute(_filled(warehouse_id)).all())


def _by_name(connection: Connection, warehouse_id: int, value: str) -> tuple[str, list[Any]]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        raise Refusal(Code.INVALID, field="bins of a count", value=value)
    found = [find_location(connection, warehouse_id, name) for name in names]
    for one in found:
        if one.kind == LocationKind.STAGING:
            raise Refusal(Code.INVALID, field="staging of a count", value=one.code)
    query = _filled(warehouse_id).where(and_(among(Location.id, {one.id for one in found})))
    return ", ".join(one.code for one in found), list(connection.execute(query).all())


def _number(value: str, field: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS and int(value)):
        raise Refusal(Code.INVALID, field=field, value=value)
    return int(value)


_CHOOSERS: Mapping[CountChoice, Callable[[Connection, int, str], tuple[str, list[Any]]]] = {
    CountChoice.ZONE: _by_zone,
    CountChoice.ABC: _by_class,
    CountChoice.AGE: _by_age,
    CountChoice.SHORT: _by_short_picks,
    CountChoice.RANDOM: _by_chance,
    CountChoice.BINS: _by_name,
}


def zones_of(connection: Connection, warehouse_id: int) -> list[str]:
    """The zones of a warehouse, by name."""
    query = select(Location.zone).where(
        Location.warehouse_id == warehouse_id, func.coalesce(Location.zone, "") != ""
    )
    return sorted(
        (zone or "" for zone in connection.execute(query.distinct()).scalars()), key=code_key
    )
