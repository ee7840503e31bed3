"""What every tab is made with: the open window, the database, and the ways between the tabs."""

from array import array
from dataclasses import dataclass
from typing import Any

from packbench.engine.command.context import Context
from packbench.ui.desk import Desk
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.widgets.filter_groups import FilterState


@dataclass(frozen=True, slots=True)
class Workplace:
    """An open window at work on a database.

    Attributes:
        desk: the window with its lanes, bus and looks.
        context: the database, the operator and the station; tells the bus of its changes.
    """

    desk: Desk
    context: Context

    def selected_ids(self) -> "array[int]":
        """What commands work on in the tab in front: its ticked records, or the selected ones."""
        page = self.desk.window.tabs.page
        return page.chosen_ids if isinstance(page, RecordPage) else array("q")

    def open_record(self, tab: str, record_id: int) -> None:
        """Brings a tab to the front with one record selected."""
        page = self._bring(tab)
        if page is not None:
            page.open_record(record_id)

    def open_filtered(self, tab: str, state: FilterState) -> None:
        """Brings a tab to the front with other rows, the first of them selected."""
        page = self._bring(tab)
        if page is not None:
            page.open_filtered(state)

    def show_view(self, tab: str, view: str) -> None:
        """Brings a tab with several views to the front, and one of them in it."""
        tabs = self.desk.window.tabs
        tabs.go_to(tab)
        if isinstance(tabs.whole_page, ViewsPage):
            tabs.whole_page.show_view(view)

    def _bring(self, tab: str) -> "RecordPage[Any, Any, Any] | None":
        """A tab's records; of a tab with several views that of the tab's own name."""
        tabs = self.desk.window.tabs
        self.show_view(tab, tab)
        return tabs.page if isinstance(tabs.page, RecordPage) else None
