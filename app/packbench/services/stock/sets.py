"""Sets: a kit that is put together beforehand and kept under a SKU of its own, and taken apart.

The kit only says what a set is made of. It keeps having no stock (decisions 0243, 0231).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.queries.records.bins import Portion, spread_free
from packbench.db.queries.records.inventory import StockRow, stock_rows_of
from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.queries.records.stock_places import places_now, waves_picking_from
from packbench.db.schema import Product, StockBin
from packbench.db.sql.among import among
from packbench.domain.catalog import Tracking
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry, WarehouseKind
from packbench.engine.bulk import DO_IT, How, Results, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.remembered import NO_ORDERS, Remembered
from packbench.engine.undo.remembering import keep_for_undo
from packbench.services.stock.changing import (
    ProductThere,
    StockChange,
    bins_there,
    entry_of,
    find_there,
    lot_code,
    not_enough,
    stock_location,
)
from packbench.services.stock.telling import place_note, told_of_stock


@dataclass(frozen=True, slots=True)
class SetWork:
    """Sets that are put together, or taken apart.

    Attributes:
        kit: says what a set is made of; kits inside it are replaced by their components.
        sku: the product under which the sets lie in stock.
        quantity: sets.
        location: the bin for what comes of it; None: the floor.
        lot: of the sets.
        apart: taken apart into the components.
    """

    warehouse: str
    kit: str
    sku: str
    quantity: int
    location: str | None = None
    lot: str | None = None
    apart: bool = False

    @property
    def command(self) -> str:
        """The command's name, as the audit list has it."""
        return "stock.take_apart" if self.apart else "stock.assemble"


class _SetPart(NamedTuple):
    """A component of a set: where it is, how many units of it in one set, how it is recorded."""

    place: ProductThere
    units: int
    tracking: Tracking


def work_on_sets(context: Context, work: SetWork, *, how: How = DO_IT) -> Results:
    """Takes units out of stock and puts what comes of them in, as one command with one undo.

    Only units that nobody is promised are taken, those that expire first before others. A set
    lasts as long as the first of its components.

    Refuses unknown codes, a kit that is none, sets that are a kit or a component of it, more than
    is free, goods kept by lots of which no lot is known, and a virtual warehouse.
    """
    check_units(work.quantity)
    return run_bulk(context, work.command, asdict(work), how, lambda one: _done(one, work))


def _done(transaction: Transaction, work: SetWork) -> Results:
    connection = transaction.connection
    sets = find_there(transaction, work.warehouse, work.sku)
    if sets.warehouse.kind == WarehouseKind.VIRTUAL:
        raise Refusal(Code.WAREHOUSE_VIRTUAL, name=sets.warehouse.code)
    kit = find_product(connection, work.kit)
    parts, work = _parts(connection, sets, kit), replace(work, kit=kit.sku)
    keep_for_undo(transaction, Remembered())
    transaction.undo = NO_ORDERS  # the ledger tells what has to be taken back
    entries = (_apart if work.apart else _together)(transaction, work, sets, parts)
    products = [sets.product.id, *(part.place.product.id for part in parts)]
    before = _stock(connection, sets, products)
    lay, picking = places_now(connection, entries), waves_picking_from(connection, entries)
    effects = change_stock(transaction, entries)
    change = StockChange(
        _stock(connection, sets, products),
        effects.released,
        effects.taken_back,
        before,
        picking=picking,
    )
    told = told_of_stock(change)
    for row, id_ in zip(told.results, products, strict=False):
        row.notes.extend(
            place_note(now.location, key[2], lay[key].on_hand if key in lay else 0, now.on_hand)
            for key, now in places_now(connection, entries).items()
            if key[1] == id_
        )
    return told


def _stock(connection: Connection, sets: ProductThere, products: Sequence[int]) -> list[StockRow]:
    return [row for id_ in products for row in stock_rows_of(connection, [sets.warehouse.id], id_)]


