"""Books what came in, in one transaction: on its purchase order, in stock, who waits is served.

A receipt is a record: `po receive` writes it at once, the dock when all is counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import find_location
from packbench.db.queries.records.purchasing import purchase_order_row
from packbench.db.queries.records.receiving import GoodsRow
from packbench.db.schema import PurchaseOrderLine, ReceiptLine, ReceiptRow, Stock, Supplier
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.receiving import ReceiptOutcome, ReceiptStatus, receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.core import Transaction
from packbench.engine.release import Released
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.orders import lines_of, received_status, set_status
from packbench.services.receiving.cross_dock import CrossDocked, take_to_staging
from packbench.services.receiving.put_away_tasks import forget_tasks, make_tasks
from packbench.services.stock.changes import is_expired

_Status = PurchaseOrderStatus
_RECEIVED = (_Status.PART_RECEIVED, _Status.RECEIVED)


class DockArrival(NamedTuple):
    """Where goods come in: the receipt, its purchase order if it has one, the warehouse."""

    receipt_id: int
    order: AnyRow | None
    warehouse_id: int
    document: str


@dataclass(frozen=True, slots=True)
class BookedGoods:
    """Who was served by goods that came in, and what became of theirs."""

    released: list[Released] = field(default_factory=list)
    cross_docked: list[CrossDocked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReceivedUnits:
    """What a receipt counted on a line of a purchase order."""

    line_id: int
    received: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """What a receipt did to a purchase order, which was in `status` before; None: to none."""

    order_id: int | None
    status: PurchaseOrderStatus | None
    lines: list[ReceivedUnits]
    receipt_id: int | None = None


def book_goods(
    transaction: Transaction,
    arrival: DockArrival,
    goods: Sequence[GoodsRow],
    *,
    approved: bool = False,
    lines: Sequence[AnyRow] | None = None,
) -> BookedGoods:
    """Inside a command: books goods in, and keeps what undo needs.

    `lines` are those of the purchase order, where they were just read. Refuses kits, what is not on
    the purchase order, and more than is open beyond the supplier's tolerance, but for what
    somebody approved.
    """
    refuse_kits(goods)
    order = arrival.order
    if lines is None:
        lines = [] if order is None else lines_of(transaction, order)
    units = _on_lines(transaction, order, lines, goods, approved=approved)
    now = _counted(lines, units)
    changed = {one.line_id for one in units}
    rows = [(id_, *count) for id_, count in now.items() if id_ in changed]
    update_rows(transaction.connection, PurchaseOrderLine, ("received", "rejected"), rows)
    entries = entries_of(transaction.connection, arrival, goods)
    before = promised_units(transaction.connection, arrival.warehouse_id, entries)
    effects = change_stock(transaction, entries)
    taken = before
    if effects.released:
        taken = promised_units(transaction.connection, arrival.warehouse_id, entries)
    promised = {id_: max(0, count - before.get(id_, 0)) for id_, count in taken.items()}
    make_tasks(transaction, arrival.receipt_id, entries, promised)
    crossed = (
        take_to_staging(transaction, effects.released, entries) if any(promised.values()) else []
    )
    status = None if order is None else _Status(order.status)
    order_id = None if order is None else order.id
    transaction.undo = Receiving(order_id, status, units, arrival.receipt_id)
    if order is not None:
        is_complete = all(sum(now[line.id]) >= line.ordered for line in lines)
        set_status(transaction, order, _Status.RECEIVED if is_complete else _Status.PART_RECEIVED)
    return BookedGoods(effects.released, crossed)


def entries_of(
    connection: Connection, arrival: DockArrival, goods: Sequence[GoodsRow]
) -> list[Entry]:
    """The ledger rows of goods: damaged and expired ones can't be given out, rejected ones none."""
    floor, day = find_location(connection, arrival.warehouse_id, None), today(connection)
    return [
        Entry(
            *(arrival.warehouse_id, one.product_id, floor.id, one.units, Cause.RECEIPT),
            lot=one.lot,
            unavailable=one.units if _is_blocked(one, day) else 0,
            expires_on=one.expires_on,
            document=arrival.document,
        )
        for one in goods
        if one.manage_stock and one.outcome != ReceiptOutcome.REJECTED
    ]


def _is_blocked(goods: GoodsRow, day: date) -> bool:
    return goods.outcome == ReceiptOutcome.DAMAGED or is_expired(goods.expires_on, day)


def refuse_kits(goods: Sequence[GoodsRow]) -> None:
    """Refuses what has become a kit: its parts come in."""
    for one in goods:
        if one.is_kit:
            raise Refusal(Code.KIT_HAS_NO_STOCK, sku=one.sku)


def promised_units(
    connection: Connection, warehouse_id: int, entries: Sequence[Entry]
) -> dict[int, int]:
    """By product of these ledger rows: units of it that are promised at the warehouse."""
    query = select(Stock.product_id, Stock.allocated).where(
        Stock.warehouse_id == warehouse_id,
        among(Stock.product_id, {entry.product_id for entry in entries}),
    )
    return {row.product_id: row.allocated for row in connection.execute(query)}


