"""Columns take the room that there is; codes, numbers and states are never cut."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.shop import Page, cells, import_text, page, press, settle
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.workplace import Workplace

SMALL, LARGE = QSize(1024, 768), QSize(1440, 900)
MORE = """order_number,sku,quantity,country,customer_email
SO-2001,CUP-3,1234567,AT,wilhelmine.oberhofer25@example.org
SO-2002,MUG-2,9,DE,
"""


@pytest.fixture
def shown(place: Workplace, tmp_path: Path, qtbot: QtBot) -> Page:
    import_text(place.context, tmp_path, "orders", MORE)
    allocate(place.context)
    found = page(place, "back_orders")
    qtbot.waitUntil(lambda: len(cells(found, "number")) == 3)
    return found


def resize(place: Workplace, size: QSize, qtbot: QtBot) -> None:
    place.desk.window.resize(size)
    qtbot.waitUntil(lambda: place.desk.window.size() == size)
    settle()


def in_view(shown: Page) -> list[str]:
    """The columns whose whole width can be seen."""
    view = shown.pane.view
    header, room = view.horizontalHeader(), view.viewport().width()
    ends = {
        column.key: header.sectionViewportPosition(number) + header.sectionSize(number)
        for number, column in enumerate(shown.pane.model.columns)
        if not header.isSectionHidden(number)
    }
    return [key for key, end in ends.items() if end <= room]


def uncut(shown: Page) -> bool:
    """Whether all columns are wide enough, but those whose words may be cut."""
    view = shown.pane.view
    return all(
        view.columnWidth(number) >= view.sizeHintForColumn(number)
        for number, column in enumerate(shown.pane.model.columns)
        if not column.grows and not view.isColumnHidden(number)
    )


def test_a_small_window_shows_what_matters_most(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    resize(place, SMALL, qtbot)
    qtbot.waitUntil(lambda: uncut(shown))
    assert in_view(shown)[:5] == ["number", "queue", "reason", "waiting", "skus"]


def test_a_large_window_shows_all_columns_and_is_full_of_them(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    resize(place, LARGE, qtbot)
    view = shown.pane.view
    qtbot.waitUntil(lambda: uncut(shown))
    assert view.horizontalScrollBar().maximum() == 0
    assert view.viewport().width() - view.horizontalHeader().length() < 2


@pytest.mark.usefixtures("shown")
def test_large_numbers_widen_their_columns(place: Workplace, qtbot: QtBot) -> None:
    resize(place, SMALL, qtbot)
    press(place.desk.window, Qt.Key.Key_F3)
    products = place.desk.window.tabs.page
    assert isinstance(products, RecordPage)
    qtbot.waitUntil(lambda: "1,234,571" in cells(products, "waiting"))
    qtbot.waitUntil(lambda: uncut(products))
    view = products.pane.view
    waiting = [column.key for column in products.pane.model.columns].index("waiting")
    number = view.fontMetrics().horizontalAdvance("1,234,571")
    assert view.columnWidth(waiting) > number


def test_a_width_that_a_person_set_stays(shown: Page, place: Workplace, qtbot: QtBot) -> None:
    resize(place, LARGE, qtbot)
    view = shown.pane.view
    view.setColumnWidth(2, 60)
    place.desk.window.registry.action(CommandId.SCHEME_DARK).trigger()
    resize(place, SMALL, qtbot)
    resize(place, LARGE, qtbot)
    assert view.columnWidth(2) == 60


def test_a_column_that_is_shown_again_gets_its_width(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    resize(place, LARGE, qtbot)
    view = shown.pane.view
    channel = [column.key for column in shown.pane.model.columns].index("channel")
    email = view.columnWidth(channel - 4)
    view.horizontalHeader().setSectionHidden(channel, False)
    qtbot.waitUntil(lambda: view.columnWidth(channel - 4) < email)
    assert uncut(shown)


def test_another_look_chosen_in_another_tab_cuts_nothing_here(
    shown: Page, place: Workplace, qapp: QApplication, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: uncut(shown))
    page(place, "orders")
    place.desk.theme.choose(qapp, Scheme.DARK)
    settle()
    page(place, "back_orders")
    qtbot.waitUntil(lambda: uncut(shown))
    place.desk.theme.choose(qapp, Scheme.LIGHT)
