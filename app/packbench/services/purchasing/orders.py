"""Purchase orders: made, authorized, sent, cancelled, voided, restored, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import Connection, insert, or_, select, true, update

from packbench.db.queries.lists.purchasing import PurchaseOrderQuery, select_ids
from packbench.db.queries.records.purchasing import (
    PurchaseOrderView,
    find_purchase_order,
    purchase_order_lines,
    purchase_order_row,
    show_purchase_order,
)
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine, Supplier
from packbench.db.sql.incoming import for_a_warehouse
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.reordering import SupplierOffer
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.drafts import (
    UNDO_MADE,
    MadePurchases,
    insert_draft,
    lines_of,
    named_purchases,
    received_status,
    refuse_drop_ship,
    refuse_past,
    require_used_supplier,
    set_status,
    terms_with,
    worked_on_since,
)
from packbench.services.purchasing.drop_ship_states import (
    follow_status,
    refuse_to_send,
    take_back_status,
)
from packbench.services.purchasing.edited import PurchaseEdit, PurchaseLineEdit, money_text
from packbench.services.purchasing.effects import Waiters
from packbench.services.purchasing.limits import refuse_above_limit

__all__ = [
    "MOVES",
    "STATUS_COMMANDS",
    "UNDO_MADE",
    "UNDO_STATUS",
    "MadePurchases",
    "NewPurchaseLine",
    "PurchaseOrderView",
    "StatusChange",
    "StatusChanges",
    "add_lines",
    "change_states",
    "change_status",
    "copy_of",
    "create",
    "draft_of",
    "find",
    "get",
    "insert_draft",
    "lines_of",
    "list_all",
    "named_purchases",
    "received_status",
    "refuse_to_buy",
    "require_used_supplier",
    "set_status",
]


_Status = PurchaseOrderStatus
MOVES: Mapping[str, tuple[frozenset[PurchaseOrderStatus], PurchaseOrderStatus]] = {
    "authorize": (frozenset({_Status.DRAFT}), _Status.AUTHORIZED),
    "send": (frozenset({_Status.AUTHORIZED}), _Status.SENT),
    "cancel": (frozenset({_Status.DRAFT, _Status.AUTHORIZED, _Status.SENT}), _Status.CANCELLED),
    "void": (frozenset({_Status.PART_RECEIVED, _Status.RECEIVED}), _Status.VOIDED),
    "restore": (frozenset({_Status.CANCELLED, _Status.VOIDED, _Status.CLOSED}), _Status.DRAFT),
    "close": (frozenset({_Status.PART_RECEIVED, _Status.RECEIVED}), _Status.CLOSED),
}
"""By what is done: the states in which it can be, and the state after it."""


_DONE: Mapping[str, Said] = {
    "authorize": Said.PURCHASE_AUTHORIZED,
    "send": Said.PURCHASE_SENT,
    "cancel": Said.PURCHASE_CANCELLED,
    "void": Said.PURCHASE_VOIDED,
    "close": Said.PURCHASE_CLOSED,
}
_COPIED = ("currency", "note", "terms")
_BUYS = frozenset({"authorize", "send"})
"""What is refused where the supplier is out of use, or a product is a kit now."""


@dataclass(frozen=True, slots=True)
class NewPurchaseLine:
    """A line of a new purchase order."""

    sku: str
    quantity: int
    unit_cost: Decimal | None = None


def create(
    context: Context, *, supplier: str, warehouse: str, lines: Sequence[NewPurchaseLine]
) -> PurchaseOrderView:
    """Makes a draft, as `new_purchase` does of what is typed."""
    # The window knows the commands of this file from its start, and waits for no reading of cells.
    from packbench.services.purchasing.editing import new_purchase  # noqa: PLC0415

    typed = [
        PurchaseLineEdit(None, one.sku, str(one.quantity), money_text(one.unit_cost))
        for one in lines
    ]
    fields = {"supplier": supplier, "warehouse": warehouse}
    return new_purchase(context, PurchaseEdit(fields, typed)).order


def get(context: Context, number: str) -> PurchaseOrderView:
    """One purchase order; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_purchase_order(connection, find_purchase_order(connection, number).id)


def list_all(context: Context) -> list[PurchaseOrderView]:
    """Every purchase order by number."""
    return find(context, PurchaseOrderQuery())


