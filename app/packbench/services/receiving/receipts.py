"""Receipts as records: made, opened at a station, left, booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import find_supplier_id, find_warehouse
from packbench.db.queries.records.purchasing import find_purchase_order, purchase_order_row
from packbench.db.queries.records.receiving import (
    GoodsRow,
    ReceiptView,
    find_receipt,
    goods_of,
    newest_receipts,
    open_at,
    receipt_row,
    show_receipt,
)
from packbench.db.schema import Operator, ReceiptLine, ReceiptRow, Station, Warehouse
from packbench.db.sql.bulk import insert_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.receiving import ReceiptOutcome, ReceiptStatus, receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import Released
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import who_sends
from packbench.services.purchasing.drafts import require_incoming
from packbench.services.receiving.booking import DockArrival, book_goods
from packbench.services.receiving.cross_dock import CrossDocked
from packbench.services.receiving.rights import supervisor_id

__all__ = [
    "UNDO_RECEIPT_LEFT",
    "UNDO_RECEIPT_OPENED",
    "BookedReceipt",
    "ReceiptView",
    "book_receipt",
    "booked_receipt",
    "leave_receipt",
    "list_receipts",
    "open_here",
    "open_receipt",
    "opened_here",
    "set_note",
    "show",
    "take_over_receipt",
]

_NO_REASON = "?"
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class BookedReceipt:
    """A receipt after it was booked, who was served by it, and what was cross-docked."""

    receipt: ReceiptView
    released: list[Released] = field(default_factory=list)
    cross_docked: list[CrossDocked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OpenedReceipt:
    """A receipt that a command opened at a station; `before` had it: (operator, station)."""

    receipt_id: int
    before: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LeftReceipt:
    """A receipt that was given up; its delivery note is free."""

    receipt_id: int
    note_key: str | None


@dataclass(frozen=True, slots=True)
class NoteTold:
    """By which delivery note goods come, as it was said before and after; with their keys."""

    receipt_id: int
    before: tuple[str, str | None]
    after: tuple[str, str | None]


def show(context: Context, receipt: str) -> ReceiptView:
    """One receipt; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_receipt(connection, find_receipt(connection, receipt).id)


def list_receipts(context: Context, *, warehouse: str | None = None) -> list[ReceiptView]:
    """The newest receipts, of a warehouse or of all."""
    with context.database.read.connect() as connection:
        place = None if warehouse is None else find_warehouse(connection, warehouse).code
        return newest_receipts(connection, place, _MOST_SHOWN)


def open_here(context: Context) -> ReceiptView | None:
    """What is counted at this station; None: nothing is."""
    with context.database.read.connect() as connection:
        name = open_at(connection, context.station)
        return None if name is None else show_receipt(connection, find_receipt(connection, name).id)


def open_receipt(
    context: Context,
    number: str | None = None,
    *,
    note: str = "",
    warehouse: str | None = None,
    supplier: str | None = None,
    approved_by: str | None = None,
    key: str | None = None,
) -> ReceiptView:
    """Begins to count a delivery in at this station; what is begun here already goes on.

    One that was begun without a delivery note is of the one that is named now; what was begun by
    another one is another delivery.

    Args:
        context: who counts, and where.
        number: the purchase order's; None: a delivery without one, which a supervisor lets in.
        note: the delivery note's number.
        warehouse: of a delivery without a purchase order; None: where the station stands.
        supplier: of a delivery without a purchase order, where it is known.
        approved_by: the supervisor.
        key: sent twice, it is opened once.

    Refuses a purchase order that can't be received, or of another warehouse than the station's
    (`wrong_state`), a delivery note that was booked or is counted elsewhere (`note_known`), and a
    delivery without a purchase order that nobody lets in (`needs_supervisor`).
    """
    content = {
        "number": number,
        "note": note,
        "warehouse": warehouse,
        "supplier": supplier,
        "approved_by": approved_by,
    }

    def work(transaction: Transaction) -> ReceiptView:
        connection = transaction.connection
        approver = supervisor_id(transaction, approved_by)
        head = _head(context, connection, number, warehouse, supplier)
        if number is None and approver is None:
            raise Refusal(Code.NEEDS_SUPERVISOR, name=note or head["place"])
        mine = None if number is None else _begun(transaction, head, note)
        if mine is not None:
            if note.strip() and mine.note_key is None:
                _note(transaction, mine, note)
            return show_receipt(connection, mine.id)
        receipt_id = _insert(transaction, head, note, approver)
        transaction.undo = OpenedReceipt(receipt_id)
        return show_receipt(connection, receipt_id)

    call = Call("receiving.open", content, key, moves_stock=False)
    return run_command(context, call, ReceiptView, work)


