"""Orders in queue order: new ones, named ones, and those that wait for a product."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    String,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)

from packbench.db.queries.planning.kits import flat_parts, kits_holding
from packbench.db.schema import KitComponent, Order, Product, Waiting
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among, among_named, among_texts_named, numbers_named
from packbench.db.sql.going_on import goes_on
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key
from packbench.domain.orders import Reason
from packbench.domain.refusals import Code, Refusal

Place = tuple[str, int]
"""Where an order stands in the queue: its key, and its id among equals."""

FRONT: Place = ("", 0)
"""Before everybody."""


class OrderInQueue(NamedTuple):
    """An order that wants to be routed."""

    id: int
    number: str
    line_count: int
    queue_key: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.queue_key, self.id


_IN_QUEUE = (Order.id, Order.number, Order.line_count, Order.queue_key)
_BY_NUMBER = (
    select(*_IN_QUEUE, Order.number_key)
    .where(among_texts_named(Order.number_key, "keys"))
    .order_by(Order.queue_key, Order.id)
)


_NEW = (
    select(*_IN_QUEUE)
    .where(
        Order.unrouted_units > 0,
        goes_on(),
        Order.country.is_not(None),
        tuple_(Order.queue_key, Order.id)
        > tuple_(bindparam("key", type_=String), bindparam("order", type_=BigInteger)),
    )
    .order_by(Order.queue_key, Order.id)
)
_SOME_NEW = _NEW.limit(bindparam("most", type_=BigInteger))


def new_orders(
    connection: Connection, after: Place = FRONT, limit: int | None = None
) -> list[OrderInQueue]:
    """Orders with units that nobody has tried to allocate yet, and nothing that forbids it.

    Those behind a place in the queue, at most `limit`.
    """
    values: dict[str, str | int] = {"key": after[0], "order": after[1]}
    query = _NEW if limit is None else _SOME_NEW
    if limit is not None:
        values["most"] = limit
    return [OrderInQueue._make(row) for row in connection.execute(query, values).all()]


def lines_of_new_orders(connection: Connection) -> int:
    """How many lines the new orders have in all."""
    query = select(total(Order.line_count)).where(
        Order.unrouted_units > 0, goes_on(), Order.country.is_not(None)
    )
    return connection.execute(query).scalar_one() or 0


def orders_by_number(connection: Connection, numbers: Sequence[str]) -> list[OrderInQueue]:
    """The named orders in queue order; refuses `not_found` for the first unknown number."""
    orders, unknown = known_orders(connection, numbers)
    if unknown:
        raise Refusal(Code.NOT_FOUND, kind="order", name=unknown[0])
    return orders


def known_orders(
    connection: Connection, numbers: Sequence[str]
) -> tuple[list[OrderInQueue], list[str]]:
    """The named orders in queue order, and the numbers that no order has."""
    keys = {code_key(number): number for number in numbers}
    rows = connection.execute(_BY_NUMBER, {"keys": list(keys)}).all()
    unknown = keys.keys() - {row.number_key for row in rows}
    return [OrderInQueue(*row[:-1]) for row in rows], [keys[key] for key in sorted(unknown)]


def first_waiting(
    connection: Connection, product_ids: Collection[int], most: int
) -> dict[int, list[Place]]:
    """By product that is waited for: who stands first for it, as `waiting_orders` counts."""
    if not product_ids:
        return {}
    query = _FIRST_WAITING[connection.dialect.name == "sqlite"]
    rows = connection.execute(query, {"ids": product_ids, "most": most}).all()
    found: dict[int, list[Place]] = defaultdict(list)
    for product_id, key, order_id in rows:
        found[product_id].append((key, order_id))
    return {product_id: sorted(places) for product_id, places in found.items()}


def waiting_orders(
    connection: Connection, product_id: int, after: Place, limit: int
) -> list[Place]:
    """(queue key, order id) of orders with a line that waits for a product, behind `after`.

    Lines that an operator marked as back order do not count: they wait for the operator.
    """
    values = {"product": product_id, "key": after[0], "order": after[1], "most": limit}
    return [(key, order_id) for key, order_id in connection.execute(_WAITING_FOR, values).all()]


_IN_TURN = (
    select(Waiting.queue_key, Waiting.order_id)
    .join(Order, Order.id == Waiting.order_id)
    .where(Waiting.reason != Reason.MANUAL.value, goes_on())
    .order_by(Waiting.queue_key, Waiting.order_id)
    .limit(bindparam("most", type_=BigInteger))
)
_WAITING_FOR = _IN_TURN.where(
    Waiting.product_id == bindparam("product"),
    tuple_(Waiting.queue_key, Waiting.order_id)
    > tuple_(bindparam("key", type_=String), bindparam("order", type_=BigInteger)),
)
"""Built once: a command that frees many products asks for each of them."""


def _first_of_each() -> Select[int, str, int]:
    """The first of each product, found product by product in one statement."""
    listed = func.unnest(numbers_named("ids"))
    asked = listed.table_valued("value", name="asked").render_derived()
    one = _IN_TURN.where(Waiting.product_id == asked.c.value).lateral("one")
    found = select(asked.c.value, one.c.queue_key, one.c.order_id)
    return found.select_from(asked).join(one, true())


def _first_of_each_on_sqlite() -> Select[int, str, int]:
    """The same without a lateral join, which SQLite has not."""
    asked = func.json_each(numbers_named("ids")).table_valued("value", name="asked")
    lines = _IN_TURN.with_only_columns(Waiting.order_line_id)
    first = lines.where(Waiting.product_id == asked.c.value).correlate(asked)
    one = aliased(Waiting)
    found = select(asked.c.value, one.queue_key, one.order_id)
    return found.select_from(asked).join(one, one.order_line_id.in_(first))


_FIRST_WAITING = {True: _first_of_each_on_sqlite(), False: _first_of_each()}
"""By whether it is SQLite."""


_NO_WAREHOUSE = (
    Reason.NOT_STOCKED,
    Reason.EXCLUDED,
    Reason.COUNTRY_NOT_SERVED,
    Reason.WAREHOUSE_INACTIVE,
)
"""Reasons that end when a warehouse may serve a line, even where there is no stock yet."""


def orders_without_warehouse(connection: Connection, product_ids: Collection[int]) -> list[int]:
    """Orders in queue order with a line that no warehouse could serve when it was tried last.

    Lines of kits that hold one of the products count, too.
    """
    if not product_ids:
        return []
    kits = {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    query = (
        select(Waiting.queue_key, Waiting.order_id)
        .join(Order, Order.id == Waiting.order_id)
        .where(
            among(Waiting.product_id, kits | set(product_ids)),
            Waiting.reason.in_(_NO_WAREHOUSE),
            goes_on(),
        )
        .distinct()
        .order_by(Waiting.queue_key, Waiting.order_id)
    )
    return [row.order_id for row in connection.execute(query)]


def may_be_waited_for(connection: Connection, product_ids: Collection[int]) -> bool:
    """False where nobody waits for the products and none of them is a kit or a part of one.

    Then `wanted_products` has none of them, which asks more.
    """
    if not product_ids:
        return False
    return bool(connection.execute(_MAY_BE_WAITED_FOR, {"ids": product_ids}).scalar_one())


_MAY_BE_WAITED_FOR = select(
    or_(
        exists().where(among_named(Waiting.product_id, "ids")),
        exists().where(among_named(KitComponent.component_id, "ids")),
        exists().where(among_named(KitComponent.kit_id, "ids")),
    )
)


def wanted_products(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Those of the products that somebody waits for, as such or as a component of a kit.

    A kit stands for its components, because the stock is theirs.
    """
    if not product_ids:
        return set()
    parts = flat_parts(connection, product_ids)
    taken = {part_id for found in parts.values() for part_id, _ in found}
    products = (set(product_ids) | taken) - parts.keys()
    kits = kits_holding(connection, products)
    candidates = products | {kit_id for kit_id, _ in kits}
    query = select(Waiting.product_id).where(among(Waiting.product_id, candidates))
    waited_for = set(connection.execute(query.distinct()).scalars())
    through_kits = {part_id for kit_id, part_id in kits if kit_id in waited_for}
    return (waited_for & products) | through_kits


