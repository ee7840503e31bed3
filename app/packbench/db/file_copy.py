"""Whole copies of a database file, made while others write, and verified by reading them again.

SQLite's own back-up copies a snapshot with all that stands in the `-wal`; a file that is copied by
the system lacks that, whatever a checkpoint before it said.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from packbench.db.file_guard import (
    file_uri,
    open_file,
    require_ours,
    sync_folder,
)
from packbench.domain.backups import CopyFacts
from packbench.domain.refusals import EnvironmentFault, FaultCode

_PAGES_A_STEP = 2_000
_TIMEOUT_S = 30

OnProgress = Callable[[int, int], None]


def copy_file(
    source: Path,
    target: Path,
    on_progress: OnProgress = lambda _done, _total: None,
    *,
    live: bool = True,
) -> CopyFacts:
    """A verified copy of a database file at `target`, which it replaces; all of it or nothing.

    Args:
        source: the file.
        target: in a folder that is there.
        on_progress: called with the pages that were copied, and all.
        live: others may write in it meanwhile; else it is only read, and nothing beside it changes.

    Raises `backup_failed`, or `database_damaged` where the source is; what lay at the target is
    then as it was.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        facts = _copy(file_uri(source, "rw" if live else reading_mode(source)), part, on_progress)
        if _verify_copy(part) != facts:
            raise EnvironmentFault(FaultCode.BACKUP_DAMAGED, path=str(part), cause="")
        part.replace(target)
        sync_folder(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise _damaged(error) or _failed(target, error) from error
    finally:
        _drop(part)
    return facts


def _verify_copy(part: Path) -> CopyFacts:
    """A copy has the pages of its source: what is damaged in it is damaged there."""
    found = _read_whole(part)
    if isinstance(found, str):
        raise EnvironmentFault(FaultCode.DATABASE_DAMAGED, cause=found)
    return found


def verify_file(path: Path) -> CopyFacts:
    """Reads a copy as a whole and gives what it holds; not a byte of it or beside it changes.

    Raises `backup_damaged`, and `database_foreign` for a file of another program.
    """
    if not path.is_file():
        raise EnvironmentFault(FaultCode.BACKUP_DAMAGED, path=str(path), cause="no file")
    try:
        require_ours(path)
        found = _read_whole(path)
    except sqlite3.Error as error:
        found = str(error)
    except EnvironmentFault as fault:
        if fault.code is not FaultCode.DATABASE_DAMAGED:
            raise
        found = str(fault.params["cause"])
    if isinstance(found, str):
        raise EnvironmentFault(FaultCode.BACKUP_DAMAGED, path=str(path), cause=found)
    return found


def _read_whole(path: Path) -> CopyFacts | str:
    """What a file holds; what is damaged in it, where something is."""
    with closing(open_file(path, reading_mode(path))) as raw:
        said = str(raw.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if said == "ok":
            return _facts(raw)
    return " ".join(said.replace("*** in database main ***", "").split())


def reading_mode(path: Path) -> str:
    """How a file that only is read is opened: with its `-wal`, where it has one that counts."""
    log = Path(f"{path}-wal")
    return "ro" if log.exists() and log.stat().st_size else "immutable"


def _copy(source: str, part: Path, on_progress: OnProgress) -> CopyFacts:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with (
        closing(sqlite3.connect(source, uri=True, timeout=_TIMEOUT_S)) as reading,
        closing(open_file(part)) as writing,
    ):
        reading.isolation_level = None
        reading.execute("BEGIN")  # one snapshot for the facts and for the copy
        facts = _facts(reading)
        reading.backup(
            writing,
            pages=_PAGES_A_STEP,
            progress=lambda _status, left, total: on_progress(total - left, total),
        )
        reading.execute("ROLLBACK")
        writing.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, nothing beside it
    return facts


def _facts(raw: sqlite3.Connection) -> CopyFacts:
    def one(query: str) -> int:
        return int(raw.execute(query).fetchone()[0])

    revision = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return CopyFacts(
        one("PRAGMA application_id"),
        one("PRAGMA user_version"),
        revision and str(revision[0]),
        one("SELECT count(*) FROM command"),
        one("SELECT count(*) FROM orders"),
    )


def _failed(target: Path, error: Exception) -> EnvironmentFault:
    cause = error.strerror if isinstance(error, OSError) else str(error)
    return EnvironmentFault(FaultCode.BACKUP_FAILED, path=str(target), cause=cause or str(error))


def _damaged(error: Exception) -> EnvironmentFault | None:
    """The fault of a source that can't be read."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code != sqlite3.SQLITE_CORRUPT:
        return None
    return EnvironmentFault(FaultCode.DATABASE_DAMAGED, cause=str(error))


def _drop(part: Path) -> None:
    for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
        try:
            name.unlink(missing_ok=True)
        except OSError:
            return  # the disk that failed, or went away: there is nothing to tidy
