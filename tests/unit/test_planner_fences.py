"""Fences: which warehouse may serve a line, every one that fails, and the first as the answer."""

from collections.abc import Mapping
from typing import Any

import pytest

from helpers.planning import Facts, Line, World
from packbench.domain.allocation.rules import Fence, first_fence

_STOCK = {"W1": {"A": 5}, "W2": {"A": 5}}


def first(world: World, *lines: Line | tuple[str, int], **fields: Any) -> str:
    """The first warehouse's answer for the first line; empty when it may serve it."""
    bits = world.answer(*lines, **fields).decision.lines[0].fences[0]
    return str(Fence(first_fence(bits)).name).lower() if bits else ""


@pytest.mark.parametrize(
    ("facts", "stock", "failed", "answer"),
    [
        ({}, {"A": 5}, set(), ""),
        ({}, {"A": 0}, {"out_of_stock"}, "out_of_stock"),
        ({}, {}, {"not_stocked"}, "not_stocked"),
        ({"countries": frozenset({"FR"})}, {"A": 5}, {"country_not_served"}, "country_not_served"),
        ({"countries": frozenset()}, {"A": 5}, {"country_not_served"}, "country_not_served"),
        ({"countries": frozenset({"FR", "*"})}, {"A": 5}, set(), ""),
        ({"countries": frozenset({"FR", "DE"})}, {"A": 5}, set(), ""),
        ({"active": False}, {"A": 5}, {"warehouse_inactive"}, "warehouse_inactive"),
        (
            {"active": False, "countries": frozenset({"FR"})},
            {"A": 0},
            {"warehouse_inactive", "country_not_served", "out_of_stock"},
            "warehouse_inactive",
        ),
        (
            {"countries": frozenset({"FR"})},
            {},
            {"country_not_served", "not_stocked"},
            "country_not_served",
        ),
    ],
)
def test_each_fence(
    facts: dict[str, Any], stock: Mapping[str, int], failed: set[str], answer: str
) -> None:
    world = World({"W1": stock}, warehouses={"W1": facts})
    assert world.answer(("A", 1)).fences() == [failed]
    assert first(World({"W1": stock}, warehouses={"W1": facts}), ("A", 1)) == answer


@pytest.mark.parametrize(
    ("channel", "sku", "shut_out"),
    [
        *(("web", "A", True), ("web", None, True), (None, "A", True), (None, None, True)),
        *(("shop", "A", False), ("web", "B", False), ("shop", None, False), (None, "B", False)),
    ],
)
def test_a_rule_keeps_a_channel_or_a_product_out(
    channel: str | None, sku: str | None, *, shut_out: bool
) -> None:
    world = World(_STOCK, exclusions=[(channel, sku, "W1")])
    answer = world.answer(("A", 2))
    assert answer.fences() == [{"excluded"} if shut_out else set(), set()]
    assert answer.taken == {(1, "W2" if shut_out else "W1"): 2}


def test_what_keeps_a_component_out_keeps_the_kit_out() -> None:
    stock = {"W1": {"A": 5, "B": 5}, "W2": {"A": 5, "B": 5}}
    world = World(stock, kits={"K": {"A": 1, "B": 2}}, exclusions=[(None, "B", "W1")])
    answer = world.answer(("K", 1))
    assert answer.fences() == [{"excluded"}, set()]


def test_an_exclusion_comes_before_missing_stock() -> None:
    world = World({"W1": {}}, exclusions=[("web", None, "W1")])
    answer = world.answer(("A", 1))
    assert answer.fences() == [{"excluded", "not_stocked"}]
    assert answer.waits == {1: (1, "excluded")}


def test_a_warehouse_that_may_not_serve_takes_no_part() -> None:
    facts: Facts = {"W1": {"countries": frozenset({"FR"})}, "W2": {"active": False}}
    world = World({**_STOCK, "W3": {"A": 1}}, warehouses=facts)
    assert world.answer(("A", 3)).taken == {(1, "W3"): 1}
    assert world.free("A") == [5, 5, 0]


def test_stock_that_is_not_managed_is_always_there_and_not_counted_down() -> None:
    world = World({"W1": {}, "W2": {"A": 0}}, unmanaged=["A"])
    answer = world.answer(("A", 1000))
    assert answer.fences() == [set(), set()]
    assert answer.taken == {(1, "W1"): 1000}
    assert [promise.managed for promise in answer.plan.promises] == [False]
    assert world.free("A") == [-1, 0]


