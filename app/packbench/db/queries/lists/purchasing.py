"""The Purchase Orders table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, not_, or_, select

from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.schema import (
    Product,
    PurchaseAttachment,
    PurchaseMilestone,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
    Waiting,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.all_ids import ids_of, ids_of_parts
from packbench.db.sql.among import among
from packbench.db.sql.incoming import comes_in, for_a_warehouse
from packbench.db.sql.sums import total
from packbench.db.sql.tested import Tested
from packbench.domain.catalog import code_key
from packbench.domain.purchasing import INCOMING, Milestone


@dataclass(frozen=True, slots=True)
class PurchaseOrderQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a number, a supplier's code or name, or exactly a line's SKU.
        numbers: purchase orders with one of these numbers.
        skus: purchase orders with a line of one of them.
        milestones: how far they came, and no further.
        overdue_on: the day of today, for those alone of which something should have come.
        waited_for: those alone that bring what somebody waits for.
        expected: the first and the last day, for those alone of which something comes then.
        sort: `number`, `supplier`, `warehouse`, `status`, `created`, `expected`.
    """

    text: str = ""
    statuses: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    overdue_on: date | None = None
    waited_for: bool = False
    expected: tuple[date, date] | None = None
    sort: str = "number"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PurchaseOrderRow:
    """One purchase order; `open` units are neither received nor rejected."""

    id: int
    number: str
    supplier: str
    supplier_name: str
    warehouse: str
    status: str
    created_at: datetime
    expected_on: date | None
    lines: int
    ordered: int
    received: int
    open: int
    currency: str | None = None
    terms: str | None = None
    note: str | None = None
    milestone: str | None = None
    milestone_on: date | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrderLineRow:
    """One line of a purchase order."""

    line: int
    sku: str
    name: str
    ordered: int
    received: int
    rejected: int
    unit_cost: Decimal | None
    expected_on: date | None


_EXPECTED = (
    select(func.min(PurchaseOrderLine.expected_on))
    .where(PurchaseOrderLine.purchase_order_id == PurchaseOrder.id)
    .scalar_subquery()
)
_SORTS = {
    "number": PurchaseOrder.number_key,
    "supplier": Supplier.code_key,
    "warehouse": Warehouse.code_key,
    "status": PurchaseOrder.status,
    "created": PurchaseOrder.created_at,
    "expected": _EXPECTED,
}


def read_ids(connection: Connection, query: PurchaseOrderQuery, limit: int | None) -> Sequence[int]:
    """The ids of the purchase orders that fit, in the order that was asked for, `limit` at most."""
    if query.sort != "expected" or limit is None or _conditions(query):
        return ids_of(connection, select_ids(query), limit)
    parts = [_first_expected(query), _never_expected(query)]
    return ids_of_parts(connection, parts, limit)


