"""The planner's demand: what of orders wants stock, with the rows that it came from."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, exists, false, func, or_, select

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.queries.planning.places import find_places
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import (
    Order,
    OrderExclusion,
    OrderLine,
    OrderProblem,
    Product,
    Waiting,
)
from packbench.db.sql.among import among, among_named
from packbench.db.sql.going_on import kept_back
from packbench.db.sql.rows import AnyRow
from packbench.db.today import end_of_day
from packbench.domain.allocation.demand import DemandLine, DemandOrder, Part
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.orders import Hold
from packbench.settings import CLAIM_AFTER_DAYS


class LineBuckets(NamedTuple):
    """A line as it stood when its demand was read; the writer of a plan moves units from here."""

    order_id: int
    product_id: int
    allocated: int
    routed: int
    unrouted_kept: int
    waiting_kept: int
    unavailable_kept: int
    """Units that are not routed now stay in their bucket."""
    marked: int
    """Units that an operator marked until now."""
    marked_kept: int
    """Those of them that stay marked."""
    reason: str | None
    """Why it waited until now; None for a line that did not."""
    limited: bool
    """A limit of warehouses left it waiting, until now."""
    whole: bool = False
    """All that was ordered of it is routed now: nothing of it is anywhere else."""


class OrderFacts(NamedTuple):
    """What the writer of a plan needs of an order."""

    number: str
    queue_key: str
    shipments_made: int
    ship_partial: bool
    lines_alone: int | None = None
    """How many lines it has, if its status follows from them alone: it never had a shipment, it has
    no problem and is not on hold; None otherwise, and where nobody asked."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Orders in queue order as the planner wants them, and the rows that they came from."""

    orders: list[DemandOrder]
    facts: dict[int, OrderFacts]
    lines: dict[int, LineBuckets]
    lacking: set[int] = field(default_factory=set)
    """Orders that had units which may not be back-ordered."""
    lost: set[int] = field(default_factory=set)
    """Lines whose promised stock has just been lost."""
    kept_back: set[int] = field(default_factory=set)
    """Orders that do not go on now: nothing is routed of them but what `Wanted` names."""

    def product_ids(self) -> set[int]:
        """Every product of which stock may be taken."""
        return {
            part.product_id
            for order in self.orders
            for line in order.lines
            for part in line.parts
            if part.managed
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which units of an order are routed; new and waiting ones if nothing else is said.

    Attributes:
        marked: units that an operator marked as back order too.
        unavailable: units that may not be back-ordered are tried again.
        only: by line id, how many of its new units; nothing else of the orders.
        given_back: by line id, units that were just taken from it. An order that is parked keeps
            what it has, so these are routed, and nothing else of it.
        in_parts: orders that ship only complete take what they can, too: what is put back where it
            was is a part of what they had.
        products: only lines of these are read; what else an order lacks makes it incomplete.
        parked: orders that are parked are routed, too.
        new: new units are routed; else of these only what was `given_back`.
        in_thought: what is `given_back` still is promised; it is read as if it were new units.
    """

    marked: bool = False
    unavailable: bool = False
    only: Mapping[int, int] | None = None
    given_back: Mapping[int, int] = field(default_factory=dict)
    in_parts: bool = False
    products: frozenset[int] | None = None
    parked: bool = False
    new: bool = True
    in_thought: bool = False

    def chosen(self, hold: str | None) -> Mapping[int, int] | None:
        """By line id, the new units of an order that alone are routed; None for all that lack."""
        if self.only is not None:
            return self.only
        goes_on = hold is None or (self.parked and hold == Hold.PARK)
        return None if goes_on else self.given_back

    def new_units(self, line: "_ShortLine") -> int:
        """How many of the new units of a line are routed with all that it lacks."""
        return line.unrouted if self.new else min(line.unrouted, self.given_back.get(line.id, 0))

    def units(self, line: "_ShortLine", chosen: Mapping[int, int] | None) -> int:
        """How many units of a line are routed."""
        if chosen is not None:
            return chosen.get(line.id, 0)
        waiting = line.waiting if self.marked else line.waiting - line.marked
        return self.new_units(line) + waiting + (line.unavailable if self.unavailable else 0)


class _ShortLine(NamedTuple):
    """A line that lacks something, as it is read."""

    id: int
    order_id: int
    product_id: int | None
    allocated: int
    unrouted: int
    waiting: int
    unavailable: int
    backorder_allowed: bool
    reason: str | None
    marked: int
    limited: bool
    ordered: int


NEW_AND_WAITING = Wanted()
EVERYTHING = Wanted(marked=True, unavailable=True)


def load_demand(
    connection: Connection,
    order_ids: Collection[int],
    today: date,
    wanted: Wanted = NEW_AND_WAITING,
    products: "ProductFacts | None" = None,
) -> Demand:
    """The units of these orders that want stock.

    Orders without a country are left out, and of orders on hold or still to be verified all but
    what `wanted` names. `products` is what the same command has read of products until now.
    """
    orders = connection.execute(_ORDERS, {"ids": order_ids}).all()
    holds = {row.id: row.hold for row in orders}
    ids = [row.id for row in orders]
    rows = _lines(connection, ids, wanted)
    products = products or ProductFacts(connection, today)
    products.learn({row.product_id for row in rows if row.product_id})
    lines: dict[int, list[DemandLine]] = defaultdict(list)
    incomplete = _lacking_others(connection, ids, wanted.products)
    buckets: dict[int, LineBuckets] = {}
    for line in rows:
        chosen = wanted.chosen(holds[line.order_id])
        units = wanted.units(line, chosen)
        if line.product_id is None or units == 0:
            incomplete.add(line.order_id)
            continue
        if units < line.unrouted + line.waiting + line.unavailable:
            incomplete.add(line.order_id)
        lines[line.order_id].append(products.demand_line(line, line.product_id, units))
        buckets[line.id] = _buckets(line, line.product_id, units, wanted, chosen is not None)
    found = [row for row in orders if row.id in lines]
    return Demand(
        _demand_orders(connection, found, lines, incomplete, today, in_parts=wanted.in_parts),
        {
            row.id: OrderFacts(
                row.number, row.queue_key, row.shipments_made, row.ship_partial, row.lines_alone
            )
            for row in found
        },
        buckets,
        {line.order_id for line in rows if line.unavailable},
        kept_back={row.id for row in found if row.hold is not None},
    )


def _buckets(
    line: _ShortLine, product_id: int, units: int, wanted: Wanted, chosen: bool
) -> LineBuckets:
    """Where the units of a line are that are not routed now: they stay there."""
    marked = 0 if wanted.marked and not chosen else line.marked
    return LineBuckets(
        line.order_id,
        product_id,
        line.allocated,
        units,
        line.unrouted - (units if chosen else wanted.new_units(line)),
        line.waiting if chosen else marked,
        0 if wanted.unavailable else line.unavailable,
        line.marked,
        marked,
        line.reason,
        bool(line.limited),
        units == line.ordered,
    )


_ORDERS = (
    select(
        Order.id,
        Order.number,
        Order.queue_key,
        Order.shipments_made,
        Order.country,
        Order.channel,
        Order.max_warehouses,
        Order.ship_partial,
        Order.postal_code,
        kept_back().label("hold"),
        exists().where(OrderExclusion.order_id == Order.id).label("is_kept_out"),
        # What `OrderFacts.lines_alone` tells.
        case(
            (
                and_(
                    Order.shipments_made == 0,
                    Order.hold.is_(None),
                    ~exists().where(OrderProblem.order_id == Order.id),
                ),
                select(func.count())
                .select_from(OrderLine)
                .where(OrderLine.order_id == Order.id)
                .scalar_subquery(),
            ),
        ).label("lines_alone"),
    )
    .where(among_named(Order.id, "ids"), Order.country.is_not(None))
    .order_by(Order.queue_key, Order.id)
)
_LACKS = OrderLine.unrouted + OrderLine.waiting + OrderLine.unavailable > 0
_LINES_OF_ORDERS = (
    select(
        OrderLine.id,
        OrderLine.order_id,
        OrderLine.product_id,
        OrderLine.allocated,
        OrderLine.unrouted,
        OrderLine.waiting,
        OrderLine.unavailable,
        OrderLine.backorder_allowed,
        Waiting.reason,
        func.coalesce(Waiting.marked, 0),
        func.coalesce(Waiting.limited, false()),
        OrderLine.ordered,
    )
    .outerjoin(Waiting, and_(Waiting.order_line_id == OrderLine.id, OrderLine.waiting > 0))
    .where(among_named(OrderLine.order_id, "ids"))
    .order_by(OrderLine.order_id, OrderLine.line)
)
_LINES = _LINES_OF_ORDERS.where(_LACKS)
_LINES_IN_THOUGHT = _LINES_OF_ORDERS.where(or_(_LACKS, among_named(OrderLine.id, "given")))
_LINES_OF = _LINES.where(among_named(OrderLine.product_id, "products"))
_LACKING_OTHERS = select(Order.id).where(
    among_named(Order.id, "ids"),
    select(OrderLine.id)
    .where(
        OrderLine.order_id == Order.id,
        OrderLine.unrouted + OrderLine.waiting + OrderLine.unavailable > 0,
        or_(OrderLine.product_id.is_(None), ~among_named(OrderLine.product_id, "products")),
    )
    .exists(),
)
_PRODUCTS = select(
    Product.id, Product.manage_stock, Product.backorder, Product.available_from, Product.is_kit
).where(among_named(Product.id, "ids"))


def _lines(connection: Connection, order_ids: Collection[int], wanted: Wanted) -> list[_ShortLine]:
    """Lines that lack something; what is not routed now makes an order incomplete all the same."""
    if wanted.in_thought:
        asked = {"ids": order_ids, "given": wanted.given_back}
        rows = connection.execute(_LINES_IN_THOUGHT, asked).all()
        return [_given_back(_ShortLine._make(row), wanted.given_back) for row in rows]
    if wanted.products is None:
        rows = connection.execute(_LINES, {"ids": order_ids}).all()
    else:
        asked = {"ids": order_ids, "products": wanted.products}
        rows = connection.execute(_LINES_OF, asked).all()
    return list(map(_ShortLine._make, rows))


def _given_back(line: _ShortLine, units: Mapping[int, int]) -> _ShortLine:
    given = units.get(line.id, 0)
    return line._replace(allocated=line.allocated - given, unrouted=line.unrouted + given)


def _lacking_others(
    connection: Connection, order_ids: Collection[int], products: Collection[int] | None
) -> set[int]:
    """Orders that lack something of other products."""
    if products is None:
        return set()
    asked = {"ids": order_ids, "products": products}
    return set(connection.execute(_LACKING_OTHERS, asked).scalars())


def _demand_orders(
    connection: Connection,
    orders: Sequence[AnyRow],
    lines: Mapping[int, list[DemandLine]],
    incomplete: set[int],
    today: date,
    *,
    in_parts: bool,
) -> list[DemandOrder]:
    places = find_places(connection, [(row.country, row.postal_code or "") for row in orders])
    claiming = _claiming(connection, orders, today)
    kept_out = _kept_out(connection, [row.id for row in orders if row.is_kept_out])
    found = []
    for row in orders:
        id_, country = row.id, row.country
        order = DemandOrder(
            *(id_, country, row.channel, tuple(lines[id_]), row.max_warehouses),
            row.ship_partial or in_parts or id_ in claiming,
            id_ in incomplete,
            places.get((country, row.postal_code or "")) if places else None,
        )
        found.append(order)
    if not kept_out:
        return found
    return [one._replace(kept_out=kept_out.get(one.order_id, frozenset())) for one in found]


def _kept_out(connection: Connection, order_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By order that has some: the warehouses that may not serve it."""
    if not order_ids:
        return {}
    table = OrderExclusion
    query = select(table.order_id, table.warehouse_id).where(among(table.order_id, order_ids))
    found: dict[int, set[int]] = defaultdict(set)
    for order_id, warehouse_id in connection.execute(query):
        found[order_id].add(warehouse_id)
    return {order_id: frozenset(ids) for order_id, ids in found.items()}


def _claiming(connection: Connection, orders: Sequence[AnyRow], today: date) -> set[int]:
    """Complete-only orders that have waited so long that they collect stock (`docs/domain.md`)."""
    return claiming(connection, [row.id for row in orders if not row.ship_partial], today)


def claiming(connection: Connection, complete_only: Collection[int], today: date) -> set[int]:
    """Those of orders that ship only complete which have waited so long that they collect stock."""
    days = read_setting(connection, CLAIM_AFTER_DAYS) if complete_only else None
    if days is None:
        return set()
    limit = end_of_day(connection, today - timedelta(days=days))
    query = select(Waiting.order_id).where(
        among(Waiting.order_id, complete_only), Waiting.since <= limit
    )
    return set(connection.execute(query).scalars())


def load_plain_lines(
    connection: Connection, products: Collection[int], today: date
) -> dict[int, DemandLine]:
    """A line of one unit of each product."""
    facts = ProductFacts(connection, today)
    facts.learn(set(products))
    return {product_id: facts.plain_line(0, product_id, 1) for product_id in products}


def load_real_lines(
    connection: Connection, promised: Mapping[int, tuple[int, int]], today: date
) -> dict[int, DemandLine]:
    """What virtual warehouses promise, as it wants real goods; nothing before a pre-order's date.

    Args:
        connection: for reading.
        promised: by line id, the product and the units of the line.
        today: the day by which pre-orders are due.
    """
    products = ProductFacts(connection, today)
    products.learn({product_id for product_id, _ in promised.values()})
    lines = {
        line_id: products.plain_line(line_id, product_id, units)
        for line_id, (product_id, units) in promised.items()
    }
    return {
        line_id: line._replace(real_only=True)
        for line_id, line in lines.items()
        if not line.virtual_only
    }


_POLICIES = {policy.value: policy for policy in BackorderPolicy}


class ProductFacts:
    """Facts of products and kits, for exploding lines into the parts of one unit.

    For one command: it reads of each product once.
    """

    def __init__(self, connection: Connection, today: date) -> None:
        self._connection, self._today = connection, today
        self._facts: dict[int, AnyRow] = {}
        self._components: dict[int, list[tuple[int, int]]] = {}
        self._not_yet: set[int] = set()
        # Worked out once a product, because a backlog asks for each of them thousands of times.
        self._ready: dict[int, tuple[tuple[Part, ...], BackorderPolicy, bool]] = {}

    def learn(self, product_ids: Collection[int]) -> None:
        """Reads of those that are not known yet."""
        fresh = set(product_ids) - self._ready.keys()
        if not fresh:
            return
        kits = [row.id for row in self._read(fresh) if row.is_kit]
        if kits:
            self._components |= flat_parts(self._connection, kits)
        self._read({part for kit in kits for part, _ in self._components.get(kit, ())})
        for product_id in fresh:
            self._ready[product_id] = self._prepared(product_id)

    def _read(self, product_ids: set[int]) -> list[AnyRow]:
        missing = product_ids - self._facts.keys()
        if missing:
            rows = self._connection.execute(_PRODUCTS, {"ids": missing}).all()
            self._facts |= {row.id: row for row in rows}
            self._not_yet |= {row.id for row in rows if _is_ahead(row, self._today)}
        return [self._facts[product_id] for product_id in product_ids]

    def demand_line(self, line: _ShortLine, product_id: int, quantity: int) -> DemandLine:
        """So many units of a line, as the planner wants it."""
        parts, policy, virtual_only = self._ready[product_id]
        if policy is BackorderPolicy.NO and line.backorder_allowed:
            policy = BackorderPolicy.BACKORDER
        return DemandLine(line.id, product_id, quantity, parts, policy, virtual_only)

    def plain_line(self, line_id: int, product_id: int, quantity: int) -> DemandLine:
        """A line of which only the product counts."""
        return DemandLine(line_id, product_id, quantity, *self._ready[product_id])

    def _prepared(self, product_id: int) -> tuple[tuple[Part, ...], BackorderPolicy, bool]:
        """All of a demand line that follows from its product."""
        if product_id not in self._components:  # most are no kits
            row = self._facts[product_id]
            alone = (Part(product_id, 1, row.manage_stock),)
            return alone, _POLICIES[row.backorder], product_id in self._not_yet
        parts = self._components[product_id]
        return (
            tuple(Part(part, per, self._facts[part].manage_stock) for part, per in parts),
            _POLICIES[self._facts[product_id].backorder],
            not self._not_yet.isdisjoint((product_id, *(part for part, _ in parts))),
        )


def _is_ahead(row: AnyRow, today: date) -> bool:
    """A pre-order whose date is not reached (or not known): real stock is not given to it."""
    if row.backorder != BackorderPolicy.PREORDER:
        return False
    return row.available_from is None or row.available_from > today
