"""What decides what channels see of products, read set-wise for a few products or for all."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, select, true

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.schema import (
    Channel,
    ChannelExclusion,
    ChannelListing,
    ChannelRule,
    Product,
    Stock,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.domain.allocation.rules import Exclusion
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.channels import Measure, Share, ShowRule, StockLevel
from packbench.domain.warehousing import WarehouseKind

Products = Collection[int] | None
"""Ids of those that count; None: all."""


class Site(NamedTuple):
    """A warehouse."""

    id: int
    code: str
    name: str
    active: bool
    virtual: bool


class Ware(NamedTuple):
    """A product as channels see it.

    Attributes:
        parts: the products that one unit takes, with how many; itself unless it is a kit.
        counted: those of them whose stock is counted.
        not_yet: it is, or holds, a pre-order before its day.
        is_kit: whether it is made of others.
    """

    id: int
    sku: str
    sku_key: str
    parts: tuple[tuple[int, int], ...]
    counted: tuple[tuple[int, int], ...]
    not_yet: bool
    is_kit: bool = False


@dataclass(frozen=True, slots=True)
class Wares:
    """Products and what there is of them.

    Attributes:
        sites: warehouses by rank.
        sold: the products that were asked for.
        levels: by product, what is available at each site and its minimum; None: never stocked.
    """

    sites: tuple[Site, ...]
    sold: dict[int, Ware]
    levels: dict[int, list[StockLevel | None]]


@dataclass(frozen=True, slots=True)
class ChannelSays:
    """A channel: its rules by product (None: all), and what it calls products."""

    id: int
    code: str
    rules: dict[int | None, ShowRule] = field(default_factory=dict)
    listings: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """By product: (key, SKU) as the channel has it."""
    taken: frozenset[str] = frozenset()
    """Keys that mean another product for this channel than the one with that SKU."""


def load_wares(connection: Connection, products: Products, today: date) -> Wares:
    """The products with all that they are made of."""
    rows = connection.execute(_PRODUCTS.where(_of(Product.id, products))).all()
    kits = [row.id for row in rows if row.is_kit]
    parts = flat_parts(connection, kits) if kits else {}
    facts = {row.id: row for row in rows}
    beside = {part for kit in kits for part, _ in parts.get(kit, ())} - facts.keys()
    if beside:
        query = _PRODUCTS.where(among(Product.id, beside))
        facts |= {row.id: row for row in connection.execute(query).all()}
    ahead = {row.id for row in facts.values() if _is_ahead(row, today)}
    sold = {row.id: _sold(row, parts.get(row.id), facts, ahead) for row in rows}
    sites = tuple(
        Site(row.id, row.code, row.name, row.active, row.kind == WarehouseKind.VIRTUAL)
        for row in connection.execute(_SITES).all()
    )
    return Wares(sites, sold, _levels(connection, sites, None if products is None else facts))


def _of(column: Column[int], products: Products) -> ColumnElement[bool]:
    return true() if products is None else among(column, products)


_PRODUCTS = select(
    *(Product.id, Product.sku, Product.sku_key, Product.is_kit, Product.manage_stock),
    *(Product.backorder, Product.available_from),
).order_by(Product.sku_key)
_SITES = select(
    Warehouse.id, Warehouse.code, Warehouse.name, Warehouse.active, Warehouse.kind
).order_by(Warehouse.rank, Warehouse.code_key)


def _is_ahead(row: Any, today: date) -> bool:
    """A pre-order whose day is not reached (or not known): real stock is not given to it."""
    if row.backorder != BackorderPolicy.PREORDER:
        return False
    return row.available_from is None or row.available_from > today


def _sold(
    row: Any, parts: list[tuple[int, int]] | None, facts: dict[int, Any], ahead: set[int]
) -> Ware:
    if parts is None:
        made_of: tuple[tuple[int, int], ...] = ((row.id, 1),)
        counted, not_yet = made_of if row.manage_stock else (), row.id in ahead
    else:
        made_of = tuple(parts)
        counted = tuple(part for part in made_of if facts[part[0]].manage_stock)
        not_yet = not ahead.isdisjoint((row.id, *(part for part, _ in made_of)))
    return Ware(row.id, row.sku, row.sku_key, made_of, counted, not_yet, row.is_kit)


_LEVELS = select(
    *(Stock.product_id, Stock.warehouse_id),
    (Stock.on_hand - Stock.unavailable - Stock.safety - Stock.allocated).label("available"),
    Stock.minimum,
)


def _levels(
    connection: Connection, sites: tuple[Site, ...], products: Products
) -> dict[int, list[StockLevel | None]]:
    place = {site.id: index for index, site in enumerate(sites)}
    found: dict[int, list[StockLevel | None]] = {}
    empty: list[StockLevel | None] = [None] * len(sites)
    rows = connection.execute(_LEVELS.where(_of(Stock.product_id, products))).all()
    for product_id, warehouse_id, available, minimum in rows:
        levels = found.get(product_id)
        if levels is None:
            levels = found[product_id] = empty.copy()
        levels[place[warehouse_id]] = StockLevel(max(0, available), minimum)
    return found


def load_channels(
    connection: Connection, channel_ids: Collection[int], products: Products
) -> list[ChannelSays]:
    """What is said of these channels, as far as it concerns the products."""
    codes = connection.execute(
        select(Channel.id, Channel.code).where(among(Channel.id, channel_ids))
    )
    rules = _rules(connection, channel_ids, products)
    listed, taken = _listings(connection, channel_ids)
    return [
        ChannelSays(id_, code, rules[id_], listed[id_], frozenset(taken[id_]))
        for id_, code in codes.all()
    ]


def _rules(
    connection: Connection, channel_ids: Collection[int], products: Products
) -> dict[int, dict[int | None, ShowRule]]:
    query = select(ChannelRule.__table__).where(among(ChannelRule.channel_id, channel_ids))
    if products is not None:
        of_these = among(ChannelRule.product_id, products)
        query = query.where(of_these | ChannelRule.product_id.is_(None))
    found: dict[int, dict[int | None, ShowRule]] = defaultdict(dict)
    for row in connection.execute(query).all():
        found[row.channel_id][row.product_id] = rule_of(row)
    return found


def rule_of(row: Any) -> ShowRule:
    """A row of the rules as the domain has it."""
    minimum = None if row.min_rule is None else Share(Measure(row.min_rule), row.min_value)
    return ShowRule(Share(Measure(row.rule), row.value), minimum, row.push)


def _listings(
    connection: Connection, channel_ids: Collection[int]
) -> tuple[dict[int, dict[int, list[tuple[str, str]]]], dict[int, set[str]]]:
    """By channel: what it calls products, and the names that are taken by that."""
    query = (
        select(
            *(ChannelListing.channel_id, ChannelListing.sku_key, ChannelListing.sku),
            *(ChannelListing.product_id,),
        )
        .where(among(ChannelListing.channel_id, channel_ids))
        .order_by(ChannelListing.sku_key)
    )
    listed: dict[int, dict[int, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    taken: dict[int, set[str]] = defaultdict(set)
    for channel_id, key, sku, product_id in connection.execute(query).all():
        listed[channel_id][product_id].append((key, sku))
        taken[channel_id].add(key)
    return listed, taken


_EXCLUSIONS = select(
    ChannelExclusion.channel, ChannelExclusion.product_id, ChannelExclusion.warehouse_id
)


def load_exclusions(connection: Connection) -> frozenset[Exclusion]:
    """Every exclusion of a warehouse."""
    return frozenset(
        Exclusion(channel or None, product_id, warehouse_id)
        for channel, product_id, warehouse_id in connection.execute(_EXCLUSIONS).all()
    )
