"""For a waiting line: what would serve it, the cheapest first, in words.

Nothing is advised that would not serve the line: every fix is tried with the planner first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from packbench.db.queries.advice import (
    Arrival,
    WaitingFacts,
    arrivals_of,
    promised_units,
    waiting_facts,
)
from packbench.db.queries.kits import flat_parts
from packbench.db.queries.later import later_promises
from packbench.db.queries.lookups import find_order_id
from packbench.db.queries.order_rows import order_row
from packbench.db.queries.victims import with_complete_only
from packbench.db.rows import AnyRow
from packbench.domain.orders import Reason
from packbench.services.context import Context
from packbench.services.served_if import Barrier, Otherwise, ServedIf, wanted_units
from packbench.services.today import today
from packbench.texts import tr


@dataclass(frozen=True, slots=True)
class Advice:
    """A waiting line and what could be done for it, the cheapest thing first."""

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
        return [
            Advice(
                fact.line,
                fact.sku,
                fact.quantity,
                fact.reason,
                list(_Advisor(connection, order, fact, day_words).fixes()),
            )
            for fact in waiting_facts(connection, order.id)
        ]


class _Advisor:
    """Looks for what would serve one line."""

    def __init__(
        self,
        connection: Connection,
        order: AnyRow,
        fact: WaitingFacts,
        day_words: Callable[[date], str],
    ) -> None:
        self._connection, self._order, self._fact = connection, order, fact
        self._day_words = day_words
        parts = flat_parts(connection, [fact.product_id]).get(fact.product_id, [])
        self._products = {product_id for product_id, _ in parts} or {fact.product_id}
        self._served = ServedIf(connection, order.id, self._products)

    def fixes(self) -> Iterator[str]:
        """The sentences, the cheapest fix first."""
        if self._order.hold is not None:
            yield tr("The order is on hold: resume it, so that it is given stock again.")
            return
        if self._fact.reason == Reason.MANUAL:
            yield self._by_hand()
            return
        if not self._served.is_tried:
            yield tr("Many orders wait for it before this one: purchase more of it.")
            return
        yield from self._now()
        arrivals = arrivals_of(self._connection, self._products)
        told = [*self._of_the_order(), *self._at_warehouses(), *self._coming(arrivals)]
        told += self._from_later_orders()
        yield from told
        if not told and self._is_short():
            yield self._nothing_in_sight(arrivals)

    def _units(self, otherwise: Otherwise) -> int:
        return self._served.units(self._fact.line_id, otherwise)

    def _by_hand(self) -> str:
        if self._units(Otherwise(alone=True)):
            return tr("It was marked by hand: send it back to ship.")
        return tr("It was marked by hand: send it back to ship, so that it waits for stock again.")

    def _now(self) -> Iterator[str]:
        """Stock that lies there for it, because nobody released it."""
        units = self._units(Otherwise())
        if units:
            text = tr("{units} are there for it: send it back to ship.")
            yield text.format(units=units)

    def _is_short(self) -> bool:
        return self._units(Otherwise()) < self._fact.quantity

    def _of_the_order(self) -> Iterator[str]:
        """What could be other about the order itself."""
        day = self._fact.available_from
        if self._fact.reason == Reason.PREORDER and day is None:
            yield tr("It is a pre-order without a date: give the product a date.")
        elif self._fact.reason == Reason.PREORDER and day is not None and day > today():
            yield tr("It is a pre-order, given out from {day}.").format(day=self._day_words(day))
        now = self._units(Otherwise())
        if self._fact.reason == Reason.AT_CAPACITY:
            yield tr("Its warehouse has taken its orders for today: tomorrow it is tried again.")
        if not self._order.ship_partial and self._units(Otherwise(in_parts=True)) > now:
            yield tr("It could ship: allow partial shipment of this order.")
        elif self._order.max_warehouses and self._units(Otherwise(from_many=True)) > now:
            yield tr("It could ship: allow more warehouses for this order.")

    def _at_warehouses(self) -> Iterator[str]:
        """Stock behind a fence that can be opened."""
        now = self._units(Otherwise())
        for barrier in self._served.barriers(self._fact.line_id):
            rules = self._served.without(barrier, self._order.country)
            if self._units(Otherwise(rules=rules)) > now:
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

    def _coming(self, arrivals: list[Arrival]) -> Iterator[str]:
        """Purchase orders that reach this order in the queue, up to the one that completes it."""
        extra: dict[tuple[int, int], int] = defaultdict(int)
        served = self._units(Otherwise())
        for arrival in arrivals:
            extra[arrival.warehouse_id, arrival.product_id] += arrival.units
            day = max(today(), arrival.expected_on or today())
            units = self._units(Otherwise(extra=extra, day=day))
            if units > served:
                served = units
                yield self._arrival_words(arrival)
            if served >= self._fact.quantity:
                return

    def _arrival_words(self, arrival: Arrival) -> str:
        told = {"number": arrival.number, "units": arrival.units}
        if arrival.expected_on is None:
            return tr("{number} brings {units}, nobody knows when.").format(**told)
        day = self._day_words(arrival.expected_on)
        return tr("{number} brings {units} on {day}.").format(day=day, **told)

    def _from_later_orders(self) -> Iterator[str]:
        """What `reallocate` would give to this line."""
        wanted = wanted_units(self._connection, self._order.id)
        chosen = later_promises(self._connection, self._order.id, wanted)
        if not chosen:
            return
        extra = promised_units(self._connection, with_complete_only(self._connection, chosen))
        more = self._units(Otherwise(alone=True, extra=extra)) - self._units(Otherwise(alone=True))
        if more > 0:
            text = tr("{units} are promised to later orders: reallocate takes them.")
            yield text.format(units=more)

    def _nothing_in_sight(self, arrivals: list[Arrival]) -> str:
        if arrivals:
            return tr("What is on order goes to orders before this one: purchase more of it.")
        return tr("Nothing is on order for it: purchase it, or substitute another product.")
