"""Purchase orders as another program wrote them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.queries import exports
from packbench.db.queries.records.commands import operator_of
from packbench.db.queries.records.drop_ships import drop_shipped_order
from packbench.db.queries.records.purchasing import purchase_order_lines
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine
from packbench.db.sql.bulk import insert_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.refusals import Refusal
from packbench.domain.rejects import RejectCode
from packbench.engine.command.core import Transaction
from packbench.exchange.kinds import PURCHASE_ORDERS
from packbench.exchange.purchase_kinds import PurchaseLineFields as LineRow
from packbench.exchange.purchase_kinds import PurchaseOrderHead
from packbench.exchange.records import Record
from packbench.services.importing.known import (
    Codes,
    KnownProduct,
    all_products,
    all_suppliers,
    all_warehouses,
)
from packbench.services.importing.outcome import ImportJob, StoredDocument
from packbench.services.importing.said import (
    Changes,
    Clash,
    FileLineChange,
    FileSaid,
    Plain,
    SaidLine,
    changed_fields,
    changed_lines,
    defaults_of,
    plain,
    told_clashes,
    told_lines,
)
from packbench.services.purchasing.limits import refuse_above_limit, refuse_raised_above_limit

_Record = Record[PurchaseOrderHead, LineRow]
_Document = StoredDocument[PurchaseOrderHead, LineRow]
_NAMES = ("supplier", "warehouse", "status")
_DEFAULTS = defaults_of(PurchaseOrderHead)
_CHANGEABLE = {
    PurchaseOrderStatus.DRAFT,
    PurchaseOrderStatus.AUTHORIZED,
    PurchaseOrderStatus.SENT,
}


def import_purchase_orders(job: ImportJob[PurchaseOrderHead, LineRow]) -> None:
    """Adds purchase orders; with `--update` one that nothing was received of is changed."""
    connection = job.transaction.connection
    codes = _Codes(all_warehouses(connection), all_suppliers(connection), all_products(connection))
    rows = connection.execute(select(PurchaseOrder.__table__)).all()
    known = {row.number_key: row for row in rows}
    for record in job.parsed.records:
        if not _codes_known(job, record, codes):
            continue
        row = known.get(code_key(record.fields.po_number))
        if row is None:
            _insert(job, record, codes)
        else:
            _settle(job, record, row, codes)


class _Codes(NamedTuple):
    """What the lines and heads of a file may name."""

    warehouses: Codes
    suppliers: Codes
    products: dict[str, KnownProduct]


def _insert(job: ImportJob[PurchaseOrderHead, LineRow], record: _Record, codes: _Codes) -> None:
    number = record.fields.po_number
    values = _values(record, codes) | {"number": number, "number_key": code_key(number)}
    head = {name: plain(getattr(record.fields, name)) for name in _NAMES}
    values["said"] = FileSaid(head, FileSaid.of(record.fields, record.lines).lines).to_json()
    fresh = insert(PurchaseOrder).values(**values, created_at=job.transaction.at)
    query = fresh.returning(PurchaseOrder.id)
    order_id = job.transaction.connection.execute(query).scalar_one()
    _write_lines(job, order_id, record, codes)
    job.outcome.imported += 1


def _settle(
    job: ImportJob[PurchaseOrderHead, LineRow], record: _Record, row: AnyRow, codes: _Codes
) -> None:
    """A purchase order that is known: unchanged, updated or rejected.

    What the file did not change since it was read last stays as people made it, above all that it
    was authorized or sent.
    """
    if row.imported_hash == record.content:
        job.outcome.unchanged += 1
        return
    connection, columns = job.transaction.connection, set(job.parsed.columns) - {"po_number"}
    rows = list(exports.purchase_orders(connection, [row.id]))
    known = StoredDocument.of_rows(PURCHASE_ORDERS, rows) if rows else None
    changes = _changes(record, row, known, columns)
    fixed = _fixed(connection, row) if job.update and not changes.is_nothing else None
    if fixed is not None:
        job.outcome.reject(record, "po_number", row.number, fixed)
        return
    if job.update and changes.clashes:
        job.outcome.reject_each(record, RejectCode.CHANGED_HERE, told_clashes(changes.clashes))
        return
    merged = record
    if known:
        fields = known.merged(record.fields, changes.fields)
        merged = replace(record, fields=fields, lines=known.merged_lines(record.lines, columns))
    above = job.update and not changes.is_nothing and _is_above_limit(job.transaction, merged, row)
    if above:
        job.outcome.reject(record, "po_number", row.number, RejectCode.PURCHASE_ABOVE_LIMIT)
        return
    if not job.settle_known(record, row.number, same=changes.is_nothing):
        return
    content, said = record.content, _said(record, row, known, columns)
    record = merged
    values = _values(record, codes) | {"imported_hash": content, "said": said}
    connection.execute(update(PurchaseOrder).where(PurchaseOrder.id == row.id).values(values))
    if changes.lines:
        old = delete(PurchaseOrderLine).where(PurchaseOrderLine.purchase_order_id == row.id)
        connection.execute(old)
        _write_lines(job, row.id, record, codes)
    job.transaction.changed(Kind.PURCHASE_ORDER, {row.id})


def _fixed(connection: Connection, row: AnyRow) -> RejectCode | None:
    """Why a file can't change a purchase order; None where it can."""
    if drop_shipped_order(connection, row.id) is not None:
        return RejectCode.PURCHASE_ORDER_DROP_SHIP
    return None if row.status in _CHANGEABLE else RejectCode.PURCHASE_ORDER_IN_WORK


