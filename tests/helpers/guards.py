"""Guards of the database switched off for what a test has no other way to bring about."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text


@contextmanager
def without_guard(connection: Connection, table: str, guard: str) -> Iterator[None]:
    """Inside it a trigger of a table does not fire; afterwards it stands again."""
    again = _take_away(connection, table, guard)
    yield
    connection.execute(text(again))


def _take_away(connection: Connection, table: str, guard: str) -> str:
    """Switches the guard off; the statement that switches it on again."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {guard}"))
        return f"ALTER TABLE {table} ENABLE TRIGGER {guard}"
    made = text("SELECT sql FROM sqlite_master WHERE name = :name")
    statement = str(connection.execute(made, {"name": guard}).scalar_one())
    connection.execute(text(f"DROP TRIGGER {guard}"))
    return statement
