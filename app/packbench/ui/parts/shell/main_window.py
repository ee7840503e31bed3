"""The main window: it puts the parts together and knows no screen and no service."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from packbench.domain.refusals import FaultCode
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.commands.palette import CommandPalette
from packbench.ui.parts.commands.registry import CommandRegistry, Placement
from packbench.ui.parts.commands.spec import CommandContext
from packbench.ui.parts.scanner.scan_hub import ScanHub
from packbench.ui.parts.shell.early_keys import EarlyKeys
from packbench.ui.parts.shell.errors import ErrorSurfaces
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.shell.progress_strip import ProgressStrip
from packbench.ui.parts.shell.shell_commands import HELP, MENUS, ShellActions, shell_commands
from packbench.ui.parts.shell.status_strip import StatusStrip
from packbench.ui.parts.shell.tab_host import TABS, TabHost
from packbench.ui.parts.shell.top_bar import TopBar
from packbench.ui.parts.shell.undo import UndoOffers
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_INSIDE, Scheme
from packbench.ui.parts.widgets.banner import Banner
from packbench.ui.parts.widgets.key_dialog import frame_as_dialog
from packbench.ui.parts.widgets.message_list import MessageList
from packbench.ui.parts.widgets.messages import Level, Messages
from packbench.words.language import mark, tr, tr_count

_FIRST_SIZE = QSize(1280, 800)
OFFLINE = "offline"
"""The banner's cause while the file is not what it was; who set the window offline ends it."""
_NOT_OF_SAVING = {
    OFFLINE,
    FaultCode.BACKUP_FAILED.value,
    FaultCode.CLOCK_UNSURE.value,
    FaultCode.DATABASE_DAMAGED.value,
    FaultCode.DATABASE_UNREACHABLE.value,
    FaultCode.OUTCOME_UNKNOWN.value,
}
_TEXT_SCALES = (0.8, 2.0)

COVERS = "covers"
"""The property of a modal screen that leaves nothing of the window in view."""


