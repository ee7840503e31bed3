"""All that the allocation of one order asks, read by one statement, where nothing is in its way.

Most orders are as plain as that: new as a whole, of products that nobody else waits for, and kept
back by nothing. Of any other one nothing is given here, and it is read as a backlog is.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from packbench.db.daily import SWEPT
from packbench.db.queries.planning.places import Address, find_places
from packbench.db.queries.planning.queue import OrderInQueue
from packbench.db.queries.planning.supply import (
    StockOfProducts,
    WarehouseColumns,
    address_of,
    rules_of,
    warehouse_facts,
)
from packbench.db.queries.records.settings import SettingValues
from packbench.db.sql.one_row import one_row
from packbench.db.today import ClockFacts, ClockReading, clock_reading
from packbench.domain.allocation.demand import Coordinates, DemandLine, DemandOrder, Part
from packbench.domain.allocation.rules import Exclusion, Rules
from packbench.domain.allocation.supply import NOT_STOCKED
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.warehousing import WarehouseKind
from packbench.settings import TIME_ZONE


class WhoAsks(NamedTuple):
    """Which order is asked for, by whom and under which key."""

    number_key: str
    command_key: str
    operator: str
    station: str


class LineOfOne(NamedTuple):
    """A line; `policy` is its product's, `backorder_allowed` where somebody let it wait anyway."""

    line: int
    id: int
    product_id: int
    ordered: int
    backorder_allowed: Any
    policy: str


class PlainOrder(NamedTuple):
    """An order that stands in nobody's way, and all that its plan and its audit row need.

    Attributes:
        order: as it stands in the queue.
        clock: what the clock showed by the way.
        who: the ids of the operator and the station.
        demand: all of it.
        lines: its lines, in their order.
        made: how many shipments it has had.
        address: where it goes.
        ships_from: the countries of the warehouses that send.
    """

    order: OrderInQueue
    clock: ClockReading
    who: tuple[int, int]
    demand: DemandOrder
    lines: Sequence[LineOfOne]
    made: int
    rules: Rules
    stock: StockOfProducts
    settings: SettingValues
    address: Address
    ships_from: list[str]


def read_plain_order(connection: Connection, asked: WhoAsks) -> PlainOrder | None:
    """The order, under the mutex; None where anything of it is not as plain as this expects."""
    statement = _STATEMENTS[connection.dialect.name]
    found = one_row(connection, statement, asked._asdict())
    if found is None:
        return None
    row = _RowOfOne._make(found)
    if row.operator_id is None or row.station_id is None or not row.lines:
        return None
    return _plain(connection, row)


class _RowOfOne(NamedTuple):
    at: Any
    revision: str
    operator_id: int | None
    station_id: int | None
    warehouses: str | None
    countries: str | None
    settings: str | None
    knows_places: Any
    id: int
    number: str
    line_count: int
    queue_key: str
    country: str
    channel: str
    max_warehouses: int | None
    ship_partial: Any
    postal_code: str | None
    shipments_made: int
    lines: str
    stock: str | None
    exclusions: str | None


def _plain(connection: Connection, row: _RowOfOne) -> PlainOrder:
    shop = _shop(row.warehouses, row.countries, row.settings)
    moment = datetime.fromisoformat(row.at).replace(tzinfo=UTC) if _is_text(row.at) else row.at
    facts = ClockFacts(moment, shop.zone, shop.swept, row.revision)
    address = (row.country, row.postal_code or "")
    places: Mapping[Address, Coordinates] = {}
    if row.knows_places:
        places = find_places(connection, [address, *map(address_of, shop.warehouses)])
    rules = _rules(row, shop, places)
    lines = sorted(map(LineOfOne._make, _read(row.lines)))
    return PlainOrder(
        OrderInQueue(row.id, row.number, row.line_count, row.queue_key),
        clock_reading(connection, facts),
        (row.operator_id or 0, row.station_id or 0),
        _demand(row, lines, places.get(address)),
        lines,
        row.shipments_made,
        rules,
        _stock(row, rules, lines),
        shop.settings,
        address,
        shop.ships_from,
    )


