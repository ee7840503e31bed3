"""The feed of a channel: what it may show, told once it changed (decision 0235).

Whoever asks (`inventory`) and has written the answer whole acknowledges it (`acknowledge`). What
was answered and not acknowledged is answered again.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, delete, or_, select, update

from packbench.db.channels import spell_channels
from packbench.db.schema import Channel, ChannelFeed, ChannelItem
from packbench.db.transactions import write_transaction
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.services.channels.refreshing import has_feed, refresh
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

    A channel that nobody made is one from now on, and sees all that is available.

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

    with context.database.read.connect() as connection:
        first = not has_feed(connection, _find(connection, channel))
    try:
        with without_collector():
            return write_transaction(context.database, work, moves_stock=first)
    except _LookedError as looked:
        return looked.feed


def acknowledge(context: Context, channel: str, cursor: int) -> Acknowledged:
    """The channel has what was told with this cursor: it is told again only once it changes.

    A second time does nothing, and a cursor before one that is acknowledged neither.
    Refuses a channel that nobody knows, and a cursor that it was never given.
    """

    def work(connection: Connection) -> Acknowledged:
        channel_id = _find(connection, channel)
        if channel_id is None:
            raise Refusal(Code.NOT_FOUND, kind="channel", name=channel, known="")
        feed = _locked(connection, channel_id)
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
    table = ChannelItem
    is_new = table.seq > feed.mark
    of_channel = table.channel_id == channel_id
    query = select(table.sku, table.available).where(of_channel).order_by(table.sku_key)
    query = query.where(or_(is_new, table.gone.is_(False)) if everything else is_new)
    rows = connection.execute(query).all()
    # From now on nobody knows which number it has of these, until it acknowledges one.
    doubted = update(table).where(of_channel, table.seq > feed.mark, table.told.is_not(None))
    connection.execute(doubted.values(told=None))
    return Feed(code, [FeedItem(sku, available) for sku, available in rows], feed.seq)


def _locked(connection: Connection, channel_id: int | None) -> "ChannelFeedRow | None":
    query = (
        select(ChannelFeed.channel_id, Channel.code, ChannelFeed.seq, ChannelFeed.mark)
        .join(Channel, Channel.id == ChannelFeed.channel_id)
        .where(ChannelFeed.channel_id == channel_id)
        .with_for_update(of=ChannelFeed)
    )
    row = connection.execute(query).first()
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
