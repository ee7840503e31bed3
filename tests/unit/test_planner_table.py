"""The planner's answers, row by row as the table of the design gives them."""

from collections.abc import Mapping
from typing import Any

import pytest

from helpers.planning import Stock, World

Taken = Mapping[tuple[int, str], int]
Waits = Mapping[int, int]

_K = {"K": {"A": 2, "B": 1}}
_EACH = {
    "W1": dict.fromkeys("ABCD", 1),
    "W2": dict.fromkeys("ABE", 1),
    "W3": dict.fromkeys("CDF", 1),
}


@pytest.mark.parametrize(
    ("stock", "lines", "fields", "taken", "waits"),
    [
        pytest.param(
            {"W1": {"A": 2}, "W2": {"A": 10}}, [("A", 5)], {}, {(1, "W2"): 5}, {}, id="one-parcel"
        ),
        pytest.param(
            {"W1": {"A": 5}, "W2": {"A": 10}},
            [("A", 12)],
            {},
            {(1, "W1"): 5, (1, "W2"): 7},
            {},
            id="split-where-none-has-all",
        ),
        pytest.param(
            {"W1": {"A": 3}, "W2": {"A": 3}, "W3": {"A": 3}},
            [("A", 5)],
            {},
            {(1, "W1"): 3, (1, "W2"): 2},
            {},
            id="two-parcels-not-three",
        ),
        pytest.param(
            {"W1": {"A": 10, "B": 1}, "W2": {"B": 10}},
            [("A", 2), ("B", 4)],
            {},
            {(1, "W1"): 2, (2, "W2"): 4},
            {},
            id="a-line-stays-whole",
        ),
        pytest.param(
            _EACH,
            [(sku, 1) for sku in "ABCDEF"],
            {},
            {
                **{(line, "W2"): 1 for line in (1, 2, 5)},
                **{(line, "W3"): 1 for line in (3, 4, 6)},
            },
            {},
            id="exact-not-greedy",
        ),
        pytest.param(
            {"W1": {"A": 10}, "W2": {"A": 15}}, [("A", 13)], {}, {(1, "W2"): 13}, {}, id="exactly"
        ),
        pytest.param(
            {"W1": {"A": 5}, "W2": {"A": 10}},
            [("A", 12)],
            {"max_warehouses": 1},
            {(1, "W2"): 10},
            {1: 2},
            id="one-warehouse-only",
        ),
        pytest.param(
            {"W1": {"A": 4, "B": 1}, "W2": {"A": 2, "B": 3}},
            [("K", 2)],
            {},
            {(1, "W1"): 1, (1, "W2"): 1},
            {},
            id="kit-units-split-whole",
        ),
        pytest.param(
            {"W1": {"A": 2}, "W2": {"A": 1, "B": 5}}, [("K", 1)], {}, {}, {1: 1}, id="kit-waits"
        ),
        pytest.param(
            {"W1": {"A": 4, "B": 2}},
            [("K", 1), ("A", 3)],
            {},
            {(1, "W1"): 1, (2, "W1"): 2},
            {2: 1},
            id="kit-and-its-component",
        ),
        pytest.param(
            {"W1": {"A": 5}},
            [("A", 3), ("A", 3)],
            {},
            {(1, "W1"): 3, (2, "W1"): 2},
            {2: 1},
            id="two-lines-of-one-sku",
        ),
    ],
)
def test_one_order(
    stock: Stock,
    lines: list[tuple[str, int]],
    fields: dict[str, Any],
    taken: Taken,
    waits: Waits,
) -> None:
    answer = World(stock, kits=_K).answer(*lines, **fields)
    assert answer.taken == taken
    assert {line: units for line, (units, _) in answer.waits.items()} == waits
    assert not answer.lacks


@pytest.mark.parametrize(
    ("received", "wanted", "fields", "given"),
    [
        pytest.param(20, [5, 3, 20, 20, 15], {}, [5, 3, 12, 0, 0], id="by-age"),
        pytest.param(
            8, [10, 4, 3], {"ship_partial": False}, [0, 4, 3], id="complete-only-passed-over"
        ),
    ],
)
def test_a_queue_for_one_product(
    received: int, wanted: list[int], fields: dict[str, Any], given: list[int]
) -> None:
    world = World({"W1": {"A": received}})
    orders = [world.order(("A", units), order_id=n, **fields) for n, units in enumerate(wanted, 1)]
    assert [answer.units(1) for answer in world.plan(*orders)] == given
    assert world.free("A") == [received - sum(given)]


def test_the_first_in_the_queue_is_served_first() -> None:
    """The same queue with the fourth order put first, as a high priority does."""
    world = World({"W1": {"A": 20}})
    orders = [world.order(("A", units), order_id=units) for units in (20, 5, 3, 20, 15)]
    assert [answer.units(1) for answer in world.plan(*orders)] == [20, 0, 0, 0, 0]


def test_an_order_that_ships_only_complete_takes_nothing_when_it_can_not() -> None:
    world = World({"W1": {"A": 5, "B": 10}})
    first = world.order(("A", 5), ("B", 5), order_id=1)
    second = world.order(("A", 5), ("B", 5), order_id=2, ship_partial=False)
    whole, nothing = world.plan(first, second)
    assert whole.taken == {(1, "W1"): 5, (2, "W1"): 5}
    assert nothing.taken == {}
    assert nothing.waits == {1: (5, "out_of_stock"), 2: (5, "waiting_for_rest")}
    assert world.free("B") == [5]
