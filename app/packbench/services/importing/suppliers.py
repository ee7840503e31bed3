"""Suppliers, and what each sells to us."""

import dataclasses
from typing import Any

from sqlalchemy import insert, select, update

from packbench.db.schema import Supplier, SupplierProduct
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.rejects import RejectCode
from packbench.exchange.kinds import NoLine, SupplierProductRow, SupplierRow
from packbench.services.importing.known import all_products, all_suppliers
from packbench.services.importing.outcome import ImportJob, given


def import_suppliers(job: ImportJob[SupplierRow, NoLine]) -> None:
    """Adds suppliers; one that only a product named so far is completed."""
    connection = job.transaction.connection
    rows = connection.execute(select(Supplier.__table__)).all()
    known = {row.code_key: row for row in rows}
    fresh = []
    for record in job.parsed.records:
        values = dataclasses.asdict(record.fields)
        row = known.get(code_key(record.fields.code))
        if row is None:
            fresh.append({**values, "code_key": code_key(record.fields.code)})
            job.outcome.imported += 1
        else:
            changes = given(values, job.parsed.columns)
            same = all(getattr(row, name) == value for name, value in changes.items())
            if _is_placeholder(row) and not same:
                job.outcome.imported += 1
                connection.execute(update(Supplier).where(Supplier.id == row.id).values(values))
            elif job.settle_known(record, row.code, same=same):
                connection.execute(update(Supplier).where(Supplier.id == row.id).values(changes))
    if fresh:
        connection.execute(insert(Supplier), fresh)


def placeholder(code: str) -> dict[str, Any]:
    """A supplier of whom only the code is known, because a product names it."""
    return {"code": code, "code_key": code_key(code), "name": code}


def _is_placeholder(row: AnyRow) -> bool:
    rest = (row.email, row.currency, row.lead_time_days)
    return row.name == row.code and rest == (None, None, None)


def import_supplier_products(job: ImportJob[SupplierProductRow, NoLine]) -> None:
    """Adds the terms of suppliers for products."""
    connection = job.transaction.connection
    suppliers, products = all_suppliers(connection), all_products(connection)
    table = SupplierProduct.__table__
    known = {(r.supplier_id, r.product_id): r for r in connection.execute(select(table))}
    fresh = []
    for record in job.parsed.records:
        row = record.fields
        supplier_id, product = suppliers.find(row.supplier), products.get(code_key(row.sku))
        if supplier_id is None:
            job.outcome.reject(record, "supplier", row.supplier, RejectCode.UNKNOWN_SUPPLIER)
            continue
        if product is None:
            job.outcome.reject(record, "sku", row.sku, RejectCode.UNKNOWN_SKU)
            continue
        values = _terms(row)
        found = known.get((supplier_id, product.id))
        if found is None:
            fresh.append({"supplier_id": supplier_id, "product_id": product.id, **values})
            job.outcome.imported += 1
            continue
        changes = given(values, job.parsed.columns)
        same = all(getattr(found, name) == value for name, value in changes.items())
        if job.settle_known(record, f"{row.supplier} {row.sku}", same=same):
            statement = update(SupplierProduct).where(
                SupplierProduct.supplier_id == supplier_id,
                SupplierProduct.product_id == product.id,
            )
            connection.execute(statement.values(changes))
    if fresh:
        connection.execute(insert(SupplierProduct), fresh)


def _terms(row: SupplierProductRow) -> dict[str, Any]:
    values = dataclasses.asdict(row)
    del values["supplier"], values["sku"]
    return values
