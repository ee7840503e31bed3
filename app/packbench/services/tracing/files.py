"""Rows of a list as a file."""

from collections.abc import Sequence
from pathlib import Path

from packbench.db.queries.exports import ExportRow
from packbench.db.today import company_zone
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in


def write_rows(
    context: Context, path: Path, columns: Sequence[str], rows: Sequence[ExportRow]
) -> int:
    """Writes rows to XLSX or CSV; how many. Never over a database."""
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    with context.database.read.connect() as connection, files_in(company_zone(connection)):
        return write_table(output, tuple(columns), iter(rows))
