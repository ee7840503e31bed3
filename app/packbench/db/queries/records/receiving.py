"""Reads of receipts: what is counted, what is expected, who has it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from packbench.db.queries.records.purchasing import purchase_order_lines
from packbench.db.schema import (
    Operator,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    ReceiptRow,
    Station,
    Supplier,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.db.sql.incoming import comes_in
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.receiving import (
    ReceiptOutcome,
    ReceiptStatus,
    receipt_id_of,
    receipt_name,
)
from packbench.domain.refusals import Code, Refusal

_REJECTED = ReceiptOutcome.REJECTED
_DAMAGED = ReceiptOutcome.DAMAGED


@dataclass(frozen=True, slots=True)
class ReceiptLineView:
    """A product of a receipt.

    Attributes:
        sku: the product.
        name: its name.
        expected: units that are open on the purchase order, but for this receipt; 0 of what it
            does not have.
        counted: units that came, of every outcome.
        good: of these, units that may be given out, expired ones too.
        damaged: of these.
        rejected: of these; they never become stock.
        elsewhere: units of it that other stations count in for the same purchase order now.
        lots: the lots that came.
    """

    sku: str
    name: str
    expected: int
    counted: int
    good: int = 0
    damaged: int = 0
    rejected: int = 0
    elsewhere: int = 0
    lots: list[str] = field(default_factory=list)

    @property
    def scanned(self) -> int:
        """The same as `counted`, as rows at a station have it."""
        return self.counted

    @property
    def left(self) -> int:
        """Units that are still expected."""
        return max(0, self.expected - self.counted - self.elsewhere)


@dataclass(frozen=True, slots=True)
class CountedElsewhere:
    """Another station that counts the same purchase order in now."""

    receipt: str
    station: str
    operator: str
    units: int


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as a whole; `last` is the SKU that was counted last."""

    receipt: str
    status: str
    purchase_order: str | None
    supplier: str | None
    warehouse: str
    delivery_note: str
    operator: str
    station: str
    opened_at: datetime
    booked_at: datetime | None
    lines: list[ReceiptLineView] = field(default_factory=list)
    elsewhere: list[CountedElsewhere] = field(default_factory=list)
    last: str | None = None

    @property
    def counted(self) -> int:
        """Units that came."""
        return sum(line.counted for line in self.lines)

    @property
    def expected(self) -> int:
        """Units that the purchase order still expected."""
        return sum(line.expected for line in self.lines)

    @property
    def wanted(self) -> ReceiptLineView | None:
        """What was counted last; before that, or when it is complete, what is expected next."""
        last = next((line for line in self.lines if line.sku == self.last), None)
        return last or next((line for line in self.lines if line.left), None)


class GoodsRow(NamedTuple):
    """What was counted in of a product, lot and outcome."""

    product_id: int
    sku: str
    manage_stock: bool
    is_kit: bool
    lot: str
    expires_on: date | None
    outcome: str
    units: int
    approved: bool


def find_receipt(connection: Connection, name: str) -> AnyRow:
    """The receipt of a name, all columns; refuses `not_found`."""
    receipt_id = receipt_id_of(name)
    query = select(ReceiptRow.__table__).where(ReceiptRow.id == receipt_id)
    row = None if receipt_id is None else connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="receipt", name=name)
    return row


def receipt_row(connection: Connection, receipt_id: int) -> AnyRow:
    """One receipt by its id, all columns, kept from others until the transaction ends."""
    query = select(ReceiptRow.__table__).where(ReceiptRow.id == receipt_id)
    return connection.execute(query.with_for_update()).one()


def open_at(connection: Connection, station: str) -> str | None:
    """The receipt that is open at a station, the newest; None where none is."""
    query = (
        select(func.max(ReceiptRow.id))
        .join(Station, Station.id == ReceiptRow.station_id)
        .where(Station.name == station, ReceiptRow.status == ReceiptStatus.OPEN)
    )
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else receipt_name(found)


