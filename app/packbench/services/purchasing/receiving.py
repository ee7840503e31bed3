"""Goods of purchase orders, booked at once: a receipt that nobody counted at the dock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from packbench.db.queries.records.purchasing import (
    PurchaseOrderView,
    find_purchase_order,
    show_purchase_order,
)
from packbench.db.queries.records.receiving import GoodsRow
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import Tracking, code_key
from packbench.domain.quantities import check_units
from packbench.domain.receiving import ReceiptOutcome, receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import Released
from packbench.services.purchasing.drafts import require_incoming
from packbench.services.purchasing.orders import lines_of
from packbench.services.receiving.booking import (
    UNDO_RECEIPT,
    DockArrival,
    ReceivedUnits,
    Receiving,
    book_goods,
)
from packbench.services.receiving.cross_dock import CrossDocked
from packbench.services.receiving.receipts import booked_receipt
from packbench.services.receiving.rights import supervisor_id
from packbench.services.stock.changes import lot_code

__all__ = [
    "UNDO_RECEIPT",
    "Received",
    "ReceivedLine",
    "ReceivedUnits",
    "Receiving",
    "RejectedLine",
    "receive",
]


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """Units that came in for a line."""

    sku: str
    quantity: int
    lot: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """Units that came and are not taken; they never become stock."""

    sku: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Received:
    """A purchase order after a receipt, who was served by it, and what was cross-docked."""

    order: PurchaseOrderView
    released: list[Released] = field(default_factory=list)
    receipt: str = ""
    cross_docked: list[CrossDocked] = field(default_factory=list)


def receive(
    context: Context,
    number: str,
    *,
    lines: Sequence[ReceivedLine] = (),
    rejects: Sequence[RejectedLine] = (),
    note: str = "",
    approved_by: str | None = None,
    key: str | None = None,
) -> Received:
    """Books goods of a purchase order in; without lines all that is open. Who waits is served.

    Args:
        context: who receives, and where.
        number: the purchase order's.
        lines: what came in; none of both: all that is open.
        rejects: what came and is not taken.
        note: the delivery note: it is booked once.
        approved_by: a supervisor, who lets in more than the tolerance.
        key: sent twice, it is booked once.

    Refuses a draft, a SKU that is not on the order, what has become a kit, what is kept by lot and
    names none, and more than is open beyond the supplier's tolerance; then nothing is received.
    Products whose stock is not counted are received without becoming stock.
    """
    content: dict[str, Any] = {
        "number": number,
        "lines": [(one.sku, one.quantity, one.lot, one.expires_on) for one in lines],
        "rejects": [(one.sku, one.quantity, one.reason) for one in rejects],
    }
    if note or approved_by:
        content |= {"note": note, "approved_by": approved_by}

    def work(transaction: Transaction) -> Received:
        connection = transaction.connection
        row = find_purchase_order(connection, number)
        require_incoming(connection, row)
        approver = supervisor_id(transaction, approved_by)
        ordered = lines_of(transaction, row)
        came = list(lines) if lines or rejects else _all_open(ordered)
        goods, reasons = _goods(ordered, came, rejects)
        receipt_id = booked_receipt(transaction, row, note, approver, goods, reasons)
        _refuse_without_lot(ordered, goods)
        arrival = DockArrival(receipt_id, row, row.warehouse_id, row.number)
        let_in = approver is not None
        booked = book_goods(transaction, arrival, goods, approved=let_in, lines=ordered)
        view = show_purchase_order(connection, row.id)
        return Received(view, booked.released, receipt_name(receipt_id), booked.cross_docked)

    return run_command(context, Call("po.receive", content, key), Received, work)


def _goods(
    ordered: Sequence[AnyRow],
    came: Sequence[ReceivedLine],
    rejects: Sequence[RejectedLine],
) -> tuple[list[GoodsRow], Mapping[int, str]]:
    """What came as goods, and the reasons of what is rejected by its place among them."""
    products = {row.sku_key: row for row in ordered}
    asked = [(one.sku, one.quantity) for one in came]
    asked += [(one.sku, one.quantity) for one in rejects]
    for sku, quantity in asked:
        check_units(quantity)
        if code_key(sku) not in products:
            raise Refusal(Code.NOT_FOUND, kind="line for", name=sku)
    goods = [
        _goods_row(products[code_key(one.sku)], one.quantity, one.lot, one.expires_on)
        for one in came
    ]
    reasons = {place: one.reason.strip() for place, one in enumerate(rejects, len(goods))}
    goods += [
        _goods_row(products[code_key(one.sku)], one.quantity)._replace(
            outcome=ReceiptOutcome.REJECTED.value
        )
        for one in rejects
    ]
    return goods, reasons


def _refuse_without_lot(ordered: Sequence[AnyRow], goods: Sequence[GoodsRow]) -> None:
    """Refuses, as the dock does, what is kept by lot and names none, nor an expiry."""
    by_lot = {row.product_id for row in ordered if row.tracking == Tracking.LOT}
    for one in goods:
        good = one.outcome == ReceiptOutcome.GOOD
        if good and one.product_id in by_lot and not one.lot:
            raise Refusal(Code.INVALID, field="lot of a line", value=one.sku)


def _goods_row(
    row: AnyRow, quantity: int, lot: str | None = None, expires_on: date | None = None
) -> GoodsRow:
    return GoodsRow(
        *(row.product_id, row.sku, row.manage_stock, row.is_kit, lot_code(lot, expires_on)),
        *(expires_on, ReceiptOutcome.GOOD.value, quantity, False),
    )


def _all_open(ordered: Sequence[AnyRow]) -> list[ReceivedLine]:
    return [
        ReceivedLine(row.sku, row.ordered - row.received - row.rejected)
        for row in ordered
        if row.ordered > row.received + row.rejected
    ]
