"""Write transactions: begun with the lock, run again from the start when the server asks for it.

A line that breaks leaves one of two things. Before COMMIT nothing was done, and the work may be run
again. At COMMIT nobody but the server knows: the work is run again as soon as it answers, until it
gives the truth; a command's key sees to it that it is done once (decision 0042). A file that goes
away at COMMIT leaves the same doubt, but nobody waits for it.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection, RootTransaction
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from packbench.db.engine import Database
from packbench.db.errors import is_busy, is_lost, should_retry, translate
from packbench.db.file_guard import WrittenToLostFileError
from packbench.db.locks import mutex_holder, take_allocation_mutex
from packbench.db.patience import CommandPatience
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal

_log = logging.getLogger(__name__)
_TRIES = 3
_PAUSE_S = 0.02
_ELSEWHERE = {FaultCode.DISK_FULL, FaultCode.FOLDER_READ_ONLY}

T = TypeVar("T")


class FateUnknownError(Exception):
    """Whether it was committed can't be found out now.

    The line broke at COMMIT and the server did not answer before patience was at its end, or the
    file was lost while it was being saved.
    """


class _LostAtCommitError(Exception):
    """The line broke while the server was asked to commit."""


def write_transaction(
    database: Database, work: Callable[[Connection], T], *, moves_stock: bool
) -> T:
    """Runs `work` in one transaction and commits; anything it raises rolls all of it back.

    A serialization failure or a deadlock runs `work` again, three times in all; so does a line that
    breaks, once. When another station holds the lock for longer than the engine's time limit the
    refusal `busy` says who. `work` must find out by itself whether it was done already: it is run
    again when the line breaks at COMMIT. Raises FateUnknownError when that can't be found out.
    """
    waiting = database.patience.begin()
    tries = _Tries(database, waiting)
    try:
        while True:
            cuts = database.cuts
            try:
                return _once(database, work, moves_stock=moves_stock)
            except _LostAtCommitError as error:
                tries.lost_at_commit(error)
            except (DBAPIError, EnvironmentFault) as error:
                tries.failed(error, was_cut=database.cuts != cuts)
    finally:
        waiting.end()


def _once(database: Database, work: Callable[[Connection], T], *, moves_stock: bool) -> T:
    with (
        database.write.connect() as connection,
        database.writing(connection),
        connection.begin() as transaction,
    ):
        if moves_stock:
            take_allocation_mutex(connection)
        result = work(connection)
        _commit(transaction)
        return result


def _commit(transaction: RootTransaction) -> None:
    try:
        transaction.commit()
    except DBAPIError as error:
        if is_lost(error):
            raise _LostAtCommitError from error
        raise
    except WrittenToLostFileError as error:
        raise FateUnknownError from error
    except KeyboardInterrupt as error:  # the server may have done it all the same
        raise _LostAtCommitError from error


class _Tries:
    """The tries of one transaction: returns when it is to be tried again, else raises."""

    def __init__(self, database: Database, waiting: CommandPatience) -> None:
        self._database, self._waiting = database, waiting
        self._asked_again, self._lost = 0, 0

    def lost_at_commit(self, error: _LostAtCommitError) -> None:
        """Asks again, until patience is at its end."""
        if not self._waiting.doubtful:
            _log.info("commit state=unknown")
        self._waiting.doubt()
        if isinstance(error.__cause__, KeyboardInterrupt) or not self._waiting.pause():
            _log.info("commit state=given_up")
            raise FateUnknownError from error

    def failed(self, error: DBAPIError | EnvironmentFault, *, was_cut: bool) -> None:
        """Decides about a try that was certainly not committed."""
        if self._waiting.doubtful and _tells_nothing(error):
            if not self._waiting.pause():
                _log.info("commit state=given_up")
                raise FateUnknownError from error
        elif isinstance(error, EnvironmentFault):
            raise error
        elif not (self._is_asked_again(error) or self._is_lost_first(error, was_cut=was_cut)):
            raise _as_told(self._database, error) from error

    def _is_asked_again(self, error: DBAPIError) -> bool:
        self._asked_again += should_retry(error)
        if not should_retry(error) or self._asked_again == _TRIES:
            return False
        state = getattr(error.orig, "sqlstate", "")
        _log.info("retry after=%s try=%d", state, self._asked_again + 1)
        time.sleep(random.uniform(0, _PAUSE_S * self._asked_again))  # noqa: S311 - jitter
        return True

    def _is_lost_first(self, error: DBAPIError, *, was_cut: bool) -> bool:
        """A line that broke is tried again once, on a new one; not where the server is silent."""
        broke = error.connection_invalidated and not was_cut and not self._waiting.given_up
        self._lost += broke
        if not broke or self._lost > 1:
            return False
        _log.info("retry after=lost_line")
        return True


def _tells_nothing(error: DBAPIError | EnvironmentFault) -> bool:
    """Whether an error leaves open what became of an earlier try.

    Rows that contradict a rule come from the work, which only runs when the earlier try was not
    done; whatever else is wrong with the database may hide it.
    """
    if isinstance(error, EnvironmentFault):
        return error.code not in _ELSEWHERE
    return not isinstance(error, IntegrityError | DataError) or should_retry(error)


def _as_told(database: Database, error: DBAPIError) -> Exception:
    if is_busy(error):
        holder = ""
        with suppress(DBAPIError):  # the server may be gone by now
            holder = mutex_holder(database.read)
        _log.info("busy holder=%s", holder or "-")
        return Refusal(Code.BUSY, holder=holder)
    return translate(error, database.url)
