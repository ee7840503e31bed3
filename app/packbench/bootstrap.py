"""The composition root: the only module that sees every layer, and the entry point."""

import logging
import platform
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from packbench.accounts import login_name, settle_home
from packbench.domain.changes import ChangeSet
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.logs.crashes import Crash, crash_was_told, untold_crash, watch_for_crashes
from packbench.logs.writing import LogFiles
from packbench.paths import (
    default_database_url,
    log_dir,
    named_database_url,
    own_database_url,
    user_data_dir,
)
from packbench.screen import require_window
from packbench.words.choosing import OPTION, speak
from packbench.words.log_notices import crash_words, trouble_words

# The layers are imported where they are needed: the window shows itself before the database layer
# is there, and the command line starts without Qt.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from packbench.db.heartbeat import Heartbeat
    from packbench.db.notices import Listener
    from packbench.engine.command.context import Context
    from packbench.ui.connect import Connection
    from packbench.ui.desk import Desk

_log = logging.getLogger(__name__)
_WINDOW_OPTIONS = {"--database", "--operator", "--station", OPTION}


def main() -> None:
    """Runs the command line; without a command the window opens."""
    settle_home()
    speak(sys.argv[1:])
    notices = _LogNotices()
    notices.start_log()
    options = _window_options(sys.argv[1:])
    sys.exit(_run_command_line(notices) if options is None else _run_window(options, notices))


def open_context(url: str, operator: str, station: str) -> "Context":
    """A database and who works on it; nothing is connected yet."""
    from packbench.db.engine import open_database
    from packbench.engine.command.context import Context

    if url == own_database_url():
        _make_own_folder()
    database = open_database(url, application=f"packbench {station} ({operator})")
    return Context(database, operator=operator, station=station)


class _Heartbeats:
    """Those of the servers that were opened; see `packbench.db.heartbeat`."""

    def __init__(self) -> None:
        self._running: list[Heartbeat] = []

    def start(self, context: "Context") -> None:
        """Watches over the lines to the context's server, if it is on one."""
        if context.database.is_sqlite:
            return
        from packbench.db.heartbeat import Heartbeat

        self._running.append(Heartbeat(context.database))
        self._running[-1].start()

    def stop(self) -> None:
        """Ends all of them."""
        while self._running:
            self._running.pop().stop()


def _make_own_folder() -> None:
    try:
        user_data_dir()
    except OSError as error:
        path = str(error.filename or "")
        raise EnvironmentFault(FaultCode.FOLDER_READ_ONLY, path=path) from error


def save_pictures(context: "Context", folder: Path) -> list[Path]:
    """Writes pictures of the window on a database into a folder, for where there is no screen."""
    from packbench.ui.pictures import save_pictures as take

    return take(context, folder)


def _run_command_line(notices: "_LogNotices") -> int:
    from packbench.cli.app import run
    from packbench.cli.session import Session, write_any_letter

    write_any_letter()
    beats = _Heartbeats()

    def open_window(context: "Context") -> int:
        beats.stop()
        return Windows(
            context.operator, context.station, notices.tell_window, context.database.url, context
        ).run()

    notices.tell_terminal()
    url = default_database_url()
    session = Session(open_context, _make_ready, open_window, save_pictures, url, watch=beats.start)
    try:
        return run(session, sys.argv[1:])
    finally:
        beats.stop()
        session.close()


def _window_options(arguments: list[str]) -> dict[str, str] | None:
    """The options of a call that opens the window; None for those that the command line reads."""
    given: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        given[name] = value if equals else next(words, "")
        if name not in _WINDOW_OPTIONS or not given[name]:
            return None
    return given


def _run_window(options: dict[str, str], notices: "_LogNotices") -> int:
    operator = options.get("--operator") or login_name()
    station = options.get("--station") or platform.node() or "station"
    named = options.get("--database") or named_database_url()
    try:
        return Windows(operator, station, notices.tell_window, named).run()
    except EnvironmentFault as fault:  # there is no window that could tell it
        from packbench.words.refusals import sentence

        print(sentence(fault), file=sys.stderr)  # noqa: T201 - the terminal
        return 1


