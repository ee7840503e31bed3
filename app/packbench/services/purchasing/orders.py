"""Purchase orders: made, authorized, sent, received in parts; each receipt serves who waits."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from packbench.db.queries.lists.purchasing import PurchaseOrderQuery, select_ids
from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.planning.shortages import Terms, terms_of
from packbench.db.queries.records.lookups import (
    find_location,
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
from packbench.domain.changes import Kind
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.trials import run_or_try
from packbench.engine.release import Released
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.services.purchasing.rows import PurchaseRow, idle_rows, tell_purchased
from packbench.services.purchasing.shortages import Lack, lacks
from packbench.services.stock.changes import is_expired, lot_code
from packbench.words.language import mark, tr
from packbench.words.states import status_word

__all__ = [
    "NewLine",
    "PurchaseOrderView",
    "Purchased",
    "Received",
    "ReceivedLine",
    "RejectedLine",
    "change_status",
    "create",
    "get",
    "list_all",
    "purchase_shortages",
    "receive",
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


_RECEIVED = (_Status.PART_RECEIVED, _Status.RECEIVED)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of a new purchase order."""

    sku: str
    quantity: int
    unit_cost: Decimal | None = None


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


@dataclass(frozen=True, slots=True)
class Purchased:
    """Draft purchase orders that were made or added to, and SKUs that nobody sells to us.

    `results` tells what became of each chosen order's or SKU's shortage.
    """

    orders: list[PurchaseOrderView]
    without_supplier: list[str]
    results: list[PurchaseRow] = field(default_factory=list)


