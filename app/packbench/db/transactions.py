"""Write transactions: begun with the lock, run again from the start when the server asks for it."""

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from packbench.db.engine import Database
from packbench.db.errors import is_busy, should_retry, translate
from packbench.db.locks import mutex_holder, take_allocation_mutex
from packbench.domain.refusals import Code, Refusal

_log = logging.getLogger(__name__)
_TRIES = 3
_PAUSE_S = 0.02

T = TypeVar("T")


def write_transaction(
    database: Database, work: Callable[[Connection], T], *, moves_stock: bool
) -> T:
    """Runs `work` in one transaction and commits; anything it raises rolls all of it back.

    A serialization failure or a deadlock runs `work` again, three times in all. When another
    station holds the lock for longer than the engine's time limit the refusal `busy` says who.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            return _once(database, work, moves_stock=moves_stock)
        except DBAPIError as error:
            if should_retry(error) and attempt < _TRIES:
                _log.info("retry after=%s try=%d", getattr(error.orig, "sqlstate", ""), attempt + 1)
                time.sleep(random.uniform(0, _PAUSE_S * attempt))  # noqa: S311 - jitter
                continue
            raise _as_told(database, error) from error
    raise AssertionError


def _once(database: Database, work: Callable[[Connection], T], *, moves_stock: bool) -> T:
    with database.write.begin() as connection:
        if moves_stock:
            take_allocation_mutex(connection)
        return work(connection)


def _as_told(database: Database, error: DBAPIError) -> Exception:
    if is_busy(error):
        holder = mutex_holder(database.read)
        _log.info("busy holder=%s", holder or "-")
        return Refusal(Code.BUSY, holder=holder)
    return translate(error, database.url)
