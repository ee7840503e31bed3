"""Drop-ship: what waits is sent by its supplier straight to the customer, by a purchase order."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.planning.shortages import Terms, terms_of
from packbench.db.queries.planning.supply import load_rules
from packbench.db.queries.records.order_rows import order_row
from packbench.db.queries.records.purchasing import purchase_order_lines, purchase_order_row
from packbench.db.schema import Product
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.orders import Verify
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.domain.reordering import SupplierOffer, best_offer
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    Chosen,
    How,
    Results,
    in_state,
    run_bulk,
    waits_no_more,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.drop_ships import (
    ForCustomer,
    give_to_supplier,
    take_from_supplier,
    waits_since,
)
from packbench.engine.release import release
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.waiting_room import Waits, wait, waits_of
from packbench.services.orders.chosen_lines import (
    ChosenOrder,
    change_lines,
    content_of,
    plan_each,
)
from packbench.services.purchasing.drafts import (
    insert_draft,
    require_used_supplier,
    set_status,
    worked_on_since,
)
from packbench.services.purchasing.orders import add_lines


@dataclass(frozen=True, slots=True)
class DropShipment:
    """A purchase order that was made, its shipment, and how its lines waited before."""

    purchase_order_id: int
    shipment_id: int
    waited: list[Waits]


@dataclass(frozen=True, slots=True)
class DropShipping:
    """What one command gave to suppliers."""

    made: list[DropShipment] = field(default_factory=list)


class _Part(NamedTuple):
    """Units of an order line that a supplier is to send."""

    line: AnyRow
    units: int
    offer: SupplierOffer


def drop_ship(
    context: Context, rows: Sequence[Chosen], *, supplier: str | None = None, how: How = DO_IT
) -> Results:
    """Makes purchase orders by which suppliers send what waits straight to the customers.

    One a supplier and order, each a draft. Its units wait for no stock any more. An order is
    refused alone: on hold, without an address, where nothing of it waits, where nobody sells it,
    or where it ships only complete and a part would go.
    """

    def work(transaction: Transaction) -> Results:
        supplier_id = supplier and require_used_supplier(transaction.connection, supplier)
        made: list[DropShipment] = []

        def give(orders: Mapping[int, ChosenOrder]) -> Mapping[int, Answer]:
            lines = [line for one in orders.values() for line in one.lines.values()]
            products = {line.product_id for line in lines if line.waiting}
            terms = terms_of(transaction.connection, products, supplier_id or None)
            giving = _Giving(transaction, terms, made)
            return plan_each(orders, giving.give)

        results = change_lines(transaction, rows, how, give)
        transaction.remembered = None  # it is taken back by what it made
        transaction.undo = DropShipping(made) if made else None
        return results

    content = {**content_of(rows), "supplier": supplier}
    return run_bulk(context, "backorders.drop_ship", content, how, work)


class _Giving:
    """Gives waiting units of one order after another to suppliers."""

    def __init__(
        self, transaction: Transaction, terms: Mapping[int, Terms], made: list[DropShipment]
    ) -> None:
        self._transaction, self._terms, self._made = transaction, terms, made
        self._connection = transaction.connection
        rules = load_rules(self._connection)
        self._places = [one for one in rules.warehouses if one.active and not one.virtual]

    def give(self, order: ChosenOrder) -> Answer:
        """Makes the purchase orders for what is chosen of an order."""
        whole = order_row(self._connection, order.row.id)
        _refuse(self._connection, order, whole)
        parts, notes = self._parts(order)
        if not parts:
            first = notes[0] if notes else note(Said.NOTHING_WAITS, name=order.row.number)
            raise Refusal(Code.NOTHING_TO_DO, why=first.code, **first.params)
        _refuse_a_part(order, sum(part.units for part in parts))
        place = self._place(order, whole)
        by_supplier: dict[int, list[_Part]] = defaultdict(list)
        for part in parts:
            by_supplier[part.offer.supplier_id].append(part)
        made = [self._make(order, place, some) for some in by_supplier.values()]
        return Answer(RowOutcome.DONE, tuple([one for told in made for one in told] + notes))

    def _place(self, order: ChosenOrder, whole: AnyRow) -> int:
        """The warehouse that it is bought by: the first that serves the country, else the first."""
        serving = [one.id for one in self._places if one.serves(whole.country)]
        others = [one.id for one in self._places]
        if not others:
            why = Said.DROP_SHIP_NOWHERE
            raise Refusal(Code.NOTHING_TO_DO, why=why, name=order.row.number)
        return (serving or others)[0]

    def _parts(self, order: ChosenOrder) -> tuple[list[_Part], list[Note]]:
        """What can be given to whom, and what is told of the rest."""
        wanted = [
            (line, line.waiting if one.quantity is None else one.quantity)
            for line, one in order.chosen()
            if line.waiting or one.quantity is not None
        ]
        units: Counter[int] = Counter()
        for line, count in wanted:
            if count > line.waiting:
                most, name = line.waiting, order.row.number
                why = Said.DROP_SHIP_AT_MOST
                raise Refusal(Code.TOO_MANY, why=why, count=most, sku=line.sku, name=name)
            units[line.product_id] += count
        chosen = {id_: self._offer(id_, count) for id_, count in units.items()}
        parts = [
            _Part(line, count, offer)
            for line, count in wanted
            if isinstance(offer := chosen[line.product_id], SupplierOffer)
        ]
        return parts, [one for one in chosen.values() if isinstance(one, Note)]

    def _offer(self, product_id: int, units: int) -> SupplierOffer | Note:
        """Who sends so many units of a product, or why nobody does."""
        terms = self._terms[product_id]
        offer = best_offer(terms.offers, units)
        if offer is None:
            return note(Said.NOBODY_SELLS, sku=terms.sku)
        if offer.packs(units) != units:
            most, sku = offer.packs(units), terms.sku
            why = Said.DROP_SHIP_IN_PACKS
            return note(why, count=most, supplier=offer.code, sku=sku, units=units)
        return offer

    def _make(self, order: ChosenOrder, place: int, parts: Sequence[_Part]) -> list[Note]:
        """One purchase order with its shipment; what is told of it."""
        transaction, connection = self._transaction, self._connection
        lines = [part.line.id for part in parts]
        waited = list(waits_of(connection, lines).values())
        since = waits_since(connection, lines) or transaction.at
        purchase_id = insert_draft(transaction, parts[0].offer.supplier_id, place)
        units: Counter[int] = Counter()
        for part in parts:
            units[part.line.product_id] += part.units
        costs = {part.line.product_id: part.offer for part in parts}
        rows = [(id_, count, costs[id_].cost_of(count)) for id_, count in units.items()]
        add_lines(transaction, purchase_id, rows)
        given = ForCustomer(order.row.id, place, purchase_id)
        shipment_id = give_to_supplier(
            transaction, given, {part.line.id: part.units for part in parts}, since
        )
        self._made.append(DropShipment(purchase_id, shipment_id, waited))
        return _told(connection, purchase_id, parts[0].offer)


def _told(connection: Connection, purchase_id: int, offer: SupplierOffer) -> list[Note]:
    """By which purchase order who sends what, and what it costs."""
    number = purchase_order_row(connection, purchase_id).number
    found = []
    for line in purchase_order_lines(connection, purchase_id):
        whose, sku, count = offer.code, line.sku, line.ordered
        if line.unit_cost is None:
            found.append(note(Said.DROP_SHIP_MADE, count=count, po=number, supplier=whose, sku=sku))
            continue
        price = money(line.unit_cost, offer.currency)
        found.append(
            note(
                Said.DROP_SHIP_MADE_AT,
                count=count,
                po=number,
                supplier=whose,
                sku=sku,
                price=price,
            )
        )
    return found


def money(amount: Decimal, currency: str | None) -> str:
    """An amount with its currency, as results tell it."""
    return f"{amount:.2f} {currency or ''}".strip()


def _refuse(connection: Connection, order: ChosenOrder, whole: AnyRow) -> None:
    """Refuses an order of which nothing goes anywhere now, or of which nobody knows where to."""
    row = order.row
    idle = waits_no_more(row) or (in_state(row) if row.hold is not None else None)
    if idle is not None:
        raise idle
    if row.verify == Verify.ASKED:
        raise Refusal(Code.TO_BE_VERIFIED, name=row.number)
    if not (whole.street and whole.city and whole.country):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.DROP_SHIP_WITHOUT_ADDRESS, name=row.number)
    wanted = {line.product_id for line, _ in order.chosen() if line.waiting}
    kits = select(Product.sku).where(Product.is_kit, among(Product.id, wanted))
    kit = connection.execute(kits.order_by(Product.sku_key).limit(1)).scalar_one_or_none()
    if kit is not None:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.DROP_SHIP_NO_KIT, sku=kit, name=row.number)


def _refuse_a_part(order: ChosenOrder, units: int) -> None:
    """Refuses a part of an order that ships only complete."""
    left = sum(
        line.ordered - line.shipped - line.cancelled - line.packed for line in order.lines.values()
    )
    if not order.row.ship_partial and units < left:
        name = order.row.number
        raise Refusal(Code.NOTHING_TO_DO, why=Said.DROP_SHIP_ONLY_COMPLETE, name=name)


def _undo_drop_ship(transaction: Transaction, kept: DropShipping) -> None:
    """Cancels the drafts, and lets their units wait as before; they may be served at once."""
    connection = transaction.connection
    ids = [one.purchase_order_id for one in kept.made]
    rows = {id_: purchase_order_row(connection, id_) for id_ in ids}
    worked_on = worked_on_since(connection, ids, transaction.undoes or 0)
    for row in rows.values():
        if row.status != Status.DRAFT or row.id in worked_on:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    products: set[int] = set()
    for one in kept.made:
        lines = purchase_order_lines(connection, one.purchase_order_id)
        products |= {line.product_id for line in lines}
        take_from_supplier(transaction, one.shipment_id, "waiting")
        wait(connection, one.waited)
        set_status(transaction, rows[one.purchase_order_id], Status.CANCELLED)
    release(transaction, products)
    transaction.changed_many(Kind.STOCK)


UNDO_DROP_SHIP = Undoer(DropShipping, _undo_drop_ship)
