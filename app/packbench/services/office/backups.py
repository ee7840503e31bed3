"""Back-ups: made while others work, verified, rotated, tested and restored."""

import logging
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, select

from packbench.db.engine import Database
from packbench.db.file_copy import copy_file, verify_file
from packbench.db.file_guard import kept_copies_folder
from packbench.db.file_restore import restore_file
from packbench.db.schema import Command
from packbench.db.server_copy import dump, restore_dump, verify_dump
from packbench.domain.backups import kept_days
from packbench.domain.files import FileTrouble, system_reason
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.services.channels.refreshing import forget_told
from packbench.services.office.administration import check

_log = logging.getLogger(__name__)

OnProgress = Callable[[int, int], None]


def _nobody(_done: int, _total: int) -> None:
    """Nobody looks how far it is."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A back-up that was made or read through.

    Attributes:
        file: its path.
        size_bytes: how large it is.
        orders: how many orders it holds; None for a server's, which only tells that it is whole.
        commands: how many commands it has seen; None likewise.
    """

    file: str
    size_bytes: int
    orders: int | None
    commands: int | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A back-up that became the database.

    Attributes:
        file: the back-up.
        database: where it was restored to.
        kept: the file or database that stood there before; None where there was none.
    """

    file: str
    database: str
    kept: str | None


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """One automatic back-up."""

    file: str
    day: date
    size_bytes: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BackupState:
    """The automatic back-ups of a file, the newest first.

    Attributes:
        folder: where they lie; None for a server, whose back-ups are its administrator's.
        next_day: when the next one is due.
    """

    folder: str | None
    kept: list[KeptBackup]
    next_day: date | None


def back_up(
    database: Database, target: Path, *, force: bool = False, on_progress: OnProgress = _nobody
) -> Backup:
    """Writes a back-up of the whole database and reads it through; others may work meanwhile.

    Refuses `cannot_write` for a file that is there (unless forced), and always for the database
    itself, what belongs to it, and what is no ordinary file.
    """
    _require_writable(database, target, force=force)
    if database.path is None:
        dump(database, target)
        return _as_made(target)
    facts = copy_file(database.path, target, on_progress)
    _log.info("backup bytes=%d orders=%s", target.stat().st_size, facts.orders)
    return Backup(str(target), target.stat().st_size, facts.orders, facts.commands)


def read_through(file: Path) -> Backup:
    """Reads a back-up as a whole; raises `backup_damaged` where it is not one."""
    if _is_dump(file):
        verify_dump(file)
        return _as_made(file)
    facts = verify_file(file)
    return Backup(str(file), file.stat().st_size, facts.orders, facts.commands)


def restore(database: Database, file: Path, *, force: bool = False) -> Restored:
    """Puts a back-up in the database's place, after all of it was checked.

    Refused while anybody has the database open. What stood there is kept beside it. Channels are
    told all that they see again: what they were told since the back-up is not known.

    Args:
        database: where to; nothing has to be there.
        file: the back-up.
        force: also where `db check` finds something in it.
    """

    def look(made: Database) -> None:
        bad = next((one for one in check(made).checks if not one.ok), None)
        if bad is not None and not force:
            raise EnvironmentFault(FaultCode.RESTORE_UNSOUND, path=str(file), cause=bad.name)
        forget_told(made)

    _require_kind(database, file)
    if database.path is None:
        database.dispose()
        kept = restore_dump(file, database, look)
    else:
        if not database.path.parent.is_dir():
            raise Refusal(Code.CANNOT_WRITE, file=str(database.path), reason="ENOENT")
        found = restore_file(file, database.path, look)
        kept = None if found is None else str(found)
    shown = database.read.url.render_as_string(hide_password=True)
    _log.info("restore database=%s", shown)
    return Restored(str(file), shown, kept)


def daily_back_up(database: Database, today: date, *, again: bool = False) -> Backup | None:
    """Today's back-up of a file, then the rotation.

    None on a server, when it is there already (unless it is to be made again), and while nobody has
    done anything yet.
    """
    path = database.path
    if path is None or not _was_used(database):
        return None
    folder = kept_copies_folder(path)
    target = folder / f"{path.stem}-{today.isoformat()}{path.suffix}"
    if _is_whole(target) and not again:
        return None
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        cause = error.strerror
        raise EnvironmentFault(FaultCode.BACKUP_FAILED, path=str(target), cause=cause) from error
    made = back_up(database, target, force=True)
    _rotate(path, today)
    return made


def backup_state(database: Database, today: date) -> BackupState:
    """The automatic back-ups, and when the next one is due."""
    path = database.path
    if path is None:
        return BackupState(None, [], None)
    kept = [
        KeptBackup(
            str(file), day, found.st_size, datetime.fromtimestamp(found.st_mtime).astimezone()
        )
        for day, file in sorted(_automatic(path).items(), reverse=True)
        for found in (file.stat(),)
    ]
    done = any(one.day == today for one in kept)
    next_day = today + timedelta(days=1) if done else today
    return BackupState(str(kept_copies_folder(path)), kept, next_day)


def _was_used(database: Database) -> bool:
    with database.read.connect() as connection:
        return bool(connection.execute(select(exists(select(Command.id)))).scalar_one())


def _is_whole(target: Path) -> bool:
    """Whether today's is there; an empty file is none."""
    return target.exists() and target.stat().st_size > 0


