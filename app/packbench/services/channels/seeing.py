"""What channels see of products, by what the database says now (decision 0234)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.channels import (
    ChannelSays,
    Products,
    Ware,
    Wares,
    load_channels,
    load_exclusions,
    load_wares,
)
from packbench.db.today import today
from packbench.domain.allocation.rules import Exclusion
from packbench.domain.channels import (
    NEVER_THERE,
    SHOW_ALL,
    ShutOut,
    Stand,
    StockLevel,
    ToOffer,
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
        wares: the products, and what of them is where.
        room: by product with a limit: pre-orders that may still be promised.
        exclusions: every one.
    """

    wares: Wares
    room: Mapping[int, int]
    exclusions: frozenset[Exclusion]
    _stands: dict[int, list[Stand]] = field(default_factory=dict)
    _shut: dict[str, dict[int | None, set[int]]] = field(default_factory=dict)
    _usual: dict[tuple[str, bool], list[ShutOut | None]] = field(default_factory=dict)

    @property
    def virtual(self) -> list[bool]:
        """Which warehouses are pools."""
        return [site.virtual for site in self.wares.sites]

    def offer(self, sold: Ware, channel: str) -> tuple[int | None, bool]:
        """What the warehouses that count have, and whether any is above its minimum."""
        return offered(
            ToOffer(bool(sold.counted), sold.not_yet, self.room.get(sold.id)),
            self.stands(sold),
            self.virtual,
            self.bars(sold, channel),
        )

    def stands(self, sold: Ware) -> list[Stand]:
        """What each warehouse could give."""
        known = self._stands.get(sold.id)
        if known is None:
            columns = [self.levels(part) for part, _ in sold.counted]
            units = [per_unit for _, per_unit in sold.counted]
            known = [stand_of(zip(units, at, strict=True)) for at in zip(*columns, strict=True)]
            self._stands[sold.id] = known = known or [NEVER_THERE] * len(self.wares.sites)
        return known

    def levels(self, product_id: int) -> Sequence[StockLevel | None]:
        """What of a product is available at each warehouse, of pools as far as they may promise."""
        levels = self.wares.levels.get(product_id)
        if levels is None:
            return [None] * len(self.wares.sites)
        room = self.room.get(product_id) if self.room else None
        return levels if room is None else within_room(levels, self.virtual, room)

    def bars(self, sold: Ware, channel: str) -> list[ShutOut | None]:
        """Why each warehouse does not count for a channel."""
        shut = self._shut_out(channel)
        ids = (sold.id, *(part for part, _ in sold.parts)) if sold.is_kit else (sold.id,)
        out = set().union(*(shut.get(one, ()) for one in ids)) if len(shut) > 1 else set()
        if not out:
            usual = self._usual.get((channel, sold.not_yet))
            if usual is None:
                usual = self._bars(shut[None], not_yet=sold.not_yet)
                self._usual[channel, sold.not_yet] = usual
            return usual
        return self._bars(out | shut[None], not_yet=sold.not_yet)

    def _bars(self, out: Collection[int], *, not_yet: bool) -> list[ShutOut | None]:
        return [
            bar_of(
                active=site.active,
                excluded=site.id in out,
                not_yet=not_yet and not site.virtual,
            )
            for site in self.wares.sites
        ]

    def _shut_out(self, channel: str) -> dict[int | None, set[int]]:
        """By product (None: all), the warehouses that are out of bounds for a channel."""
        found = self._shut.get(channel)
        if found is None:
            found = {None: set()}
            for one in self.exclusions:
                if one.channel in {None, channel}:
                    found.setdefault(one.product_id, set()).add(one.warehouse_id)
            self._shut[channel] = found
        return found


def look(connection: Connection, products: Products) -> Sight:
    """What there is of some products, or of all."""
    wares = load_wares(connection, products, today(connection))
    parts = {part for sold in wares.sold.values() if sold.is_kit for part, _ in sold.parts}
    room = room_for_promises(connection, wares.sold.keys() | parts, frozenset())
    return Sight(wares, room, load_exclusions(connection))


def numbers_of(sight: Sight, says: ChannelSays) -> Iterator[Number]:
    """What a channel sees of each of the products."""
    usual = says.rules.get(None, SHOW_ALL)
    for sold in sight.wares.sold.values():
        rule = says.rules.get(sold.id, usual)
        available, above = sight.offer(sold, says.code)
        number = shown(available, rule, above=above).number
        for key, sku in names_of(sold, says):
            yield Number(key, sku, sold.id, number, rule.push)


def names_of(sold: Ware, says: ChannelSays) -> list[tuple[str, str]]:
    """What a channel calls a product: its listings, else the SKU unless that means another one."""
    listed = says.listings.get(sold.id) if says.listings else None
    if listed:
        return listed
    return [] if sold.sku_key in says.taken else [(sold.sku_key, sold.sku)]


def said_of(
    connection: Connection, channel_ids: Collection[int], products: Products
) -> list[ChannelSays]:
    """What is said of channels, as far as it concerns these products."""
    return load_channels(connection, channel_ids, products)