class Windows:
    """The windows of a run: one, and another one for each database that is opened in its place.

    Args:
        operator: who works in them.
        station: where.
        tell: is given what tells of the log, in the window that is open.
        url: the database of the first one; empty for the one that was chosen in a window of this
            computer, or else its own.
        context: the same, where it is open already.
    """

    def __init__(
        self,
        operator: str,
        station: str,
        tell: Callable[[Callable[[str], None]], None],
        url: str = "",
        context: "Context | None" = None,
    ) -> None:
        self._operator, self._station, self._tell = operator, station, tell
        self._url, self._context = url, context
        self._connection: Connection | None = None
        self._gateway: _Gateway | None = None

    def run(self) -> int:
        """Opens the first and runs until the last one is closed; gives the exit code."""
        require_window()
        from packbench.ui.app import run_window

        try:
            return run_window(self.connect, sys.argv[:1], self.again)
        finally:
            self.close()

    def connect(self, desk: "Desk") -> None:
        """Connects a window that is in view."""
        from packbench.ui.connect import Connection
        from packbench.ui.databases.commands import databases_of
        from packbench.ui.databases.remembered import chosen_database
        from packbench.ui.parts.shell.notices import NoticeRelay

        chosen = "" if self._url else chosen_database(desk.memory)
        url = self._url or chosen or own_database_url()
        self._gateway = _Gateway(lambda: self._open(url, is_made=bool(chosen)))
        self._connection = Connection(desk, self._gateway)
        databases_of(desk.window).url = url
        self._connection.connect_now()
        self._tell(NoticeRelay(desk.window.messages, desk.window).tell)

    def again(self, desk: "Desk") -> bool:
        """Whether another window follows the one that was closed."""
        self.close()
        self._url, self._context = desk.window.next_database, None
        return bool(self._url)

    def close(self) -> None:
        """Leaves the database."""
        if self._connection is not None:
            self._connection.close()
        if self._gateway is not None:
            self._gateway.close()

    def _open(self, url: str, *, is_made: bool) -> "Context":
        """Opens it; one that was opened before is never made anew where it is gone."""
        context = self._context or open_context(url, self._operator, self._station)
        path = context.database.path
        if is_made and path is not None and not path.exists():
            raise EnvironmentFault(FaultCode.DATABASE_GONE, path=str(path))
        return context


class _LogNotices:
    """What is to be said about the log itself, kept until there is somebody to tell.

    `tell_terminal` and `tell_window` say who that is; the window comes after the terminal.
    """

    def __init__(self) -> None:
        self._tell: Callable[[str], None] | None = None
        self._trouble: OSError | None = None

    def start_log(self) -> None:
        """Opens the log and watches for crashes; what fails is told later."""
        root = logging.getLogger("packbench")
        root.addHandler(LogFiles(log_dir(), self._in_trouble))
        root.setLevel(logging.INFO)
        try:
            watch_for_crashes(log_dir())
        except OSError as error:
            self._in_trouble(error)

    def tell_terminal(self) -> None:
        """Tells on stderr; of a crash only where a person looks at it."""
        self._begin(lambda words: print(words, file=sys.stderr))  # noqa: T201 - the terminal
        if sys.stderr.isatty():
            self._tell_crash()

    def tell_window(self, tell: Callable[[str], None]) -> None:
        """Tells by `tell`, which may be called from any thread."""
        self._begin(tell)
        self._tell_crash()

    def _begin(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        if self._trouble is not None:
            tell(trouble_words(self._trouble))

    def _in_trouble(self, error: OSError) -> None:
        known, self._trouble = self._trouble, error
        if self._tell is not None and known is None:
            self._tell(trouble_words(error))

    def _tell_crash(self) -> None:
        try:
            crash: Crash | None = untold_crash(log_dir())
            if crash is not None and self._tell is not None:
                crash_was_told(crash)
                _log.info("crash file=%s", crash.file)
                self._tell(crash_words(crash))
        except OSError as error:
            self._in_trouble(error)


class _Gateway:
    """The window's ways to the database; see `packbench.ui.connect`."""

    def __init__(self, open_it: "Callable[[], Context]") -> None:
        self._open_it = open_it
        self._context: Context | None = None
        self._beats = _Heartbeats()
        self._identity = 0

    def open(self, publish: Callable[[ChangeSet], None]) -> "Context":
        self.close()  # what an earlier try left
        self._context = replace(self._open_it(), publish=publish)
        self._context.database.patience.limit_s = None  # a window asks until somebody gives up
        self._beats.start(self._context)
        guard = self._context.database.guard
        if guard is not None and self._identity:
            guard.expect(self._identity)  # opened again it is the same file, or none
        _make_ready(self._context)
        self._identity = 0 if guard is None else guard.identity
        return self._context

    @property
    def opened(self) -> "Context | None":
        return self._context

    def check(self) -> None:
        if self._context is not None:
            _make_ready(self._context)

    def give_up(self, reads: bool) -> None:
        if self._context is not None:
            self._context.database.give_up(reads=reads)

    def stop_reading(self, thread: int) -> None:
        if self._context is not None:
            self._context.database.stop_reading(thread)

    def listen(
        self,
        context: "Context",
        on_change: Callable[[ChangeSet], None],
        on_connection: Callable[[bool], None],
    ) -> "Listener":
        from packbench.db.notices import Listener

        self._beats.stop()  # the listener watches from now on
        return Listener(context.database, on_change, on_connection)

    def translate(self, error: BaseException) -> BaseException:
        from packbench.services.office.ready import meaning_of

        return error if self._context is None else meaning_of(self._context.database, error)

    def close(self) -> None:
        self._beats.stop()
        if self._context is not None:
            self._context.database.dispose()


def _make_ready(context: "Context") -> None:
    from packbench.services.office.ready import make_ready

    make_ready(context.database)
