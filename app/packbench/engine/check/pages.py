"""Checks of a server's pages: tables and indexes as they lie on its disk (`amcheck`)."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, TextClause, inspect, text
from sqlalchemy.exc import DBAPIError

from packbench.db.errors import driver_words, is_lost
from packbench.db.schema import Base
from packbench.engine.check.result import Check

FILE_IS_SOUND, TABLES_ARE_COMPLETE = "file_is_sound", "tables_are_complete"
_AMCHECK = "amcheck"
_CORRUPT = {"XX000", "XX001", "XX002"}

_INDEXES = text(
    "SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'"
    " WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid ORDER BY 1"
)
_TABLES = text(
    "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r'"
    " AND c.relnamespace = current_schema()::regnamespace ORDER BY 1"
)
_INDEX = "SELECT bt_index_check(CAST(:name AS regclass), true)"
_TABLE = "SELECT blkno, msg FROM verify_heapam(CAST(:name AS regclass)) LIMIT 1"


def _each(connection: Connection, name: str, listed: TextClause, query: str) -> Check:
    """One look at each table or index; what the server says of the first damaged one."""
    looked, bad = 0, None
    for one in connection.execute(listed).scalars().all():
        try:
            with connection.begin_nested():
                found = connection.execute(text(query), {"name": one}).first()
                said = " ".join(str(part) for part in found or () if part not in (None, ""))
        except DBAPIError as error:
            if is_lost(error):
                raise
            if getattr(error.orig, "sqlstate", None) not in _CORRUPT:
                return Check(name, True, looked, None, skipped=_AMCHECK)
            said = driver_words(error)
        looked += 1
        bad = bad or (f"{one}: {said}" if said else None)
    return Check(name, bad is None, looked, bad)


def _heaps(connection: Connection) -> Check:
    return _each(connection, "tables_are_sound", _TABLES, _TABLE)


def _indexes(connection: Connection) -> Check:
    return _each(connection, "indexes_are_sound", _INDEXES, _INDEX)


def _file(connection: Connection) -> Check:
    """Every page was looked at before anything else was, without writing (`services`)."""
    pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    return Check(FILE_IS_SOUND, True, pages, None)


def _complete(connection: Connection) -> Check:
    """Every table is there with the columns that it was made with, and no others."""
    there = inspect(connection)
    bad = None
    names = set(there.get_table_names())
    for table in Base.metadata.sorted_tables:
        wanted = {column.name for column in table.columns}
        listed = there.get_columns(table.name) if table.name in names else []
        found = {one["name"] for one in listed}
        strange = sorted(wanted ^ found)
        if bad is None and strange:
            bad = table.name if not found else f"{table.name}.{strange[0]}"
    return Check(TABLES_ARE_COMPLETE, bad is None, len(Base.metadata.tables), bad)


PAGE_CHECKS: Mapping[str, tuple[Callable[[Connection], Check], ...]] = {
    "sqlite": (_file, _complete),
    "postgresql": (_heaps, _indexes, _complete),
}
"""By kind of database."""