def _on_lines(
    transaction: Transaction,
    order: AnyRow | None,
    lines: Sequence[AnyRow],
    goods: Sequence[GoodsRow],
    *,
    approved: bool,
) -> list[ReceivedUnits]:
    """What goods come to on the lines of their purchase order; refuses what is too much."""
    if order is None:
        return []
    by_product: dict[int, list[AnyRow]] = defaultdict(list)
    for line in lines:
        by_product[line.product_id].append(line)
    came: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    let_in = {one.product_id for one in goods if one.approved or approved}
    for one in goods:
        if one.product_id not in by_product and one.product_id not in let_in:
            raise Refusal(Code.NOT_FOUND, kind="line for", name=one.sku)
        good, bad = came[one.product_id]
        rejected = one.units if one.outcome == ReceiptOutcome.REJECTED else 0
        came[one.product_id] = (good + one.units - rejected, bad + rejected)
    tolerance = tolerance_of(transaction.connection, order)
    units = []
    for product_id, (good, bad) in came.items():
        ours = by_product.get(product_id, [])
        if ours and product_id not in let_in:
            _refuse_too_much(order, ours, good + bad, tolerance)
        units += spread_units(ours, good, bad)
    return units


def _counted(lines: Sequence[AnyRow], units: Sequence[ReceivedUnits]) -> dict[int, tuple[int, int]]:
    """By line: what it has received and rejected when these units are counted on it."""
    came = {one.line_id: (one.received, one.rejected) for one in units}
    counted = {}
    for line in lines:
        good, bad = came.get(line.id, (0, 0))
        counted[line.id] = (line.received + good, line.rejected + bad)
    return counted


def tolerance_of(connection: Connection, order: AnyRow) -> int:
    """How much more the supplier may send, in percent."""
    query = select(Supplier.over_receipt_percent).where(Supplier.id == order.supplier_id)
    return int(connection.execute(query).scalar_one())


def most_of(lines: Sequence[AnyRow], tolerance_percent: int) -> int:
    """Units of a product that may still come for its lines, the tolerance included."""
    most: int = sum(line.ordered + line.ordered * tolerance_percent // 100 for line in lines)
    came: int = sum(line.received + line.rejected for line in lines)
    return max(0, most - came)


def _refuse_too_much(
    order: AnyRow, lines: Sequence[AnyRow], units: int, tolerance_percent: int
) -> None:
    left = most_of(lines, tolerance_percent)
    if units > left:
        raise Refusal(Code.OVER_RECEIPT, open=left, sku=lines[0].sku, name=order.number)


def spread_units(lines: Sequence[AnyRow], good: int, bad: int) -> list[ReceivedUnits]:
    """The first lines of a product are filled first; what is too much counts on the last one."""
    units = []
    for line in lines:
        room = max(0, line.ordered - line.received - line.rejected)
        is_last = line is lines[-1]
        here = good if is_last else min(good, room)
        rest = bad if is_last else min(bad, room - here)
        good, bad = good - here, bad - rest
        if here or rest:
            units.append(ReceivedUnits(line.id, here, rest))
    return units


def count_on_lines(transaction: Transaction, units: Sequence[ReceivedUnits], sign: int = 1) -> None:
    """Inside a command: adds to what lines of a purchase order have received and rejected."""
    changes = {one.line_id: one for one in units}
    line, connection = PurchaseOrderLine, transaction.connection
    query = select(line.id, line.received, line.rejected).where(among(line.id, changes))
    rows = [
        (
            row.id,
            row.received + sign * changes[row.id].received,
            row.rejected + sign * changes[row.id].rejected,
        )
        for row in connection.execute(query).all()
    ]
    update_rows(connection, line, ("received", "rejected"), rows)


def status_now(transaction: Transaction, order: AnyRow) -> PurchaseOrderStatus:
    """The state that what came means for a purchase order; sent while nothing of it came."""
    if any(line.received or line.rejected for line in lines_of(transaction, order)):
        return received_status(transaction, order)
    return _Status.SENT


def _undo_receiving(transaction: Transaction, receipt: Receiving) -> None:
    """The goods of a receipt go and are open on the purchase order again.

    Refuses `cannot_undo` when they are promised, picked or elsewhere, for a count that was put
    right since, and for a purchase order that is closed or voided.
    """
    connection = transaction.connection
    row = None
    if receipt.order_id is not None:
        row = purchase_order_row(connection, receipt.order_id)
        lines = {line.id: line for line in lines_of(transaction, row)}
        if row.status not in _RECEIVED or not _counts_all(lines, receipt.lines):
            raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    if receipt.receipt_id is not None:
        _refuse_corrected(connection, receipt.receipt_id)
        forget_tasks(transaction, receipt.receipt_id)
        _take_receipt_back(connection, receipt.receipt_id)
    change_stock(transaction, reversed_entries(connection, transaction.undoes or 0))
    count_on_lines(transaction, receipt.lines, -1)
    if row is not None and receipt.status is not None:
        set_status(transaction, row, _status_without(transaction, row, receipt.status))


def _refuse_corrected(connection: Connection, receipt_id: int) -> None:
    query = select(ReceiptLine.id).where(
        ReceiptLine.receipt_id == receipt_id,
        ReceiptLine.corrected,
        ReceiptLine.taken_back_by.is_(None),
    )
    if connection.execute(query.limit(1)).first() is not None:
        name = receipt_name(receipt_id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.RECEIPT_CORRECTED, document=name)


def _take_receipt_back(connection: Connection, receipt_id: int) -> None:
    values = {"status": ReceiptStatus.TAKEN_BACK.value, "note_key": None}
    connection.execute(update(ReceiptRow).where(ReceiptRow.id == receipt_id).values(values))


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


UNDO_RECEIPT = Undoer(Receiving, _undo_receiving)
