"""A PostgreSQL database that is brought back to what its template was, instead of made again.

Rows are deleted and those of the template put back, counters begin anew. A database whose schema or
settings a test has changed is not: what the catalogue says of it is compared.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg

_MOST_TESTS = 50
"""After so many it is made again: deleted rows leave their places behind."""

_CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_namespace"),
    *("pg_policy", "pg_extension", "pg_event_trigger", "pg_rewrite", "pg_type", "pg_sequence"),
    *("pg_index", "pg_default_acl", "pg_largeobject_metadata"),
)
_OF_THE_SERVER = """
    SELECT (SELECT datacl::text || datconnlimit || datallowconn FROM pg_database
            WHERE datname = current_database()),
           (SELECT string_agg(setdatabase || ' ' || setrole || ' ' || setconfig::text, ',')
            FROM pg_db_role_setting)
"""
_WRITTEN = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND pg_relation_size(c.oid) > 0
    ORDER BY 1
"""
"""A table without a single page was never written: to ask each for rows would load all of them."""
_COUNTERS = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, last_value
    FROM pg_sequences
"""
_OTHERS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), {kept})
"""


class Reusable:
    """A database as it was made, and the way back to it.

    Args:
        admin_url: an administrator's URL of the server.
        name: of the database, which nobody has used yet.
        template: of which it is a copy.
    """

    def __init__(self, admin_url: str, name: str, template: str) -> None:
        self._url = f"{admin_url.rpartition('/')[0]}/{name}"
        self._template, self._tests = template, 0
        with self._connected():
            copies = {table: self._copied(table) for (table,) in self._rows(_WRITTEN)}
            self._content = {table: rows for table, rows in copies.items() if rows}
            self._counters = self._counted()
            self._schema = self._schema_now()

    def make_like(self, template: str, kept: int | None) -> bool:
        """Brings it back to its template; False where that can't be, or is another one.

        Every session is ended but the kept one.
        """
        self._tests += 1
        if template != self._template or self._tests > _MOST_TESTS:
            return False
        with contextlib.suppress(psycopg.Error), self._connected():
            self._rows(_OTHERS.format(kept=kept or 0))
            if self._schema_now() == self._schema:
                self._empty()
                return True
        return False

    @contextlib.contextmanager
    def _connected(self) -> Iterator[None]:
        """Nobody is connected while a test runs, but what it connects itself, and its slot."""
        with psycopg.connect(self._url, autocommit=True) as self._connection:
            yield

    def _empty(self) -> None:
        emptied = "; ".join(f"DELETE FROM {table}" for (table,) in self._rows(_WRITTEN))
        counters = self._counted()
        with self._connection.transaction():
            self._run("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
            self._run(emptied)
            for table, rows in self._content.items():
                with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
        back = [
            f"setval('{counter}', {last or start}, {last is not None})"
            for counter, (start, last) in self._counters.items()
            if counters[counter] != (start, last)
        ]
        self._run(f"SELECT {', '.join(back)}")

    def _counted(self) -> dict[str, tuple[int, int | None]]:
        return {row[0]: (row[1], row[2]) for row in self._rows(_COUNTERS)}

    def _copied(self, table: str) -> bytes:
        with self._connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
            return b"".join(bytes(part) for part in copy)

    def _schema_now(self) -> list[tuple[Any, ...]]:
        """How many rows each catalogue has, and which was written last; what the server keeps."""
        counted = " UNION ALL ".join(
            f"SELECT '{name}', count(*), max(xmin::text::bigint)::text FROM {name}"
            for name in _CATALOGUES
        )
        return self._rows(counted) + self._rows(_OF_THE_SERVER)

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()