def take_over_receipt(context: Context, receipt: str, *, key: str | None = None) -> ReceiptView:
    """Counts on here what is open at another station; refuses what is not open."""

    def work(transaction: Transaction) -> ReceiptView:
        connection = transaction.connection
        row = receipt_row(connection, find_receipt(connection, receipt).id)
        refuse_closed(row)
        me = who_sends(transaction)
        connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(me))
        transaction.undo = OpenedReceipt(row.id, (row.operator_id, row.station_id))
        _concerns(transaction, row)
        return show_receipt(connection, row.id)

    call = Call("receiving.take_over", {"receipt": receipt}, key, moves_stock=False)
    return run_command(context, call, ReceiptView, work)


def set_note(context: Context, receipt: str, note: str, *, key: str | None = None) -> ReceiptView:
    """Says by which delivery note goods come that are counted here; refuses one that is known."""

    def work(transaction: Transaction) -> ReceiptView:
        connection = transaction.connection
        row = opened_here(transaction, receipt)
        before = row.delivery_note, row.note_key
        after = _note(transaction, row, note)
        transaction.undo = NoteTold(row.id, before, after)
        return show_receipt(connection, row.id)

    call = Call("receiving.note", {"receipt": receipt, "note": note}, key, moves_stock=False)
    return run_command(context, call, ReceiptView, work)


def _note(transaction: Transaction, row: AnyRow, note: str) -> tuple[str, str | None]:
    """Writes by which delivery note the goods of a receipt come; gives it with its key."""
    connection = transaction.connection
    note_key = _free_note(connection, row.purchase_order_id, row.supplier_id, note, row.id)
    values = {"delivery_note": note.strip(), "note_key": note_key}
    connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(values))
    _concerns(transaction, row)
    return note.strip(), note_key


def leave_receipt(context: Context, receipt: str, *, key: str | None = None) -> ReceiptView:
    """Gives a count up that was begun here: nothing of it is booked. It can be undone."""

    def work(transaction: Transaction) -> ReceiptView:
        connection = transaction.connection
        row = opened_here(transaction, receipt)
        values = {"status": ReceiptStatus.LEFT.value, "note_key": None}
        connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(values))
        transaction.undo = LeftReceipt(row.id, row.note_key)
        _concerns(transaction, row)
        return show_receipt(connection, row.id)

    call = Call("receiving.leave", {"receipt": receipt}, key, moves_stock=False)
    return run_command(context, call, ReceiptView, work)


def book_receipt(
    context: Context, receipt: str, *, approved_by: str | None = None, key: str | None = None
) -> BookedReceipt:
    """Books what was counted here, in one transaction; who waits is served by it.

    Refuses what is counted at another station, an empty count (`nothing_to_do`), a purchase order
    that was closed or voided meanwhile, and more than it still expects: then nothing is booked.
    """

    def work(transaction: Transaction) -> BookedReceipt:
        connection = transaction.connection
        row = opened_here(transaction, receipt)
        goods = goods_of(connection, row.id)
        if not goods:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_COUNTED, name=receipt_name(row.id))
        approver = supervisor_id(transaction, approved_by)
        order = _order_of(connection, row)
        values: dict[str, Any] = {
            "status": ReceiptStatus.BOOKED.value,
            "booked_at": transaction.at,
            "command_id": transaction.command_id,
        }
        if approver is not None:
            values["approved_by"] = approver
        connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(values))
        document = receipt_name(row.id) if order is None else order.number
        arrival = DockArrival(row.id, order, row.warehouse_id, document)
        booked = book_goods(transaction, arrival, goods, approved=approver is not None)
        view = show_receipt(connection, row.id)
        return BookedReceipt(view, booked.released, booked.cross_docked)

    content = {"receipt": receipt, "approved_by": approved_by}
    return run_command(context, Call("receiving.book", content, key), BookedReceipt, work)


