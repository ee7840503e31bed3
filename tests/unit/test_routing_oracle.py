"""The planner against a second one that tries everything, on thousands of small instances."""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import hypothesis.strategies as st
from hypothesis import HealthCheck, event, given, settings

from helpers.oracle import Fills, Free, solve
from packbench.domain.allocation.demand import Coordinates, DemandLine, DemandOrder, Part
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import (
    DEFAULT_RATINGS,
    Exclusion,
    Rating,
    Rules,
    WarehouseFacts,
)
from packbench.domain.allocation.supply import NOT_STOCKED, Supply
from packbench.domain.catalog import BackorderPolicy

_PRODUCTS = range(1, 5)
_KITS = {5: ((1, 2), (2, 1)), 6: ((2, 1), (3, 3)), 7: ((4, 2),)}
_UNMANAGED = 4
_PLACES = [Coordinates(52.52, 13.4), Coordinates(48.14, 11.58), Coordinates(50.11, 8.68)]
_EXAMPLES = int(os.environ.get("PACKBENCH_ORACLE_EXAMPLES", "150"))


@dataclass(frozen=True)
class Instance:
    """Orders, what is available (by warehouse code), and the rules."""

    orders: list[DemandOrder]
    free: Free
    rules: Rules


def _facts(number: int) -> st.SearchStrategy[WarehouseFacts]:
    return st.builds(
        WarehouseFacts,
        id=st.just(number),
        code=st.just("FBDACGE"[number - 1]),
        rank=st.integers(1, 3),
        active=st.sampled_from([True, True, True, False]),
        virtual=st.sampled_from([False, False, False, True]),
        countries=st.sampled_from([frozenset({"*"}), frozenset({"DE"}), frozenset({"FR"})]),
        coordinates=st.sampled_from([None, *_PLACES]),
    )


def _parts(product: int, *, unmanaged: bool) -> tuple[Part, ...]:
    parts = _KITS.get(product, ((product, 1),))
    return tuple(Part(part, per, not unmanaged or part != _UNMANAGED) for part, per in parts)


@st.composite
def _orders(draw: st.DrawFn, number: int, *, unmanaged: bool) -> DemandOrder:
    wanted = draw(
        st.lists(
            st.tuples(st.sampled_from([*_PRODUCTS, *_KITS]), st.integers(1, 7)),
            min_size=1,
            max_size=5,
        )
    )
    held = draw(st.sampled_from([False, False, True]))
    lines = [
        DemandLine(
            number * 10 + index,
            product,
            quantity,
            _parts(product, unmanaged=unmanaged),
            draw(st.sampled_from(BackorderPolicy)),
            held and index == 0,
        )
        for index, (product, quantity) in enumerate(wanted)
    ]
    return DemandOrder(
        order_id=number,
        country=draw(st.sampled_from(["DE", "DE", "DE", "FR"])),
        channel="web",
        lines=tuple(lines),
        max_warehouses=draw(st.sampled_from([None, None, 1, 2, 3])),
        ship_partial=draw(st.booleans()),
        incomplete=draw(st.sampled_from([False, False, False, True])),
        coordinates=draw(st.sampled_from([None, _PLACES[0]])),
    )


_RATINGS = st.one_of(
    st.just(DEFAULT_RATINGS),
    st.permutations(DEFAULT_RATINGS).map(tuple),
    st.permutations(DEFAULT_RATINGS).map(lambda ratings: (*ratings[:2], Rating.CODE)),
).map(lambda ratings: tuple(dict.fromkeys(ratings)))


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    warehouses = tuple(draw(_facts(number)) for number in range(1, draw(st.integers(1, 7)) + 1))
    amounts = st.dictionaries(st.sampled_from(_PRODUCTS), st.integers(0, 8), max_size=4)
    exclusions = draw(
        st.frozensets(
            st.builds(
                Exclusion,
                st.sampled_from([None, "web"]),
                st.sampled_from([1, 2, 5]),
                st.integers(1, 5),
            ),
            max_size=2,
        )
    )
    unmanaged = draw(st.booleans())
    orders = [
        draw(_orders(number, unmanaged=unmanaged))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]
    free = {warehouse.code: draw(amounts) for warehouse in warehouses}
    return Instance(orders, free, Rules(warehouses, exclusions, draw(_RATINGS)))