def select_ids(query: PurchaseOrderQuery) -> Select[int]:
    """The ids of the purchase orders that fit, in the order that was asked for.

    Those that are expected on no day come last, by their id.
    """
    order = ordered_by(_SORTS, query.sort, query.descending, PurchaseOrder.id)
    if query.sort == "expected":
        order = [order[0].nulls_last(), *order[1:]]
    return (
        select(PurchaseOrder.id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
        .where(*_conditions(query))
        .order_by(*order)
    )


def _first_expected(query: PurchaseOrderQuery) -> Select[int]:
    """Purchase orders by the first day of their lines, which an index of lines has in order."""
    line, other = PurchaseOrderLine, aliased(PurchaseOrderLine)
    earlier = or_(
        other.expected_on < line.expected_on,
        and_(other.expected_on == line.expected_on, other.id < line.id),
    )
    of_it = other.purchase_order_id == line.purchase_order_id
    keys = (line.expected_on, line.purchase_order_id)
    return (
        select(line.purchase_order_id)
        .where(line.expected_on.is_not(None), Tested(~exists().where(of_it, earlier)))
        .order_by(*(key.desc() if query.descending else key.asc() for key in keys))
    )


def _never_expected(query: PurchaseOrderQuery) -> Select[int]:
    line, row_id = PurchaseOrderLine, PurchaseOrder.id
    has_day = exists().where(line.purchase_order_id == row_id, line.expected_on.is_not(None))
    by_id = row_id.desc() if query.descending else row_id.asc()
    return select(row_id).where(~has_day).order_by(by_id)


def _conditions(query: PurchaseOrderQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.statuses:
        found.append(PurchaseOrder.status.in_(query.statuses))
    if query.suppliers:
        found.append(Supplier.code_key.in_([code_key(code) for code in query.suppliers]))
    if query.warehouses:
        found.append(Warehouse.code_key.in_([code_key(code) for code in query.warehouses]))
    if query.numbers:
        keys = [code_key(number) for number in query.numbers]
        found.append(PurchaseOrder.number_key.in_(keys))
    if query.skus:
        found.append(_has_sku(query.skus))
    if query.milestones:
        found.append(or_(*(_came_to(one) for one in query.milestones)))
    if query.text:
        columns = (PurchaseOrder.number, Supplier.code, Supplier.name)
        parts = (column.icontains(query.text, autoescape=True) for column in columns)
        found.append(or_(*parts, _has_sku([query.text])))
    return found + _needs(query)


def _needs(query: PurchaseOrderQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.overdue_on is not None:
        found += [_ON_ITS_WAY, _has_open(PurchaseOrderLine.expected_on < query.overdue_on)]
    if query.waited_for:
        waiting = PurchaseOrderLine.product_id.in_(select(Waiting.product_id))
        found += [_ON_ITS_WAY, _has_open(or_(waiting, ~for_a_warehouse()))]
    if query.expected is not None:
        found += [comes_in(), _has_open(PurchaseOrderLine.expected_on.between(*query.expected))]
    return found


_ON_ITS_WAY = PurchaseOrder.status.in_([status.value for status in INCOMING])
"""To a warehouse, or straight to a customer, who waits for it too."""


def _has_open(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Something of it is open on a line of which this is so."""
    line = PurchaseOrderLine
    open_ = line.ordered > line.received + line.rejected
    query = select(line.id).where(line.purchase_order_id == PurchaseOrder.id, open_, condition)
    return query.exists()


def _came_to(milestone: str) -> ColumnElement[bool]:
    """It came so far, and no further."""
    order = list(Milestone)
    further = order[order.index(Milestone(milestone)) + 1 :]

    def has(names: Sequence[str]) -> ColumnElement[bool]:
        chosen = PurchaseMilestone.purchase_order_id == PurchaseOrder.id
        return (
            select(PurchaseMilestone.milestone)
            .where(chosen, PurchaseMilestone.milestone.in_(names))
            .exists()
        )

    return and_(has([milestone]), not_(has([one.value for one in further])))


def _has_sku(skus: Sequence[str]) -> ColumnElement[bool]:
    holding = (
        select(PurchaseOrderLine.purchase_order_id)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .where(Product.sku_key.in_([code_key(sku) for sku in skus]))
    )
    return PurchaseOrder.id.in_(holding)


def read_rows(connection: Connection, ids: Sequence[int]) -> list[PurchaseOrderRow]:
    """The rows of some purchase orders, in any order."""
    line = PurchaseOrderLine
    query = (
        select(
            *(PurchaseOrder.id, PurchaseOrder.number, Supplier.code, Supplier.name),
            *(Warehouse.code, PurchaseOrder.status, PurchaseOrder.created_at),
            *(func.min(line.expected_on), func.count(line.id)),
            *(total(line.ordered), total(line.received)),
            total(line.ordered - line.received - line.rejected),
            *(PurchaseOrder.currency, PurchaseOrder.terms, PurchaseOrder.note),
        )
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
        .join(line, line.purchase_order_id == PurchaseOrder.id)
        .where(among(PurchaseOrder.id, ids))
        .group_by(PurchaseOrder.id, Supplier.id, Warehouse.id)
    )
    came = _last_milestones(connection, ids)
    return [
        PurchaseOrderRow(*tuple(row), *came.get(row.id, (None, None)))
        for row in connection.execute(query)
    ]


def _last_milestones(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, date]]:
    found: dict[int, dict[str, date]] = defaultdict(dict)
    table = PurchaseMilestone
    query = select(table.purchase_order_id, table.milestone, table.on_day)
    for row in connection.execute(query.where(among(table.purchase_order_id, ids))):
        found[row.purchase_order_id][row.milestone] = row.on_day
    return {
        id_: [(one.value, days[one]) for one in Milestone if one in days][-1]
        for id_, days in found.items()
    }


def read_attachments(connection: Connection, purchase_order_id: int) -> list[str]:
    """The papers of a purchase order, by their paths."""
    table = PurchaseAttachment
    query = select(table.path).where(table.purchase_order_id == purchase_order_id)
    return list(connection.execute(query.order_by(table.path)).scalars())


def suppliers(connection: Connection) -> list[str]:
    """The codes of those that purchase orders name."""
    named = select(PurchaseOrder.id).where(PurchaseOrder.supplier_id == Supplier.id).exists()
    query = select(Supplier.code).where(named)
    return list(connection.execute(query.order_by(Supplier.code_key)).scalars())


def read_milestones(connection: Connection, purchase_order_id: int) -> dict[str, date]:
    """The days of the milestones of one purchase order."""
    table = PurchaseMilestone
    query = select(table.milestone, table.on_day)
    chosen = query.where(table.purchase_order_id == purchase_order_id)
    days = {row.milestone: row.on_day for row in connection.execute(chosen)}
    return {one.value: days[one] for one in Milestone if one in days}


def read_lines(connection: Connection, purchase_order_id: int) -> list[PurchaseOrderLineRow]:
    """The lines of one purchase order."""
    line = PurchaseOrderLine
    query = (
        select(
            *(line.line, Product.sku, Product.name, line.ordered, line.received, line.rejected),
            *(line.unit_cost, line.expected_on),
        )
        .join(Product, Product.id == line.product_id)
        .where(line.purchase_order_id == purchase_order_id)
        .order_by(line.line)
    )
    return [PurchaseOrderLineRow(*row) for row in connection.execute(query)]


def count_by_status(connection: Connection) -> dict[str, int]:
    """How many purchase orders are in each state."""
    query = select(PurchaseOrder.status, func.count()).group_by(PurchaseOrder.status)
    return {row[0]: row[1] for row in connection.execute(query)}