def products_waited_for(connection: Connection, order_id: int) -> set[int]:
    """The products that an order waits for."""
    query = select(Waiting.product_id).where(Waiting.order_id == order_id)
    return set(connection.execute(query).scalars())


def products_orders_wait_for(connection: Connection, order_ids: Collection[int]) -> set[int]:
    """The products that any of the orders waits for."""
    query = select(Waiting.product_id).where(among(Waiting.order_id, order_ids))
    return set(connection.execute(query).scalars())


def all_products_waited_for(connection: Connection) -> set[int]:
    """The products that anybody waits for."""
    return set(connection.execute(select(Waiting.product_id).distinct()).scalars())


def managed_among(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Those of the products of which stock is counted."""
    query = select(Product.id).where(among(Product.id, product_ids), Product.manage_stock.is_(True))
    return set(connection.execute(query).scalars())


def orders_waiting_for(connection: Connection, product_id: int) -> list[OrderInQueue]:
    """Orders with a line that waits for a product, as such or in a kit, in queue order."""
    query = (
        select(*_IN_QUEUE)
        .where(Order.id.in_(_waiting_for(connection, {product_id})))
        .order_by(Order.queue_key, Order.id)
    )
    return [OrderInQueue(*row) for row in connection.execute(query)]


def orders_waiting_for_any(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Ids of orders that wait for one of the products, as such or in a kit."""
    if not product_ids:
        return set()
    query = _waiting_for(connection, set(product_ids)).distinct()
    return set(connection.execute(query).scalars())


def _waiting_for(connection: Connection, product_ids: set[int]) -> Select[int]:
    """The ids of orders with a line that waits for one of the products or a kit that holds one."""
    kits = {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    return select(Waiting.order_id).where(among(Waiting.product_id, product_ids | kits))