def booked_receipt(
    transaction: Transaction,
    order: AnyRow,
    note: str,
    approver: int | None,
    goods: Sequence[GoodsRow],
    reasons: Mapping[int, str],
) -> int:
    """Inside a command: the record of goods that are booked at once; its id."""
    connection = transaction.connection
    head = {
        "purchase_order_id": order.id,
        "supplier_id": order.supplier_id,
        "warehouse_id": order.warehouse_id,
    }
    booked = {
        "status": ReceiptStatus.BOOKED.value,
        "booked_at": transaction.at,
        "command_id": transaction.command_id,
    }
    receipt_id = _insert(transaction, head, note, approver, **booked)
    columns = (
        *("receipt_id", "product_id", "lot", "expires_on", "quantity", "outcome", "reason"),
        *("approved_by", "command_id"),
    )
    rows = [
        (
            *(receipt_id, one.product_id, one.lot, one.expires_on, one.units, one.outcome),
            *(_reason(one, reasons.get(place, "")), approver, transaction.command_id),
        )
        for place, one in enumerate(goods)
    ]
    insert_rows(connection, ReceiptLine, columns, rows)
    return receipt_id


def _reason(goods: GoodsRow, told: str) -> str:
    return "" if goods.outcome == ReceiptOutcome.GOOD else told or _NO_REASON


def opened_here(transaction: Transaction, receipt: str) -> AnyRow:
    """Inside a command: a receipt that this station counts; refuses others by name."""
    connection = transaction.connection
    row = receipt_row(connection, find_receipt(connection, receipt).id)
    refuse_closed(row)
    if row.station_id != who_sends(transaction)["station_id"]:
        query = select(Station.name).where(Station.id == row.station_id)
        where = connection.execute(query).scalar_one()
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.COUNTED_ELSEWHERE,
            name=receipt_name(row.id),
            station=where,
            who=_operator(connection, row.operator_id),
            state=row.status,
        )
    return row


def refuse_closed(row: AnyRow) -> None:
    """Refuses a receipt that is not open."""
    if row.status != ReceiptStatus.OPEN:
        why = Said.RECEIPT_IS_BOOKED if row.status == ReceiptStatus.BOOKED else Said.RECEIPT_IS_LEFT
        name = receipt_name(row.id)
        raise Refusal(Code.WRONG_STATE, why=why, name=name, state=row.status)


def _order_of(connection: Connection, row: AnyRow) -> AnyRow | None:
    """The purchase order of a receipt, which can still be received."""
    if row.purchase_order_id is None:
        return None
    order = purchase_order_row(connection, row.purchase_order_id)
    require_incoming(connection, order)
    return order


def _head(
    context: Context,
    connection: Connection,
    number: str | None,
    warehouse: str | None,
    supplier: str | None,
) -> dict[str, Any]:
    """Of what and where goods come in; `place` is the warehouse's code."""
    here = warehouse or station_warehouse(connection, context.station)
    if number is None:
        if here is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.STATION_NOWHERE, name=context.station)
        place = find_warehouse(connection, here)
        supplier_id = None if supplier is None else find_supplier_id(connection, supplier)
        ids = {"purchase_order_id": None, "supplier_id": supplier_id, "warehouse_id": place.id}
        return {**ids, "place": place.code}
    order = find_purchase_order(connection, number)
    require_incoming(connection, order)
    query = select(Warehouse.code).where(Warehouse.id == order.warehouse_id)
    there = connection.execute(query).scalar_one()
    if here is not None and code_key(here) != code_key(there):
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.RECEIVED_IN_ANOTHER_WAREHOUSE,
            name=order.number,
            here=here,
            warehouse=there,
            state=order.status,
        )
    ids = {"purchase_order_id": order.id, "supplier_id": order.supplier_id}
    return {**ids, "warehouse_id": order.warehouse_id, "place": there}


def _begun(transaction: Transaction, head: Mapping[str, Any], note: str) -> AnyRow | None:
    """The receipt of a purchase order that this station has begun, of this delivery; or None.

    What was begun by another delivery note is another delivery.
    """
    query = select(ReceiptRow.__table__).where(
        ReceiptRow.purchase_order_id == head["purchase_order_id"],
        ReceiptRow.status == ReceiptStatus.OPEN,
        ReceiptRow.station_id == who_sends(transaction)["station_id"],
    )
    if note.strip():
        key = _note_key(head["purchase_order_id"], head["supplier_id"], note)
        query = query.where(or_(ReceiptRow.note_key.is_(None), ReceiptRow.note_key == key))
        query = query.order_by(ReceiptRow.note_key.is_(None))
    return transaction.connection.execute(query.order_by(ReceiptRow.id).limit(1)).first()


