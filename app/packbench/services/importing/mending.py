"""Rejected rows, to be mended cell by cell and imported again: the file of them as a table."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from packbench.domain.catalog import code_key
from packbench.engine.command.context import Context
from packbench.exchange.formulas import neutralised
from packbench.exchange.outputs import Output
from packbench.exchange.reader import REJECT_COLUMN, open_table
from packbench.exchange.replacing import replacing


@dataclass(slots=True)
class RejectedRow:
    """A row that stayed out.

    Attributes:
        cause: why, in a sentence.
        cells: its cells; there may be fewer or more than columns.
        before: the cells as they were read.
    """

    cause: str
    cells: list[str]
    before: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Keeps what was read."""
        self.before = tuple(self.cells)

    @property
    def changed(self) -> bool:
        """Whether somebody mended it."""
        return tuple(self.cells) != self.before

    def put(self, place: int, text: str) -> None:
        """Puts a text into a cell; a row that is too short grows."""
        self.cells += [""] * (place + 1 - len(self.cells))
        self.cells[place] = text

    def blames(self, column: str) -> bool:
        """Whether the cause names a column."""
        return bool(column) and f"{column}: " in f" {self.cause}"


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """The rows of a file that stayed out, with its columns but for the causes."""

    path: Path
    header: tuple[str, ...]
    rows: list[RejectedRow]

    @property
    def width(self) -> int:
        """How many columns there are, also those of rows that have too many cells."""
        return max([len(self.header), *(len(row.cells) for row in self.rows)])

    @property
    def changed(self) -> int:
        """How many rows somebody mended."""
        return sum(row.changed for row in self.rows)


def read_rejected(path: Path) -> RejectedRows:
    """The rows of a file of rejects; refuses as `open_table` does, also where it is gone."""
    table = open_table(path)
    has_causes = bool(table.header) and code_key(table.header[0]) == REJECT_COLUMN
    first = int(has_causes)
    rows = [
        RejectedRow(cells[0] if has_causes and cells else "", cells[first:])
        for _, cells in table.rows()
    ]
    return RejectedRows(path, tuple(table.header[first:]), rows)


def write_mended(context: Context, rejected: RejectedRows) -> None:
    """Writes the rows back as they were mended; empty cells behind the last column are dropped.

    A mended row has as many cells as there are columns at least. Refuses and raises as `replacing`.
    """
    width = len(rejected.header)
    output = Output(rejected.path, context.database.path, force=True)
    with replacing(output) as draft, draft.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([REJECT_COLUMN, *rejected.header])
        for row in rejected.rows:
            writer.writerow([row.cause, *map(neutralised, _cells(row, width))])


def _cells(row: RejectedRow, width: int) -> list[str]:
    if not row.changed:
        return row.cells
    cells = row.cells + [""] * (width - len(row.cells))
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells
