"""Which file an open database is, and whether it is still the one that lies at its path.

SQLite goes on writing into a file that was deleted, moved, replaced or overwritten, and answers as
if all were well. So each write looks first, inside its transaction, and again before and after its
COMMIT. What tells one file from another:

- device and inode of the file and of its `-wal`;
- `application_id` in its header, a random number that each database got once;
- `user_version` in its header, which every transaction that changes something counts up: lower than
  it was means an older copy. It makes every commit write the first page, so that SQLite's own
  change counter beside it tells too. The header is read as it is on disk, past SQLite's cache,
  through SQLite's own descriptor: to open and close the file would drop SQLite's locks.
- the schema's revision: another program may have brought the file to a newer one.
"""

import os
import re
import sqlite3
import stat
import struct
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from packbench.domain.refusals import EnvironmentFault, FaultCode

_DESCRIPTORS = Path("/dev/fd")
_HEADER_BYTES = 100
_NUMBERS = struct.Struct(">24x I 32x i 4x i")  # changes, counter, identity
_VERSIONS_AT, _VERSIONS = slice(18, 20), (1, 2)  # of the format: to write, to read
_SCHEMA_FORMAT_AT, _SCHEMA_FORMAT = slice(44, 48), 4  # the newest; 0 before there is a table
_REVISION = "SELECT version_num FROM alembic_version"
_OURS = re.compile(r"\d{8}_")
_MOST = 2**31 - 1

Place = tuple[int, int]
"""Device and inode."""


class Header(NamedTuple):
    """What the first page of a file says.

    Attributes:
        identity: the database's random number; 0 for one that has none yet.
        counter: how many transactions changed something.
        changes: SQLite's own counter; 0 where it was not read.
    """

    identity: int
    counter: int
    changes: int = 0

    def is_before(self, later: "Header") -> bool:
        """Whether the other one may be the same file later on."""
        same = self.identity in (0, later.identity)
        return same and self.counter <= later.counter and self.changes <= later.changes


_NOTHING = Header(0, 0)


class _LastSeen(NamedTuple):
    """What was seen of the file last."""

    place: Place | None = None
    inside: Header = _NOTHING  # as a transaction sees it
    on_disk: Header = _NOTHING  # as it was written back last
    revision: str | None = None


class WrittenToLostFileError(EnvironmentFault):
    """A COMMIT went through, into a file that by then did not lie at its path any more.

    When that file comes back it is done; when not, it is not.
    """


