from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.gallery import DemoOrder, DemoQuery, DemoSource, fill
from helpers.shop import press, settle
from packbench.domain.views import Arrangement
from packbench.jobs.lanes import Lanes
from packbench.ui.app import open_desk
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.table_page import TablePage
from packbench.ui.parts.tables.columns_dialog import ColumnsDialog
from packbench.ui.parts.tables.frozen_column import FrozenColumn
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level

Page = TablePage[DemoQuery, DemoOrder]


@pytest.fixture
def source() -> DemoSource:
    return DemoSource(5_000)


@pytest.fixture
def page(desk: Desk, source: DemoSource, qtbot: QtBot) -> Page:
    return opened(desk, source, qtbot)


def opened(desk: Desk, source: DemoSource, qtbot: QtBot) -> Page:
    fill(desk, source)
    page = desk.window.tabs.page
    assert isinstance(page, TablePage)
    qtbot.waitUntil(lambda: page.pane.model.complete)
    return page


def texts(page: Page, row: int) -> list[str]:
    model = page.pane.model
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_rows_are_dense_and_of_one_height(page: Page) -> None:
    view = page.pane.view
    expected = round(view.fontMetrics().lineSpacing() * 1.9)
    assert {view.rowHeight(row) for row in (0, 1, 4_999)} == {expected}


def test_a_click_on_a_heading_sorts_in_the_source(page: Page, qtbot: QtBot) -> None:
    header = page.pane.view.horizontalHeader()
    units = [column.key for column in page.pane.model.columns].index("units")
    middle = header.sectionViewportPosition(units) + header.sectionSize(units) // 2
    for descending in (False, True):
        place = header.viewport().rect().center()
        place.setX(middle)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(lambda: page.pane.model.complete)
        assert page.pane.query == DemoQuery(sort="units", descending=descending)
        assert texts(page, 0)[units] == ("1,400" if descending else "1")
    assert header.sortIndicatorSection() == units
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_a_heading_that_can_not_be_sorted_by_stays_unmarked(page: Page) -> None:
    page.pane.view.horizontalHeader().sectionClicked.emit(3)
    assert page.pane.query == DemoQuery(sort="number")
    assert page.pane.view.horizontalHeader().sortIndicatorSection() == 0


def test_selected_rows_are_copied_with_headings(page: Page, desk: Desk, qtbot: QtBot) -> None:
    page.pane.view.select_ids([2, 4_000])
    qtbot.waitUntil(lambda: page.selected().count == 2)
    desk.window.registry.action(CommandId.COPY_ROWS).trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Number", "SO-100002", "SO-104000"]
    assert lines[0].split("\t")[-1] == "Ship by"
    assert lines[1].split("\t")[6] == "Back order"


def test_hidden_columns_are_not_copied(page: Page, desk: Desk, qtbot: QtBot) -> None:
    page.pane.view.setColumnHidden(1, True)
    page.pane.view.select_ids([1])
    qtbot.waitUntil(lambda: page.selected().count == 1)
    desk.window.registry.action(CommandId.COPY_ROWS).trigger()
    assert "Date" not in QGuiApplication.clipboard().text()


def test_the_selection_is_kept_by_id_in_another_order(page: Page, qtbot: QtBot) -> None:
    page.pane.view.select_ids([3, 5])
    page.pane.sort("number", True)
    qtbot.waitUntil(lambda: len(page.pane.view.selected_ids()) == 2)
    assert page.pane.view.selected_ids() == array("q", [5, 3])
    assert page.pane.view.current_id() == 3


def test_the_row_that_takes_the_place_of_one_that_left_is_in_hand(
    page: Page, source: DemoSource, qtbot: QtBot
) -> None:
    page.pane.view.select_ids([10])
    qtbot.waitUntil(lambda: page.selected().count == 1)
    source.gone.add(10)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.pane.model) == 4_999)
    qtbot.waitUntil(lambda: list(page.pane.view.selected_ids()) == [11])
    assert page.pane.view.current_id() == 11


def test_a_filter_that_hides_the_row_in_hand_puts_no_other_in_hand(
    page: Page, qtbot: QtBot
) -> None:
    page.pane.view.select_ids([10])
    qtbot.waitUntil(lambda: page.selected().count == 1)
    page.pane.filter_bar.set_state(FilterState("", {"status": frozenset({"cancelled"})}))
    qtbot.waitUntil(lambda: page.selected().count == 0)


