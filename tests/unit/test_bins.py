"""Which bins the units of a shipment come from: first expiry, first arrival, fewest bins, walk."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from packbench.domain.bins import BinStock, take_from_bins
from packbench.domain.walk import walk_key

_MAY, _JUNE = date(2026, 5, 1), date(2026, 6, 1)


def bins(*wanted: tuple[str, int, date | None, int]) -> list[BinStock]:
    """Bins of (code, free units, expiry, arrival), with ids from 1."""
    return [
        BinStock(number, free, expires_on, arrival, walk_key(code, None))
        for number, (code, free, expires_on, arrival) in enumerate(wanted, 1)
    ]


def plain(*free: int) -> list[BinStock]:
    """Bins A1, A2, … of one age."""
    return bins(*((f"A{n}", units, None, 0) for n, units in enumerate(free, 1)))


@pytest.mark.parametrize(
    ("stock", "quantity", "taken"),
    [
        pytest.param(bins(("A1", 5, _JUNE, 1), ("A2", 5, _MAY, 2)), 3, [(2, 3)], id="fefo"),
        pytest.param(
            bins(("A1", 5, _JUNE, 1), ("A2", 2, _MAY, 2)), 3, [(2, 2), (1, 1)], id="fefo-then-next"
        ),
        pytest.param(bins(("A1", 5, None, 2), ("A2", 5, None, 1)), 3, [(2, 3)], id="fifo"),
        pytest.param(
            bins(("A1", 5, None, 1), ("A2", 5, _JUNE, 2)), 3, [(2, 3)], id="dated-goods-first"
        ),
        pytest.param(plain(2, 9, 5), 5, [(2, 5)], id="one-bin-that-holds-all"),
        pytest.param(plain(5, 5, 9), 5, [(1, 5)], id="the-first-on-the-walk"),
        pytest.param(plain(1, 1, 3, 4), 7, [(4, 4), (3, 3)], id="fewest-bins"),
        pytest.param(plain(4, 0, 4), 8, [(1, 4), (3, 4)], id="no-empty-bin"),
        pytest.param(plain(2, 1), 5, [(1, 2), (2, 1)], id="less-than-asked"),
        pytest.param([], 5, [], id="nothing"),
    ],
)
def test_bins(stock: list[BinStock], quantity: int, taken: list[tuple[int, int]]) -> None:
    assert take_from_bins(stock, quantity) == taken


@pytest.mark.parametrize(
    ("free", "quantity", "taken"),
    [
        pytest.param((30, 20), 36, [(1, 24), (2, 12)], id="no-pack-is-parted-between-bins"),
        pytest.param((24, 24, 5), 29, [(1, 24), (3, 5)], id="pieces-from-the-open-pack"),
        pytest.param((24, 15), 15, [(2, 15)], id="one-bin-with-an-open-pack"),
        pytest.param((24, 24), 15, [(1, 15)], id="a-pack-is-opened-where-none-is-open"),
        pytest.param((30, 20), 50, [(1, 30), (2, 20)], id="all-that-is-there"),
        pytest.param((7, 7), 12, [(1, 7), (2, 5)], id="never-less-than-promised"),
        pytest.param((5,), 3, [(1, 3)], id="less-than-a-pack"),
    ],
)
def test_goods_that_are_picked_in_whole_packs(
    free: tuple[int, ...], quantity: int, taken: list[tuple[int, int]]
) -> None:
    stock = [replace(one, pack=12) for one in plain(*free)]
    assert take_from_bins(stock, quantity) == taken


def test_the_older_lot_goes_first_also_where_that_opens_a_pack() -> None:
    stock = bins(("A1", 24, _JUNE, 1), ("A2", 15, _MAY, 2))
    assert take_from_bins([replace(one, pack=12) for one in stock], 24) == [(2, 15), (1, 9)]


@given(st.lists(st.integers(0, 40), max_size=6), st.integers(0, 150), st.integers(1, 13))
def test_packs_never_change_how_much_is_taken(free: list[int], quantity: int, pack: int) -> None:
    taken = take_from_bins([replace(one, pack=pack) for one in plain(*free)], quantity)
    assert sum(units for _, units in taken) == min(quantity, sum(free))
    assert all(0 < units <= free[number - 1] for number, units in taken)


def test_what_is_taken_is_gone() -> None:
    stock = plain(5, 3)
    assert take_from_bins(stock, 4) == [(1, 4)]
    assert take_from_bins(stock, 4) == [(2, 3), (1, 1)]
    assert take_from_bins(stock, 1) == []


def test_goods_without_a_bin_come_last_on_the_walk() -> None:
    floor = BinStock(1, 5, None, 0, walk_key(None, None))
    shelf = BinStock(2, 5, None, 0, walk_key("Z9", None))
    assert take_from_bins([floor, shelf], 5) == [(2, 5)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 30))
def test_bins_of_one_age_are_as_few_as_can_be(free: list[int], quantity: int) -> None:
    taken = take_from_bins(plain(*free), quantity)
    assert sum(units for _, units in taken) == min(quantity, sum(free))
    assert all(0 < units <= free[number - 1] for number, units in taken)
    reachable = min(quantity, sum(free))
    fewest = next(
        size
        for size in range(len(free) + 1)
        if any(sum(some) >= reachable for some in combinations(free, size))
    )
    assert len(taken) == fewest


_ANY_BIN = st.tuples(
    st.just("A1"), st.integers(0, 5), st.sampled_from([None, _MAY, _JUNE]), st.integers(0, 3)
)


@given(st.lists(_ANY_BIN, max_size=6), st.integers(1, 20))
def test_nothing_younger_is_taken_while_something_older_is_left(
    wanted: list[tuple[str, int, date | None, int]], quantity: int
) -> None:
    stock = bins(*wanted)
    ages = {one.stock_bin_id: (one.expires_on or date.max, one.arrival) for one in stock}
    taken = [ages[number] for number, _ in take_from_bins(stock, quantity)]
    left = [ages[one.stock_bin_id] for one in stock if one.free]
    assert all(older <= younger for older in taken for younger in left)
