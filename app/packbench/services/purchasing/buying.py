"""Purchase orders for what is short: drafted in whole packs, one a supplier and warehouse."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, delete, update

from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.planning.shortages import Terms, terms_of
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.purchasing import (
    PurchaseOrderView,
    purchase_order_lines,
    purchase_order_row,
    show_purchase_order,
)
from packbench.db.schema import PurchaseOrderLine
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.reordering import SupplierOffer, best_offer
from packbench.engine.bulk import DO_IT, How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.drafts import worked_on_since
from packbench.services.purchasing.orders import (
    add_lines,
    draft_of,
    require_used_supplier,
    set_status,
)
from packbench.services.purchasing.rows import PurchaseRow, idle_rows, tell_purchased
from packbench.services.purchasing.shortages import Shortage, lacks


@dataclass(frozen=True, slots=True)
class Purchased:
    """Draft purchase orders that were made or added to, and SKUs that nobody sells to us.

    `results` tells what became of each chosen order's or SKU's shortage.
    """

    orders: list[PurchaseOrderView]
    without_supplier: list[str]
    results: list[PurchaseRow] = field(default_factory=list)


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
        supplier_id = require_used_supplier(connection, supplier) if supplier else None
        chosen = _chosen_lacks(connection, orders, skus)
        terms = terms_of(connection, {one.need.product_id for one in chosen}, supplier_id)
        drafted = _draft(transaction, chosen, terms, how)
        views = {id_: show_purchase_order(connection, id_) for id_ in drafted.values()}
        nobody = {
            terms[one.need.product_id].sku
            for one in chosen
            if one.short and not terms[one.need.product_id].offers
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
    context = context.without_key() if how.preview else context
    call = Call("backorders.purchase", content, None if how.preview else how.key)
    return run_or_try(context, call, Purchased, work, keep=keep)


def as_results(bought: Purchased) -> Results:
    """What was bought, draft by draft, and what could not be, by order or SKU."""
    drafts = [RowResult(one.number, RowOutcome.DONE, [_brings(one)]) for one in bought.orders]
    missing = [
        RowResult(sku, RowOutcome.REFUSED, [note(Said.NOBODY_SELLS, sku=sku)])
        for sku in bought.without_supplier
    ]
    others = [
        RowResult(one.order_number or one.sku, one.outcome, one.notes)
        for one in bought.results
        if one.outcome is not RowOutcome.DONE and one.sku not in bought.without_supplier
    ]
    return Results([*drafts, *missing, *others])


def _brings(draft: PurchaseOrderView) -> Note:
    units = sum(line.ordered for line in draft.lines)
    return note(Said.DRAFT_BRINGS, supplier=draft.supplier, count=units, warehouse=draft.warehouse)


def _chosen_lacks(
    connection: Connection, orders: Sequence[str], skus: Sequence[str]
) -> list[Shortage]:
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
    transaction: Transaction, chosen: Sequence[Shortage], terms: Mapping[int, Terms], how: How
) -> dict[tuple[int, int], int]:
    """Adds what is short to drafts: their ids by (product id, warehouse id)."""
    lacking: dict[tuple[int, int], int] = defaultdict(int)
    for one in chosen:
        if one.short and one.warehouse_id is not None:
            lacking[one.need.product_id, one.warehouse_id] += one.short
    short: dict[tuple[int, int], dict[int, Bought]] = defaultdict(dict)
    offers: dict[tuple[int, int], SupplierOffer] = {}
    for (product_id, warehouse_id), units in lacking.items():
        offer = best_offer(terms[product_id].offers, units)
        if offer is not None:
            short[offer.supplier_id, warehouse_id][product_id] = bought_of(offer, units)
            offers[offer.supplier_id, product_id] = offer
    drafted: dict[tuple[int, int], int] = {}
    added = []
    for done, ((seller, warehouse_id), bought) in enumerate(short.items(), 1):
        order_id = draft_of(transaction, seller, warehouse_id)
        rows = [(product_id, one.units, one.unit_cost) for product_id, one in bought.items()]
        rows.sort(key=lambda row: terms[row[0]].sku.casefold())
        theirs = {one: offers[seller, one] for one in bought}
        priced = add_lines(transaction, order_id, rows, theirs)
        added += [
            DraftedUnits(order_id, product_id, units, priced.get(product_id))
            for product_id, units, _ in rows
        ]
        drafted |= {(product_id, warehouse_id): order_id for product_id in bought}
        how.on_progress(done, len(short))
    transaction.undo = Drafting(added) if added else None
    return drafted


class Bought(NamedTuple):
    """Units that are bought, in whole packs, and what one of them costs then."""

    units: int
    unit_cost: Decimal | None


def bought_of(offer: SupplierOffer, units: int) -> Bought:
    """What is bought of a supplier who is to bring so many units at least."""
    packed = offer.packs(units)
    return Bought(packed, offer.cost_of(packed))


@dataclass(frozen=True, slots=True)
class DraftedUnits:
    """Units of a product that were put on a draft; what one cost before and since, if changed."""

    order_id: int
    product_id: int
    units: int
    priced: tuple[Decimal | None, Decimal | None] | None = None


@dataclass(frozen=True, slots=True)
class Drafting:
    """What was put on drafts."""

    drafted: list[DraftedUnits]


def _undo_purchase(transaction: Transaction, drafting: Drafting) -> None:
    """Takes the units off the drafts again; a draft of which nothing is left is cancelled."""
    connection = transaction.connection
    for order_id in {one.order_id for one in drafting.drafted}:
        lines = {row.product_id: row for row in purchase_order_lines(connection, order_id)}
        left = {product_id: line.ordered for product_id, line in lines.items()}
        for one in (one for one in drafting.drafted if one.order_id == order_id):
            left[one.product_id] = left.get(one.product_id, 0) - one.units
        row = purchase_order_row(connection, order_id)
        if row.status != PurchaseOrderStatus.DRAFT or min(left.values()) < 0:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
        if not any(left.values()):
            _refuse_worked_on(transaction, row)
            set_status(transaction, row, PurchaseOrderStatus.CANCELLED)
            continue
        for product_id, units in left.items():
            chosen = PurchaseOrderLine.id == lines[product_id].id
            if units:
                statement = update(PurchaseOrderLine).where(chosen)
                cost = _cost_before(drafting, order_id, lines[product_id])
                connection.execute(statement.values(ordered=units, unit_cost=cost))
            else:
                connection.execute(delete(PurchaseOrderLine).where(chosen))
        transaction.changed(Kind.PURCHASE_ORDER, {order_id})
    transaction.changed_many(Kind.STOCK)


def _refuse_worked_on(transaction: Transaction, row: AnyRow) -> None:
    """Refuses to cancel a draft on which somebody wrote something since: a note, a day, terms."""
    since = transaction.undoes or 0
    if worked_on_since(transaction.connection, [row.id], since):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)


def _cost_before(drafting: Drafting, order_id: int, line: AnyRow) -> Decimal | None:
    """What a line cost before units were added; a price that somebody typed since stays."""
    cost: Decimal | None = line.unit_cost
    for one in drafting.drafted:
        if (one.order_id, one.product_id) == (order_id, line.product_id) and one.priced:
            before, after = one.priced
            return before if cost == after else cost
    return cost


UNDO_PURCHASE = Undoer(Drafting, _undo_purchase)