def _parts(connection: Connection, sets: ProductThere, kit: ProductRef) -> list[_SetPart]:
    """The counted components of a kit, kits inside it replaced by theirs."""
    units = dict(flat_parts(connection, [kit.id]).get(kit.id, ()))
    if not kit.is_kit or not units:
        raise Refusal(Code.INVALID, field="kit of a set", value=kit.sku)
    if sets.product.id in units:
        raise Refusal(Code.INVALID, field="set in itself", value=sets.product.sku)
    query = select(Product.sku, Product.tracking).where(
        among(Product.id, units), Product.manage_stock
    )
    rows = connection.execute(query.order_by(Product.sku_key)).all()
    parts = []
    for sku, tracking in rows:
        product = find_product(connection, sku)
        there = ProductThere(sets.warehouse, product, sets.day)
        parts.append(_SetPart(there, units[product.id], Tracking(tracking)))
    return parts


def _together(
    transaction: Transaction, work: SetWork, sets: ProductThere, parts: Sequence[_SetPart]
) -> list[Entry]:
    note = f"{work.kit} → {sets.product.sku}"
    taken = [
        portion
        for part in parts
        for portion in _taken(transaction, part.place, part.units * work.quantity)
    ]
    first = min((one.bin.expires_on for _, one in taken if one.bin.expires_on), default=None)
    lot = lot_code(work.lot, first)
    if not lot and _tracking(transaction.connection, sets) is Tracking.LOT:
        raise Refusal(Code.INVALID, field="set without a lot", value=sets.product.sku)
    put = _put(transaction, sets, work, work.quantity, note)
    return [*_leaving(taken, note), replace(put, lot=lot, expires_on=first)]


def _apart(
    transaction: Transaction, work: SetWork, sets: ProductThere, parts: Sequence[_SetPart]
) -> list[Entry]:
    note = f"{sets.product.sku} → {work.kit}"
    for part in parts:
        if part.tracking is Tracking.LOT:
            raise Refusal(Code.INVALID, field="part without a lot", value=part.place.product.sku)
    taken = _taken(transaction, sets, work.quantity, work.lot)
    put = [_put(transaction, part.place, work, part.units * work.quantity, note) for part in parts]
    first = min((one.bin.expires_on for _, one in taken if one.bin.expires_on), default=None)
    if first is not None:  # a part that is kept by dates lasts no longer than its set did
        dated = _kept_by_dates(transaction.connection, [one.product_id for one in put])
        put = [
            replace(one, lot=lot_code(None, first), expires_on=first)
            if one.product_id in dated
            else one
            for one in put
        ]
    return [*_leaving(taken, note), *put]


def _kept_by_dates(connection: Connection, product_ids: Sequence[int]) -> set[int]:
    """Products of which goods with a last day lie somewhere, or lay there."""
    query = select(StockBin.product_id).where(
        among(StockBin.product_id, product_ids), StockBin.expires_on.is_not(None)
    )
    return set(connection.execute(query.distinct()).scalars())


_Taken = tuple[ProductThere, Portion]


def _taken(
    transaction: Transaction, place: ProductThere, units: int, lot: str | None = None
) -> list[_Taken]:
    """Units that nobody is promised and that can be given out, the first to expire first."""
    bins = [
        one
        for one in bins_there(transaction, place, None, lot)
        if not place.blocks(one, one.expires_on)
    ]
    stock = stock_rows_of(transaction.connection, [place.warehouse.id], place.product.id)
    unpromised = sum(one.on_hand - one.unavailable - one.allocated for one in stock)
    free = max(0, min(unpromised, sum(max(0, one.free) for one in bins)))
    if units > free:
        raise not_enough(place, free, "for_sets")
    bins.sort(key=lambda one: one.expires_on or date.max)
    return [(place, portion) for portion in spread_free(bins, units)]


def _leaving(taken: Sequence[_Taken], note: str) -> list[Entry]:
    return [entry_of(place, one.bin, -one.units, Cause.ASSEMBLY, note=note) for place, one in taken]


def _put(
    transaction: Transaction, place: ProductThere, work: SetWork, units: int, note: str
) -> Entry:
    where = stock_location(transaction.connection, place, work.location)
    return Entry(
        *(place.warehouse.id, place.product.id, where.id, units, Cause.ASSEMBLY),
        unavailable=0 if where.pickable else units,
        note=note,
    )


def _tracking(connection: Connection, place: ProductThere) -> Tracking:
    query = select(Product.tracking).where(Product.id == place.product.id)
    return Tracking(connection.execute(query).scalar_one())
