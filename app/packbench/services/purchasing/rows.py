"""What buying for back orders tells of each chosen order or SKU."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packbench.db.queries.planning.shortages import Terms
from packbench.domain.catalog import code_key
from packbench.engine.bulk import DONE, REFUSED, WAITING
from packbench.services.purchasing.shortages import Lack
from packbench.words.language import tr


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """What became of a shortage: `done` (drafted), `waiting` (nothing to buy), or `refused`.

    Attributes:
        order_number: the order, None where whoever waits was bought for.
        sku: the product; empty when nothing of the order waits.
        outcome: one of the three words.
        message: the same for people, with the reason.
        purchase_orders: those that bring it, drafts included.
    """

    order_number: str | None
    sku: str
    outcome: str
    message: str
    purchase_orders: list[str] = field(default_factory=list)


def tell_purchased(
    chosen: Sequence[Lack],
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
    grouped: dict[tuple[str | None, int], list[Lack]] = defaultdict(list)
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
        PurchaseRow(number, "", REFUSED, tr("nothing of it waits"))
        for number in orders
        if number not in seen
    ]
    if not told and not orders:
        keys = {code_key(sku): sku for sku in skus}
        rows += [PurchaseRow(None, s, REFUSED, tr("nobody waits for it")) for s in keys.values()]
    return rows


def _row(
    order: str | None,
    terms: Terms,
    found: Sequence[Lack],
    drafts: Mapping[tuple[int, int], str],
) -> PurchaseRow:
    incoming = list(dict.fromkeys(number for one in found for number in one.incoming))
    short = [one for one in found if one.short]
    pooled = sum(one.pooled for one in found)
    unserved = sum(one.short for one in short if one.warehouse_id is None)
    places = [(one.need.product_id, one.warehouse_id or 0) for one in short]
    made = list(dict.fromkeys(drafts[place] for place in places if place in drafts))
    numbers = list(dict.fromkeys([*incoming, *made]))
    words = []
    if made:
        words.append(tr("drafted on {numbers}").format(numbers=", ".join(made)))
    elif short and terms.supplier_id is None:
        words.append(tr("nobody sells it to us, or not that supplier"))
    if incoming:
        words.append(tr("already comes with {numbers}").format(numbers=", ".join(incoming)))
    if pooled:
        words.append(tr("a virtual warehouse can promise {units} of it").format(units=pooled))
    if unserved:
        words.append(tr("no active warehouse may send {units} of it there").format(units=unserved))
    if not words:
        words.append(tr("enough of it is in stock"))
    refused = REFUSED if short else WAITING
    return PurchaseRow(order, terms.sku, DONE if made else refused, "; ".join(words), numbers)
