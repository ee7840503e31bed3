"""Purchase orders as another program wrote them."""

from sqlalchemy import delete, insert, select, update

from packbench.db.bulk import insert_rows
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.exchange.kinds import PurchaseOrderHead
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
from packbench.services.importing.outcome import Job

_Record = Record[PurchaseOrderHead, LineRow]
_CHANGEABLE = {
    PurchaseOrderStatus.DRAFT,
    PurchaseOrderStatus.AUTHORIZED,
    PurchaseOrderStatus.SENT,
}


def import_purchase_orders(job: Job[PurchaseOrderHead, LineRow]) -> None:
    """Adds purchase orders; with `--update` one that nothing was received of is replaced."""
    connection = job.transaction.connection
    warehouses, suppliers = all_warehouses(connection), all_suppliers(connection)
    products = all_products(connection)
    rows = connection.execute(select(PurchaseOrder.__table__)).all()
    known = {row.number_key: row for row in rows}
    for record in job.parsed.records:
        if not _codes_known(job, record, warehouses, suppliers, products):
            continue
        number = record.fields.po_number
        row = known.get(code_key(number))
        values = _values(record, warehouses, suppliers)
        if row is None:
            values |= {"number": number, "number_key": code_key(number)}
            fresh = insert(PurchaseOrder).values(**values, created_at=job.transaction.at)
            order_id = connection.execute(fresh.returning(PurchaseOrder.id)).scalar_one()
            _write_lines(job, order_id, record, products)
            job.outcome.imported += 1
            continue
        same = row.imported_hash == record.content
        if job.update and not same and row.status not in _CHANGEABLE:
            code = RejectCode.PURCHASE_ORDER_IN_WORK
            job.outcome.reject(record, "po_number", number, code)
        elif job.settle_known(record, number, same=same):
            statement = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
            connection.execute(statement.values(values))
            old = delete(PurchaseOrderLine).where(PurchaseOrderLine.purchase_order_id == row.id)
            connection.execute(old)
            _write_lines(job, row.id, record, products)


def _codes_known(
    job: Job[PurchaseOrderHead, LineRow],
    record: _Record,
    warehouses: Codes,
    suppliers: Codes,
    products: dict[str, KnownProduct],
) -> bool:
    head = record.fields
    if suppliers.find(head.supplier) is None:
        job.outcome.reject(record, "supplier", head.supplier, RejectCode.UNKNOWN_SUPPLIER)
        return False
    if warehouses.find(head.warehouse) is None:
        job.outcome.reject(record, "warehouse", head.warehouse, RejectCode.UNKNOWN_WAREHOUSE)
        return False
    for row, line in zip(record.rows, record.lines, strict=True):
        if code_key(line.sku) not in products:
            job.outcome.reject_at(record, row, "sku", line.sku, RejectCode.UNKNOWN_SKU)
            return False
    return True


def _values(record: _Record, warehouses: Codes, suppliers: Codes) -> dict[str, object]:
    head = record.fields
    return {
        "supplier_id": suppliers.find(head.supplier),
        "warehouse_id": warehouses.find(head.warehouse),
        "status": head.status.value,
        "imported_hash": record.content,
    }


def _write_lines(
    job: Job[PurchaseOrderHead, LineRow],
    order_id: int,
    record: _Record,
    products: dict[str, KnownProduct],
) -> None:
    rows = [
        (
            order_id,
            number,
            products[code_key(line.sku)].id,
            line.quantity,
            line.unit_cost,
            line.expected_on,
        )
        for number, line in enumerate(record.lines, 1)
    ]
    columns = ("purchase_order_id", "line", "product_id", "ordered", "unit_cost", "expected_on")
    insert_rows(job.transaction.connection, PurchaseOrderLine, columns, rows)
    job.transaction.changed(Kind.PURCHASE_ORDER, {order_id})
