"""For a waiting line: what would serve it, the cheapest first, in words."""

from dataclasses import dataclass

from sqlalchemy import Connection

from packbench.db.queries.advice import (
    WaitingFacts,
    arrivals_of,
    promised_to_later,
    stock_elsewhere,
    waiting_facts,
)
from packbench.db.queries.lookups import find_order_id
from packbench.db.queries.order_rows import order_row
from packbench.db.rows import AnyRow
from packbench.domain.orders import Reason
from packbench.services.context import Context
from packbench.texts import tr


@dataclass(frozen=True, slots=True)
class Advice:
    """A waiting line and what could be done for it, the cheapest thing first."""

    line: int
    sku: str
    quantity: int
    reason: str
    fixes: list[str]


def advise(context: Context, number: str) -> list[Advice]:
    """What would serve each waiting line of an order; refuses `not_found`."""
    with context.database.read.connect() as connection:
        order = order_row(connection, find_order_id(connection, number))
        return [
            Advice(fact.line, fact.sku, fact.quantity, fact.reason, _fixes(connection, order, fact))
            for fact in waiting_facts(connection, order.id)
        ]


def _fixes(connection: Connection, order: AnyRow, fact: WaitingFacts) -> list[str]:
    fixes = []
    if fact.reason == Reason.MANUAL:
        fixes.append(tr("It was marked by hand: send it back to ship."))
    if fact.reason == Reason.WAITING_FOR_REST:
        fixes.append(tr("It could ship: allow partial shipment of this order."))
    if fact.reason == Reason.PREORDER and fact.available_from:
        day = fact.available_from.isoformat()
        fixes.append(tr("It is a pre-order, given out from {day}.").format(day=day))
    return fixes + _from_warehouses(connection, order, fact) + _from_others(connection, order, fact)


def _from_warehouses(connection: Connection, order: AnyRow, fact: WaitingFacts) -> list[str]:
    fixes = []
    for place in stock_elsewhere(connection, fact.product_id, order.country):
        told = {"units": place.units, "warehouse": place.warehouse, "country": order.country}
        if not place.active:
            fixes.append(tr("Switch {warehouse} on: it has {units}.").format(**told))
        elif not place.serves:
            text = tr("Add {country} to {warehouse}'s countries: it has {units}.")
            fixes.append(text.format(**told))
    return fixes


def _from_others(connection: Connection, order: AnyRow, fact: WaitingFacts) -> list[str]:
    fixes = []
    for arrival in arrivals_of(connection, fact.product_id):
        told = {"number": arrival.number, "units": arrival.units}
        if arrival.expected_on:
            text = tr("{number} brings {units} on {day}.")
            fixes.append(text.format(day=arrival.expected_on.isoformat(), **told))
        else:
            fixes.append(tr("{number} brings {units}, nobody knows when.").format(**told))
    later = promised_to_later(connection, order.id, fact.product_id)
    if later:
        text = tr("{units} are promised to later orders: reallocate takes them.")
        fixes.append(text.format(units=later))
    return fixes
