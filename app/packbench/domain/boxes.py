"""Boxes that parcels are packed in, and what is to be packed in them."""

from dataclasses import dataclass

Sides = tuple[int, int, int]
"""Length, width and height of a thing or of the room in a box, in millimetres."""
MOST_MM = 10_000
"""No box has a longer side; more is a slip of the hand."""
MOST_G = 1_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """A kind of box.

    Attributes:
        code: how it is known, without regard to case.
        name: for people.
        length_mm, width_mm, height_mm: of the room inside.
        outer_length_mm, outer_width_mm, outer_height_mm: outside, where somebody has to know.
        weight_g: of the empty box; None where nobody weighed it.
        max_weight_g: the most that it may weigh when it is packed, itself included.
        barcode: what stands on it; a product may have the same code.
        material: the SKU of which one packed parcel uses up a unit; empty for none.
        warehouse: the code of the only warehouse that has it; empty for all.
        active: whether it is still used.
    """

    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    outer_length_mm: int | None = None
    outer_width_mm: int | None = None
    outer_height_mm: int | None = None
    weight_g: int | None = None
    max_weight_g: int | None = None
    barcode: str = ""
    material: str = ""
    warehouse: str = ""
    active: bool = True

    @property
    def room(self) -> Sides:
        """What can be in it."""
        return (self.length_mm, self.width_mm, self.height_mm)

    @property
    def volume_mm3(self) -> int:
        """Of the room inside."""
        return self.length_mm * self.width_mm * self.height_mm

    @property
    def holds_g(self) -> int | None:
        """The most that its contents may weigh; None for any weight."""
        return None if self.max_weight_g is None else self.max_weight_g - (self.weight_g or 0)

    def is_at(self, warehouse: str) -> bool:
        """Whether a warehouse has it, by its code."""
        return not self.warehouse or self.warehouse == warehouse


@dataclass(frozen=True, slots=True)
class ToPack:
    """Units of a product that are to be packed; `sides` None where they are not known."""

    sku: str
    units: int
    sides: Sides | None
    weight_g: int | None


def fits_turned(sides: Sides, room: Sides) -> bool:
    """Whether a thing fits into a room alone, turned as it may be."""
    return all(side <= space for side, space in zip(sorted(sides), sorted(room), strict=True))


def volume_mm3(sides: Sides) -> int:
    """Of a thing with these sides."""
    return sides[0] * sides[1] * sides[2]