def find(
    context: Context, query: PurchaseOrderQuery, *, overdue: bool = False
) -> list[PurchaseOrderView]:
    """The purchase orders of a filter, `overdue` those alone of which something should be here."""
    with context.database.read.connect() as connection:
        if overdue:
            query = replace(query, overdue_on=today(connection))
        ids = connection.execute(select_ids(query)).scalars().all()
        return [show_purchase_order(connection, order_id) for order_id in ids]


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A purchase order that was brought from one state into another."""

    order_id: int
    before: PurchaseOrderStatus
    after: PurchaseOrderStatus


def change_status(context: Context, number: str, action: str) -> PurchaseOrderView:
    """One of authorize, send, cancel, void, restore, close; refuses a state that forbids it.

    A restored order is what it was before it was cancelled or voided.
    """
    results = change_states(context, [number], action)
    for row in results.results:
        if row.outcome is RowOutcome.REFUSED:
            raise row.notes[0].refusal()
    return get(context, number)


def change_states(
    context: Context, numbers: Sequence[str], action: str, *, how: How = DO_IT
) -> Results:
    """One of authorize, send, cancel, void, restore, close to each; refuses those it is not for.

    It is told of each who waits for it and what becomes of their expected dates.
    """

    def work(transaction: Transaction) -> Results:
        rows = named_purchases(transaction.connection, numbers)
        waiters = Waiters(transaction.connection, [row.id for row in rows])
        answers, changes = {}, []
        for done, row in enumerate(rows, 1):
            try:
                change, notes = _change(transaction, row, action, context.operator)
            except Refusal as refusal:
                answers[row.id] = RowResult(row.number, RowOutcome.REFUSED, [Note.of(refusal)])
            else:
                changes.append(change)
                answers[row.id] = RowResult(row.number, RowOutcome.DONE, notes)
            how.on_progress(done, len(rows))
        transaction.undo = StatusChanges(changes) if changes else None
        _tell_waiters(answers, changes, waiters)
        transaction.changed_many(Kind.STOCK)
        return Results(list(answers.values()))

    return run_bulk(context, f"po.{action}", {"numbers": list(numbers)}, how, work)


def _tell_waiters(
    answers: Mapping[int, RowResult], changes: Sequence[StatusChange], waiters: Waiters
) -> None:
    """Says of those that come now, or come no more, who waits for them."""
    moved = {one.order_id for one in changes if (one.before in INCOMING) != (one.after in INCOMING)}
    told = waiters.told() if moved else {}
    for order_id in moved:
        answers[order_id].notes.extend(told.get(order_id, []))


def _change(
    transaction: Transaction, row: AnyRow, action: str, operator: str
) -> tuple[StatusChange, list[Note]]:
    """Brings one into its next state: what undo needs, and what is told of it."""
    allowed, after = MOVES[action]
    if row.status not in allowed:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
    lines = lines_of(transaction, row)
    if action in _BUYS:
        refuse_to_buy(transaction.connection, row, lines)
    if action == "authorize":
        refuse_above_limit(transaction, operator, row, lines)
    if action == "send":
        refuse_to_send(transaction.connection, row)
    if action == "restore":
        refuse_past(transaction.connection, row)
        after = _restored_status(transaction, row)
    followed = follow_status(transaction, row, after)  # before it is written: it may refuse
    set_status(transaction, row, after)
    open_units = sum(max(0, one.ordered - one.received - one.rejected) for one in lines)
    said = _DONE.get(action)
    notes = [note(said, count=open_units)] if said else [note(Said.IS_IN_STATE, state=after.value)]
    return StatusChange(row.id, _Status(row.status), after), [*notes, *followed]


def refuse_to_buy(connection: Connection, row: AnyRow, lines: Sequence[AnyRow]) -> None:
    """Of a supplier that is out of use, or without a line, nothing is bought; nor are kits."""
    query = select(Supplier.code, Supplier.active).where(Supplier.id == row.supplier_id)
    code, active = connection.execute(query).one()
    if not active:
        raise Refusal(Code.WRONG_STATE, why=Said.SUPPLIER_IS_OFF, name=code, state="")
    if not lines:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_LINE)
    for one in lines:
        if one.is_kit:
            raise Refusal(Code.KIT_HAS_NO_STOCK, sku=one.sku)


def _restored_status(transaction: Transaction, row: AnyRow) -> PurchaseOrderStatus:
    """What it was before; where nobody wrote that down, what its receipts tell, or a draft."""
    if row.left_status:
        return _Status(row.left_status)
    received = any(line.received for line in lines_of(transaction, row))
    return received_status(transaction, row) if received else _Status.DRAFT


@dataclass(frozen=True, slots=True)
class StatusChanges:
    """Purchase orders that one command brought into another state; `order_id` … is of old ones."""

    changes: list[StatusChange] = field(default_factory=list)
    order_id: int | None = None
    before: PurchaseOrderStatus = _Status.DRAFT
    after: PurchaseOrderStatus = _Status.DRAFT

    @property
    def all(self) -> list[StatusChange]:
        """Every one, also as it was written down when a command was of one alone."""
        if self.order_id is None:
            return self.changes
        return [StatusChange(self.order_id, self.before, self.after)]


def _undo_status(transaction: Transaction, kept: StatusChanges) -> None:
    """Brings them back, unless something else has become of one since, or the same anew."""
    ids = [one.order_id for one in kept.all]
    since = transaction.undoes or 0
    anew = worked_on_since(transaction.connection, ids, since, STATUS_COMMANDS)
    rows = [purchase_order_row(transaction.connection, one.order_id) for one in kept.all]
    for row, one in zip(rows, kept.all, strict=True):
        if row.status != one.after or row.id in anew:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    for row, one in zip(rows, kept.all, strict=True):
        set_status(transaction, row, one.before)
        take_back_status(transaction, row, one.before)
    transaction.changed_many(Kind.STOCK)


UNDO_STATUS = Undoer(StatusChanges, _undo_status)


STATUS_COMMANDS = tuple(f"po.{action}" for action in MOVES)
"""The names of the commands that bring purchase orders into another state."""


def copy_of(transaction: Transaction, row: AnyRow) -> tuple[int, str]:
    """A new draft like a purchase order, without its days: its id and number."""
    lines = lines_of(transaction, row)
    refuse_drop_ship(transaction.connection, row)
    refuse_to_buy(transaction.connection, row, lines)
    for one in lines:
        if not one.active:
            raise Refusal(Code.INACTIVE, sku=one.sku)
    order_id = insert_draft(
        transaction,
        row.supplier_id,
        row.warehouse_id,
        currency=row.currency,
        note=row.note,
        terms=row.terms,
    )
    add_lines(
        transaction, order_id, [(one.product_id, one.ordered, one.unit_cost) for one in lines]
    )
    return order_id, str(purchase_order_row(transaction.connection, order_id).number)


def draft_of(transaction: Transaction, supplier_id: int, warehouse_id: int) -> int:
    """The supplier's draft for a warehouse in the currency of its prices, else a new one."""
    currency = terms_with(transaction.connection, supplier_id)["currency"]
    fits = or_(PurchaseOrder.currency.is_(None), PurchaseOrder.currency == currency)
    query = (
        select(PurchaseOrder.id)
        .where(
            PurchaseOrder.supplier_id == supplier_id,
            PurchaseOrder.warehouse_id == warehouse_id,
            PurchaseOrder.status == PurchaseOrderStatus.DRAFT,
            for_a_warehouse(),
            fits if currency else true(),
        )
        .order_by(PurchaseOrder.id)
        .limit(1)
    )
    found = transaction.connection.execute(query).scalar_one_or_none()
    return found if found is not None else insert_draft(transaction, supplier_id, warehouse_id)


