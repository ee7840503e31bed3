"""For a waiting line: what would serve it, the cheapest first, in words.

Nothing is advised that would not serve the line: every fix is tried with the planner first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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
from packbench.domain.orders import Reason
from packbench.engine.command.context import Context
from packbench.engine.reallocation import promises_to_take
from packbench.engine.served_if import Barrier, Extra, Otherwise, ServedIf
from packbench.words.language import tr, tr_count

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
    fixes: list[str]


def advise(
    context: Context, number: str, *, day_words: Callable[[date], str] = date.isoformat
) -> list[Advice]:
    """What would serve each waiting line of an order; refuses `not_found`.

    Args:
        context: the database.
        number: the order.
        day_words: how a day is told.
    """
    with context.database.read.connect() as connection:
        order = order_row(connection, find_order_id(connection, number))
        advisor = _Advisor(connection, order, day_words)
        return [
            Advice(fact.line, fact.sku, fact.quantity, fact.reason, advisor.fixes(fact))
            for fact in waiting_facts(connection, order.id)
        ]


def not_looked_into(advice: Sequence[Advice]) -> str:
    """A sentence that tells how many lines were not looked into; empty when all were."""
    count = sum(1 for one in advice if not one.fixes)
    if not count:
        return ""
    words = tr_count(
        "{count} more line waits; it was not looked into.",
        "{count} more lines wait; they were not looked into.",
        count,
    )
    return words.format(count=count)


class _Advisor:
    """Looks for what would serve the lines of an order."""

    def __init__(
        self, connection: Connection, order: AnyRow, day_words: Callable[[date], str]
    ) -> None:
        self._connection, self._order, self._day_words = connection, order, day_words
        self._served = ServedIf(connection, order.id)

    def fixes(self, fact: WaitingFacts) -> list[str]:
        """The sentences for a line, the cheapest fix first."""
        if self._order.hold is not None:
            return [tr("The order is on hold: resume it, so that it is given stock again.")]
        if self._order.country is None:
            return [tr("The order has no country: give it one, so that it is given stock.")]
        if fact.reason == Reason.MANUAL:
            return [self._by_hand(fact)]
        if self._served.effort > _MOST_EFFORT:
            return []
        products = self._served.products(fact.line_id)
        arrivals = [one for one in self._arrivals if one.product_id in products]
        kept = any(self._kept(fact).values())
        could_be_planned = arrivals or kept or self._served.is_anywhere(fact.line_id)
        if could_be_planned and not self._served.is_tried(fact.line_id):
            return [tr("Many orders wait for it before this one: purchase more of it.")]
        return list(self._planned(fact, arrivals))

    def _planned(self, fact: WaitingFacts, arrivals: list[Arrival]) -> Iterator[str]:
        """What the planner says would serve the line."""
        now = self._served.units(fact.line_id, Otherwise())
        if now:
            text = tr("{units} are there for it: send it back to ship.")
            yield text.format(units=now)
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

    def _by_hand(self, fact: WaitingFacts) -> str:
        if self._served.alone.get(fact.line_id):
            return tr("It was marked by hand: send it back to ship.")
        return tr("It was marked by hand: send it back to ship, so that it waits for stock again.")

    def _of_the_product(self, fact: WaitingFacts, now: int) -> Iterator[str]:
        """Pre-orders, and warehouses that take no more today."""
        day = fact.available_from
        if fact.reason == Reason.PREORDER_LIMIT:
            yield tr("The limit of pre-orders is reached: raise it or wait until one is cancelled.")
        elif fact.reason == Reason.PREORDER and day is None:
            yield tr("It is a pre-order without a date: give the product a date.")
        elif fact.reason == Reason.PREORDER and day is not None and day > today(self._connection):
            yield tr("It is a pre-order, given out from {day}.").format(day=self._day_words(day))
        elif (
            fact.reason == Reason.AT_CAPACITY and not now and self._served.is_anywhere(fact.line_id)
        ):
            yield tr("Its warehouse has taken its orders for today: tomorrow it is tried again.")

    def _of_the_order(self, fact: WaitingFacts, now: int) -> Iterator[str]:
        """What could be other about the order itself."""
        in_parts, from_many = Otherwise(in_parts=True), Otherwise(from_many=True)
        if not self._order.ship_partial and self._served.units(fact.line_id, in_parts) > now:
            yield tr("It could ship: allow partial shipment of this order.")
        elif self._order.max_warehouses and self._served.units(fact.line_id, from_many) > now:
            yield tr("It could ship: allow more warehouses for this order.")

    def _at_warehouses(self, fact: WaitingFacts, now: int) -> Iterator[str]:
        """Stock behind a fence that can be opened."""
        for barrier in self._served.barriers(fact.line_id):
            rules = self._served.without(barrier, self._order.country)
            if self._served.units(fact.line_id, Otherwise(rules=rules)) > now:
                yield self._opening(barrier)

    def _opening(self, barrier: Barrier) -> str:
        told = {"warehouse": barrier.warehouse.code, "country": self._order.country}
        steps = [
            (barrier.inactive, tr("switch {warehouse} on")),
            (barrier.country, tr("add {country} to {warehouse}'s countries")),
            (bool(barrier.rules), tr("take away the rule that keeps it out of {warehouse}")),
        ]
        needed = ", ".join(words.format(**told) for is_needed, words in steps if is_needed)
        text = tr("{steps}: it has {units}.")
        return text.format(steps=needed[:1].upper() + needed[1:], units=barrier.units)

    def _safety_stock(self, fact: WaitingFacts, now: int) -> Iterator[str]:
        """Stock that a warehouse keeps back."""
        for warehouse, extra in self._kept(fact).items():
            units = self._served.units(fact.line_id, Otherwise(extra=extra))
            if units > now:
                text = tr("Lower the safety stock at {warehouse}: {units} could ship.")
                yield text.format(warehouse=warehouse, units=units - now)

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

    def _coming(self, fact: WaitingFacts, now: int, arrivals: list[Arrival]) -> Iterator[str]:
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
                yield self._arrival_words(arrival)
            if served >= fact.quantity:
                return

    def _arrival_words(self, arrival: Arrival) -> str:
        told = {"number": arrival.number, "units": arrival.units}
        if arrival.expected_on is None:
            return tr("{number} brings {units}, nobody knows when.").format(**told)
        day = self._day_words(arrival.expected_on)
        return tr("{number} brings {units} on {day}.").format(day=day, **told)

    def _from_later_orders(self, fact: WaitingFacts) -> Iterator[str]:
        """What `reallocate` would give to this line."""
        more = self._reallocated.get(fact.line_id, 0) - self._served.alone.get(fact.line_id, 0)
        if more > 0:
            text = tr("{units} are promised to later orders: reallocate takes them.")
            yield text.format(units=more)

    @cached_property
    def _reallocated(self) -> dict[int, int]:
        """By line what the order would have with the stock of later orders."""
        chosen = promises_to_take(self._connection, self._order.id)
        if not chosen:
            return {}
        return self._served.alone_with(promised_units(self._connection, chosen))

    def _nothing_in_sight(self, fact: WaitingFacts, arrivals: list[Arrival]) -> str:
        if any(self._served.may_serve(fact.line_id, one.warehouse_id) for one in arrivals):
            return tr("What is on order goes to orders before this one: purchase more of it.")
        if arrivals:
            return tr(
                "What is on order goes where it can't serve this order: purchase it elsewhere."
            )
        return tr("Nothing is on order for it: purchase it, or substitute another product.")
