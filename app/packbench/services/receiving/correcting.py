"""A count that was wrong is put right afterwards, with its effect shown first."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.bins import bins_of, spread_blocked, spread_free
from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.queries.records.purchasing import purchase_order_row
from packbench.db.queries.records.receiving import (
    GoodsRow,
    ReceiptView,
    find_receipt,
    goods_of,
    receipt_row,
    show_receipt,
)
from packbench.db.schema import PurchaseOrderLine, PutAwayTask, ReceiptLine, Stock, Warehouse
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.quantities import check_units
from packbench.domain.receiving import ReceiptOutcome, ReceiptStatus, receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.release import Released
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.orders import lines_of, set_status
from packbench.services.receiving.booking import (
    DockArrival,
    entries_of,
    most_of,
    promised_units,
    spread_units,
    status_now,
    tolerance_of,
)
from packbench.services.receiving.put_away_tasks import make_tasks
from packbench.services.receiving.rights import supervisor_id
from packbench.services.value.costs import spread_again

_OPEN = (*INCOMING, PurchaseOrderStatus.RECEIVED)


@dataclass(frozen=True, slots=True)
class RightCount:
    """Good units of a product that came in fact; of which lot, None: of the only one that came."""

    sku: str
    units: int
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectedReceipt:
    """A receipt with the count put right, or as it would be.

    Attributes:
        receipt: as it is after it.
        sku: the product.
        before: units that were counted.
        after: units that came.
        kept: whether it was done; else it was only shown.
        released: who is served by more units.
        purchase_order_status: of the purchase order after it.
    """

    receipt: ReceiptView
    sku: str
    before: int
    after: int
    kept: bool
    released: list[Released] = field(default_factory=list)
    purchase_order_status: str | None = None


@dataclass(frozen=True, slots=True)
class CountCorrected:
    """What a correction did: its count, units on lines of the order, the tasks it ended."""

    receipt_id: int
    line_id: int
    order_lines: list[tuple[int, int]]
    delta: int
    tasks: list[tuple[int, int]]


def correct_count(
    context: Context,
    receipt: str,
    count: RightCount,
    *,
    approved_by: str | None = None,
    preview: bool = False,
    key: str | None = None,
) -> CorrectedReceipt:
    """Says how many good units of a product came in fact, after the receipt was booked.

    Args:
        context: who puts it right.
        receipt: its name.
        count: what came in fact.
        approved_by: a supervisor, who lets in more than the tolerance.
        preview: shows what it would do, and does nothing.
        key: sent twice, it is done once.

    Refuses a receipt that is not booked, what is not in it, a count that is so already, units that
    are promised, picked or sold meanwhile (`not_enough_stock`), and a closed purchase order.
    """
    check_units(count.units, least=0)

    def work(transaction: Transaction) -> CorrectedReceipt:
        return _Correction(transaction, receipt, count.sku, count.lot).put_right(
            count.units, supervisor_id(transaction, approved_by), kept=not preview
        )

    content = {
        "receipt": receipt,
        "sku": count.sku,
        "units": count.units,
        "lot": count.lot,
        "by": approved_by,
    }
    call = Call("receiving.correct", content, None if preview else key)
    shown = context.without_key() if preview else context
    return run_or_try(shown, call, CorrectedReceipt, work, keep=lambda done: done.kept)


class _Correction:
    """One product of one receipt."""

    def __init__(self, transaction: Transaction, receipt: str, sku: str, lot: str | None) -> None:
        self._transaction, self._connection = transaction, transaction.connection
        self._row = receipt_row(self._connection, find_receipt(self._connection, receipt).id)
        name = receipt_name(self._row.id)
        if self._row.status != ReceiptStatus.BOOKED:
            state = self._row.status
            raise Refusal(Code.WRONG_STATE, name=name, state=state)
        self._product = find_product(self._connection, sku)
        found = [
            one
            for one in goods_of(self._connection, self._row.id)
            if one.product_id == self._product.id
            and one.outcome == ReceiptOutcome.GOOD
            and (lot is None or code_key(one.lot) == code_key(lot))
        ]
        if len(found) != 1:
            why = Said.NOT_IN_RECEIPT
            raise Refusal(Code.NOTHING_TO_DO, why=why, sku=self._product.sku, name=name)
        self._goods = found[0]
        self._order = _order_of(self._connection, self._row)

    def put_right(self, units: int, approver: int | None, *, kept: bool) -> CorrectedReceipt:
        """Books the difference."""
        delta, name = units - self._goods.units, receipt_name(self._row.id)
        if not delta:
            why, sku = Said.SAME_COUNT, self._product.sku
            raise Refusal(Code.NOTHING_TO_DO, why=why, sku=sku, name=name)
        line_id = self._write(delta, approver)
        on_lines = self._count_on_order(delta, approver)
        tasks = end_tasks(self._connection, self._row.id, self._goods, -delta) if delta < 0 else []
        entries = self._entries(delta)
        before = promised_units(self._connection, self._row.warehouse_id, entries)
        effects = change_stock(self._transaction, entries)
        if delta > 0:
            taken = promised_units(self._connection, self._row.warehouse_id, entries)
            promised = {id_: max(0, count - before.get(id_, 0)) for id_, count in taken.items()}
            make_tasks(self._transaction, self._row.id, entries, promised)
        spread_again(self._transaction, self._row.id)
        after = None
        if self._order is not None:
            after = status_now(self._transaction, self._order)
            set_status(self._transaction, self._order, after)
        self._transaction.undo = CountCorrected(self._row.id, line_id, on_lines, delta, tasks)
        view = show_receipt(self._connection, self._row.id)
        return CorrectedReceipt(
            *(view, self._product.sku, self._goods.units, units, kept),
            *(effects.released, after),
        )

    def _write(self, delta: int, approver: int | None) -> int:
        values = {
            "receipt_id": self._row.id,
            "product_id": self._product.id,
            "lot": self._goods.lot,
            "expires_on": self._goods.expires_on,
            "quantity": delta,
            "corrected": True,
            "approved_by": approver,
            "command_id": self._transaction.command_id,
        }
        made = insert(ReceiptLine).values(values).returning(ReceiptLine.id)
        return int(self._connection.execute(made).scalar_one())

    def _count_on_order(self, delta: int, approver: int | None) -> list[tuple[int, int]]:
        """Counts the difference on the lines of the product: which ones, and how many units."""
        if self._order is None:
            return []
        lines = [
            line
            for line in lines_of(self._transaction, self._order)
            if line.product_id == self._product.id
        ]
        if not lines:
            return []
        left = most_of(lines, tolerance_of(self._connection, self._order))
        if delta > left and approver is None:
            name = self._order.number
            raise Refusal(Code.OVER_RECEIPT, open=left, sku=self._product.sku, name=name)
        units = _added(lines, delta) if delta > 0 else _taken_off(lines, -delta)
        _count_received(self._connection, units, 1)
        return units

    def _entries(self, delta: int) -> list[Entry]:
        if not self._product.manage_stock:
            return []
        if delta > 0:
            name = receipt_name(self._row.id)
            document = name if self._order is None else self._order.number
            arrival = DockArrival(self._row.id, self._order, self._row.warehouse_id, document)
            return entries_of(self._connection, arrival, [self._goods._replace(units=delta)])
        return _gone(self._connection, self._row, self._product, self._goods, -delta)


def _added(lines: Sequence[AnyRow], units: int) -> list[tuple[int, int]]:
    """The first lines that are open are filled first; what is too much counts on the last one."""
    return [(one.line_id, one.received) for one in spread_units(lines, units, 0)]


def _taken_off(lines: Sequence[AnyRow], units: int) -> list[tuple[int, int]]:
    """From the last line on, none below what it received."""
    found = []
    for line in reversed(lines):
        share = min(units, line.received)
        units -= share
        if share:
            found.append((int(line.id), -share))
    return found


def _count_received(connection: Connection, units: Sequence[tuple[int, int]], sign: int) -> None:
    line = PurchaseOrderLine
    for line_id, count in units:
        statement = update(line).where(line.id == line_id)
        connection.execute(statement.values(received=line.received + sign * count))


def end_tasks(
    connection: Connection, receipt_id: int, goods: GoodsRow, units: int
) -> list[tuple[int, int]]:
    """Inside a command: what never came is not put away; the tasks with the units that went."""
    task = PutAwayTask
    query = select(task.id, task.quantity - task.done - task.gone).where(
        task.receipt_id == receipt_id,
        task.product_id == goods.product_id,
        task.lot == goods.lot,
        task.quantity - task.done - task.gone > 0,
    )
    ended = []
    for task_id, open_units in connection.execute(query).all():
        share = min(units, open_units)
        units -= share
        if share:
            ended.append((task_id, share))
    _count_gone(connection, ended, 1)
    return ended


def _count_gone(connection: Connection, tasks: Sequence[tuple[int, int]], sign: int) -> None:
    for task_id, units in tasks:
        statement = update(PutAwayTask).where(PutAwayTask.id == task_id)
        connection.execute(statement.values(gone=PutAwayTask.gone + sign * units))


def _order_of(connection: Connection, row: AnyRow) -> AnyRow | None:
    if row.purchase_order_id is None:
        return None
    order = purchase_order_row(connection, row.purchase_order_id)
    if order.status not in _OPEN:
        raise Refusal(Code.WRONG_STATE, name=order.number, state=order.status)
    return order


def _gone(
    connection: Connection, row: AnyRow, product: ProductRef, goods: GoodsRow, units: int
) -> list[Entry]:
    """Units that never came, from where they lie; refuses what is promised or gone."""
    bins = bins_of(connection, row.warehouse_id, product.id, lot=goods.lot)
    blocked = [one for one in bins if one.unavailable and one.expires_on == goods.expires_on]
    portions = spread_free(bins, units)
    left = units - sum(one.units for one in portions)
    if left and goods.expires_on is not None:
        portions += spread_blocked(blocked, left)
    found = sum(one.units for one in portions)
    free = _unpromised(connection, row.warehouse_id, product.id)
    takes_good = sum(one.units for one in portions if not one.unavailable)
    if found < units or takes_good > free:
        query = select(Warehouse.code).where(Warehouse.id == row.warehouse_id)
        where = connection.execute(query).scalar_one()
        available = max(0, min(found, free))
        told = {"state": "available", "sku": product.sku, "warehouse": where}
        raise Refusal(Code.NOT_ENOUGH_STOCK, available=available, **told)
    return [
        Entry(
            *(row.warehouse_id, product.id, one.bin.location_id, -one.units, Cause.COUNT),
            lot=one.bin.lot,
            unavailable=-one.unavailable,
            document=receipt_name(row.id),
        )
        for one in portions
    ]


def _unpromised(connection: Connection, warehouse_id: int, product_id: int) -> int:
    query = select(Stock.on_hand - Stock.unavailable - Stock.allocated).where(
        Stock.warehouse_id == warehouse_id, Stock.product_id == product_id
    )
    return int(connection.execute(query).scalar_one_or_none() or 0)


def _undo_correction(transaction: Transaction, done: CountCorrected) -> None:
    """The count is again what it was; refuses what is promised, gone, or changed since."""
    connection = transaction.connection
    row = receipt_row(connection, done.receipt_id)
    order = None
    if row.purchase_order_id is not None:
        order = purchase_order_row(connection, row.purchase_order_id)
    counted = connection.execute(
        select(ReceiptLine.__table__).where(ReceiptLine.id == done.line_id)
    ).one()
    is_other = order is not None and (
        order.status not in _OPEN or not _can_go_back(transaction, order, done, counted.product_id)
    )
    if row.status != ReceiptStatus.BOOKED or is_other:
        name = receipt_name(row.id) if order is None else order.number
        raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=name)
    change_stock(transaction, reversed_entries(connection, transaction.undoes or 0))
    _count_received(connection, done.order_lines, -1)
    if done.delta > 0:
        goods, place = goods_of(connection, done.receipt_id), (counted.product_id, counted.lot)
        same = [one for one in goods if (one.product_id, one.lot) == place]
        for one in same[:1]:
            end_tasks(connection, done.receipt_id, one, done.delta)
    line = update(ReceiptLine).where(ReceiptLine.id == done.line_id)
    connection.execute(line.values(taken_back_by=transaction.command_id))
    _count_gone(connection, done.tasks, -1)
    spread_again(transaction, done.receipt_id)
    if order is not None:
        set_status(transaction, order, status_now(transaction, order))


def _can_go_back(
    transaction: Transaction, order: AnyRow, done: CountCorrected, product_id: int
) -> bool:
    """Whether the lines on which it counted are there still, of the same product."""
    lines = {one.id: one for one in lines_of(transaction, order) if one.product_id == product_id}
    return all(
        line_id in lines and lines[line_id].received >= units for line_id, units in done.order_lines
    )


UNDO_CORRECTION = Undoer(CountCorrected, _undo_correction)
