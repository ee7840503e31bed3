"""Where a table's rows come from, and what is read from it off the UI thread."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from packbench.ui.parts.tables.columns import Cell, Column, R

PAGE_ROWS = 200

Q_contra = TypeVar("Q_contra", contravariant=True)


class Source(Protocol[Q_contra, R]):
    """Reads rows for a query of the screen's own; every call opens and closes its own session.

    A query is a frozen dataclass with the filters and the order. The order must be total (the id
    last), so that `first_page` and `ids` agree.
    """

    def first_page(self, query: Q_contra) -> list[R]:
        """The first PAGE_ROWS rows, by an index."""

    def about(self, query: Q_contra) -> int | None:
        """Roughly how many rows there are, at once; None where only counting tells."""

    def ids(self, query: Q_contra) -> "array[int]":
        """The ids of all rows in order, as array("q")."""

    def rows(self, ids: Sequence[int]) -> list[R]:
        """The rows with these ids, in any order; a row that is gone is left out."""


@dataclass(frozen=True, slots=True)
class ShownRow(Generic[R]):
    """A row with its ready-made cells."""

    row: R
    cells: tuple[Cell, ...]


def make_lines(columns: Sequence[Column[R]], rows: Sequence[R]) -> list[ShownRow[R]]:
    """The rows with their cells."""
    return [ShownRow(row, tuple(column.cell(row) for column in columns)) for row in rows]


def read_lines(
    source: Source[Q_contra, R], columns: Sequence[Column[R]], ids: Sequence[int]
) -> list[ShownRow[R] | None]:
    """The rows with these ids, in this order; None for those that are gone."""
    found = {line.row.id: line for line in make_lines(columns, source.rows(ids))}
    return [found.get(wanted) for wanted in ids]