def test_unmanaged_stock_still_obeys_the_other_fences() -> None:
    facts: Facts = {"W1": {"active": False}, "W2": {"countries": frozenset({"FR"})}}
    world = World({"W1": {}, "W2": {}}, warehouses=facts, unmanaged=["A"])
    answer = world.answer(("A", 1))
    assert answer.taken == {}
    assert answer.waits == {1: (1, "country_not_served")}


class TestKits:
    kits = {"K": {"A": 2, "B": 1}}  # noqa: RUF012 - a constant of this class

    @pytest.mark.parametrize(
        ("stock", "failed"),
        [
            ({"A": 2, "B": 1}, set()),
            ({"A": 1, "B": 1}, {"out_of_stock"}),
            ({"A": 2}, {"not_stocked"}),
            ({"A": 1}, {"out_of_stock", "not_stocked"}),
        ],
    )
    def test_less_than_one_unit_is_no_stock(
        self, stock: Mapping[str, int], failed: set[str]
    ) -> None:
        answer = World({"W1": stock}, kits=self.kits).answer(("K", 1))
        assert answer.fences() == [failed]
        assert bool(answer.taken) is not bool(failed)

    def test_a_kit_takes_all_of_its_components_at_one_warehouse(self) -> None:
        world = World({"W1": {"A": 5, "B": 5}}, kits=self.kits)
        promises = world.answer(("K", 2)).plan.promises
        assert [(one.per_unit, one.quantity) for one in promises] == [(2, 4), (1, 2)]
        assert (world.free("A"), world.free("B")) == ([1], [3])

    def test_only_managed_components_are_counted(self) -> None:
        world = World({"W1": {"A": 4}}, kits=self.kits, unmanaged=["B"])
        answer = world.answer(("K", 3))
        assert answer.taken == {(1, "W1"): 2}
        assert answer.waits == {1: (1, "out_of_stock")}
        assert {one.product_id: one.managed for one in answer.plan.promises} == {
            world.product("A"): True,
            world.product("B"): False,
        }

    def test_a_kit_of_nothing_that_is_managed_is_always_there(self) -> None:
        world = World({"W1": {}}, kits=self.kits, unmanaged=["A", "B"])
        assert world.answer(("K", 7)).taken == {(1, "W1"): 7}

    def test_lines_before_it_use_up_its_components(self) -> None:
        world = World({"W1": {"A": 4, "B": 2}}, kits=self.kits)
        answer = world.answer(("A", 3), ("K", 1))
        assert answer.taken == {(1, "W1"): 3}
        assert answer.waits == {2: (1, "out_of_stock")}

    def test_two_kits_share_a_component(self) -> None:
        kits = {"K": {"A": 2, "B": 1}, "L": {"A": 1, "C": 1}}
        world = World({"W1": {"A": 5, "B": 9, "C": 9}}, kits=kits)
        answer = world.answer(("K", 2), ("L", 3))
        assert answer.taken == {(1, "W1"): 2, (2, "W1"): 1}
        assert world.free("A") == [0]


class TestPreorders:
    facts: Facts = {"V": {"virtual": True}}  # noqa: RUF012 - a constant of this class

    def test_before_its_date_real_stock_is_not_given_to_it(self) -> None:
        world = World({"W1": {"A": 5}, "V": {"A": 2}}, warehouses=self.facts)
        answer = world.answer(Line("A", 3, held=True))
        assert answer.fences() == [{"preorder"}, set()]
        assert answer.taken == {(1, "V"): 2}
        assert world.free("A") == [5, 0]

    def test_a_warehouse_without_stock_says_so_first(self) -> None:
        answer = World({"W1": {"A": 0}}).answer(Line("A", 3, held=True))
        assert answer.fences() == [{"out_of_stock", "preorder"}]

    def test_after_its_date_any_warehouse_serves_it(self) -> None:
        world = World({"W1": {"A": 5}, "V": {"A": 9}}, warehouses=self.facts)
        assert world.answer(Line("A", 3)).taken == {(1, "W1"): 3}
