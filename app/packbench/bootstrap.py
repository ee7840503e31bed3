"""The composition root: the only module that sees every layer, and the entry point."""

import getpass
import logging
import logging.handlers
import platform
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from packbench.domain.changes import ChangeSet
from packbench.paths import default_database_url, log_dir

# The layers are imported where they are needed: the window shows itself before the database layer
# is there, and the command line starts without Qt.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from packbench.db.notices import Listener
    from packbench.engine.command.context import Context

_LOG_BYTES = 1_000_000
_LOG_FILES = 5
_WINDOW_OPTIONS = {"--database", "--operator", "--station"}


def main() -> None:
    """Runs the command line; without a command the window opens."""
    _log_to_file()
    options = _window_options(sys.argv[1:])
    sys.exit(_run_command_line() if options is None else _run_window(options))


def open_context(url: str, operator: str, station: str) -> "Context":
    """A database and who works on it; nothing is connected yet."""
    from packbench.db.engine import open_database
    from packbench.engine.command.context import Context

    database = open_database(url, application=f"packbench {station} ({operator})")
    return Context(database, operator=operator, station=station)


def open_window(context: "Context") -> int:
    """Opens the window on a database and runs it; gives the exit code."""
    return _show_window(lambda: context)


def save_pictures(context: "Context", folder: Path) -> list[Path]:
    """Writes pictures of the window on a database into a folder, for where there is no screen."""
    from packbench.ui.pictures import save_pictures as take

    return take(context, folder)


def _run_command_line() -> int:
    from packbench.cli.app import run
    from packbench.cli.session import Session

    url = default_database_url()
    session = Session(open_context, _make_ready, open_window, save_pictures, url)
    try:
        return run(session, sys.argv[1:])
    finally:
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


def _run_window(options: dict[str, str]) -> int:
    url = options.get("--database") or default_database_url()
    operator = options.get("--operator") or getpass.getuser()
    station = options.get("--station") or platform.node()
    return _show_window(lambda: open_context(url, operator, station))


def _show_window(open_it: "Callable[[], Context]") -> int:
    from packbench.ui.app import run_window
    from packbench.ui.connect import Connection
    from packbench.ui.desk import Desk

    gateway = _Gateway(open_it)
    connections: list[Connection] = []

    def connect(desk: Desk) -> None:
        connections.append(Connection(desk, gateway))
        connections[0].connect_now()

    try:
        return run_window(connect, sys.argv[:1])
    finally:
        for connection in connections:
            connection.close()
        gateway.close()


class _Gateway:
    """The window's ways to the database; see `packbench.ui.connect`."""

    def __init__(self, open_it: "Callable[[], Context]") -> None:
        self._open_it = open_it
        self._context: Context | None = None

    def open(self, publish: Callable[[ChangeSet], None]) -> "Context":
        self.close()  # what an earlier try left
        self._context = replace(self._open_it(), publish=publish)
        _make_ready(self._context)
        return self._context

    def listen(
        self,
        context: "Context",
        on_change: Callable[[ChangeSet], None],
        on_connection: Callable[[bool], None],
    ) -> "Listener":
        from packbench.db.notices import Listener

        return Listener(context.database, on_change, on_connection)

    def translate(self, error: BaseException) -> BaseException:
        from sqlalchemy.exc import SQLAlchemyError

        from packbench.db.errors import translate

        if self._context is None or not isinstance(error, SQLAlchemyError):
            return error
        return translate(error, self._context.database.url)

    def close(self) -> None:
        if self._context is not None:
            self._context.database.dispose()


def _make_ready(context: "Context") -> None:
    from packbench.services.office.administration import make_ready

    make_ready(context.database)


def _log_to_file() -> None:
    try:
        handler = logging.handlers.RotatingFileHandler(
            log_dir() / "packbench.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES
        )
    except OSError:
        return  # a read-only home must not keep anybody from working
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("packbench")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
