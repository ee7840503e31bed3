"""Gives many orders the stock of later ones, first in the queue first, as many at once as can be.

What each gets is worked out in memory (`turns`), one after the other; what several of them take is
read and written together. An order in whose products others have a say (who waits under a limit of
warehouses, what virtual warehouses promise) is given it alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.planning.ahead import standing_for
from packbench.db.queries.planning.demand import EVERYTHING, Demand, Wanted, load_demand
from packbench.db.queries.planning.later import parts_held, promises_behind
from packbench.db.queries.planning.supply import (
    below_safety,
    load_rules,
    load_stock,
)
from packbench.db.queries.planning.victims import complete_only_among, promises_of_orders
from packbench.db.schema import OrderLine
from packbench.db.sql.among import among
from packbench.db.sql.rows import Promised
from packbench.db.today import today
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import NOT_STOCKED
from packbench.domain.changes import Kind
from packbench.engine.allocation import write_routing
from packbench.engine.command.transaction import Transaction
from packbench.engine.release import release, release_beside
from packbench.engine.taking_from_later import Lost, lost_of, take_from_later, what_to_take
from packbench.engine.turns import Asking, Dealing, Dealt, Losers, Turn
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_totals import refresh_orders

_AGAIN = 4
"""So many times more are tried at once after all went well."""


class TurnTaken(NamedTuple):
    """What came of an order's turn: units that it got (None: nobody has any), what others lost."""

    order_id: int
    units: int | None
    lost: Sequence[Lost]
    order_ids: Collection[int]
    """All orders that were touched, its own too."""


def take_in_turn(transaction: Transaction, order_ids: Sequence[int]) -> Iterator[TurnTaken]:
    """Inside a command: gives orders, in queue order, what of later ones helps them.

    What is given is written before the next one is asked for.
    """
    left = list(order_ids)
    rules = load_rules(transaction.connection)
    alone = rules.by_hand or any(one.daily_orders is not None for one in rules.warehouses)
    size = 1 if alone else len(left)
    while left:
        if size == 1:
            told = [_alone(transaction, left[0])]
        else:
            is_last = size >= len(left)
            reading = _TurnReading(transaction.connection, rules, left[:size], is_last=is_last)
            told = _at_once(transaction, reading)
        yield from told
        if not alone:
            size = size * _AGAIN if len(told) == size else max(1, len(told))
        del left[: len(told)]


def _alone(transaction: Transaction, order_id: int) -> TurnTaken:
    taking = what_to_take(transaction.connection, order_id)
    if not taking.taken:
        return TurnTaken(order_id, None, [], {order_id})
    moved = take_from_later(transaction, taking)
    return TurnTaken(order_id, moved.units, moved.lost, taking.order_ids)


def _at_once(transaction: Transaction, reading: "_TurnReading") -> list[TurnTaken]:
    """The first of the orders, as many as can be given it together; none if not even one can."""
    dealing = reading.dealing()
    dealt: list[Dealt] = []
    for turn in reading.turns:
        one = dealing.deal(turn)
        if one is None:
            break
        dealt.append(one)
        if dealing.ended:
            break
    lost = _write(transaction, dealing, reading, dealt)
    return [_told(one, dealing.losers, lost) for one in dealt]


def _told(dealt: Dealt, losers: Losers, lost: Mapping[int, Lost]) -> TurnTaken:
    order_id = dealt.turn.order_id
    found = [one._replace(units=dealt.lost[id_]) for id_, one in lost.items() if id_ in dealt.lost]
    touched = {losers.order_of[line_id] for _, line_id in dealt.given}
    units = dealt.units if dealt.given else None
    return TurnTaken(order_id, units, found, touched | {order_id})


