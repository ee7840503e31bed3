"""Who stands in the queue for products: what waits, and what virtual warehouses have promised."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    cast,
    exists,
    func,
    literal,
    select,
    true,
    tuple_,
    union,
)

from packbench.db.queries.planning.demand import load_real_lines
from packbench.db.queries.planning.kits import flat_parts, kits_holding
from packbench.db.queries.planning.queue import Place
from packbench.db.schema import (
    Allocation,
    KitComponent,
    Order,
    OrderLine,
    Shipment,
    Stock,
    Waiting,
)
from packbench.db.sql.among import among, among_named
from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.orders import Reason


class InQueue(NamedTuple):
    """An order that wants stock, and where it stands."""

    place: Place
    order: DemandOrder


class Standing(NamedTuple):
    """Products that somebody may stand ahead for, and those of lines that wait for a rest."""

    contested: set[int]
    in_rests: set[int]


def standing_for(
    connection: Connection,
    product_ids: Collection[int],
    pools: Collection[int],
    *,
    by_hand: bool,
) -> Standing:
    """Those of the products for which somebody may stand ahead, or waits for an order's rest.

    Args:
        connection: for reading.
        product_ids: products of which stock is taken; no kits.
        pools: ids of the virtual warehouses.
        by_hand: whoever waits counts; otherwise only lines that a limit left, since the others were
            given all that they can use.
    """
    asked = {"ids": product_ids}
    rows = connection.execute(_WAITED[by_hand], asked).all()
    ours = set(product_ids)
    kits = {row[0] for row in rows} - ours
    parts = flat_parts(connection, kits) if kits else {}
    found: tuple[set[int], set[int]] = (set(), set())
    for product_id, in_rest in rows:
        found[in_rest] |= {part for part, _ in parts.get(product_id, [(product_id, 1)])} & ours
    if pools:
        asked |= {"pools": pools}
        found[0].update(connection.execute(_POOLED, asked).scalars())
    return Standing(*found)


def _waited(counts: ColumnElement[bool]) -> CompoundSelect[int, int]:
    """Products of these, and kits of all, that somebody waits for; 1 for who waits for a rest."""
    rest = Waiting.reason == Reason.WAITING_FOR_REST
    kit = KitComponent
    asked = [(counts, literal(0)), (rest, literal(1))]
    products = [
        select(Waiting.product_id, which).where(among_named(Waiting.product_id, "ids"), condition)
        for condition, which in asked
    ]
    kits = [
        select(kit.kit_id, which).where(exists().where(Waiting.product_id == kit.kit_id, condition))
        for condition, which in asked
    ]
    return union(*products, *kits)


_LEFT = Waiting.reason != Reason.MANUAL
_LIMITED = Waiting.limited == true()
_WAITED = {True: _waited(_LEFT), False: _waited(_LIMITED)}
_POOLED = select(Stock.product_id).where(
    among_named(Stock.warehouse_id, "pools"),
    among_named(Stock.product_id, "ids"),
    Stock.allocated > 0,
)


def waiting_for(
    connection: Connection,
    product_ids: Collection[int],
    before: Place | None,
    *,
    by_hand: bool,
) -> set[int]:
    """Ids of orders that wait for a product, as such or in a kit; as `standing_for` counts.

    With `before` only those that stand in front of that place.
    """
    if not product_ids:
        return set()
    kits = {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    query = (
        select(Waiting.order_id)
        .where(
            among(Waiting.product_id, kits | set(product_ids)),
            _LEFT if by_hand else _LIMITED,
        )
        .distinct()
    )
    if before is not None:
        query = query.where(tuple_(Waiting.queue_key, Waiting.order_id) < tuple_(*before))
    return set(connection.execute(query).scalars())


def load_pooled(
    connection: Connection,
    product_ids: Collection[int],
    pools: Collection[int],
    today: date,
    before: Place | None = None,
) -> list[InQueue]:
    """What virtual warehouses promise of products, as orders that want real goods for it.

    Each goes by minus the id of its order, which may stand in the queue with more. Those of which
    a pre-order is not due yet want nothing now.
    """
    if not pools:
        return []
    units = cast(func.min(Allocation.allocated / Allocation.per_unit), BigInteger)
    query = (
        select(
            *(Order.id, Order.queue_key, Order.country, Order.channel),
            *(OrderLine.id.label("line_id"), OrderLine.product_id, units.label("units")),
        )
        .select_from(Allocation)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .where(
            among(Allocation.product_id, product_ids),
            among(Allocation.warehouse_id, pools),
            Allocation.allocated > 0,
        )
        .group_by(Order.id, OrderLine.id)
        .order_by(Order.queue_key, Order.id, OrderLine.line)
    )
    if before is not None:
        query = query.where(tuple_(Order.queue_key, Order.id) < tuple_(*before))
    rows = connection.execute(query).all()
    lines = load_real_lines(
        connection, {row.line_id: (row.product_id, row.units) for row in rows}, today
    )
    by_order: dict[int, list[DemandLine]] = defaultdict(list)
    for row in rows:
        if row.line_id in lines:
            by_order[row.id].append(lines[row.line_id])
    orders = {row.id: row for row in rows}
    return [
        InQueue(
            (orders[order_id].queue_key, order_id),
            DemandOrder(
                -order_id, orders[order_id].country or "", orders[order_id].channel, tuple(found)
            ),
        )
        for order_id, found in by_order.items()
    ]
