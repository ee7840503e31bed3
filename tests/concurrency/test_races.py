"""Stations in each other's way: nothing is oversold, nothing is lost, nobody sees a raw error.

Each race comes with its control: the same without the lock, where it must show.
"""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from helpers import races
from helpers.races import Answer, race
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.schema import OrderLine, Product, Stock
from packbench.db.sql.sums import total

only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def units(database: Database) -> dict[str, int]:
    """Units by bucket over all lines, and what is free of all stock."""
    buckets = (OrderLine.ordered, OrderLine.allocated, OrderLine.waiting)
    free = total(Stock.on_hand - Stock.unavailable - Stock.allocated)
    with database.read.connect() as connection:
        told = {one.key: connection.execute(select(total(one))).scalar_one() for one in buckets}
        return {**told, "free": connection.execute(select(free)).scalar_one()}


def all_done(answers: Sequence[Answer]) -> list[int]:
    """What they all came to; nobody was refused, and nobody saw an error."""
    assert [one for one in answers if one.refusal or one.error] == []
    return [one.result for one in answers]


class TestLastUnit:
    def test_exactly_the_stock_is_promised(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        jobs = [(races.order_and_allocate, [(f"O{number}", [("A", 1)])]) for number in range(1, 7)]
        got = all_done(race(room.context.database.url, *jobs))
        assert sorted(got) == [0, 0, 0, 1, 1, 1]
        told = units(room.context.database)
        assert told == {"ordered": 6, "allocated": 3, "waiting": 3, "free": 0}

    def test_control_without_the_lock_the_database_has_to_refuse(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        for number in range(1, 7):
            room.order(f"O{number}", ("A", 1))
        jobs = [(races.unlocked_allocate, f"O{number}") for number in range(1, 7)]
        answers = race(room.context.database.url, *jobs)
        assert sorted(one.result or 0 for one in answers) == [0, 0, 0, 1, 1, 1]
        errors = [one.error or "" for one in answers if one.result is None]
        assert all("promise_is_covered" in error for error in errors), errors
        assert units(room.context.database)["allocated"] == 3


class TestOppositeOrder:
    """Orders that want the same products in opposite order."""

    def test_nobody_notices(self, room: Stockroom) -> None:
        room.fill({"W1": dict.fromkeys("ABCD", 12)})
        jobs = [
            (
                races.order_and_allocate,
                [
                    (f"O{station}-{n}", [(sku, 1) for sku in "ABCD"[:: 1 if station % 2 else -1]])
                    for n in range(5)
                ],
            )
            for station in range(4)
        ]
        got = all_done(race(room.context.database.url, *jobs))
        assert sum(got) == 4 * 12
        told = units(room.context.database)
        assert told == {"ordered": 80, "allocated": 48, "waiting": 32, "free": 0}

    def test_control_without_the_lock_somebody_gets_a_raw_error(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 1, "B": 1}})
        answers = race(
            room.context.database.url,
            (races.unordered_writes, ["A", "B"]),
            (races.unordered_writes, ["B", "A"]),
        )
        errors = [one.error for one in answers if one.error]
        assert len(errors) == 1
        word = "locked" if room.context.database.is_sqlite else "deadlock detected"
        assert word in errors[0]


class TestHotProduct:
    def test_every_unit_is_promised_once(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 20}, "W2": {"A": 20}})
        jobs = [
            (
                races.order_and_allocate,
                [(f"O{station}-{n}", [("A", 1 + n % 3)]) for n in range(6)],
            )
            for station in range(6)
        ]
        got = all_done(race(room.context.database.url, *jobs))
        assert sum(got) == 40
        told = units(room.context.database)
        assert told == {"ordered": 72, "allocated": 40, "waiting": 32, "free": 0}

    def test_control_without_the_lock_updates_are_lost(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 1}})
        url = room.context.database.url
        all_done(race(url, *[(races.unlocked_count, "A")] * 6))
        with room.context.database.read.connect() as connection:
            assert connection.execute(select(Product.weight_g)).scalar_one() == 1