class MainWindow(QMainWindow):
    """Hosts bars, tabs, messages and commands.

    Attributes:
        registry: every command.
        messages: where screens tell what happened.
        undo: what was done and can be taken back.
        errors: shows exceptions.
        hub: hands scans to the screen in front.
        early_keys: keeps keys of commands until they are there.
        tabs, top_bar, status: the parts that the start fills when the database answers.
        being_saved: what is being saved, its words by its key.
        closes_unsaved: it is closed though something may not be saved.
        next_database: the address that a new window begins on when this one is closed; or empty.

    Signals:
        first_painted: once, when the window is in view: the time to connect to the database.
        answers: the database answers, for the first time or again.
        leaving: somebody wants to close it, and waits for what is being saved.
        uncovered: the screen that covered it was closed.
        help_wanted: F1 was pressed in a dialog; which.
    """

    first_painted = Signal()
    answers = Signal()
    leaving = Signal()
    uncovered = Signal()
    help_wanted = Signal(object)

    def __init__(self, app: QApplication, runner: Runner, theme: Theme, memory: Memory) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Packbench")
        self._app, self._runner, self._theme, self._memory = app, runner, theme, memory
        self._details_shown = memory.flag("details", default=True)
        self._online = self._leaving = self.closes_unsaved = False
        self._painted = self._was_covered = False
        self.being_saved: dict[str, str] = {}
        self.next_database = ""
        self._no_page = Page()
        self.messages = Messages(self)
        self.undo = UndoOffers(self.messages, self)
        self.hub = ScanHub(self)
        self.registry = CommandRegistry(self, theme)
        self.early_keys = EarlyKeys(self.registry, self)
        self.top_bar = TopBar(theme)
        self.banner = Banner(theme)
        self.errors = ErrorSurfaces(self.messages, self.banner, self)
        self.tabs = TabHost(self.registry, theme)
        self.registry.add(shell_commands(self._actions()))
        self.status = StatusStrip(self.messages, theme)
        self._lay_out()
        self._fill_menus()
        self._connect()
        self._recall()

    def set_online(self, *, online: bool) -> None:
        """Tells whether the database answers."""
        self._online = online
        self._refresh_commands()
        if online:
            self.banner.end(FaultCode.DATABASE_UNREACHABLE.value)
            self.answers.emit()

    @property
    def online(self) -> bool:
        """Whether the database answers."""
        return self._online

    def close_unsaved(self) -> None:
        """Closes though something may not be saved: the database does not answer."""
        self.closes_unsaved = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Waits for commands that are being saved, then remembers how the window was left."""
        unsaved = self._runner.unsaved
        if unsaved and not self.closes_unsaved:
            words = tr_count("Finishing {count} save…", "Finishing {count} saves…", unsaved)
            self.messages.post(Level.INFO, words.format(count=unsaved))
            if not self._leaving:
                self._leaving = True
                self._runner.idle.connect(self.close, Qt.ConnectionType.SingleShotConnection)
            self.leaving.emit()
            event.ignore()
            return
        self.early_keys.forget()
        self._remember()
        super().closeEvent(event)

    @property
    def is_covered(self) -> bool:
        """Whether a station's screen stands before the whole window, so that nobody sees it."""
        modal = QApplication.activeModalWidget()
        return modal is not None and bool(modal.property(COVERS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keeps keys of commands that are not there yet."""
        if not self.early_keys.take(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tells when the window was painted first, and when a screen before it was closed."""
        done = super().event(event)
        if event.type() == QEvent.Type.WindowBlocked:
            self._was_covered = self.is_covered
        if event.type() == QEvent.Type.WindowUnblocked and self._was_covered:
            self._was_covered = False
            if self.isVisible():  # a closed one hears of it as well, and has nothing left to read
                self.uncovered.emit()
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)
        return done

    def _lay_out(self) -> None:
        centre = QWidget(self)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        banner_place = QVBoxLayout()
        banner_place.setContentsMargins(SPACE_INSIDE, 0, SPACE_INSIDE, 0)
        banner_place.addWidget(self.banner)
        layout.addWidget(self.top_bar)
        layout.addLayout(banner_place)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(ProgressStrip(self._runner))
        layout.addWidget(self.status)
        self.setCentralWidget(centre)

    def _fill_menus(self) -> None:
        """Each is filled when it opens: commands come with the database and with the page."""
        for title, placement in MENUS.items():
            self._add_menu(title, partial(_as_it_is, placement))
        self._add_menu(mark("&Actions"), lambda: self._page().commands)
        for title, placement in HELP.items():
            self._add_menu(title, partial(_as_it_is, placement))

    def _add_menu(self, title: str, placement: Callable[[], Placement]) -> None:
        menu = self.menuBar().addMenu(tr(title))
        menu.setToolTipsVisible(True)

        def fill() -> None:
            menu.clear()
            self.registry.fill(menu, placement())

        menu.aboutToShow.connect(fill)

    def _connect(self) -> None:
        self.tabs.made.connect(self._take_new_page)
        self.tabs.shown.connect(self._take_front)
        self._runner.failed.connect(self.errors.show)
        self._runner.saved.connect(self._end_faults)
        self.undo.changed.connect(self._refresh_commands)
        self.messages.posted.connect(self._refresh_commands)
        self.status.bar.past_wanted.connect(self._show_past)
        self.early_keys.unanswered.connect(lambda words: self.messages.post(Level.REFUSED, words))
        self.registry.refused.connect(lambda why: self.messages.post(Level.INFO, why))

    def _end_faults(self) -> None:
        """What kept a command from being saved is gone, since one was saved."""
        self.banner.end(*(cause for cause in self.banner.causes if cause not in _NOT_OF_SAVING))

    def _actions(self) -> ShellActions:
        return ShellActions(
            find=self.top_bar.search.focus,
            open_palette=self._open_palette,
            refresh=lambda: self._page().refresh(),
            focus_filter=lambda: self._page().focus_filter(),
            clear_filter=lambda: self._page().clear_filter(),
            sort_by=lambda: self._page().ask_for_order(),
            arrange_columns=lambda: self._page().ask_for_columns(),
            copy_rows=lambda: self._page().copy_rows(),
            copy_cell=lambda: self._page().copy_cell(),
            toggle_details=self._toggle_details,
            undo=self.undo.undo_last,
            show_message=self.messages.show_last,
            show_past=self._show_past,
            dismiss_message=self.messages.dismiss,
            close=self.close,
            go_to=self.tabs.go_to,
            choose_scheme=self._choose_scheme,
            chosen_scheme=lambda: self._theme.chosen,
            scale_text=self._scale_text,
        )

    def _page(self) -> Page:
        """The page in front; one that does nothing while there is none."""
        return self.tabs.page or self._no_page

    def _take_new_page(self, page: Page) -> None:
        page.show_details(shown=self._details_shown)
        page.selection_changed.connect(self._refresh_commands)
        page.refused.connect(lambda why: self.messages.post(Level.REFUSED, why))
        page.found.connect(self.messages.settle)
        page.summed.connect(self._show_totals)

    def _take_front(self, key: str) -> None:
        self.hub.activate(key)
        self._refresh_commands()
        self._show_totals()

    def _show_totals(self) -> None:
        self.status.set_totals(self._page().totals)

    def _refresh_commands(self) -> None:
        page = self._page()
        selected = page.selected()
        self.registry.refresh(
            CommandContext(
                tab=page.acts_as or self.tabs.key,
                view=page.view,
                selected=selected.count,
                states=selected.states,
                online=self._online,
                undo=self.undo.next_words,
                message=self.messages.showing is not None,
            )
        )

    def _open_palette(self) -> None:
        palette = CommandPalette(self.registry, self._theme, self)
        frame_as_dialog(palette)
        palette.exec()
        palette.deleteLater()
        if palette.chosen is not None:
            self.registry.run(palette.chosen)

    def _show_past(self) -> None:
        shown = MessageList(self.messages.past(), self._theme, self)
        shown.finished.connect(shown.deleteLater)
        shown.open()

    def _toggle_details(self) -> None:
        self._details_shown = not self._details_shown
        for page in self.tabs.pages():
            page.show_details(shown=self._details_shown)

    def _choose_scheme(self, scheme: Scheme | None) -> None:
        self._theme.choose(self._app, scheme, self._theme.text_scale)
        self._refresh_commands()

    def _scale_text(self, factor: float) -> None:
        least, most = _TEXT_SCALES
        scale = min(most, max(least, self._theme.text_scale * factor))
        self._theme.choose(self._app, self._theme.chosen, scale)

    def _recall(self) -> None:
        geometry = self._memory.state("geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(_FIRST_SIZE)
        left = self._memory.text("tab")
        if left in {tab.key for tab in TABS}:  # that of another version may be none of ours
            self.tabs.go_to(left)
        self.tabs.setFocus()
        self._refresh_commands()

    def _remember(self) -> None:
        for page in self.tabs.pages():
            page.remember()
        self._memory.keep_state("geometry", self.saveGeometry())
        self._memory.keep_text("tab", self.tabs.key)
        self._memory.keep_flag("details", value=self._details_shown)
        self._memory.keep_text("scheme", self._theme.chosen or "")
        self._memory.keep_text("text_scale", self._theme.text_scale)
        self._memory.write()


def _as_it_is(placement: Placement) -> Placement:
    return placement
