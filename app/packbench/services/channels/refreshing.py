"""What each channel sees is kept, so that what changed is known at once (decision 0235).

Triggers note the products of which channels may see another number. Whoever asks takes the notes,
works those products out again for every channel that asks, and keeps what is another number now.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.engine import Database
from packbench.db.queries.planning.channels import ChannelSays, Products
from packbench.db.queries.planning.kits import kits_holding
from packbench.db.schema import ChannelFeed, ChannelItem, Product, StockTouched
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.bulk import insert_rows
from packbench.db.today import today
from packbench.db.transactions import write_transaction
from packbench.domain.catalog import BackorderPolicy
from packbench.services.channels.seeing import Number, look, numbers_of, said_of

_ANY = 0
"""Noted where no product is named: any may be another number."""

_COLUMNS = (*("channel_id", "sku_key", "sku", "product_id", "available", "told", "seq", "gone"),)


class _Item(NamedTuple):
    """A row of what a channel sees."""

    channel_id: int
    sku_key: str
    sku: str
    product_id: int
    available: int
    told: int | None
    seq: int
    gone: bool

    def same(self, other: "_Item") -> bool:
        """Whether a channel would see the same."""
        return self[2:5] == other[2:5] and self.gone == other.gone


def has_feed(connection: Connection, channel_id: int | None) -> bool:
    """Whether a channel has asked before."""
    query = select(ChannelFeed.channel_id).where(ChannelFeed.channel_id == channel_id)
    return connection.execute(query).first() is not None


def is_true(connection: Connection, channel_id: int) -> bool:
    """Whether what is kept of a channel that asks is what it sees, so that nothing is written.

    All of it is to be read at one moment.
    """
    row = connection.execute(_ASKING.where(ChannelFeed.channel_id == channel_id)).first()
    noted = connection.execute(select(StockTouched.product_id).limit(1)).first()
    if row is None or row.day != today(connection) or noted is not None:
        return False
    limited = _with_kits(connection, set(connection.execute(_LIMITED).scalars()))
    if not limited:
        return True
    seen = _seen_by(connection, [row], limited)
    return not any(any(_changes(connection, *one)) for one in seen)


def refresh(connection: Connection, channel_id: int) -> None:
    """In a write transaction: what the channels see that ask, this one from now on, is true again.

    A channel that asks for the first time needs the lock under which stock moves: what moves at
    that moment is noted by nobody.
    """
    day = today(connection)
    feeds = connection.execute(_FEEDS).all()
    products = _touched(connection, feeds, day)
    if feeds and products != set():
        _renew(connection, feeds, products)
    if any(feed.day != day for feed in feeds):
        connection.execute(update(ChannelFeed).values(day=day))
    if channel_id not in {feed.channel_id for feed in feeds}:
        connection.execute(insert(ChannelFeed).values(channel_id=channel_id, day=day))
        query = _FEEDS.where(ChannelFeed.channel_id == channel_id)
        _renew(connection, connection.execute(query).all(), None)


def forget_told(database: Database) -> None:
    """A back-up becomes the database: what channels were told since is not known.

    All that they see is told again, and no cursor of before is one of those that come.
    """

    def work(connection: Connection) -> None:
        connection.execute(update(ChannelFeed).values(seq=ChannelFeed.seq + _NEVER_GIVEN))
        of_channel = ChannelFeed.channel_id == ChannelItem.channel_id
        seq = select(ChannelFeed.seq).where(of_channel).scalar_subquery()
        connection.execute(update(ChannelItem).values(told=None, seq=seq))

    write_transaction(database, work, moves_stock=False)


_NEVER_GIVEN = 1_000_000
"""So many changes further no cursor was given before a back-up was restored."""
_ASKING = select(
    ChannelFeed.channel_id, ChannelFeed.seq, ChannelFeed.mark, ChannelFeed.day
).order_by(ChannelFeed.channel_id)
_FEEDS = _ASKING.with_for_update()
_LIMITED = select(Product.id).where(Product.preorder_limit.is_not(None))
"""The room under a limit of pre-orders depends on who waits, which nobody notes: few have one."""
_NOTED = select(StockTouched.product_id).with_for_update(skip_locked=True)


def _touched(connection: Connection, feeds: Iterable[Any], day: date) -> Products:
    """Takes the notes: the products that may be other numbers; None: any.

    On PostgreSQL a product that a command under way has noted stays noted until it is done.
    """
    noted = set(connection.execute(_NOTED).scalars())
    if noted:
        connection.execute(delete(StockTouched).where(among(StockTouched.product_id, noted)))
    if _ANY in noted:
        return None
    noted |= set(connection.execute(_LIMITED).scalars())
    if any(feed.day != day for feed in feeds):
        due = select(Product.id).where(Product.backorder == BackorderPolicy.PREORDER)
        noted |= set(connection.execute(due).scalars())
    return _with_kits(connection, noted)


def _with_kits(connection: Connection, products: set[int]) -> set[int]:
    if not products:
        return products
    return products | {kit for kit, _ in kits_holding(connection, products)}


def _renew(connection: Connection, feeds: Collection[Any], products: Products) -> None:
    for seen in _seen_by(connection, feeds, products):
        _write_changes(connection, seen)


class _NumbersSeen(NamedTuple):
    """What a channel sees now of these products, and of others by their names."""

    feed: Any
    numbers: Collection[Number]
    products: Products


def _seen_by(
    connection: Connection, feeds: Collection[Any], products: Products
) -> Iterator[_NumbersSeen]:
    ids = [feed.channel_id for feed in feeds]
    says = {one.id: one for one in said_of(connection, ids, products)}
    if products is not None:
        products = _with_namesakes(connection, products, says.values())
        says = {one.id: one for one in said_of(connection, ids, products)}
    sight = look(connection, products)
    for feed in feeds:
        yield _NumbersSeen(feed, list(numbers_of(sight, says[feed.channel_id])), products)


def _with_namesakes(
    connection: Connection, products: Collection[int], says: Collection[ChannelSays]
) -> set[int]:
    """And those whose SKU a listing took, or gave back."""
    keys = {key for one in says for product in products for key, _ in one.listings.get(product, ())}
    before = select(ChannelItem.sku_key).where(among(ChannelItem.product_id, products))
    keys |= set(connection.execute(before.distinct()).scalars())
    query = select(Product.id).where(among_texts(Product.sku_key, keys))
    return {*products, *connection.execute(query).scalars()}


class _NewRows(NamedTuple):
    """Rows of what a channel sees: those that are new, and names whose rows go."""

    fresh: list[_Item]
    old: list[str]


def _changes(
    connection: Connection, feed: Any, numbers: Collection[Number], products: Products
) -> _NewRows:
    """What is another number than before; what a channel surely has is quiet again."""
    seq = feed.seq + 1
    seen = {
        one.sku_key: _Item(feed.channel_id, *one[:3], one.available, None, seq, gone=False)
        for one in numbers
        if one.available is not None
    }
    before = _kept(connection, feed.channel_id, seen, products)
    silent = {one.sku_key for one in numbers if not one.pushed}
    fresh = [
        item if known is None else _changed(known, item)
        for key, item in seen.items()
        if (known := before.get(key)) is None or not known.same(item)
    ]
    left = [one for key, one in before.items() if key not in seen and not one.gone]
    quiet = [one.sku_key for one in left if one.sku_key in silent or one.told == 0]
    fresh += [
        one._replace(available=0, seq=seq, gone=True)
        for one in left
        if one.sku_key not in silent and one.told != 0
    ]
    return _NewRows(fresh, [*quiet, *(one.sku_key for one in fresh if one.sku_key in before)])


def _write_changes(connection: Connection, seen: _NumbersSeen) -> None:
    """Keeps what is another number than before."""
    feed = seen.feed
    fresh, old = _changes(connection, *seen)
    if old:
        of_channel = delete(ChannelItem).where(ChannelItem.channel_id == feed.channel_id)
        connection.execute(of_channel.where(among_texts(ChannelItem.sku_key, old)))
    insert_rows(connection, ChannelItem, _COLUMNS, fresh)
    seq = feed.seq + 1
    if any(one.seq == seq for one in fresh):
        is_feed = ChannelFeed.channel_id == feed.channel_id
        connection.execute(update(ChannelFeed).where(is_feed).values(seq=seq))


def _changed(known: _Item, item: _Item) -> _Item:
    """What is another number, or the same of another product, or what the channel surely has."""
    if item.sku != known.sku:
        return item
    if item.available == known.told:
        return item._replace(told=known.told, seq=0)
    same = item.available == known.available and not known.gone
    return item._replace(told=known.told, seq=known.seq if same else item.seq)


def _kept(
    connection: Connection, channel_id: int, keys: Collection[str], products: Products
) -> dict[str, _Item]:
    """What is kept of these names and products, by name."""
    table = ChannelItem
    query = select(*(getattr(table, name) for name in _COLUMNS))
    query = query.where(table.channel_id == channel_id)
    if products is None:
        parts = [query]
    else:
        of_these = among(table.product_id, products), among_texts(table.sku_key, keys)
        parts = [query.where(one) for one in of_these]
    return {
        item.sku_key: item
        for part in parts
        for item in map(_Item._make, connection.execute(part).all())
    }
