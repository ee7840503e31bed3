"""Stock changing hands by people: receipts, counts, adjustments, damage, moves, transfers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.records.bins import (
    BinRow,
    Portion,
    bins_of,
    spread_blocked,
    spread_free,
    spread_loss,
)
from packbench.db.queries.records.history import MovementView, movements_of
from packbench.db.queries.records.inventory import StockRow, stock_rows, stock_rows_of
from packbench.db.queries.records.lookups import (
    LocationRef,
    ProductRef,
    WarehouseRef,
    find_location,
    find_product,
    find_warehouse,
)
from packbench.db.today import today
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import NO_LOT, Cause, Entry, LocationKind, WarehouseKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import Released
from packbench.engine.short_picks import take_off_count_list
from packbench.engine.stock_changes import TakenBack, change_stock
from packbench.engine.undo.remembered import Remembered
from packbench.engine.undo.remembering import keep_for_undo

__all__ = [
    "MovementView",
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


class _ProductThere(NamedTuple):
    """The product and the warehouse that a command is about."""

    warehouse: WarehouseRef
    product: ProductRef
    day: date

    def blocks(self, location: LocationRef | BinRow, expires_on: date | None) -> bool:
        """Whether units there can't be given out: not a bin to pick from, or an expired lot."""
        return is_expired(expires_on, self.day) or not location.pickable


def receive(context: Context, receipt: Receipt, *, key: str | None = None) -> StockChange:
    """Books units in and serves who waits for them, in one transaction.

    Refuses unknown codes, a quantity below 1, and products whose stock is not managed.
    """
    check_units(receipt.quantity)

    def work(transaction: Transaction, place: _ProductThere) -> list[Entry]:
        connection = transaction.connection
        location = _stock_location(connection, place, receipt.location)
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
    return _change(context, "stock.receive", content, work, key)


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
    check_units(abs(delta))
    if not reason.strip():
        raise Refusal(Code.INVALID, field="reason", value=reason)

    def work(transaction: Transaction, place: _ProductThere) -> list[Entry]:
        if delta > 0:
            return [_found(transaction, place, location, lot, delta, Cause.ADJUSTMENT, reason)]
        bins = _bins(transaction, place, location, lot)
        return _lost(place, bins, -delta, Cause.ADJUSTMENT, reason)

    content = {
        "warehouse": warehouse,
        "sku": sku,
        "delta": delta,
        "reason": reason,
        "location": location,
        "lot": lot,
    }
    return _change(context, "stock.adjust", content, work)


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
    check_units(quantity, least=0)

    def work(transaction: Transaction, place: _ProductThere) -> list[Entry]:
        bins = _bins(transaction, place, location, lot)
        where = _stock_location(transaction.connection, place, location)
        only = None if location is None else where.id
        take_off_count_list(transaction, place.warehouse.id, place.product.id, only)
        delta = quantity - sum(one.on_hand for one in bins)
        if delta and len(bins) > 1:
            raise Refusal(
                Code.SEVERAL_PLACES,
                sku=place.product.sku,
                warehouse=place.warehouse.code,
                places=[one.location for one in bins],
                lots=[one.lot for one in bins],
            )
        if delta <= 0:
            return _lost(place, bins, -delta, Cause.COUNT, None)
        if not bins:
            return [_found(transaction, place, location, lot, delta, Cause.COUNT, None)]
        blocked = delta if place.blocks(bins[0], bins[0].expires_on) else 0
        return [_entry(place, bins[0], delta, Cause.COUNT, unavailable=blocked)]

    content = {"warehouse": warehouse, "sku": sku, "quantity": quantity, "location": location}
    if lot is not None:
        content["lot"] = lot
    return _change(context, "stock.count", content, work)


def damage(
    context: Context, warehouse: str, sku: str, quantity: int, *, location: str | None = None
) -> StockChange:
    """Marks units as damaged: they stay on hand and can't be given out.

    Promises that are not covered any more are taken back. Refuses more than is still good.
    """
    check_units(quantity)

    def work(transaction: Transaction, place: _ProductThere) -> list[Entry]:
        bins = [
            one
            for one in _bins(transaction, place, location, None)
            if one.on_hand > one.unavailable
        ]
        good = sum(one.on_hand - one.unavailable for one in bins)
        if quantity > good:
            raise _not_enough(place, good, "good")
        portions = [portion for portion in spread_loss(bins, quantity) if not portion.unavailable]
        return [_entry(place, one.bin, 0, Cause.DAMAGE, unavailable=one.units) for one in portions]

    content = {"warehouse": warehouse, "sku": sku, "quantity": quantity, "location": location}
    return _change(context, "stock.damage", content, work)


