"""The Dashboard tab: numbers reached by keys, each opens its rows; plots and their files."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from sqlalchemy import update

from helpers.shop import cells, furnished, open_dialog, page, press, run, settle, wait_for
from packbench.db.schema import Order, Product, Stock
from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.dashboard import DailyNeed
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.services.orders.allocating import allocate
from packbench.ui import company_clock
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.tables.row_list_dialog import RowListDialog
from packbench.ui.screens.dashboard.opening import open_rows
from packbench.ui.screens.dashboard.page import DashboardPage
from packbench.ui.screens.dashboard.saving import save_to
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier


def dashboard(place: Workplace) -> DashboardPage:
    press(place.desk.window, Qt.Key.Key_6, CONTROL)
    shown = place.desk.window.tabs.page
    assert isinstance(shown, DashboardPage)
    return shown


def to_do(place: Workplace) -> None:
    """Something of what needs somebody: late orders, a problem, a shortage, below minimum."""
    allocate(place.context)
    with place.context.database.write.begin() as connection:
        late = update(Order).where(Order.number.in_(["SO-1001", "SO-1002"]))
        connection.execute(late.values(ship_by=company_clock.today().replace(year=2020)))
        connection.execute(update(Stock).values(minimum=4))
    place.desk.bus.post(ChangeSet({Kind.ORDER: frozenset()}))
    settle()


def test_every_number_opens_as_many_rows_and_is_reached_by_keys(place: Workplace) -> None:
    to_do(place)
    window, shown = place.desk.window, dashboard(place)
    assert {need for need, tile in shown.tiles.items() if tile.count} >= {
        *(DailyNeed.LATE, DailyNeed.DUE, DailyNeed.PROBLEMS, DailyNeed.BELOW_MINIMUM),
    }
    assert shown.tiles[DailyNeed.LATE].accessibleName() == "Late: 2"
    for need, tile in shown.tiles.items():
        if need is DailyNeed.SHORT_PICKS:
            continue
        dashboard(place)
        assert any(one.hasFocus() for one in shown.tiles.values())
        shown.tiles[DailyNeed.LATE].setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(list(DailyNeed).index(need)):
            press(window, Qt.Key.Key_Right)
        assert tile.hasFocus()
        press(window, Qt.Key.Key_Return)
        rows = window.tabs.page
        assert isinstance(rows, RecordPage)
        assert len(rows.pane.model) == tile.count, need
        bar = rows.pane.filter_bar
        known = {group.key: {one.value for one in group.choices} for group in bar.groups}
        for group, values in bar.state.values.items():
            assert values <= known[group], need
    dashboard(place)
    shown.tiles[DailyNeed.LATE].setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Qt.Key.Key_Down)
    assert shown.tiles[DailyNeed.SHORT_PICKS].hasFocus()
    press(window, Qt.Key.Key_Return)
    assert window.messages.past()[-1].text == "No bin is to be counted."


def test_every_bar_opens_its_rows(place: Workplace) -> None:
    to_do(place)
    shown, seen = dashboard(place), 0
    for key in ("states", "steps", "ages", "channels"):
        for bar in shown.plots[key].chart.bars:
            open_rows(place, bar.rows[0])
            settle()
            rows = place.desk.window.tabs.page
            assert isinstance(rows, RecordPage)
            assert len(rows.pane.model) == bar.value, (key, bar.label)
            seen += 1
    assert seen > 5
    dashboard(place)
    states = shown.plots["states"].chart
    states.setFocus(Qt.FocusReason.TabFocusReason)
    press(place.desk.window, Qt.Key.Key_Down)
    chosen = states.chosen
    press(place.desk.window, Qt.Key.Key_Return)
    rows = page(place, "orders")
    assert chosen is not None
    assert len(rows.pane.model) == chosen.value
    open_rows(place, shown.plots["ages"].chart.bars[0].rows[0])
    settle()
    told = rows.pane.filter_bar.accessibleDescription()
    assert told.startswith("progress: not done · ordered: ")


def test_numbers_follow_changes_a_while_later_and_tell_why_none_is_there(
    place: Workplace,
) -> None:
    shown = dashboard(place)
    late = shown.tiles[DailyNeed.LATE]
    assert late.count == 0
    to_do(place)
    assert late.count == 0
    assert shown._pause.isActive()
    shown._pause.stop()
    shown._read_if_stale()
    assert late.count == 2
    place.desk.window.top_bar.warehouse_chosen.emit("GRZ")
    settle()
    place.desk.window.top_bar.set_warehouses([], "GRZ")
    press(place.desk.window, Qt.Key.Key_F5)
    assert (shown.scope.warehouse, late.count) == ("GRZ", 1)
    late.click()
    assert len(page(place, "orders").pane.model) == 1
    shown._fail_tile(late, EnvironmentFault(FaultCode.DATABASE_SLOW))
    assert late.accessibleName() == "Late: can't be read now"


def test_plots_open_stock_and_are_saved(place: Workplace, tmp_path: Path) -> None:
    to_do(place)
    with place.context.database.write.begin() as connection:
        connection.execute(update(Product).values(unit_cost=Decimal("2.50")))
        now = company_clock.now()
        connection.execute(update(Order).values(ordered_at=now - timedelta(days=1)))
    window, shown = place.desk.window, dashboard(place)
    press(window, Qt.Key.Key_F5)
    value = shown.plots["value"]
    assert value.rows()[-1][1:] == (37.5, None, "38")
    value.chart.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Qt.Key.Key_End)
    press(window, Qt.Key.Key_Return)
    rows = open_dialog(place, "stock_rows")
    assert isinstance(rows, RowListDialog)
    assert [one.of.sku for one in rows.table.rows.shown] == ["TEA-1", "MUG-2"]
    press(rows, Qt.Key.Key_Return)
    assert (window.tabs.key, cells(page(place, "inventory"), "sku")) == ("inventory", ["TEA-1"])
    window.activateWindow()
    wait_for(window.isActiveWindow)
    dashboard(place)
    for key, count in {"stock_ages": 2, "dead": 1, "cover": 1, "skus": 2}.items():
        [first, *_] = shown.plots[key].chart.bars
        assert len(first.rows) == (count if key == "stock_ages" else 1), key
        assert first.words in shown.plots[key].chart.accessibleDescription()
    assert shown.plots["skus"].chart.bars[0].words == "4"
    for ending in ("png", "csv"):
        save_to(place, value, tmp_path / f"value.{ending}")
        wait_for((tmp_path / f"value.{ending}").exists)
    assert not QImage(str(tmp_path / "value.png")).isNull()
    text = (tmp_path / "value.csv").read_text().splitlines()
    assert text[0] == "what,value,year_before,words"
    assert text[-1].endswith(",37.5,,38")
    save_to(place, value, tmp_path / "value.txt")
    settle()
    assert not (tmp_path / "value.txt").exists()


def test_an_empty_database_says_what_to_do(desk: Desk, context: Context) -> None:
    place = furnished(desk, context)
    shown = dashboard(place)
    assert shown._stack.currentWidget() is shown._empty
    assert shown._empty.sentence == "Nothing to tell yet"
    assert shown._empty.has_keyboard
    run(place, CommandId.GO_DASHBOARD)
