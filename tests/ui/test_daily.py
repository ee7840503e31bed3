from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QTimer
from sqlalchemy import update

from helpers.sample import add_order, add_product, add_stock
from helpers.shop import cells, click_message, last, page, settle
from packbench.db.schema import Product
from packbench.engine.today import today
from packbench.services.office.sweep import sweep_once
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.ui.daily import DailySweep
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace


class Clock:
    """The day it is."""

    def __init__(self) -> None:
        self.day = today()

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock(place: Workplace) -> Clock:
    """PRE-1 and PRE-2 wait for a pre-order that is given out tomorrow."""
    facts = {"backorder": "preorder", "available_from": today() + timedelta(days=1)}
    with place.context.database.write.begin() as connection:
        add_product(connection, "NEW-9", **facts)
    add_stock(place.context, "VIE", "NEW-9", 5)
    with place.context.database.write.begin() as connection:
        add_order(connection, "PRE-1", [("NEW-9", 1)], minute=10)
        add_order(connection, "PRE-2", [("NEW-9", 2)], minute=11)
    allocate(place.context)
    return Clock()


@pytest.fixture
def start(place: Workplace, clock: Clock) -> Callable[[], DailySweep]:

    def make() -> DailySweep:
        made = DailySweep(place, clock)
        settle()
        return made

    return make


def let_come(place: Workplace) -> None:
    with place.context.database.write.begin() as connection:
        here = Product.sku == "NEW-9"
        connection.execute(update(Product).where(here).values(available_from=today()))


def test_a_quiet_day_says_nothing(place: Workplace, start: Callable[[], DailySweep]) -> None:
    said = len(place.desk.window.messages.past())
    start()
    assert len(place.desk.window.messages.past()) == said
    assert sweep_once(place.context, today()) is None  # it was done


def test_at_the_start_it_tells_what_became_ready(
    place: Workplace, start: Callable[[], DailySweep]
) -> None:
    let_come(place)
    start()
    assert last(place) == (Level.INFO, "A new day: 2 pre-orders are ready.")
    assert get_order(place.context, "PRE-1").status == "ready"
    click_message(place, "Show")
    assert cells(page(place, "orders"), "number") == ["PRE-2", "PRE-1"]


def test_after_midnight_a_window_that_stays_open_sweeps(
    place: Workplace, start: Callable[[], DailySweep], clock: Clock
) -> None:
    daily = start()
    let_come(place)
    daily.look()
    settle()
    assert get_order(place.context, "PRE-1").status == "back_order"  # the day is swept already
    clock.day += timedelta(days=1)
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
    place: Workplace, start: Callable[[], DailySweep]
) -> None:
    let_come(place)
    sweep_once(place.context, today())
    said = len(place.desk.window.messages.past())
    start()
    assert len(place.desk.window.messages.past()) == said
