"""Goods that were picked together go into the slots of their orders, one scan after the other.

Pure: nothing here knows of a database or a window.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace


class SortVerdict(enum.StrEnum):
    """What became of a scan."""

    PUT = "put"
    TOO_MANY = "too_many"
    WRONG_ITEM = "wrong_item"


@dataclass(frozen=True, slots=True)
class SlotNeed:
    """Units of a product that one slot gets, and how many lie there already.

    `task` is the pick task, by its id, for which they were taken.
    """

    slot: int
    shipment: str
    sku: str
    units: int
    put: int = 0
    task: int = 0

    @property
    def left(self) -> int:
        """Units that are still to come."""
        return self.units - self.put


@dataclass(frozen=True, slots=True)
class SlotSorting:
    """All that is to be sorted; each scan gives the state after it.

    Attributes:
        needs: in the order in which slots are filled.
        put_last: places in `needs` and units of what was put, the last one last.
    """

    needs: tuple[SlotNeed, ...]
    put_last: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, needs: Iterable[SlotNeed]) -> "SlotSorting":
        """Slots are filled from the first on."""
        return cls(tuple(sorted(needs, key=lambda one: (one.slot, one.sku))))

    @property
    def left(self) -> int:
        """Units that are still to be sorted."""
        return sum(one.left for one in self.needs)

    @property
    def last(self) -> SlotNeed | None:
        """Where the last goods went."""
        return self.needs[self.put_last[-1][0]] if self.put_last else None

    def scan(self, sku: str, units: int = 1) -> tuple["SlotSorting", SortVerdict]:
        """Goods are to be put into the first slot that needs them; a wrong scan changes nothing.

        More units than that slot takes are too many: they would go into two slots.
        """
        wanted = [place for place, one in enumerate(self.needs) if one.sku == sku]
        if not wanted:
            return self, SortVerdict.WRONG_ITEM
        open_ = [place for place in wanted if self.needs[place].left]
        if not open_ or units > self.needs[open_[0]].left:
            return self, SortVerdict.TOO_MANY
        return self._with(open_[0], units, (*self.put_last, (open_[0], units))), SortVerdict.PUT

    def open_slot(self, sku: str) -> SlotNeed | None:
        """The slot that gets the next of these goods."""
        return next((one for one in self.needs if one.sku == sku and one.left), None)

    def _with(self, place: int, units: int, put_last: tuple[tuple[int, int], ...]) -> "SlotSorting":
        needs = list(self.needs)
        needs[place] = replace(needs[place], put=needs[place].put + units)
        return SlotSorting(tuple(needs), put_last)
