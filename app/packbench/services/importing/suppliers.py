"""Suppliers."""

import dataclasses
from typing import Any

from sqlalchemy import insert, select, update

from packbench.db.schema import Supplier
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.exchange.kinds import NoLine
from packbench.exchange.purchase_kinds import SupplierRow
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
    rest = (row.email, row.currency, row.lead_time_days, row.language, row.phone, row.street)
    return row.name == row.code and set(rest) == {None}
