"""Everything that a database holds, to tell whether anything has changed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from packbench.db.engine import Database
from packbench.db.schema import Base

Snapshot = dict[str, list[tuple[Any, ...]]]
"""The rows of every table, sorted."""


def snapshot(database: Database, *, without: Collection[str] = ()) -> Snapshot:
    """All rows of all tables but those that are named."""
    with database.read.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


_LOG = frozenset({"command", "command_record", "rule_command", "decision", "operator", "station"})
_LOG |= {"rule_change"}
"""What is only ever added to."""

_COUNT_ON = {
    "orders": {"shipments_made"},
    "shipment": {"sequence", "number"},
    "stock": {"ledger_seq", "counted_to"},
    "stock_bin": {"ledger_seq", "counted_to"},
}
"""Counters that are never turned back: numbers of shipments, rows of the ledger."""


def standing(database: Database) -> Snapshot:
    """What stands in the database now, without the log of commands and decisions, and counters."""
    with database.read.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(query)), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in _LOG
            for query in [
                select(*(c for c in table.c if c.name not in _COUNT_ON.get(table.name, set())))
            ]
        }