def move(
    context: Context, warehouse: str, sku: str, quantity: int, *, source: str, target: str
) -> StockChange:
    """Moves units from one location to another of the same warehouse; lots stay what they are.

    Goods that lay where nobody may pick can be given out again once they lie where one may.

    Refuses more than is free at the source, a target that is the source, and the staging location,
    which belongs to the pickers.
    """
    check_units(quantity)

    def work(transaction: Transaction, place: _ProductThere) -> list[Entry]:
        connection = transaction.connection
        to = _stock_location(connection, place, target)
        start = _stock_location(connection, place, source)
        if start.id == to.id:
            raise Refusal(Code.INVALID, field="location", value=to.code)
        bins = _bins(transaction, place, source, None)
        blocked = [one for one in bins if place.blocks(one, one.expires_on)]
        portions = spread_blocked(blocked, quantity)
        left = quantity - sum(portion.units for portion in portions)
        if left:
            portions += _free_portions(place, [b for b in bins if b not in blocked], left)
        return [entry for one in portions for entry in _moved(place, one, place.warehouse, to)]

    content = {
        "warehouse": warehouse,
        "sku": sku,
        "quantity": quantity,
        "source": source,
        "target": target,
    }
    return _change(context, "stock.move", content, work)


def transfer(context: Context, sku: str, quantity: int, *, source: str, target: str) -> StockChange:
    """Moves units to the floor of another warehouse; who waits there is served.

    Promises that are not covered any more are taken back, as with every loss, and tried elsewhere
    at once. Refuses unavailable and picked units, and a virtual warehouse at either end.
    """
    check_units(quantity)

    def work(transaction: Transaction, place: _ProductThere) -> list[Entry]:
        connection = transaction.connection
        there = find_warehouse(connection, target)
        for end in (place.warehouse, there):
            if end.kind == WarehouseKind.VIRTUAL:
                raise Refusal(Code.WAREHOUSE_VIRTUAL, name=end.code)
        if there.id == place.warehouse.id:
            raise Refusal(Code.INVALID, field="target warehouse", value=target)
        floor = find_location(connection, there.id, None)
        bins = _bins(transaction, place, None, None)
        good = sum(one.on_hand - one.unavailable for one in bins)
        if quantity > good:
            raise _not_enough(place, good)
        portions = spread_loss(bins, quantity)
        return [entry for one in portions for entry in _moved(place, one, there, floor)]

    content = {"warehouse": source, "sku": sku, "quantity": quantity, "target": target}
    return _change(context, "stock.transfer", content, work, also=target)


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


def history(context: Context, sku: str, *, warehouse: str | None = None) -> list[MovementView]:
    """Every movement of a product, the oldest first; refuses `not_found`."""
    with context.database.read.connect() as connection:
        product = find_product(connection, sku)
        place = find_warehouse(connection, warehouse) if warehouse is not None else None
        return movements_of(connection, product.id, place.id if place else None)


def lot_code(lot: str | None, expires_on: date | None) -> str:
    """The lot under which goods are kept: its code, or for dated goods without one the date."""
    if lot:
        return lot.strip()
    return expires_on.isoformat() if expires_on else NO_LOT


def is_expired(expires_on: date | None, day: date) -> bool:
    """Whether on this day the last day on which goods may be shipped is over."""
    return expires_on is not None and expires_on < day


def _change(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    work: Callable[[Transaction, _ProductThere], Sequence[Entry]],
    key: str | None = None,
    also: str | None = None,
) -> StockChange:
    """Runs a stock command: `work` says which ledger rows, the rest follows (`stock_changes`)."""

    def in_transaction(transaction: Transaction) -> StockChange:
        connection = transaction.connection
        place = _find(transaction, content["warehouse"], content["sku"])
        keep_for_undo(transaction, Remembered())  # whom it serves or takes from shows at its end
        effects = change_stock(transaction, work(transaction, place))
        shown = [place.warehouse.id]
        if also is not None:
            shown.append(find_warehouse(connection, also).id)
        rows = stock_rows_of(connection, shown, place.product.id)
        return StockChange(rows, effects.released, effects.taken_back)

    return run_command(context, Call(name, content, key), StockChange, in_transaction)


