"""Saved views by real keys: kept, chosen, marked as changed, shared, begun with, left out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from helpers.shop import (
    cells,
    furnished,
    last,
    open_dialog,
    page,
    press,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.views import Arrangement, FilterState, ViewState, ViewTab
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.services.office.views import list_views, save_view
from packbench.ui.app import open_desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.views.dialogs import ChooseViewDialog, ExportDialog, NameViewDialog
from packbench.ui.views.saved import ViewsOfList
from packbench.ui.workplace import Workplace

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
AT_FIRST = ["SO-1005", "SO-1004", "SO-1003", "SO-1002", "SO-1001"]


def chip(shown: RecordPage[Any, Any, Any]) -> str:
    found = shown.findChild(QToolButton, "view_chip")
    assert isinstance(found, QToolButton)
    return found.text()


def views_of(shown: RecordPage[Any, Any, Any]) -> ViewsOfList:
    found = shown.findChild(ViewsOfList)
    assert isinstance(found, ViewsOfList)
    return found


def name_dialog(place: Workplace) -> NameViewDialog:
    dialog = open_dialog(place, "name_view_dialog")
    assert isinstance(dialog, NameViewDialog)
    return dialog


def keys(place: Workplace, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, key, *modifiers)


def choose_dialog(place: Workplace) -> ChooseViewDialog:
    keys(place, Qt.Key.Key_V, ALT)
    dialog = open_dialog(place, "choose_view_dialog")
    assert isinstance(dialog, ChooseViewDialog)
    return dialog


def save_as(place: Workplace, name: str) -> None:
    keys(place, Qt.Key.Key_V, ALT, SHIFT)
    dialog = name_dialog(place)
    dialog.field.clear()
    type_into(dialog, name)
    press(dialog, Qt.Key.Key_Return)
    place.desk.window.activateWindow()
    settle()


def test_a_view_is_saved_changed_replaced_chosen_and_undone_by_keys(place: Workplace) -> None:
    shown = page(place, "orders")
    bar = shown.pane.filter_bar
    assert chip(shown) == "View"
    bar.set_state(FilterState("", {"country": frozenset({"AT", "FR"})}))
    shown.pane.sort("units", False)
    settle()
    save_as(place, "Abroad")
    assert last(place) == (Level.DONE, "View Abroad is saved.")
    assert chip(shown) == "View: Abroad"
    keys(place, Qt.Key.Key_F8)
    assert chip(shown) == "View: Abroad (changed)"
    assert len(cells(shown, "number")) == 5
    dialog = choose_dialog(place)
    assert dialog.in_hand is not None
    press(dialog, Qt.Key.Key_Return)
    assert cells(shown, "number") == ["SO-1002", "SO-1005"]
    assert chip(shown) == "View: Abroad"


def test_columns_are_kept_a_view_is_replaced_and_each_undone_by_keys(place: Workplace) -> None:
    shown = page(place, "orders")
    save_as(place, "Abroad")
    shown.pane.view.arranging.arrange(Arrangement(("number", "country", "units")))
    settle()
    assert chip(shown) == "View: Abroad (changed)"
    keys(place, Qt.Key.Key_V, ALT, SHIFT)
    naming = name_dialog(place)
    assert naming._save.text() == "Replace “Abroad”"
    press(naming, Qt.Key.Key_Return)
    assert chip(shown) == "View: Abroad"
    dialog = choose_dialog(place)
    press(dialog, Qt.Key.Key_Home)
    press(dialog, Qt.Key.Key_Return)
    assert (cells(shown, "number"), chip(shown)) == (AT_FIRST, "View")
    assert "channel" in shown.pane.view.arranging.arrangement.shown
    views_of(shown).open(views_of(shown).views[0])
    settle()
    assert shown.pane.view.arranging.arrangement.shown == ("number", "country", "units")
    keys(place, Qt.Key.Key_Z, CONTROL)
    wait_for(lambda: last(place)[1].startswith("Taken back"))
    assert chip(shown) == "View: Abroad (changed)"
    keys(place, Qt.Key.Key_Z, CONTROL)
    wait_for(lambda: list_views(place.context) == [])
    settle()
    assert chip(shown) == "View"


def test_views_are_renamed_shared_and_deleted_by_keys_and_others_are_told(
    place: Workplace,
) -> None:
    shown, context = page(place, "back_orders"), place.context
    mine = save_view(context, ViewTab.BACK_ORDERS, "=1+1 & <b>", ViewState())
    ben = replace(context, operator="Ben")
    save_view(ben, ViewTab.BACK_ORDERS, "Ben's", ViewState(), shared=True)
    save_view(ben, ViewTab.BACK_ORDERS, "hidden", ViewState())
    settle()
    dialog = choose_dialog(place)
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        "As in the beginning",
        "=1+1 & <b>",
        "Ben's   ·  Ben's",
    ]
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_F2)
    naming = name_dialog(place)
    naming.field.clear()
    type_into(naming, "Mine")
    press(naming, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "The view is called Mine now.")
    place.desk.window.activateWindow()
    views_of(shown)._turn_shared(views_of(shown).views[0])
    assert last(place) == (Level.DONE, "View Mine is shared with everybody.")
    views_of(shown)._delete(next(one for one in views_of(shown).views if not one.mine))
    assert last(place)[0] is Level.REFUSED
    assert "Ben's, who alone can change it" in last(place)[1]
    save_view(context, ViewTab.BACK_ORDERS, "Mine", ViewState(), over=3)
    settle()
    views_of(shown)._rename(replace(mine, version=3), "Late")
    assert last(place)[0] is Level.REFUSED
    assert "was changed in between" in last(place)[1]
    dialog = choose_dialog(place)
    press(dialog, Qt.Key.Key_Home)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Delete)
    assert last(place) == (Level.DONE, "View Mine is deleted.")
    assert [one.name for one in list_views(context)] == ["Ben's"]


def test_what_a_view_names_and_nobody_knows_is_left_out_and_told(place: Workplace) -> None:
    shown = page(place, "inventory")
    values = {"warehouse": frozenset({"VIE", "W9"}), "moon": frozenset({"full"})}
    state = ViewState(FilterState("", values), "sku", arrangement=Arrangement(("sku", "colour")))
    view = save_view(place.context, ViewTab.INVENTORY, "old", state)
    settle()
    views_of(shown).open(view)
    settle()
    assert shown.pane.filter_bar.state.of("warehouse") == {"VIE"}
    assert last(place) == (
        Level.PART,
        (
            "View old is open. Left out, since it is not known here (any more): column “colour”,"
            " warehouse “W9”, filter “moon”."
        ),
    )
    assert chip(shown) == "View: old (changed)"


def test_a_list_begins_with_its_view_or_as_it_was_left(
    shop: Context, qapp: Any, tmp_path: Path, qtbot: Any
) -> None:
    state = ViewState(FilterState("", {"country": frozenset({"FR"})}))
    view = save_view(shop, ViewTab.ORDERS, "France", state)

    def opened_again() -> tuple[Workplace, RecordPage[Any, Any, Any], Any]:
        desk = open_desk(qapp, Lanes.inline(), Memory(tmp_path))
        qtbot.addWidget(desk.window)
        desk.window.show()
        place = furnished(desk, shop)
        return place, page(place, "orders"), desk

    place, shown, desk = opened_again()
    assert cells(shown, "number") == AT_FIRST
    views_of(shown)._turn_start(view)
    assert last(place) == (Level.DONE, "This list begins with France here.")
    shown.pane.filter_bar.set_state(FilterState("1002"))
    settle()
    _close(desk)
    place, shown, desk = opened_again()
    assert (cells(shown, "number"), chip(shown)) == (["SO-1005"], "View: France")
    views_of(shown)._turn_start(view)
    shown.pane.filter_bar.set_state(FilterState("1002"))
    settle()
    _close(desk)
    place, shown, desk = opened_again()
    assert (cells(shown, "number"), chip(shown)) == (["SO-1002"], "View: France (changed)")
    _close(desk)


def _close(desk: Any) -> None:
    desk.window.close()
    desk.scans.disarm()
    desk.runner.shut_down()


def test_a_list_is_exported_as_it_is_shown(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, path = page(place, "orders"), tmp_path / "orders.csv"
    asked: list[str] = []

    def where(_parent: object, _title: str, name: str, _patterns: str) -> Path:
        asked.append(name)
        return path

    monkeypatch.setattr("packbench.ui.views.saved.ask_where_to_save", where)
    shown.pane.filter_bar.set_state(FilterState("", {"country": frozenset({"AT", "FR"})}))
    shown.pane.view.arranging.arrange(Arrangement(("number", "units", "country")))
    settle()
    keys(place, Qt.Key.Key_Escape)
    keys(place, Qt.Key.Key_X, ALT, SHIFT)
    wait_for(path.exists)
    settle()
    assert path.read_text().splitlines() == ["number,units,country", "SO-1005,3,FR", "SO-1002,1,AT"]
    assert last(place) == (Level.DONE, "2 rows written to orders.csv.")
    assert asked == ["orders.xlsx"]
    shown.pane.view.select_ids([shown.pane.model.id_at(1)])
    settle()
    keys(place, Qt.Key.Key_X, ALT, SHIFT)
    dialog = open_dialog(place, "export_list_dialog")
    assert isinstance(dialog, ExportDialog)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: last(place) == (Level.DONE, "1 row written to orders.csv."))
    assert path.read_text().splitlines()[1:] == ["SO-1002,1,AT"]


def test_every_list_has_its_views(place: Workplace) -> None:
    window = place.desk.window
    seen = set()
    for tab, views in {
        "orders": ("orders", "customers"),
        "back_orders": ("back_orders", "back_order_products"),
        "inventory": ("inventory", "stock_products", "stock_bins", "stock_lots"),
        "purchase_orders": ("",),
        "pick_pack": ("pick_pack", "pick_steps", "sent_shipments"),
    }.items():
        for view in views:
            page(place, tab)
            if view:
                place.show_view(tab, view)
                settle()
            assert window.registry.action(CommandId.CHOOSE_VIEW).isEnabled()
            save_as(place, f"all of {view or tab}")
            seen.add(list_views(place.context, None)[0].tab)
            assert last(place)[1].endswith("is saved.")
    assert {one.tab for one in list_views(place.context)} == {one.value for one in ViewTab}
