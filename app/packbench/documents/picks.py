"""What a pick list says, as data: the wave, its slots and its tasks in the order of the route."""

from dataclasses import dataclass, replace
from datetime import date

from packbench.documents.page import Printed
from packbench.domain.custom_fields import FieldValue


@dataclass(frozen=True, slots=True)
class PickRow:
    """One pick task: so many of a product, and of a lot, from one location for one slot.

    `location` is empty where stock has no bin; `unit` is empty for pieces; `barcode` is the
    product's own, if any; `slot` is the label of a `PickSlot`, needed where there are several;
    `kit` is what it is a part of; `packs` is how many pieces are in the product's packs.
    """

    sku: str
    name: str
    quantity: int
    location: str = ""
    zone: str = ""
    aisle: str = ""
    barcode: str = ""
    unit: str = ""
    lot: str = ""
    expires_on: date | None = None
    slot: str = ""
    kit: str = ""
    packs: tuple[int, ...] = ()
    own: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PickSlot:
    """One shipment of the wave and its place on the cart; `barcode` is what its symbol says."""

    order_number: str
    barcode: str
    label: str = ""
    customer: str = ""
    ship_method: str = ""
    ship_by: date | None = None
    priority: int = 0
    notes: str = ""
    own: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PickList:
    """A wave to be picked. One slot gives the single form, several give the batch form.

    `saved` is the part of the walk that the route saves against bin order, 0.31 for 31 %; `walk`
    says how the order was found.
    """

    number: str
    barcode: str
    warehouse: str
    slots: tuple[PickSlot, ...]
    rows: tuple[PickRow, ...]
    printed: Printed
    picker: str = ""
    cart: str = ""
    weight_g: int | None = None
    distance_m: float | None = None
    saved: float | None = None
    walk: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """What is taken at once: the tasks of one location, product and lot, and who gets how many."""

    row: PickRow
    quantity: int
    shares: tuple[tuple[str, int], ...]


def stops(pick_list: PickList) -> list[Stop]:
    """The tasks gathered by location, SKU and lot, in route order, those without a bin last."""
    gathered: dict[tuple[object, ...], list[PickRow]] = {}
    for row in pick_list.rows:
        key = (row.location, row.sku, row.lot, row.expires_on)
        gathered.setdefault(key, []).append(row)
    places = {slot.label: place for place, slot in enumerate(pick_list.slots)}
    route = [_stop(same, places) for same in gathered.values()]
    return sorted(route, key=lambda stop: not stop.row.location)


def _stop(rows: list[PickRow], places: dict[str, int]) -> Stop:
    shares: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: places.get(row.slot, len(places))):
        shares[row.slot] = shares.get(row.slot, 0) + row.quantity
    kits = ", ".join(sorted({row.kit for row in rows if row.kit}))
    return Stop(replace(rows[0], kit=kits), sum(shares.values()), tuple(shares.items()))
