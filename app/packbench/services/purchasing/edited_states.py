"""What an edit of a purchase order changed, for its state and for the way back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, update

from packbench.db.queries.records.drop_ships import drop_shipped_order
from packbench.db.queries.records.purchasing import (
    purchase_order_lines,
    purchase_order_row,
)
from packbench.db.schema import (
    PurchaseOrder,
    PurchaseOrderLine,
)
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.drafts import (
    received_status,
    set_status,
)
from packbench.services.purchasing.milestones import (
    MilestoneChange,
    day_of_milestone,
    write_milestone,
)


@dataclass(frozen=True, slots=True)
class PurchaseLineState:
    """A line of a purchase order as it stood."""

    id: int
    line: int
    product_id: int
    ordered: int
    received: int
    rejected: int
    unit_cost: Decimal | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class PurchaseState:
    """A purchase order as it stood: the columns that are edited, and its lines."""

    order_id: int
    status: Status
    values: dict[str, str | int | None]
    lines: list[PurchaseLineState]


@dataclass(frozen=True, slots=True)
class PurchaseChange:
    """What an edit made of a purchase order."""

    before: PurchaseState
    after: PurchaseState
    confirmed: MilestoneChange | None = None


_VALUES = ("supplier_id", "warehouse_id", "currency", "terms", "note")
_LINE_VALUES = (
    *("id", "line", "product_id", "ordered", "received", "rejected", "unit_cost", "expected_on"),
)


def refuse_other_goods(
    connection: Connection, before: PurchaseState, after: PurchaseState, number: str
) -> None:
    """Refuses to buy something else, or for elsewhere, by what goes straight to a customer."""
    order = drop_shipped_order(connection, before.order_id)
    if order is not None and _goods(before) != _goods(after):
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.DROP_SHIP_KEEPS,
            name=number,
            order=order.number,
            state=before.status,
        )


def _goods(state: PurchaseState) -> tuple[object, ...]:
    of_whom = (state.values["supplier_id"], state.values["warehouse_id"])
    return (*of_whom, sorted((one.product_id, one.ordered) for one in state.lines))


def state_of(connection: Connection, order_id: int) -> PurchaseState:
    """A purchase order as it stands."""
    row = purchase_order_row(connection, order_id)
    lines = [
        PurchaseLineState(**{name: getattr(one, name) for name in _LINE_VALUES})
        for one in purchase_order_lines(connection, order_id)
    ]
    values = {name: getattr(row, name) for name in _VALUES}
    return PurchaseState(order_id, Status(row.status), values, lines)


def settle(transaction: Transaction, row: AnyRow, before: PurchaseState) -> list[Note]:
    """Brings it into the state that it has with what was changed."""
    after = state_of(transaction.connection, row.id)
    if before.status is Status.AUTHORIZED and _bought(after) != _bought(before):
        set_status(transaction, row, Status.DRAFT)
        return [note(Said.AUTHORIZATION_TAKEN_BACK)]
    if before.status is Status.PART_RECEIVED:
        set_status(transaction, row, received_status(transaction, row))
    return []


def _bought(state: PurchaseState) -> object:
    """What an authorization is of."""
    values = {name: value for name, value in state.values.items() if name != "note"}
    return values, [(one.line, one.product_id, one.ordered, one.unit_cost) for one in state.lines]


def _undo_edit(transaction: Transaction, change: PurchaseChange) -> None:
    """Puts back what an edit changed; refuses where something else was done since."""
    connection, before = transaction.connection, change.before
    row = purchase_order_row(connection, before.order_id)
    if state_of(connection, before.order_id) != change.after or _is_other(transaction, change):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    if change.confirmed is not None:
        milestone = change.confirmed
        write_milestone(transaction, row.id, milestone.milestone, milestone.before)
    chosen = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
    connection.execute(chosen.values(**before.values, status=before.status.value))
    kept = {one.id for one in before.lines}
    line = PurchaseOrderLine
    added = [one.id for one in change.after.lines if one.id not in kept]
    connection.execute(delete(line).where(line.id.in_(added)))
    there = {one.id for one in change.after.lines}
    for one in before.lines:
        values = {name: getattr(one, name) for name in _LINE_VALUES}
        if one.id in there:
            connection.execute(update(line).where(line.id == one.id).values(values))
        else:
            connection.execute(insert(line).values(**values, purchase_order_id=row.id))
    transaction.changed(Kind.PURCHASE_ORDER, {row.id})
    transaction.changed_many(Kind.STOCK)


def _is_other(transaction: Transaction, change: PurchaseChange) -> bool:
    """Whether somebody noted another day of its confirmation since."""
    one = change.confirmed
    if one is None:
        return False
    return day_of_milestone(transaction.connection, one.order_id, one.milestone) != one.after


UNDO_PURCHASE_EDIT = Undoer(PurchaseChange, _undo_edit)
