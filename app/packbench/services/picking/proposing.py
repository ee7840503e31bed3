"""What could be released together: proposals, carts, and the preview of a release."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.picking import (
    PickableShipment,
    ShipmentFacts,
    bins_of_products,
    products_of_shipments,
    ready_shipments,
    units_to_pick,
)
from packbench.db.schema import Order, StockBin
from packbench.db.sql.among import among
from packbench.db.today import today
from packbench.domain.bins import take_from_bins
from packbench.domain.codes import SLOTS_A_CART
from packbench.domain.outcomes import Note, Said
from packbench.domain.picking import Mend, Proposed
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.batching import BatchOrder, CartSize, batched, first_come
from packbench.engine.command.context import Context
from packbench.engine.routing import Floor, floor_of, walk_through
from packbench.services.picking.choosing import Pickable, all_pickable, pickable

CART = CartSize(slots=20)
"""What a cart holds when nobody says it."""
PATIENCE_S = 1.0
"""So long shorter carts are looked for when nobody says how long."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Ready orders of a warehouse that go well together, in queue order.

    Attributes:
        name: the channel, method or zone; empty for the others.
    """

    kind: Proposed
    warehouse: str
    name: str
    orders: list[str]
    units: int


def propose(
    context: Context, warehouse: str | None = None, *, max_orders: int | None = None
) -> list[Proposal]:
    """Proposals by warehouse: due today, single-item, then by channel, method of shipping, zone.

    Args:
        context: who asks.
        warehouse: a code; None for all.
        max_orders: at most so many orders each.
    """
    with context.database.read.connect() as connection:
        place = None if warehouse is None else find_warehouse(connection, warehouse).id
        ready = ready_shipments(connection, warehouse_id=place)
        facts = products_of_shipments(connection, [one.id for one in ready])
        groups = _grouped(connection, ready, facts)
    return [
        Proposal(
            kind,
            code,
            name,
            list(dict.fromkeys(one.order_number for one in found[:max_orders])),
            sum(facts[one.id].units for one in found[:max_orders]),
        )
        for (code, kind, name), found in groups
    ]


_Groups = list[tuple[tuple[str, Proposed, str], list[PickableShipment]]]


def _grouped(
    connection: Connection,
    ready: Sequence[PickableShipment],
    facts: Mapping[int, ShipmentFacts],
) -> _Groups:
    query = select(Order.id, Order.channel, Order.ship_method, Order.ship_by)
    query = query.where(among(Order.id, {one.order_id for one in ready}))
    orders = {row.id: row for row in connection.execute(query).all()}
    day = today(connection)
    groups: dict[tuple[str, Proposed, str], list[PickableShipment]] = defaultdict(list)
    for one in ready:
        order = orders[one.order_id]
        if order.ship_by is not None and order.ship_by <= day:
            groups[one.warehouse, Proposed.DUE_TODAY, ""].append(one)
        if facts[one.id].products == 1:
            groups[one.warehouse, Proposed.SINGLE_ITEM, ""].append(one)
        if order.channel:
            groups[one.warehouse, Proposed.CHANNEL, order.channel].append(one)
        if order.ship_method:
            groups[one.warehouse, Proposed.SHIP_METHOD, order.ship_method].append(one)
        if zone := facts[one.id].zone:
            groups[one.warehouse, Proposed.ZONE, zone].append(one)
    kinds = list(Proposed)
    return sorted(
        groups.items(), key=lambda entry: (entry[0][0], kinds.index(entry[0][1]), entry[0][2])
    )


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """A wave as a release would make it.

    Attributes:
        distance_m: of its walk, None where nothing is known of the aisles.
        volume_cm3: of what is known of its products, as `weight_g` is.
    """

    warehouse: str
    orders: list[str]
    lines: int
    units: int
    volume_cm3: int
    weight_g: int
    distance_m: float | None = None
    distance_saved_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Stays:
    """An order that a release would leave out, why, and the command that mends it, if one does."""

    order_number: str
    note: Note
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """What a release would do: `release_planned` takes its waves."""

    waves: list[PlannedWave]
    stay: list[Stays] = field(default_factory=list)

    @property
    def orders(self) -> int:
        """How many orders would go."""
        return len({number for wave in self.waves for number in wave.orders})


def preview_release(
    context: Context,
    orders: Sequence[str] = (),
    *,
    warehouse: str | None = None,
    size: CartSize = CART,
    patience_s: float = PATIENCE_S,
    is_wanted: Callable[[], bool] = lambda: True,
) -> ReleasePreview:
    """Which of the orders would go in which waves, and which stay, and why; takes no lock.

    Refuses a cart of more slots than there are codes for (`too_many`).

    Args:
        context: who asks.
        orders: numbers; none: all that is ready.
        warehouse: a code; only what it sends.
        size: of a cart; each wave is one.
        patience_s: so long shorter walks are looked for, where the aisles are known.
        is_wanted: asked meanwhile; false ends the search at once.
    """
    if size.slots > SLOTS_A_CART:
        most = SLOTS_A_CART
        raise Refusal(Code.TOO_MANY, why=Said.TOO_MANY_SLOTS, count=size.slots, most=most)
    ends_s = time.monotonic() + patience_s

    def until(_steps: int) -> bool:
        return time.monotonic() >= ends_s or not is_wanted()

    with context.database.read.connect() as connection:
        place = None if warehouse is None else find_warehouse(connection, warehouse).id
        found = pickable(connection, orders) if orders else all_pickable(connection, place)
        stay = [Stays(one.order_number, one.note, mend_of(one.note)) for one in found.left_out]
        waves: list[PlannedWave] = []
        for here in _by_warehouse(found, place):
            carts, too_large = _carts(connection, here, size, until)
            waves += carts
            stay += [Stays(one.order_number, one.note, one.mend) for one in too_large]
    return ReleasePreview(waves, stay)


def _by_warehouse(found: Pickable, place: int | None) -> Iterator[list[PickableShipment]]:
    by_place: dict[str, list[PickableShipment]] = defaultdict(list)
    for one in found.fit:
        if place is None or one.warehouse_id == place:
            by_place[one.warehouse].append(one)
    for code in sorted(by_place):
        yield by_place[code]


def _carts(
    connection: Connection,
    shipments: Sequence[PickableShipment],
    size: CartSize,
    until: Callable[[int], bool],
) -> tuple[list[PlannedWave], list[Stays]]:
    """Shipments of one warehouse in carts, and those that no cart holds."""
    ids = [one.id for one in shipments]
    facts = products_of_shipments(connection, ids)
    locations, lines = _locations(connection, shipments)
    orders = [
        BatchOrder(
            one.id, tuple(locations[one.id]), 1, facts[one.id].volume_cm3, facts[one.id].weight_g
        )
        for one in shipments
    ]
    floor = floor_of(connection, shipments[0].warehouse_id)
    if floor.router is None:
        found = first_come(orders, size)
    else:
        found = batched(floor.router.layout, orders, size, until)
    by_id = {one.id: one for one in shipments}
    waves = [
        _planned([by_id[id_] for id_ in cart], facts, floor, (locations, lines))
        for cart in found.carts
    ]
    return waves, [_too_large(by_id[id_]) for id_ in found.too_large]


def _planned(
    shipments: Sequence[PickableShipment],
    facts: Mapping[int, ShipmentFacts],
    floor: Floor,
    stops: tuple[Mapping[int, list[int]], Mapping[int, int]],
) -> PlannedWave:
    locations, lines = stops
    walk = walk_through(floor, [place for one in shipments for place in locations[one.id]])
    return PlannedWave(
        shipments[0].warehouse,
        list(dict.fromkeys(one.order_number for one in shipments)),
        sum(lines[one.id] for one in shipments),
        sum(facts[one.id].units for one in shipments),
        sum(facts[one.id].volume_cm3 for one in shipments),
        sum(facts[one.id].weight_g for one in shipments),
        walk.length_m,
        walk.saved_percent,
    )


def _too_large(one: PickableShipment) -> Stays:
    refusal = Refusal(Code.NOTHING_TO_DO, why=Said.NO_CART_HOLDS, name=one.number)
    return Stays(one.order_number, Note.of(refusal))


def _locations(
    connection: Connection, shipments: Sequence[PickableShipment]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """By shipment: the locations that it would be picked from now, and how many stops that is."""
    units = units_to_pick(connection, [one.id for one in shipments])
    products = {unit.product_id for unit in units if unit.managed}
    bins = bins_of_products(connection, shipments[0].warehouse_id, products)
    query = select(StockBin.id, StockBin.location_id).where(
        StockBin.warehouse_id == shipments[0].warehouse_id, among(StockBin.product_id, products)
    )
    location_of = {row[0]: row[1] for row in connection.execute(query).all()}
    found: dict[int, list[int]] = defaultdict(list)
    lines: dict[int, int] = defaultdict(int)
    for unit in units:
        taken = take_from_bins(bins.get(unit.product_id, []), unit.quantity)
        found[unit.shipment_id] += [location_of[bin_id] for bin_id, _ in taken]
        lines[unit.shipment_id] += max(1, len(taken))
    return found, lines


def mend_of(told: Note) -> Mend | None:
    """The command that would let an order go that was left out."""
    why = told.params.get("why")
    if told.code is Code.UNPAID:
        return Mend.PAY
    if told.code is Code.WAREHOUSE_VIRTUAL:
        return Mend.MOVE_PROMISES
    if told.code is Code.WRONG_STATE:
        return Mend.ALLOW_PARTS if why == Said.COLLECTING else Mend.RESUME
    mends = {Said.NOTHING_TO_PICK: Mend.ALLOCATE, Said.IN_ANOTHER_WAVE: Mend.TAKE_OUT}
    return next((mend for said, mend in mends.items() if why == said), None)
