"""Who stands in the queue for products: what waits, and what virtual warehouses have promised."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    TextClause,
    cast,
    func,
    select,
    text,
    true,
    tuple_,
)

from packbench.db.queries.planning.demand import load_real_lines
from packbench.db.queries.planning.kits import flat_parts, kits_holding
from packbench.db.queries.planning.queue import Place
from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    Shipment,
    Stock,
    Waiting,
)
from packbench.db.sql.among import among, among_named, numbers_named
from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.orders import Reason


class InQueue(NamedTuple):
    """An order that wants stock, and where it stands."""

    place: Place
    order: DemandOrder


class StandingAhead(NamedTuple):
    """Products that somebody may stand ahead for, and those that complete-only orders wait for."""

    contested: set[int]
    in_rests: set[int]


def standing_for(
    connection: Connection,
    product_ids: Collection[int],
    pools: Collection[int],
    *,
    by_hand: bool,
) -> StandingAhead:
    """Those of the products for which somebody may stand ahead, or waits in a complete-only order.

    Args:
        connection: for reading.
        product_ids: products of which stock is taken; no kits.
        pools: ids of the virtual warehouses.
        by_hand: whoever waits counts; otherwise only lines that a limit left, since the others were
            given all that they can use.
    """
    rows = connection.execute(_waited(connection, by_hand=by_hand), {"ids": product_ids}).all()
    ours = set(product_ids)
    kits = {row.product_id for row in rows} - ours
    parts = flat_parts(connection, kits) if kits else {}
    contested: set[int] = set()
    in_rests: set[int] = set()
    for product_id, contests, rests in rows:
        touched = {part for part, _ in parts.get(product_id, [(product_id, 1)])} & ours
        contested |= touched if contests else set()
        in_rests |= touched if rests else set()
    if pools:
        asked = {"ids": product_ids, "pools": pools}
        contested.update(connection.execute(_POOLED, asked).scalars())
    return StandingAhead(contested, in_rests)


def _waited(connection: Connection, *, by_hand: bool) -> TextClause:
    """Products of these, and kits of them, that somebody waits for: as ahead, for a rest."""
    return _WAITED[connection.dialect.name == "sqlite", by_hand]


def _waited_text(listed: str, counts: str) -> TextClause:
    # As text: every routing asks this, and SQLAlchemy takes longer to know it again than to run it.
    # Each question is one for a first row: of an EXISTS PostgreSQL may make a table of all orders.
    of_product = "FROM waiting w WHERE w.product_id = asked.product_id AND"
    partial = "(SELECT o.ship_partial FROM orders o WHERE o.id = w.order_id)"
    return text(
        f"WITH RECURSIVE asked (product_id) AS (SELECT {listed} UNION"  # noqa: S608 - own clauses
        " SELECT k.kit_id FROM kit_component k JOIN asked a ON k.component_id = a.product_id),"
        " found (product_id, contests, rests) AS MATERIALIZED (SELECT product_id,"
        f" (SELECT 1 {of_product} {counts} LIMIT 1) IS NOT NULL,"
        f" (SELECT 1 {of_product} w.reason = 'waiting_for_rest' LIMIT 1) IS NOT NULL"
        f" OR (SELECT 1 {of_product} w.reason IN ('out_of_stock', 'stock_lost')"
        f" AND NOT {partial} LIMIT 1) IS NOT NULL FROM asked)"
        " SELECT product_id, contests, rests FROM found WHERE contests OR rests"
    ).bindparams(numbers_named("ids"))


_BY_HAND = "w.reason <> 'manual'"
_WAITED = {
    (True, True): _waited_text("value FROM json_each(:ids)", _BY_HAND),
    (True, False): _waited_text("value FROM json_each(:ids)", "w.limited = 1"),
    (False, True): _waited_text("unnest(CAST(:ids AS BIGINT[]))", _BY_HAND),
    (False, False): _waited_text("unnest(CAST(:ids AS BIGINT[]))", "w.limited"),
}
"""By (on SQLite, released by hand)."""
_LEFT = Waiting.reason != Reason.MANUAL
_LIMITED = Waiting.limited == true()
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
