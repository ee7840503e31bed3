"""The columns of a table as a person arranges them, by their keys."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtWidgets import QTableView

from packbench.domain.views import Arrangement
from packbench.ui.parts.tables.column_widths import ColumnWidths
from packbench.ui.parts.tables.columns import Column
from packbench.ui.parts.tables.columns_dialog import ShownColumn


class Arranging:
    """Reads and changes which columns a table shows, in which order, how wide.

    Args:
        view: the table, which has got its model.
        columns: of the model.
        widths: of the table's columns.
    """

    def __init__(
        self, view: QTableView, columns: Sequence[Column[Any]], widths: ColumnWidths
    ) -> None:
        self._view, self._columns, self._widths = view, tuple(columns), widths
        self._header = view.horizontalHeader()
        self._listed: frozenset[str] = frozenset()

    def list_also(self, keys: Collection[str]) -> None:
        """Shows these columns in the beginning, too: fields that the shop defined so."""
        self._listed = frozenset(keys)

    @property
    def first(self) -> list[ShownColumn]:
        """How the columns stand in the beginning."""
        return [
            ShownColumn(number, not one.hidden or one.key in self._listed)
            for number, one in enumerate(self._columns)
        ]

    @property
    def now(self) -> list[ShownColumn]:
        """How they stand now, from the left."""
        numbers = [self._header.logicalIndex(place) for place in range(self._header.count())]
        return [ShownColumn(one, not self._header.isSectionHidden(one)) for one in numbers]

    @property
    def arrangement(self) -> Arrangement:
        """As it is kept; the digits of the font in use measure the widths that a person set."""
        shown = [one.number for one in self.now if one.shown]
        widths = {}
        if self._widths.by_hand:
            digit = self._digit()
            widths = {
                self._columns[one].key: round(self._header.sectionSize(one) / digit, 1)
                for one in shown[:-1]  # the last one has the room that is left
            }
        return Arrangement(tuple(self._columns[one].key for one in shown), widths)

    def arrange(self, wanted: Arrangement) -> None:
        """Shows these columns, as far as the table has them."""
        keys = {one.key: number for number, one in enumerate(self._columns)}
        shown = [keys[key] for key in wanted.shown if key in keys]
        self.place([ShownColumn(one, shown=True) for one in shown] if shown else self.first)
        digit = self._digit()
        self._widths.take(
            {keys[key]: round(width * digit) for key, width in wanted.widths.items() if key in keys}
        )

    def place(self, wanted: Sequence[ShownColumn]) -> None:
        """Puts columns in an order; what is not named is hidden, but for the first column."""
        shown = {one.number for one in wanted if one.shown} | {0}
        order = [one.number for one in wanted]
        if 0 not in order:
            order.insert(0, 0)
        rest = [one for one in range(len(self._columns)) if one not in order]
        for place, number in enumerate([*order, *rest]):
            self._header.moveSection(self._header.visualIndex(number), place)
        for number in range(len(self._columns)):
            self._header.setSectionHidden(number, number not in shown)

    def _digit(self) -> int:
        return max(1, self._view.fontMetrics().horizontalAdvance("0"))
