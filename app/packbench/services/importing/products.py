"""Products with their barcodes. A new product mends the order lines that asked for its SKU."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.order_rows import routed_orders
from packbench.db.schema import Barcode, Order, OrderLine, OrderProblem, Product, Supplier
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import PRODUCT_COLUMNS, FieldOf
from packbench.domain.customs import PRODUCT_FACTS
from packbench.domain.orders import Problem
from packbench.domain.packs import Pack, ProductCodes, units_by_key, wanted_codes
from packbench.domain.rejects import RejectCode
from packbench.engine.allocation import route_orders
from packbench.engine.command.core import Transaction
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.product_codes import CODE_COLUMNS, code_rows, set_codes
from packbench.exchange.kinds import NoLine, ProductRow
from packbench.exchange.records import Record
from packbench.services.importing.known import Codes, all_suppliers
from packbench.services.importing.outcome import ImportJob, given
from packbench.services.importing.policies import ChangedPolicies
from packbench.services.importing.suppliers import placeholder

_COLUMNS = (
    *("sku", "name", "weight_g", "length_mm", "width_mm", "height_mm", "manage_stock"),
    *("backorder", "available_from", "preorder_limit", "tracking", "unit_cost", "unit_price"),
    *("country_of_origin", "hs_code", "pick_multiple", "supplier_id"),
    *("customs_description", "customs_value", "active"),
    *PRODUCT_COLUMNS,
)

_Record = Record[ProductRow, NoLine]


def import_products(job: ImportJob[ProductRow, NoLine]) -> None:
    """Adds products, or changes the columns that the file gives."""
    connection = job.transaction.connection
    asked = {code_key(record.fields.sku) for record in job.parsed.records}
    query = select(Product.__table__).where(among_texts(Product.sku_key, asked))
    known = {row.sku_key: row for row in connection.execute(query)}
    codes = _Barcodes(connection, [one.fields for one in job.parsed.records], known.values())
    policies = ChangedPolicies()
    suppliers = _with_placeholders(connection, job)
    fresh: list[_Record] = []
    for record in job.filled(FieldOf.PRODUCT, job.parsed.records):
        row = known.get(code_key(record.fields.sku))
        taken = codes.taken_by_another(record.fields, row.id if row else None)
        if taken:
            packs = {one.code for one in record.fields.packs}
            column, value = "packs" if taken in packs else "barcode", record.fields.sku
            job.outcome.reject(record, column, value, RejectCode.BARCODE_TAKEN, barcode=taken)
        elif row is None:
            codes.claim(record.fields)
            fresh.append(record)
        else:
            changes = _settle(job, record, row, codes, suppliers)
            policies.note(row, changes)
    policies.follow(job.transaction)
    _insert(job, fresh, suppliers)


def _values(row: ProductRow, suppliers: Codes) -> dict[str, Any]:
    values = dataclasses.asdict(row)
    supplier = values.pop("supplier")
    del values["barcode"], values["packs"]
    return {**values, "supplier_id": suppliers.find(supplier) if supplier else None}


def _settle(
    job: ImportJob[ProductRow, NoLine],
    record: _Record,
    row: AnyRow,
    codes: "_Barcodes",
    suppliers: Codes,
) -> dict[str, Any]:
    """A product that is known: unchanged, updated or rejected; its columns that changed."""
    connection = job.transaction.connection
    columns = {"supplier_id" if name == "supplier" else name for name in job.parsed.columns}
    changes = given(_values(record.fields, suppliers), columns)
    changes.pop("sku")  # the first spelling is kept
    ours = codes.of(row.id)
    wanted = wanted_codes(
        ours,
        record.fields.barcode if "barcode" in columns else None,
        record.fields.packs if "packs" in columns else None,
    )
    same = all(getattr(row, name) == value for name, value in changes.items())
    same = same and units_by_key(wanted) == units_by_key(ours)
    if not job.settle_known(record, row.sku, same=same):
        return {}
    codes.claim(record.fields)
    if changes:
        connection.execute(update(Product).where(Product.id == row.id).values(changes))
    if units_by_key(wanted) != units_by_key(ours):
        set_codes(connection, row.id, wanted)
    job.outcome.freed.add(row.id)
    job.transaction.changed(Kind.PRODUCT, {row.id})
    if any(getattr(row, name) != changes.get(name, getattr(row, name)) for name in PRODUCT_FACTS):
        job.transaction.products.add(row.id)
    return changes


def _insert(job: ImportJob[ProductRow, NoLine], fresh: Sequence[_Record], suppliers: Codes) -> None:
    connection = job.transaction.connection
    ids = reserve_ids(connection, Product, len(fresh))
    rows, barcodes = [], []
    for product_id, record in zip(ids, fresh, strict=True):
        values = _values(record.fields, suppliers)
        key = code_key(record.fields.sku)
        rows.append((product_id, key, *(values[name] for name in _COLUMNS)))
        codes = wanted_codes({}, record.fields.barcode, record.fields.packs)
        barcodes += code_rows(product_id, codes)
    insert_rows(connection, Product, ("id", "sku_key", *_COLUMNS), rows)
    insert_rows(connection, Barcode, CODE_COLUMNS, barcodes)
    job.outcome.imported += len(rows)
    job.transaction.changed(Kind.PRODUCT, list(ids))
    job.outcome.freed |= mend_unknown_lines(job.transaction, {row[1]: row[0] for row in rows})


def _with_placeholders(connection: Connection, job: ImportJob[ProductRow, NoLine]) -> Codes:
    """All suppliers, with those that this file names first."""
    known = all_suppliers(connection)
    named = {record.fields.supplier for record in job.parsed.records if record.fields.supplier}
    missing = {code_key(code): code for code in sorted(named) if known.find(code) is None}
    if missing:
        connection.execute(insert(Supplier), [placeholder(code) for code in missing.values()])
        known = all_suppliers(connection)
    return known


class _Barcodes:
    """Who has which of the barcodes of some rows, with those of the records taken so far."""

    def __init__(
        self, connection: Connection, rows: Sequence[ProductRow], known: Iterable[AnyRow]
    ) -> None:
        self._owners: dict[str, int | str] = {}
        self._codes: dict[int, ProductCodes] = {}
        keys = {code_key(code) for row in rows for code in _codes_of(row)}
        theirs = among(Barcode.product_id, [row.id for row in known])
        query = select(Barcode.__table__).where(or_(among_texts(Barcode.code_key, keys), theirs))
        for row in connection.execute(query):
            self._owners[row.code_key] = row.product_id
            self._codes.setdefault(row.product_id, {})[row.code_key] = Pack(row.units, row.code)

    def of(self, product_id: int) -> ProductCodes:
        return self._codes.get(product_id, {})

    def claim(self, row: ProductRow) -> None:
        self._owners |= dict.fromkeys(map(code_key, _codes_of(row)), row.sku)

    def taken_by_another(self, row: ProductRow, product_id: int | None) -> str | None:
        for code in _codes_of(row):
            if self._owners.get(code_key(code), product_id) != product_id:
                return code
        return None


def _codes_of(row: ProductRow) -> list[str]:
    return [*row.barcode, *(one.code for one in row.packs)]


def mend_unknown_lines(
    transaction: Transaction, products: dict[str, int], *, channel: str | None = None
) -> set[int]:
    """Lines that asked for a SKU that nobody knew are routed from now on.

    Those of orders that were allocated before are routed at once, and wait where there is nothing.
    Gives the products that they asked for. With a channel it is about orders of that one.
    """
    connection = transaction.connection
    asked = OrderLine
    query = select(asked.id, asked.order_id, asked.line, asked.sku_key, asked.unrouted).where(
        asked.product_id.is_(None), among_texts(asked.sku_key, list(products))
    )
    if channel is not None:
        query = query.join(Order, Order.id == asked.order_id).where(Order.channel == channel)
    lines = connection.execute(query).all()
    if not lines:
        return set()
    for line in lines:
        product_id = products[line.sku_key]
        statement = update(OrderLine).where(OrderLine.id == line.id)
        connection.execute(statement.values(product_id=product_id))
        connection.execute(
            delete(OrderProblem).where(
                OrderProblem.order_id == line.order_id,
                OrderProblem.line == line.line,
                OrderProblem.code == Problem.UNKNOWN_SKU,
            )
        )
    order_ids = {line.order_id for line in lines}
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.ORDER, order_ids)
    routed = routed_orders(connection, order_ids)
    units = {line.id: line.unrouted for line in lines if line.order_id in routed}
    if units:
        route_orders(transaction, routed, Wanted(only=units))
    return {products[line.sku_key] for line in lines}
