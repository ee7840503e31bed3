"""Orders in carts: all of them once, nothing too full, short walks, the same every time."""

import random
from itertools import count

import hypothesis.strategies as st
from hypothesis import given, settings

from helpers.walking import at, grid, layout_of
from packbench.domain.walking.batching import (
    Batches,
    BatchOrder,
    CartSize,
    after_steps,
    batched,
    first_come,
)
from packbench.domain.walking.layout import WarehouseLayout
from packbench.domain.walking.route import Router
from packbench.domain.walking.s_shape import SShape

_POINTS = [at(3 * aisle, y) for aisle in range(8) for y in range(1, 40)]
_LAYOUT = layout_of(grid(8, 2), _POINTS)


def _orders(number: int, seed: int = 1, most_bins: int = 5) -> list[BatchOrder]:
    dice = random.Random(seed)  # noqa: S311 - sample data
    return [
        BatchOrder(n, tuple(dice.sample(range(len(_POINTS)), dice.randint(1, most_bins))))
        for n in range(number)
    ]


def _walked_m(batches: Batches, orders: list[BatchOrder]) -> float:
    router, bins = Router.of(_LAYOUT), {one.id: one.bins for one in orders}
    return sum(
        router.walk(bin_id for one in cart for bin_id in bins[one]).length_m
        for cart in batches.carts
    )


def _s_shape_m(
    points: list[tuple[int, int]], blocks: int = 2, depot: tuple[int, int] = (0, 0)
) -> int:
    shape = SShape(grid(8, blocks, depot=depot))
    return shape.length_mm([shape.stops([at(*one) for one in points])]) // 1_000


sizes = st.builds(
    CartSize,
    slots=st.integers(1, 6),
    volume_cm3=st.none() | st.integers(0, 50),
    weight_g=st.none() | st.integers(0, 50),
)
orders = st.lists(
    st.builds(
        BatchOrder,
        id=st.integers(0, 50),
        bins=st.lists(st.integers(0, 400), max_size=4).map(tuple),
        slots=st.integers(0, 3),
        volume_cm3=st.integers(0, 30),
        weight_g=st.integers(0, 30),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(orders, sizes, st.integers(0, 400))
@settings(deadline=None, max_examples=60)
def test_every_order_is_in_one_cart_that_holds_it_or_told(
    asked: list[BatchOrder], size: CartSize, steps: int
) -> None:
    by_id = {one.id: one for one in asked}
    for found in (first_come(asked, size), batched(_LAYOUT, asked, size, after_steps(steps))):
        told = [*(one for cart in found.carts for one in cart), *found.too_large]
        assert sorted(told) == sorted(by_id)
        assert all(size.holds(by_id[one] for one in cart) for cart in found.carts)
        assert all(not size.holds([by_id[one]]) for one in found.too_large)
        assert all(found.carts)


def test_a_number_of_steps_always_gives_the_same_carts() -> None:
    asked, size = _orders(25), CartSize(6)
    found = batched(_LAYOUT, asked, size, after_steps(3_000))
    assert found == batched(_LAYOUT, asked, size, after_steps(3_000))


def test_more_steps_never_walk_farther_by_the_estimate() -> None:
    asked, size = _orders(25), CartSize(6)
    shape = SShape(_LAYOUT.ways)
    stops = {one.id: shape.stops(_LAYOUT.bins[b].point for b in one.bins) for one in asked}
    lengths = [
        sum(shape.length_mm([stops[one] for one in cart]) for cart in found.carts)
        for found in (batched(_LAYOUT, asked, size, after_steps(n)) for n in (1, 10, 500, 5_000))
    ]
    assert lengths == sorted(lengths, reverse=True)


def test_carts_are_much_shorter_than_first_come_even_with_exact_walks() -> None:
    asked, size = _orders(60), CartSize(6)
    found = batched(_LAYOUT, asked, size, after_steps(2_000))
    assert _walked_m(found, asked) < 0.85 * _walked_m(first_come(asked, size), asked)


def test_the_search_ends_when_it_is_told_to() -> None:
    """The savings of one group of orders are worked out between two steps."""
    asked = count()
    batched(_LAYOUT, _orders(30), CartSize(6), lambda _steps: next(asked) >= 10)
    assert next(asked) == 11


def test_the_search_gives_up_where_nothing_is_left_to_try() -> None:
    found = batched(_LAYOUT, _orders(3), CartSize(2), lambda _steps: False)
    assert sorted(one for cart in found.carts for one in cart) == [0, 1, 2]


def test_nothing_and_orders_that_no_cart_holds() -> None:
    nothing = batched(_LAYOUT, [], CartSize(6), after_steps(10))
    assert (nothing.carts, nothing.too_large) == ((), ())
    large = [BatchOrder(1, (0,), slots=7), BatchOrder(2, (0,), weight_g=9)]
    found = batched(_LAYOUT, large, CartSize(6, weight_g=8), after_steps(10))
    assert (found.carts, found.too_large) == ((), (1, 2))


def test_an_order_given_twice_is_picked_once() -> None:
    asked = _orders(4)
    assert batched(_LAYOUT, asked * 2, CartSize(6), after_steps(10)) == batched(
        _LAYOUT, asked, CartSize(6), after_steps(10)
    )


def test_bins_without_a_place_do_not_keep_orders_apart() -> None:
    lost = [BatchOrder(n, (100_000 + n,)) for n in range(5)]
    assert batched(_LAYOUT, lost, CartSize(6), after_steps(10)).carts == ((0, 1, 2, 3, 4),)


def test_the_most_urgent_two_hundred_stay_together() -> None:
    asked = [BatchOrder(n, one.bins[:1]) for n, one in enumerate(_orders(230))]
    carts = batched(_LAYOUT, asked, CartSize(20), after_steps(2)).carts
    assert [cart[0] for cart in carts] == sorted(cart[0] for cart in carts)
    assert all((min(cart) < 200) == (max(cart) < 200) for cart in carts)


def test_the_s_shape_walk_through_one_block() -> None:
    assert _s_shape_m([], blocks=1) == 0
    assert _s_shape_m([(0, 5)], blocks=1) == 10
    assert _s_shape_m([(3, 5), (9, 1)], blocks=1) == 9 * 2 + 20 * 2
    assert _s_shape_m([(3, 5), (6, 2), (9, 4)], blocks=1) == 9 * 2 + 20 * 2 + 4 * 2


def test_the_s_shape_walk_through_two_blocks_comes_back_through_the_nearer() -> None:
    """Up the first aisle to the far block, through two aisles there, back through the near one."""
    assert _s_shape_m([(0, 5), (3, 30), (9, 25), (6, 3)]) == 20 + 9 + 20 * 2 + 3 + 20 + 6


def test_the_s_shape_walk_begins_where_the_depot_is() -> None:
    front = _s_shape_m([(3, 5), (9, 30), (6, 12)])
    assert _s_shape_m([(3, 35), (9, 10), (6, 28)], depot=(0, 40)) == front


def test_one_cross_aisle_alone_has_an_estimate_too() -> None:
    one_row = grid(3, 1)
    comb = WarehouseLayout(
        type(one_row)(one_row.aisles, one_row.cross_aisles[:1], one_row.depot),
        layout_of(one_row, _POINTS[:100]).bins,
    )
    asked = [BatchOrder(n, (n * 7,)) for n in range(6)]
    assert batched(comb, asked, CartSize(6), after_steps(50)).carts == ((0, 1, 2, 3, 4, 5),)
