"""What buying for back orders tells of each chosen order or SKU."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packbench.db.queries.planning.shortages import Terms
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.services.purchasing.shortages import Shortage


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """What became of a shortage: `done` (drafted), `waiting` (nothing to buy), or `refused`.

    Attributes:
        order_number: the order, None where whoever waits was bought for.
        sku: the product; empty when nothing of the order waits.
        outcome: one of the three words.
        notes: what is told of it, with the reason.
        purchase_orders: those that bring it, drafts included.
    """

    order_number: str | None
    sku: str
    outcome: RowOutcome
    notes: list[Note] = field(default_factory=list)
    purchase_orders: list[str] = field(default_factory=list)


def tell_purchased(
    chosen: Sequence[Shortage],
    terms: Mapping[int, Terms],
    drafts: Mapping[tuple[int, int], str],
    *,
    by_order: bool,
) -> list[PurchaseRow]:
    """A row for each order and product, or for each product.

    Args:
        chosen: what was to be bought.
        terms: by product id.
        drafts: numbers by (product id, warehouse id).
        by_order: whether orders were chosen.
    """
    grouped: dict[tuple[str | None, int], list[Shortage]] = defaultdict(list)
    for one in chosen:
        order = one.need.order_number if by_order else None
        grouped[order, one.need.product_id].append(one)
    return [
        _row(order, terms[product_id], found, drafts)
        for (order, product_id), found in grouped.items()
    ]


def idle_rows(
    orders: Sequence[str], skus: Sequence[str], told: Sequence[PurchaseRow]
) -> list[PurchaseRow]:
    """Rows for chosen orders of which nothing waits, and for chosen SKUs without any order."""
    seen = {row.order_number for row in told}
    rows = [
        PurchaseRow(number, "", RowOutcome.REFUSED, [note(Said.NOTHING_WAITS, name=number)])
        for number in orders
        if number not in seen
    ]
    if not told and not orders:
        keys = {code_key(sku): sku for sku in skus}
        rows += [
            PurchaseRow(None, one, RowOutcome.REFUSED, [note(Said.NOBODY_WAITS, name=one)])
            for one in keys.values()
        ]
    return rows


def _row(
    order: str | None,
    terms: Terms,
    found: Sequence[Shortage],
    drafts: Mapping[tuple[int, int], str],
) -> PurchaseRow:
    incoming = list(dict.fromkeys(number for one in found for number in one.incoming))
    short = [one for one in found if one.short]
    pooled = sum(one.pooled for one in found)
    unserved = sum(one.short for one in short if one.warehouse_id is None)
    places = [(one.need.product_id, one.warehouse_id or 0) for one in short]
    made = list(dict.fromkeys(drafts[place] for place in places if place in drafts))
    numbers = list(dict.fromkeys([*incoming, *made]))
    notes = []
    if made:
        notes.append(note(Said.DRAFTED, sku=terms.sku, numbers=made))
    elif short and not terms.offers:
        notes.append(note(Said.NOBODY_SELLS, sku=terms.sku))
    if incoming:
        notes.append(note(Said.ON_ORDER, sku=terms.sku, numbers=incoming))
    if pooled:
        notes.append(note(Said.POOL_CAN_PROMISE, sku=terms.sku, count=pooled))
    if unserved:
        notes.append(note(Said.NO_WAREHOUSE_SENDS, sku=terms.sku, count=unserved))
    if not notes:
        notes.append(note(Said.ENOUGH_IN_STOCK, sku=terms.sku))
    not_made = RowOutcome.REFUSED if short else RowOutcome.WAITING
    return PurchaseRow(order, terms.sku, RowOutcome.DONE if made else not_made, notes, numbers)
