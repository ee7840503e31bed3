"""A back-up takes the place of a database file, after it was checked; what lay there is kept."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from packbench.db.engine import Database, open_database
from packbench.db.file_copy import copy_file, verify_file
from packbench.db.file_guard import open_file, require_ours, sync_folder
from packbench.db.migrate import refuse_newer, upgrade
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.paths import file_database_url

_BESIDE = ("", "-wal", "-shm", "-journal")
_SQLITE = b"SQLite format 3\0"


def restore_file(backup: Path, target: Path, check: Callable[[Database], None]) -> Path | None:
    """Puts a copy of a back-up in the place of a database file; gives where the old one went.

    Args:
        backup: stays as it is.
        target: the database file, whether it is there or not.
        check: looks at the new database before it takes over, and raises what is wrong.

    Raises `database_in_use` where anybody has the old one open, and what is wrong with the back-up;
    the old one is then as it was.
    """
    target = target.resolve()  # not the link to it: it would be a second database then
    refuse_newer(verify_file(backup).revision)
    if target.exists():
        _require_ours(target)
    fresh = target.with_name(f".{target.name}.restoring")
    _drop(fresh)
    try:
        copy_file(backup, fresh, live=False)
        made = open_database(file_database_url(fresh))
        try:
            upgrade(made, keep_copy=False)
            check(made)
        finally:
            made.dispose()
        with _nobody_has(target):
            return _take_over(fresh, target)
    finally:
        _drop(fresh)


def _require_ours(target: Path) -> None:
    """Only a Packbench database gives its place, also a damaged one; another file is let be."""
    with target.open("rb") as file:
        head = file.read(len(_SQLITE))
    if head not in {b"", _SQLITE}:
        raise EnvironmentFault(FaultCode.DATABASE_FOREIGN)
    require_ours(target)


def _take_over(fresh: Path, target: Path) -> Path | None:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    aside = target.with_name(f"{target.stem}.before-restore-{stamp}{target.suffix}")
    kept = None
    # The file first: a log without its file would be played back into the one that comes.
    for ending in _BESIDE:
        old = Path(f"{target}{ending}")
        if old.exists():
            old.rename(f"{aside}{ending}")
            kept = aside
    fresh.replace(target)
    sync_folder(target.parent)
    return kept


@contextmanager
def _nobody_has(target: Path) -> Iterator[None]:
    """Holds the file so that nobody can open it, while it is changed for another one."""
    if not target.exists():
        yield
        return
    with closing(open_file(target)) as raw:
        raw.isolation_level = None
        raw.execute("PRAGMA busy_timeout = 1000")
        try:
            # Leaving WAL needs the file alone: every open connection to it holds a shared lock.
            raw.execute("PRAGMA journal_mode=DELETE").fetchall()
            raw.execute("BEGIN EXCLUSIVE").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise EnvironmentFault(FaultCode.DATABASE_IN_USE, name=str(target)) from error
        except sqlite3.DatabaseError:
            pass  # it is damaged, which is why it is replaced
        yield


def _drop(fresh: Path) -> None:
    for ending in _BESIDE:
        with suppress(OSError):
            Path(f"{fresh}{ending}").unlink(missing_ok=True)