class _TurnReading:
    """All that is read for orders that are dealt out together; nothing is written by it.

    `is_last` tells whether no other order comes after them.
    """

    def __init__(
        self, connection: Connection, rules: Rules, order_ids: Sequence[int], *, is_last: bool
    ) -> None:
        self._connection, self._rules, self.is_last = connection, rules, is_last
        self._today = today(connection)
        self.winners = load_demand(connection, order_ids, self._today, EVERYTHING)
        products = self.winners.product_ids()
        self.stock = load_stock(connection, rules, products)
        first = min((one.queue_key for one in self.winners.facts.values()), default="")
        asking = Asking(rules, self.stock.free, promises_behind(connection, first, products))
        orders = {one.order_id: one for one in self.winners.orders}
        self.turns = [
            asking.turn(orders[id_], self.winners.facts[id_].queue_key)
            if id_ in orders
            else Turn(id_, None, {})
            for id_ in order_ids
        ]

    def dealing(self) -> Dealing:
        """The turns' dealer, who knows those who are asked."""
        asked: Counter[Promised] = Counter()
        for turn in self.turns:
            asked.update(turn.taken)
        losers = self._losers(asked)
        return Dealing(self._rules, self.stock.free, self.winners, losers)

    def _losers(self, asked: Mapping[Promised, int]) -> Losers:
        connection = self._connection
        complete_only = complete_only_among(connection, asked) if asked else set()
        all_of_them = promises_of_orders(connection, complete_only)
        given = {**asked, **all_of_them}
        by_line: Counter[int] = Counter()
        for (_, line_id), units in given.items():
            by_line[line_id] += units
        order_of = _order_of(connection, by_line)
        whole: dict[int, dict[Promised, int]] = defaultdict(dict)
        for promised, units in all_of_them.items():
            whole[order_of[promised[1]]][promised] = units
        parts = defaultdict(list)
        for part in parts_held(connection, by_line):
            parts[part.promised].append(part)
        wanted = Wanted(given_back=by_line, in_thought=True)
        demand = load_demand(connection, set(order_of.values()), self._today, wanted)
        held = {part.product_id for found in parts.values() for part in found}
        self._take_in(demand.product_ids() | held)
        return Losers(demand, by_line, parts, whole, order_of, self._difficult())

    def _take_in(self, product_ids: Collection[int]) -> None:
        more = load_stock(self._connection, self._rules, set(product_ids) - self.stock.free.keys())
        self.stock.free.update(more.free)
        self.stock.stock_ids.update(more.stock_ids)

    def _difficult(self) -> set[int]:
        """Products of which others have a say: who stands ahead, pools, safety stock."""
        products = self.stock.free.keys()
        ahead = standing_for(self._connection, products, (), by_hand=False)
        self.stock.in_rests.update(ahead.in_rests)
        pools = [w for w, one in enumerate(self._rules.warehouses) if one.virtual]
        pooled = {
            product_id
            for product_id, units in self.stock.free.items()
            if any(units[w] != NOT_STOCKED for w in pools)
        }
        return ahead.contested | pooled | below_safety(self._connection, products)


def _order_of(connection: Connection, line_ids: Collection[int]) -> dict[int, int]:
    query = select(OrderLine.id, OrderLine.order_id).where(among(OrderLine.id, line_ids))
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _write(
    transaction: Transaction, dealing: Dealing, reading: _TurnReading, dealt: Sequence[Dealt]
) -> dict[int, Lost]:
    """Writes what was dealt out; by line, whose it is that lost something."""
    units: Counter[Promised] = Counter()
    for one in dealt:
        units.update(one.given)
    if not units:
        return {}
    connection = transaction.connection
    given = give_back(transaction, units)
    losers = load_demand(
        connection, given.order_ids, today(connection), Wanted(given_back=given.units_by_line)
    )
    write_routing(
        transaction,
        _together(reading.winners, losers),
        reading.stock,
        list(dealing.plans.values()),
    )
    if len(dealt) < len(reading.turns) or not reading.is_last:
        release(transaction, given.product_ids)
    else:
        release_beside(transaction, given.product_ids)
    refresh_orders(connection, given.order_ids - dealing.plans.keys())
    transaction.changed(Kind.ORDER, given.order_ids)
    transaction.changed_many(Kind.STOCK)
    return lost_of(connection, {line_id for one in dealt for line_id in one.lost})


def _together(one: Demand, other: Demand) -> Demand:
    return Demand(
        [*one.orders, *other.orders],
        {**one.facts, **other.facts},
        {**one.lines, **other.lines},
        one.lacking | other.lacking,
    )
