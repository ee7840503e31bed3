"""The demo's tables, the same for the same seed and day, and the files that they are written to."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from packbench.domain.custom_fields import is_custom
from packbench.exchange import kinds
from packbench.exchange.kinds import TableKind
from packbench.exchange.outputs import Output
from packbench.exchange.writer import write_table
from packbench.services.demo import goods, places, stocking
from packbench.services.demo.dice import Dice
from packbench.services.demo.orders import make_orders
from packbench.services.demo.people import read_people

SEED = 20_260


@dataclass(frozen=True, slots=True)
class DemoTable:
    """Rows of one kind, each the dataclasses of its cells: a record's own and those of its line."""

    kind: TableKind[Any, Any]
    rows: Sequence[tuple[Any, ...]]


def make_sample(today: date, order_count: int, seed: int = SEED) -> list[DemoTable]:
    """All tables in the order of their import."""
    sheet, sites = goods.read_goods(), places.read_places()
    articles = goods.make_articles(_dice(seed, "goods"), today, sheet)
    countries = read_people().countries
    orders = make_orders(_dice(seed, "orders"), today, order_count, articles, countries)
    needs = stocking.make_needs(_dice(seed, "needs"), today, articles, orders)
    locations = [row for place in sites for row in places.location_rows(place)]
    stock = stocking.make_stock(_dice(seed, "stock"), today, needs, sites, locations)
    bought = stocking.make_purchase_orders(_dice(seed, "bought"), today, needs, sites[0].code)
    terms = goods.supplier_products(_dice(seed, "terms"), articles)
    return [
        DemoTable(kinds.SUPPLIERS, _single(goods.supplier_rows(sheet))),
        DemoTable(kinds.PRODUCTS, _single([article.row for article in articles])),
        DemoTable(kinds.KITS, goods.kit_lines(articles)),
        DemoTable(kinds.SUPPLIER_PRODUCTS, _single(terms)),
        DemoTable(kinds.WAREHOUSES, _single([places.warehouse_row(place) for place in sites])),
        DemoTable(kinds.LOCATIONS, _single(locations)),
        DemoTable(kinds.STOCK, _single(stock)),
        DemoTable(kinds.PURCHASE_ORDERS, bought),
        DemoTable(kinds.ORDERS, [(head, line) for head, lines in orders for line in lines]),
    ]


def _dice(seed: int, name: str) -> Dice:
    """Chance of its own for each table, so that a change of one leaves the others as they are."""
    return Dice(f"{seed} {name}")


def _single(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [(row,) for row in rows]


def write_sample(
    tables: Sequence[DemoTable], folder: Path
) -> list[tuple[TableKind[Any, Any], Path]]:
    """Writes each table to `NN-kind.csv`, numbered in the order of their import."""
    written = []
    for number, table in enumerate(tables, 1):
        path = folder / f"{number}-{table.kind.name}.csv"
        write_table(Output(path), table.kind.columns, map(_cells, table.rows))
        written.append((table.kind, path))
    return written


def _cells(row: tuple[Any, ...]) -> tuple[Any, ...]:
    named = ((part, one.name) for part in row for one in dataclasses.fields(part))
    cells = (getattr(part, name) for part, name in named if not is_custom(name))
    return tuple(tuple(map(str, cell)) if isinstance(cell, tuple) else cell for cell in cells)
