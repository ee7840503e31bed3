"""What becomes of units that are not there, and of orders that ship only complete."""

import pytest

from helpers.planning import Facts, Line, World
from packbench.domain.catalog import BackorderPolicy

_NO = BackorderPolicy.NO
_PREORDER = BackorderPolicy.PREORDER
_MAKING: Facts = {
    "warehouse_inactive": {"active": False},
    "country_not_served": {"countries": frozenset({"FR"})},
}


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (["out_of_stock", "not_stocked"], "out_of_stock"),
        (["not_stocked", "excluded"], "not_stocked"),
        (["excluded", "country_not_served"], "excluded"),
        (["country_not_served", "warehouse_inactive"], "country_not_served"),
        (["warehouse_inactive", "warehouse_inactive"], "warehouse_inactive"),
        (["warehouse_inactive", "out_of_stock"], "out_of_stock"),
        ([], "warehouse_inactive"),
    ],
)
def test_the_most_hopeful_warehouse_gives_the_reason(answers: list[str], reason: str) -> None:
    codes = {f"W{number}": answer for number, answer in enumerate(answers, 1)}
    stock = {code: {} if answer == "not_stocked" else {"A": 0} for code, answer in codes.items()}
    facts = {code: _MAKING.get(answer, {}) for code, answer in codes.items()}
    exclusions = [(None, "A", code) for code, answer in codes.items() if answer == "excluded"]
    world = World(stock, warehouses=facts, exclusions=exclusions)
    assert world.answer(("A", 1)).waits == {1: (1, reason)}


def test_a_rest_that_the_warehouse_limit_leaves_waits_for_stock() -> None:
    world = World({"W1": {"A": 5}, "W2": {"A": 5}})
    answer = world.answer(("A", 8), max_warehouses=1)
    assert (answer.taken, answer.waits) == ({(1, "W1"): 5}, {1: (3, "out_of_stock")})


@pytest.mark.parametrize("held", [True, False])
def test_a_preorder_waits_as_such_until_stock_is_there(*, held: bool) -> None:
    world = World({"W1": {"A": 1 if held else 0}})
    answer = world.answer(Line("A", 3, backorder=_PREORDER, held=held))
    assert answer.waits == {1: (3, "preorder")}


def test_a_kit_with_a_component_before_its_date_waits_as_preorder() -> None:
    world = World({"W1": {"A": 2, "B": 1}}, kits={"K": {"A": 2, "B": 1}})
    assert world.answer(Line("K", 1, held=True)).waits == {1: (1, "preorder")}


def test_what_may_not_be_back_ordered_is_unavailable() -> None:
    world = World({"W1": {"A": 2, "B": 1}})
    answer = world.answer(Line("A", 5, backorder=_NO), ("B", 4))
    assert answer.taken == {(1, "W1"): 2, (2, "W1"): 1}
    assert answer.lacks == {1: 3}
    assert answer.waits == {2: (3, "out_of_stock")}


class TestCompleteOnly:
    def test_it_ships_when_everything_is_there(self) -> None:
        world = World({"W1": {"A": 2}, "W2": {"B": 2}})
        answer = world.answer(("A", 2), ("B", 2), ship_partial=False)
        assert answer.taken == {(1, "W1"): 2, (2, "W2"): 2}
        assert not answer.waits
        assert not answer.decision.complete_only

    def test_it_takes_nothing_when_something_is_missing(self) -> None:
        world = World({"W1": {"A": 2, "B": 1}})
        answer = world.answer(("A", 2), ("B", 2), ship_partial=False)
        assert answer.taken == {}
        assert answer.waits == {1: (2, "waiting_for_rest"), 2: (2, "out_of_stock")}
        assert answer.decision.complete_only
        assert (world.free("A"), world.free("B")) == ([2], [1])

    def test_the_limit_of_warehouses_counts(self) -> None:
        world = World({"W1": {"A": 2}, "W2": {"B": 2}})
        answer = world.answer(("A", 2), ("B", 2), ship_partial=False, max_warehouses=1)
        assert answer.taken == {}
        assert world.free("A") == [2, -1]

    def test_an_order_of_which_a_part_can_not_be_routed_takes_nothing(self) -> None:
        world = World({"W1": {"A": 2}})
        answer = world.answer(("A", 2), ship_partial=False, incomplete=True)
        assert (answer.taken, answer.waits) == ({}, {1: (2, "waiting_for_rest")})
        assert world.free("A") == [2]

    def test_an_order_that_ships_partly_does_not_mind(self) -> None:
        answer = World({"W1": {"A": 2}}).answer(("A", 2), incomplete=True)
        assert answer.taken == {(1, "W1"): 2}

    def test_a_line_that_may_not_be_back_ordered_is_unavailable_and_the_rest_waits(self) -> None:
        world = World({"W1": {"A": 2, "B": 1}})
        lines = (Line("A", 5, backorder=_NO), Line("B", 1, backorder=_NO))
        answer = world.answer(*lines, ship_partial=False)
        assert answer.taken == {}
        assert answer.lacks == {1: 3}
        assert answer.waits == {1: (2, "waiting_for_rest"), 2: (1, "waiting_for_rest")}

    def test_where_nothing_is_there_the_rule_did_not_decide(self) -> None:
        """That it ships only complete is no reason where there is nothing to ship."""
        answer = World({"W1": {"A": 0}}).answer(("A", 1), ship_partial=False)
        assert answer.waits == {1: (1, "out_of_stock")}
        assert not answer.decision.complete_only
