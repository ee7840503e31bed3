"""The planner's rules and supply, read with a handful of set-based queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.planning.places import Address, find_places
from packbench.db.queries.records.settings import SettingValues, read_settings
from packbench.db.schema import ChannelExclusion, Shipment, Stock, Warehouse, WarehouseCountry
from packbench.db.sql.among import among, among_named
from packbench.db.today import today
from packbench.domain.allocation.demand import Coordinates
from packbench.domain.allocation.rules import Exclusion, Rating, Rules, WarehouseFacts
from packbench.domain.allocation.supply import NOT_STOCKED, Held, Place
from packbench.domain.orders import ShipmentStatus
from packbench.domain.warehousing import WarehouseKind
from packbench.settings import AUTO_RELEASE, QUEUE_POLICY, RATINGS


class WarehouseColumns(NamedTuple):
    """A warehouse as it is read, by whatever statement."""

    id: int
    code: str
    rank: int
    active: bool
    kind: str
    latitude: float | None
    longitude: float | None
    country: str | None
    postal_code: str | None
    daily_orders: int | None
    code_key: str


def address_of(row: WarehouseColumns) -> Address:
    """Where its postal code lies, if nobody said more."""
    return row.country or "", row.postal_code or ""


def load_rules(connection: Connection, only_warehouse: int | None = None) -> Rules:
    """The warehouses with their fences, in the order in which supply is listed.

    With `only_warehouse` that one alone.
    """
    countries: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(_COUNTRIES):
        countries[row.warehouse_id].add(row.country)
    rows = [WarehouseColumns(*row) for row in connection.execute(_WAREHOUSES).all()]
    if only_warehouse is not None:
        rows = [row for row in rows if row.id == only_warehouse]
    places = find_places(connection, [address_of(row) for row in rows])
    warehouses = tuple(
        warehouse_facts(row, countries[row.id], places.get(address_of(row))) for row in rows
    )
    settings = read_settings(connection)
    limited = [one.id for one in warehouses if one.daily_orders is not None]
    taken = _taken_today(connection, limited) if limited else frozenset()
    return rules_of(warehouses, _exclusions(connection), settings, taken)


def rules_of(
    warehouses: tuple[WarehouseFacts, ...],
    exclusions: frozenset[Exclusion],
    settings: SettingValues,
    taken: frozenset[tuple[int, int]] = frozenset(),
) -> Rules:
    """The rules of what was read."""
    ratings = tuple(Rating(name) for name in settings.of(RATINGS))
    complete_first = settings.of(QUEUE_POLICY) == "complete_first"
    return Rules(
        warehouses, exclusions, ratings, complete_first, taken, not settings.of(AUTO_RELEASE)
    )


def _taken_today(
    connection: Connection, warehouse_ids: Collection[int]
) -> frozenset[tuple[int, int]]:
    """(order, warehouse) of the shipments that were made there today and not cancelled."""
    query = select(Shipment.order_id, Shipment.warehouse_id).where(
        Shipment.warehouse_id.in_(warehouse_ids),
        Shipment.made_on == today(connection),
        Shipment.status != ShipmentStatus.CANCELLED,
    )
    return frozenset((row[0], row[1]) for row in connection.execute(query))


_COUNTRIES = select(WarehouseCountry.warehouse_id, WarehouseCountry.country)
_WAREHOUSES = select(
    Warehouse.id,
    Warehouse.code,
    Warehouse.rank,
    Warehouse.active,
    Warehouse.kind,
    Warehouse.latitude,
    Warehouse.longitude,
    Warehouse.country,
    Warehouse.postal_code,
    Warehouse.daily_orders,
    Warehouse.code_key,
).order_by(Warehouse.rank, Warehouse.code_key)
_EXCLUSIONS = select(
    ChannelExclusion.channel, ChannelExclusion.product_id, ChannelExclusion.warehouse_id
)


def _exclusions(connection: Connection) -> frozenset[Exclusion]:
    return frozenset(
        Exclusion(row.channel or None, row.product_id, row.warehouse_id)
        for row in connection.execute(_EXCLUSIONS)
    )


def warehouse_facts(
    row: WarehouseColumns, countries: set[str], by_address: Coordinates | None
) -> WarehouseFacts:
    """A warehouse as the planner wants it; by its address where nobody said where it lies."""
    here = None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)
    return WarehouseFacts(
        id=row.id,
        code=row.code,
        rank=row.rank,
        active=bool(row.active),
        virtual=row.kind == WarehouseKind.VIRTUAL,
        countries=frozenset(countries),
        coordinates=Coordinates(*here) if here else by_address,
        daily_orders=row.daily_orders,
    )


@dataclass(frozen=True, slots=True)
class StockOfProducts:
    """Available units by product (one number a warehouse), and the stock rows they are of."""

    free: dict[int, list[int]]
    stock_ids: dict[tuple[int, int], int]
    """By (warehouse id, product id)."""
    in_rests: set[int] = field(default_factory=set)
    """Products of lines that waited for the rest of their orders when somebody looked for it."""


_FREE = select(
    Stock.id,
    Stock.warehouse_id,
    Stock.product_id,
    (Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated).label("free"),
).where(among_named(Stock.product_id, "ids"))


def load_stock(
    connection: Connection, rules: Rules, product_ids: Collection[int]
) -> StockOfProducts:
    """What is available of the products, net of safety, unavailable and promised units."""
    position = {warehouse.id: index for index, warehouse in enumerate(rules.warehouses)}
    free: dict[int, list[int]] = {
        product_id: [NOT_STOCKED] * len(position) for product_id in product_ids
    }
    stock_ids = {}
    # All at once: a result that is iterated fetches row by row.
    rows = connection.execute(_FREE, {"ids": product_ids}).all()
    for stock_id, warehouse_id, product_id, units in rows:
        place = position.get(warehouse_id)
        if place is not None:
            free[product_id][place] = max(0, units)
            stock_ids[warehouse_id, product_id] = stock_id
    return StockOfProducts(free, stock_ids)


def below_safety(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Those of the products of which some warehouse has promised a part of its safety stock."""
    query = select(Stock.product_id).where(
        among(Stock.product_id, product_ids),
        Stock.on_hand - Stock.unavailable - Stock.safety < Stock.allocated,
    )
    return set(connection.execute(query).scalars())


