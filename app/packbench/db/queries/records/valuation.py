"""What the value of stock is worked out of: net flows of the ledger, prices, rates, freight."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from packbench.db.schema import (
    Command,
    CurrencyRate,
    Movement,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptCost,
    ReceiptLine,
    ReceiptRow,
    Supplier,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.today import company_zone
from packbench.domain.receiving import ReceiptOutcome
from packbench.domain.valuation.layers import UNIT, Flow
from packbench.domain.warehousing import Cause

_MILLION = 1_000_000
_BATCH = 5_000
_PRODUCT = range(4)
"""The first columns of a flow: those of its product."""
_CAUSES = {cause.value: cause for cause in Cause}


class ValuedProduct(NamedTuple):
    """A product whose stock has a value: its flows, the oldest first."""

    product_id: int
    sku: str
    name: str
    unit_cost: Decimal | None
    flows: list[Flow]


class Rates:
    """Rates of currencies into the company's; what is missing is remembered."""

    def __init__(self, connection: Connection, into: str) -> None:
        self.into = into
        self.missing: set[str] = set()
        self._found: dict[str, list[tuple[date, int]]] = defaultdict(list)
        rate = CurrencyRate
        query = select(rate.currency, rate.from_day, rate.rate_millionths).where(
            rate.into_currency == into
        )
        for currency, day, millionths in connection.execute(query.order_by(rate.from_day)):
            self._found[currency].append((day, millionths))

    def at(self, currency: str, day: date) -> Decimal | None:
        """What one unit was worth on a day; None: nobody said."""
        if currency == self.into:
            return Decimal(1)
        known = [millionths for since, millionths in self._found[currency] if since <= day]
        if not known:
            self.missing.add(currency)
            return None
        return Decimal(known[-1]) / _MILLION


class Prices:
    """What units of receipts cost in the company's currency, by command and product."""

    def __init__(
        self,
        connection: Connection,
        rates: Rates,
        until: datetime | None = None,
        only: Collection[int] | None = None,
    ) -> None:
        """What is known of products; of counts what they came to at a moment.

        Args:
            connection: the database.
            rates: of currencies.
            until: the moment; None: now.
            only: the ids of the products that are asked for; None: all.
        """
        self._rates = rates
        self._paid = _paid(connection, only)
        line = PurchaseOrderLine
        rows = connection.execute(
            select(line.purchase_order_id, line.product_id).where(*_of(line.product_id, only))
        )
        self._ordered = {(row[0], row[1]) for row in rows}
        self._receipts = _receipts(connection, company_zone(connection), only)
        self._beside = _beside(connection, rates.into, until, only)
        self._booked = {
            one.receipt_id: command_id
            for command_id, one in self._receipts.items()
            if one.is_booking
        }

    def bare(self) -> "Prices":
        """The same without freight and duty."""
        made = copy(self)
        made._beside = {}  # noqa: SLF001 - its own copy
        return made

    def are_known_of(self, command_id: int, product_id: int) -> bool:
        """Whether it received goods of a purchase order that has a line of it, whose price counts.

        What a supervisor let in beside the order has the product's own cost.
        """
        receipt = self._receipts.get(command_id)
        return receipt is not None and (receipt.order_id, product_id) in self._ordered

    def put_right_by(self, command_id: int) -> int | None:
        """The command that booked the receipt of which a command put a count right; else None."""
        receipt = self._receipts.get(command_id)
        if receipt is None or receipt.is_booking:
            return None
        return self._booked.get(receipt.receipt_id)

    def of(self, command_id: int, product_id: int, units: int) -> Decimal | None:
        """The cost of units that a command received; None: nobody knows it."""
        receipt = self._receipts.get(command_id)
        if receipt is None:
            return None
        paid = self._paid.get((receipt.order_id, product_id))
        if paid is None:
            return None
        currency, cost = paid
        rate = self._rates.at(currency or self._rates.into, receipt.day)
        if rate is None:
            return None
        goods = (cost * rate * units).quantize(UNIT)
        beside = self._beside.get((receipt.receipt_id, product_id))
        return goods if beside is None else goods + beside.of(units)