class FileGuard:
    """Knows one database file while it is open; raises an EnvironmentFault when it is another.

    Args:
        path: where it lies.

    Attributes:
        fault: what the last look found wrong; None when all is well.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file, self._log = str(path), f"{path}-wal"  # a path costs as much as a look at it
        self.fault: EnvironmentFault | None = None
        self._known = _LastSeen()
        self._descriptor: int | None = None
        self._overwritten = False
        self._lock = threading.Lock()

    @property
    def identity(self) -> int:
        """The database's random number; 0 while none is known."""
        return self._known.inside.identity

    @property
    def is_made(self) -> bool:
        """Whether the file is there, or was; False where one may be made (see `create`)."""
        known = self.identity or self._known.place
        return bool(known) or self.path.exists() or not self.path.parent.is_dir()

    def expect(self, identity: int) -> None:
        """Before the first connection: it must be the database with this number."""
        self._learn(inside=Header(identity, 0))

    def forget(self) -> None:
        """The database is closed: whatever lies at the path next time is it."""
        with self._lock:
            self._known, self._overwritten = _LastSeen(), False

    def create(self) -> None:
        """Makes an empty file where none is.

        Raises where something left beside it says that there was one: it may be open elsewhere.
        """
        if self.path.exists():
            return
        if self.identity:
            raise self._fault(FaultCode.DATABASE_GONE)
        self._refuse_new()
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            sync_folder(self.path.parent)
        except FileExistsError:
            return  # somebody else was quicker
        except OSError as error:
            raise self._unreachable(error) from error

    def look(self, wal: Place | None = None) -> None:
        """Before a connection, and now and then: the file is there and is the one that we know.

        Args:
            wal: where the `-wal` of an open connection was.
        """
        try:
            self._verify_place()
            self._verify_on_disk()
            if wal is not None and self.wal_place() != wal:
                self._verify_place()  # it may have gone with its log since
                raise self._fault(FaultCode.DATABASE_LOG_GONE)
        except EnvironmentFault as fault:
            self.fault = fault
            raise
        self.fault = None

    def look_at_schema(self, raw: sqlite3.Connection) -> None:
        """The schema is the one that it was: raises when another program brought it further."""
        revision = _revision(raw)
        if self._known.revision not in {None, revision}:
            self.fault = EnvironmentFault(FaultCode.DATABASE_NEWER, revision=revision or "-")
            raise self.fault
        self.fault = None
        self._learn(revision=revision)

    def _verify_place(self) -> None:
        place, known = self._place(), self._known.place
        if known is None:
            require_ours(self.path)
        elif place != known:
            raise self._fault(FaultCode.DATABASE_REPLACED)

    def connected(self, raw: sqlite3.Connection) -> None:
        """Learns which file a new connection has, or verifies it, before anything is set in it."""
        self._verify_place()
        self._verify_inside(raw)
        if self._known.place is None:
            self._learn(place=self._place())
        self._verify_on_disk()

    def begun(self, raw: sqlite3.Connection, wal: Place | None) -> None:
        """Inside a write transaction, before its first statement."""
        self.look(wal)
        self._verify_inside(raw)
        self.look_at_schema(raw)

    def committing(self, raw: sqlite3.Connection, *, changed: bool) -> None:
        """Inside a write transaction, after its last statement; counts a transaction that wrote."""
        self.look()
        if changed:
            counter = self._known.inside.counter % _MOST + 1
            raw.execute(f"PRAGMA user_version = {counter}").close()

    def committed(self, raw: sqlite3.Connection, wal: Place | None) -> None:
        """After the COMMIT: what it wrote is what we know.

        Raises WrittenToLostFileError when the file was lost meanwhile.
        """
        self._learn(inside=_inside(raw), revision=_revision(raw))
        try:
            self.look(wal)
        except EnvironmentFault as fault:
            raise WrittenToLostFileError(fault.code, **fault.params) from fault

    def _learn(self, **seen: Any) -> None:
        with self._lock:
            self._known = self._known._replace(**seen)

    def _verify_inside(self, raw: sqlite3.Connection) -> None:
        known = self._known.inside  # before it is read: others may be writing meanwhile
        now = _inside(raw)
        if known.identity and now.identity != known.identity:
            raise self._fault(FaultCode.DATABASE_REPLACED)
        self._refuse_overwritten(older=now.counter < known.counter)
        self._learn(inside=max(now, self._known.inside))

    def _verify_on_disk(self) -> None:
        """The header in the file itself never goes back, whatever SQLite has in its cache."""
        known, place = self._known.on_disk, self._known.place
        now = None if place is None else self._read_header(place)
        if now is None:
            return
        older = not known.is_before(now)
        if older:  # unless it was being written just then
            older = not known.is_before(self._read_header(place) or now)
        elif now != known:
            self._learn(on_disk=now)
        self._refuse_overwritten(older=older)

    def _refuse_overwritten(self, *, older: bool) -> None:
        """Once seen it stays so: others may write on in the older copy, and count it up."""
        self._overwritten = self._overwritten or older
        if self._overwritten:
            raise self._fault(FaultCode.DATABASE_OVERWRITTEN)

    def _read_header(self, place: Place | None) -> Header | None:
        """The header on disk, by a descriptor that SQLite has open; None where there is none."""
        try:
            if self._descriptor is None or not _is_at(self._descriptor, place):
                self._descriptor = _descriptor_at(place)
            if self._descriptor is None:
                return None
            page = os.pread(self._descriptor, _HEADER_BYTES, 0)
            still = _is_at(self._descriptor, place)  # and not another file's by now
        except OSError:
            return None
        return _header(page) if still else None

    def wal_place(self) -> Place | None:
        """Where the `-wal` is just now; an open connection keeps it there."""
        try:
            found = os.stat(self._log)  # noqa: PTH116 - see above
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _place(self) -> Place:
        try:
            found = os.stat(self._file)  # noqa: PTH116 - see above
        except OSError as error:
            if self._known.place is None and not self.identity:
                self._refuse_new()
                raise self._unreachable(error) from error
            raise self._fault(FaultCode.DATABASE_GONE) from error
        if not stat.S_ISREG(found.st_mode):
            raise EnvironmentFault(FaultCode.DATABASE_FOREIGN)
        return found.st_dev, found.st_ino

    def _refuse_new(self) -> None:
        traces = (Path(f"{self.path}-wal"), kept_copies_folder(self.path))
        trace = next((one for one in traces if one.exists()), None)
        if trace is not None:
            raise EnvironmentFault(FaultCode.DATABASE_LEFT, path=str(self.path), trace=str(trace))

    def _fault(self, code: FaultCode) -> EnvironmentFault:
        return EnvironmentFault(code, path=str(self.path))

    def _unreachable(self, error: OSError) -> EnvironmentFault:
        cause = f"{self.path}: {error.strerror}"
        return EnvironmentFault(FaultCode.DATABASE_UNREACHABLE, cause=cause)