def load_held(
    connection: Connection,
    rules: Rules,
    stock: StockOfProducts,
    units: Mapping[tuple[int, int], int],
) -> Held:
    """What orders held until now and may keep, as far as it lies there.

    Args:
        connection: to the database, after the units were taken back.
        rules: the warehouses that count.
        stock: what is available of these products.
        units: by (order, stock row), what it held; who comes first keeps first.
    """
    position = {warehouse.id: index for index, warehouse in enumerate(rules.warehouses)}
    places: dict[int, Place] = {}
    lying: dict[int, int] = {}
    query = select(
        *(Stock.id, Stock.warehouse_id, Stock.product_id),
        (Stock.on_hand - Stock.unavailable - Stock.allocated).label("lying"),
    ).where(among(Stock.id, {stock_id for _, stock_id in units}))
    for row in connection.execute(query).all():
        # Stock that is counted no more, or of a warehouse that does not count, is nobody's.
        if row.product_id in stock.free and row.warehouse_id in position:
            places[row.id] = row.product_id, position[row.warehouse_id]
            lying[row.id] = row.lying
    held: dict[int, dict[Place, int]] = defaultdict(dict)
    for (order_id, stock_id), quantity in units.items():
        if stock_id in places:
            kept = max(0, min(quantity, lying[stock_id]))
            lying[stock_id] -= kept
            held[order_id][places[stock_id]] = kept
    return held