def _find(transaction: Transaction, warehouse: str, sku: str) -> _ProductThere:
    product = find_product(transaction.connection, sku)
    found = find_warehouse(transaction.connection, warehouse)
    if not product.manage_stock:
        raise Refusal(Code.STOCK_NOT_MANAGED, sku=product.sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    return _ProductThere(found, product, today(transaction.connection))


def _not_enough(place: _ProductThere, available: int, state: str = "available") -> Refusal:
    return Refusal(
        Code.NOT_ENOUGH_STOCK,
        state=state,
        sku=place.product.sku,
        warehouse=place.warehouse.code,
        available=max(0, available),
    )


def _stock_location(connection: Connection, place: _ProductThere, code: str | None) -> LocationRef:
    """Where stock may be booked to or from; what is staged belongs to pickers and packers."""
    found = find_location(connection, place.warehouse.id, code)
    if found.kind == LocationKind.STAGING:
        raise Refusal(Code.INVALID, field="location", value=found.code)
    return found


def _bins(
    transaction: Transaction, place: _ProductThere, location: str | None, lot: str | None
) -> list[BinRow]:
    connection = transaction.connection
    where = None
    if location is not None:
        where = _stock_location(connection, place, location).id
    return bins_of(connection, place.warehouse.id, place.product.id, location_id=where, lot=lot)


def _entry(
    place: _ProductThere,
    one: BinRow,
    quantity: int,
    cause: Cause,
    *,
    unavailable: int = 0,
    note: str | None = None,
) -> Entry:
    return Entry(
        place.warehouse.id,
        place.product.id,
        one.location_id,
        quantity,
        cause,
        lot=one.lot,
        unavailable=unavailable,
        note=note,
    )


def _found(
    transaction: Transaction,
    place: _ProductThere,
    location: str | None,
    lot: str | None,
    units: int,
    cause: Cause,
    note: str | None,
) -> Entry:
    where = _stock_location(transaction.connection, place, location)
    there = [one for one in _bins(transaction, place, location, lot) if one.location_id == where.id]
    known = there[0] if there else None
    blocked = place.blocks(where, known.expires_on if known else None)
    return Entry(
        place.warehouse.id,
        place.product.id,
        where.id,
        units,
        cause,
        lot=lot or (known.lot if known else NO_LOT),
        unavailable=units if blocked else 0,
        note=note,
    )


def _lost(
    place: _ProductThere, bins: Sequence[BinRow], units: int, cause: Cause, note: str | None
) -> list[Entry]:
    on_hand = sum(one.on_hand for one in bins)
    if units > on_hand:
        raise _not_enough(place, on_hand, "on_hand")
    return [
        _entry(place, one.bin, -one.units, cause, unavailable=-one.unavailable, note=note)
        for one in spread_loss(bins, units)
    ]


def _free_portions(place: _ProductThere, bins: Sequence[BinRow], units: int) -> list[Portion]:
    free = sum(max(0, one.free) for one in bins)
    if units > free:
        raise _not_enough(place, free)
    return spread_free(bins, units)


def _moved(
    place: _ProductThere, portion: Portion, warehouse: WarehouseRef, target: LocationRef
) -> list[Entry]:
    """Out of a bin and into another location, of this or another warehouse."""
    cause = Cause.MOVE if warehouse.id == place.warehouse.id else Cause.TRANSFER
    blocked = place.blocks(target, portion.bin.expires_on)
    arriving = Entry(
        warehouse.id,
        place.product.id,
        target.id,
        portion.units,
        cause,
        lot=portion.bin.lot,
        unavailable=portion.units if blocked else 0,
        expires_on=portion.bin.expires_on,
    )
    leaving = _entry(place, portion.bin, -portion.units, cause, unavailable=-portion.unavailable)
    return [arriving, leaving]
