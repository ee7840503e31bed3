"""Whether the file of a database is damaged, told without writing to it."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from packbench.db import salvage
from packbench.db.migrate import HEAD
from packbench.db.salvage import TableRead
from packbench.db.schema import Base
from packbench.engine.check.pages import FILE_IS_SOUND, TABLES_ARE_COMPLETE
from packbench.engine.check.result import Check
from packbench.jobs.progress import Ending

OnProgress = Callable[[int, int], None]
PERCENT = 100


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All checks; `ok` when every one holds.

    `readable` tells of a damaged file how much of each table can be saved; empty for a sound one.
    """

    ok: bool
    checks: list[Check]
    readable: list[TableRead] = field(default_factory=list)


def part(on_progress: OnProgress, begin: int, end: int) -> OnProgress:
    """Tells of a part of the work, which begins and ends at so many percent of all of it."""

    def tell(done: int, total: int) -> None:
        on_progress(begin + (end - begin) * done // max(1, total), PERCENT)

    return tell


def file_damage(path: Path, on_progress: OnProgress, ending: Ending) -> CheckResult | None:
    """What is damaged in a file, and what can still be read of it; it is not written to.

    None for a sound one, for one that is none of ours, and for one of another version. To look
    whether it is damaged takes half of the percent that are told.
    """
    half = PERCENT // 2
    with salvage.opened(path) as file:
        if file is None:
            return None
        with ending(file.connection.interrupt):
            looked = part(on_progress, 0, half)
            said = [("", file.said)] if file.said else salvage.integrity(file.connection, looked)
            gone = _gone(file.connection)
            if not (said or gone):
                return None
            readable = salvage.read_tables(file.connection, part(on_progress, half, PERCENT))
    first = next((": ".join(filter(None, one)) for one in said), None)
    checks = [
        Check(FILE_IS_SOUND, not said, len(readable), first),
        Check(TABLES_ARE_COMPLETE, not gone, len(readable), next(iter(gone), None)),
    ]
    return CheckResult(False, checks, readable)


def _gone(connection: sqlite3.Connection) -> list[str]:
    """Tables and columns that this version's schema has and the file has not."""
    revision = _revision(connection)
    if revision is not None and revision != HEAD:
        return []  # an older one is upgraded first, a newer one is refused
    found = [] if revision else ["alembic_version"]
    for table in Base.metadata.sorted_tables:
        there = salvage.columns(connection, table.name)
        absent = [column.name for column in table.columns if column.name not in there]
        found += [f"{table.name}.{name}" for name in absent] if there else [table.name]
    return found


def _revision(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None