def test_the_current_row_stays_at_its_height_when_rows_come_above_it(
    page: Page, source: DemoSource, qtbot: QtBot
) -> None:
    view = page.pane.view
    view.select_ids([2_000])
    qtbot.waitUntil(lambda: page.selected().count == 1)
    view.scrollTo(view.currentIndex())
    height = view.visualRect(view.currentIndex()).top()
    assert height >= 0
    source.gone.update(range(1, 101))
    page.refresh()
    qtbot.waitUntil(lambda: len(page.pane.model) == 4_900)
    assert view.current_id() == 2_000
    assert view.visualRect(view.currentIndex()).top() == height


def test_filtering_shows_rows_that_fit_and_a_sentence_when_none_does(
    page: Page, desk: Desk, qtbot: QtBot
) -> None:
    bar = page.pane.filter_bar
    bar.set_state(FilterState("novak", {"status": frozenset({"short"})}))
    qtbot.waitUntil(lambda: page.pane.model.complete)
    assert {texts(page, row)[6] for row in range(5)} == {"Short"}
    bar.set_state(FilterState("nobody"))
    assert page.pane.sentence == "No orders fit this filter"
    desk.window.registry.action(CommandId.CLEAR_FILTERS).trigger()
    qtbot.waitUntil(lambda: len(page.pane.model) == 5_000)
    assert page.pane.sentence == ""


def test_the_keyboard_stays_in_the_tab_when_no_row_is_left(page: Page, qtbot: QtBot) -> None:
    page.pane.focus_rows()
    page.pane.filter_bar.set_state(FilterState(text="nobody has this number"))
    qtbot.waitUntil(lambda: not len(page.pane.model) and page.pane.model.complete)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.pane.isAncestorOf(focused)
    assert not page.pane.view.isVisible()
    QTest.keyClick(focused, Qt.Key.Key_F8)
    qtbot.waitUntil(page.pane.view.isVisible)
    assert QApplication.focusWidget() is page.pane.view


def test_an_empty_database_says_what_to_do_next(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, DemoSource(0), qtbot)
    assert page.pane.sentence == "No orders yet"


def test_the_first_column_stays_in_sight(page: Page, desk: Desk, qtbot: QtBot) -> None:
    desk.window.resize(700, 600)
    frozen = page.pane.view.findChild(FrozenColumn)
    assert frozen is not None
    assert not frozen.isVisible()
    page.pane.view.horizontalScrollBar().setValue(200)
    qtbot.waitUntil(frozen.isVisible)
    assert frozen.width() == page.pane.view.columnWidth(0) + 1
    assert [frozen.isColumnHidden(column) for column in range(3)] == [False, True, True]
    page.pane.view.horizontalScrollBar().setValue(0)
    assert not frozen.isVisible()


def test_a_page_is_remembered_as_it_was_left(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot, source: DemoSource
) -> None:
    first = open_desk(qapp, Lanes.inline(), Memory(tmp_path))
    qtbot.addWidget(first.window)
    page = opened(first, source, qtbot)
    page.pane.filter_bar.set_state(FilterState("novak", {"status": frozenset({"new", "short"})}))
    page.pane.sort("units", True)
    page.pane.view.setColumnWidth(2, 333)
    chosen = page.pane.model.id_at(2)
    page.pane.view.select_ids([chosen])
    qtbot.waitUntil(lambda: page.selected().count == 1)
    first.window.registry.action(CommandId.TOGGLE_DETAILS).trigger()
    first.window.close()
    first.scans.disarm()

    second = open_desk(qapp, Lanes.inline(), Memory(tmp_path))
    qtbot.addWidget(second.window)
    again = opened(second, source, qtbot)
    assert again.pane.filter_bar.state == page.pane.filter_bar.state
    assert again.pane.query == page.pane.query
    assert again.pane.view.columnWidth(2) == 333
    assert list(again.pane.view.selected_ids()) == [chosen]
    assert again.details.isHidden()
    second.scans.disarm()


