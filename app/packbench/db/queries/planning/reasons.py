"""What waits with a reason that may not be true any more."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Connection, Select, distinct, exists, func, or_, select

from packbench.db.queries.planning.kits import flat_parts, kits_holding
from packbench.db.schema import KitComponent, Order, OrderLine, Waiting
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among, among_named
from packbench.db.sql.sums import total
from packbench.domain.orders import Reason

STOCK_REASONS = (Reason.OUT_OF_STOCK.value, Reason.STOCK_LOST.value)
"""Reasons of a line that waits because there is just none."""

_THEIR_ORDER = select(Order.id).where(Order.id == Waiting.order_id).correlate(Waiting)
# Asked order by order: joined, PostgreSQL may read all orders for the few that wait.
_COMPLETE_ONLY = _THEIR_ORDER.with_only_columns(Order.ship_partial).scalar_subquery().is_(False)
_IS_LIMITED = _THEIR_ORDER.with_only_columns(Order.max_warehouses).scalar_subquery().is_not(None)

_REST = Waiting.reason == Reason.WAITING_FOR_REST


class Group(NamedTuple):
    """Lines of one product that wait for one reason, of orders that the same warehouses serve."""

    product_id: int
    country: str
    channel: str
    reason: str


class Rest(NamedTuple):
    """Lines of a group that wait for the rest of their orders.

    `most` is what the order that wants most of the product wants, `limited` whether any of the
    orders has a limit of warehouses.
    """

    product_id: int
    country: str
    channel: str
    most: int
    limited: bool


def products_in_rests(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Products and kits, taking of these products, of which a line waits for its order's rest."""
    found = set(connection.execute(_RESTS, {"ids": product_ids}).scalars())
    kits = found - set(product_ids)
    if kits:
        parts = flat_parts(connection, kits)
        touched = {
            kit for kit, rows in parts.items() if {part for part, _ in rows} & set(product_ids)
        }
        found = (found - kits) | touched
    return found


def _rests() -> CompoundSelect[int]:
    kit = KitComponent
    lines = select(Waiting.product_id).where(among_named(Waiting.product_id, "ids"), _REST)
    return lines.union(
        select(kit.kit_id).where(exists().where(Waiting.product_id == kit.kit_id, _REST))
    )


_RESTS = _rests()


def rests(connection: Connection, product_ids: Collection[int]) -> list[Rest]:
    """What waits for the rest of its order, of these products and kits."""
    by_order = (
        select(
            *(Waiting.order_id, Waiting.product_id, total(OrderLine.waiting).label("units")),
        )
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(among(Waiting.product_id, product_ids), _REST)
        .group_by(Waiting.order_id, Waiting.product_id)
        .subquery()
    )
    grouped = (by_order.c.product_id, Order.country, Order.channel)
    query = (
        select(*grouped, func.max(by_order.c.units), func.count(Order.max_warehouses))
        .join(Order, Order.id == by_order.c.order_id)
        .group_by(*grouped)
    )
    return [
        Rest(row[0], row[1] or "", row[2], int(row[3]), bool(row[4]))
        for row in connection.execute(query).all()
    ]


def complete_only_orders(
    connection: Connection, group: Group | Rest, reasons: Collection[str]
) -> set[int]:
    """Ids of orders of a group that ship only complete and wait for the product for a reason."""
    query = _orders_of(group).where(_COMPLETE_ONLY, Waiting.reason.in_(reasons))
    return set(connection.execute(query).scalars())


def complete_only_waiting(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Ids of orders that ship only complete and wait for a product, as such or in a kit."""
    if not product_ids:
        return set()
    kits = {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    query = (
        select(Waiting.order_id)
        .where(among(Waiting.product_id, kits | set(product_ids)))
        .where(Waiting.reason.in_(STOCK_REASONS), _COMPLETE_ONLY)
    )
    return set(connection.execute(query.distinct()).scalars())


def contending_orders(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Ids of orders that ship only complete and wait for a product, and whose lines contend.

    Lines contend for a product that several take, one of them in a kit, and under a limit of
    warehouses for the warehouse: what one of them lacks now another one may have.
    """
    if not product_ids:
        return set()
    touched = set(product_ids) | {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    other = aliased(Waiting)
    lines = (
        select(func.count() - func.count(distinct(other.product_id)))
        .where(other.order_id == Waiting.order_id)
        .correlate(Waiting)
        .scalar_subquery()
    )
    in_kit = exists().where(
        other.order_id == Waiting.order_id, KitComponent.kit_id == other.product_id
    )
    beside = exists().where(
        other.order_id == Waiting.order_id, other.order_line_id != Waiting.order_line_id
    )
    query = (
        select(Waiting.order_id)
        .where(among(Waiting.product_id, touched))
        .where(Waiting.reason.in_((*STOCK_REASONS, Reason.WAITING_FOR_REST.value)))
        .where(_COMPLETE_ONLY, beside, or_(_IS_LIMITED, lines > 0, in_kit))
    )
    return set(connection.execute(query.distinct()).scalars())


def _orders_of(group: Group | Rest) -> Select[int]:
    return (
        select(Waiting.order_id)
        .join(Order, Order.id == Waiting.order_id)
        .where(
            Waiting.product_id == group.product_id,
            func.coalesce(Order.country, "") == group.country,
            Order.channel == group.channel,
        )
    )


def waiting_groups(
    connection: Connection, product_ids: Collection[int] | None, reasons: Collection[str]
) -> list[Group]:
    """The groups of what waits for these reasons; of some products and the kits of them, or all."""
    query = (
        select(Waiting.product_id, Order.country, Order.channel, Waiting.reason)
        .join(Order, Order.id == Waiting.order_id)
        .where(Waiting.reason.in_(reasons), Order.country.is_not(None))
        .distinct()
    )
    if product_ids is not None:
        kits = {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
        query = query.where(among(Waiting.product_id, kits | set(product_ids)))
    return [Group(row[0], row[1] or "", row[2], row[3]) for row in connection.execute(query).all()]


def lines_of_group(connection: Connection, group: Group) -> list[tuple[int, int]]:
    """(line id, order id) of what waits in a group."""
    query = (
        _orders_of(group)
        .with_only_columns(Waiting.order_line_id, Waiting.order_id)
        .where(Waiting.reason == group.reason)
    )
    return [(row[0], row[1]) for row in connection.execute(query).all()]
