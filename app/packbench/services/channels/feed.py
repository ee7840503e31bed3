"""The feed of a channel: what it may show, told once it changed (decision 0235).

Whoever asks (`inventory`) and has written the answer whole acknowledges it (`acknowledge`). What
was answered and not acknowledged is answered again.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from packbench.db.channels import known_channel, refuse_misspelled, spell_channels
from packbench.db.schema import Channel, ChannelFeed, ChannelItem
from packbench.db.transactions import write_transaction
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.services.channels.refreshing import has_feed, is_true, refresh
from packbench.services.office.sweep import turn_day


@dataclass(frozen=True, slots=True)
class FeedItem:
    """So many units may be shown of what the channel calls so."""

    sku: str
    available: int


@dataclass(frozen=True, slots=True)
class Feed:
    """What a channel is told; `cursor` acknowledges it."""

    channel: str
    items: list[FeedItem]
    cursor: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Up to which cursor a channel has acknowledged what it was told."""

    channel: str
    cursor: int


class _LookedError(Exception):
    """Somebody only looked: nothing is kept of it."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed.channel)
        self.feed = feed


def inventory(
    context: Context,
    channel: str,
    *,
    everything: bool = False,
    looking: bool = False,
) -> Feed:
    """What changed since this channel's last acknowledge; it may be called again and again.

    A channel that nobody made is one from now on, and sees all that is available; not one that is
    nearly the name of another (`not_found`): that is a slip of the keyboard (decision 0261).

    Args:
        context: who asks.
        channel: its code.
        everything: all that it sees, changed or not.
        looking: nothing is kept, not even that somebody asked.

    Refuses an empty code.
    """
    if not code_key(channel):
        raise Refusal(Code.INVALID, field="channel", value=channel)
    with suppress(EnvironmentFault):
        turn_day(context)

    def work(connection: Connection) -> Feed:
        feed = _answer(connection, channel, everything=everything)
        if looking:
            raise _LookedError(feed)
        return feed

    with context.database.one_moment.connect() as connection:
        known = _known(connection, channel, everything=everything)
        if known is not None:
            return known
        refuse_misspelled(connection, channel)
        first = not has_feed(connection, _find(connection, channel))
    try:
        with without_collector():
            return write_transaction(context.database, work, moves_stock=first)
    except _LookedError as looked:
        return looked.feed


def acknowledge(context: Context, channel: str, cursor: int) -> Acknowledged:
    """The channel has what was told with this cursor: it is told again only once it changes.

    A second time does nothing, and a cursor before one that is acknowledged neither.
    Refuses (`not_found`) a channel that nobody made, (`invalid`) a cursor that it was never given.
    """

    def work(connection: Connection) -> Acknowledged:
        feed = _locked(connection, _find(connection, known_channel(connection, channel)))
        if feed is None or not 0 <= cursor <= feed.seq:
            raise Refusal(Code.INVALID, field="cursor", value=str(cursor))
        if cursor > feed.mark:
            _move_mark(connection, feed.channel_id, feed.mark, cursor)
        return Acknowledged(feed.code, max(feed.mark, cursor))

    return write_transaction(context.database, work, moves_stock=False)


def _find(connection: Connection, channel: str) -> int | None:
    query = select(Channel.id).where(Channel.code_key == code_key(channel))
    return connection.execute(query).scalar()


def _answer(connection: Connection, channel: str, *, everything: bool) -> Feed:
    code = spell_channels(connection, [channel])[channel]
    channel_id = _find(connection, code) or 0
    refresh(connection, channel_id)
    feed = _locked(connection, channel_id)
    if feed is None:  # it was asked for just now
        raise Refusal(Code.NOT_FOUND, kind="channel", name=channel, known="")
    told = _told(connection, feed, everything=everything)
    # From now on nobody knows which number it has of these, until it acknowledges one.
    connection.execute(update(ChannelItem).where(*_doubted(feed)).values(told=None))
    return told


def _known(connection: Connection, channel: str, *, everything: bool) -> Feed | None:
    """The answer where all of it is written down: nothing changed since it was asked for last.

    So a channel that asks and asks waits for nobody who writes. None where something is to be
    written first.
    """
    channel_id = _find(connection, channel)
    row = connection.execute(_FEED.where(ChannelFeed.channel_id == channel_id)).first()
    if row is None or not is_true(connection, row.channel_id):
        return None
    feed = ChannelFeedRow(*row)
    doubted = select(ChannelItem.sku_key).where(*_doubted(feed)).limit(1)
    if connection.execute(doubted).first() is not None:
        return None
    return _told(connection, feed, everything=everything)


def _told(connection: Connection, feed: "ChannelFeedRow", *, everything: bool) -> Feed:
    table = ChannelItem
    is_new = table.seq > feed.mark
    query = select(table.sku, table.available).where(table.channel_id == feed.channel_id)
    query = query.where(or_(is_new, table.gone.is_(False)) if everything else is_new)
    rows = connection.execute(query.order_by(table.sku_key)).all()
    return Feed(feed.code, [FeedItem(sku, available) for sku, available in rows], feed.seq)


def _doubted(feed: "ChannelFeedRow") -> tuple[ColumnElement[bool], ...]:
    """Of which another number is told now than the one that the channel surely has."""
    table = ChannelItem
    return table.channel_id == feed.channel_id, table.seq > feed.mark, table.told.is_not(None)


_FEED = select(ChannelFeed.channel_id, Channel.code, ChannelFeed.seq, ChannelFeed.mark).join(
    Channel, Channel.id == ChannelFeed.channel_id
)


def _locked(connection: Connection, channel_id: int | None) -> "ChannelFeedRow | None":
    query = _FEED.where(ChannelFeed.channel_id == channel_id)
    row = connection.execute(query.with_for_update(of=ChannelFeed)).first()
    return None if row is None else ChannelFeedRow(*row)


@dataclass(frozen=True, slots=True)
class ChannelFeedRow:
    """A channel that asks: how often its numbers changed, and up to where it acknowledged."""

    channel_id: int
    code: str
    seq: int
    mark: int


def _move_mark(connection: Connection, channel_id: int, mark: int, cursor: int) -> None:
    table = ChannelItem
    told = (table.channel_id == channel_id, table.seq > mark, table.seq <= cursor)
    connection.execute(delete(table).where(*told, table.gone))
    connection.execute(update(table).where(*told).values(told=table.available))
    is_feed = ChannelFeed.channel_id == channel_id
    connection.execute(update(ChannelFeed).where(is_feed).values(mark=cursor))
