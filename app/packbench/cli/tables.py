"""Tables of the command line: columns side by side, written straight where they fit.

The library for terminals narrows, wraps and colours; to lay out a thousand rows takes it longer
than to read them from the database. What fits into the width needs none of that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

# The library is loaded only for what it does.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from rich.table import Table

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: the headings, the texts of the cells, and which columns are numbers, at the right.

    The first column is never wrapped.
    """

    columns: Sequence[str]
    rows: list[list[str]]
    numbers: Sequence[bool]

    def fitting(self, width: int) -> "tuple[str, list[str]] | None":
        """The line of headings and those of the rows; None where they are wider than `width`."""
        wide = [max(map(_cells, column)) for column in zip(self.columns, *self.rows, strict=True)]
        if sum(wide) + len(_GAP) * (len(wide) - 1) > width:
            return None
        heading, *lines = (self._line(row, wide) for row in (self.columns, *self.rows))
        return heading, lines

    def _line(self, row: Sequence[str], wide: Sequence[int]) -> str:
        return _GAP.join(_padded(row, wide, self.numbers))

    def laid_out(self) -> "Table":
        """The same for the library, which narrows and wraps it."""
        from rich.table import Table

        made = Table(box=None, pad_edge=False, header_style="bold")
        for index, (column, number) in enumerate(zip(self.columns, self.numbers, strict=True)):
            made.add_column(column, justify="right" if number else "left", no_wrap=index == 0)
        for row in self.rows:
            made.add_row(*row)
        return made


def _padded(row: Sequence[str], wide: Sequence[int], numbers: Sequence[bool]) -> Iterator[str]:
    for text, width, number in zip(row, wide, numbers, strict=True):
        free = " " * (width - _cells(text))
        yield free + text if number else text + free


def _cells(text: str) -> int:
    """How many places a text takes in a terminal; a letter of the Far East takes two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
