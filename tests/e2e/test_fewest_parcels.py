"""Real baskets, twelve warehouses of random stock: never more parcels than it takes."""

import csv
import itertools
import lzma
import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from packbench.domain.allocation.demand import DemandLine, DemandOrder, Part
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Rules, WarehouseFacts
from packbench.domain.allocation.supply import Supply

FILE = Path(__file__).parents[3] / "shared" / "data" / "online_retail.csv.xz"
WAREHOUSES, SAMPLE, MOST_LINES, MOST_UNITS = 12, 2_000, 200, 40

Basket = dict[str, int]

_SETS = np.array(list(itertools.product((0, 1), repeat=WAREHOUSES)))
"""Every set of warehouses: which are in it."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason=f"needs ../shared/data/{FILE.name}"),
]


def _baskets() -> list[Basket]:
    """Units by SKU of every invoice that is not too large to try every set for."""
    found: dict[str, Basket] = {}
    with lzma.open(FILE, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (units := int(row["Quantity"])) > 0:
                basket = found.setdefault(row["InvoiceNo"], {})
                basket[row["StockCode"]] = basket.get(row["StockCode"], 0) + units
    return [basket for basket in found.values() if len(basket) <= MOST_LINES]


def _stock(dice: random.Random, skus: Sequence[str]) -> dict[str, list[int]]:
    """Each SKU at about a third of the warehouses; some have too little for one basket."""
    return {
        sku: [
            dice.randint(1, MOST_UNITS) if dice.random() < 1 / 3 else 0 for _ in range(WAREHOUSES)
        ]
        for sku in skus
    }


def _fewest(wanted: Sequence[int], there: Sequence[Sequence[int]]) -> tuple[int, int]:
    """(most units, fewest warehouses that give them) over every set of warehouses."""
    together = _SETS @ np.array(there).T  # of each line, what each set has
    units = np.minimum(together, np.array(wanted)).sum(axis=1)
    most = units.max()
    return int(most), int(_SETS.sum(axis=1)[units == most].min())


def _order(number: int, basket: Basket, ids: dict[str, int]) -> DemandOrder:
    lines = tuple(
        DemandLine(line, ids[sku], units, (Part(ids[sku], 1, managed=True),))
        for line, (sku, units) in enumerate(basket.items())
    )
    return DemandOrder(number, "GB", "", lines)


def test_parcels_are_as_few_as_trying_every_set_finds() -> None:
    dice = random.Random(12)  # noqa: S311 - sample data, always the same
    baskets = dice.sample(_baskets(), SAMPLE)
    skus = sorted({sku for basket in baskets for sku in basket})
    ids = {sku: number for number, sku in enumerate(skus, 1)}
    stock = _stock(dice, skus)
    rules = Rules(tuple(WarehouseFacts(n, f"W{n:02}", rank=n) for n in range(1, WAREHOUSES + 1)))
    several = 0
    for number, basket in enumerate(islice(baskets, SAMPLE)):
        there = [stock[sku] for sku in basket]
        supply = Supply(WAREHOUSES, {ids[sku]: list(stock[sku]) for sku in basket})
        answer = next(plan([_order(number, basket, ids)], supply, rules))
        parcels = len({promise.warehouse_id for promise in answer.promises})
        units = sum(promise.quantity for promise in answer.promises)
        assert (units, parcels) == _fewest(list(basket.values()), there)
        several += parcels > 1
    assert several > SAMPLE // 2
