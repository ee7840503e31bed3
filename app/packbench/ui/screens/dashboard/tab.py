"""The Dashboard tab: its page is imported, and with it what draws plots, when it is first shown."""

from packbench.ui.parts.shell.page import Page
from packbench.ui.workplace import Workplace

KEY = "dashboard"


def make_page(place: Workplace) -> Page:
    """The page, when the tab is first in front."""
    from packbench.ui.screens.dashboard.page import DashboardPage  # noqa: PLC0415 - see above

    return DashboardPage(place)
