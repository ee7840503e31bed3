"""The floor of a warehouse in the window, by keys: looked at, drawn, saved, taken back, printed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from helpers.sample import add_location, warehouse_id_of
from helpers.shop import last, open_dialog, press, settle, type_into, wait_for
from packbench.engine.command.context import Context
from packbench.services.picking.layouts import floor_plan
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.layouts.dialog import LayoutDialog
from packbench.ui.workplace import Workplace

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def bins(shop: Context) -> None:
    with shop.database.write.begin() as connection:
        vienna = warehouse_id_of(connection, "VIE")
        for code in ("A-01-1", "A-02-1", "A-03-1", "B-01-1", "B-02-1", "HALL"):
            add_location(connection, vienna, code)


def layout_dialog(place: Workplace) -> LayoutDialog:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_F8, CTRL, SHIFT)
    found = open_dialog(place, "layout_dialog")
    assert isinstance(found, LayoutDialog)
    found.activateWindow()
    settle()
    return found


def go_to(dialog: LayoutDialog, key: Qt.Key, name: str) -> None:
    """Goes to a field by its letter; a letter may begin a scan, so it is held for a moment."""
    press(dialog, key, ALT)
    wait_for(lambda: getattr(dialog.focusWidget(), "accessibleName", str)() == name)


@pytest.mark.usefixtures("bins")
def test_a_layout_is_drawn_saved_and_taken_back_by_keys(place: Workplace) -> None:
    dialog = layout_dialog(place)
    assert dialog.state == "As drawn here, not saved yet"
    assert "1 bin fits no place: HALL." in dialog.answer
    go_to(dialog, Qt.Key.Key_B, "Bays a side")
    type_into(dialog, "3")
    wait_for(lambda: dialog.fields.form.bays == 3)
    go_to(dialog, Qt.Key.Key_U, "One way up")
    type_into(dialog, "1, 2")
    wait_for(lambda: dialog.answer.startswith("Nobody can walk from the depot into aisle A"))
    assert not floor_plan(place.context, "VIE").drawn
    press(dialog, Qt.Key.Key_Return)
    assert not floor_plan(place.context, "VIE").drawn
    press(dialog, Qt.Key.Key_Home, SHIFT)
    line = dialog.focusWidget()
    assert isinstance(line, QLineEdit)
    line.insert("9" * 5_000)  # a paste of what is no number of an aisle
    wait_for(lambda: not dialog.answer.startswith("Nobody can walk"))
    press(dialog, Qt.Key.Key_Home, SHIFT)
    type_into(dialog, "1")
    wait_for(lambda: dialog.answer.startswith("5 bins have a place"))
    for _ in range(20):
        if dialog.focusWidget() is dialog.plan:
            break
        press(dialog, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.plan
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_PageDown)
    press(dialog, Qt.Key.Key_PageDown)
    press(dialog, Qt.Key.Key_Right, SHIFT)
    assert dialog.fields.form.depot_m == (0.0, -0.5)
    assert dialog.fields.form.moved_m == {2: 0.1}
    press(dialog, Qt.Key.Key_Return)
    told = "The layout of VIE is saved: 5 bins have a place, 1 have none."
    assert last(place) == (Level.DONE, told)
    plan = floor_plan(place.context, "VIE")
    assert plan.ways is not None
    assert [(one.name, one.x_mm, one.way.value) for one in plan.ways.aisles] == [
        ("A", 0, "up"),
        ("B", 3_100, "both"),
    ]
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    assert not floor_plan(place.context, "VIE").drawn


@pytest.mark.usefixtures("bins")
def test_a_saved_floor_is_shown_shaded_and_printed(place: Workplace) -> None:
    dialog = layout_dialog(place)
    press(dialog, Qt.Key.Key_Return)
    dialog = layout_dialog(place)
    assert dialog.state == "As it is saved"
    assert len(dialog.plan.floor.bins) == 5
    go_to(dialog, Qt.Key.Key_S, "Bins are shaded by")
    press(dialog, Qt.Key.Key_Down)
    assert dialog.wanted.shade.value == "picks"
    press(dialog, Qt.Key.Key_P, CTRL)
    wait_for(lambda: bool(place.desk.window.findChildren(DocumentPreview)))
    [preview] = place.desk.window.findChildren(DocumentPreview)
    assert preview.windowTitle() == "floor-plan-VIE"
    preview.close()
    press(dialog, Qt.Key.Key_Escape)


@pytest.mark.usefixtures("bins")
def test_a_click_puts_the_start(place: Workplace) -> None:
    dialog = layout_dialog(place)
    plan = dialog.plan
    plan.grab()
    corner = plan.rect().center()
    QTest.mouseClick(plan, Qt.MouseButton.LeftButton, pos=corner)
    settle()
    put = dialog.fields.form.depot_m
    assert put != (0.0, 0.0)
    assert dialog.plan.chosen == 0
    press(dialog, Qt.Key.Key_Escape)
