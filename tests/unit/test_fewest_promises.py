"""What an order takes of later ones, against the plain way: each promise spared that can be."""

import random
from collections.abc import Sequence

import pytest

from packbench.db.queries.planning.later import LaterPromise
from packbench.db.sql.rows import Promised
from packbench.domain.allocation.demand import DemandLine, DemandOrder, Part
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Exclusion, Rules, WarehouseFacts
from packbench.domain.allocation.supply import NOT_STOCKED, Supply
from packbench.engine.reallocation import as_little_as_helps

_PRODUCTS = (1, 2, 3, 4)
_KIT = (Part(1, 2, managed=True), Part(2, 1, managed=True))
Free = dict[int, list[int]]


def _rules(chance: random.Random) -> Rules:
    warehouses = (
        WarehouseFacts(11, "W1"),
        WarehouseFacts(12, "W2", 2, countries=frozenset({"DE"})),
        WarehouseFacts(13, "W3", 3, active=chance.random() < 0.7),
    )
    excluded = frozenset({Exclusion(None, 2, 11)}) if chance.random() < 0.2 else frozenset()
    return Rules(warehouses, excluded)


def _order(chance: random.Random) -> DemandOrder:
    products = [chance.choice(_PRODUCTS) for _ in range(chance.randint(1, 3))]
    kit = chance.random() < 0.25
    lines = [
        DemandLine(n, product, chance.randint(1, 5), (Part(product, 1, managed=True),))
        for n, product in enumerate(products)
    ]
    lines += [DemandLine(9, 99, chance.randint(1, 2), _KIT)] if kit else []
    return DemandOrder(
        1,
        chance.choice(["DE", "FR"]),
        "",
        tuple(lines),
        max_warehouses=chance.choice([None, None, None, 1]),
        ship_partial=chance.random() < 0.7,
        incomplete=chance.random() < 0.2,
    )


def _later(chance: random.Random) -> list[LaterPromise]:
    found = []
    for n in range(chance.randint(0, 9)):
        warehouse = chance.choice([11, 12, 13])
        parts = {(warehouse, chance.choice(_PRODUCTS)): 1}
        if chance.random() < 0.2:
            parts = {(warehouse, part.product_id): part.per_unit for part in _KIT}
        found.append(LaterPromise((n, n), chance.randint(1, 4), parts))
    return found


def _gets(
    order: DemandOrder, rules: Rules, free: Free, later: Sequence[LaterPromise], units: list[int]
) -> int:
    there = {product: list(found) for product, found in free.items()}
    position = {one.id: w for w, one in enumerate(rules.warehouses)}
    for one, taken in zip(later, units, strict=True):
        for (warehouse, product), per_unit in one.parts.items():
            w = position[warehouse]
            there[product][w] = max(0, there[product][w]) + taken * per_unit
    (planned,) = plan([order], Supply.under(rules, there), rules)
    return sum(promise.quantity for promise in planned.promises)


def _plainly(
    order: DemandOrder, rules: Rules, free: Free, later: Sequence[LaterPromise]
) -> dict[Promised, int]:
    """The shortest end of the queue that gives as much as all; of it, from the front, the least."""
    units = [one.units for one in later]
    nothing = [0] * len(later)
    most = _gets(order, rules, free, later, units)
    if most == _gets(order, rules, free, later, nothing):
        return {}
    for last in range(1, len(later) + 1):
        tried = units[:last] + nothing[last:]
        if _gets(order, rules, free, later, tried) == most:
            break
    for n in reversed(range(last)):
        for fewer in range(tried[n]):
            spared = [*tried[:n], fewer, *tried[n + 1 :]]
            if _gets(order, rules, free, later, spared) == most:
                tried = spared
                break
    return {one.promised: taken for one, taken in zip(later, tried, strict=True) if taken}


@pytest.mark.parametrize("seed", range(4))
def test_it_is_as_little_as_the_plain_way_finds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(150):
        rules, order, later = _rules(chance), _order(chance), _later(chance)
        free = {
            product: [chance.choice([NOT_STOCKED, 0, 0, 1, 3]) for _ in rules.warehouses]
            for product in _PRODUCTS
        }
        wanted = {part.product_id for line in order.lines for part in line.parts}
        behind = [
            LaterPromise(one.promised, one.units, parts)
            for one in later
            if (parts := {at: per for at, per in one.parts.items() if at[1] in wanted})
        ]
        expected = _plainly(order, rules, free, behind)
        assert as_little_as_helps(order, rules, free, behind) == expected
