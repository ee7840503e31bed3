"""The tabs: a bar of names with live counts, and the pages, each made when it is first shown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import CommandRegistry
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_INSIDE
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.words.language import mark, tr


@dataclass(frozen=True, slots=True)
class TabName:
    """A tab's place in the window: its key, untranslated title, icon, and how one goes there."""

    key: str
    title: str
    icon: str
    command: CommandId
    shortcut: str


TABS = (
    TabName("orders", mark("Orders"), "clipboard-list", CommandId.GO_ORDERS, "Ctrl+1"),
    TabName("back_orders", mark("Back Orders"), "hourglass", CommandId.GO_BACK_ORDERS, "Ctrl+2"),
    TabName("inventory", mark("Inventory"), "warehouse", CommandId.GO_INVENTORY, "Ctrl+3"),
    TabName(
        "purchase_orders", mark("Purchase Orders"), "truck", CommandId.GO_PURCHASE_ORDERS, "Ctrl+4"
    ),
    TabName("pick_pack", mark("Pick & Pack"), "list-checks", CommandId.GO_PICK_PACK, "Ctrl+5"),
    TabName("dashboard", mark("Dashboard"), "monitor", CommandId.GO_DASHBOARD, "Ctrl+6"),
)


class TabHost(QWidget):
    """Holds the pages.

    Signals:
        made: a Page that was made just now.
        shown: the key of the tab that came to the front.
    """

    made = Signal(object)
    shown = Signal(str)

    def __init__(self, registry: CommandRegistry, theme: Theme) -> None:
        super().__init__()
        self._registry = registry
        self._theme = theme
        self._makers: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self._bar = self._make_bar()
        self._commands = QHBoxLayout()
        self._buttons: list[CommandButton] = []
        self._stack = QStackedWidget(self)
        self._waiting = EmptyState(theme, self)
        self._waiting.show_text(EmptyText("database", tr("Connecting to the database…")))
        self._stack.addWidget(self._waiting)
        self._lay_out()
        self.setFocusProxy(self._bar)
        self._bar.currentChanged.connect(self._show_current)

    @property
    def key(self) -> str:
        """The key of the tab in front."""
        return TABS[self._bar.currentIndex()].key

    @property
    def page(self) -> Page | None:
        """The page in front; None while it can't be made yet."""
        page = self.whole_page
        return page.front if page else None

    @property
    def whole_page(self) -> Page | None:
        """The page in front with all of its views; None while it can't be made yet."""
        return self._pages.get(self.key)

    def pages(self) -> list[Page]:
        """The pages made so far."""
        return list(self._pages.values())

    def provide(self, key: str, make: Callable[[], Page], *, shown: bool = True) -> None:
        """Tells how to make a tab's page; it is made when it is first in front.

        Without `shown` the tab in front goes on waiting, for `bring_forth`.
        """
        self._makers[key] = make
        if shown and key == self.key:
            self._show_current()

    def bring_forth(self, before: Mapping[str, Callable[[], object]]) -> Iterator[None]:
        """Makes the page in front and shows it, step by step: the window answers between them.

        Whoever goes to a tab meanwhile makes its page at once.

        Args:
            before: makes a large part of a tab's page before the rest.
        """
        key = self.key
        if key in before and key not in self._pages:
            before[key]()
            yield
        page = self._pages.get(key) or self._make_page(key)
        yield
        for command in page.beside_tabs if page else ():
            if command:
                self._registry.action(command)  # its icon is drawn now
                yield
        if self.key == key and self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page or self._waiting)
            self._show_commands(page)
            yield
            if self.key == key:
                self._begin(page)

    def go_to(self, key: str) -> None:
        """Brings a tab to the front."""
        self._bar.setCurrentIndex([tab.key for tab in TABS].index(key))

    def set_count(self, key: str, count: int | None) -> None:
        """Shows a number on a tab; None for no number."""
        number = [tab.key for tab in TABS].index(key)
        title = tr(TABS[number].title)
        counted = f"{title}  {QLocale().toString(count)}" if count is not None else title
        self._bar.setTabText(number, on_button(counted))
        self._fit()

    def set_waiting_words(self, text: EmptyText) -> None:
        """What stands in the tabs while no page can be made."""
        self._waiting.show_text(text)

    def _make_bar(self) -> QTabBar:
        bar = QTabBar(self)
        bar.setObjectName("tabs")
        bar.setAccessibleName(tr("Screens"))
        bar.setExpanding(False)
        bar.setUsesScrollButtons(True)
        for number, tab in enumerate(TABS):
            bar.addTab(on_button(tr(tab.title)))
            bar.setTabToolTip(number, f"{tr(tab.title)} ({tab.shortcut})")
        return bar

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(SPACE_INSIDE, 0, SPACE_INSIDE, 0)
        top.addWidget(self._bar, 1)
        self._commands.setSpacing(SPACE)
        top.addLayout(self._commands)
        strip = QFrame(self)
        strip.setProperty("part", "bar")
        strip.setLayout(top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(strip)
        layout.addWidget(self._stack, 1)

    def _show_current(self) -> None:
        page = self._pages.get(self.key) or self._make_page(self.key)
        self._stack.setCurrentWidget(page or self._waiting)
        self._show_commands(page)
        self._begin(page)

    def _begin(self, page: Page | None) -> None:
        if page is not None:
            page.activate()
        self.shown.emit(self.key)

    def _make_page(self, key: str) -> Page | None:
        make = self._makers.get(key)
        if make is None:
            return None
        page = make()
        self._pages[key] = page
        self._stack.addWidget(page)
        self.made.emit(page)
        return page

    def _show_commands(self, page: Page | None) -> None:
        """Puts the page's commands beside the tabs."""
        for button in self._buttons:
            self._commands.removeWidget(button)
            button.hide()
            button.deleteLater()
        commands = page.beside_tabs if page else ()
        actions = (self._registry.action(command) for command in commands if command)
        self._buttons = [CommandButton(action, "flat", self) for action in actions]
        for button in self._buttons:
            self._commands.addWidget(button)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stands beside the tabs leaves them room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """No tab is cut: where the words beside them have no room, their icons stand alone."""
        for button in self._buttons:
            button.show_words(shown=True)
        wanted = [one.sizeHint().width() + SPACE for one in (self._bar, *self._buttons)]
        if sum(wanted) > self.width() - 2 * SPACE_INSIDE:
            for button in self._buttons:
                button.show_words(shown=False)
