"""The allocation mutex: the only lock on stock, and the only place that takes one.

On PostgreSQL it is one advisory lock a database, held until the transaction ends: a release touches
orders that are not known up front, so finer locks would invert. On SQLite `BEGIN IMMEDIATE` is it.
"""

from sqlalchemy import Connection, Engine, text

from packbench.db.sql.one_row import one_row

ALLOCATION_MUTEX = 7_225_002
LOG_SOMETHING = "SELECT pg_logical_emit_message(true, 'packbench', '')"
"""The smallest thing that a server writes into its log: behind it all else is on the disk."""
_TAKE = f"SELECT pg_advisory_xact_lock({ALLOCATION_MUTEX})"


def take_allocation_mutex(connection: Connection) -> None:
    """Waits for the mutex, at most the connection's `lock_timeout`; nothing to do on SQLite."""
    if connection.dialect.name == "postgresql":
        one_row(connection, _TAKE, {})


def mutex_holder(engine: Engine) -> str:
    """Which station holds the mutex just now; empty when none does or nobody can tell."""
    if engine.dialect.name != "postgresql":
        return ""
    query = text(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :mutex LIMIT 1"
    )
    with engine.connect() as connection:
        return str(connection.execute(query, {"mutex": ALLOCATION_MUTEX}).scalar() or "")