def create(
    context: Context, *, supplier: str, warehouse: str, lines: Sequence[NewLine]
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
            raise Refusal(Code.NOTHING_TO_DO, why=tr("a purchase order needs a line"))
        supplier_id = find_supplier_id(connection, supplier)
        warehouse_id = find_warehouse(connection, warehouse).id
        wanted = [_wanted(connection, line) for line in lines]
        order_id = _insert(transaction, supplier_id, warehouse_id)
        _add_lines(transaction, order_id, wanted)
        return show_purchase_order(connection, order_id)

    return run_command(context, Call("po.create", content), PurchaseOrderView, work)


def _wanted(connection: Connection, line: NewLine) -> tuple[int, int, Decimal | None]:
    check_units(line.quantity)
    cost = line.unit_cost
    if cost is not None and not (cost.is_finite() and 0 <= cost <= _MOST_COST):
        raise Refusal(Code.INVALID, field=mark("unit cost"), value=cost)
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

    A restored order goes on where its receipts left it, or is a draft again.
    """

    def work(transaction: Transaction, row: AnyRow) -> None:
        allowed, after = _MOVES[action]
        if row.status not in allowed:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word(row.status))
        if action == "restore":
            received = any(line.received for line in _lines(transaction, row))
            after = _received_status(transaction, row) if received else after
        _set_status(transaction, row, after)

    return _change(context, f"po.{action}", number, {"number": number}, work)


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
            raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word(row.status))
        came = list(lines) if lines or rejects else _all_open(transaction, row)
        units = _checked(transaction, row, came, rejects)
        _count(transaction, units)
        floor = find_location(connection, row.warehouse_id, None)
        entries = [
            Entry(
                row.warehouse_id,
                units[one.sku.casefold()].row.product_id,
                floor.id,
                one.quantity,
                Cause.RECEIPT,
                lot=lot_code(one.lot, one.expires_on),
                unavailable=one.quantity if is_expired(one.expires_on) else 0,
                expires_on=one.expires_on,
                document=row.number,
            )
            for one in came
            if units[one.sku.casefold()].row.manage_stock
        ]
        effects = change_stock(transaction, entries)
        transaction.undo = {
            "command": transaction.command_id,
            "order": row.id,
            "status": row.status,
            "lines": [(one.row.id, one.received, one.rejected) for one in units.values()],
        }
        _set_status(transaction, row, _received_status(transaction, row))
        return Received(show_purchase_order(connection, row.id), effects.released)

    return run_command(context, Call("po.receive", content, key), Received, work)


def purchase_shortages(
    context: Context,
    supplier: str | None = None,
    *,
    orders: Sequence[str] = (),
    skus: Sequence[str] = (),
    how: How = DO_IT,
) -> Purchased:
    """Puts what is short on draft purchase orders, in whole packs, each unit once.

    It is bought for the best warehouse that may serve who waits: one draft a supplier and
    warehouse. With orders no more than they wait for; with SKUs only these. Kits are bought as
    their components. Products that nobody sells to us are named.
    """

    def work(transaction: Transaction) -> Purchased:
        connection = transaction.connection
        supplier_id = find_supplier_id(connection, supplier) if supplier else None
        chosen = _chosen_lacks(connection, orders, skus)
        terms = terms_of(connection, {one.need.product_id for one in chosen}, supplier_id)
        drafted = _draft(transaction, chosen, terms, how)
        views = {id_: show_purchase_order(connection, id_) for id_ in drafted.values()}
        nobody = {
            terms[one.need.product_id].sku
            for one in chosen
            if one.short and terms[one.need.product_id].supplier_id is None
        }
        numbers = {key: views[id_].number for key, id_ in drafted.items()}
        told = tell_purchased(chosen, terms, numbers, by_order=bool(orders))
        asked = orders_by_number(connection, orders) if orders else []
        told += idle_rows([order.number for order in asked], skus, told)
        without_supplier = sorted(nobody) if supplier_id is None else []
        return Purchased(list(views.values()), without_supplier, told)

    def keep(bought: Purchased) -> bool:
        return bool(bought.orders) and not how.preview

    content = {"supplier": supplier, "orders": list(orders), "skus": list(skus)}
    call = Call("backorders.purchase", content, None if how.preview else how.key)
    return run_or_try(context, call, Purchased, work, keep=keep)


def _chosen_lacks(connection: Connection, orders: Sequence[str], skus: Sequence[str]) -> list[Lack]:
    """What the chosen orders, or any for the chosen SKUs, wait for."""
    found = lacks(connection)
    if orders:
        order_ids = {order.id for order in orders_by_number(connection, orders)}
        found = [one for one in found if one.need.order_id in order_ids]
    if skus:
        ids = {find_product(connection, sku).id for sku in skus}
        found = [one for one in found if ids & {one.need.product_id, one.need.ordered_id}]
    return found


def _draft(
    transaction: Transaction, chosen: Sequence[Lack], terms: Mapping[int, Terms], how: How
) -> dict[tuple[int, int], int]:
    """Adds what is short to drafts: their ids by (product id, warehouse id)."""
    short: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in chosen:
        seller = terms[one.need.product_id].supplier_id
        if one.short and seller is not None and one.warehouse_id is not None:
            short[seller, one.warehouse_id][one.need.product_id] += one.short
    drafted: dict[tuple[int, int], int] = {}
    added = []
    for done, ((seller, warehouse_id), units_by_product) in enumerate(short.items(), 1):
        order_id = _draft_of(transaction, seller, warehouse_id)
        rows = [
            (product_id, terms[product_id].packs(units), terms[product_id].unit_cost)
            for product_id, units in units_by_product.items()
        ]
        rows.sort(key=lambda row: terms[row[0]].sku.casefold())
        _add_lines(transaction, order_id, rows)
        added += [(order_id, product_id, units) for product_id, units, _ in rows]
        drafted |= {(product_id, warehouse_id): order_id for product_id in units_by_product}
        how.on_progress(done, len(short))
    transaction.undo = added or None
    return drafted


def _undo_purchase(transaction: Transaction, data: Any) -> None:
    """Takes the units off the drafts again; a draft of which nothing is left is cancelled."""
    connection = transaction.connection
    for order_id in {row[0] for row in data}:
        lines = {row.product_id: row for row in purchase_order_lines(connection, order_id)}
        left = {product_id: line.ordered for product_id, line in lines.items()}
        for _, product_id, units in (row for row in data if row[0] == order_id):
            left[product_id] = left.get(product_id, 0) - units
        row = purchase_order_row(connection, order_id)
        if row.status != PurchaseOrderStatus.DRAFT or min(left.values()) < 0:
            why = tr("purchase order {name} was changed since").format(name=row.number)
            raise Refusal(Code.CANNOT_UNDO, why=why)
        if not any(left.values()):
            _set_status(transaction, row, PurchaseOrderStatus.CANCELLED)
            continue
        for product_id, units in left.items():
            chosen = PurchaseOrderLine.id == lines[product_id].id
            if units:
                statement = update(PurchaseOrderLine).where(chosen)
                connection.execute(statement.values(ordered=units))
            else:
                connection.execute(delete(PurchaseOrderLine).where(chosen))
        transaction.changed(Kind.PURCHASE_ORDER, {order_id})
    transaction.changed_many(Kind.STOCK)


def _undo_receive(transaction: Transaction, data: Any) -> None:
    """The goods of a receipt go and are open on the purchase order again.

    Refuses `cannot_undo` when they are promised, picked or elsewhere, and for a purchase order that
    is closed or voided.
    """
    connection = transaction.connection
    row = purchase_order_row(connection, data["order"])
    lines = {line.id: line for line in _lines(transaction, row)}
    if row.status not in _RECEIVED or not _counts_all(lines, data["lines"]):
        why = tr("purchase order {name} was changed since").format(name=row.number)
        raise Refusal(Code.CANNOT_UNDO, why=why)
    change_stock(transaction, reversed_entries(connection, data["command"]))
    counted = {
        lines[line_id].sku_key: _Units(lines[line_id], -received, -rejected)
        for line_id, received, rejected in data["lines"]
    }
    _count(transaction, counted)
    _set_status(transaction, row, _status_without(transaction, row, _Status(data["status"])))


def _counts_all(lines: Mapping[int, AnyRow], receipt: Sequence[tuple[int, int, int]]) -> bool:
    """Whether all that a receipt counted is still counted on the lines."""
    return all(
        line_id in lines
        and lines[line_id].received >= received
        and lines[line_id].rejected >= rejected
        for line_id, received, rejected in receipt
    )


def _status_without(
    transaction: Transaction, row: AnyRow, before: PurchaseOrderStatus
) -> PurchaseOrderStatus:
    """The state after a receipt was taken back: other receipts may have come before or after it."""
    if any(line.received or line.rejected for line in _lines(transaction, row)):
        return _received_status(transaction, row)
    return _Status.SENT if before is _Status.PART_RECEIVED else before


UNDOERS = {"backorders.purchase": _undo_purchase, "po.receive": _undo_receive}
"""How each command here is taken back, by its name."""


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
    units = {row.sku_key: _Units(row) for row in _lines(transaction, order)}
    asked = [(one.sku, one.quantity) for one in came]
    asked += [(one.sku, one.quantity) for one in rejects]
    for sku, quantity in asked:
        check_units(quantity)
        if sku.casefold() not in units:
            raise Refusal(Code.NOT_FOUND, kind="line for", name=sku)
    for line in came:
        one = units[line.sku.casefold()]
        if one.row.is_kit:
            raise Refusal(Code.KIT_HAS_NO_STOCK, sku=one.row.sku)
        one.received += line.quantity
    for reject in rejects:
        units[reject.sku.casefold()].rejected += reject.quantity
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
        for row in _lines(transaction, order)
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


def _received_status(transaction: Transaction, order: AnyRow) -> PurchaseOrderStatus:
    rows = _lines(transaction, order)
    complete = all(row.received + row.rejected >= row.ordered for row in rows)
    return PurchaseOrderStatus.RECEIVED if complete else PurchaseOrderStatus.PART_RECEIVED


def _lines(transaction: Transaction, order: AnyRow) -> list[AnyRow]:
    return purchase_order_lines(transaction.connection, order.id)


def _set_status(transaction: Transaction, row: AnyRow, status: PurchaseOrderStatus) -> None:
    statement = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
    transaction.connection.execute(statement.values(status=status.value))
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


def _insert(transaction: Transaction, supplier_id: int, warehouse_id: int) -> int:
    connection = transaction.connection
    number = _free_number(transaction)
    values = {
        "number": number,
        "number_key": number.casefold(),
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
        query = select(PurchaseOrder.id).where(PurchaseOrder.number_key == number.casefold())
        if connection.execute(query).first() is None:
            return number


def _draft_of(transaction: Transaction, supplier_id: int, warehouse_id: int) -> int:
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


def _add_lines(
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
