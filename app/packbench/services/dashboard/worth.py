"""The value of stock over the span, how old it is, how often it turns, and what lies dead.

Worked out in one pass over the ledger; on each day it is what `stock_value` says of that day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.settings import read_setting
from packbench.db.queries.records.transfers import transfer_targets
from packbench.db.queries.records.valuation import (
    Prices,
    Rates,
    ValuedProduct,
    valued_products,
    warehouse_codes,
)
from packbench.db.today import company_zone, end_of_day, today
from packbench.domain.dashboard import STOCK_AGES
from packbench.domain.valuation.layers import Flow, Layer, Layers, ValueMethod
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.dashboard.rows import Behind, Scope, behind
from packbench.settings import COMPANY_CURRENCY

_STEPS = 12
_NONE = Decimal(0)
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Held:
    """Units and what the known ones of them cost."""

    units: int = 0
    value: Decimal = _NONE

    def __add__(self, more: "Held") -> "Held":
        return Held(self.units + more.units, self.value + more.value)


@dataclass(frozen=True, slots=True)
class StockWorth:
    """A product at a warehouse.

    Attributes:
        held: at the end of the span.
        left: what was shipped within it.
        ages: what is held, by the spans of STOCK_AGES.
    """

    sku: str
    name: str
    warehouse: str
    held: Held
    left: Held
    ages: tuple[Held, ...]

    @property
    def rows(self) -> Behind:
        """Its row in the list of stock."""
        return behind(ViewTab.INVENTORY, sku=self.sku).at(self.warehouse)


@dataclass(frozen=True, slots=True)
class WorthOverTime:
    """The value of stock over the span.

    Attributes:
        days: of which the value is told, the last is today.
        values: on each of these days, by warehouse.
        stock: what is held or was shipped within the span.
    """

    currency: str
    span_days: int
    days: tuple[date, ...]
    values: dict[str, tuple[Decimal, ...]]
    stock: tuple[StockWorth, ...]

    @property
    def totals(self) -> list[Decimal]:
        """The value on each day, of all warehouses."""
        return [sum(found, _NONE) for found in zip(*self.values.values(), strict=True)]

    @property
    def by_age(self) -> list[Held]:
        """What is held by age, of all products."""
        found = [Held()] * len(STOCK_AGES)
        for one in self.stock:
            found = [total + held for total, held in zip(found, one.ages, strict=True)]
        return found

    def turns(self, warehouse: str) -> float | None:
        """How often the stock of a warehouse turns in a year; None where nothing lay there."""
        values = self.values[warehouse]
        mean = sum(values, _NONE) / len(values)
        left = sum((one.left.value for one in self.stock if one.warehouse == warehouse), _NONE)
        return float(left / mean) * _YEAR / self.span_days if mean else None

    @property
    def dead(self) -> list[StockWorth]:
        """What is held and of which nothing was shipped in the span, the dearest first."""
        found = [one for one in self.stock if one.held.units > 0 and not one.left.units]
        return sorted(found, key=lambda one: (-one.held.value, -one.held.units, one.sku))


def worth_over_time(context: Context, scope: Scope) -> WorthOverTime:
    """The value over the span; refuses (`not_found`) a warehouse that nobody knows."""
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, scope.warehouse).id if scope.warehouse else None
        return _Reading(connection, scope, place).worth()


def shown_days(first: date, last: date) -> tuple[date, ...]:
    """Both and days between them, evenly spread: twelve steps at most."""
    length = (last - first).days
    steps = min(_STEPS, length) or 1
    return tuple(first + timedelta(days=round(length * n / steps)) for n in range(steps + 1))


class _Reading:
    """One pass over all products."""

    def __init__(self, connection: Connection, scope: Scope, place: int | None) -> None:
        self._connection, self._scope, self._place = connection, scope, place
        self._today = today(connection)
        self._zone = company_zone(connection)
        self._targets = transfer_targets(connection)
        self._first = scope.first(self._today)
        self._days = shown_days(self._first, self._today)
        self._ends = [end_of_day(connection, day) for day in self._days]
        self._values: dict[int, list[Decimal]] = defaultdict(lambda: [_NONE] * len(self._days))
        self._stock: list[StockWorth] = []

    def worth(self) -> WorthOverTime:
        """What the pass comes to."""
        connection = self._connection
        rates = Rates(connection, read_setting(connection, COMPANY_CURRENCY))
        prices, codes = Prices(connection, rates), warehouse_codes(connection)
        for product in valued_products(connection, prices, self._ends[-1]):
            self._take(product, codes)
        values = {codes[where]: tuple(found) for where, found in sorted(self._values.items())}
        return WorthOverTime(rates.into, self._scope.days, self._days, values, tuple(self._stock))

    def _take(self, product: ValuedProduct, codes: Mapping[int, str]) -> None:
        layers = self._over_time(product)
        came = {flow.command_id: flow.at for flow in reversed(product.flows)}
        left: dict[int, Held] = defaultdict(Held)
        for (where, _), sold in layers.sold.items():
            if sold.units and sold.at and sold.at.astimezone(self._zone).date() >= self._first:
                left[where] += Held(sold.units, sold.value)
        lies = layers.held(self._targets)
        for where in sorted({*lies, *left}):
            if self._place not in {None, where}:
                continue
            ages = self._ages(lies.get(where, []), came)
            held = sum(ages, Held())
            if held.units or left[where].units:
                of = (product.sku, product.name, codes[where])
                self._stock.append(StockWorth(*of, held, left[where], ages))

    def _over_time(self, product: ValuedProduct) -> Layers:
        """The layers at the end; notes the value on each day on the way there."""
        layers = Layers(ValueMethod.FIFO, product.unit_cost)
        flows = product.flows
        in_order = all(one.at <= other.at for one, other in pairwise(flows))
        begun = 0
        for number, end in enumerate(self._ends):
            if in_order:
                until = _until(flows, begun, end)
                layers.add(flows[begun:until])
                begun = until
            else:  # a clock was set back: each day is worked out for itself
                layers = Layers(ValueMethod.FIFO, product.unit_cost)
                layers.add(flow for flow in flows if flow.at <= end)
            self._note(number, layers)
        return layers

    def _note(self, number: int, layers: Layers) -> None:
        for where, left in layers.held(self._targets).items():
            if left and self._place in {None, where}:
                known = (one.value for one in left if one.value is not None)
                self._values[where][number] += sum(known, _NONE)

    def _ages(self, left: Sequence[Layer], came: Mapping[int, datetime]) -> tuple[Held, ...]:
        found = [Held()] * len(STOCK_AGES)
        for layer in left:
            at = came[layer.brought_by[0]].astimezone(self._zone).date()
            age = (self._today - at).days
            number = next(
                n for n, one in enumerate(STOCK_AGES) if one.most is None or age <= one.most
            )
            found[number] += Held(layer.units, layer.value or _NONE)
        return tuple(found)


def _until(flows: Sequence[Flow], begun: int, end: datetime) -> int:
    while begun < len(flows) and flows[begun].at <= end:
        begun += 1
    return begun
