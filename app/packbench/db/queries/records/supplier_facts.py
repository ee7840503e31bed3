"""What came of purchase orders of suppliers, here and before all this was kept here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from packbench.db.schema import (
    Command,
    CommandRecord,
    PastReceipt,
    Product,
    PurchaseMilestone,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    ReceiptRow,
    Supplier,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.today import company_zone
from packbench.domain.history import RecordKind
from packbench.domain.purchasing import Milestone, PurchaseOrderStatus
from packbench.domain.receiving import ReceiptStatus
from packbench.domain.supplier_facts import BoughtLine

_Status = PurchaseOrderStatus
_OVER = {_Status.RECEIVED.value, _Status.CLOSED.value}
_TOLD = (_Status.SENT, _Status.PART_RECEIVED, _Status.RECEIVED, _Status.CLOSED)


def bought_lines(connection: Connection, supplier_id: int) -> list[BoughtLine]:
    """Lines of a supplier's orders that were sent, the oldest order first."""
    zone = company_zone(connection)
    of = PurchaseOrder.supplier_id == supplier_id
    sent, came = sent_days(connection, of, zone), came_days(connection, of, zone)
    line = PurchaseOrderLine
    query = (
        select(
            *(PurchaseOrder.id, PurchaseOrder.number, Product.sku, line.expected_on, line.id),
            *(line.product_id, line.ordered, line.received, line.rejected, line.unit_cost),
            func.coalesce(PurchaseOrder.currency, Supplier.currency).label("currency"),
            PurchaseOrder.status,
        )
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Product, Product.id == line.product_id)
        .where(
            of,
            PurchaseOrder.status.in_([status.value for status in _TOLD]),
        )
        .order_by(PurchaseOrder.id, line.line)
    )
    past = past_days(connection, of)
    return [
        BoughtLine(
            *(row.number, row.sku, sent.get(row.id), row.expected_on),
            past.get(row[4]) or came.get((row.id, row.product_id)),
            *(row.ordered, row.received, row.rejected, row.unit_cost, row.currency),
            row.status in _OVER,
        )
        for row in connection.execute(query).all()
    ]


def sent_days(
    connection: Connection, of: ColumnElement[bool], zone: ZoneInfo
) -> Mapping[int, date]:
    """By purchase order: the day on which it went out; what a person said of it counts.

    A sending that was taken back is none.
    """
    undoing = aliased(Command)
    commands = (
        select(CommandRecord.record_id, func.min(Command.at).label("at"))
        .outerjoin(undoing, undoing.undoes_id == CommandRecord.command_id)
        .join(Command, Command.id == CommandRecord.command_id)
        .join(PurchaseOrder, PurchaseOrder.id == CommandRecord.record_id)
        .where(
            of,
            CommandRecord.kind == RecordKind.PURCHASE_ORDER.value,
            Command.name == "po.send",
            undoing.id.is_(None),
        )
        .group_by(CommandRecord.record_id)
    )
    found = {row[0]: row.at.astimezone(zone).date() for row in connection.execute(commands)}
    said = (
        select(PurchaseMilestone.purchase_order_id, PurchaseMilestone.on_day)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseMilestone.purchase_order_id)
        .where(of, PurchaseMilestone.milestone == Milestone.ORDERED.value)
    )
    return found | {row[0]: row[1] for row in connection.execute(said)}


def came_days(
    connection: Connection, of: ColumnElement[bool], zone: ZoneInfo
) -> Mapping[tuple[int, int], date]:
    """By purchase order and product: the day of its first receipt."""
    row, line = ReceiptRow, ReceiptLine
    query = (
        select(row.purchase_order_id, line.product_id, func.min(row.booked_at).label("at"))
        .join(line, line.receipt_id == row.id)
        .join(PurchaseOrder, PurchaseOrder.id == row.purchase_order_id)
        .where(
            of,
            row.status == ReceiptStatus.BOOKED.value,
            line.taken_back_by.is_(None),
        )
        .group_by(row.purchase_order_id, line.product_id)
    )
    return {
        (one[0] or 0, one[1]): one.at.astimezone(zone).date() for one in connection.execute(query)
    }


def past_days(connection: Connection, of: ColumnElement[bool]) -> Mapping[int, date]:
    """By line: the first day of which a file said that something came."""
    query = (
        select(PastReceipt.line_id, func.min(PastReceipt.on_day))
        .join(PurchaseOrderLine, PurchaseOrderLine.id == PastReceipt.line_id)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.purchase_order_id)
        .where(of)
        .group_by(PastReceipt.line_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def purchase_history(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Past purchase orders as they can be imported again, by number."""
    line, sent = PurchaseOrderLine, defaultdict[int, date | None](lambda: None)
    milestones = select(PurchaseMilestone.purchase_order_id, PurchaseMilestone.on_day).where(
        PurchaseMilestone.milestone == Milestone.ORDERED.value
    )
    sent.update({row[0]: row[1] for row in connection.execute(milestones)})
    query = (
        select(
            *(PurchaseOrder.id, PurchaseOrder.number, Supplier.code, Warehouse.code),
            *(PurchaseOrder.currency, Product.sku, line.ordered, PastReceipt.on_day),
            *(line.unit_cost, line.expected_on, PastReceipt.units, PastReceipt.rejected),
        )
        .join(line, line.id == PastReceipt.line_id)
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
        .join(Product, Product.id == line.product_id)
        .order_by(PurchaseOrder.number_key, line.line)
    )
    for order_id, number, supplier, warehouse, currency, *rest in connection.execute(query).all():
        yield (number, supplier, warehouse, currency, sent[order_id], *rest)
