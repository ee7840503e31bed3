"""What commands on purchase orders share: how drafts come to be, and states are written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from packbench.db.queries.records.drop_ships import drop_shipped_order
from packbench.db.queries.records.lookups import find_supplier_id
from packbench.db.queries.records.purchasing import (
    find_purchase_order,
    purchase_order_lines,
    purchase_order_row,
)
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import (
    Command,
    CommandRecord,
    PastReceipt,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.engine.undo.undoer import Undoer
from packbench.settings import PURCHASE_PREFIX

_Status = PurchaseOrderStatus


def named_purchases(connection: Connection, numbers: Sequence[str]) -> list[AnyRow]:
    """The purchase orders of these numbers, each once; refuses no number and unknown ones."""
    if not numbers:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_PURCHASE_CHOSEN)
    found = {row.id: row for row in (find_purchase_order(connection, one) for one in numbers)}
    return list(found.values())


def require_used_supplier(connection: Connection, code: str) -> int:
    """The id of a supplier; refuses `not_found`, and one that is out of use (`wrong_state`)."""
    supplier_id = find_supplier_id(connection, code)
    query = select(Supplier.code, Supplier.active).where(Supplier.id == supplier_id)
    name, active = connection.execute(query).one()
    if not active:
        raise Refusal(Code.WRONG_STATE, why=Said.SUPPLIER_IS_OFF, name=name, state="")
    return supplier_id


def require_incoming(connection: Connection, order: AnyRow) -> None:
    """Refuses `wrong_state` where nothing can come in: a draft, one that is over, a drop-ship."""
    refuse_drop_ship(connection, order)
    if order.status in INCOMING:
        return
    draft = order.status == _Status.DRAFT
    why = Said.DRAFT_BRINGS_NOTHING if draft else Said.PURCHASE_IS_OVER
    raise Refusal(Code.WRONG_STATE, why=why, name=order.number, state=order.status)


def refuse_drop_ship(connection: Connection, row: AnyRow) -> None:
    """Refuses what goes straight to a customer where goods for a warehouse are meant."""
    order = drop_shipped_order(connection, row.id)
    if order is not None:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.GOES_TO_CUSTOMER,
            name=row.number,
            order=order.number,
            state=row.status,
        )


def refuse_past(connection: Connection, row: AnyRow) -> None:
    """Refuses to open one of before: its goods never came in here, so nothing of it is to come."""
    line = PurchaseOrderLine
    query = select(PastReceipt.line_id).join(line, line.id == PastReceipt.line_id)
    if connection.execute(query.where(line.purchase_order_id == row.id).limit(1)).first():
        raise Refusal(Code.WRONG_STATE, why=Said.IS_PAST, name=row.number, state=row.status)


def received_status(transaction: Transaction, order: AnyRow) -> PurchaseOrderStatus:
    """The state that its receipts mean for a purchase order."""
    rows = lines_of(transaction, order)
    complete = all(row.received + row.rejected >= row.ordered for row in rows)
    return PurchaseOrderStatus.RECEIVED if complete else PurchaseOrderStatus.PART_RECEIVED


def lines_of(transaction: Transaction, order: AnyRow) -> list[AnyRow]:
    """The lines of a purchase order."""
    return purchase_order_lines(transaction.connection, order.id)


def set_status(transaction: Transaction, row: AnyRow, status: PurchaseOrderStatus) -> None:
    """Inside a command: brings a purchase order into a state."""
    over = {_Status.CANCELLED, _Status.VOIDED, _Status.CLOSED}
    left = row.status if status in over else None
    statement = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
    transaction.connection.execute(statement.values(status=status.value, left_status=left))
    transaction.changed(Kind.PURCHASE_ORDER, {row.id})


def insert_draft(
    transaction: Transaction, supplier_id: int, warehouse_id: int, **more: str | None
) -> int:
    """Inside a command: a draft with the next number, without lines; its id.

    A currency and terms that nobody says are the supplier's.
    """
    connection = transaction.connection
    said = {name: value for name, value in more.items() if value is not None}
    number = _free_number(transaction)
    values = {
        "number": number,
        "number_key": code_key(number),
        "supplier_id": supplier_id,
        "warehouse_id": warehouse_id,
        "created_at": transaction.at,
        **terms_with(connection, supplier_id),
        **said,
    }
    statement = insert(PurchaseOrder).values(values).returning(PurchaseOrder.id)
    return connection.execute(statement).scalar_one()


def terms_with(connection: Connection, supplier_id: int) -> dict[str, str | None]:
    """The currency of a supplier's prices, and the terms that hold with it, as columns."""
    query = select(Supplier.currency, Supplier.terms).where(Supplier.id == supplier_id)
    row = connection.execute(query).one()
    return {"currency": row.currency, "terms": row.terms}


def _free_number(transaction: Transaction) -> str:
    """The next number that nobody, an import included, has used."""
    connection = transaction.connection
    prefix = read_setting(connection, PURCHASE_PREFIX)
    counter = connection.execute(select(func.count()).select_from(PurchaseOrder)).scalar_one()
    while True:
        counter += 1
        number = f"{prefix}{counter}"
        query = select(PurchaseOrder.id).where(PurchaseOrder.number_key == code_key(number))
        if connection.execute(query).first() is None:
            return number


@dataclass(frozen=True, slots=True)
class MadePurchases:
    """Drafts that a command made."""

    order_ids: list[int]


def _undo_made(transaction: Transaction, made: MadePurchases) -> None:
    """Cancels the drafts; refuses where one is no draft any more, or somebody worked on it."""
    rows = [purchase_order_row(transaction.connection, order_id) for order_id in made.order_ids]
    worked_on = worked_on_since(transaction.connection, made.order_ids, transaction.undoes or 0)
    for row in rows:
        if row.status != _Status.DRAFT or row.id in worked_on:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    for row in rows:
        set_status(transaction, row, _Status.CANCELLED)
    transaction.changed_many(Kind.STOCK)


def worked_on_since(
    connection: Connection, order_ids: Sequence[int], since: int, names: Sequence[str] = ()
) -> set[int]:
    """Those that commands touched after one, but for commands that were taken back.

    With `names` only by commands of these.
    """
    undoing, touched = aliased(Command), CommandRecord
    query = (
        select(touched.record_id)
        .join(Command, Command.id == touched.command_id)
        .outerjoin(undoing, undoing.undoes_id == Command.id)
        .where(
            touched.kind == RecordKind.PURCHASE_ORDER.value,
            among(touched.record_id, order_ids),
            Command.id > since,
            undoing.id.is_(None),
            Command.undoes_id.is_(None) | (Command.undoes_id < since),
        )
    )
    if names:
        query = query.where(Command.name.in_(names))
    return set(connection.execute(query).scalars())


UNDO_MADE = Undoer(MadePurchases, _undo_made)
