"""A tab with several views of the same things, one of them in front."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from packbench.ui.parts.shell.page import Page


class ViewsPage(Page):
    """Holds views, each a page of its own; the first is in front until another is asked for.

    Args:
        views: makes each view when it is first shown, by its key.

    Signals:
        brought: a Page that was made just now.
    """

    brought = Signal(object)

    def __init__(self, views: Mapping[str, Callable[[], Page]]) -> None:
        super().__init__()
        self._makers = dict(views)
        self._pages: dict[str, Page] = {}
        self._details_shown = True
        self._stack = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._bring(next(iter(self._makers)))

    @property
    def front(self) -> Page:
        """The view in front."""
        return next(page for page in self._pages.values() if page is self._stack.currentWidget())

    @property
    def made(self) -> list[Page]:
        """The views that were shown so far."""
        return list(self._pages.values())

    def show_view(self, key: str) -> None:
        """Brings a view to the front."""
        self._bring(key)
        self.front.activate()
        self.selection_changed.emit()
        self.summed.emit()

    def activate(self) -> None:
        """The page comes to the front, and with it one of its views."""
        self.front.activate()

    def show_details(self, *, shown: bool) -> None:
        """Shows or hides the details in every view."""
        self._details_shown = shown
        for page in self._pages.values():
            page.show_details(shown=shown)

    def remember(self) -> None:
        """Keeps how each view was left."""
        for page in self._pages.values():
            page.remember()

    def _bring(self, key: str) -> None:
        if key not in self._pages:
            page = self._makers[key]()
            page.show_details(shown=self._details_shown)
            page.selection_changed.connect(self.selection_changed)
            page.refused.connect(self.refused)
            page.found.connect(self.found)
            page.summed.connect(self.summed)
            self._pages[key] = page
            self._stack.addWidget(page)
            self.brought.emit(page)
            self.beside_tabs = page.beside_tabs
        self._stack.setCurrentWidget(self._pages[key])
