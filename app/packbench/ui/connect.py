"""Connects the open window to a database: in a lane, again when it failed, told when it is lost.

Nothing here imports the database layer before the window is in view (`docs/how-fast.md`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from packbench.domain.changes import ChangeSet
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.ui.desk import Desk
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.messages import MessageAction
from packbench.words.language import tr
from packbench.words.refusals import sentence

if TYPE_CHECKING:
    from packbench.engine.command.context import Context

OnChange = Callable[[ChangeSet], None]
OnConnection = Callable[[bool], None]


class Listening(Protocol):
    """Hears of changes by other stations, on a thread of its own."""

    def start(self) -> None:
        """Begins to listen."""

    def stop(self) -> None:
        """Ends the thread and waits for it."""


class Gateway(Protocol):
    """The ways to the database, given by the composition root; called in a lane."""

    def open(self, publish: OnChange) -> "Context":
        """The database, ready for work; raises an EnvironmentFault that says what to do."""

    def listen(
        self, context: "Context", on_change: OnChange, on_connection: OnConnection
    ) -> Listening:
        """Listens for other stations, not begun yet."""

    def translate(self, error: BaseException) -> BaseException:
        """The refusal or fault that a database error means; any other error as it is."""


class Connection(QObject):
    """Brings window and database together.

    Args:
        desk: the window, in view.
        gateway: the ways to the database.
    """

    _heard = Signal(bool)

    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        super().__init__(desk.window)
        self._desk, self._gateway = desk, gateway
        self._listener: Listening | None = None
        self._context: Context | None = None
        self._words = ""
        self._heard.connect(self._take_heard)
        desk.window.errors.translate = gateway.translate

    def connect_now(self) -> None:
        """Opens the database and furnishes the window; tells what is wrong when it can't."""
        window = self._desk.window
        window.banner.hide()
        words = EmptyText("database", tr("Connecting to the database…"))
        window.tabs.set_waiting_words(words)
        self._desk.runner.write(
            tr("Opening the database"),
            lambda _: self._open(),
            self._furnish,
            on_error=self._tell,
            owner=self,
        )

    def close(self) -> None:
        """Stops listening; the window may be gone already."""
        if self._listener is not None:
            self._listener.stop()

    def _open(self) -> "tuple[Context, str]":
        # Imported here, in the lane: it takes longer than the window needs to show itself.
        from packbench.ui import office  # noqa: PLC0415

        context = self._gateway.open(self._desk.bus.post)
        office.set_clock(context)
        return context, office.database_words(context)

    def _furnish(self, opened: "tuple[Context, str]") -> None:
        from packbench.ui.office import Office  # noqa: PLC0415 - see above

        context, self._words = opened
        self._context = context
        Office(self._desk, context, sweeps=True)
        self._take_heard(True)
        self._listener = self._gateway.listen(context, self._desk.bus.post, self._heard.emit)
        self._listener.start()

    def _tell(self, error: BaseException) -> None:
        window = self._desk.window
        known = self._gateway.translate(error)
        if not isinstance(known, EnvironmentFault | Refusal):
            window.tabs.set_waiting_words(_no_database(tr("Something went wrong at the start.")))
            window.errors.show(known)
            return
        words = sentence(known)
        window.banner.show_text(words, [MessageAction(tr("Try again"), self.connect_now)])
        window.tabs.set_waiting_words(_no_database(words))

    @Slot(bool)
    def _take_heard(self, online: bool) -> None:
        """The database answers, or answers no more."""
        window = self._desk.window
        window.set_online(online=online)
        window.status.set_database(self._words, Tone.READY if online else Tone.WRONG)
        if not online:
            window.banner.show_text(self._lost_words())

    def _lost_words(self) -> str:
        fault = None if self._context is None else self._context.database.fault
        if fault is not None:
            return sentence(fault)
        return tr("The database can't be reached just now. Trying again every few seconds.")


def _no_database(words: str) -> EmptyText:
    return EmptyText("unplug", tr("No database"), words)
