"""Warehouses with the countries that they serve, and the bins inside them."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.victims import promises_of_warehouse, with_complete_only
from packbench.db.queries.records.waves import wave_at_work
from packbench.db.schema import Location, Stock, StockBin, Warehouse, WarehouseCountry
from packbench.db.sql.rows import AnyRow, Promised
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.customs import WAREHOUSE_FACTS
from packbench.domain.rejects import RejectCode
from packbench.domain.warehousing import (
    ALL_COUNTRIES,
    FLOOR_CODE,
    STAGING_CODE,
    LocationKind,
)
from packbench.engine.command.core import Transaction
from packbench.engine.settling import plan_again
from packbench.engine.writes.give_back import give_back
from packbench.exchange.kinds import LocationRow, NoLine, WarehouseRow
from packbench.exchange.records import Record
from packbench.services.importing.known import all_warehouses, uncounted_products
from packbench.services.importing.outcome import ImportJob, given
from packbench.services.importing.reach import lost_countries_notes, served_countries

_OWN_LOCATIONS = {LocationKind.FLOOR: FLOOR_CODE, LocationKind.STAGING: STAGING_CODE}


def import_warehouses(job: ImportJob[WarehouseRow, NoLine]) -> None:
    """Adds warehouses, each with its floor and its staging; or changes what the file gives.

    A country that is added or a warehouse that is switched on frees its stock for who waits.
    """
    connection = job.transaction.connection
    known = {row.code_key: row for row in connection.execute(select(Warehouse.__table__))}
    served = _countries(connection)
    before = served_countries(connection)
    narrowed: dict[int, set[str]] = {}
    for record in job.parsed.records:
        values = dataclasses.asdict(record.fields)
        countries = set(values.pop("countries"))
        row = known.get(code_key(record.fields.code))
        if row is None:
            _insert(connection, values, countries)
            job.transaction.customs_changed |= bool(values["country"])
            job.outcome.freed |= uncounted_products(connection)
            job.outcome.imported += 1
            continue
        changes = given(values, job.parsed.columns - {"code"})
        wanted = countries if "countries" in job.parsed.columns else served[row.id]
        same = all(getattr(row, name) == value for name, value in changes.items())
        off = row.active and not changes.get("active", row.active)
        wave = wave_at_work(connection, row.id) if off and job.update else None
        if wave is not None:
            code = RejectCode.WAREHOUSE_PICKS
            job.outcome.reject(record, "active", row.code, code, number=wave)
        elif job.settle_known(record, row.code, same=same and wanted == served[row.id]):
            _change(job, row, changes, wanted)
            if off:
                narrowed[row.id] = set()
            elif ALL_COUNTRIES not in wanted and served[row.id] - wanted:
                narrowed[row.id] = wanted
    _take_off(job.transaction, narrowed)
    job.outcome.notes += lost_countries_notes(before, served_countries(connection))


def _countries(connection: Connection) -> dict[int, set[str]]:
    served: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(select(WarehouseCountry.__table__)):
        served[row.warehouse_id].add(row.country)
    return served


def _insert(connection: Connection, values: dict[str, Any], countries: set[str]) -> None:
    statement = insert(Warehouse).values(**values, code_key=code_key(values["code"]))
    warehouse_id = connection.execute(statement.returning(Warehouse.id)).scalar_one()
    _set_countries(connection, warehouse_id, countries)
    for kind, code in _OWN_LOCATIONS.items():
        own = {"warehouse_id": warehouse_id, "code": code, "code_key": code_key(code)}
        connection.execute(insert(Location).values(**own, kind=kind.value))


def _set_countries(connection: Connection, warehouse_id: int, countries: set[str]) -> None:
    connection.execute(
        delete(WarehouseCountry).where(WarehouseCountry.warehouse_id == warehouse_id)
    )
    rows = [{"warehouse_id": warehouse_id, "country": country} for country in sorted(countries)]
    if rows:
        connection.execute(insert(WarehouseCountry), rows)


def _change(
    job: ImportJob[WarehouseRow, NoLine], row: AnyRow, changes: dict[str, Any], countries: set[str]
) -> None:
    connection = job.transaction.connection
    if changes:
        connection.execute(update(Warehouse).where(Warehouse.id == row.id).values(changes))
    _set_countries(connection, row.id, countries)
    stocked = select(Stock.product_id).where(Stock.warehouse_id == row.id)
    job.outcome.freed |= set(connection.execute(stocked).scalars())
    job.outcome.freed |= uncounted_products(connection)
    job.transaction.changed(Kind.WAREHOUSE, {row.id})
    facts = WAREHOUSE_FACTS & changes.keys()
    job.transaction.customs_changed |= any(getattr(row, one) != changes[one] for one in facts)


def _take_off(transaction: Transaction, narrowed: Mapping[int, set[str]]) -> None:
    """Promises of warehouses that may not serve their orders any more are looked for elsewhere.

    What somebody picks already goes on.
    """
    connection = transaction.connection
    units: dict[Promised, int] = {}
    for warehouse_id, countries in narrowed.items():
        units |= promises_of_warehouse(connection, warehouse_id, served=countries)
    if units:
        given = give_back(transaction, with_complete_only(connection, units))
        plan_again(transaction, given, Wanted(given_back=given.units_by_line))


def import_locations(job: ImportJob[LocationRow, NoLine]) -> None:
    """Adds bins. Whether a bin may be picked from changes only while it is empty."""
    connection = job.transaction.connection
    warehouses = all_warehouses(connection)
    rows = connection.execute(select(Location.__table__)).all()
    known = {(row.warehouse_id, row.code_key): row for row in rows}
    fresh = []
    for record in job.parsed.records:
        warehouse_id = warehouses.find(record.fields.warehouse)
        if warehouse_id is None:
            value = record.fields.warehouse
            job.outcome.reject(record, "warehouse", value, RejectCode.UNKNOWN_WAREHOUSE)
            continue
        values = dataclasses.asdict(record.fields)
        del values["warehouse"]
        barcode = record.fields.barcode
        values["barcode_key"] = code_key(barcode) if barcode else None
        key = code_key(record.fields.code)
        row = known.get((warehouse_id, key))
        if row is None:
            fresh.append({**values, "warehouse_id": warehouse_id, "code_key": key})
            job.outcome.imported += 1
        else:
            columns = job.parsed.columns - {"code"}
            if "barcode" in columns:
                columns |= {"barcode_key"}
            _settle_location(job, record, row, given(values, columns))
    if fresh:
        newest = connection.execute(select(func.max(Location.id))).scalar() or 0
        connection.execute(insert(Location), fresh)
        made = connection.execute(select(Location.id).where(Location.id > newest)).scalars()
        job.transaction.changed(Kind.LOCATION, set(made))


def _settle_location(
    job: ImportJob[LocationRow, NoLine],
    record: Record[LocationRow, NoLine],
    row: AnyRow,
    changes: dict[str, Any],
) -> None:
    connection = job.transaction.connection
    if row.kind != LocationKind.BIN:
        job.outcome.reject(record, "code", row.code, RejectCode.LOCATION_OWN)
        return
    same = all(getattr(row, name) == value for name, value in changes.items())
    turned = changes.get("pickable", row.pickable) != row.pickable
    if turned and job.update and _is_used(connection, row.id):
        job.outcome.reject(record, "code", row.code, RejectCode.LOCATION_IN_USE)
    elif job.settle_known(record, row.code, same=same):
        connection.execute(update(Location).where(Location.id == row.id).values(changes))


def _is_used(connection: Connection, location_id: int) -> bool:
    query = select(total(StockBin.on_hand)).where(StockBin.location_id == location_id)
    return bool(connection.execute(query).scalar())