def test_a_source_that_fails_is_told_in_the_table_and_in_the_message_bar(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(DemoSource):
        def first_page(self, query: DemoQuery) -> list[DemoOrder]:
            raise ZeroDivisionError(query.text)

    fill(desk, Broken(1))
    page = desk.window.tabs.page
    assert isinstance(page, TablePage)
    assert page.pane.sentence == "Orders can't be read now"
    assert desk.window.messages.past()[-1].level is Level.FAILED
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


def test_how_many_rows_there_are_is_told_roughly_until_they_are_counted(
    desk: Desk, qtbot: QtBot
) -> None:
    page = opened(desk, DemoSource(12_345), qtbot)
    bar, said = page.pane.filter_bar, list[str]()
    told = bar.findChild(PlainLabel, "resultCount")
    assert isinstance(told, PlainLabel)
    page.pane.model.counted.connect(lambda: said.append(told.text()))
    for state, rough in (
        (FilterState("so-1"), "200 rows or more, counting…"),
        (FilterState(), "about 12,300 rows, counting…"),
    ):
        said.clear()
        bar.set_state(state)
        qtbot.waitUntil(lambda: said[-1:] == ["12,345 rows"])
        assert said[0] == rough


def test_the_table_of_100000_rows_scrolls_without_waiting(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, DemoSource(100_000), qtbot)
    page.pane.view.scrollToBottom()
    qtbot.waitUntil(lambda: texts(page, 99_999)[0] == "SO-200000")
    assert page.pane.model.rowCount() == 100_000


ALT = Qt.KeyboardModifier.AltModifier


def headings(page: Page) -> list[str]:
    view = page.pane.view
    return [view._rows.columns[one.number].title for one in view.arranging.now if one.shown]


def newest(page: Page) -> ColumnsDialog:
    dialog = page.pane.view.findChildren(ColumnsDialog)[-1]
    assert isinstance(dialog, ColumnsDialog)
    dialog.activateWindow()
    settle()
    return dialog


def test_columns_are_moved_hidden_and_reset_by_keys(page: Page, qtbot: QtBot) -> None:
    view, told = page.pane.view, []
    view.arranged.connect(lambda: told.append(1))
    at_first = headings(page)
    page.ask_for_columns()
    dialog = newest(page)
    press(dialog, Qt.Key.Key_Space)  # of the first column: it is always shown
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Up, ALT)
    press(dialog, Qt.Key.Key_Up, ALT)
    assert headings(page) == at_first
    press(dialog, Qt.Key.Key_Return)
    assert headings(page) == ["Customer", "Number", *at_first[3:]]
    qtbot.waitUntil(lambda: told == [1])

    kept = view.arranging.arrangement
    assert kept.shown[:2] == ("customer", "number")
    assert kept.widths == {}
    page.ask_for_columns()
    dialog = newest(page)
    press(dialog, Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: dialog.chosen[0].number == 0)  # the button is seen to go down first
    press(dialog, Qt.Key.Key_Escape)
    assert headings(page)[0] == "Customer"
    view.ask_for_columns()
    dialog = newest(page)
    press(dialog, Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: dialog.chosen[0].number == 0)  # the button is seen to go down first
    press(dialog, Qt.Key.Key_Return)
    assert headings(page) == at_first


def test_columns_are_arranged_by_their_keys(page: Page) -> None:
    view, at_first = page.pane.view, headings(page)
    unknown = Arrangement(("customer", "of_tomorrow", "units"), {"customer": 30.0, "other": 9.0})
    view.arranging.arrange(unknown)
    assert headings(page) == ["Number", "Customer", "Units"]
    kept = view.arranging.arrangement
    assert kept.widths["customer"] == pytest.approx(30, abs=0.5)
    assert "units" not in kept.widths  # the last one has the room that is left
    view.arranging.arrange(kept)
    assert view.arranging.arrangement == kept
    view.arranging.arrange(Arrangement())
    assert (headings(page), view.widths.by_hand) == (at_first, False)


def test_columns_are_dragged_in_the_list(page: Page) -> None:
    page.pane.view.ask_for_columns()
    dialog = newest(page)
    nowhere = QModelIndex()
    assert dialog.list.model().moveRow(nowhere, 2, nowhere, 0)  # what Qt does at the drop
    dialog._accept()
    assert headings(page)[:3] == ["Customer", "Number", "Date"]
