"""Replenishment and better bins in the window, by keys and scans."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from helpers.shop import import_text, last, open_dialog, press, scan, settle, type_into, wait_for
from packbench.services.orders.allocating import allocate
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.replenishing.views import list_replenishment
from packbench.services.stock.changes import Receipt, list_stock, receive
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.screens.replenishing.scan_screen import CarryScreen
from packbench.ui.screens.replenishing.slotting_dialog import SlottingDialog
from packbench.ui.screens.replenishing.tasks_dialog import CarriedDialog, PlanDialog, TasksDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT = Qt.KeyboardModifier.AltModifier


def shot(place: Workplace, dialog: QWidget, name: str) -> None:
    """Pictures for a person to look at; none in a usual run."""
    for scheme in Scheme if PICTURES else ():
        place.desk.theme.choose(QApplication.instance(), scheme)  # type: ignore[arg-type]
        settle()
        dialog.grab().save(f"{PICTURES}/{name}-{scheme.value}.png")


@pytest.fixture
def bins(place: Workplace, tmp_path: Path) -> Workplace:
    """MUG-2 is picked from P-1 (5 to 20; 2 lie there), far R-1 holds 40; N-1 is near and empty."""
    context = place.context
    table = "warehouse,code,aisle,x,y\nVIE,P-1,A,0,30\nVIE,R-1,B,9,30\nVIE,N-1,A,0,2\n"
    import_text(context, tmp_path, "locations", table)
    table = "warehouse,location,sku,minimum,maximum\nVIE,P-1,MUG-2,5,20\n"
    import_text(context, tmp_path, "pick-bins", table)
    receive(context, Receipt("VIE", "MUG-2", 2, "P-1"))
    receive(context, Receipt("VIE", "MUG-2", 40, "R-1"))
    settle()
    return place


def opened(place: Workplace, key: Qt.Key, name: str) -> QWidget:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, key, ALT)
    wait_for(lambda: any(one.isVisible() for one in place.desk.window.findChildren(QDialog, name)))
    return open_dialog(place, name)


def asked(place: Workplace, dialog: QWidget, key: Qt.Key, name: str) -> QWidget:
    """What a button opens, by its letter."""
    dialog.activateWindow()  # as a window manager does when the one above it is closed
    settle()
    press(dialog, key, *([] if key is Qt.Key.Key_Return else [ALT]))
    found = place.desk.window.findChildren
    wait_for(lambda: any(one.isVisible() for one in found(QDialog, name)))
    return open_dialog(place, name)


def planned(bins: Workplace) -> TasksDialog:
    """The list with the task of a plan, which is looked at first."""
    tasks = opened(bins, Qt.Key.Key_J, "replenishment_dialog")
    assert isinstance(tasks, TasksDialog)
    wait_for(lambda: not tasks.told)
    shot(bins, tasks, "replenish-empty")
    plan = asked(bins, tasks, Qt.Key.Key_P, "replenish_plan_dialog")
    assert isinstance(plan, PlanDialog)
    assert "1 task: 18 units are to be carried" in plan.told
    assert list_replenishment(bins.context) == []
    shot(bins, plan, "replenish-plan")
    press(plan, Qt.Key.Key_Return)
    wait_for(lambda: len(tasks.table.rows.shown) == 1)
    shot(bins, tasks, "replenish-tasks")
    return tasks


def say_a_part(bins: Workplace, tasks: TasksDialog, name: str) -> None:
    """8 of 18, by the form."""
    saying = asked(bins, tasks, Qt.Key.Key_Return, "carried_dialog")
    assert isinstance(saying, CarriedDialog)
    saying.units.setText("99")
    press(saying, Qt.Key.Key_Return)
    wait_for(lambda: f"{name} asks for 18 units" in saying.told)
    shot(bins, saying, "replenish-carried")
    saying.units.setText("8")
    press(saying, Qt.Key.Key_Return)
    wait_for(lambda: f"{name}: 8 of MUG-2 lie in P-1" in last(bins)[1])
    wait_for(lambda: [one.units for one in tasks.table.rows.shown] == [10])


def scan_the_rest(bins: Workplace, screen: CarryScreen, name: str) -> None:
    """Bin, item, a number, bin; a wrong bin is told; the last one is taken back."""
    wait_for(lambda: "10 units" in screen.shown[2])
    scan(screen, "MUG-2")
    wait_for(lambda: "Scan the reserve bin first" in screen.band.words)
    scan(screen, "N-1")
    wait_for(lambda: "Nothing is to be carried from N-1" in screen.band.words)
    scan(screen, "R-1")
    scan(screen, "MUG-2")
    wait_for(lambda: screen.shown[0] == "P-1")
    type_into(screen, "6")
    press(screen, Qt.Key.Key_Return)
    shot(bins, screen, "replenish-scan")
    scan(screen, "N-1")
    wait_for(lambda: f"{name} goes to P-1, not to N-1" in screen.band.words)
    scan(screen, "P-1")
    wait_for(lambda: "4 units" in screen.shown[2])
    press(screen, Qt.Key.Key_F3)
    wait_for(lambda: "10 units" in screen.shown[2])


def test_bins_are_planned_and_filled(bins: Workplace) -> None:
    """The plan is looked at first; a part by form, the rest by scan, what is short told; undone."""
    tasks = planned(bins)
    name = tasks.table.rows.shown[0].task
    say_a_part(bins, tasks, name)
    screen = asked(bins, tasks, Qt.Key.Key_S, "carry_screen")
    assert isinstance(screen, CarryScreen)
    scan_the_rest(bins, screen, name)
    scan(screen, "R-1")
    scan(screen, "MUG-2")
    wait_for(lambda: screen.shown[0] == "P-1")
    press(screen, Qt.Key.Key_F4)
    wait_for(lambda: "10 units of MUG-2 were not found in R-1" in screen.band.words)
    assert list_replenishment(bins.context) == []
    press(screen, Qt.Key.Key_Escape)
    wait_for(lambda: not tasks.table.rows.shown)
    found = list_stock(bins.context, sku="MUG-2", warehouse="VIE")
    assert found[0].on_hand >= 42  # carrying loses nothing


def test_better_bins_are_told_and_made(bins: Workplace, tmp_path: Path) -> None:
    """MUG-2 is picked far away; the empty bin by the depot is better, and tasks carry it there."""
    context = bins.context
    receive(context, Receipt("VIE", "MUG-2", 4, "P-1"))
    for number in range(2):
        head = "order_number,customer_name,street,city,postal_code,country,sku,quantity\n"
        rows = f"SLOT{number},Ann,Way 1,Wien,1010,AT,MUG-2,1\n"
        import_text(context, tmp_path, "orders", head + rows)
        allocate(context, orders=[f"SLOT{number}"])
        wave = create_wave(context, WaveRequest(orders=[f"SLOT{number}"])).number
        confirm_picks(context, wave, [], rest=True)
    settle()
    dialog = opened(bins, Qt.Key.Key_L, "slotting_dialog")
    assert isinstance(dialog, SlottingDialog)
    dialog.warehouse.setCurrentIndex(dialog.warehouse.findData("VIE"))
    wait_for(lambda: bool(dialog.table.rows.shown))
    assert dialog.in_hand is not None
    assert (dialog.in_hand.sku, dialog.in_hand.target) == ("MUG-2", "N-1")
    assert "m a day would be saved" in dialog.told
    assert "N-1 is free" in dialog.why
    shot(bins, dialog, "slotting")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "MUG-2 goes to N-1" in last(bins)[1])
    assert [one.reason.value for one in list_replenishment(context)] == ["slotting"]
    wait_for(lambda: not dialog.table.rows.shown)
    shot(bins, dialog, "slotting-none")
