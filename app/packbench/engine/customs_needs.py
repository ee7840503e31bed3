"""What the destination of orders will ask for at the bench: kept as warnings with each command.

Whatever changed it (an order's address or lines, a product, a warehouse, the setting), as its last
step it is compared what of this is true of the orders that it may touch.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import KitComponent, Order, OrderLine, OrderProblem, Product, Warehouse
from packbench.db.sql.among import among, among_named, among_texts
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind, changed
from packbench.domain.customs import leaves_area, place_matters, read_hs_code
from packbench.domain.orders import CUSTOMS_PROBLEMS, OrderStatus, Problem
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.command.transaction import Transaction
from packbench.settings import CUSTOMS_AREA

_Need = tuple[int, str, int]
"""An order's id, what it lacks, and of which line; 0 of the order itself."""

_OPEN = [
    one.value for one in OrderStatus if one not in {OrderStatus.SHIPPED, OrderStatus.CANCELLED}
]
_CODES = [one.value for one in CUSTOMS_PROBLEMS]


@dataclass(frozen=True, slots=True)
class CustomsWays:
    """Which ways leave the customs area of every warehouse that may ship."""

    countries: Sequence[str]
    area: frozenset[str]
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> "CustomsWays":
        """As things are now; nothing leaves while no warehouse says in which country it is."""
        physical = Warehouse.kind == WarehouseKind.PHYSICAL.value
        query = select(Warehouse.country).where(Warehouse.active, physical).distinct()
        countries = [country for country in connection.execute(query).scalars() if country]
        return cls(countries, read_setting(connection, CUSTOMS_AREA))

    def leaves(self, country: str | None, postal_code: str | None) -> bool:
        """Whether goods to an address are declared, from whatever warehouse they go."""
        if not country or not self.countries:
            return False
        way = (country, (postal_code or "") if place_matters(country) else "")
        found = self._known.get(way)
        if found is None:
            found = all(leaves_area(one, *way, self.area) for one in self.countries)
            self._known[way] = found
        return found


def renew_customs(transaction: Transaction) -> None:
    """Inside a command, as its last step: what orders lack for their destination is told anew."""
    connection = transaction.connection
    beside = _beside(transaction)
    touched = transaction.orders | beside.keys()
    if not touched:
        return
    ways = CustomsWays.of(connection)
    going = beside | _abroad(connection, ways, transaction.orders - beside.keys())
    leaving = [one for one in going.values() if ways.leaves(one.country, one.postal_code)]
    needs = set(_needs(connection, leaving))
    known = _known(connection, touched)
    _write(connection, needs - known, known - needs)
    others = {need[0] for need in needs ^ known} - transaction.orders
    transaction.changes = transaction.changes | changed(Kind.ORDER, others)


_Going = dict[int, AnyRow]
"""Orders of which something is still to go, by id, and where they go."""


def _beside(transaction: Transaction) -> _Going:
    """Orders that a command did not touch, and of which it may have changed what they lack."""
    connection = transaction.connection
    if transaction.customs_changed:
        return _by_id(connection, _GOING)
    if not transaction.products:
        return {}
    lines = select(OrderLine.order_id).where(
        among(OrderLine.product_id, _with_kits(connection, transaction.products))
    )
    return _by_id(connection, _GOING.where(Order.id.in_(lines)))


def _abroad(connection: Connection, ways: CustomsWays, order_ids: Collection[int]) -> _Going:
    """Those of the orders that may leave the area by the country that they go to."""
    if not order_ids or not ways.countries:
        return {}
    countries = connection.execute(_TO_COUNTRIES, {"ids": order_ids}).scalars().all()
    abroad = [one for one in countries if one and (place_matters(one) or ways.leaves(one, None))]
    if not abroad:
        return {}
    asked = among(Order.id, order_ids), among_texts(Order.country, abroad)
    return _by_id(connection, _GOING.where(*asked))


_GOING = select(Order.id, Order.country, Order.postal_code, Order.phone).where(
    Order.status.in_(_OPEN)
)
_TO_COUNTRIES = select(Order.country).where(among_named(Order.id, "ids")).distinct()