class TestReceiptAgainstOrder:
    def test_nobody_waits_while_stock_is_free(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        orders = [
            (races.order_and_allocate, [(f"O{station}-{n}", [("A", 2)]) for n in range(6)])
            for station in range(3)
        ]
        receipts = [(races.receive, [("W1", "A", 2)] * 4) for _ in range(3)]
        all_done(race(room.context.database.url, *orders, *receipts))
        told = units(room.context.database)
        assert told == {"ordered": 36, "allocated": 24, "waiting": 12, "free": 0}

    def test_control_without_the_lock_an_order_waits_beside_free_stock(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 2))
        url = room.context.database.url
        all_done(
            race(url, (races.unlocked_allocate, "O1", 2), (races.receive_between, "W1", "A", 2))
        )
        told = units(room.context.database)
        assert told == {"ordered": 2, "allocated": 0, "waiting": 2, "free": 2}


class TestTwoReceipts:
    """Each brings one half of what an order wants that ships only complete."""

    def test_the_second_completes_the_order(self, room: Stockroom) -> None:
        room.fill({"W1": dict.fromkeys("ABCDEF", 0)})
        for number, pair in enumerate(("AB", "CD", "EF"), 1):
            room.order(f"O{number}", *[(sku, 5) for sku in pair], ship_partial=False)
        room.allocate()
        answers = race(
            room.context.database.url,
            (races.receive, [("W1", sku, 5) for sku in "ACE"]),
            (races.receive, [("W1", sku, 5) for sku in "BDF"]),
        )
        assert sum(all_done(answers)) == 30
        told = units(room.context.database)
        assert told == {"ordered": 30, "allocated": 30, "waiting": 0, "free": 0}

    @only_postgresql
    def test_control_without_the_lock_both_halves_lie_there_and_it_waits(
        self, room: Stockroom
    ) -> None:
        # Two warehouses: in one of them the second would wait for the end of the first's ledger.
        room.fill({"W1": {"A": 0}, "W2": {"B": 0}})
        room.order("O1", ("A", 5), ("B", 5), ship_partial=False)
        room.allocate()
        url = room.context.database.url
        halves = [
            (races.unlocked_receive, code, sku, 5) for code, sku in (("W1", "A"), ("W2", "B"))
        ]
        all_done(race(url, *halves))
        told = units(room.context.database)
        assert told == {"ordered": 10, "allocated": 0, "waiting": 10, "free": 10}

    @only_sqlite
    def test_control_without_the_lock_a_reader_can_not_write(self, room: Stockroom) -> None:
        """On SQLite nobody sees half of another's work; a late writer is refused instead."""
        room.fill({"W1": {"A": 0, "B": 0}})
        url = room.context.database.url
        answers = race(url, *[(races.unordered_writes, ["A"])] * 3)
        assert sum(1 for one in answers if "locked" in (one.error or "")) == 2


class TestOneOrderTwice:
    def test_two_stations_allocate_the_same_orders(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 30}})
        for number in range(10):
            room.order(f"O{number}", ("A", 2))
        url = room.context.database.url
        answers = race(url, *[(races.allocate_all,)] * 4)
        assert sum(all_done(answers)) == 20
        told = units(room.context.database)
        assert told == {"ordered": 20, "allocated": 20, "waiting": 0, "free": 10}

    def test_the_same_receipt_sent_by_two_stations_counts_once(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 9))
        room.allocate()
        url = room.context.database.url
        answers = race(url, *[(races.receive_keyed, "W1", "A", 5, "one key")] * 5)
        assert all_done(answers) == [5] * 5
        assert units(room.context.database)["allocated"] == 5

    def test_the_same_order_file_imported_by_two_stations_comes_in_once(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 9}})
        rows = "order_number,sku,quantity,country\n" + "".join(
            f"O{number},A,1,DE\n" for number in range(200)
        )
        url = room.context.database.url
        answers = race(url, *[(races.import_orders, rows)] * 3)
        assert sorted(all_done(answers)) == [0, 0, 200]
        assert units(room.context.database)["ordered"] == 200
