"""Those who stand in the queue for the same products as orders that are routed.

They are planned with them, each in its place, and nothing of it is written: what they can use is
kept for them. Where who waits is served at once, that is only what a limit of warehouses left, and
real goods for what virtual warehouses promised; where it is done by hand, it is all that waits.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection

from packbench.db.queries.planning.ahead import (
    InQueue,
    load_pooled,
    standing_for,
    waiting_for,
)
from packbench.db.queries.planning.demand import LineBuckets, Wanted, load_demand
from packbench.db.queries.planning.queue import Place
from packbench.db.queries.planning.supply import StockOfProducts, load_stock
from packbench.db.today import today
from packbench.domain.allocation.rules import Rules

_WHAT_WAITS = Wanted(new=False)
"""Units that were never routed keep nothing from anybody, of an order that waits with others too:
what they would take would be kept or not by whether somebody asks for a product beside."""


@dataclass(slots=True)
class Others:
    """Orders that count beside those that are routed.

    Attributes:
        orders: each with its place, in queue order.
        lines: their lines.
    """

    orders: list[InQueue] = field(default_factory=list)
    lines: dict[int, LineBuckets] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counting:
    """Who counts among those who stand in the queue.

    Attributes:
        before: only those in front of this place; None for all.
        walked: products of which whoever waits is planned anyway, in his turn.
        pools: what virtual warehouses promise counts, too.
    """

    before: Place | None = None
    walked: Collection[int] = ()
    pools: bool = True


def others_ahead(
    connection: Connection,
    rules: Rules,
    stock: StockOfProducts,
    routed: Collection[int],
    counting: Counting,
) -> Others:
    """Who stands ahead for the products of a stock, which takes in what they want beside.

    Args:
        connection: in a transaction.
        rules: with all warehouses.
        stock: of the products that are to be given out; products that the others want are added.
        routed: ids of orders that are planned anyway.
        counting: who counts.
    """
    before = counting.before
    pools = [one.id for one in rules.warehouses if one.virtual and counting.pools]
    others = Others()
    known, looked = set(routed), set[int]()
    while fresh := _with_units(stock, looked):
        looked |= stock.free.keys()
        contested, in_rests = standing_for(connection, fresh, pools, by_hand=rules.by_hand)
        stock.in_rests.update(in_rests)
        if not contested:
            break
        waited_for = contested - set(counting.walked)
        ids = waiting_for(connection, waited_for, before, by_hand=rules.by_hand) - known
        known |= ids
        demand = load_demand(connection, ids, today(connection), _WHAT_WAITS)
        others.lines |= demand.lines
        found = [
            InQueue((demand.facts[one.order_id].queue_key, one.order_id), one)
            for one in demand.orders
        ]
        pooled = load_pooled(connection, contested, pools, today(connection), before)
        found += [one for one in pooled if one.order.order_id not in known]
        known |= {one.order.order_id for one in pooled}
        others.orders += found
        _take_in(connection, rules, stock, found)
    others.orders.sort(key=lambda one: one.place)
    return others


def _with_units(stock: StockOfProducts, looked: Collection[int]) -> list[int]:
    return [
        product_id
        for product_id, units in stock.free.items()
        if product_id not in looked and max(units, default=0) > 0
    ]


def _take_in(
    connection: Connection, rules: Rules, stock: StockOfProducts, found: Collection[InQueue]
) -> None:
    """Adds the products of orders to a stock."""
    wanted = {
        part.product_id
        for one in found
        for line in one.order.lines
        for part in line.parts
        if part.managed
    }
    more = load_stock(connection, rules, wanted - stock.free.keys())
    stock.free.update(more.free)
    stock.stock_ids.update(more.stock_ids)
