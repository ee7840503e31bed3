"""Stock changing hands by people: receipts, counts, adjustments, damage, moves, transfers."""

from dataclasses import dataclass
from datetime import date

from packbench.db.queries.records.bins import spread_loss
from packbench.db.queries.records.history import MovementView, movements_of
from packbench.db.queries.records.lookups import find_location, find_product, find_warehouse
from packbench.db.queries.records.plain_receipt import PlainReceipt
from packbench.db.queries.records.stock_places import PickedFrom, PlaceChange
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry, WarehouseKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.one_receipt import OneReceipt
from packbench.engine.stock_changes import TakenBack
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changing import (
    ProductThere,
    StockChange,
    bins_there,
    change_at,
    is_expired,
    lot_code,
    moved_units,
    not_enough,
    stock_location,
)
from packbench.services.stock.listing import StockRow, list_stock

__all__ = [
    "MovementView",
    "PickedFrom",
    "PlaceChange",
    "Receipt",
    "StockChange",
    "StockRow",
    "TakenBack",
    "adjust",
    "count",
    "damage",
    "history",
    "is_expired",
    "list_stock",
    "lot_code",
    "move",
    "receive",
    "transfer",
]


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
    check_units(receipt.quantity)

    def work(transaction: Transaction, place: ProductThere) -> list[Entry]:
        connection = transaction.connection
        location = stock_location(connection, place, receipt.location)
        entry = Entry(
            place.warehouse.id,
            place.product.id,
            location.id,
            receipt.quantity,
            Cause.RECEIPT,
            lot=lot_code(receipt.lot, receipt.expires_on),
            unavailable=receipt.quantity if place.blocks(location, receipt.expires_on) else 0,
            expires_on=receipt.expires_on,
        )
        return [entry]

    content = {
        "warehouse": receipt.warehouse,
        "sku": receipt.sku,
        "quantity": receipt.quantity,
        "location": receipt.location,
        "lot": receipt.lot,
        "expires_on": receipt.expires_on,
    }
    return change_at(context, "stock.receive", content, work, How(key), short=_short_way(receipt))


def _short_way(receipt: Receipt) -> OneReceipt[StockChange]:
    """Of goods that nobody waits for."""
    place = (receipt.warehouse, receipt.sku, receipt.location)
    lot = lot_code(receipt.lot, receipt.expires_on)
    return OneReceipt(*place, lot, receipt.expires_on, receipt.quantity, StockChange, _told_of_one)


def _told_of_one(receipt: PlainReceipt, units: int) -> StockChange:
    return StockChange(
        [receipt.stock_after(units)],
        before=[receipt.stock],
        places=[receipt.place_change(units)],
    )


def adjust(
    context: Context,
    warehouse: str,
    sku: str,
    delta: int,
    *,
    reason: str,
    location: str | None = None,
    lot: str | None = None,
) -> StockChange:
    """Adds units that were found or takes off units that are gone; `delta` is signed.

    Without a location, found units lie on the floor, and lost ones are taken from the floor first.
    Promises that are not covered any more are taken back. Refuses more than is on hand.
    """
    act = StockAct(ActKind.ADJUST, warehouse, sku, delta, location, lot, reason)
    return perform(context, act)


def count(
    context: Context,
    warehouse: str,
    sku: str,
    quantity: int,
    *,
    location: str | None = None,
    lot: str | None = None,
) -> StockChange:
    """Sets what was counted, in one location or in the whole warehouse but for staged goods.

    Promises that are not covered any more are taken back. Refuses `several_places` when something
    is missing or too much and the goods lie in several places that the count may mean.
    """
    return perform(context, StockAct(ActKind.COUNT, warehouse, sku, quantity, location, lot))


def damage(
    context: Context, warehouse: str, sku: str, quantity: int, *, location: str | None = None
) -> StockChange:
    """Marks units as damaged: they stay on hand and can't be given out.

    Promises that are not covered any more are taken back. Refuses more than is still good.
    """
    return perform(context, StockAct(ActKind.DAMAGE, warehouse, sku, quantity, location))


def move(
    context: Context, warehouse: str, sku: str, quantity: int, *, source: str, target: str
) -> StockChange:
    """Moves units from one location to another of the same warehouse; lots stay what they are.

    Goods that lay where nobody may pick can be given out again once they lie where one may.

    Refuses more than is free at the source, a target that is the source, and the staging location,
    which belongs to the pickers.
    """
    act = StockAct(ActKind.MOVE, warehouse, sku, quantity, source, target=target)
    return perform(context, act)


def transfer(
    context: Context, sku: str, quantity: int, *, source: str, target: str, how: How = DO_IT
) -> StockChange:
    """Moves units to the floor of another warehouse; who waits there is served.

    Promises that are not covered any more are taken back, as with every loss, and tried elsewhere
    at once. Refuses unavailable and picked units, and a virtual warehouse at either end.
    """
    check_units(quantity)

    def work(transaction: Transaction, place: ProductThere) -> list[Entry]:
        connection = transaction.connection
        there = find_warehouse(connection, target)
        for end in (place.warehouse, there):
            if end.kind == WarehouseKind.VIRTUAL:
                raise Refusal(Code.WAREHOUSE_VIRTUAL, name=end.code)
        if there.id == place.warehouse.id:
            raise Refusal(Code.INVALID, field="target of a transfer", value=there.code)
        floor = find_location(connection, there.id, None)
        bins = bins_there(transaction, place, None, None)
        good = sum(one.on_hand - one.unavailable for one in bins)
        if quantity > good:
            raise not_enough(place, good, "good")
        portions = spread_loss(bins, quantity)
        return [entry for one in portions for entry in moved_units(place, one, there, floor)]

    content = {"warehouse": source, "sku": sku, "quantity": quantity, "target": target}
    return change_at(context, "stock.transfer", content, work, how, also=target)


def history(context: Context, sku: str, *, warehouse: str | None = None) -> list[MovementView]:
    """Every movement of a product, the oldest first; refuses `not_found`."""
    with context.database.read.connect() as connection:
        product = find_product(connection, sku)
        place = find_warehouse(connection, warehouse) if warehouse is not None else None
        return movements_of(connection, product.id, place.id if place else None)
