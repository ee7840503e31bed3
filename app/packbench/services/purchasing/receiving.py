"""Goods of purchase orders: each receipt serves who waits; it is taken back while all is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, update

from packbench.db.queries.records.lookups import find_location
from packbench.db.queries.records.purchasing import (
    PurchaseOrderView,
    find_purchase_order,
    purchase_order_row,
    show_purchase_order,
)
from packbench.db.schema import PurchaseOrderLine, Supplier
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import Released
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.orders import lines_of, received_status, set_status
from packbench.services.stock.changes import is_expired, lot_code

_Status = PurchaseOrderStatus
_RECEIVED = (_Status.PART_RECEIVED, _Status.RECEIVED)


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
    """A purchase order after a receipt, and who was served by it."""

    order: PurchaseOrderView
    released: list[Released] = field(default_factory=list)


def receive(
    context: Context,
    number: str,
    *,
    lines: Sequence[ReceivedLine] = (),
    rejects: Sequence[RejectedLine] = (),
    key: str | None = None,
) -> Received:
    """Books goods of a purchase order in; without lines all that is open. Who waits is served.

    Refuses a draft, a SKU that is not on the order, what has become a kit, and more than is open
    beyond the supplier's tolerance; then nothing is received. Products whose stock is not counted
    are received without becoming stock.
    """
    content = {
        "number": number,
        "lines": [(one.sku, one.quantity, one.lot, one.expires_on) for one in lines],
        "rejects": [(one.sku, one.quantity, one.reason) for one in rejects],
    }

    def work(transaction: Transaction) -> Received:
        connection = transaction.connection
        row = find_purchase_order(connection, number)
        if row.status not in INCOMING:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
        came = list(lines) if lines or rejects else _all_open(transaction, row)
        units = _checked(transaction, row, came, rejects)
        _count(transaction, units)
        floor, day = find_location(connection, row.warehouse_id, None), today(connection)
        entries = [
            Entry(
                row.warehouse_id,
                units[code_key(one.sku)].row.product_id,
                floor.id,
                one.quantity,
                Cause.RECEIPT,
                lot=lot_code(one.lot, one.expires_on),
                unavailable=one.quantity if is_expired(one.expires_on, day) else 0,
                expires_on=one.expires_on,
                document=row.number,
            )
            for one in came
            if units[code_key(one.sku)].row.manage_stock
        ]
        effects = change_stock(transaction, entries)
        counted = [ReceivedUnits(one.row.id, one.received, one.rejected) for one in units.values()]
        transaction.undo = Receiving(row.id, _Status(row.status), counted)
        set_status(transaction, row, received_status(transaction, row))
        return Received(show_purchase_order(connection, row.id), effects.released)

    return run_command(context, Call("po.receive", content, key), Received, work)


@dataclass(frozen=True, slots=True)
class ReceivedUnits:
    """What a receipt counted on a line of a purchase order."""

    line_id: int
    received: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """What a receipt did to a purchase order, which was in `status` before."""

    order_id: int
    status: PurchaseOrderStatus
    lines: list[ReceivedUnits]


def _undo_receive(transaction: Transaction, receipt: Receiving) -> None:
    """The goods of a receipt go and are open on the purchase order again.

    Refuses `cannot_undo` when they are promised, picked or elsewhere, and for a purchase order that
    is closed or voided.
    """
    connection = transaction.connection
    row = purchase_order_row(connection, receipt.order_id)
    lines = {line.id: line for line in lines_of(transaction, row)}
    if row.status not in _RECEIVED or not _counts_all(lines, receipt.lines):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    change_stock(transaction, reversed_entries(connection, transaction.undoes or 0))
    counted = {
        lines[one.line_id].sku_key: _Units(lines[one.line_id], -one.received, -one.rejected)
        for one in receipt.lines
    }
    _count(transaction, counted)
    set_status(transaction, row, _status_without(transaction, row, receipt.status))


def _counts_all(lines: Mapping[int, AnyRow], receipt: Sequence[ReceivedUnits]) -> bool:
    """Whether all that a receipt counted is still counted on the lines."""
    return all(
        one.line_id in lines
        and lines[one.line_id].received >= one.received
        and lines[one.line_id].rejected >= one.rejected
        for one in receipt
    )


def _status_without(
    transaction: Transaction, row: AnyRow, before: PurchaseOrderStatus
) -> PurchaseOrderStatus:
    """The state after a receipt was taken back: other receipts may have come before or after it."""
    if any(line.received or line.rejected for line in lines_of(transaction, row)):
        return received_status(transaction, row)
    return _Status.SENT if before is _Status.PART_RECEIVED else before


UNDO_RECEIPT = Undoer(Receiving, _undo_receive)


@dataclass(slots=True)
class _Units:
    """What a receipt does to one line."""

    row: AnyRow
    received: int = 0
    rejected: int = 0


def _checked(
    transaction: Transaction,
    order: AnyRow,
    came: Sequence[ReceivedLine],
    rejects: Sequence[RejectedLine],
) -> dict[str, _Units]:
    """The receipt by SKU key, after all that can be refused about it."""
    units = {row.sku_key: _Units(row) for row in lines_of(transaction, order)}
    asked = [(one.sku, one.quantity) for one in came]
    asked += [(one.sku, one.quantity) for one in rejects]
    for sku, quantity in asked:
        check_units(quantity)
        if code_key(sku) not in units:
            raise Refusal(Code.NOT_FOUND, kind="line for", name=sku)
    for line in came:
        one = units[code_key(line.sku)]
        if one.row.is_kit:
            raise Refusal(Code.KIT_HAS_NO_STOCK, sku=one.row.sku)
        one.received += line.quantity
    for reject in rejects:
        units[code_key(reject.sku)].rejected += reject.quantity
    query = select(Supplier.over_receipt_percent).where(Supplier.id == order.supplier_id)
    tolerance = transaction.connection.execute(query).scalar_one()
    for one_line in units.values():
        _refuse_too_much(order, one_line, tolerance)
    return units


def _refuse_too_much(order: AnyRow, units: _Units, tolerance_percent: int) -> None:
    row = units.row
    before = row.received + row.rejected
    most = row.ordered + row.ordered * tolerance_percent // 100
    after = before + units.received + units.rejected
    if (units.received or units.rejected) and after > most:
        left = max(0, most - before)
        raise Refusal(Code.OVER_RECEIPT, open=left, sku=row.sku, name=order.number)


def _all_open(transaction: Transaction, order: AnyRow) -> list[ReceivedLine]:
    return [
        ReceivedLine(row.sku, row.ordered - row.received - row.rejected)
        for row in lines_of(transaction, order)
        if row.ordered > row.received + row.rejected
    ]


def _count(transaction: Transaction, units: Mapping[str, _Units]) -> None:
    for one in units.values():
        statement = update(PurchaseOrderLine).where(PurchaseOrderLine.id == one.row.id)
        values = {
            "received": one.row.received + one.received,
            "rejected": one.row.rejected + one.rejected,
        }
        transaction.connection.execute(statement.values(values))
