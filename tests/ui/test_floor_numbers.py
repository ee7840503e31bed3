"""The numbers of the floor in the window: charts by keys, the rows behind their bars."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from helpers.shop import press, settle, wait_for
from packbench.domain.changes import ChangeSet, Kind
from packbench.services.orders.allocating import allocate
from packbench.services.packing.closing import close_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.sending import ship_shipment
from packbench.ui.screens.picking.numbers_page import NumbersPage
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def ship(place: Workplace, order: str, *codes: str) -> None:
    """An order to the door, with these scans."""
    context = replace(place.context, operator="Ana", station="Bench 1")
    allocate(context, orders=[order])
    confirm_picks(context, create_wave(context, WaveRequest(orders=[order])).number, rest=True)
    open_packing(context, f"{order}-1")
    for code in codes:
        scan_items(context, f"{order}-1", [code])
    close_packing(context, f"{order}-1")
    ship_shipment(context, f"{order}-1", carrier="post", tracking=order)


def numbers_page(place: Workplace) -> NumbersPage:
    press(place.desk.window, Qt.Key.Key_F, CONTROL, SHIFT)
    page = place.desk.window.tabs.page
    assert isinstance(page, NumbersPage)
    return page


def test_charts_are_walked_by_keys_and_open_their_rows(place: Workplace, tmp_path: Path) -> None:
    page, window = numbers_page(place), place.desk.window
    assert page._summary.text() == "0 parcels · 0 lines · 0 errors caught"
    assert page.charts["errors"].accessibleDescription() == "No wrong scan was caught."
    ship(place, "SO-1001", "MUG-2", "TEA-1", "TEA-1")
    settle()
    assert page._summary.text() == "1 parcel · 1 line · 1 error caught"
    pace = page.charts["pace"]
    assert [(bar.label, bar.words) for bar in pace.bars] == [("Ana · Bench 1", "1")]
    steps = page.charts["steps"]
    assert [bar.label for bar in steps.bars] == [
        f"VIE · {step}" for step in ("new", "ready", "picking", "picked", "packed")
    ]
    steps.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert page._behind.text().startswith("VIE · ready: ")
    table = page.tables["stays"]
    assert (table.rows.rowCount(), table.hasFocus()) == (1, True)
    press(window, Qt.Key.Key_Escape)
    assert steps.hasFocus()
    page.export_to(tmp_path / "stays.csv", list(table.rows.shown))
    wait_for((tmp_path / "stays.csv").exists)
    assert (tmp_path / "stays.csv").read_text().splitlines()[1].startswith("SO-1001-1,SO-1001,VIE")
    page.charts["parcels"].setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)
    assert window.tabs.key == "orders"
    wait_for(lambda: bool(place.selected_ids()))


def test_a_click_opens_a_bar_and_other_days_are_empty(place: Workplace) -> None:
    ship(place, "SO-1001", "MUG-2", "TEA-1", "TEA-1")
    page = numbers_page(place)
    errors = page.charts["errors"]
    plot = errors._plot
    view = plot.plotItem.vb
    bar = plot.mapFromScene(view.mapViewToScene(QPointF(0.5, 0)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(bar.x(), bar.y()))
    settle()
    assert [row.code for row in page.tables["caught"].rows.shown] == ["MUG-2"]
    press(place.desk.window, Qt.Key.Key_Return)
    assert place.desk.window.tabs.key == "orders"
    page = numbers_page(place)
    page._first.setDate(QDate(2020, 1, 1))
    page._last.setDate(QDate(2020, 1, 2))
    settle()
    assert page.charts["parcels"].bars == []
    page._first.setDate(QDate(2019, 1, 1))
    settle()
    assert "92 at most" in page._summary.text()
    page.clear_filter()
    settle()
    assert len(page.charts["errors"].bars) == 1


def test_it_reads_again_when_it_is_seen(place: Workplace) -> None:
    page = numbers_page(place)
    place.desk.window.tabs.go_to("orders")
    settle()
    ship(place, "SO-1001", "TEA-1", "TEA-1")
    place.desk.bus.post(ChangeSet({Kind.SHIPMENT: frozenset()}))
    settle()
    assert page.charts["parcels"].bars == []
    numbers_page(place)
    assert len(page.charts["parcels"].bars) == 1
