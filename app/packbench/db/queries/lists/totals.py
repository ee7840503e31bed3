"""What chosen rows of a list come to: numbers, and money a currency each.

Whoever asks gives the ids in chunks: each query takes milliseconds, and between two of them the
question can be dropped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from packbench.db.queries.lists.customers import AMOUNT, CURRENCY, customer_sums, customer_values
from packbench.db.queries.records.inventory import at_least_zero
from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    PackScan,
    Parcel,
    PickTask,
    PurchaseOrder,
    PurchaseOrderLine,
    Shipment,
    Stock,
    StockBin,
    Supplier,
    Waiting,
    Wave,
    WaveShipment,
)
from packbench.db.schema.base import Money
from packbench.db.sql.among import among
from packbench.db.sql.sums import total


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows come to: how many there are, numbers by name, and amounts by currency.

    A currency that nobody named is empty. Amounts of two currencies are never added.
    """

    rows: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)
    money: Mapping[str, Decimal] = field(default_factory=dict)

    def __add__(self, other: "Sums") -> "Sums":
        """Both together."""
        numbers = {
            name: self.numbers.get(name, 0) + other.numbers.get(name, 0)
            for name in {**self.numbers, **other.numbers}
        }
        money = {
            name: self.money.get(name, Decimal()) + other.money.get(name, Decimal())
            for name in sorted({*self.money, *other.money})
        }
        return Sums(self.rows + other.rows, numbers, money)


_Asked = Select[*tuple[Any, ...]]
Summing = Callable[[Connection, Sequence[int]], Sums]


def of_orders(connection: Connection, ids: Sequence[int]) -> Sums:
    """Orders: lines, units, what waits, and the goods at their prices without what is cancelled."""
    chosen = among(Order.id, ids)
    query: _Asked = select(
        func.count(),
        total(Order.line_count).label("lines"),
        total(Order.unit_count).label("units"),
        total(Order.waiting_units).label("waiting"),
    ).where(chosen)
    money: _Asked = (
        select(CURRENCY, AMOUNT)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(chosen, OrderLine.unit_price.is_not(None))
        .group_by(CURRENCY)
    )
    return _read(connection, query, money)


def of_customers(connection: Connection, ids: Sequence[int]) -> Sums:
    """Customers: their orders, those that are open, what waits, and what they ordered."""
    found = customer_sums()
    query: _Asked = select(
        func.count(),
        total(found.c.orders).label("orders"),
        total(found.c.open).label("open"),
        total(found.c.waiting).label("waiting"),
    ).where(among(found.c.id, ids))
    money: _Asked = customer_values(select(found.c.key).where(among(found.c.id, ids)))
    return _read(connection, query, money)


def of_back_orders(connection: Connection, ids: Sequence[int]) -> Sums:
    """Orders that wait: the lines and the units that do."""
    lines = select(func.count()).where(among(Waiting.order_id, ids)).scalar_subquery()
    query: _Asked = select(
        func.count(), lines.label("lines"), total(Order.waiting_units).label("waiting")
    ).where(among(Order.id, ids))
    return _read(connection, query)


def of_wanted_products(connection: Connection, ids: Sequence[int]) -> Sums:
    """Products that somebody waits for: the lines and the units that do."""
    query: _Asked = select(
        func.count(OrderLine.product_id.distinct()),
        func.count().label("lines"),
        total(OrderLine.waiting).label("waiting"),
    ).where(among(OrderLine.product_id, ids), OrderLine.waiting > 0)
    return _read(connection, query)


def of_inventory(connection: Connection, ids: Sequence[int]) -> Sums:
    """Products at warehouses: what is there, what is promised, what is available."""
    free = at_least_zero(Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated)
    query: _Asked = select(
        func.count(),
        total(Stock.on_hand).label("on_hand"),
        total(Stock.allocated).label("allocated"),
        total(free).label("available"),
    ).where(among(Stock.id, ids))
    return _read(connection, query)


def of_stock_products(connection: Connection, ids: Sequence[int]) -> Sums:
    """Products over all warehouses: what is there, what is promised."""
    query: _Asked = select(
        func.count(Stock.product_id.distinct()),
        total(Stock.on_hand).label("on_hand"),
        total(Stock.allocated).label("allocated"),
    ).where(among(Stock.product_id, ids))
    return _read(connection, query)


def of_stock_bins(connection: Connection, ids: Sequence[int]) -> Sums:
    """Products in bins: what lies there."""
    query: _Asked = select(func.count(), total(StockBin.on_hand).label("on_hand")).where(
        among(StockBin.id, ids)
    )
    return _read(connection, query)


def of_purchase_orders(connection: Connection, ids: Sequence[int]) -> Sums:
    """Purchase orders: lines, units, what is open of them, and the goods at their costs."""
    line = PurchaseOrderLine
    chosen = among(line.purchase_order_id, ids)
    query: _Asked = select(
        func.count(line.purchase_order_id.distinct()),
        func.count().label("lines"),
        total(line.ordered).label("units"),
        total(line.ordered - line.received - line.rejected).label("still_open"),
    ).where(chosen)
    currency = func.coalesce(Supplier.currency, "")
    money: _Asked = (
        select(currency, func.sum(line.unit_cost * line.ordered, type_=Money))
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .where(chosen, line.unit_cost.is_not(None))
        .group_by(Supplier.currency)
    )
    return _read(connection, query, money)


def of_waves(connection: Connection, ids: Sequence[int]) -> Sums:
    """Waves: their shipments, the units on their lists, and those that are picked."""
    query: _Asked = select(
        func.count(),
        _count_of(select(func.count()).where(among(WaveShipment.wave_id, ids)), "shipments"),
        _count_of(select(total(PickTask.quantity)).where(among(PickTask.wave_id, ids)), "units"),
        _count_of(select(total(PickTask.picked)).where(among(PickTask.wave_id, ids)), "picked"),
    ).where(among(Wave.id, ids))
    return _read(connection, query)


def of_steps(connection: Connection, ids: Sequence[int]) -> Sums:
    """Shipments that are not shipped: the units that they hold."""
    held = Allocation.allocated + Allocation.picked + Allocation.packed
    units = select(total(held)).where(among(Allocation.shipment_id, ids))
    query: _Asked = select(func.count(), _count_of(units, "units")).where(among(Shipment.id, ids))
    return _read(connection, query)


def of_sent(connection: Connection, ids: Sequence[int]) -> Sums:
    """Shipments that are packed or have left: their parcels."""
    parcels = (
        select(func.count(Parcel.id.distinct()))
        .join(PackScan, PackScan.parcel_id == Parcel.id)
        .where(among(Parcel.shipment_id, ids), PackScan.taken_back_by.is_(None))
    )
    query: _Asked = select(func.count(), _count_of(parcels, "parcels")).where(
        among(Shipment.id, ids)
    )
    return _read(connection, query)


def _count_of(query: _Asked, name: str) -> ColumnElement[Any]:
    return query.scalar_subquery().label(name)


def _read(connection: Connection, query: _Asked, money: _Asked | None = None) -> Sums:
    """The first column counts the rows; each other one is a number by its name."""
    row = connection.execute(query).one()
    names = list(row._fields)[1:]
    numbers = {name: int(value or 0) for name, value in zip(names, row[1:], strict=True)}
    amounts = connection.execute(money).all() if money is not None else []
    found = sorted((currency or "", amount or Decimal()) for currency, amount in amounts)
    return Sums(int(row[0]), numbers, dict(found))
