from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QTimer

from helpers.clocks import Clock, clock_of_today, on
from helpers.sample import add_order, add_product, add_stock
from helpers.shop import cells, click_message, last, page, settle
from packbench.services.office.sweep import sweep_once
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.ui.daily import DailySweep
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace


@pytest.fixture
def clock() -> Clock:
    return clock_of_today()


@pytest.fixture
def place(place: Workplace, clock: Clock) -> Workplace:
    """PRE-1 and PRE-2 wait for a pre-order that is given out tomorrow."""
    place = replace(place, context=on(place.context, clock))
    facts = {"backorder": "preorder", "available_from": clock.day + timedelta(days=1)}
    with place.context.database.write.begin() as connection:
        add_product(connection, "NEW-9", **facts)
    add_stock(place.context, "VIE", "NEW-9", 5)
    with place.context.database.write.begin() as connection:
        add_order(connection, "PRE-1", [("NEW-9", 1)], minute=10)
        add_order(connection, "PRE-2", [("NEW-9", 2)], minute=11)
    allocate(place.context)
    return place


@pytest.fixture
def start(place: Workplace, clock: Clock) -> Callable[[], DailySweep]:

    def make() -> DailySweep:
        made = DailySweep(place, lambda: clock.day)
        settle()
        return made

    return make


def test_a_quiet_day_says_nothing(place: Workplace, start: Callable[[], DailySweep]) -> None:
    said = len(place.desk.window.messages.past())
    start()
    assert len(place.desk.window.messages.past()) == said
    assert sweep_once(place.context) is None  # it was done


def test_at_the_start_it_tells_what_became_ready(
    place: Workplace, start: Callable[[], DailySweep], clock: Clock
) -> None:
    clock.turn()
    start()
    assert last(place) == (Level.INFO, "A new day has begun. 2 pre-orders are ready.")
    assert get_order(place.context, "PRE-1").status == "ready"
    click_message(place, "Show")
    assert cells(page(place, "orders"), "number") == ["PRE-2", "PRE-1"]


def test_after_midnight_a_window_that_stays_open_sweeps(
    place: Workplace, start: Callable[[], DailySweep], clock: Clock
) -> None:
    daily = start()
    daily.look()
    settle()
    assert get_order(place.context, "PRE-1").status == "back_order"  # the day is swept already
    clock.turn()
    timer = daily.findChild(QTimer)
    assert isinstance(timer, QTimer)
    assert timer.isActive()
    assert timer.interval() <= 60_000
    timer.timeout.emit()
    settle()
    assert get_order(place.context, "PRE-1").status == "ready"
    place.desk.window.close()
    assert not timer.isActive()


def test_what_another_station_swept_is_not_told_again(
    place: Workplace, start: Callable[[], DailySweep], clock: Clock
) -> None:
    clock.turn()
    sweep_once(place.context)
    said = len(place.desk.window.messages.past())
    start()
    assert len(place.desk.window.messages.past()) == said
