"""What channels see agrees with an independent model of the decision's words (decision 0234)."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.channel_model import SHOP, Shop, random_shop, seen
from packbench.db.queries.planning.channels import ChannelSays, Site, Ware, Wares
from packbench.domain.allocation.rules import Exclusion
from packbench.domain.channels import Measure, Share, ShowRule, StockLevel, shown
from packbench.services.channels.seeing import Sight, numbers_of

_SHOPS_EACH = 50


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_ten_thousand_random_shops(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - sample data
    for _ in range(_SHOPS_EACH):
        shop = random_shop(dice)
        assert _told(shop) == seen(shop), shop


def test_a_share_is_rounded_down_and_never_more_than_there_is() -> None:
    half = ShowRule(Share(Measure.PERCENT, 50), Share(Measure.MAX, 1))
    assert [shown(units, half, above=True).number for units in (0, 1, 7)] == [0, 0, 3]
    assert [shown(units, half, above=False).number for units in (0, 1, 7)] == [0, 1, 1]
    assert shown(None, half, above=True).number is None
    assert shown(None, ShowRule(Share(Measure.MAX, 4)), above=True).number == 4
    assert shown(9, ShowRule(push=False), above=True).number is None


def _told(shop: Shop) -> dict[str, int]:
    ids = {sku: number for number, sku in enumerate(shop.parts, 1)}
    places = {code: number for number, code in enumerate(shop.warehouses, 1)}
    sites = tuple(Site(places[code], code, code, *is_) for code, is_ in shop.warehouses.items())
    wares = Wares(
        sites,
        {ids[sku]: _sold(shop, sku, ids) for sku in shop.parts},
        {ids[sku]: [_level(shop, code, sku) for code in places] for sku in shop.parts},
    )
    shut = frozenset(
        Exclusion(channel or None, ids[sku] if sku else None, places[code])
        for channel, sku, code in shop.exclusions
    )
    says = ChannelSays(
        1,
        SHOP,
        {ids.get(sku): _rule(*rule) for sku, rule in shop.rules.items()},
        {
            ids[ours]: [(name, name) for name, other in shop.listings.items() if other == ours]
            for ours in shop.listings.values()
        },
        frozenset(shop.listings),
    )
    sight = Sight(wares, {ids[sku]: room for sku, room in shop.room.items()}, shut)
    numbers = numbers_of(sight, says)
    return {one.sku: one.available for one in numbers if one.available is not None}


def _sold(shop: Shop, sku: str, ids: dict[str, int]) -> Ware:
    parts = tuple((ids[part], units) for part, units in shop.parts[sku].items())
    counted = tuple(
        (ids[one], n) for one, n in shop.parts[sku].items() if one not in shop.uncounted
    )
    not_yet = bool(shop.ahead & {sku, *shop.parts[sku]})
    return Ware(ids[sku], sku, sku, parts, counted, not_yet, list(shop.parts[sku]) != [sku])


def _level(shop: Shop, code: str, sku: str) -> StockLevel | None:
    found = shop.stock.get((code, sku))
    return None if found is None else StockLevel(*found)


def _rule(
    rule: str, value: int, min_rule: str | None, min_value: int | None, push: bool
) -> ShowRule:
    minimum = None if min_rule is None else Share(Measure(min_rule), min_value or 0)
    return ShowRule(Share(Measure(rule), value), minimum, push)
