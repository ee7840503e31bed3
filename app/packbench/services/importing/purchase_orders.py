"""Purchase orders as another program wrote them."""

from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from packbench.db.queries import exports
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine
from packbench.db.sql.bulk import insert_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.exchange.kinds import PURCHASE_ORDERS, PurchaseOrderHead
from packbench.exchange.kinds import PurchaseOrderLine as LineRow
from packbench.exchange.records import Record
from packbench.exchange.rejects import RejectCode
from packbench.services.importing.known import (
    Codes,
    KnownProduct,
    all_products,
    all_suppliers,
    all_warehouses,
)
from packbench.services.importing.outcome import Document, Job

_Record = Record[PurchaseOrderHead, LineRow]
_CHANGEABLE = {
    PurchaseOrderStatus.DRAFT,
    PurchaseOrderStatus.AUTHORIZED,
    PurchaseOrderStatus.SENT,
}


def import_purchase_orders(job: Job[PurchaseOrderHead, LineRow]) -> None:
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


def _insert(job: Job[PurchaseOrderHead, LineRow], record: _Record, codes: _Codes) -> None:
    number = record.fields.po_number
    values = _values(record, codes) | {"number": number, "number_key": code_key(number)}
    fresh = insert(PurchaseOrder).values(**values, created_at=job.transaction.at)
    query = fresh.returning(PurchaseOrder.id)
    order_id = job.transaction.connection.execute(query).scalar_one()
    _write_lines(job, order_id, record, codes)
    job.outcome.imported += 1


def _settle(
    job: Job[PurchaseOrderHead, LineRow], record: _Record, row: AnyRow, codes: _Codes
) -> None:
    """A purchase order that is known: unchanged, updated or rejected."""
    if row.imported_hash == record.content:
        job.outcome.unchanged += 1
        return
    connection, columns = job.transaction.connection, job.parsed.columns
    rows = list(exports.purchase_orders(connection, [row.id]))
    known = Document.of_rows(PURCHASE_ORDERS, rows) if rows else None
    same = known is not None and known.has(record.fields, record.lines, columns)
    if job.update and not same and row.status not in _CHANGEABLE:
        code = RejectCode.PURCHASE_ORDER_IN_WORK
        job.outcome.reject(record, "po_number", row.number, code)
        return
    if not job.settle_known(record, row.number, same=same):
        return
    content = record.content
    if known:
        fields = known.merged(record.fields, columns)
        record = replace(record, fields=fields, lines=known.merged_lines(record.lines, columns))
    values = _values(record, codes) | {"imported_hash": content}
    connection.execute(update(PurchaseOrder).where(PurchaseOrder.id == row.id).values(values))
    old = delete(PurchaseOrderLine).where(PurchaseOrderLine.purchase_order_id == row.id)
    connection.execute(old)
    _write_lines(job, row.id, record, codes)


def _codes_known(job: Job[PurchaseOrderHead, LineRow], record: _Record, codes: _Codes) -> bool:
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
    job: Job[PurchaseOrderHead, LineRow], order_id: int, record: _Record, codes: _Codes
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
