"""From a number to the rows behind it: the list with its filter set, or a dialog of rows."""

from datetime import date
from functools import partial

from packbench.domain.dashboard import DailyNeed
from packbench.domain.views import ViewTab
from packbench.services.dashboard.needs import rows_of_need
from packbench.services.dashboard.rows import Behind, Scope
from packbench.services.dashboard.worth import Held, StockWorth
from packbench.services.value.stock import StockValue, stock_value
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.tables import formats
from packbench.ui.parts.widgets.bars import Bar
from packbench.ui.screens.dashboard.charts import DayOfValue, StockPart
from packbench.ui.screens.dashboard.rows_dialog import stock_rows
from packbench.ui.workplace import Workplace

_PICKING = "pick_pack"


def open_need(place: Workplace, need: DailyNeed, scope: Scope) -> None:
    """Shows the rows behind a tile."""
    rows = rows_of_need(need, scope)
    if rows is not None:
        open_rows(place, rows)
        return
    window = place.desk.window
    window.tabs.go_to(_PICKING)
    window.registry.action(CommandId.BINS_TO_COUNT).trigger()


def open_rows(place: Workplace, rows: Behind) -> None:
    """Brings a list to the front, filtered; the keyboard goes to its rows."""
    window = place.desk.window
    tab = _PICKING if rows.tab is ViewTab.PICK_STEPS else rows.tab.value
    place.show_view(tab, rows.tab.value)
    page = window.tabs.page
    if isinstance(page, RecordPage):
        page.open_filtered(rows.filter)
        page.pane.focus_rows()


def open_bar(place: Workplace, bar: Bar, scope: Scope) -> None:
    """Shows the rows behind a bar."""
    if isinstance(bar.rows[0], Behind):
        open_rows(place, bar.rows[0])
    elif isinstance(bar.rows[0], DayOfValue):
        _open_day(place, bar.rows[0].day, scope)
    else:
        _open_stock(place, f"{bar.label} · {bar.words}", list(bar.rows))


def _open_stock(place: Workplace, title: str, parts: list[StockPart]) -> None:
    desk = place.desk
    stock_rows(title, parts, partial(open_rows, place), desk.theme, desk.window).open()


def _open_day(place: Workplace, day: date, scope: Scope) -> None:
    """The stock at the end of a day is read now: its rows are many."""
    context, desk = place.context, place.desk

    def show(found: StockValue) -> None:
        parts = [
            StockPart(StockWorth(one.sku, one.name, one.warehouse, held, Held(), ()), held)
            for one in found.rows
            for held in [Held(one.units, one.value)]
        ]
        parts.sort(key=lambda one: (-one.held.value, one.of.sku))
        value = formats.money(found.value, found.currency).text
        _open_stock(place, f"{formats.day(day).tip} · {value}", parts)

    warehouse = scope.warehouse or None
    read = partial(stock_value, context, day, warehouse=warehouse)
    desk.runner.read("dashboard.day", read, show, owner=desk.window)
