"""One table from driver errors to what they mean: a fault of the surroundings, busy, or a bug."""

import errno
import os
import sqlite3
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from packbench.db.addresses import shown_address, without_secrets
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal

_SQLITE_FAULTS = {
    sqlite3.SQLITE_FULL: FaultCode.DISK_FULL,
    sqlite3.SQLITE_READONLY: FaultCode.DATABASE_READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: FaultCode.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_IOERR: FaultCode.DISK_FAILED,
    sqlite3.SQLITE_NOTADB: FaultCode.DATABASE_FOREIGN,
    sqlite3.SQLITE_CORRUPT: FaultCode.DATABASE_DAMAGED,
    sqlite3.SQLITE_PERM: FaultCode.DATABASE_READ_ONLY,
}
_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

_POSTGRES_RETRY = {"40001", "40P01"}  # serialization failure, deadlock
_UNIQUE_VIOLATION = "23505"
_POSTGRES_BUSY = {"55P03"}  # lock_timeout
_POSTGRES_FAULTS = {
    "53100": FaultCode.DISK_FULL,
    "25006": FaultCode.DATABASE_READ_ONLY,
    "42501": FaultCode.DATABASE_FORBIDDEN,
    "3F000": FaultCode.DATABASE_FORBIDDEN,  # no schema to make tables in that the user may see
    "3D000": FaultCode.DATABASE_UNREACHABLE,
    "28P01": FaultCode.DATABASE_UNREACHABLE,
    "28000": FaultCode.DATABASE_UNREACHABLE,
    "57014": FaultCode.DATABASE_SLOW,  # statement_timeout
}

_LINE_ENDED = ("08", "57P", "40003", "25P03")  # 25P03: it was idle in a transaction for too long
_WITHOUT_ANSWER = {"OperationalError", "ConnectionTimeout"}


def should_retry(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it is run again from its start.

    A row that two stations add at once is one that the second finds when it looks again.
    """
    state = getattr(error.orig, "sqlstate", None)
    return state in _POSTGRES_RETRY or state == _UNIQUE_VIOLATION


def is_busy(error: DBAPIError) -> bool:
    """Whether other stations were in the way for longer, or more often, than we wait."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _POSTGRES_BUSY | _POSTGRES_RETRY or _sqlite_code(error) in _SQLITE_BUSY


def translate(error: SQLAlchemyError, url: str) -> Exception:
    """The refusal or fault that a database error means; the error itself when it is a bug."""
    if not isinstance(error, DBAPIError):
        return error
    if is_busy(error):
        return Refusal(Code.BUSY, holder="")
    fault = _fault(error)
    if fault is FaultCode.DATABASE_UNREACHABLE and _is_kept_from_writing(url):
        fault = FaultCode.DATABASE_READ_ONLY
    cause = str(error.orig).partition("\n")[0]  # drivers add hints in further lines
    shown = without_secrets(cause, url)
    return EnvironmentFault(fault, url=shown_address(url), cause=shown) if fault else error


def _is_kept_from_writing(url: str) -> bool:
    """Whether a file is there and may not be written: SQLite can't even read it then."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return False
    path = Path(parsed.database)
    return path.is_file() and not all(os.access(one, os.W_OK) for one in (path, path.parent))


def _fault(error: DBAPIError) -> FaultCode | None:
    code = _sqlite_code(error)
    if code is not None:
        return _SQLITE_FAULTS.get(code)
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES_FAULTS:
        return _POSTGRES_FAULTS[state]
    return FaultCode.DATABASE_UNREACHABLE if is_lost(error) else None


def is_lost(error: DBAPIError) -> bool:
    """Whether the server did not answer: the line is broken, was ended, or never stood."""
    if _sqlite_code(error) is not None:
        return False
    state = getattr(error.orig, "sqlstate", None)
    unconnected = state is None and type(error.orig).__name__ in _WITHOUT_ANSWER
    return error.connection_invalidated or unconnected or (state or "").startswith(_LINE_ENDED)


def _sqlite_code(error: DBAPIError) -> int | None:
    extended = getattr(error.orig, "sqlite_errorcode", None)
    return int(extended) & 0xFF if extended is not None else None


def driver_words(error: Exception) -> str:
    """What a driver said, in its own words and one line."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).partition("\n")[0] or type(error).__name__


def from_os_error(error: OSError, path: str) -> EnvironmentFault | None:
    """The fault that a file error means; None when it is none that a person can mend."""
    if error.errno == errno.ENOSPC:
        return EnvironmentFault(FaultCode.DISK_FULL, path=path)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return EnvironmentFault(FaultCode.FOLDER_READ_ONLY, path=path)
    return None
