"""What lies where in the demo, and what is on its way: made to fit what its orders ask for."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from packbench.domain.catalog import BackorderPolicy, Tracking
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.warehousing import WarehouseKind
from packbench.exchange.kinds import LocationRow, StockFields
from packbench.exchange.purchase_kinds import PurchaseLineFields, PurchaseOrderHead
from packbench.services.demo.dice import Dice
from packbench.services.demo.goods import Article
from packbench.services.demo.orders import Order
from packbench.services.demo.places import DemoPlace

_NOWHERE, _SOLD_OUT, _SHORT = 0.015, 0.055, 0.15
"""Shares of the products that no warehouse has, that are sold out, and that are (too) few."""
_POOL_UNITS = 40
_FIRST_PURCHASE_ORDER = 4_500_101
_STATUSES = (
    *(PurchaseOrderStatus.SENT, PurchaseOrderStatus.SENT, PurchaseOrderStatus.SENT),
    *(PurchaseOrderStatus.AUTHORIZED, PurchaseOrderStatus.DRAFT),
)


@dataclass(frozen=True, slots=True)
class DemoNeed:
    """How many of a product are asked for, and how many there are in all; None: nowhere stocked."""

    article: Article
    wanted: int
    there: int | None


def make_needs(
    dice: Dice, today: date, articles: Sequence[Article], orders: Sequence[Order]
) -> list[DemoNeed]:
    """For every product that is no kit: most are there in plenty, some are few or gone."""
    wanted = _wanted(articles, orders)
    needs = []
    for article in articles:
        if not article.parts:
            asked = wanted[article.sku]
            needs.append(DemoNeed(article, asked, _units(dice, today, article, asked)))
    return needs


def _wanted(articles: Sequence[Article], orders: Sequence[Order]) -> Counter[str]:
    parts = {article.sku: article.parts for article in articles if article.parts}
    wanted: Counter[str] = Counter()
    for _, lines in orders:
        for line in lines:
            for sku, each in parts.get(line.sku, ((line.sku, 1),)):
                wanted[sku] += line.quantity * each
    return wanted


def _units(dice: Dice, today: date, article: Article, wanted: int) -> int | None:
    if _is_to_come(article, today):
        return None
    luck = dice.random()
    if luck < _NOWHERE:
        return None
    if luck < _SOLD_OUT:
        return 0
    if luck < _SHORT:
        return math.ceil(wanted * dice.uniform(0.3, 0.9))
    return math.ceil(wanted * dice.uniform(2, 6)) + dice.randint(8, 60)


def _is_to_come(article: Article, today: date) -> bool:
    day = article.row.available_from
    return day is not None and day > today


def make_stock(
    dice: Dice,
    today: date,
    needs: Sequence[DemoNeed],
    places: Sequence[DemoPlace],
    locations: Sequence[LocationRow],
) -> list[StockFields]:
    """Stock by warehouse, what is asked for most in the first aisles."""
    by_frequency = sorted(needs, key=lambda need: -need.article.popularity)
    rows = []
    for place in places:
        bins = [row.code for row in locations if row.warehouse == place.code and row.pickable]
        if place.kind is WarehouseKind.VIRTUAL:
            rows += _pool(today, place, needs)
            continue
        shelf = _Shelf(dice, today, place, bins)
        for need in by_frequency:
            if need.there is not None and dice.chance(place.stocks):
                rows += shelf.rows(need)
    return rows


def _pool(today: date, place: DemoPlace, needs: Sequence[DemoNeed]) -> list[StockFields]:
    """Every other product that is to come may be promised out of the pool."""
    to_come = [need.article.sku for need in needs if _is_to_come(need.article, today)]
    return [StockFields(place.code, sku, _POOL_UNITS) for sku in to_come[::2]]


class _Shelf:
    """The bins of one warehouse, filled one after the other and then again from the first."""

    def __init__(self, dice: Dice, today: date, place: DemoPlace, bins: Sequence[str]) -> None:
        self._dice = dice
        self._today = today
        self._place = place
        self._bins = bins
        self._filled = 0

    def rows(self, need: DemoNeed) -> Iterator[StockFields]:
        """The product's share of this warehouse in one or two bins, or lots."""
        units = math.ceil((need.there or 0) * self._place.share * self._dice.uniform(0.8, 1.2))
        settings = self._settings(units)
        parts = self._dice.choice((1, 1, 1, 2)) if units > 1 else 1
        dated = need.article.row.tracking is Tracking.LOT and units > 0
        for part in range(parts):
            quantity = units // parts + (units % parts if part == 0 else 0)
            expires_on = self._expiry() if dated else None
            yield StockFields(
                warehouse=self._place.code,
                sku=need.article.sku,
                quantity=quantity,
                location=self._next_bin() if quantity else None,
                lot=f"L{expires_on:%y%m%d}-{part + 1}" if expires_on else None,
                expires_on=expires_on,
                unavailable=min(quantity, self._dice.choice((1, 2))) if self._dice.chance(3) else 0,
                **settings,
            )

    def _settings(self, units: int) -> Mapping[str, int]:
        """Some products have a safety stock and a level at which they are bought again."""
        if not self._dice.chance(35):
            return {}
        point = max(6, units // 4)
        settings = {"minimum": point // 2, "reorder_point": point, "reorder_quantity": point * 3}
        return settings | ({"safety": 2} if self._dice.chance(30) else {})

    def _expiry(self) -> date:
        """Mostly within a year and a half; a few lots have just expired."""
        return self._today + timedelta(days=self._dice.randint(-12, 540))

    def _next_bin(self) -> str:
        self._filled += 1
        return self._bins[(self._filled - 1) % len(self._bins)]


def make_purchase_orders(
    dice: Dice, today: date, needs: Sequence[DemoNeed], warehouse: str
) -> list[tuple[PurchaseOrderHead, PurchaseLineFields]]:
    """One or more a supplier: what is short comes within weeks, some of it is late already."""
    short: dict[str, list[DemoNeed]] = defaultdict(list)
    for need in needs:
        missing = need.wanted - (need.there or 0)
        backorder = need.article.row.backorder
        if missing > 0 and need.article.row.supplier and backorder is not BackorderPolicy.NO:
            short[need.article.row.supplier].append(need)
    rows = []
    number = _FIRST_PURCHASE_ORDER
    for supplier in sorted(short):
        for half in (short[supplier][::2], short[supplier][1::2]):
            if half:
                head = PurchaseOrderHead(str(number), supplier, warehouse, dice.choice(_STATUSES))
                expected_on = today + timedelta(days=dice.randint(-4, 30))
                rows += [(head, _line(dice, need, expected_on)) for need in half]
                number += 1
    return rows


def _line(dice: Dice, need: DemoNeed, expected_on: date) -> PurchaseLineFields:
    """Enough for those who wait, in dozens; what is yet to come on the day that it was told for."""
    row = need.article.row
    missing = need.wanted - (need.there or 0)
    dozens = math.ceil(missing * dice.uniform(0.8, 2) / 12)
    return PurchaseLineFields(
        row.sku, dozens * 12, row.unit_cost, row.available_from or expected_on
    )
