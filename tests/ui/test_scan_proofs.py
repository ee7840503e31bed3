"""What scans promise, in the window and in small; `make bench` does it with 10,000."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from helpers.keyboard import Keyboard, codes, typist_gaps_ms
from helpers.shop import furnished, open_dialog, page, press, settle, wait_for
from packbench.domain.scanning.record import RECORDED
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.services.orders.allocating import allocate
from packbench.services.packing.looking import get_packing
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.ui.app import open_desk
from packbench.ui.parts.scanner.fields import TakesScans, editor_of
from packbench.ui.parts.scanner.scan_hub import last_scans
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_BETWEEN_WRITES_S = 0.1
TABS = ["orders", "back_orders", "inventory", "purchase_orders", "pick_pack"]


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard(QGuiApplication.focusWindow)


@pytest.fixture
def busy_place(
    qapp: QApplication, shop: Context, tmp_path: Path, qtbot: QtBot
) -> Iterator[Workplace]:
    """The window with its real lanes, on a database that others write to all the time."""
    allocate(shop)
    for wave in release_orders(shop, ["SO-1001", "SO-1002", "SO-1005"]).waves:
        confirm_picks(shop, wave.number, rest=True)
    desk = open_desk(qapp, Lanes.threaded(), Memory(tmp_path))
    qtbot.addWidget(desk.window)
    desk.window.show()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    with written_to(shop):
        try:
            yield furnished(desk, shop)
        finally:
            desk.scans.disarm()
            desk.runner.shut_down()


def calm(window: QWidget) -> None:
    """Waits until nothing of the window is still to come: filters, progress, notices.

    Within the test: before any fixture is taken down, windows are closed and may be gone.
    """
    settle()
    wait_for(lambda: not any(one.isActive() for one in window.findChildren(QTimer)))


@contextmanager
def written_to(context: Context) -> Iterator[None]:
    """Another program holds the database's write lock again and again."""
    over = threading.Event()

    def write() -> None:
        statement = text("UPDATE product SET name = name")
        while not over.is_set():
            with context.database.write.begin() as connection:
                for _ in range(20):
                    connection.execute(statement)
            over.wait(_BETWEEN_WRITES_S)

    writer = threading.Thread(target=write, name="another program")
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def test_thirty_scans_a_second_at_the_bench_are_all_answered_in_order(
    busy_place: Workplace, keyboard: Keyboard
) -> None:
    page(busy_place, "pick_pack")
    press(busy_place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(busy_place, "station_screen")
    assert isinstance(bench, StationScreen)
    wait_for(lambda: bench.band.words == "Ready.")
    scans = ["SO-1001", *(f"NO-{number}" for number in range(8)), "MUG-2", "TEA-1"]
    scans += [*(f"NO-{number}" for number in range(8, 16)), "TEA-1", "SO-1005-1"]
    for code in scans:
        keyboard.scan(code, gap_ms=3)
        keyboard.time_ms += 33 - 3 * len(code)
    hub = busy_place.desk.window.hub
    wait_for(lambda: all(one.verdict for one in last_scans(hub)) and not bench.is_idle)
    record = last_scans(hub)
    assert [one.text for one in record] == scans
    assert len(record) <= RECORDED
    for one in record[1:-2]:
        assert one.text.removesuffix("-1001") in one.verdict
    assert [one.verdict for one in record if one.text == "TEA-1"] == [
        "TEA-1: 1 of 2.",
        "SO-1001-1 is packed.",
    ]
    assert get_packing(busy_place.context, "SO-1001-1").status == "packed"
    press(bench, Qt.Key.Key_Escape)
    calm(busy_place.desk.window)


def test_no_scan_is_lost_at_3_ms_a_key_while_the_database_is_busy(
    busy_place: Workplace, keyboard: Keyboard
) -> None:
    page(busy_place, "orders")
    taken: list[str] = []
    busy_place.desk.scans.scanned.connect(lambda scan: taken.append(scan.text))
    wanted = codes(random.Random(5), 150)  # noqa: S311 - the same in every run
    for number, code in enumerate(wanted):
        keyboard.scan(code, gap_ms=3, end="\r\n" if number % 3 else "\t")
    assert taken == wanted
    calm(busy_place.desk.window)


@pytest.mark.parametrize("tab", TABS)
def test_a_typist_is_never_taken_for_a_scanner(
    place: Workplace, keyboard: Keyboard, tab: str
) -> None:
    page(place, tab)
    press(place.desk.window, Qt.Key.Key_L, CONTROL)
    chance = random.Random(11)  # noqa: S311 - the same in every run
    gaps = typist_gaps_ms(chance, words_a_minute=120)
    for _ in range(60):
        burst = "".join(chance.choices("abcdefghijklmnop", k=chance.randint(4, 12)))
        keyboard.type(f"{burst}\r", gaps)
    assert place.desk.window.hub.recorded() == []
    calm(place.desk.window)


@pytest.mark.parametrize("tab", TABS)
def test_every_field_gets_back_what_it_had(place: Workplace, keyboard: Keyboard, tab: str) -> None:
    fields = _fields(page(place, tab).window())
    assert fields
    for field in fields:
        field.setFocus()
        field.setText("three boxes")
        field.setSelection(11, -5)
        keyboard.scan("READY 9%.")
        assert (field.text(), field.selectedText(), field.cursorPosition()) == (
            "three boxes",
            "boxes",
            6,
        )
        assert place.desk.window.hub.recorded()[-1].scan.text == "READY 9%."
        assert QApplication.activePopupWidget() is None
        keyboard.time_ms += 1_000
    calm(place.desk.window)


def _fields(window: QWidget) -> list[QLineEdit]:
    """The text fields of a window in which somebody may write, but for those that want scans."""
    found = [one for one in window.findChildren(QLineEdit) if one.isVisible() and one.isEnabled()]
    return [one for one in found if editor_of(one) and not isinstance(one, TakesScans)]


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ((Qt.Key.Key_Comma, CONTROL), "settings_dialog"),
        ((Qt.Key.Key_J, CONTROL, SHIFT), "printers_dialog"),
        ((Qt.Key.Key_F4, CONTROL, SHIFT), "scanner_dialog"),
        ((Qt.Key.Key_F2, CONTROL, SHIFT), "last_scans_dialog"),
    ],
)
@pytest.mark.parametrize("code", [" 12 34 ", "1234\x1d5", "     "])
def test_no_widget_of_a_dialog_is_activated(
    place: Workplace, keyboard: Keyboard, keys: tuple[Qt.Key], name: str, code: str
) -> None:
    page(place, "orders")
    press(place.desk.window, *keys)
    dialog = open_dialog(place, name)
    pressed: list[str] = []
    for button in dialog.findChildren(QPushButton):
        button.clicked.connect(lambda _, button=button: pressed.append(button.text()))
    boxes = [one for one in dialog.findChildren(QComboBox) if one.isVisible() and one.isEnabled()]
    before = [one.currentIndex() for one in boxes]
    focusable = [one for one in dialog.findChildren(QWidget) if _takes_focus(one)]
    for number, widget in enumerate(focusable):
        widget.setFocus()
        keyboard.scan(code, end="\t" if number % 2 else "\r")
        assert QApplication.focusWidget() is widget
        keyboard.time_ms += 1_000
    assert pressed == []
    assert [one.currentIndex() for one in boxes] == before
    assert dialog.isVisible()
    press(dialog, Qt.Key.Key_Escape)


def _takes_focus(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def test_an_open_menu_and_an_open_list_choose_nothing(place: Workplace) -> None:
    page(place, "orders")
    done: list[str] = []
    menu = QMenu(place.desk.window)
    for words in ("&One", "&Two 12"):
        menu.addAction(words, lambda words=words: done.append(words))
    menu.popup(place.desk.window.pos())
    settle()
    over_menu = Keyboard(menu.windowHandle)
    over_menu.scan("TWO 12")
    assert [one.text for one in last_scans(place.desk.window.hub)] == ["TWO 12"]
    assert done == []
    menu.close()
    box = QComboBox(place.desk.window)
    box.addItems(["one", "two", "three"])
    box.show()
    box.showPopup()
    settle()
    Keyboard(box.view().window().windowHandle).scan("THREE")
    assert box.currentText() == "one"
    assert [one.text for one in last_scans(place.desk.window.hub)] == ["TWO 12", "THREE"]
    box.hidePopup()
    settle()
