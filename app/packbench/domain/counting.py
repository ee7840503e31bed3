"""Of which place a stock count is that does not name its place (`domain.md`, Settled since).

It is of all places that it can mean together: the difference is booked on the one place where goods
lie. Where they lie in several, nobody can tell which of them was counted wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from packbench.domain.warehousing import NO_LOT


class Named(NamedTuple):
    """What a count names: a location or any, a lot or any."""

    location_id: int | None
    lot: str | None

    @property
    def is_exact(self) -> bool:
        """Whether it names one place."""
        return self.location_id is not None and self.lot is not None

    def means(self, place: "Place") -> bool:
        """Whether the place may be the one."""
        same_location = self.location_id in {None, place.location_id}
        return same_location and self.lot in {None, place.lot}


class Place(NamedTuple):
    """A location and a lot."""

    location_id: int
    lot: str


@dataclass(frozen=True, slots=True)
class CountedThere:
    """The place of a count, or the several that it may mean; of those `place` is the first."""

    place: Place
    several: tuple[Place, ...] = ()


def places_counted(
    named: Sequence[Named], filled: Sequence[Place], floor_id: int
) -> list[CountedThere]:
    """Of which places the counts of one product in one warehouse are, in their order.

    Args:
        named: what each count names. Places that one count names exactly are no other's.
        filled: the places that hold goods.
        floor_id: the location of what nobody finds a place for.
    """
    taken = {Place(one.location_id or 0, one.lot or NO_LOT) for one in named if one.is_exact}
    found: dict[int, CountedThere] = {}
    for index in sorted(range(len(named)), key=lambda index: named[index].count(None)):
        one = named[index]
        new = Place(one.location_id or floor_id, one.lot or NO_LOT)
        meant = [place for place in filled if one.means(place) and place not in taken]
        if one.is_exact or not meant:
            found[index] = CountedThere(new)
        elif len(meant) == 1:
            found[index] = CountedThere(meant[0])
            taken.add(meant[0])
        else:
            found[index] = CountedThere(meant[0], tuple(meant))
    return [found[index] for index in range(len(named))]
