"""A plot as a file: its picture, or its numbers."""

from collections.abc import Sequence
from pathlib import Path

from packbench.db.today import company_zone
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing
from packbench.exchange.writer import TABLE_ENDINGS, Value, write_table
from packbench.exchange.zone import files_in

PICTURE = ".png"
_COLUMNS = ("what", "value", "year_before", "words")


def save_plot(
    context: Context, path: Path, picture: bytes, rows: Sequence[Sequence[Value]]
) -> None:
    """Writes a plot, in the place of what was there: PNG, CSV or XLSX, as the name ends.

    Refuses (`cannot_write`) other names, and what is of a database.
    """
    output = Output(path, context.database.path, force=True)
    output.require_ending(PICTURE, *TABLE_ENDINGS)
    if path.suffix.lower() == PICTURE:
        with replacing(output) as draft:
            draft.write_bytes(picture)
        return
    with context.database.read.connect() as connection, files_in(company_zone(connection)):
        write_table(output, _COLUMNS, rows)