class _Worth(NamedTuple):
    """Of a line what counts for its worth."""

    ordered: int
    unit_cost: Decimal | None


def _is_above_limit(transaction: Transaction, record: _Record, row: AnyRow) -> bool:
    """Whether a file raises one, or its state, above what the operator may authorize."""
    if record.fields.status == PurchaseOrderStatus.DRAFT:
        return False
    connection = transaction.connection
    lines = [_Worth(line.quantity, line.unit_cost) for line in record.lines]
    before = purchase_order_lines(connection, row.id)
    who = operator_of(connection, transaction.command_id)
    try:
        if row.status == PurchaseOrderStatus.DRAFT:
            refuse_above_limit(transaction, who, row, lines)
        else:
            refuse_raised_above_limit(transaction, who, row, before, lines)
    except Refusal:
        return True
    return False


def _changes(
    record: _Record, row: AnyRow, known: _Document | None, columns: Collection[str]
) -> Changes:
    """What the file changed since; of an order whose file nobody knows, all that differs."""
    if known is None:
        return Changes(sorted(columns), [FileLineChange(None, None)], ())
    here = FileSaid.of(known.head, known.lines)
    before = FileSaid.from_json(row.said) if row.said else here
    lines = FileSaid.of(record.fields, known.merged_lines(record.lines, columns)).lines
    names = [name for name in _NAMES if name in columns]
    told = {name: _key(name, getattr(record.fields, name)) for name in names}
    ours = {name: _key(name, getattr(known.head, name)) for name in names}
    # Of one that an older version imported nobody knows what its file said.
    untold = row.said is None and row.imported_hash is not None
    said = None if untold else {name: _key(name, value) for name, value in before.head.items()}
    changed, clashes = changed_fields(said, told, ours, _DEFAULTS)
    if not _differ(before.lines, lines) or not _differ(here.lines, lines):
        return Changes(changed, (), clashes)
    if _differ(before.lines, here.lines):
        was = told_lines(before.lines)
        clashes.append(Clash("sku", told_lines(lines), told_lines(here.lines), was))
    return Changes(changed, changed_lines(before.lines, lines), clashes)


def _key(name: str, value: Any) -> Plain:
    return code_key(value) if name != "status" else plain(value)


def _differ(left: Sequence[SaidLine], right: Sequence[SaidLine]) -> bool:
    def says(lines: Sequence[SaidLine]) -> list[tuple[object, ...]]:
        return sorted((one.key, one.quantity, *map(str, one.facts)) for one in lines)

    return says(left) != says(right)


def _said(record: _Record, row: AnyRow, known: _Document | None, columns: Collection[str]) -> str:
    """What the file says now; of columns that it has not, what it said before."""
    before = FileSaid.from_json(row.said).head if row.said else {}
    kept = {name: value for name, value in before.items() if name not in columns}
    head = {name: plain(getattr(record.fields, name)) for name in _NAMES if name in columns}
    lines = known.merged_lines(record.lines, columns) if known else record.lines
    return FileSaid(kept | head, FileSaid.of(record.fields, lines).lines).to_json()


def _codes_known(
    job: ImportJob[PurchaseOrderHead, LineRow], record: _Record, codes: _Codes
) -> bool:
    head = record.fields
    if codes.suppliers.find(head.supplier) is None:
        job.outcome.reject(record, "supplier", head.supplier, RejectCode.UNKNOWN_SUPPLIER)
        return False
    if codes.warehouses.find(head.warehouse) is None:
        job.outcome.reject(record, "warehouse", head.warehouse, RejectCode.UNKNOWN_WAREHOUSE)
        return False
    for row, line in zip(record.rows, record.lines, strict=True):
        product = codes.products.get(code_key(line.sku))
        if product is None or product.is_kit:
            code = RejectCode.STOCK_NOT_MANAGED if product else RejectCode.UNKNOWN_SKU
            job.outcome.reject_at(record, row, "sku", line.sku, code)
            return False
    return True


def _values(record: _Record, codes: _Codes) -> dict[str, object]:
    head = record.fields
    return {
        "supplier_id": codes.suppliers.find(head.supplier),
        "warehouse_id": codes.warehouses.find(head.warehouse),
        "status": str(head.status),
        "imported_hash": record.content,
    }


def _write_lines(
    job: ImportJob[PurchaseOrderHead, LineRow], order_id: int, record: _Record, codes: _Codes
) -> None:
    rows = [
        (
            order_id,
            number,
            codes.products[code_key(line.sku)].id,
            line.quantity,
            line.unit_cost,
            line.expected_on,
        )
        for number, line in enumerate(record.lines, 1)
    ]
    columns = ("purchase_order_id", "line", "product_id", "ordered", "unit_cost", "expected_on")
    insert_rows(job.transaction.connection, PurchaseOrderLine, columns, rows)
    job.transaction.changed(Kind.PURCHASE_ORDER, {order_id})
