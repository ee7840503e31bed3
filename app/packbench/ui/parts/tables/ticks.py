"""Records that a person ticked: they stay ticked while rows are filtered, sorted and read again."""

from array import array
from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal

from packbench.ui.parts.tables.id_places import count_among


class Ticks(QObject):
    """The ids of the ticked records.

    Signals:
        changed: others are ticked now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[int, None] = {}  # in the order in which they were ticked

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, record: int) -> bool:
        return record in self._ids

    @property
    def ids(self) -> "array[int]":
        """The ticked records, first ticked first."""
        return array("q", self._ids)

    def among(self, ids: "array[int]") -> int:
        """How many of these records are ticked."""
        return count_among(ids, self._ids)

    def tick(self, ids: Iterable[int], *, on: bool) -> None:
        """Ticks records, or takes their ticks away."""
        before = len(self._ids)
        if on:
            self._ids.update(dict.fromkeys(ids))
        else:
            for record in ids:
                self._ids.pop(record, None)
        if len(self._ids) != before:
            self.changed.emit()

    def clear(self) -> None:
        """Ticks nothing."""
        self.tick(list(self._ids), on=False)

    def keep(self, ids: Collection[int]) -> None:
        """Takes the ticks of all other records away."""
        self.tick([record for record in self._ids if record not in ids], on=False)
