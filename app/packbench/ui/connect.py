"""Connects the open window to a database: in a lane, again when it failed, told when it is lost.

Nothing here imports the database layer before the window is in view (`docs/how-fast.md`).
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from packbench.domain.changes import EVERYTHING, ChangeSet
from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.ui.databases.commands import databases_of
from packbench.ui.desk import Desk
from packbench.ui.parts.bridge.loading import Pieces, load
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.shell.main_window import OFFLINE
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.messages import MessageAction
from packbench.words.language import tr
from packbench.words.refusals import sentence

if TYPE_CHECKING:
    from packbench.engine.command.context import Context

AGAIN_MS = 3_000
LOOK_AGAIN_MS = 3_000
LEAVE_MS = 1_500
_START = "start"
_MAY_BE_DAMAGED = {FaultCode.DATABASE_DAMAGED, FaultCode.DATABASE_FOREIGN, FaultCode.DISK_FAILED}

_OF_FILES = (
    FaultCode.DATABASE_GONE.value,
    FaultCode.DATABASE_REPLACED.value,
    FaultCode.DATABASE_OVERWRITTEN.value,
    FaultCode.DATABASE_LOG_GONE.value,
    FaultCode.DATABASE_NEWER.value,
)
"""What keeps a window from writing until it is over, whoever tells of it."""

_OFFICE = Pieces(
    (
        "packbench.services.office.lists",
        "packbench.services.commands.orders",
        "packbench.services.office.administration",
        "packbench.services.office.checking",
        "packbench.services.office.customers",
        "packbench.services.office.history",
        "packbench.services.office.list_tabs",
        "packbench.services.office.pick_work",
        "packbench.services.office.totals",
        "packbench.services.office.views",
        "packbench.services.orders.advice",
        "packbench.services.orders.progress",
        "packbench.services.products.pictures",
        "packbench.services.scanners",
        "packbench.services.scanning",
        "packbench.services.stock.acts",
    ),
    (
        "packbench.ui.parts.shell.record_page",
        "packbench.ui.parts.bulk.dialog",
        "packbench.ui.bulk_running",
        "packbench.ui.screens.orders.tab",
        "packbench.ui.screens.back_orders.tab",
        "packbench.ui.screens.inventory.tab",
        "packbench.ui.screens.purchasing.tab",
        "packbench.ui.screens.picking.tab",
        "packbench.ui.first_steps.commands",
        "packbench.ui.views.commands",
        "packbench.ui.office",
    ),
)
"""What the window is furnished with, the slowest of it by name: it answers between them."""

OnChange = Callable[[ChangeSet], None]
OnConnection = Callable[[bool], None]


class Listening(Protocol):
    """Hears of changes by other stations, on a thread of its own."""

    def start(self) -> None:
        """Begins to listen."""

    def stop(self) -> None:
        """Ends the thread and waits for it, not for a server that hangs."""

    def ask_now(self) -> None:
        """Asks a server at once whether it answers."""

    def answered_since(self, moment_s: float) -> bool:
        """Whether the database answered after a moment of `time.monotonic`."""


class Gateway(Protocol):
    """The ways to the database, given by the composition root; called in a lane."""

    def open(self, publish: OnChange) -> "Context":
        """The database, ready for work; raises an EnvironmentFault that says what to do."""

    def listen(
        self, context: "Context", on_change: OnChange, on_connection: OnConnection
    ) -> Listening:
        """Listens for other stations, not begun yet."""

    @property
    def opened(self) -> "Context | None":
        """The database that was opened last, though it need not be fit for work."""

    def check(self) -> None:
        """Raises an EnvironmentFault unless what answers is the database that was opened."""

    def give_up(self, reads: bool) -> None:
        """Ends what waits for a server, commands or reads too; from any thread."""

    def stop_reading(self, thread: int) -> None:
        """Ends what a thread is just reading; from any other."""

    def translate(self, error: BaseException) -> BaseException:
        """The refusal or fault that a database error means; any other error as it is."""


class Connection(QObject):
    """Brings window and database together, and again whenever they were parted.

    Args:
        desk: the window, in view.
        gateway: the ways to the database.
    """

    _heard = Signal(bool)
    _doubted = Signal(bool)

    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        super().__init__(desk.window)
        self._desk, self._gateway = desk, gateway
        self._listener: Listening | None = None
        self._context: Context | None = None
        self._looking: Job | None = None
        self._words = self._url = ""
        self._again = self._make_timer(AGAIN_MS, self._connect_again)
        self._check = self._make_timer(AGAIN_MS, self._look_what_answers)
        self._lost = self._make_timer(LOOK_AGAIN_MS, self._look_again)
        self._leave = self._make_timer(LEAVE_MS, self._leave_unsaved)
        self._leaves_since_s = 0.0
        self._heard.connect(self._take_heard)
        self._doubted.connect(self._take_doubt)
        desk.window.leaving.connect(self._begin_to_leave)
        desk.window.errors.translate = gateway.translate
        desk.window.errors.lost.connect(self._lost.start)
        desk.runner.give_up = gateway.give_up
        desk.runner.stop_reading = gateway.stop_reading

    def connect_now(self) -> None:
        """Opens the database and furnishes the window; tells what is wrong when it can't."""
        window = self._desk.window
        window.banner.end(_START)
        words = EmptyText("database", tr("Connecting to the database…"))
        window.tabs.set_waiting_words(words)
        self._connect_again()

    def close(self) -> None:
        """Stops listening; the window may be gone already."""
        if self._listener is not None:
            self._listener.stop()
        if shiboken6.isValid(self):
            for timer in (self._again, self._check, self._lost, self._leave):
                timer.stop()

    def _make_timer(self, interval_ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(then)
        return timer

    def _connect_again(self) -> None:
        self._again.stop()
        load(self._desk.runner, _OFFICE, self._connect, self, self._tell)

    def _connect(self) -> None:
        runner = self._desk.runner
        runner.read("connect", self._open, self._furnish, on_error=self._tell, owner=self)

    def _open(self) -> "tuple[Context, str]":
        # It is loaded by now; at the start it takes longer than the window needs to show itself.
        from packbench.ui import office  # noqa: PLC0415

        context = self._gateway.open(self._desk.bus.post)
        context.database.patience.on_doubt = self._doubted.emit
        office.set_clock(context)
        return context, office.database_words(context)

    def _furnish(self, opened: "tuple[Context, str]") -> None:
        from packbench.ui.left_unsaved import tell_left  # noqa: PLC0415 - see above
        from packbench.ui.office import Office  # noqa: PLC0415 - the same

        context, self._words = opened
        self._context = context
        self._url = context.database.url
        self._note_opened()
        self._desk.window.banner.end(_START)
        Office(self._desk, context, sweeps=True)
        self._desk.window.status.set_database(self._words, Tone.READY)
        self._desk.window.set_online(online=True)
        self._listener = self._gateway.listen(context, self._desk.bus.post, self._heard.emit)
        self._listener.start()
        tell_left(self._desk, context, self)

    def _note_opened(self) -> None:
        from packbench.ui.databases.remembered import note_opened  # noqa: PLC0415 - see above

        note_opened(self._desk.memory, self._url)
        databases_of(self._desk.window).url = self._url

    def _tell(self, error: BaseException) -> None:
        window = self._desk.window
        known = self._gateway.translate(error)
        if not isinstance(known, EnvironmentFault | Refusal):
            window.tabs.set_waiting_words(_no_database(tr("Something went wrong at the start.")))
            window.errors.show(known)
            return
        words = sentence(known)
        if known.code is FaultCode.DATABASE_UNREACHABLE:
            words = " ".join([words, tr("It is tried again every few seconds.")])
        actions = [MessageAction(tr("Try again"), self.connect_now)]
        others = databases_of(window)
        actions.append(MessageAction(tr("Open another database…"), lambda: others.ask(others.url)))
        if known.code in _MAY_BE_DAMAGED and self._gateway.opened is not None:
            actions.append(MessageAction(tr("Check the database…"), self._check_database))
        window.banner.show_text(words, actions, cause=_START)
        window.tabs.set_waiting_words(_no_database(words))
        if known.code is not FaultCode.DATABASE_ADDRESS:
            self._again.start()

    def _check_database(self) -> None:
        """Tells what is damaged in a database that the window can't work on."""
        from packbench.ui.screens.checking.controller import (  # noqa: PLC0415 - see above
            CheckController,
        )

        if self._gateway.opened is not None:
            CheckController(self._desk, self._gateway.opened).open()

    @Slot(bool)
    def _take_heard(self, online: bool) -> None:
        """The database answers, or answers no more; what answers may be another one by now."""
        self._check.stop()
        if self._looking is not None:
            self._looking.drop()  # what it tells was so before
        if online:
            self._look_what_answers()
        else:
            self._tell_lost()

    def _look_what_answers(self) -> None:
        check, runner = self._gateway.check, self._desk.runner
        self._looking = runner.read(
            "what answers", check, self._be_online, on_error=self._tell_other, owner=self
        )

    def _be_online(self, _fits: None) -> None:
        window = self._desk.window
        window.status.set_database(self._words, Tone.READY)
        window.banner.end(_START, OFFLINE, *_OF_FILES)
        window.set_online(online=True)
        self._desk.bus.post(EVERYTHING)

    def _be_offline(self, words: str, cause: str) -> None:
        window = self._desk.window
        silent = cause == FaultCode.DATABASE_UNREACHABLE.value
        state = tr("{database}: no answer") if silent else tr("{database}: nothing is written")
        window.status.set_database(state.format(database=self._words), Tone.WRONG)
        window.set_online(online=False)
        window.banner.show_text(words, cause=cause)

    def _tell_lost(self) -> None:
        """The server is silent, or the file is not what it was."""
        fault = None if self._context is None else self._context.database.fault
        if fault is None:
            words = tr("The database can't be reached just now. Trying again every few seconds.")
            self._be_offline(words, FaultCode.DATABASE_UNREACHABLE.value)
        else:
            self._desk.window.banner.end(fault.code.value)  # a command may have told it already
            self._be_offline(sentence(fault), OFFLINE)

    def _tell_other(self, error: BaseException) -> None:
        """It answers and is not what it was: of another version, empty, or not ours."""
        known = self._gateway.translate(error)
        if not isinstance(known, EnvironmentFault | Refusal):
            self._desk.window.errors.show(known)
        elif known.code is not FaultCode.DATABASE_UNREACHABLE:
            self._be_offline(sentence(known), _START)
            self._desk.window.banner.end(FaultCode.DATABASE_UNREACHABLE.value)
            self._check.start()

    def _look_again(self) -> None:
        """Something was lost on its way to a database that answers: all is read anew."""
        if self._desk.window.online:
            self._desk.window.banner.end(FaultCode.DATABASE_UNREACHABLE.value)
            self._desk.bus.post(EVERYTHING)

    @Slot(bool)
    def _take_doubt(self, doubtful: bool) -> None:
        """The line broke while something was saved, or its fate is known again."""
        banner, job = self._desk.window.banner, self._desk.runner.writing
        if not doubtful or job is None:
            banner.end(FaultCode.OUTCOME_UNKNOWN.value)
            return
        words = tr(
            "Not known yet whether this was saved: {what}. The database was lost at that moment."
            " It is asked until it answers; nothing is done twice."
        ).format(what=job.title)
        stop = MessageAction(tr("Stop asking"), job.cancel)
        banner.show_text(words, [stop], cause=FaultCode.OUTCOME_UNKNOWN.value, first=True)

    def _begin_to_leave(self) -> None:
        """Asks whether the database answers at all; what can't be saved is not waited for."""
        if self._listener is not None and not self._leave.isActive():
            self._leaves_since_s = time.monotonic()
            self._listener.ask_now()
            self._leave.start()

    def _leave_unsaved(self) -> None:
        if self._listener is not None and self._listener.answered_since(self._leaves_since_s):
            return  # what is being saved will be
        from packbench.ui.left_unsaved import keep_left  # noqa: PLC0415 - see above

        window = self._desk.window
        keep_left(self._desk.memory, self._url, window.being_saved)
        self._gateway.give_up(True)
        window.close_unsaved()


def _no_database(words: str) -> EmptyText:
    return EmptyText("unplug", tr("No database"), words)