def add_lines(
    transaction: Transaction,
    order_id: int,
    wanted: Sequence[tuple[int, int, Decimal | None]],
    offers: Mapping[int, SupplierOffer] = MappingProxyType({}),
) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """Adds products to a purchase order; one that is on it already gets more units.

    With the offer of its product such a line costs what all of it costs, unless somebody typed
    another price; gives by product what it cost before and costs now, where that changed.
    """
    connection = transaction.connection
    rows = purchase_order_lines(connection, order_id)
    known = {row.product_id: row for row in rows}
    number = max((row.line for row in rows), default=0)
    priced: dict[int, tuple[Decimal | None, Decimal | None]] = {}
    for product_id, units, unit_cost in wanted:
        row = known.get(product_id)
        if row is not None:
            statement = update(PurchaseOrderLine).where(PurchaseOrderLine.id == row.id)
            cost = _cost_of_all(row, units, offers.get(product_id))
            if cost != row.unit_cost:
                priced[product_id] = (row.unit_cost, cost)
            connection.execute(statement.values(ordered=row.ordered + units, unit_cost=cost))
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
    return priced


def _cost_of_all(row: AnyRow, more: int, offer: SupplierOffer | None) -> Decimal | None:
    """What one of a line costs with more units on it; a price that somebody typed stays."""
    known: Decimal | None = row.unit_cost
    if offer is None or known != offer.cost_of(row.ordered):
        return known
    return offer.cost_of(row.ordered + more)