@dataclass(frozen=True, slots=True)
class _Shop:
    """What was said of warehouses and settings: it is the same for order after order.

    Attributes:
        plain: the rules without exclusions, where no postal code is known.
    """

    warehouses: Sequence[WarehouseColumns]
    countries: Mapping[int, set[str]]
    settings: SettingValues
    zone: str | None
    swept: str | None
    ships_from: list[str]
    plain: Rules


@lru_cache(maxsize=8)
def _shop(warehouses: str | None, countries: str | None, settings: str | None) -> _Shop:
    """What these texts say; they are read with each order, and taken apart when they are others."""
    texts: dict[str, str] = dict(_read(settings))
    rows = sorted(
        map(WarehouseColumns._make, _read(warehouses)), key=lambda one: (one.rank, one.code_key)
    )
    served: dict[int, set[str]] = defaultdict(set)
    for warehouse_id, country in _read(countries):
        served[warehouse_id].add(country)
    values = SettingValues(texts)
    return _Shop(
        rows,
        served,
        values,
        texts.get(TIME_ZONE.key),
        texts.get(SWEPT),
        [
            one.country
            for one in rows
            if one.active and one.kind == WarehouseKind.PHYSICAL and one.country
        ],
        _rules_of(rows, served, values, {}),
    )


def _rules_of(
    rows: Sequence[WarehouseColumns],
    countries: Mapping[int, set[str]],
    settings: SettingValues,
    places: Mapping[Address, Coordinates],
) -> Rules:
    facts = tuple(
        warehouse_facts(one, countries.get(one.id, set()), places.get(address_of(one)))
        for one in rows
    )
    return rules_of(facts, frozenset(), settings)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _read(listed: str | None) -> list[Any]:
    """Rows that the statement gives as a text; none where there are none."""
    found: list[Any] = _DECODE(listed)[0] if listed else []
    return found


_DECODE = json.JSONDecoder().raw_decode


def _rules(row: _RowOfOne, shop: _Shop, places: Mapping[Address, Coordinates]) -> Rules:
    rules = shop.plain
    if places:
        rules = _rules_of(shop.warehouses, shop.countries, shop.settings, places)
    exclusions = frozenset(
        Exclusion(channel or None, product_id, warehouse_id)
        for channel, product_id, warehouse_id in _read(row.exclusions)
    )
    return replace(rules, exclusions=exclusions) if exclusions else rules


def _demand(
    row: _RowOfOne, lines: Sequence[LineOfOne], coordinates: Coordinates | None
) -> DemandOrder:
    return DemandOrder(
        order_id=row.id,
        country=row.country,
        channel=row.channel,
        lines=tuple(map(_demand_line, lines)),
        max_warehouses=row.max_warehouses,
        ship_partial=bool(row.ship_partial),
        coordinates=coordinates,
    )


def _demand_line(line: LineOfOne) -> DemandLine:
    policy = BackorderPolicy(line.policy)
    if policy is BackorderPolicy.NO and line.backorder_allowed:
        policy = BackorderPolicy.BACKORDER
    part = Part(line.product_id, 1, managed=True)
    return DemandLine(line.id, line.product_id, line.ordered, (part,), policy)


def _stock(row: _RowOfOne, rules: Rules, lines: Sequence[LineOfOne]) -> StockOfProducts:
    position = {warehouse.id: index for index, warehouse in enumerate(rules.warehouses)}
    nowhere = [NOT_STOCKED] * len(position)
    free, stock_ids = {line.product_id: nowhere.copy() for line in lines}, {}
    for stock_id, warehouse_id, product_id, units in _read(row.stock):
        free[product_id][position[warehouse_id]] = max(0, units)
        stock_ids[warehouse_id, product_id] = stock_id
    return StockOfProducts(free, stock_ids)


def _none(found: str) -> str:
    # Not as NOT EXISTS: PostgreSQL would join it, and may read a whole table for one order.
    return f"(SELECT 1 FROM {found} LIMIT 1) IS NULL"  # noqa: S608 - own clauses