class _Received(NamedTuple):
    receipt_id: int
    order_id: int | None
    day: date
    is_booking: bool


def _of(column: Any, only: Collection[int] | None) -> list[ColumnElement[bool]]:
    """Of these products; None: of all."""
    return [] if only is None else [among(column, only)]


def _receipts(
    connection: Connection, zone: ZoneInfo, only: Collection[int] | None
) -> dict[int, _Received]:
    """By command: the receipt that it booked, or a count of which it put right."""
    row, line = ReceiptRow, ReceiptLine
    columns = (row.id, row.purchase_order_id, row.booked_at)
    booked = select(row.command_id, *columns).where(row.command_id.is_not(None))
    if only is not None:
        booked = booked.where(
            row.id.in_(select(line.receipt_id).where(*_of(line.product_id, only)))
        )
    corrected = (
        select(line.command_id, *columns)
        .join(row, row.id == line.receipt_id)
        .where(line.corrected, row.booked_at.is_not(None), *_of(line.product_id, only))
    )
    found: dict[int, _Received] = {}
    for query, is_booking in ((corrected, False), (booked, True)):
        for command_id, receipt_id, order_id, at in connection.execute(query):
            if at is not None and command_id is not None:
                day = at.astimezone(zone).date()
                found[command_id] = _Received(receipt_id, order_id, day, is_booking)
    return found


def _paid(
    connection: Connection, only: Collection[int] | None
) -> dict[tuple[int | None, int], tuple[str | None, Decimal]]:
    """By purchase order and product: currency and cost of a unit, the mean of its lines.

    A line without a price leaves all of the product unknown.
    """
    line = PurchaseOrderLine
    query = (
        select(
            *(line.purchase_order_id, line.product_id, line.ordered, line.unit_cost),
            func.coalesce(PurchaseOrder.currency, Supplier.currency),
        )
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .where((line.received > 0) | (line.rejected > 0), *_of(line.product_id, only))
        .order_by(line.purchase_order_id, line.product_id)
    )
    found: dict[tuple[int | None, int], tuple[str | None, Decimal]] = {}
    for key, rows in groupby(connection.execute(query), key=lambda row: (row[0], row[1])):
        lines = list(rows)
        if all(one.unit_cost is not None for one in lines):
            total = sum((one.ordered * one.unit_cost for one in lines), Decimal(0))
            found[key] = (lines[0][4], total / sum(one.ordered for one in lines))
    return found


class _Beside(NamedTuple):
    """Freight and duty of a product in a receipt, and the units that came in fact."""

    amount: Decimal
    units: int

    def of(self, units: int) -> Decimal:
        """The share of some units: what was paid stays on those that came (decision 0230)."""
        return (self.amount * units / (self.units or units)).quantize(UNIT)


def _beside(
    connection: Connection, currency: str, until: datetime | None, only: Collection[int] | None
) -> dict[tuple[int, int], _Beside]:
    """By receipt and product: freight and duty."""
    cost = ReceiptCost
    query = select(cost.receipt_id, cost.product_id, cost.freight, cost.duty).where(
        cost.currency == currency, *_of(cost.product_id, only)
    )
    amounts = {(row[0], row[1]): row[2] + row[3] for row in connection.execute(query)}
    came = _came(connection, currency, until) if amounts else {}
    return {place: _Beside(amount, came.get(place, 0)) for place, amount in amounts.items()}


def _came(
    connection: Connection, currency: str, until: datetime | None
) -> dict[tuple[int, int], int]:
    """By receipt with costs, and product: units that came, as they were counted at a moment."""
    line, back = ReceiptLine, aliased(Command)
    with_costs = select(ReceiptCost.receipt_id).where(ReceiptCost.currency == currency)
    counts = select(line.receipt_id, line.product_id, func.sum(line.quantity)).where(
        line.receipt_id.in_(with_costs), line.outcome != ReceiptOutcome.REJECTED.value
    )
    if until is None:
        counts = counts.where(line.taken_back_by.is_(None))
    else:
        counts = (
            counts.join(Command, Command.id == line.command_id)
            .outerjoin(back, back.id == line.taken_back_by)
            .where(Command.at <= until, or_(back.id.is_(None), back.at > until))
        )
    rows = connection.execute(counts.group_by(line.receipt_id, line.product_id))
    return {(row[0], row[1]): int(row[2]) for row in rows}


