"""The composition root: the only module that sees every layer, and the entry point."""

import logging
import logging.handlers
import sys

from packbench.cli.app import run
from packbench.cli.session import Session
from packbench.db.engine import open_database
from packbench.paths import default_database_url, log_dir
from packbench.services.administration import make_ready
from packbench.services.context import Context

_LOG_BYTES = 1_000_000
_LOG_FILES = 5


def main() -> None:
    """Runs the command line; without a command the window opens."""
    _log_to_file()
    session = Session(open_context, _make_ready, open_window, default_database_url())
    try:
        code = run(session, sys.argv[1:])
    finally:
        session.close()
    sys.exit(code)


def open_context(url: str, operator: str, station: str) -> Context:
    """A database and who works on it; nothing is connected yet."""
    database = open_database(url, application=f"packbench {station} ({operator})")
    return Context(database, operator=operator, station=station)


def open_window(context: Context) -> int:
    """Opens the window on a database and runs it; gives the exit code."""
    # Qt is imported only by those who open the window: the command line starts without it.
    from packbench.ui.app import run_window  # noqa: PLC0415

    return run_window(context)


def _make_ready(context: Context) -> None:
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