_IN_THE_WAY_OF_A_LINE = (
    "l.product_id IS NULL OR l.unrouted <> l.ordered"
    " OR (SELECT 1 FROM product p WHERE p.id = l.product_id"
    " AND (p.is_kit OR NOT p.manage_stock OR p.backorder = 'preorder')) IS NOT NULL"
    " OR (SELECT 1 FROM waiting w WHERE w.product_id = l.product_id LIMIT 1) IS NOT NULL"
    " OR (SELECT 1 FROM kit_component k WHERE k.component_id = l.product_id LIMIT 1) IS NOT NULL"
)
_NOTHING_IN_THE_WAY = " AND ".join(
    _none(found)
    for found in (
        "shipment s WHERE s.order_id = o.id",
        "order_problem x WHERE x.order_id = o.id",
        "order_stuck x WHERE x.order_id = o.id AND x.ended_by IS NULL",
        "order_exclusion x WHERE x.order_id = o.id",
        "order_rule x WHERE x.active AND x.event = 'allocated'",
        "product x WHERE x.preorder_limit IS NOT NULL AND x.backorder = 'preorder'",
        "warehouse x WHERE x.kind = 'virtual' OR x.daily_orders IS NOT NULL",
        f"order_line l WHERE l.order_id = o.id AND ({_IN_THE_WAY_OF_A_LINE})",
    )
)


def _statement(at: str, mark: str, rows: tuple[str, str]) -> str:
    """The statement of an engine.

    Args:
        at: the moment that its clock shows, or that the file knows.
        mark: how a parameter is written, for `format`.
        rows: how rows are gathered as a text of JSON, before and after their columns.
    """

    def listed(columns: str, of: str) -> str:
        return f"(SELECT {rows[0]}{columns}{rows[1]} FROM {of})"  # noqa: S608 - own clauses

    number, key, operator, station = (mark.format(name) for name in WhoAsks._fields)
    warehouse = ", ".join(f"w.{name}" for name in WarehouseColumns._fields)
    order = ", ".join(f"o.{name}" for name in _RowOfOne._fields[8:18])
    line = "l.line, l.id, l.product_id, l.ordered, l.backorder_allowed, p.backorder"
    ours = "(SELECT l.product_id FROM order_line l WHERE l.order_id = o.id)"
    free = "s.on_hand - s.unavailable - s.safety - s.allocated"
    of_stock = "order_line l JOIN stock s ON s.product_id = l.product_id WHERE l.order_id = o.id"
    of_lines = "order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = o.id"
    columns = (
        at,
        "(SELECT version_num FROM alembic_version)",
        f"(SELECT id FROM operator WHERE name = {operator})",  # noqa: S608 - own clauses
        f"(SELECT id FROM station WHERE name = {station})",  # noqa: S608 - own clauses
        listed(warehouse, "warehouse w"),
        listed("c.warehouse_id, c.country", "warehouse_country c"),
        listed("x.key, x.value", "setting x"),
        "(SELECT 1 FROM postal_code LIMIT 1)",
        order,
        listed(line, of_lines),
        # Twice where two lines ask for one product, which is the same stock.
        listed(f"s.id, s.warehouse_id, s.product_id, {free}", of_stock),
        listed(
            "e.channel, e.product_id, e.warehouse_id",
            f"channel_exclusion e WHERE e.product_id IS NULL OR e.product_id IN {ours}",
        ),
    )
    return (
        f"SELECT {', '.join(columns)} FROM orders o WHERE o.number_key = {number}"  # noqa: S608 - own clauses
        " AND o.hold IS NULL AND o.country IS NOT NULL AND o.payment <> 'awaiting'"
        f" AND coalesce(o.verify, '') <> 'asked' AND {_none(f'command c WHERE c.key = {key}')}"
        f" AND {_NOTHING_IN_THE_WAY}"
    )


_LAST = "(SELECT at FROM command ORDER BY id DESC LIMIT 1)"
_STATEMENTS = {
    "postgresql": _statement(
        "clock_timestamp()", "%({})s", ("json_agg(json_build_array(", "))::text")
    ),
    "sqlite": _statement(_LAST, ":{}", ("json_group_array(json_array(", "))")),
}
