"""From a number to the rows behind it: the list with its filter set."""

from packbench.domain.dashboard import Need
from packbench.domain.views import ViewTab
from packbench.services.dashboard.needs import rows_of_need
from packbench.services.dashboard.rows import Behind, Scope
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.workplace import Workplace

_PICKING = "pick_pack"


def open_need(place: Workplace, need: Need, scope: Scope) -> None:
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
