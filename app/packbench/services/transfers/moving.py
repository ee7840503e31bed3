"""What all commands on transfers share: the goods that are named, ledger rows, what follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.inventory import StockRow, stock_rows_of
from packbench.db.queries.records.lookups import ProductRef, WarehouseRef, find_warehouse
from packbench.db.queries.records.stock_places import (
    place_changes,
    places_now,
    waves_picking_from,
)
from packbench.db.queries.records.transfers import find_transfer, transfer_lines
from packbench.db.schema import Product, TransferLineRow, TransferRow, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.outcomes import Said
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import TransferStatus, transfer_name
from packbench.domain.warehousing import Entry
from packbench.engine.bulk import How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.remembered import Remembered, WithOrders
from packbench.engine.undo.remembering import keep_for_undo
from packbench.services.stock.changing import ProductThere, StockChange, refuse_other_expiry
from packbench.services.transfers.views import TransferView, transfer_view

_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class TransferGoods:
    """Units of a product that are sent or received.

    Attributes:
        location: the bin they are taken from or put into; None: wherever they lie, or the floor.
        lot: None: of any lot.
    """

    sku: str
    quantity: int
    location: str | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class TransferDone:
    """A transfer after a command, and what became of stock and orders by it."""

    transfer: TransferView
    change: StockChange
    kept: bool = True


@dataclass(frozen=True, slots=True)
class LineStep:
    """What a command added to the counts of a line."""

    line_id: int
    received: int = 0
    lost: int = 0
    returned: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class TransferStep(WithOrders):
    """What a command did to a transfer, and what became of orders by it."""

    transfer_id: int
    lines: list[LineStep] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TransferMoves:
    """What a command on a transfer writes: ledger rows, and counts of its lines."""

    transfer_id: int
    entries: list[Entry]
    steps: list[LineStep] = field(default_factory=list)
    status: TransferStatus | None = None
    """What it is from now on; None: received when nothing is on its way any more."""


def goods_of_text(text: str, location: str | None = None, lot: str | None = None) -> TransferGoods:
    """`SKU=UNITS` as goods; refuses (`invalid`) what is none."""
    sku, sign, units = (part.strip() for part in text.rpartition("="))
    if not (sign and sku and units.isascii() and units.isdigit() and len(units) <= _MOST_DIGITS):
        raise Refusal(Code.INVALID, field="goods of a transfer", value=text.strip())
    return TransferGoods(sku, int(units), location, lot)


def told_goods(goods: Sequence[TransferGoods]) -> list[dict[str, Any]]:
    """Goods as the content of a command; refuses (`invalid`) a quantity below 1."""
    for one in goods:
        check_units(one.quantity)
    return [
        {"sku": one.sku, "quantity": one.quantity, "location": one.location, "lot": one.lot}
        for one in goods
    ]


def run_transfer(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    how: How,
    work: Callable[[Transaction], TransferMoves],
) -> TransferDone:
    """Runs a command on a transfer, or tries it: `work` says what moves, the rest follows."""

    def in_transaction(transaction: Transaction) -> TransferDone:
        connection = transaction.connection
        keep_for_undo(transaction, Remembered())  # whom it serves or takes from shows at its end
        moved = work(transaction)
        products = _products(connection, moved)
        refuse_other_lots(connection, moved.entries)
        before = _stock(connection, moved.transfer_id, products)
        lay = places_now(connection, moved.entries)
        picking = waves_picking_from(connection, moved.entries)
        effects = change_stock(transaction, moved.entries)
        count_steps(connection, moved.steps)
        if moved.steps:
            set_status(transaction, moved.transfer_id, moved.status)
        transaction.undo = TransferStep(transfer_id=moved.transfer_id, lines=moved.steps)
        change = StockChange(
            *(_stock(connection, moved.transfer_id, products), effects.released),
            *(effects.taken_back, before),
            *(place_changes(lay, places_now(connection, moved.entries)), picking),
        )
        return TransferDone(transfer_view(connection, moved.transfer_id), change, not how.preview)

    context = context.without_key() if how.preview else context
    call = Call(name, content, None if how.preview else how.key)
    return run_or_try(context, call, TransferDone, in_transaction, keep=lambda done: done.kept)


def _products(connection: Connection, moved: TransferMoves) -> list[int]:
    query = select(Product.id).where(among(Product.id, {one.product_id for one in moved.entries}))
    return list(connection.execute(query.order_by(Product.sku_key)).scalars())


def _stock(connection: Connection, transfer_id: int, products: Sequence[int]) -> list[StockRow]:
    query = select(TransferRow.source_id, TransferRow.target_id)
    row = connection.execute(query.where(TransferRow.id == transfer_id)).one()
    return [one for id_ in products for one in stock_rows_of(connection, list(row), id_)]


def refuse_other_lots(connection: Connection, entries: Sequence[Entry]) -> None:
    """Refuses to lay goods of a lot where that lot has another last day."""
    query = select(Product.id, Product.sku, Product.name)
    found = query.where(among(Product.id, {one.product_id for one in entries if one.lot}))
    day = today(connection)
    for row in connection.execute(found).all():
        product = ProductRef(*row, manage_stock=True, is_kit=False, active=True)
        place = ProductThere(WarehouseRef(0, "", ""), product, day)
        mine = [one for one in entries if one.product_id == row.id and one.quantity > 0]
        refuse_other_expiry(connection, place, mine)


def open_transfer(transaction: Transaction, name: str) -> AnyRow:
    """Inside a command: a transfer of which something is on its way, locked; refuses others."""
    row = find_transfer(transaction.connection, name, lock=True)
    if row.status != TransferStatus.SENT:
        why = {
            TransferStatus.RECEIVED: Said.TRANSFER_IS_RECEIVED,
            TransferStatus.CLOSED: Said.TRANSFER_IS_CLOSED,
            TransferStatus.CANCELLED: Said.TRANSFER_IS_CANCELLED,
        }[TransferStatus(row.status)]
        raise Refusal(Code.WRONG_STATE, why=why, name=transfer_name(row.id), state=row.status)
    return row


def open_lines(connection: Connection, transfer_id: int) -> list[AnyRow]:
    """The lines of a transfer of which something is on its way."""
    return [one for one in transfer_lines(connection, transfer_id) if one.open > 0]


def warehouse_by_id(connection: Connection, warehouse_id: int) -> WarehouseRef:
    """A warehouse that a transfer names."""
    query = select(Warehouse.code).where(Warehouse.id == warehouse_id)
    return find_warehouse(connection, connection.execute(query).scalar_one())


def there(connection: Connection, warehouse: WarehouseRef, line: AnyRow) -> ProductThere:
    """The product of a line at a warehouse, whatever it has become since it was sent."""
    product = ProductRef(line.product_id, line.sku, line.name, True, False, True)
    return ProductThere(warehouse, product, today(connection))


def count_steps(connection: Connection, steps: Sequence[LineStep], sign: int = 1) -> None:
    """Inside a command: adds to what of lines was received, lost, taken back, or came beside."""
    changes = {one.line_id: one for one in steps}
    line = TransferLineRow
    columns = (line.received, line.lost, line.returned, line.over)
    query = select(line.id, *columns).where(among(line.id, changes))
    rows = []
    for row in connection.execute(query).all():
        one = changes[row.id]
        more = (one.received, one.lost, one.returned, one.over)
        rows.append((row.id, *(was + sign * add for was, add in zip(row[1:], more, strict=True))))
    update_rows(connection, line, ("received", "lost", "returned", "over"), rows)


def set_status(
    transaction: Transaction, transfer_id: int, status: TransferStatus | None = None
) -> None:
    """Inside a command: says what a transfer is now; None: what its lines say."""
    connection = transaction.connection
    if status is None:
        left = open_lines(connection, transfer_id)
        status = TransferStatus.SENT if left else TransferStatus.RECEIVED
    is_over = status is not TransferStatus.SENT
    values = {
        "status": status.value,
        "ended_at": transaction.at if is_over else None,
        "ended_by": transaction.command_id if is_over else None,
    }
    connection.execute(update(TransferRow).where(TransferRow.id == transfer_id).values(values))