def supply_of(instance: Instance, products: Sequence[int] = _PRODUCTS) -> Supply:
    codes = [warehouse.code for warehouse in instance.rules.warehouses]
    listed = {
        product: [instance.free[code].get(product, NOT_STOCKED) for code in codes]
        for product in products
        if any(product in instance.free[code] for code in codes)
    }
    return Supply(len(codes), listed)


def fills_of(answer: OrderPlan, rules: Rules) -> Fills:
    codes = {warehouse.id: warehouse.code for warehouse in rules.warehouses}
    return {
        (promise.line_id, codes[promise.warehouse_id]): promise.quantity // promise.per_unit
        for promise in answer.promises
    }


def _short(answer: OrderPlan) -> dict[int, int]:
    """Units of each line that wait or are unavailable."""
    short = {lack.line_id: lack.quantity for lack in answer.lacks}
    for wait in answer.waits:
        short[wait.line_id] = short.get(wait.line_id, 0) + wait.quantity
    return short


def _plan(instance: Instance) -> list[OrderPlan]:
    return list(plan(instance.orders, supply_of(instance), instance.rules))


@settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_the_planner_answers_as_the_oracle_does(instance: Instance) -> None:
    free = {code: dict(units) for code, units in instance.free.items()}
    expected = solve(instance.orders, free, instance.rules)
    answers = _plan(instance)
    for answer, best in zip(answers, expected, strict=True):
        event(f"{best.parcels} parcels")
        assert fills_of(answer, instance.rules) == best.fills
        assert _short(answer) == {line: units for line, units in best.short.items() if units}


@settings(max_examples=_EXAMPLES, deadline=None)
@given(instances())
def test_never_more_than_is_there_or_asked_for(instance: Instance) -> None:
    supply = supply_of(instance)
    answers = list(plan(instance.orders, supply, instance.rules))
    used: dict[tuple[int, int], int] = {}
    for order, answer in zip(instance.orders, answers, strict=True):
        units: dict[int, int] = {line.line_id: 0 for line in order.lines}
        for (line_id, _), given_units in fills_of(answer, instance.rules).items():
            assert given_units > 0
            units[line_id] += given_units
        for line_id, missing in _short(answer).items():
            assert missing > 0
            units[line_id] += missing
        assert units == {line.line_id: line.quantity for line in order.lines}
        for promise in answer.promises:
            if promise.managed:
                place = (promise.warehouse_id, promise.product_id)
                used[place] = used.get(place, 0) + promise.quantity
    for w, warehouse in enumerate(instance.rules.warehouses):
        for product in _PRODUCTS:
            before = max(0, instance.free[warehouse.code].get(product, 0))
            taken = used.get((warehouse.id, product), 0)
            assert taken <= before
            assert max(0, supply.free(product)[w]) == before - taken


@settings(max_examples=_EXAMPLES, deadline=None)
@given(instances(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(instance: Instance, chance: random.Random) -> None:
    warehouses = list(instance.rules.warehouses)
    chance.shuffle(warehouses)
    shuffled = replace(instance, rules=replace(instance.rules, warehouses=tuple(warehouses)))
    products = list(_PRODUCTS)
    chance.shuffle(products)
    answers = list(plan(shuffled.orders, supply_of(shuffled, products), shuffled.rules))
    for answer, other in zip(answers, _plan(instance), strict=True):
        assert fills_of(answer, shuffled.rules) == fills_of(other, instance.rules)
        assert sorted(answer.waits) == sorted(other.waits)
        assert sorted(answer.lacks) == sorted(other.lacks)
