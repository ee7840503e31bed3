"""Purchase orders that are over, with what came of them: for the facts of suppliers alone.

They never were stock here: no movement is written, nobody is served, nothing is expected.
"""

import hashlib

from sqlalchemy import insert, select

from packbench.db.schema import PastReceipt, PurchaseMilestone, PurchaseOrder, PurchaseOrderLine
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.purchasing import Milestone, PurchaseOrderStatus
from packbench.domain.rejects import RejectCode
from packbench.exchange.past_purchases import PastLineFields, PastPurchaseHead
from packbench.exchange.records import Record
from packbench.services.importing.known import (
    Codes,
    KnownProduct,
    all_products,
    all_suppliers,
    all_warehouses,
)
from packbench.services.importing.outcome import ImportJob

_Job = ImportJob[PastPurchaseHead, PastLineFields]
_Record = Record[PastPurchaseHead, PastLineFields]


def import_purchase_history(job: _Job) -> None:
    """Adds past purchase orders; a number that is known is unchanged, or rejected where it differs.

    Nothing that came is changed by a file: take the import back and import another one.
    """
    connection = job.transaction.connection
    warehouses, suppliers = all_warehouses(connection), all_suppliers(connection)
    products = all_products(connection)
    rows = connection.execute(select(PurchaseOrder.number_key, PurchaseOrder.imported_hash)).all()
    known = {row[0]: row[1] for row in rows}
    for record in job.parsed.records:
        key = code_key(record.fields.po_number)
        if not _codes_known(job, record, (warehouses, suppliers), products):
            continue
        if key in known:
            if known[key] == _content(record):
                job.outcome.unchanged += 1
            else:
                number, code = record.fields.po_number, RejectCode.ALREADY_EXISTS
                job.outcome.reject(record, "po_number", number, code)
            continue
        _insert(job, record, (warehouses, suppliers), products)
        job.outcome.imported += 1
    if job.outcome.imported:
        job.transaction.changed_many(Kind.PURCHASE_ORDER)


def _codes_known(
    job: _Job, record: _Record, heads: tuple[Codes, Codes], products: dict[str, KnownProduct]
) -> bool:
    head, (warehouses, suppliers) = record.fields, heads
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


def _content(record: _Record) -> str:
    """A digest of what the file says, however it says it."""
    head = record.fields
    said = [code_key(one) for one in (head.po_number, head.supplier, head.warehouse)]
    said += [head.currency or "", str(head.sent_on)]
    for one in record.lines:
        cost = "" if one.unit_cost is None else f"{one.unit_cost:.4f}"
        told = (one.quantity, one.good, one.rejected, one.received_on, one.expected_on, cost)
        said += [code_key(one.sku), *map(str, told)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _insert(
    job: _Job, record: _Record, heads: tuple[Codes, Codes], products: dict[str, KnownProduct]
) -> None:
    connection, head, (warehouses, suppliers) = job.transaction.connection, record.fields, heads
    values = {
        "number": head.po_number,
        "number_key": code_key(head.po_number),
        "supplier_id": suppliers.find(head.supplier),
        "warehouse_id": warehouses.find(head.warehouse),
        "status": PurchaseOrderStatus.CLOSED.value,
        "currency": head.currency,
        "created_at": job.transaction.at,
        "imported_hash": _content(record),
    }
    made = insert(PurchaseOrder).values(values).returning(PurchaseOrder.id)
    order_id = connection.execute(made).scalar_one()
    if head.sent_on is not None:
        sent = {"purchase_order_id": order_id, "milestone": Milestone.ORDERED.value}
        connection.execute(insert(PurchaseMilestone).values(**sent, on_day=head.sent_on))
    came = []
    for number, line in enumerate(record.lines, 1):
        row = {
            "purchase_order_id": order_id,
            "line": number,
            "product_id": products[code_key(line.sku)].id,
            "ordered": line.quantity,
            "received": line.good,
            "rejected": line.rejected,
            "unit_cost": line.unit_cost,
            "expected_on": line.expected_on,
        }
        made = insert(PurchaseOrderLine).values(row).returning(PurchaseOrderLine.id)
        line_id = connection.execute(made).scalar_one()
        came.append((line_id, line.received_on, line.good, line.rejected))
    insert_rows(connection, PastReceipt, ("line_id", "on_day", "units", "rejected"), came)
