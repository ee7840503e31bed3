"""One line in the log for every command: its name, its id, how long it took, what it came to."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.logs.incidents import log_refusal

_log = logging.getLogger(__name__)


class TakenBackError(Exception):
    """Raised by a command's work to roll it back though nothing is wrong, as a trial does."""


@dataclass(slots=True)
class LoggedCommand:
    """What the log tells of a command under way; a repeated try writes it again.

    Attributes:
        command_id: its audit row; None when nothing was written.
        rows: how many rows it wrote.
    """

    command_id: int | None = None
    rows: int = 0
    outcome: str = "done"


@contextmanager
def logged(name: str) -> Iterator[LoggedCommand]:
    """Logs the command that runs inside, whatever becomes of it."""
    entry, started_s = LoggedCommand(), time.perf_counter()
    try:
        yield entry
    except BaseException as error:
        entry.command_id, entry.rows, entry.outcome = None, 0, _outcome(error)
        raise
    finally:
        told = "command name=%s id=%s ms=%d rows=%d outcome=%s"
        ms = (time.perf_counter() - started_s) * 1000
        _log.info(told, name, entry.command_id or "-", ms, entry.rows, entry.outcome)


def _outcome(error: BaseException) -> str:
    if isinstance(error, Refusal | EnvironmentFault):
        log_refusal(error)
        return f"{'refused' if isinstance(error, Refusal) else 'fault'}:{error.code.value}"
    return "taken_back" if isinstance(error, TakenBackError) else f"failed:{type(error).__name__}"