def goods_of(connection: Connection, receipt_id: int) -> list[GoodsRow]:
    """What counts of a receipt, by product, lot and outcome, in the order of counting."""
    approved = func.max(func.coalesce(ReceiptLine.approved_by, 0))
    query = (
        select(
            *(Product.id, Product.sku, Product.manage_stock, Product.is_kit),
            *(ReceiptLine.lot, ReceiptLine.expires_on, ReceiptLine.outcome),
            total(ReceiptLine.quantity).label("units"),
            approved.label("approved"),
        )
        .join(Product, Product.id == ReceiptLine.product_id)
        .where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.taken_back_by.is_(None))
        .group_by(
            *(Product.id, Product.sku, Product.manage_stock, Product.is_kit),
            *(ReceiptLine.lot, ReceiptLine.expires_on, ReceiptLine.outcome),
        )
        .order_by(func.min(ReceiptLine.id))
    )
    rows = connection.execute(query).all()
    return [
        GoodsRow(
            *(row.id, row.sku, row.manage_stock, row.is_kit, row.lot, row.expires_on),
            *(row.outcome, int(row.units), bool(row.approved)),
        )
        for row in rows
        if row.units
    ]


def last_count(connection: Connection, receipt_id: int) -> AnyRow | None:
    """The last count of a receipt that nobody took back."""
    query = (
        select(ReceiptLine.__table__, Product.sku)
        .join(Product, Product.id == ReceiptLine.product_id)
        .where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.taken_back_by.is_(None))
        .order_by(ReceiptLine.id.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def counted_elsewhere(
    connection: Connection, order_id: int | None, receipt_id: int
) -> dict[int, int]:
    """By product: units that other open receipts count in for a purchase order."""
    if order_id is None:
        return {}
    query = (
        select(ReceiptLine.product_id, total(ReceiptLine.quantity))
        .join(ReceiptRow, ReceiptRow.id == ReceiptLine.receipt_id)
        .where(*_others(order_id, receipt_id), ReceiptLine.taken_back_by.is_(None))
        .group_by(ReceiptLine.product_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def show_receipt(connection: Connection, receipt_id: int) -> ReceiptView:
    """One receipt as a whole: what is expected, and what came that is not."""
    query = _heads().where(ReceiptRow.id == receipt_id)
    row = connection.execute(query).one()
    last = last_count(connection, receipt_id)
    return ReceiptView(
        receipt_name(row.id),
        *(row.status, row.number, row.supplier, row.warehouse, row.delivery_note),
        *(row.operator, row.station, row.opened_at, row.booked_at),
        lines=_lines(connection, row),
        elsewhere=_stations(connection, row),
        last=None if last is None else last.sku,
    )


def newest_receipts(connection: Connection, warehouse: str | None, most: int) -> list[ReceiptView]:
    """The newest receipts of a warehouse, or of all, that nobody left."""
    query = _heads().where(ReceiptRow.status != ReceiptStatus.LEFT)
    if warehouse is not None:
        query = query.where(Warehouse.code == warehouse)
    rows = connection.execute(query.order_by(ReceiptRow.id.desc()).limit(most)).all()
    return [show_receipt(connection, row.id) for row in rows]


class ExpectedOrder(NamedTuple):
    """A purchase order that can be received."""

    number: str
    supplier: str
    warehouse: str
    expected_on: date | None
    open: int


def expected_orders(
    connection: Connection, warehouse: str | None, *, product_id: int | None = None, most: int = 50
) -> list[ExpectedOrder]:
    """Purchase orders that can be received, the oldest expected first; those with a product."""
    line, first = PurchaseOrderLine, func.min(PurchaseOrderLine.expected_on)
    left = line.ordered - line.received - line.rejected
    query = (
        select(
            *(PurchaseOrder.number, Supplier.code, Warehouse.code.label("warehouse")),
            *(first.label("expected_on"), total(left).label("open")),
        )
        .join(line, line.purchase_order_id == PurchaseOrder.id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
        .where(comes_in(), left > 0)
        .group_by(PurchaseOrder.id, PurchaseOrder.number, Supplier.code, Warehouse.code)
        .order_by(first.is_(None), first, PurchaseOrder.id)
        .limit(most)
    )
    if warehouse is not None:
        query = query.where(Warehouse.code == warehouse)
    if product_id is not None:
        query = query.where(line.product_id == product_id)
    rows = connection.execute(query).all()
    return [
        ExpectedOrder(row.number, row.code, row.warehouse, row.expected_on, int(row.open))
        for row in rows
    ]


def _heads() -> Select[AnyRow]:
    query = (
        select(
            ReceiptRow.__table__,
            *(PurchaseOrder.number, Supplier.code.label("supplier")),
            *(Warehouse.code.label("warehouse"), Operator.name.label("operator")),
            Station.name.label("station"),
        )
        .join(Warehouse, Warehouse.id == ReceiptRow.warehouse_id)
        .join(Operator, Operator.id == ReceiptRow.operator_id)
        .join(Station, Station.id == ReceiptRow.station_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == ReceiptRow.purchase_order_id)
        .outerjoin(Supplier, Supplier.id == ReceiptRow.supplier_id)
    )
    found: Select[AnyRow] = query
    return found


def _lines(connection: Connection, row: AnyRow) -> list[ReceiptLineView]:
    came: dict[int, list[GoodsRow]] = defaultdict(list)
    for goods in goods_of(connection, row.id):
        came[goods.product_id].append(goods)
    expected = expected_units(connection, row)
    elsewhere = counted_elsewhere(connection, row.purchase_order_id, row.id)
    names = _names(connection, {*expected, *came})
    return [
        _line(
            names[product_id],
            expected.get(product_id, 0),
            came.get(product_id, []),
            elsewhere.get(product_id, 0),
        )
        for product_id in dict.fromkeys([*expected, *came])
    ]


def _line(
    name: AnyRow, expected: int, goods: Collection[GoodsRow], elsewhere: int
) -> ReceiptLineView:
    of = {one: sum(row.units for row in goods if row.outcome == one) for one in ReceiptOutcome}
    lots = list(dict.fromkeys(row.lot for row in goods if row.lot))
    return ReceiptLineView(
        *(name.sku, name.name, expected, sum(of.values()), of[ReceiptOutcome.GOOD]),
        *(of[_DAMAGED], of[_REJECTED], elsewhere, lots),
    )


def expected_units(connection: Connection, receipt: AnyRow) -> dict[int, int]:
    """By product: what the receipt's purchase order expected before it was booked."""
    if receipt.purchase_order_id is None:
        return {}
    booked: dict[int, int] = defaultdict(int)
    if receipt.status == ReceiptStatus.BOOKED:
        for goods in goods_of(connection, receipt.id):
            booked[goods.product_id] += goods.units
    expected: dict[int, int] = defaultdict(int)
    for line in purchase_order_lines(connection, receipt.purchase_order_id):
        expected[line.product_id] += line.ordered - line.received - line.rejected
    return {id_: max(0, units + booked[id_]) for id_, units in expected.items()}


def _names(connection: Connection, product_ids: Collection[int]) -> dict[int, AnyRow]:
    query = select(Product.id, Product.sku, Product.name).where(among(Product.id, product_ids))
    return {row.id: row for row in connection.execute(query)}


def _stations(connection: Connection, row: AnyRow) -> list[CountedElsewhere]:
    if row.purchase_order_id is None:
        return []
    query = (
        select(
            *(ReceiptRow.id, Station.name.label("station"), Operator.name.label("operator")),
            func.coalesce(total(ReceiptLine.quantity), 0).label("units"),
        )
        .join(Station, Station.id == ReceiptRow.station_id)
        .join(Operator, Operator.id == ReceiptRow.operator_id)
        .outerjoin(
            ReceiptLine,
            and_(ReceiptLine.receipt_id == ReceiptRow.id, ReceiptLine.taken_back_by.is_(None)),
        )
        .where(*_others(row.purchase_order_id, row.id))
        .group_by(ReceiptRow.id, Station.name, Operator.name)
        .order_by(ReceiptRow.id)
    )
    return [
        CountedElsewhere(receipt_name(one.id), one.station, one.operator, int(one.units))
        for one in connection.execute(query)
    ]


def _others(order_id: int, receipt_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        ReceiptRow.purchase_order_id == order_id,
        ReceiptRow.status == ReceiptStatus.OPEN,
        ReceiptRow.id != receipt_id,
    )