def _rotate(path: Path, today: date) -> None:
    """Drops what is not kept any more, never today's; only ever files that this module named."""
    files = _automatic(path)
    for day in files.keys() - kept_days(files) - {today}:
        with suppress(OSError):  # the next rotation tries again
            files[day].unlink()


def _automatic(path: Path) -> Mapping[date, Path]:
    pattern = re.compile(rf"{re.escape(path.stem)}-(\d{{4}}-\d\d-\d\d){re.escape(path.suffix)}")
    folder = kept_copies_folder(path)
    found = {}
    for file in folder.iterdir() if folder.is_dir() else ():
        named = pattern.fullmatch(file.name)
        if named and file.is_file():
            with suppress(ValueError):  # a day that no calendar has: not ours
                found[date.fromisoformat(named[1])] = file
    return found


def _require_writable(database: Database, target: Path, *, force: bool) -> None:
    try:
        own = database.path is not None and _belongs_to(database.path, target)
        ordinary = target.is_file() and not target.is_symlink()
        if own or _is_beside_one(target) or (os.path.lexists(target) and not ordinary):
            reason: str = FileTrouble.NOT_ORDINARY
        elif os.path.lexists(target) and not force:
            reason = "EEXIST"
        elif not target.parent.is_dir():
            reason = "ENOENT"
        else:
            return
    except OSError as error:
        reason = system_reason(error)
    raise Refusal(Code.CANNOT_WRITE, file=str(target), reason=reason)


def _is_beside_one(target: Path) -> bool:
    """Whether it is a database at work, or what SQLite keeps beside one: whichever it is."""
    named = target.name.endswith(("-wal", "-shm", "-journal"))
    return named or Path(f"{target}-wal").exists()


def _belongs_to(database: Path, target: Path) -> bool:
    """Whether it is the database's file or one that SQLite has or will have beside it."""
    names = [Path(f"{database}{ending}") for ending in ("", "-wal", "-shm", "-journal")]
    same_file = any(one.exists() and target.exists() and target.samefile(one) for one in names)
    return same_file or target.resolve() in {one.resolve() for one in names}


def _require_kind(database: Database, file: Path) -> None:
    """A file's back-up goes into a file, a server's to a server."""
    if not file.is_file():
        raise Refusal(Code.FILE_MISSING, file=str(file))
    if _is_dump(file) != (database.path is None):
        cause = "PostgreSQL" if _is_dump(file) else "SQLite"
        raise EnvironmentFault(FaultCode.BACKUP_OTHER_KIND, path=str(file), kind=cause)


def _is_dump(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(5) == b"PGDMP"
    except OSError as error:
        raise Refusal(Code.FILE_UNREADABLE, file=str(file), reason=system_reason(error)) from error


def _as_made(file: Path) -> Backup:
    return Backup(str(file), file.stat().st_size, None, None)
