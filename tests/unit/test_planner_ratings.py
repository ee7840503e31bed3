"""Which warehouse is better than another, and what happens when there are very many."""

from itertools import permutations
from typing import Any

import pytest

from helpers.planning import Facts, World
from packbench.domain.allocation.demand import Coordinates
from packbench.domain.allocation.rules import DEFAULT_RATINGS, Rating, distance_km

_BERLIN = Coordinates(52.520, 13.405)
_HAMBURG = Coordinates(53.551, 9.994)
_MUNICH = Coordinates(48.137, 11.575)
_PARCELS, _RANK, _DISTANCE, _BALANCE, _CODE = DEFAULT_RATINGS


def test_great_circle_distance() -> None:
    """Berlin to Munich is 504 km as the crow flies."""
    assert distance_km(_BERLIN, _MUNICH) == pytest.approx(504, abs=1)
    assert distance_km(_MUNICH, _BERLIN) == pytest.approx(distance_km(_BERLIN, _MUNICH))
    assert distance_km(_BERLIN, _BERLIN) == 0


def served_by(world: World, **fields: Any) -> set[str]:
    return {code for _, code in world.answer(("A", 2), **fields).taken}


@pytest.mark.parametrize(
    ("ratings", "best"),
    [
        (DEFAULT_RATINGS, "RANKED"),
        ((_PARCELS, _DISTANCE, _RANK, _CODE), "NEAR"),
        ((_PARCELS, _BALANCE, _RANK, _CODE), "FULL"),
        ((_PARCELS, _CODE), "FIRST"),
        ((_PARCELS,), "FIRST"),  # the rank, left out, does not count; the code always does
    ],
)
def test_the_first_rating_that_tells_them_apart_decides(
    ratings: tuple[Rating, ...], best: str
) -> None:
    stock = {"NEAR": {"A": 5}, "RANKED": {"A": 5}, "FULL": {"A": 6}, "FIRST": {"A": 5}}
    places: Facts = {code: {"rank": 2, "coordinates": _MUNICH} for code in stock}
    places["NEAR"]["coordinates"] = _HAMBURG
    places["RANKED"]["rank"] = 1
    world = World(stock, warehouses=places, ratings=ratings)
    assert served_by(world, coordinates=_BERLIN) == {best}


def test_among_equals_the_code_decides() -> None:
    for codes in permutations(["W1", "W2", "W3"]):
        world = World(
            {code: {"A": 5} for code in codes}, warehouses={c: {"rank": 1} for c in codes}
        )
        assert served_by(world) == {"W1"}


class TestDistance:
    ratings = (_PARCELS, _DISTANCE, _CODE)
    stock = {"FAR": {"A": 5}, "NEAR": {"A": 5}}  # noqa: RUF012 - a constant of this class
    places: Facts = {  # noqa: RUF012 - the same
        "FAR": {"coordinates": _MUNICH},
        "NEAR": {"coordinates": _HAMBURG},
    }

    def world(self, places: Facts) -> World:
        return World(self.stock, warehouses=places, ratings=self.ratings)

    def test_the_nearest_is_best(self) -> None:
        assert served_by(self.world(self.places), coordinates=_BERLIN) == {"NEAR"}

    def test_an_order_without_coordinates_is_not_rated_by_distance(self) -> None:
        assert served_by(self.world(self.places)) == {"FAR"}

    def test_nor_is_one_whose_candidates_are_not_all_known(self) -> None:
        world = self.world({"NEAR": self.places["NEAR"]})
        assert served_by(world, coordinates=_BERLIN) == {"FAR"}

    def test_a_warehouse_that_may_not_serve_anyway_does_not_count(self) -> None:
        stock = {**self.stock, "OFF": {"A": 5}}
        places: Facts = {**self.places, "OFF": {"active": False}}
        world = World(stock, warehouses=places, ratings=self.ratings)
        answer = world.answer(("A", 2), coordinates=_BERLIN)
        assert answer.taken == {(1, "NEAR"): 2}
        assert [one.distance_km for one in answer.decision.warehouses] == [504, 255, None]

    def test_the_decision_keeps_the_distances(self) -> None:
        answer = self.world(self.places).answer(("A", 2), coordinates=_BERLIN)
        assert [one.distance_km for one in answer.decision.warehouses] == [504, 255]


def test_fewer_parcels_may_come_after_rank() -> None:
    """With rank before parcels the warehouse of rank 1 serves what it can."""
    stock = {"W1": {"A": 1}, "W2": {"A": 1, "B": 1}}
    lines = [("A", 1), ("B", 1)]
    by_rank = World(stock, ratings=(_RANK, _PARCELS, _CODE)).answer(*lines)
    assert by_rank.taken == {(1, "W1"): 1, (2, "W2"): 1}
    assert World(stock).answer(*lines).taken == {(1, "W2"): 1, (2, "W2"): 1}


class TestVeryManyWarehouses:
    """Above 14 candidates those with the most of what is wanted are tried."""

    def world(self, small: int, large: int) -> World:
        stock = {f"S{n:02d}": {"A": 1} for n in range(small)}
        stock |= {f"L{n:02d}": {"A": 3} for n in range(large)}
        return World(stock)

    def untried(self, world: World, quantity: int) -> set[str]:
        decision = world.answer(("A", quantity)).decision
        return {
            code for code, one in zip(world.codes, decision.warehouses, strict=True) if one.untried
        }

    def test_fourteen_are_all_tried(self) -> None:
        assert self.untried(self.world(13, 1), 5) == set()

    def test_those_with_the_least_are_left_out_and_said_to_be(self) -> None:
        world = self.world(4, 13)
        answer = world.answer(("A", 40))
        left_out = {
            code
            for code, one in zip(world.codes, answer.decision.warehouses, strict=True)
            if one.untried
        }
        assert left_out == {"S01", "S02", "S03"}
        assert sum(answer.taken.values()) == 13 * 3 + 1
        assert answer.waits == {}

    def test_a_warehouse_that_has_nothing_is_no_candidate(self) -> None:
        stock = {f"W{n:02d}": {"A": 0} for n in range(10)} | {f"X{n}": {"A": 1} for n in range(9)}
        assert self.untried(World(stock), 9) == set()

    def test_the_limit_is_met_by_the_best_of_them(self) -> None:
        answer = self.world(10, 10).answer(("A", 8), max_warehouses=3)
        assert answer.taken == {(1, "L00"): 3, (1, "L01"): 3, (1, "L02"): 2}
