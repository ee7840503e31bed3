"""The daily sweep: once a day for all stations, and what it finds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from helpers.clocks import Clock, on
from helpers.one_order import cancel
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.engine.command.context import Context
from packbench.services.office.sweep import sweep, sweep_once
from packbench.services.office.undo import undo
from packbench.services.stock.changes import Receipt, receive


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(context: Context, clock: Clock) -> Iterator[Stockroom]:
    """O1 waits for a pre-order of which there are 3, and which is given out tomorrow."""
    room = Stockroom(on(context, clock))
    facts = {"backorder": "preorder", "available_from": clock.day + timedelta(days=1)}
    room.fill({"W1": {"A": 3}}, products={"A": facts})
    room.order("O1", ("A", 2))
    room.allocate()
    yield room
    room.check()


def test_it_runs_once_a_day(room: Stockroom, clock: Clock) -> None:
    before = snapshot(room.context.database)
    assert sweep_once(room.context) is None  # the first command of the day did it
    assert snapshot(room.context.database) == before  # not even a command
    clock.turn()
    second = sweep_once(room.context)
    assert second is not None
    assert [(one.order_number, one.quantity) for one in second.released] == [("O1", 2)]
    assert room.promised("O1") == {(1, "W1"): 2}


def test_before_its_day_a_pre_order_gets_nothing(room: Stockroom) -> None:
    assert sweep(room.context).released == []
    assert room.waits("O1") == {1: (2, "preorder")}


def test_a_sweep_by_hand_is_the_one_of_the_day(room: Stockroom) -> None:
    sweep(room.context)
    assert sweep_once(room.context) is None


def test_of_two_stations_that_start_at_once_one_sweeps(room: Stockroom, clock: Clock) -> None:
    clock.turn()
    together = Barrier(2)

    def start(station: str) -> int:
        context = replace(room.context, station=station)
        together.wait()
        swept = sweep_once(context)
        return -1 if swept is None else len(swept.released)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, ("station 1", "station 2"))) == [-1, 1]


def test_a_lot_that_came_in_expired_was_never_available(room: Stockroom, clock: Clock) -> None:
    over = clock.day - timedelta(days=2)
    receive(room.context, Receipt("W1", "A", 3, lot="L1", expires_on=over))
    assert room.free("A") == {"W1": 3}
    assert sweep(room.context).expired_units == 0


def test_undo_passes_it_over(room: Stockroom, clock: Clock) -> None:
    cancel(room.context, "O1", line=1, quantity=1)
    clock.turn()
    sweep_once(room.context)
    assert undo(room.context).name == "orders.cancel"
