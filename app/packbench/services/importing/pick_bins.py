"""Pick bins: from which bin a product is picked, and how much is to lie there."""

from typing import Any

from sqlalchemy import select, update

from packbench.db.queries.records.near_products import near_skus
from packbench.db.schema import Location, PickBin, Warehouse
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.rejects import RejectCode
from packbench.domain.warehousing import LocationKind
from packbench.exchange.kinds import NoLine, PickBinRow
from packbench.exchange.records import Record
from packbench.services.importing.known import KnownProduct, all_products
from packbench.services.importing.outcome import ImportJob, given

_Job = ImportJob[PickBinRow, NoLine]
_Record = Record[PickBinRow, NoLine]
_COLUMNS = ("location_id", "product_id", "minimum", "maximum")
_LOOKED_NEAR = 20
"""For more unknown SKUs than these nothing is looked up that may be meant."""


def import_pick_bins(job: _Job) -> None:
    """Adds pick bins, or changes them; a bin is that of one product."""
    connection = job.transaction.connection
    warehouses = set(connection.execute(select(Warehouse.code_key)).scalars())
    places = _places(job)
    products = all_products(connection)
    known = {row.location_id: row for row in connection.execute(select(PickBin.__table__))}
    fresh = []
    for record in job.parsed.records:
        row = record.fields
        place = places.get((code_key(row.warehouse), code_key(row.location)))
        product = products.get(code_key(row.sku))
        if code_key(row.warehouse) not in warehouses:
            job.outcome.reject(record, "warehouse", row.warehouse, RejectCode.UNKNOWN_WAREHOUSE)
        elif place is None:
            code = RejectCode.UNKNOWN_LOCATION
            job.outcome.reject(record, "location", row.location, code)
        elif not place.pickable or place.kind != LocationKind.BIN:
            job.outcome.reject(record, "location", row.location, RejectCode.NOT_PICKED_FROM)
        elif product is None:
            _reject_unknown(job, record)
        elif not product.manage_stock or product.is_kit:
            job.outcome.reject(record, "sku", row.sku, RejectCode.STOCK_NOT_MANAGED)
        elif (found := known.get(place.id)) is None:
            fresh.append((place.id, product.id, row.minimum, row.maximum))
            job.outcome.imported += 1
        else:
            _settle(job, record, product, found)
    insert_rows(connection, PickBin, _COLUMNS, fresh)
    job.transaction.changed_many(Kind.LOCATION)


def _places(job: _Job) -> dict[tuple[str, str], Any]:
    query = select(
        *(Warehouse.code_key, Location.code_key.label("bin"), Location.id),
        *(Location.pickable, Location.kind),
    ).join(Location, Location.warehouse_id == Warehouse.id)
    return {(row.code_key, row.bin): row for row in job.transaction.connection.execute(query)}


def _reject_unknown(job: _Job, record: _Record) -> None:
    sku = record.fields.sku
    few = len(job.outcome.rejected) < _LOOKED_NEAR
    near = near_skus(job.transaction.connection, sku) if few else []
    told = {"near": near} if near else {}
    job.outcome.reject(record, "sku", sku, RejectCode.UNKNOWN_SKU, **told)


def _settle(job: _Job, record: _Record, product: KnownProduct, found: Any) -> None:
    """A pick bin that is there: another product, or other numbers."""
    row = record.fields
    values = {"product_id": product.id, "minimum": row.minimum, "maximum": row.maximum}
    columns = set(job.parsed.columns) | ({"product_id"} if "sku" in job.parsed.columns else set())
    changes = given(values, columns)
    same = all(getattr(found, name) == value for name, value in changes.items())
    if job.settle_known(record, f"{row.warehouse} {row.location}", same=same):
        chosen = PickBin.location_id == found.location_id
        job.transaction.connection.execute(update(PickBin).where(chosen).values(changes))