def _by_id(connection: Connection, query: Select[*tuple[Any, ...]]) -> _Going:
    return {row.id: row for row in connection.execute(query).all()}


def _with_kits(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """Products, and the kits that they are parts of at whatever depth."""
    found, last = set(product_ids), set(product_ids)
    while last:
        query = select(KitComponent.kit_id).where(among(KitComponent.component_id, last))
        last = set(connection.execute(query).scalars()) - found
        found |= last
    return found


def _needs(connection: Connection, leaving: Sequence[AnyRow]) -> Iterator[_Need]:
    for one in leaving:
        if not one.phone:
            yield one.id, Problem.PHONE_MISSING.value, 0
    lines = _lines(connection, [one.id for one in leaving])
    ordered = {row.product_id for row in lines}
    parts = flat_parts(connection, ordered) if ordered else {}
    lacks = _lacks(connection, ordered.union(part for x in parts.values() for part, _ in x))
    for row in lines:
        made_of = [part for part, _ in parts.get(row.product_id, ())] or [row.product_id]
        codes = set(chain.from_iterable(lacks[part] for part in made_of))
        if row.unit_price or row.product_id in parts:
            codes.discard(Problem.VALUE_MISSING)
        for code in codes:
            yield row.order_id, code.value, row.line


def _lines(connection: Connection, order_ids: Collection[int]) -> Sequence[AnyRow]:
    """Lines of which something is still to go."""
    if not order_ids:
        return []
    line = OrderLine
    query = select(line.order_id, line.line, line.product_id, line.unit_price).where(
        among(line.order_id, order_ids),
        line.product_id.is_not(None),
        line.ordered > line.shipped + line.cancelled,
    )
    return connection.execute(query).all()


def _lacks(connection: Connection, product_ids: Collection[int]) -> dict[int, set[Problem]]:
    """By product: what customs ask for and nobody has said of it."""
    found: dict[int, set[Problem]] = defaultdict(set)
    if not product_ids:
        return found
    query = select(
        *(Product.id, Product.hs_code, Product.country_of_origin, Product.weight_g),
        Product.customs_value,
    ).where(among(Product.id, product_ids))
    for row in connection.execute(query):
        said = {
            Problem.HS_CODE_MISSING: bool(row.hs_code) and read_hs_code(row.hs_code) is not None,
            Problem.ORIGIN_MISSING: bool(row.country_of_origin),
            Problem.WEIGHT_MISSING: bool(row.weight_g),
            Problem.VALUE_MISSING: bool(row.customs_value),
        }
        found[row.id] = {problem for problem, is_said in said.items() if not is_said}
    return found


def _known(connection: Connection, order_ids: Collection[int]) -> set[_Need]:
    rows = connection.execute(_KNOWN, {"ids": order_ids}).all()
    return {(row[0], row[1], row[2]) for row in rows}


_KNOWN = select(OrderProblem.order_id, OrderProblem.code, OrderProblem.line).where(
    OrderProblem.code.in_(_CODES), among_named(OrderProblem.order_id, "ids")
)


def _write(connection: Connection, new: Iterable[_Need], over: Collection[_Need]) -> None:
    rows = [dict(zip(("order_id", "code", "line"), need, strict=True)) for need in sorted(new)]
    if rows:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(dialect.insert(OrderProblem).on_conflict_do_nothing(), rows)
    listed = list(over)
    ours = tuple_(OrderProblem.order_id, OrderProblem.code, OrderProblem.line)
    for start in range(0, len(listed), _AT_A_TIME):
        some = listed[start : start + _AT_A_TIME]
        connection.execute(delete(OrderProblem).where(ours.in_(some)))


_AT_A_TIME = 200


def forget_customs(connection: Connection, order_ids: Collection[int]) -> None:
    """Inside a command: takes these warnings off orders that may go; what stays is told anew."""
    ours = OrderProblem.code.in_(_CODES), among(OrderProblem.order_id, order_ids)
    connection.execute(delete(OrderProblem).where(*ours))