def _insert(
    transaction: Transaction,
    head: Mapping[str, Any],
    note: str,
    approver: int | None,
    **booked: Any,
) -> int:
    connection = transaction.connection
    ids = {name: head[name] for name in ("purchase_order_id", "supplier_id", "warehouse_id")}
    note_key = _free_note(connection, ids["purchase_order_id"], ids["supplier_id"], note, None)
    values = {
        **ids,
        **who_sends(transaction),
        "delivery_note": note.strip(),
        "note_key": note_key,
        "opened_at": transaction.at,
        "approved_by": approver,
        **booked,
    }
    made = insert(ReceiptRow).values(values).returning(ReceiptRow.id)
    receipt_id = int(connection.execute(made).scalar_one())
    if ids["purchase_order_id"] is not None:
        transaction.changed(Kind.PURCHASE_ORDER, {ids["purchase_order_id"]})
    return receipt_id


def _note_key(order_id: int | None, supplier_id: int | None, note: str) -> str:
    return f"{supplier_id or 0}:{order_id or 0}:{code_key(note)}"


def _free_note(
    connection: Connection,
    order_id: int | None,
    supplier_id: int | None,
    note: str,
    own: int | None,
) -> str | None:
    """How a delivery note is compared; refuses one that another receipt has (`note_known`)."""
    if not note.strip():
        return None
    key = _note_key(order_id, supplier_id, note)
    query = (
        select(ReceiptRow.id, ReceiptRow.status, Station.name)
        .join(Station, Station.id == ReceiptRow.station_id)
        .where(ReceiptRow.note_key == key)
    )
    row = connection.execute(query).one_or_none()
    if row is not None and row.id != own:
        told = {"receipt": receipt_name(row.id), "station": row.name, "state": row.status}
        raise Refusal(Code.NOTE_KNOWN, name=note.strip(), **told)
    return key


def _operator(connection: Connection, operator_id: int) -> str:
    return str(
        connection.execute(select(Operator.name).where(Operator.id == operator_id)).scalar_one()
    )


def _concerns(transaction: Transaction, row: AnyRow) -> None:
    if row.purchase_order_id is not None:
        transaction.changed(Kind.PURCHASE_ORDER, {row.purchase_order_id})


def _undo_opening(transaction: Transaction, opened: OpenedReceipt) -> None:
    """Nobody counts it any more, or who did before; refuses what was counted since."""
    connection = transaction.connection
    row = receipt_row(connection, opened.receipt_id)
    name = receipt_name(row.id)
    if row.status != ReceiptStatus.OPEN:
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNTING_WENT_ON, document=name)
    if opened.before is not None:
        operator_id, station_id = opened.before
        values: dict[str, Any] = {"operator_id": operator_id, "station_id": station_id}
    elif goods_of(connection, row.id):
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNTING_WENT_ON, document=name)
    else:
        values = {"status": ReceiptStatus.LEFT.value, "note_key": None}
    connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(values))
    _concerns(transaction, row)


def _undo_leaving(transaction: Transaction, left: LeftReceipt) -> None:
    """It is open again where it was, unless its delivery note is in use meanwhile."""
    connection = transaction.connection
    row = receipt_row(connection, left.receipt_id)
    taken = select(ReceiptRow.id).where(ReceiptRow.note_key == left.note_key)
    if row.status != ReceiptStatus.LEFT or connection.execute(taken).first() is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNTING_WENT_ON, document=receipt_name(row.id))
    values = {"status": ReceiptStatus.OPEN.value, "note_key": left.note_key}
    connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(values))
    _concerns(transaction, row)


def _undo_note(transaction: Transaction, told: NoteTold) -> None:
    """The note is what it was; refuses one that was said since, booked, or used elsewhere."""
    connection = transaction.connection
    row = receipt_row(connection, told.receipt_id)
    note, key = told.before
    taken = select(ReceiptRow.id).where(ReceiptRow.note_key == key, ReceiptRow.id != row.id)
    same = row.status == ReceiptStatus.OPEN and (row.delivery_note, row.note_key) == told.after
    if not same or connection.execute(taken).first() is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNTING_WENT_ON, document=receipt_name(row.id))
    values = {"delivery_note": note, "note_key": key}
    connection.execute(update(ReceiptRow).where(ReceiptRow.id == row.id).values(values))
    _concerns(transaction, row)


UNDO_RECEIPT_NOTE = Undoer(NoteTold, _undo_note)
UNDO_RECEIPT_OPENED = Undoer(OpenedReceipt, _undo_opening)
UNDO_RECEIPT_LEFT = Undoer(LeftReceipt, _undo_leaving)
