"""The office's commands on orders, by keyboard alone: split, merge, tag, each with its preview."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from helpers.shop import (
    Page,
    cells,
    import_text,
    last,
    open_dialog,
    page,
    press,
    run,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ANA = "AT,ana@example.org,Ana Novak,Str. 1,Graz,8010"
MORE = f"""order_number,sku,quantity,country,customer_email,customer_name,street,city,postal_code
AN-1,TEA-1,2,{_ANA}
AN-1,CUP-3,3,,,,,,
AN-2,TEA-1,1,{_ANA}
AN-3,TEA-1,1,{_ANA}
"""


@pytest.fixture
def shown(place: Workplace, tmp_path: Path) -> Page:
    import_text(place.context, tmp_path, "orders", MORE)
    allocate(place.context)
    settle()
    return page(place, "orders")


def asked(place: Workplace) -> BulkDialog:
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def rows(dialog: BulkDialog) -> list[list[str]]:
    model = dialog.table.rows
    return [
        [model.cell(row, column).text for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_units_of_a_line_get_a_number_of_their_own_and_come_back(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "AN-1")
    press(place.desk.window, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    dialog = asked(place)
    press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "2")
    qtbot.waitUntil(lambda: [row[1] for row in rows(dialog)] == ["Goes through", "New order"])
    assert [row[0] for row in rows(dialog)] == ["AN-1", "AN-1/2"]
    assert "2 units wait: CUP-3 ×2." in rows(dialog)[1][2]
    assert dialog.verdict == "1 would be done · 1 new"
    assert dialog._do.text() == "Split 1 order"
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 order split.")
    assert [line.ordered for line in get_order(place.context, "AN-1/2").lines] == [2]
    run(place, CommandId.UNDO)
    assert [line.ordered for line in get_order(place.context, "AN-1").lines] == [2, 3]


def test_several_orders_of_one_customer_are_offered_to_be_merged(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "AN-2")
    button = place.desk.window.findChild(QPushButton, "merge_hint")
    assert button is not None
    button.setFocus()
    press(place.desk.window, Qt.Key.Key_Space)
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), BulkDialog))
    press(asked(place), Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_7, CONTROL)  # the key on one of them means the same
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), BulkDialog))
    dialog = asked(place)
    qtbot.waitUntil(lambda: {row[0] for row in rows(dialog)} == {"AN-1", "AN-2", "AN-3"})
    assert dialog._do.text() == "Merge 3 orders"
    press(dialog._do, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "3 orders merged.")
    assert get_order(place.context, "AN-2").status == "cancelled"
    assert len(get_order(place.context, "AN-1").lines) == 4


def test_tags_are_typed_and_narrow_the_list(shown: Page, place: Workplace, qtbot: QtBot) -> None:
    select(shown, "AN-2", "AN-3")
    press(place.desk.window, Qt.Key.Key_U, CONTROL, SHIFT)
    dialog = asked(place)
    type_into(dialog, "Gift; vip")
    qtbot.waitUntil(lambda: "Its tags are gift, vip." in [row[2] for row in rows(dialog)])
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "2 orders tagged.")
    settle()
    shown.pane.filter_bar.set_state(FilterState("", {"tag": frozenset({"vip"})}))
    settle()
    assert set(cells(shown, "number")) == {"AN-2", "AN-3"}
    assert cells(shown, "tags") == ["gift, vip", "gift, vip"]


def test_who_loses_stays_told_after_it(shown: Page, place: Workplace, tmp_path: Path) -> None:
    more = "order_number,sku,quantity,country,priority\nVIP,TEA-1,8,AT,9\n"
    import_text(place.context, tmp_path, "orders", more)
    allocate(place.context)
    settle()
    select(shown, "VIP")
    run(place, CommandId.TAKE_FROM_LATER)
    dialog = asked(place)
    press(dialog, Qt.Key.Key_Return)
    losers = [row for row in rows(dialog) if row[1] == "Loses stock"]
    assert losers
    assert "TEA-1 to VIP" in losers[0][2]
    press(dialog, Qt.Key.Key_Escape)