def kept_copies_folder(path: Path) -> Path:
    """The folder of a file's automatic back-ups, beside it."""
    return path.with_name(f"{path.stem}-backups")


def file_uri(path: Path, mode: str) -> str:
    """The address of a file for SQLite: `rw`, `ro`, or `immutable`, which touches nothing at all.

    Without a mode that says so SQLite would make a file where there is none.
    """
    options = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    return f"{path.expanduser().absolute().as_uri()}?{options}"


def open_file(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection of its own to a file that is there; it may be used on another thread."""
    return sqlite3.connect(file_uri(path, mode), uri=True, check_same_thread=False)


def require_ours(path: Path) -> None:
    """Raises when a file is another program's; it is not touched: no lock, no `-wal`, no byte."""
    _require_tables(path)
    said = strange_format(path)
    if said:
        raise EnvironmentFault(FaultCode.DATABASE_DAMAGED, cause=said)


def _require_tables(path: Path) -> None:
    try:
        with closing(open_file(path, "immutable")) as raw:
            query = "SELECT name FROM sqlite_master WHERE type = 'table'"
            tables = {name for (name,) in raw.execute(query)}
            revision = _revision(raw)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB:
            return  # what is wrong with it is told by whoever opens it
        raise EnvironmentFault(FaultCode.DATABASE_FOREIGN, beginning="unknown") from error
    # Tables that are not written back yet stand in the -wal: such a file looks empty here.
    empty = not tables - {"alembic_version"} and revision is None
    if not empty and not ("command" in tables and _OURS.match(revision or "")):
        raise EnvironmentFault(FaultCode.DATABASE_FOREIGN)


def strange_format(path: Path) -> str | None:
    """What is wrong with the versions of its format that a file tells; None when nothing is.

    SQLite lets a file of a newer format be read: each write would be refused, and no check of its
    own finds anything (https://www.sqlite.org/fileformat2.html, 1.3).
    """
    head = _head(path)
    told = [*head[_VERSIONS_AT], int.from_bytes(head[_SCHEMA_FORMAT_AT])]
    known = all(version in _VERSIONS for version in told[:-1]) and told[-1] <= _SCHEMA_FORMAT
    return None if known else f"its header tells the format {told}"


def _head(path: Path) -> bytes:
    """The beginning of a file; nothing of one that can't be read."""
    with suppress(OSError):
        descriptor = descriptor_of(path)
        if descriptor is not None:  # to open and close it again would drop SQLite's locks
            return os.pread(descriptor, _HEADER_BYTES, 0)
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    return b""


def sync_folder(folder: Path) -> None:
    """Makes names in a folder last over a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def descriptor_of(path: Path) -> int | None:
    """A descriptor by which this process has a file open; None where it has none, or can't tell."""
    with suppress(OSError):
        found = path.stat()
        return _descriptor_at((found.st_dev, found.st_ino))
    return None


def _inside(raw: sqlite3.Connection) -> Header:
    [(identity,)] = raw.execute("PRAGMA application_id").fetchall()
    [(counter,)] = raw.execute("PRAGMA user_version").fetchall()
    return Header(identity, counter)


def _revision(raw: sqlite3.Connection) -> str | None:
    try:
        row = raw.execute(_REVISION).fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # no such table
            raise
        return None
    return None if row is None else str(row[0])


def _header(page: bytes) -> Header:
    """What a first page says; all zeros of one that was cut off."""
    if len(page) < _HEADER_BYTES:
        return _NOTHING
    changes, counter, identity = _NUMBERS.unpack_from(page)
    return Header(identity, counter, changes)


def _descriptor_at(place: Place | None) -> int | None:
    numbers = (int(one.name) for one in _DESCRIPTORS.iterdir())
    return next((number for number in numbers if _is_at(number, place)), None)


def _is_at(descriptor: int, place: Place | None) -> bool:
    try:
        found = os.fstat(descriptor)
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == place
