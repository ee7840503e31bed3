"""What channels see, worked out once more from the words of decision 0234, by the longest way."""

import random
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

SHOP = "shop"


@dataclass
class Shop:
    """Warehouses by rank, what is sold, what lies where, and what is said of the channel.

    Attributes:
        warehouses: (active, virtual) by code.
        parts: what a unit of each SKU takes: itself, or of a kit its parts with how many.
        uncounted: SKUs whose stock nobody counts.
        ahead: SKUs that are pre-orders before their day.
        room: by SKU with a limit: what may still be promised.
        stock: (available, minimum) by warehouse and SKU; what is not there was never stocked.
        exclusions: (channel or empty, SKU or empty, warehouse).
        rules: by SKU (empty: all): rule, value, minimum rule, its value, push.
        listings: what the channel calls our SKUs.
    """

    warehouses: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    uncounted: set[str] = field(default_factory=set)
    ahead: set[str] = field(default_factory=set)
    room: dict[str, int] = field(default_factory=dict)
    stock: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    exclusions: set[tuple[str, str, str]] = field(default_factory=set)
    rules: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    listings: dict[str, str] = field(default_factory=dict)


def seen(shop: Shop) -> dict[str, int]:
    """What the channel is told, by what it calls things."""
    found: dict[str, int] = {}
    for sku in shop.parts:
        names = [theirs for theirs, ours in shop.listings.items() if ours == sku]
        if not names and sku not in shop.listings:
            names = [sku]
        number = _number(shop, sku)
        if number is not None:
            found |= dict.fromkeys(names, number)
    return found


def _number(shop: Shop, sku: str) -> int | None:
    rule = shop.rules.get(sku) or shop.rules.get("") or ("percent", 100, None, None, True)
    if not rule[4]:
        return None
    total, above = _total(shop, sku)
    measure, value = rule[:2] if above or rule[2] is None else rule[2:4]
    if measure == "max":
        return int(value) if total is None else min(total, int(value))
    return None if total is None else int(Fraction(total * int(value), 100))


def _total(shop: Shop, sku: str) -> tuple[int | None, bool]:
    parts = {part: units for part, units in shop.parts[sku].items() if part not in shop.uncounted}
    not_yet = bool(shop.ahead & {sku, *shop.parts[sku]})
    open_ = [code for code in shop.warehouses if _is_open(shop, sku, code)]
    pools = [code for code, (_, virtual) in shop.warehouses.items() if virtual]
    has_pool = parts and any(all((code, part) in shop.stock for part in parts) for code in pools)
    if not_yet and not has_pool:
        if not open_:
            return 0, False
        room = shop.room.get(sku)
        return (None, True) if room is None else (max(0, room), room > 0)
    counting = [code for code in open_ if code in pools or not not_yet]
    if not parts:
        return (None, True) if counting else (0, False)
    sums = {True: 0, False: 0}
    above = False
    for code in counting:
        units = 0
        while _can_build(shop, parts, code, units + 1):
            units += 1
        sums[code in pools] += units
        if units and all(_left(shop, code, part) > shop.stock[code, part][1] for part in parts):
            above = True
    if sku in shop.room:
        sums[True] = min(sums[True], max(0, shop.room[sku]))
    total = sums[True] + sums[False]
    return total, above and total > 0


def _is_open(shop: Shop, sku: str, code: str) -> bool:
    shut = {(channel, of, code) for channel in ("", SHOP) for of in ("", sku, *shop.parts[sku])}
    return shop.warehouses[code][0] and not shut & shop.exclusions


def _can_build(shop: Shop, parts: dict[str, int], code: str, units: int) -> bool:
    return all(_left(shop, code, part) >= units * each for part, each in parts.items())


def _left(shop: Shop, code: str, sku: str) -> int:
    """What is available of a product there; pools by rank share the room under its limit."""
    if (code, sku) not in shop.stock:
        return 0
    units = max(0, shop.stock[code, sku][0])
    if not shop.warehouses[code][1] or sku not in shop.room:
        return units
    left = max(0, shop.room[sku])
    for one, (_, virtual) in shop.warehouses.items():
        if virtual and (one, sku) in shop.stock:
            here = min(max(0, shop.stock[one, sku][0]), left)
            if one == code:
                return here
            left -= here
    return 0


def random_shop(dice: random.Random) -> Shop:
    """A small shop in which every rule may matter."""
    shop = Shop()
    for number in range(1, dice.randint(1, 4) + 1):
        shop.warehouses[f"w{number}"] = (dice.random() < 0.85, dice.random() < 0.25)
    plain = [f"p{number}" for number in range(1, dice.randint(1, 4) + 1)]
    shop.parts = {sku: {sku: 1} for sku in plain}
    for kit in range(dice.randint(0, 2)):
        chosen = dice.sample(plain, dice.randint(1, len(plain)))
        shop.parts[f"k{kit}"] = {part: dice.randint(1, 3) for part in chosen}
    shop.uncounted = {sku for sku in plain if dice.random() < 0.1}
    shop.ahead = {sku for sku in shop.parts if dice.random() < 0.15}
    shop.room = {sku: dice.randint(-2, 12) for sku in shop.parts if dice.random() < 0.2}
    _fill(dice, shop, plain)
    for sku in ("", *shop.parts):
        if dice.random() < 0.4:
            shop.rules[sku] = _random_rule(dice)
    for sku in shop.parts:
        for _ in range(dice.choice((0, 0, 0, 1, 2))):
            shop.listings[dice.choice((f"l{dice.randint(1, 3)}", *shop.parts))] = sku
    return shop


def _fill(dice: random.Random, shop: Shop, plain: list[str]) -> None:
    for code in shop.warehouses:
        for sku in plain:
            if dice.random() < 0.8:
                shop.stock[code, sku] = (
                    dice.choice((0, 0, 1, 2, 3, 7, 20, 55)),
                    dice.randint(0, 6),
                )
    for _ in range(dice.choice((0, 0, 1, 2))):
        of = dice.choice(("", *shop.parts))
        where = dice.choice(list(shop.warehouses))
        shop.exclusions.add((dice.choice(("", SHOP, "other")), of, where))


def _random_rule(dice: random.Random) -> tuple[Any, ...]:
    minimum = (None, None) if dice.random() < 0.4 else _share(dice)
    return (*_share(dice), *minimum, dice.random() < 0.9)


def _share(dice: random.Random) -> tuple[str, int]:
    if dice.random() < 0.6:
        return "percent", dice.choice((0, 1, 33, 50, 99, 100))
    return "max", dice.randint(0, 9)
