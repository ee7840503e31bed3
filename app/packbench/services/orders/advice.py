"""For a waiting line: what would serve it, the cheapest first.

Nothing is advised that would not serve the line: every fix is tried with the planner first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from packbench.db.queries.planning.advice import (
    Arrival,
    WaitingFacts,
    arrivals_of,
    promised_units,
    safety_units,
    waiting_facts,
)
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import order_row
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.advice import Opening
from packbench.domain.orders import Reason, Verify
from packbench.domain.outcomes import Note, Said, note
from packbench.engine.command.context import Context
from packbench.engine.reallocation import promises_to_take
from packbench.engine.served_if import Barrier, Extra, Otherwise, ServedIf

_MOST_EFFORT = 25_000
"""Lines planned for the advice of one order, about a second's work."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A waiting line and what could be done for it, the cheapest thing first.

    `fixes` is empty when the line was not looked into: those before it took all the time there is.
    """

    line: int
    sku: str
    quantity: int
    reason: str
    fixes: list[Note]


def advise(context: Context, number: str) -> list[Advice]:
    """What would serve each waiting line of an order; refuses `not_found`."""
    with context.database.read.connect() as connection:
        order = order_row(connection, find_order_id(connection, number))
        advisor = _Advisor(connection, order)
        return [
            Advice(fact.line, fact.sku, fact.quantity, fact.reason, advisor.fixes(fact))
            for fact in waiting_facts(connection, order.id)
        ]


def not_looked_into(advice: Sequence[Advice]) -> list[Note]:
    """A note that tells how many lines were not looked into; none when all were."""
    count = sum(1 for one in advice if not one.fixes)
    return [note(Said.MORE_LINES_WAIT, count=count)] if count else []


class _Advisor:
    """Looks for what would serve the lines of an order."""

    def __init__(self, connection: Connection, order: AnyRow) -> None:
        self._connection, self._order = connection, order
        self._served = ServedIf(connection, order.id)

    def fixes(self, fact: WaitingFacts) -> list[Note]:
        """What would serve a line, the cheapest first."""
        first = self._before_all(fact)
        if first is not None:
            return [first]
        if self._served.effort > _MOST_EFFORT:
            return []
        products = self._served.products(fact.line_id)
        arrivals = [one for one in self._arrivals if one.product_id in products]
        kept = any(self._kept(fact).values())
        could_be_planned = arrivals or kept or self._served.is_anywhere(fact.line_id)
        if could_be_planned and not self._served.is_tried(fact.line_id):
            return [note(Said.MANY_WAIT_BEFORE)]
        return list(self._planned(fact, arrivals))

    def _before_all(self, fact: WaitingFacts) -> Note | None:
        """What has to be done before anything else could serve a line."""
        if self._order.hold is not None:
            return note(Said.RESUME_IT)
        if self._order.verify == Verify.ASKED:
            return note(Said.VERIFY_IT)
        if self._order.country is None:
            return note(Said.GIVE_IT_A_COUNTRY)
        return self._by_hand(fact) if fact.reason == Reason.MANUAL else None

    def _planned(self, fact: WaitingFacts, arrivals: list[Arrival]) -> Iterator[Note]:
        """What the planner says would serve the line."""
        now = self._served.units(fact.line_id, Otherwise())
        if now:
            yield note(Said.THERE_FOR_IT, count=now)
        told = [*self._of_the_product(fact, now), *self._of_the_order(fact, now)]
        told += [*self._at_warehouses(fact, now), *self._safety_stock(fact, now)]
        told += self._coming(fact, now, arrivals)
        told += self._from_later_orders(fact)
        yield from told
        if not told and now < fact.quantity:
            yield self._nothing_in_sight(fact, arrivals)

    @cached_property
    def _arrivals(self) -> list[Arrival]:
        return arrivals_of(self._connection, self._served.all_products())

    def _by_hand(self, fact: WaitingFacts) -> Note:
        is_there = self._served.alone.get(fact.line_id)
        return note(Said.MARKED_BY_HAND) if is_there else note(Said.MARKED_FOR_LATER)

    def _of_the_product(self, fact: WaitingFacts, now: int) -> Iterator[Note]:
        """Pre-orders, and warehouses that take no more today."""
        day = fact.available_from
        if fact.reason == Reason.PREORDER_LIMIT:
            yield note(Said.LIMIT_REACHED)
        elif fact.reason == Reason.PREORDER and day is None:
            yield note(Said.DATE_MISSING)
        elif fact.reason == Reason.PREORDER and day is not None and day > today(self._connection):
            yield note(Said.GIVEN_OUT_FROM, day=day.isoformat())
        elif (
            fact.reason == Reason.AT_CAPACITY and not now and self._served.is_anywhere(fact.line_id)
        ):
            yield note(Said.FULL_TODAY)

    def _of_the_order(self, fact: WaitingFacts, now: int) -> Iterator[Note]:
        """What could be other about the order itself."""
        in_parts, from_many = Otherwise(in_parts=True), Otherwise(from_many=True)
        if not self._order.ship_partial and self._served.units(fact.line_id, in_parts) > now:
            yield note(Said.ALLOW_PARTS)
        elif self._order.max_warehouses and self._served.units(fact.line_id, from_many) > now:
            yield note(Said.ALLOW_WAREHOUSES)

    def _at_warehouses(self, fact: WaitingFacts, now: int) -> Iterator[Note]:
        """Stock behind a fence that can be opened."""
        for barrier in self._served.barriers(fact.line_id):
            rules = self._served.without(barrier, self._order.country)
            if self._served.units(fact.line_id, Otherwise(rules=rules)) > now:
                yield self._opening(barrier)

    def _opening(self, barrier: Barrier) -> Note:
        steps = [
            (barrier.inactive, Opening.SWITCH_ON),
            (barrier.country, Opening.ADD_COUNTRY),
            (bool(barrier.rules), Opening.TAKE_RULE_AWAY),
        ]
        return note(
            Said.OPEN_WAREHOUSE,
            steps=[step.value for is_needed, step in steps if is_needed],
            warehouse=barrier.warehouse.code,
            country=self._order.country,
            units=barrier.units,
        )

    def _safety_stock(self, fact: WaitingFacts, now: int) -> Iterator[Note]:
        """Stock that a warehouse keeps back."""
        for warehouse, extra in self._kept(fact).items():
            units = self._served.units(fact.line_id, Otherwise(extra=extra))
            if units > now:
                yield note(Said.LOWER_SAFETY_STOCK, warehouse=warehouse, units=units - now)

    def _kept(self, fact: WaitingFacts) -> dict[str, Extra]:
        """By warehouse, what it keeps back of the line's products."""
        products = self._served.products(fact.line_id)
        codes = {warehouse.id: warehouse.code for warehouse in self._served.rules.warehouses}
        return {
            codes[warehouse_id]: {place: n for place, n in units.items() if place[1] in products}
            for warehouse_id, units in self._safety.items()
        }

    @cached_property
    def _safety(self) -> dict[int, dict[tuple[int, int], int]]:
        return safety_units(self._connection, self._served.all_products())

    def _coming(self, fact: WaitingFacts, now: int, arrivals: list[Arrival]) -> Iterator[Note]:
        """Purchase orders that reach this order in the queue, up to the one that completes it."""
        extra: dict[tuple[int, int], int] = defaultdict(int)
        served = now
        now_on = today(self._connection)
        for arrival in arrivals:
            extra[arrival.warehouse_id, arrival.product_id] += arrival.units
            day = max(now_on, arrival.expected_on or now_on)
            units = self._served.units(fact.line_id, Otherwise(extra=extra, day=day))
            if units > served:
                served = units
                yield _arriving(arrival)
            if served >= fact.quantity:
                return

    def _from_later_orders(self, fact: WaitingFacts) -> Iterator[Note]:
        """What `reallocate` would give to this line."""
        more = self._reallocated.get(fact.line_id, 0) - self._served.alone.get(fact.line_id, 0)
        if more > 0:
            yield note(Said.TAKE_FROM_LATER, count=more)

    @cached_property
    def _reallocated(self) -> dict[int, int]:
        """By line what the order would have with the stock of later orders."""
        chosen = promises_to_take(self._connection, self._order.id)
        if not chosen:
            return {}
        return self._served.alone_with(promised_units(self._connection, chosen))

    def _nothing_in_sight(self, fact: WaitingFacts, arrivals: list[Arrival]) -> Note:
        if any(self._served.may_serve(fact.line_id, one.warehouse_id) for one in arrivals):
            return note(Said.ON_ORDER_FOR_OTHERS)
        if arrivals:
            return note(Said.ON_ORDER_ELSEWHERE)
        return note(Said.NOTHING_ON_ORDER)


def _arriving(arrival: Arrival) -> Note:
    if arrival.expected_on is None:
        return note(Said.COMES_SOME_DAY, number=arrival.number, units=arrival.units)
    day = arrival.expected_on.isoformat()
    if arrival.lead is not None:
        return note(
            Said.COMES_BY_LEAD_TIME,
            number=arrival.number,
            units=arrival.units,
            day=day,
            days=arrival.lead.days,
            orders=arrival.lead.orders,
        )
    return note(Said.COMES_ON, number=arrival.number, units=arrival.units, day=day)
