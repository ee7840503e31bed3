"""Imports of short texts, and what a database holds, for tests of imports and exports."""

from pathlib import Path

from sqlalchemy import select

from packbench.db.engine import Database
from packbench.db.schema import Base
from packbench.engine.command.context import Context
from packbench.services.importing.files import ImportRequest, ImportResult, import_file
from packbench.words.refusals import told
from packbench.words.rejects import reject_words

_NOT_COUNTED = {"rule_change", "command", "command_record", "operator", "station"}
"""Every command is written down, also one that changes nothing."""
_NOT_COUNTED |= {"order_search"}
"""Follows from orders (`db check` compares); orders put in by hand get theirs with any command."""


class Files:
    """Writes files into a folder of the test and imports them."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context = context
        self.folder = folder
        self._made = 0

    def write(self, text: str, name: str = "table.csv") -> Path:
        """A file of its own with this text."""
        self._made += 1
        path = self.folder / f"{self._made:02d}-{name}"
        path.write_text(text, encoding="utf-8")
        return path

    def load(
        self, kind: str, text: str, *, update: bool = False, dry_run: bool = False
    ) -> ImportResult:
        """Imports a text as a file of a kind."""
        path = self.write(text, f"{kind}.csv")
        request = ImportRequest(kind, path, update=update, dry_run=dry_run)
        return import_file(self.context, request)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """(imported, updated, unchanged, rejected)."""
    return (result.imported, result.updated, result.unchanged, result.rejected)


def messages(result: ImportResult) -> list[str]:
    """What is told of each reject."""
    return [reject_words(one.code, one.column, one.value, one.params) for one in result.rejects]


def notes(result: ImportResult) -> list[str]:
    """What is told of the file."""
    return list(map(told, result.told))


def causes(result: ImportResult) -> list[tuple[int, str, str]]:
    """(row, column, code) of each reject."""
    return [(one.row, one.column, one.code) for one in result.rejects]


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for the log of commands."""
    with database.read.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(table))),
                key=lambda row: tuple(map(repr, row)),
            )
            for table in Base.metadata.sorted_tables
            if table.name not in _NOT_COUNTED
        }
