"""Packers and cancellers in each other's way: nothing is scanned, shipped or cancelled twice."""

from sqlalchemy import select

from helpers import races
from helpers.bench import at, pick, scan
from helpers.races import race
from helpers.stockroom import Stockroom
from packbench.db.schema import Stock
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items


def picked(room: Stockroom, *numbers: str, units: int = 20) -> None:
    """Orders of one product that are picked, each at the bench of the racing processes."""
    room.fill({"W1": {"A": units * len(numbers)}})
    for number in numbers:
        room.order(number, ("A", units))
    room.allocate()
    pick(room)


def bench(room: Stockroom) -> Context:
    """The station at which all processes of a race sit."""
    return at(room.context, races.BENCH)


def test_scans_and_a_canceller(room: Stockroom) -> None:
    """What counts as scanned is what was counted, and of what was cancelled nothing counts."""
    picked(room, "O1", "O2")
    for number in ("O1-1", "O2-1"):
        open_packing(bench(room), number)
    answers = race(
        room.context.database.url,
        *[(races.scan_units, "O1-1", "A", 6)] * 4,
        *[(races.scan_units, "O2-1", "A", 6)] * 3,
        (races.cancel_orders, ["O2"]),
    )
    assert [one for one in answers if one.error or one.refusal] == []
    assert sum(one.result for one in answers[:4]) == 20
    assert get_packing(room.context, "O1-1").scanned == 20
    assert room.status("O2") == "cancelled"
    assert scan_items(bench(room), "O2-1", ["A"]).last_scan.by == "orders.cancel"
    room.check()


def test_one_station_gets_it(room: Stockroom) -> None:
    picked(room, "O1")
    tasks = [(races.open_at_own_bench, "O1-1", f"bench {number}") for number in range(8)]
    answers = race(room.context.database.url, *tasks)
    assert [one.error for one in answers if one.error] == []
    assert len([one for one in answers if one.result]) == 1
    assert [one.refusal for one in answers if one.refusal] == ["wrong_state"] * 7


def test_it_is_shipped_once(room: Stockroom) -> None:
    picked(room, "O1")
    scan(bench(room), "O1-1", "20*A")
    answers = race(room.context.database.url, *[(races.close_and_ship, "O1-1")] * 8)
    assert [one.error for one in answers if one.error] == []
    assert {one.result for one in answers} <= {"shipped", "packed"}
    with room.context.database.read.connect() as connection:
        assert connection.execute(select(Stock.on_hand)).scalar_one() == 0
    room.check()


def test_control_without_the_lock_more_is_scanned_than_was_picked(context: Context) -> None:
    """A file has one writer at a time, and its trigger refuses the second."""
    room = Stockroom(context)
    picked(room, "O1")
    scan(bench(room), "O1-1", "A")
    answers = race(context.database.url, *[(races.unlocked_scans, "O1-1", 15)] * 2)
    if context.database.read.dialect.name == "sqlite":
        assert sorted(one.result or 0 for one in answers) == [0, 15]
        assert any("more is scanned than was picked" in (one.error or "") for one in answers)
        room.check()
        return
    assert [one.result for one in answers] == [15, 15]
    bad = {one.name for one in administration.check(context.database).checks if not one.ok}
    assert "scans_are_of_what_was_picked" in bad
