"""Who loses when stock does: promises from the end of the queue."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from packbench.db.schema import Allocation, Order, OrderLine, Product, Shipment, Stock, Warehouse
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import Promised
from packbench.db.sql.sums import total
from packbench.db.sql.units import GONE, unpicked_units
from packbench.domain.orders import ShipmentStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Entry


def shortages(connection: Connection, entries: Sequence[Entry]) -> dict[int, int]:
    """By stock row: promised units that would not be covered any more after these entries."""
    change: dict[tuple[int, int], int] = defaultdict(int)
    for entry in entries:
        change[entry.warehouse_id, entry.product_id] += entry.quantity - entry.unavailable
    losses = {pair: units for pair, units in change.items() if units < 0}
    if not losses:
        return {}
    query = select(
        Stock.id,
        Stock.warehouse_id,
        Stock.product_id,
        (Stock.on_hand - Stock.unavailable - Stock.allocated).label("unpromised"),
    ).where(among(Stock.product_id, {product_id for _, product_id in losses}))
    found = {}
    for row in connection.execute(query):
        left = row.unpromised + losses.get((row.warehouse_id, row.product_id), 0)
        if left < 0:
            found[row.id] = -left
    return found


def victims(connection: Connection, stock_id: int, missing: int) -> dict[Promised, int]:
    """Promises of a stock row that free at least `missing` units, last in the queue first.

    Whole ones of shipments that are not being picked come first; only then unpicked units of those
    that are, and no more of these than are missing.
    Refuses `not_enough_stock` when picked goods would have to be taken.
    """
    part = aliased(Allocation)
    whole = (  # line units that are not picked whole: what is picked of them is laid back
        select(func.min((part.picked + part.packed + part.shipped) // part.per_unit))
        .where(part.shipment_id == Allocation.shipment_id)
        .where(part.order_line_id == Allocation.order_line_id)
        .scalar_subquery()
    )
    units_held = (Allocation.allocated + GONE) // Allocation.per_unit
    query = (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, units_held - whole),
            *(Allocation.per_unit, Shipment.status),
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Allocation.stock_id == stock_id, Allocation.allocated > 0)
        .order_by(
            (Shipment.status != ShipmentStatus.READY),
            Order.queue_key.desc(),
            OrderLine.line.desc(),
        )
    )
    units: dict[Promised, int] = {}
    for shipment_id, line_id, unpicked, per_unit, status in connection.execute(query):
        if missing <= 0:
            break
        ready = status == ShipmentStatus.READY
        taken = unpicked if ready else min(unpicked, -(-missing // per_unit))
        units[shipment_id, line_id] = taken
        missing -= taken * per_unit
    if missing > 0:
        raise _picked_goods(connection, stock_id)
    return units


def _picked_goods(connection: Connection, stock_id: int) -> Refusal:
    free = Stock.on_hand - Stock.unavailable
    taken = (
        select(func.coalesce(total(Allocation.picked + Allocation.packed), 0))
        .where(Allocation.stock_id == stock_id)
        .scalar_subquery()
    )
    query = (
        select(Product.sku, Warehouse.code, (free - taken).label("available"))
        .select_from(Stock)
        .join(Product, Product.id == Stock.product_id)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(Stock.id == stock_id)
    )
    row = connection.execute(query).one()
    return Refusal(
        Code.NOT_ENOUGH_STOCK, sku=row.sku, warehouse=row.code, available=max(0, row.available)
    )


def promises_of_orders(connection: Connection, order_ids: Collection[int]) -> dict[Promised, int]:
    """All unpicked line units of orders, in shipments that nobody has begun to pick."""
    if not order_ids:
        return {}
    return _unbegun(connection, among(Shipment.order_id, order_ids))


def promises_of_products(
    connection: Connection, product_ids: Collection[int]
) -> dict[Promised, int]:
    """All unpicked line units that hold a product, in shipments that nobody has begun to pick."""
    if not product_ids:
        return {}
    return _unbegun(connection, among(Allocation.product_id, product_ids))


def promises_of_warehouse(
    connection: Connection, warehouse_id: int, *, served: Collection[str] = ()
) -> dict[Promised, int]:
    """All unpicked line units that nobody has begun to pick at a warehouse, but of some countries.

    `served` are the countries of which orders keep theirs.
    """
    here = Shipment.warehouse_id == warehouse_id
    if not served:
        return _unbegun(connection, here)
    elsewhere = select(Order.id).where(
        or_(Order.country.is_(None), Order.country.not_in(sorted(served)))
    )
    return _unbegun(connection, and_(here, Shipment.order_id.in_(elsewhere)))


def _unbegun(connection: Connection, chosen: ColumnElement[bool]) -> dict[Promised, int]:
    return _unpicked(connection, chosen, ShipmentStatus.READY)


def _unpicked(
    connection: Connection, chosen: ColumnElement[bool], status: ShipmentStatus
) -> dict[Promised, int]:
    """Unpicked line units in shipments of this status."""
    units = unpicked_units()
    query = (
        select(Allocation.shipment_id, Allocation.order_line_id, units.label("units"))
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(chosen, Shipment.status == status)
        .group_by(Allocation.shipment_id, Allocation.order_line_id)
        .having(units > 0)
    )
    return {
        (row.shipment_id, row.order_line_id): int(row.units) for row in connection.execute(query)
    }


def with_complete_only(
    connection: Connection, units: Mapping[Promised, int]
) -> dict[Promised, int]:
    """The promises, and all others of those orders among them that ship only complete."""
    if not units:
        return {}
    return {**units, **promises_of_orders(connection, complete_only_among(connection, units))}


def with_complete_only_in_waves(
    connection: Connection, units: Mapping[Promised, int]
) -> dict[Promised, int]:
    """As `with_complete_only`; also what is in a wave of those of which nothing was picked yet."""
    if not units:
        return {}
    complete_only = complete_only_among(connection, units)
    gone = OrderLine.picked + OrderLine.packed + OrderLine.shipped
    query = select(OrderLine.order_id).where(among(OrderLine.order_id, complete_only), gone > 0)
    whole = complete_only - set(connection.execute(query).scalars())
    in_waves = _unpicked(connection, among(Shipment.order_id, whole), ShipmentStatus.PICKING)
    return {**units, **promises_of_orders(connection, complete_only), **in_waves}


def complete_only_among(connection: Connection, units: Collection[Promised]) -> set[int]:
    """The orders among these promises that ship only complete."""
    query = (
        select(Order.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            among(OrderLine.id, {line_id for _, line_id in units}),
            Order.ship_partial.is_(False),
        )
    )
    return set(connection.execute(query).scalars())
