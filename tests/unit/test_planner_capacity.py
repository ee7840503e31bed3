"""A warehouse with a limit takes so many orders a day, and then no other."""

from helpers.planning import World
from packbench.domain.allocation.rules import Fence, Rules
from packbench.domain.allocation.supply import Supply
from packbench.domain.orders import Reason

_STOCK = {"W1": {"A": 9, "B": 9}, "W2": {"A": 4}}


def _world(limit: int) -> World:
    return World(_STOCK, warehouses={"W1": {"daily_orders": limit}})


def test_the_next_order_goes_elsewhere_and_says_why() -> None:
    world = _world(1)
    first, second = world.plan(world.order(("A", 2), order_id=1), world.order(("A", 2), order_id=2))
    assert [one.warehouse_id for one in first.plan.promises] == [1]
    assert [one.warehouse_id for one in second.plan.promises] == [2]
    assert second.fences() == [{"at_capacity"}, set()]


def test_what_nobody_else_has_waits_for_tomorrow() -> None:
    world = _world(1)
    _, second = world.plan(world.order(("A", 2), order_id=1), world.order(("B", 2), order_id=2))
    assert [(wait.quantity, wait.reason) for wait in second.plan.waits] == [(2, Reason.AT_CAPACITY)]
    assert world.free("B") == [9, -1]


def test_no_stock_is_told_before_no_room() -> None:
    world = _world(0)
    assert [wait.reason for wait in world.answer(("C", 1)).plan.waits] == [Reason.NOT_STOCKED]


def test_an_order_that_was_taken_today_may_go_on() -> None:
    world = _world(1)
    rules = Rules(world.warehouses, taken_today=frozenset({(7, 1)}))
    supply = Supply.under(rules, {})
    assert supply.closed_to(7) == []
    assert supply.closed_to(8) == [0]
    assert Fence.AT_CAPACITY > Fence.OUT_OF_STOCK
