"""Purchase orders: made, authorized, sent, cancelled, voided, restored, closed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from packbench.db.queries.lists.purchasing import PurchaseOrderQuery, select_ids
from packbench.db.queries.records.lookups import (
    find_product,
    find_supplier_id,
    find_warehouse,
)
from packbench.db.queries.records.purchasing import (
    PurchaseOrderView,
    find_purchase_order,
    purchase_order_lines,
    purchase_order_row,
    show_purchase_order,
)
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine, Supplier
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer

__all__ = [
    "STATUS_COMMANDS",
    "UNDO_STATUS",
    "NewPurchaseLine",
    "PurchaseOrderView",
    "add_lines",
    "change_status",
    "create",
    "draft_of",
    "get",
    "lines_of",
    "list_all",
    "new_draft",
    "received_status",
    "set_status",
]

_PREFIX = "PO"
_MOST_COST = 10**9

_Status = PurchaseOrderStatus
_MOVES: Mapping[str, tuple[frozenset[PurchaseOrderStatus], PurchaseOrderStatus]] = {
    # what is done: (states in which it can be, the state after it)
    "authorize": (frozenset({_Status.DRAFT}), _Status.AUTHORIZED),
    "send": (frozenset({_Status.AUTHORIZED}), _Status.SENT),
    "cancel": (frozenset({_Status.DRAFT, _Status.AUTHORIZED, _Status.SENT}), _Status.CANCELLED),
    "void": (frozenset({_Status.PART_RECEIVED, _Status.RECEIVED}), _Status.VOIDED),
    "restore": (frozenset({_Status.CANCELLED, _Status.VOIDED}), _Status.DRAFT),
    "close": (frozenset({_Status.PART_RECEIVED, _Status.RECEIVED}), _Status.CLOSED),
}


@dataclass(frozen=True, slots=True)
class NewPurchaseLine:
    """A line of a new purchase order."""

    sku: str
    quantity: int
    unit_cost: Decimal | None = None


def create(
    context: Context, *, supplier: str, warehouse: str, lines: Sequence[NewPurchaseLine]
) -> PurchaseOrderView:
    """Makes a draft; refuses unknown codes, no lines, units below 1, costs below 0 and kits."""
    content = {
        "supplier": supplier,
        "warehouse": warehouse,
        "lines": [(line.sku, line.quantity, str(line.unit_cost)) for line in lines],
    }

    def work(transaction: Transaction) -> PurchaseOrderView:
        connection = transaction.connection
        if not lines:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_LINE)
        supplier_id = require_used_supplier(connection, supplier)
        warehouse_id = find_warehouse(connection, warehouse).id
        wanted = [_wanted(connection, line) for line in lines]
        order_id = _insert(transaction, supplier_id, warehouse_id)
        add_lines(transaction, order_id, wanted)
        return show_purchase_order(connection, order_id)

    return run_command(context, Call("po.create", content), PurchaseOrderView, work)


def require_used_supplier(connection: Connection, code: str) -> int:
    """The id of a supplier; refuses `not_found`, and one that is out of use (`wrong_state`)."""
    supplier_id = find_supplier_id(connection, code)
    query = select(Supplier.code, Supplier.active).where(Supplier.id == supplier_id)
    name, active = connection.execute(query).one()
    if not active:
        raise Refusal(Code.WRONG_STATE, why=Said.SUPPLIER_IS_OFF, name=name, state="")
    return supplier_id


def _wanted(connection: Connection, line: NewPurchaseLine) -> tuple[int, int, Decimal | None]:
    check_units(line.quantity)
    cost = line.unit_cost
    if cost is not None and not (cost.is_finite() and 0 <= cost <= _MOST_COST):
        raise Refusal(Code.INVALID, field="unit cost", value=cost)
    product = find_product(connection, line.sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    return product.id, line.quantity, line.unit_cost


def get(context: Context, number: str) -> PurchaseOrderView:
    """One purchase order; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_purchase_order(connection, find_purchase_order(connection, number).id)


def list_all(context: Context) -> list[PurchaseOrderView]:
    """Every purchase order by number."""
    with context.database.read.connect() as connection:
        ids = connection.execute(select_ids(PurchaseOrderQuery())).scalars().all()
        return [show_purchase_order(connection, order_id) for order_id in ids]


def change_status(context: Context, number: str, action: str) -> PurchaseOrderView:
    """One of authorize, send, cancel, void, restore, close; refuses a state that forbids it.

    A restored order is what it was before it was cancelled or voided.
    """

    def work(transaction: Transaction, row: AnyRow) -> None:
        allowed, after = _MOVES[action]
        if row.status not in allowed:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
        if action == "restore":
            after = _restored_status(transaction, row)
        transaction.undo = StatusChange(row.id, _Status(row.status), after)
        set_status(transaction, row, after)

    return _change(context, f"po.{action}", number, {"number": number}, work)


