"""What left for the orders of a channel, and with whom: told until its program says it knows.

A mark is the id of the last command whose shipments the channel knows. Those that write what is
news hold the lock of stock, so none comes into view behind a mark (decision 0239).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import (
    Allocation,
    Order,
    OrderLine,
    Product,
    Shipment,
    ShipmentMark,
    ShipmentNews,
)
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.orders import ShipmentStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.serving.merged import TakenOrder, taken_into
from packbench.services.serving.tokens import channel_row

KNOWN = "channels.shipments_known"
A_PAGE = 500
_VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class SentLine:
    """Units of a product that were sent for a line of the order."""

    line: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SentShipment:
    """A shipment as its channel is told of it: `shipped`, or `voided` where it did not leave.

    `merged` are the channel's other orders that were merged into this one before: what is left of
    them goes with it, under its number.
    """

    shipment: str
    status: str
    order_number: str | None = None
    carrier: str | None = None
    tracking: str | None = None
    shipped_at: datetime | None = None
    lines: list[SentLine] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShipmentFeed:
    """What a channel does not know yet; `cursor` is the mark after it, `more` says to ask again."""

    channel: str
    items: list[SentShipment]
    cursor: int
    more: bool = False


def shipment_feed(context: Context, channel: str, *, since: int | None = None) -> ShipmentFeed:
    """What became of shipments since the channel's mark, or since another one (0: everything).

    Nothing moves the mark but `acknowledge_shipments`. Refuses (`not_found`) an unknown channel.
    """
    with context.database.read.connect() as connection:
        row = channel_row(connection, channel)
        mark = _mark(connection, row.id) if since is None else since
        bound, more = _page_end(connection, row.code, mark)
        rows = connection.execute(_news(row.code, mark, bound)).all()
        sent = _lines(connection, [one.id for one in rows if one.id is not None])
        merged = taken_into(connection, row.code, {one.order_id for one in rows if one.order_id})
    items = [_item(one, sent.get(one.id, []), merged.get(one.order_id, [])) for one in rows]
    return ShipmentFeed(row.code, items, max(mark, bound), more)


def acknowledge_shipments(context: Context, channel: str, cursor: int) -> int:
    """The channel knows all up to a cursor; gives its mark, which only moves forward.

    A cursor behind the mark changes nothing. Refuses (`invalid`) one that no feed has given, and
    (`not_found`) an unknown channel.
    """
    with context.database.read.connect() as connection:
        row = channel_row(connection, channel)
        before = _mark(connection, row.id)
        newest = _newest(connection, row.code)
    if cursor <= before:
        return before
    if cursor > newest:
        raise Refusal(Code.INVALID, field="cursor", value=cursor)

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        given = dialect.insert(ShipmentMark).values(channel_id=row.id, told_up_to=cursor)
        further = ShipmentMark.told_up_to < cursor
        statement = given.on_conflict_do_update(
            index_elements=["channel_id"], set_={"told_up_to": cursor}, where=further
        )
        connection.execute(statement)
        return _mark(connection, row.id)

    content = {"channel": row.code, "cursor": cursor}
    return run_command(context, Call(KNOWN, content, moves_stock=False), int, work)


def _mark(connection: Connection, channel_id: int) -> int:
    query = select(ShipmentMark.told_up_to).where(ShipmentMark.channel_id == channel_id)
    return int(connection.execute(query).scalar() or 0)


def _newest(connection: Connection, channel: str) -> int:
    query = select(func.max(ShipmentNews.command_id)).where(ShipmentNews.channel == channel)
    return int(connection.execute(query).scalar() or 0)


def _page_end(connection: Connection, channel: str, mark: int) -> tuple[int, bool]:
    """The command with which a page ends, and whether there is more: no command is cut in two."""
    news = select(ShipmentNews.command_id)
    news = news.where(ShipmentNews.channel == channel, ShipmentNews.command_id > mark)
    last = news.order_by(ShipmentNews.command_id).offset(A_PAGE - 1).limit(1)
    newest = _newest(connection, channel)
    bound = int(connection.execute(last).scalar() or newest)
    return bound, bound < newest


def _news(channel: str, mark: int, bound: int) -> Select[*tuple[Any, ...]]:
    number = func.coalesce(Order.source_number, Order.number)
    return (
        select(
            *(Shipment.id, ShipmentNews.number, Shipment.status, number.label("order_number")),
            *(Shipment.carrier, Shipment.tracking, Shipment.shipped_at),
            *(Shipment.order_id, ShipmentNews.command_id),
        )
        .select_from(ShipmentNews)
        .outerjoin(Shipment, Shipment.number == ShipmentNews.number)
        .outerjoin(Order, Order.id == Shipment.order_id)
        .where(ShipmentNews.channel == channel)
        .where(ShipmentNews.command_id > mark, ShipmentNews.command_id <= bound)
        .order_by(ShipmentNews.command_id, ShipmentNews.number)
    )


def _lines(connection: Connection, shipments: Collection[int]) -> dict[int, list[SentLine]]:
    query = (
        select(
            *(Allocation.shipment_id, OrderLine.line, Product.sku),
            func.sum(Allocation.shipped).label("units"),
        )
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Product, Product.id == Allocation.product_id)
        .where(among(Allocation.shipment_id, shipments), Allocation.shipped > 0)
        .group_by(Allocation.shipment_id, OrderLine.line, Product.sku)
        .order_by(Allocation.shipment_id, OrderLine.line, Product.sku)
    )
    found: dict[int, list[SentLine]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.shipment_id].append(SentLine(row.line, row.sku, int(row.units)))
    return found


def _item(row: AnyRow, lines: list[SentLine], taken: list[TakenOrder]) -> SentShipment:
    merged = sorted({one.number for one in taken if one.command_id < row.command_id})
    if row.status != ShipmentStatus.SHIPPED:
        return SentShipment(row.number, _VOIDED, row.order_number, merged=merged)
    told = (row.order_number, row.carrier, row.tracking, row.shipped_at)
    return SentShipment(row.number, ShipmentStatus.SHIPPED.value, *told, lines, merged)
