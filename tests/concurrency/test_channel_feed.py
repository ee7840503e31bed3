"""A shop asks from two computers while stock goes down: nothing is lost, nothing is told twice."""

from helpers import races
from helpers.races import race
from helpers.stockroom import Stockroom
from packbench.services.channels.feed import acknowledge, inventory

_LOST = 12


def test_each_number_reaches_the_shop_and_none_comes_twice(room: Stockroom) -> None:
    room.fill({"W1": {"A": 20, "B": 3}})
    answers = race(
        room.context.database.url,
        (races.ask_and_acknowledge, 15),
        (races.ask_and_acknowledge, 15),
        (races.lose_one_by_one, "A", _LOST),
        (races.lose_one_by_one, "B", 2),
    )
    assert [one.refusal or one.error for one in answers if one.result is None] == []
    both = [one.result for one in answers[:2]]
    for got in both:
        for sku, numbers in got.items():
            assert numbers == sorted(set(numbers), reverse=True), (sku, numbers)
    last = inventory(room.context, "shop")
    has = {sku: min(got[sku][-1] for got in both if sku in got) for sku in ("A", "B")}
    has |= {one.sku: one.available for one in last.items}
    assert has == {"A": 20 - _LOST, "B": 1}
    acknowledge(room.context, "shop", last.cursor)
    assert inventory(room.context, "shop").items == []


def test_control_a_cursor_of_another_answer_loses_what_was_in_it(room: Stockroom) -> None:
    room.fill({"W1": {"A": 20}})
    mine = inventory(room.context, "shop")
    room.lose("W1", "A", 1)
    others = inventory(room.context, "shop")
    assert [one.available for one in (*mine.items, *others.items)] == [20, 19]
    acknowledge(room.context, "shop", others.cursor)
    assert inventory(room.context, "shop").items == []  # nobody who only had `mine` hears of 19
