"""How a floor lies on a sheet or a screen: as large as it fits, turned where it is larger so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from packbench.domain.walking.layout import Point, Ways


@dataclass(frozen=True, slots=True)
class FloorView:
    """Where a point of a layout is seen, in the unit of the room that it was made for.

    Attributes:
        swapped: the layout has x and y in each other's place.
        turned: the floor is turned to the right by a quarter, since it is larger so.
        scale: units of the room a millimetre of the floor.
        size: how wide and high the floor is seen; it leaves room in one of the two.
    """

    swapped: bool
    turned: bool
    left: int
    top: int
    scale: float
    size: tuple[float, float]

    @classmethod
    def of(cls, ways: Ways, bins: Iterable[Point], room: tuple[float, float]) -> "FloorView":
        """As large as ways and bins fit into a room (wide, high)."""
        points = [*_points(ways), *bins]
        seen = {
            turned: [_seen(point, swapped=ways.turned, turned=turned) for point in points]
            for turned in (False, True)
        }
        turned = _fit(seen[True], room) > _fit(seen[False], room)
        shown, scale = seen[turned], _fit(seen[turned], room)
        left, top = min(one.x_mm for one in shown), max(one.y_mm for one in shown)
        wide, high = _extent(shown)
        return cls(ways.turned, turned, left, top, scale, (wide * scale, high * scale))

    @property
    def aisles_lie(self) -> bool:
        """Whether the aisles go from left to right."""
        return self.swapped != self.turned

    def place(self, point: Point) -> tuple[float, float]:
        """From the top left of the room; y of the floor goes up."""
        seen = _seen(point, swapped=self.swapped, turned=self.turned)
        return (seen.x_mm - self.left) * self.scale, (self.top - seen.y_mm) * self.scale


def _points(ways: Ways) -> Iterator[Point]:
    for aisle in ways.aisles:
        yield Point(aisle.x_mm, aisle.from_mm)
        yield Point(aisle.x_mm, aisle.to_mm)
    for cross in ways.cross_aisles:
        yield Point(cross.from_mm, cross.y_mm)
        yield Point(cross.to_mm, cross.y_mm)
    yield ways.depot


def _seen(point: Point, *, swapped: bool, turned: bool) -> Point:
    """A point of the layout as it is seen from above; a floor is turned, never mirrored."""
    floor = Point(point.y_mm, point.x_mm) if swapped else point
    return Point(floor.y_mm, -floor.x_mm) if turned else floor


def _fit(seen: Sequence[Point], room: tuple[float, float]) -> float:
    wide, high = _extent(seen)
    return min(room[0] / max(wide, 1), room[1] / max(high, 1))


def _extent(seen: Sequence[Point]) -> tuple[int, int]:
    xs, ys = [one.x_mm for one in seen], [one.y_mm for one in seen]
    return max(xs) - min(xs), max(ys) - min(ys)
