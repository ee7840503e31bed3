from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QToolButton

from helpers.clocks import Clock, clock_of_today, on
from helpers.sample import add_order, add_product, add_stock
from helpers.shop import (
    cells,
    click_message,
    last,
    open_dialog,
    page,
    press,
    scan,
    settle,
    wait_for,
)
from helpers.snapshots import snapshot
from packbench.services.office.sweep import sweep_once
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.ui import company_clock
from packbench.ui.daily import DailySweep
from packbench.ui.parts.tables.formats import age, day, exact
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
def start(place: Workplace) -> Callable[[], DailySweep]:

    def make() -> DailySweep:
        made = DailySweep(place)
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


def question(place: Workplace) -> QDialog:
    return open_dialog(place, "clock_question")


@pytest.fixture
def unsure(place: Workplace, clock: Clock) -> Workplace:
    """The same window, where nobody vouches for the computer's clock."""
    return replace(place, context=on(place.context, clock, believed=False))


def test_after_a_weekend_enter_is_enough(unsure: Workplace, clock: Clock) -> None:
    clock.turn(3)
    DailySweep(unsure)
    settle()
    before = snapshot(unsure.context.database)
    asked = question(unsure)
    assert "Until then the work goes on" in asked.accessibleDescription()
    assert exact(clock.at) in asked.accessibleDescription()
    assert not unsure.desk.window.banner.isHidden()
    assert snapshot(unsure.context.database) == before
    press(asked, Qt.Key.Key_Return)
    assert last(unsure) == (Level.INFO, "A new day has begun. 2 pre-orders are ready.")
    assert unsure.desk.window.banner.isHidden()
    assert company_clock.today() == clock.day


def test_a_year_ahead_enter_leaves_all_as_it_is(unsure: Workplace, clock: Clock) -> None:
    day = clock.day
    clock.turn(400)
    daily = DailySweep(unsure)
    settle()
    before = snapshot(unsure.context.database)
    press(question(unsure), Qt.Key.Key_Return)
    settle()
    assert get_order(unsure.context, "PRE-1").status == "back_order"
    assert snapshot(unsure.context.database) == before
    assert company_clock.today() == day
    daily.look()
    settle()
    assert not [one for one in unsure.desk.window.findChildren(QDialog) if one.isVisible()]
    banner = unsure.desk.window.banner
    assert banner.text.endswith("Until it is confirmed no new day begins.")
    clock.turn(-400)
    daily.look()
    settle()
    assert banner.isHidden()  # somebody set the clock


def test_the_banner_asks_again_and_a_letter_confirms(unsure: Workplace, clock: Clock) -> None:
    clock.turn(40)
    DailySweep(unsure)
    settle()
    press(question(unsure), Qt.Key.Key_Escape)
    [ask] = [
        one
        for one in unsure.desk.window.banner.findChildren(QToolButton)
        if one.text() == "Confirm the clock…"
    ]
    ask.click()
    settle()
    press(question(unsure), Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: get_order(unsure.context, "PRE-1").status == "ready")
    settle()
    click_message(unsure, "Undo")
    assert last(unsure) == (Level.DONE, "What the new day brought was taken back.")
    assert get_order(unsure.context, "PRE-1").status == "back_order"


def test_a_scan_does_not_answer_the_question(unsure: Workplace, clock: Clock) -> None:
    clock.turn(3)
    DailySweep(unsure)
    settle()
    before = snapshot(unsure.context.database)
    scan(question(unsure), "PRE-1")
    assert question(unsure).isVisible()
    assert snapshot(unsure.context.database) == before


def test_the_window_goes_by_the_databases_clock(place: Workplace, clock: Clock) -> None:
    """The computer may be a year ahead of its server."""
    clock.turn(-400)
    DailySweep(place)
    settle()
    assert company_clock.today() == clock.day
    assert age(clock.at - timedelta(days=3)).text == "3 days"
    assert day(clock.day).text == "today"
