"""Reorder rules: when a product is bought again for a warehouse."""

import dataclasses
from typing import Any

from sqlalchemy import select, update

from packbench.db.queries.records.near_products import near_skus
from packbench.db.schema import ReorderRule, Warehouse
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.rejects import RejectCode
from packbench.domain.warehousing import WarehouseKind
from packbench.exchange.kinds import NoLine
from packbench.exchange.purchase_kinds import ReorderRuleRow
from packbench.exchange.records import Record
from packbench.services.importing.known import KnownProduct, all_products
from packbench.services.importing.outcome import ImportJob, given

_Record = Record[ReorderRuleRow, NoLine]
_VALUES = ("point", "quantity", "cover_days", "demand_days", "service_percent")
_WAYS = frozenset({"point", "quantity", "cover_days"})
_LOOKED_NEAR = 20
"""For more unknown SKUs than these nothing is looked up that may be meant."""


def import_reorder_rules(job: ImportJob[ReorderRuleRow, NoLine]) -> None:
    """Adds rules, or changes them; what is never bought for stock has none."""
    connection = job.transaction.connection
    query = select(Warehouse.code_key, Warehouse.id, Warehouse.kind)
    warehouses = {row.code_key: row for row in connection.execute(query)}
    products = all_products(connection)
    rules = connection.execute(select(ReorderRule.__table__))
    known = {(row.warehouse_id, row.product_id): row for row in rules}
    fresh = []
    unknown = 0
    for record in job.parsed.records:
        row = record.fields
        warehouse = warehouses.get(code_key(row.warehouse))
        product = products.get(code_key(row.sku))
        if warehouse is None:
            job.outcome.reject(record, "warehouse", row.warehouse, RejectCode.UNKNOWN_WAREHOUSE)
        elif product is None:
            unknown += 1
            near = near_skus(connection, row.sku) if unknown <= _LOOKED_NEAR else []
            told = {"near": near} if near else {}
            job.outcome.reject(record, "sku", row.sku, RejectCode.UNKNOWN_SKU, **told)
        elif warehouse.kind == WarehouseKind.VIRTUAL:
            job.outcome.reject(record, "warehouse", row.warehouse, RejectCode.POOL_BUYS_NOTHING)
        elif row.point is None and row.cover_days is None:
            job.outcome.reject(record, "point", "", RejectCode.NO_WAY)
        elif _refused_product(job, record, product):
            continue
        elif (found := known.get((warehouse.id, product.id))) is None:
            fresh.append((warehouse.id, product.id, *dataclasses.astuple(row)[2:]))
            job.outcome.imported += 1
        else:
            _settle(job, record, (warehouse.id, product.id), found)
    insert_rows(connection, ReorderRule, ("warehouse_id", "product_id", *_VALUES), fresh)
    job.transaction.changed_many(Kind.SETTING)


def _refused_product(
    job: ImportJob[ReorderRuleRow, NoLine], record: _Record, product: KnownProduct
) -> bool:
    if product.manage_stock and not product.is_kit:
        return False
    job.outcome.reject(record, "sku", record.fields.sku, RejectCode.NEVER_BOUGHT)
    return True


def _settle(
    job: ImportJob[ReorderRuleRow, NoLine], record: _Record, key: tuple[int, int], found: Any
) -> None:
    """A rule that is there: one that gets the other way loses what belongs to the first."""
    row = record.fields
    columns = set(job.parsed.columns)
    if columns & _WAYS:
        columns |= _WAYS
    values = {name: getattr(row, name) for name in _VALUES}
    changes = given(values, columns)
    same = all(getattr(found, name) == value for name, value in changes.items())
    if job.settle_known(record, f"{row.warehouse} {row.sku}", same=same):
        chosen = (ReorderRule.warehouse_id == key[0]) & (ReorderRule.product_id == key[1])
        job.transaction.connection.execute(update(ReorderRule).where(chosen).values(changes))