def valued_products(
    connection: Connection,
    prices: Prices,
    until: datetime,
    only: Collection[int] | None = None,
) -> Iterator[ValuedProduct]:
    """Every product that ever moved, with what came and left until a moment, by SKU."""
    rows = connection.execution_options(yield_per=_BATCH).execute(_flows(until, only))
    for (product_id, sku, name, unit_cost), found in groupby(rows, key=itemgetter(*_PRODUCT)):
        flows = [_flow(row, prices) for row in found]
        yield ValuedProduct(product_id, sku, name, unit_cost, flows)


def _flow(row: Sequence[Any], prices: Prices) -> Flow:
    """Of a row of `_flows`: by its places, for there may be a million of them."""
    product_id, _, _, unit_cost, command_id, warehouse_id, word, document, net, at, undoes_id = row
    cause, units, cost, assumed = _CAUSES[word], int(net), None, False
    if cause is Cause.COUNT:
        undoes_id = undoes_id or prices.put_right_by(command_id)
    elif cause is Cause.RECEIPT and units > 0:
        if prices.are_known_of(command_id, product_id):
            cost = prices.of(command_id, product_id, units)
        elif unit_cost is not None:
            cost, assumed = unit_cost * units, True
    return Flow(at, command_id, warehouse_id, units, cause, undoes_id, cost, assumed, document)


def _flows(until: datetime, only: Collection[int] | None) -> "Select[tuple[object, ...]]":
    """Net units by command, warehouse and cause; what only changes its bin is none."""
    move = Movement
    places = (move.product_id, move.command_id, move.warehouse_id, move.cause, move.document)
    net = (
        select(
            *places,
            func.sum(move.quantity).label("units"),
            func.min(move.id).label("first"),
            func.min(move.at).label("at"),
        )
        .where(move.at <= until, *_of(move.product_id, only))
        .group_by(*places)
        .having(func.sum(move.quantity) != 0)
        .subquery()
    )
    of, product = net.c, Product
    return (
        select(
            *(of.product_id, product.sku, product.name, product.unit_cost),
            *(of.command_id, of.warehouse_id, of.cause, of.document, of.units, of.at),
            Command.undoes_id,
        )
        .join(product, product.id == of.product_id)
        .join(Command, Command.id == of.command_id)
        .order_by(product.sku_key, of.command_id, of.first)
    )


def warehouse_codes(connection: Connection) -> Mapping[int, str]:
    """By id."""
    return {row.id: row.code for row in connection.execute(select(Warehouse.id, Warehouse.code))}


class ReceivedGoods(NamedTuple):
    """Units of a product that a receipt brought, and what is known of them."""

    product_id: int
    sku: str
    units: int
    weight_g: int | None
    cost: Decimal | None


def received_goods(connection: Connection, receipt_id: int, prices: Prices) -> list[ReceivedGoods]:
    """What a booked receipt brought into stock, by SKU."""
    line, row = ReceiptLine, ReceiptRow
    query = (
        select(
            *(line.product_id, Product.sku, Product.weight_g, row.command_id),
            func.sum(line.quantity).label("units"),
        )
        .join(row, row.id == line.receipt_id)
        .join(Product, Product.id == line.product_id)
        .where(
            and_(
                line.receipt_id == receipt_id,
                line.outcome != ReceiptOutcome.REJECTED.value,
                line.taken_back_by.is_(None),
                Product.manage_stock,
            )
        )
        .group_by(line.product_id, Product.sku, Product.sku_key, Product.weight_g, row.command_id)
        .having(func.sum(line.quantity) > 0)
        .order_by(Product.sku_key)
    )
    return [
        ReceivedGoods(
            *(found.product_id, found.sku, int(found.units), found.weight_g),
            prices.of(found.command_id, found.product_id, int(found.units)),
        )
        for found in connection.execute(query).all()
    ]
