"""Lines below a table that are no rows of it: a count of records, a name, a date.

Shops set them off by an empty line. A line that is far too short can't be a row, and where it
stands behind the only empty line of the file, at its end, nothing speaks for a damaged file.
"""

from collections.abc import Iterator

_MOST_LINES = 20

NumberedRow = tuple[int, list[str]]


class Footers:
    """Takes the rows of a table, holds back what may be a footer, and tells what was one.

    Args:
        width: how many fields the header has.

    Attributes:
        has_rows: whether a row came.
        can_come: whether a footer may begin with the next row; only then must rows be sorted.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._held: list[NumberedRow] = []
        self.can_come = False
        self._is_over = False
        self.has_rows = False

    def may_hold(self, cells: list[str]) -> bool:
        """Whether a row that comes next may belong to a footer."""
        few = len(cells) * 2 < self._width
        return self.can_come and few and len(self._held) < _MOST_LINES

    def empty_line(self) -> None:
        """Takes an empty line; the first may set a footer off, and a second tells that none does.

        Those between the header and the first row do not count.
        """
        if self.has_rows and not self._held:
            self.can_come = not self.can_come and not self._is_over
            self._is_over = not self.can_come

    def sort(self, row: NumberedRow) -> Iterator[NumberedRow]:
        """Takes a row and gives those that are rows for certain."""
        if self.may_hold(row[1]):
            self._held.append(row)
            return
        self._is_over = self._is_over or self.can_come
        self.can_come = False
        self.has_rows = True
        yield from self._held
        self._held.clear()
        yield row

    def lines(self) -> list[str]:
        """The footer, once all rows were taken."""
        return [" ".join(filter(None, map(str.strip, cells))) for _, cells in self._held]
