"""The value of stock at the end of any day, and what the goods cost that were shipped."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from packbench.db.queries.exports import ExportRow
from packbench.db.queries.records.lookups import find_product, find_warehouse
from packbench.db.queries.records.settings import read_setting
from packbench.db.queries.records.transfers import transfer_targets
from packbench.db.queries.records.valuation import (
    Prices,
    Rates,
    ValuedProduct,
    valued_products,
    warehouse_codes,
)
from packbench.db.today import company_zone, end_of_day, today
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.valuation.layers import Layer, Layers, ValueMethod
from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in
from packbench.settings import COMPANY_CURRENCY

__all__ = [
    "ShippedCost",
    "StockValue",
    "ValueMethod",
    "ValueRow",
    "export_value",
    "shipped_costs",
    "stock_value",
    "values_now",
]

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A product at a warehouse.

    Attributes:
        value: of the units whose cost is known.
        unit_cost: the mean of those; None where it is known of none.
        unknown: units without a cost; they are not in the value.
        assumed: units at the product's own cost, of which no receipt tells.
        transfer: by which they are on their way there; empty: they lie there.
    """

    warehouse: str
    sku: str
    name: str
    units: int
    value: Decimal
    unit_cost: Decimal | None
    unknown: int
    assumed: int
    transfer: str = ""


@dataclass(frozen=True, slots=True)
class StockValue:
    """What all stock was worth at the end of a day.

    Attributes:
        currency: the company's.
        missing_rates: currencies of purchase orders of which no rate was known.
    """

    day: date
    method: ValueMethod
    currency: str
    units: int
    value: Decimal
    unknown: int
    assumed: int
    missing_rates: list[str] = field(default_factory=list)
    rows: list[ValueRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShippedCost:
    """What the units of a shipment cost; `unknown` of them are not in it."""

    shipment: str
    sku: str
    warehouse: str
    shipped_at: datetime
    units: int
    cost: Decimal
    unknown: int


def stock_value(
    context: Context,
    day: date | None = None,
    *,
    warehouse: str | None = None,
    sku: str | None = None,
    method: ValueMethod = ValueMethod.FIFO,
) -> StockValue:
    """The value at the end of a day, today unless another one is named; refuses a day to come."""
    with without_collector(), context.database.read.connect() as connection:
        on = _day(connection, day)
        place = None if warehouse is None else find_warehouse(connection, warehouse).id
        rates = Rates(connection, read_setting(connection, COMPANY_CURRENCY))
        codes, rows = warehouse_codes(connection), []
        targets = transfer_targets(connection)
        only = None if sku is None else [find_product(connection, sku).id]
        for product, layers in _layers(connection, rates, on, only, method):
            rows += [
                _row(codes[where], product, left)
                for where, left in layers.left.items()
                if left and place in {None, where}
            ]
            rows += [
                _row(codes[targets[name]], product, left, name)
                for name, left in layers.transit.items()
                if left and name in targets and place in {None, targets[name]}
            ]
    rows.sort(key=lambda row: (row.warehouse, code_key(row.sku), row.transfer))
    return StockValue(
        *(on, method, rates.into, sum(row.units for row in rows)),
        sum((row.value for row in rows), _NONE),
        *(sum(row.unknown for row in rows), sum(row.assumed for row in rows)),
        *(sorted(rates.missing), rows),
    )


def values_now(
    connection: Connection, products: Collection[int]
) -> tuple[str, dict[tuple[int, int], ValueRow]]:
    """The currency, and what these products are worth now, by product and warehouse (ids)."""
    rates = Rates(connection, read_setting(connection, COMPANY_CURRENCY))
    codes = warehouse_codes(connection)
    found = {
        (product.product_id, where): _row(codes[where], product, left)
        for product, layers in _layers(
            connection, rates, today(connection), products, ValueMethod.FIFO
        )
        for where, left in layers.left.items()
    }
    return rates.into, found


def shipped_costs(
    context: Context,
    first: date | None = None,
    last: date | None = None,
    *,
    method: ValueMethod = ValueMethod.FIFO,
) -> list[ShippedCost]:
    """What the goods cost that left on some days, today unless others are named."""
    with without_collector(), context.database.read.connect() as connection:
        last = _day(connection, last)
        first = first or last
        if first > last:
            raise Refusal(Code.INVALID, field="days of shipping", value=f"{first} – {last}")
        rates = Rates(connection, read_setting(connection, COMPANY_CURRENCY))
        zone, codes, found = company_zone(connection), warehouse_codes(connection), []
        for product, layers in _layers(connection, rates, last, None, method):
            for (where, shipment), sold in layers.sold.items():
                if sold.units and sold.at and sold.at.astimezone(zone).date() >= first:
                    cost = ShippedCost(
                        *(shipment, product.sku, codes[where], sold.at),
                        *(sold.units, sold.value, sold.unknown),
                    )
                    found.append(cost)
    return sorted(found, key=lambda one: (one.shipped_at, one.shipment, one.sku))


_COLUMNS = (
    *("warehouse", "sku", "name", "units", "value", "unit_cost", "without_cost", "assumed"),
    "transfer",
)
_SHIPPED = ("shipment", "sku", "warehouse", "shipped_at", "units", "cost", "without_cost")


def export_value(context: Context, path: Path, found: StockValue | list[ShippedCost]) -> int:
    """Writes the value of stock, or what shipped goods cost, to XLSX or CSV; how many rows."""
    columns: tuple[str, ...] = _COLUMNS
    rows: list[ExportRow] = []
    if isinstance(found, StockValue):
        rows += [
            (
                *(one.warehouse, one.sku, one.name, one.units, one.value, one.unit_cost),
                *(one.unknown, one.assumed, one.transfer),
            )
            for one in found.rows
        ]
    else:
        columns = _SHIPPED
        rows += [
            (
                *(one.shipment, one.sku, one.warehouse, one.shipped_at, one.units),
                *(one.cost, one.unknown),
            )
            for one in found
        ]
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    with context.database.read.connect() as connection, files_in(company_zone(connection)):
        return write_table(output, columns, iter(rows))


def _day(connection: Connection, day: date | None) -> date:
    now = today(connection)
    if day is not None and day > now:
        raise Refusal(Code.INVALID, field="day of a value", value=str(day))
    return day or now


def _layers(
    connection: Connection,
    rates: Rates,
    day: date,
    only: Collection[int] | None,
    method: ValueMethod,
) -> Iterator[tuple[ValuedProduct, Layers]]:
    """Every product that ever moved, or those of these ids, with its layers at the end of a day."""
    until = end_of_day(connection, day)
    prices = Prices(connection, rates, until, only)
    for product in valued_products(connection, prices, until, only):
        layers = Layers(method, product.unit_cost)
        layers.add(product.flows)
        yield product, layers


def _row(warehouse: str, product: ValuedProduct, left: list[Layer], transfer: str = "") -> ValueRow:
    known = [one for one in left if one.value is not None]
    value = sum((one.value for one in known if one.value is not None), _NONE)
    of_known, units = sum(one.units for one in known), sum(one.units for one in left)
    return ValueRow(
        *(warehouse, product.sku, product.name, units, value),
        value / of_known if of_known else None,
        units - of_known,
        sum(one.units for one in left if one.assumed),
        transfer,
    )
