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
