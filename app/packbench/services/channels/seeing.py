"""What channels see of products, by what the database says now (decision 0234)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.channels import (
    ChannelSays,
    Goods,
    Products,
    Sold,
    load_channels,
    load_exclusions,
    load_goods,
)
from packbench.db.today import today
from packbench.domain.allocation.rules import Exclusion
from packbench.domain.channels import (
    SHOW_ALL,
    Level,
    PartAt,
    Place,
    Shown,
    ShowRule,
    Stand,
    bar_of,
    offered,
    shown,
    stand_of,
    within_room,
)
from packbench.engine.writes.preorder_limits import room_for_promises


class Number(NamedTuple):
    """What a channel is told of what it calls so; None: it is told nothing of it."""

    sku_key: str
    sku: str
    product_id: int
    available: int | None
    pushed: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is of products, to be seen by channels.

    Attributes:
        room: by product with a limit: pre-orders that may still be promised.
        exclusions: every one.
    """

    goods: Goods
    room: Mapping[int, int]
    exclusions: frozenset[Exclusion]
    _stands: dict[int, list[Stand]] = field(default_factory=dict)
    _by_channel: dict[str, dict[int | None, set[int]]] = field(default_factory=dict)

    def places(self, sold: Sold, channel: str) -> list[Place]:
        """Every warehouse as this channel sees it of this product."""
        sites = self.goods.sites
        out = self._shut_out(sold, channel) if self.exclusions else ()
        return [
            Place(
                stand,
                site.virtual,
                bar_of(
                    stand,
                    active=site.active,
                    excluded=site.id in out,
                    not_yet=sold.not_yet and not site.virtual,
                ),
            )
            for site, stand in zip(sites, self._stands_of(sold), strict=True)
        ]

    def shown(self, sold: Sold, channel: str, rule: ShowRule) -> Shown:
        """What this channel sees by a rule."""
        available, above = offered(
            self.places(sold, channel),
            counted=bool(sold.counted),
            not_yet=sold.not_yet,
            room=self.room.get(sold.id),
        )
        return shown(available, rule, above=above)

    def _stands_of(self, sold: Sold) -> list[Stand]:
        known = self._stands.get(sold.id)
        if known is None:
            columns = [(per_unit, self._levels(part)) for part, per_unit in sold.counted]
            known = (
                [
                    stand_of([PartAt(per_unit, levels[index]) for per_unit, levels in columns])
                    for index in range(len(self.goods.sites))
                ]
                if columns
                else [_UNCOUNTED] * len(self.goods.sites)
            )
            self._stands[sold.id] = known
        return known

    def _levels(self, product_id: int) -> list[Level | None]:
        sites = self.goods.sites
        levels = self.goods.levels.get(product_id) or [None] * len(sites)
        room = self.room.get(product_id)
        if room is None:
            return levels
        return within_room(levels, [site.virtual for site in sites], room)

    def _shut_out(self, sold: Sold, channel: str) -> set[int]:
        by_product = self._by_channel.get(channel)
        if by_product is None:
            by_product = self._by_channel[channel] = defaultdict(set)
            for one in self.exclusions:
                if one.channel in {None, channel}:
                    by_product[one.product_id].add(one.warehouse_id)
        products = (None, sold.id, *(part for part, _ in sold.parts))
        return {site for product in products for site in by_product.get(product, ())}


_UNCOUNTED = Stand(0, above=True)


def look(connection: Connection, products: Products) -> Sight:
    """What there is of some products, or of all."""
    goods = load_goods(connection, products, today(connection))
    parts = {part for sold in goods.sold.values() if sold.is_kit for part, _ in sold.parts}
    room = room_for_promises(connection, goods.sold.keys() | parts, frozenset())
    return Sight(goods, room, load_exclusions(connection))


def numbers_of(sight: Sight, says: ChannelSays) -> Iterator[Number]:
    """What a channel sees of each of the products."""
    usual = says.rules.get(None, SHOW_ALL)
    for sold in sight.goods.sold.values():
        rule = says.rules.get(sold.id, usual)
        seen = sight.shown(sold, says.code, rule)
        for key, sku in names_of(sold, says):
            yield Number(key, sku, sold.id, seen.number, rule.push)


def names_of(sold: Sold, says: ChannelSays) -> list[tuple[str, str]]:
    """What a channel calls a product: its listings, else the SKU unless that means another one."""
    listed = says.listings.get(sold.id)
    if listed:
        return listed
    return [] if sold.sku_key in says.taken else [(sold.sku_key, sold.sku)]


def said_of(
    connection: Connection, channel_ids: Collection[int], products: Products
) -> list[ChannelSays]:
    """What is said of channels, as far as it concerns these products."""
    return load_channels(connection, channel_ids, products)
