"""Stock changing hands by people: receipts, and looking at stock and its history."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from packbench.db.movements import Entry
from packbench.db.queries.inventory import StockRow, stock_rows, stock_rows_of
from packbench.db.queries.lookups import (
    LocationRef,
    ProductRef,
    WarehouseRef,
    find_location,
    find_product,
    find_warehouse,
)
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import NO_LOT, Cause
from packbench.services.allocation import Released
from packbench.services.commands import Call, Transaction, run_command
from packbench.services.context import Context
from packbench.services.stock_changes import TakenBack, change_stock

__all__ = ["Receipt", "StockChange", "StockRow", "TakenBack", "list_stock", "lot_code", "receive"]


@dataclass(frozen=True, slots=True)
class StockChange:
    """The stock rows after a command, and who gained or lost by it."""

    stock: list[StockRow]
    released: list[Released] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Units that came in.

    Attributes:
        location: a location's code; None for the warehouse's floor.
        lot: the lot's code; dated stock without one gets its date as the lot.
        expires_on: the last day on which the goods may be shipped.
    """

    warehouse: str
    sku: str
    quantity: int
    location: str | None = None
    lot: str | None = None
    expires_on: date | None = None


def receive(context: Context, receipt: Receipt, *, key: str | None = None) -> StockChange:
    """Books units in and serves who waits for them, in one transaction.

    Refuses unknown codes, a quantity below 1, and products whose stock is not managed.
    """
    if receipt.quantity < 1:
        raise Refusal(Code.INVALID, field="quantity", value=receipt.quantity)

    def work(transaction: Transaction) -> StockChange:
        warehouse, product = _find(transaction, receipt.warehouse, receipt.sku)
        location = find_location(transaction.connection, warehouse.id, receipt.location)
        entry = Entry(
            warehouse.id,
            product.id,
            location.id,
            receipt.quantity,
            Cause.RECEIPT,
            lot=lot_code(receipt.lot, receipt.expires_on),
            unavailable=receipt.quantity if _blocked(location, receipt.expires_on) else 0,
            expires_on=receipt.expires_on,
        )
        return _change(transaction, [entry], warehouse, product)

    content = {
        "warehouse": receipt.warehouse,
        "sku": receipt.sku,
        "quantity": receipt.quantity,
        "location": receipt.location,
        "lot": receipt.lot,
        "expires_on": receipt.expires_on,
    }
    return run_command(context, Call("stock.receive", content, key), StockChange, work)


def list_stock(
    context: Context, *, sku: str | None = None, warehouse: str | None = None
) -> list[StockRow]:
    """Stock by SKU and warehouse; refuses `not_found` for codes that nobody knows."""
    with context.database.read.connect() as connection:
        if sku is not None:
            find_product(connection, sku)
        if warehouse is not None:
            find_warehouse(connection, warehouse)
        return stock_rows(connection, sku=sku, warehouse=warehouse)


def lot_code(lot: str | None, expires_on: date | None) -> str:
    """The lot under which goods are kept: its code, or for dated goods without one the date."""
    if lot:
        return lot.strip()
    return expires_on.isoformat() if expires_on else NO_LOT


def _find(transaction: Transaction, warehouse: str, sku: str) -> tuple[WarehouseRef, ProductRef]:
    product = find_product(transaction.connection, sku)
    found = find_warehouse(transaction.connection, warehouse)
    if not product.manage_stock:
        raise Refusal(Code.STOCK_NOT_MANAGED, sku=product.sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    return found, product


def _blocked(location: LocationRef, expires_on: date | None) -> bool:
    """Whether units there can't be given out: the bin is not pickable, or the lot has expired."""
    expired = expires_on is not None and expires_on < datetime.now(UTC).date()
    return expired or not location.pickable


def _change(
    transaction: Transaction, entries: list[Entry], warehouse: WarehouseRef, product: ProductRef
) -> StockChange:
    effects = change_stock(transaction, entries)
    rows = stock_rows_of(transaction.connection, [warehouse.id], product.id)
    return StockChange(rows, effects.released, effects.taken_back)
