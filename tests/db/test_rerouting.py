"""Other warehouses for promised orders: reroute, reallocate, replan, what-if."""

import random
from collections.abc import Iterator

import pytest

from helpers.one_order import reroute
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.settings import set_setting
from packbench.services.orders import rerouting
from packbench.services.orders import rerouting as rerouting_many
from packbench.services.stock.what_if import Arriving, what_if


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """An empty stockroom; whatever a test does in it, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


class TestReroute:
    def test_to_a_warehouse_that_can(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"A": 5}})
        room.order("O1", ("A", 2))
        room.allocate()
        reroute(room.context, "O1", "W2")
        assert room.promised("O1") == {(1, "W2"): 2}

    def test_one_line_alone(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5, "B": 5}, "W2": {"B": 5}})
        room.order("O1", ("A", 2), ("B", 2))
        room.allocate()
        reroute(room.context, "O1", "W2", line=2)
        assert room.promised("O1") == {(1, "W1"): 2, (2, "W2"): 2}

    def test_refused_with_the_fence(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"A": 5}}, warehouses={"W2": {"countries": "FR"}})
        room.order("O1", ("A", 2))
        room.allocate()
        refuse(room, Code.FENCE, lambda: reroute(room.context, "O1", "W2"))

    def test_refused_when_a_unit_would_be_lost(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"A": 1}})
        room.order("O1", ("A", 2))
        room.allocate()
        refuse(room, Code.FENCE, lambda: reroute(room.context, "O1", "W2"))


@pytest.mark.parametrize("seed", range(8))
class TestRerouteMany:
    """Many orders at once: each takes what it holds there and what is free, in queue order."""

    @pytest.fixture
    def crowd(self, room: Stockroom, seed: int) -> dict[str, dict[str, int]]:
        """Twelve orders, all promised, and what each of them asks for by SKU."""
        dice = random.Random(seed)  # noqa: S311 - a test's dice
        room.fill({code: {sku: dice.randint(6, 20) for sku in "ABC"} for code in ("W1", "W2")})
        asked: dict[str, dict[str, int]] = {}
        for number in range(12):
            units = {sku: dice.randint(1, 3) for sku in dice.sample("ABC", dice.randint(1, 3))}
            room.order(f"O{number}", *units.items())
            asked[f"O{number}"] = units
        room.allocate()
        whole = {number: units for number, units in asked.items() if not room.waits(number)}
        assert len(whole) > 3
        return whole

    def test_those_go_that_can_one_after_the_other(
        self, room: Stockroom, crowd: dict[str, dict[str, int]]
    ) -> None:
        free = {sku: room.free(sku)["W2"] for sku in "ABC"}
        expected = {}
        for number, units in crowd.items():
            held = room.units_at("W2", number)
            needed = {sku: count - held.get(sku, 0) for sku, count in units.items()}
            expected[number] = all(free[sku] >= count for sku, count in needed.items())
            if expected[number]:
                free = {sku: left - needed.get(sku, 0) for sku, left in free.items()}
        before = {number: room.promised(number) for number in crowd}
        told = rerouting_many.reroute(room.context, list(crowd), "W2").results
        assert {one.order_number: one.outcome == "done" for one in told} == expected
        for number, goes in expected.items():
            if goes:
                assert room.units_at("W2", number) == crowd[number]
            else:
                assert room.promised(number) == before[number]


class TestReallocate:
    def test_takes_from_the_end_of_the_queue(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 2))
        room.order("O3", ("A", 4))
        room.allocate()
        room.order("O0", ("A", 4), priority=5)
        room.allocate()
        before = snapshot(room.context.database)
        preview = rerouting.reallocate(room.context, "O0", dry_run=True)
        assert snapshot(room.context.database) == before
        done = rerouting.reallocate(room.context, "O0")
        assert preview.lost == done.lost
        assert [(one.order_number, one.quantity) for one in done.lost] == [("O1", 2), ("O2", 2)]
        assert room.promised("O0") == {(1, "W1"): 4}
        assert room.promised("O1") == {(1, "W1"): 1}

    def test_a_complete_only_loser_gives_all_back(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5, "B": 1}})
        room.order("O1", ("A", 5), ("B", 1), ship_partial=False)
        room.allocate()
        room.order("O0", ("A", 1), priority=5)
        room.allocate()
        rerouting.reallocate(room.context, "O0")
        assert room.promised("O1") == {}
        assert room.waits("O1")[2] == (1, "waiting_for_rest")
        assert room.free("B") == {"W1": 1}


class TestReplan:
    def test_saves_a_parcel_where_stock_has_come(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"B": 5}})
        room.order("O1", ("A", 1), ("B", 1))
        room.allocate()
        room.receive("W1", "B", 3)
        result = rerouting.replan(room.context)
        assert (result.orders, result.parcels_saved) == (["O1"], 1)
        assert room.promised("O1") == {(1, "W1"): 1, (2, "W1"): 1}

    def test_leaves_alone_what_can_not_be_better(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"B": 5}})
        room.order("O1", ("A", 1), ("B", 1))
        room.allocate()
        assert rerouting.replan(room.context).parcels_saved == 0
        assert room.promised("O1") == {(1, "W1"): 1, (2, "W2"): 1}


class TestPolicies:
    def test_complete_first(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 10))
        room.order("O2", ("A", 3))
        room.allocate()
        set_setting(room.context, "allocation.queue_policy", "complete_first")
        room.receive("W1", "A", 4)
        assert room.promised("O2") == {(1, "W1"): 3}
        assert room.promised("O1") == {(1, "W1"): 1}

    def test_without_auto_release_nobody_is_overtaken(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 4))
        room.allocate()
        set_setting(room.context, "allocation.auto_release", "no")
        assert room.receive("W1", "A", 5).released == []
        room.order("O2", ("A", 3))
        room.allocate()
        assert room.promised("O1") == {}
        assert room.promised("O2") == {(1, "W1"): 1}

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("allocation.ratings", "beauty"),
            ("allocation.ratings", "rank, rank"),
            ("allocation.claim_after_days", "-3"),
            ("allocation.auto_release", "perhaps"),
        ],
    )
    def test_a_bad_setting_is_refused(self, room: Stockroom, key: str, value: str) -> None:
        refuse(room, Code.BAD_SETTING, lambda: set_setting(room.context, key, value))


class TestWhatIf:
    def test_it_writes_nothing(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 2))
        room.allocate()
        before = snapshot(room.context.database)
        answer = what_if(room.context, [Arriving("W1", "A", 2)])
        assert [(one.order_number, one.after) for one in answer.flips] == [("O1", "ready")]
        assert snapshot(room.context.database) == before
        refuse(room, Code.INVALID, lambda: what_if(room.context, [Arriving("W1", "A", 0)]))