def received_status(transaction: Transaction, order: AnyRow) -> PurchaseOrderStatus:
    """The state that its receipts mean for a purchase order."""
    rows = lines_of(transaction, order)
    complete = all(row.received + row.rejected >= row.ordered for row in rows)
    return PurchaseOrderStatus.RECEIVED if complete else PurchaseOrderStatus.PART_RECEIVED


def _restored_status(transaction: Transaction, row: AnyRow) -> PurchaseOrderStatus:
    """What it was before; where nobody wrote that down, what its receipts tell, or a draft."""
    if row.left_status:
        return _Status(row.left_status)
    received = any(line.received for line in lines_of(transaction, row))
    return received_status(transaction, row) if received else _Status.DRAFT


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A purchase order that was brought from one state into another."""

    order_id: int
    before: PurchaseOrderStatus
    after: PurchaseOrderStatus


def _undo_status(transaction: Transaction, change: StatusChange) -> None:
    """Brings it back, unless something else has become of it since."""
    row = purchase_order_row(transaction.connection, change.order_id)
    if row.status != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    set_status(transaction, row, change.before)
    transaction.changed_many(Kind.STOCK)


UNDO_STATUS = Undoer(StatusChange, _undo_status)
STATUS_COMMANDS = tuple(f"po.{action}" for action in _MOVES)
"""The names of the commands that bring purchase orders into another state."""


def lines_of(transaction: Transaction, order: AnyRow) -> list[AnyRow]:
    """The lines of a purchase order."""
    return purchase_order_lines(transaction.connection, order.id)


def set_status(transaction: Transaction, row: AnyRow, status: PurchaseOrderStatus) -> None:
    """Inside a command: brings a purchase order into a state."""
    left = row.status if status in {_Status.CANCELLED, _Status.VOIDED} else None
    statement = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
    transaction.connection.execute(statement.values(status=status.value, left_status=left))
    transaction.changed(Kind.PURCHASE_ORDER, {row.id})


def _change(
    context: Context,
    name: str,
    number: str,
    content: Mapping[str, Any],
    work: Callable[[Transaction, AnyRow], None],
) -> PurchaseOrderView:
    def in_transaction(transaction: Transaction) -> PurchaseOrderView:
        row = find_purchase_order(transaction.connection, number)
        work(transaction, row)
        transaction.changed_many(Kind.STOCK)
        return show_purchase_order(transaction.connection, row.id)

    return run_command(context, Call(name, content), PurchaseOrderView, in_transaction)


def new_draft(transaction: Transaction, supplier_id: int, warehouse_id: int) -> int:
    """Inside a command: a new draft without lines."""
    return _insert(transaction, supplier_id, warehouse_id)


def _insert(transaction: Transaction, supplier_id: int, warehouse_id: int) -> int:
    connection = transaction.connection
    number = _free_number(transaction)
    values = {
        "number": number,
        "number_key": code_key(number),
        "supplier_id": supplier_id,
        "warehouse_id": warehouse_id,
        "created_at": transaction.at,
    }
    statement = insert(PurchaseOrder).values(values).returning(PurchaseOrder.id)
    return connection.execute(statement).scalar_one()


def _free_number(transaction: Transaction) -> str:
    """The next number that nobody, an import included, has used."""
    connection = transaction.connection
    counter = connection.execute(select(func.count()).select_from(PurchaseOrder)).scalar_one()
    while True:
        counter += 1
        number = f"{_PREFIX}{counter}"
        query = select(PurchaseOrder.id).where(PurchaseOrder.number_key == code_key(number))
        if connection.execute(query).first() is None:
            return number


def draft_of(transaction: Transaction, supplier_id: int, warehouse_id: int) -> int:
    """The supplier's draft for a warehouse, made when there is none."""
    query = (
        select(PurchaseOrder.id)
        .where(
            PurchaseOrder.supplier_id == supplier_id,
            PurchaseOrder.warehouse_id == warehouse_id,
            PurchaseOrder.status == PurchaseOrderStatus.DRAFT,
        )
        .order_by(PurchaseOrder.id)
        .limit(1)
    )
    found = transaction.connection.execute(query).scalar_one_or_none()
    return found if found is not None else _insert(transaction, supplier_id, warehouse_id)


def add_lines(
    transaction: Transaction,
    order_id: int,
    wanted: Sequence[tuple[int, int, Decimal | None]],
) -> None:
    """Adds products to a purchase order; one that is on it already gets more units."""
    connection = transaction.connection
    rows = purchase_order_lines(connection, order_id)
    known = {row.product_id: row for row in rows}
    number = max((row.line for row in rows), default=0)
    for product_id, units, unit_cost in wanted:
        row = known.get(product_id)
        if row is not None:
            statement = update(PurchaseOrderLine).where(PurchaseOrderLine.id == row.id)
            connection.execute(statement.values(ordered=PurchaseOrderLine.ordered + units))
            continue
        number += 1
        values = {
            "purchase_order_id": order_id,
            "line": number,
            "product_id": product_id,
            "ordered": units,
            "unit_cost": unit_cost,
        }
        connection.execute(insert(PurchaseOrderLine).values(values))
    transaction.changed(Kind.PURCHASE_ORDER, {order_id})
