"""Did it ship? Where an order stands and since when, and what is promised of what is to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from packbench.db.queries.records.back_orders import waiting_lines
from packbench.db.queries.records.events import commands_of
from packbench.db.queries.records.orders import OrderView
from packbench.domain.history import RecordKind
from packbench.domain.orders import OrderStatus
from packbench.engine.command.context import Context

_LOOKED_AT = 60
_BEGAN: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.PICKING: ("pick.create", "pick.add", "pick.release", "pick.release_waves"),
    OrderStatus.PICKED: ("pick.confirm",),
    OrderStatus.PACKED: ("pack.close",),
    OrderStatus.ON_HOLD: ("orders.hold",),
}
"""What brings an order to where it stands."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an order stands.

    Attributes:
        is_open: whether something of it is still to be sent.
        since: when it came to where it stands; None: not known, or it stands there from the start.
        waits: how many units wait for stock.
        expected_on: when all that waits is there; None where nobody knows.
    """

    is_open: bool
    since: datetime | None
    waits: int = 0
    expected_on: date | None = None


def whereabouts(context: Context, order: OrderView) -> Whereabouts:
    """Where an order stands, as it was read."""
    status = OrderStatus(order.status)
    if status in {OrderStatus.SHIPPED, OrderStatus.CANCELLED}:
        return Whereabouts(is_open=False, since=None)
    with context.database.read.connect() as connection:
        waiting = waiting_lines(connection, [order.id]).get(order.id, [])
        days = [one.expected_on for one in waiting]
        known = [day for day in days if day is not None]
        return Whereabouts(
            is_open=True,
            since=min((one.since for one in waiting), default=None)
            if status is OrderStatus.BACK_ORDER
            else _since(connection, order.id, status),
            waits=sum(one.quantity for one in waiting),
            expected_on=max(known) if known and len(known) == len(days) else None,
        )


def _since(connection: Connection, order_id: int, status: OrderStatus) -> datetime | None:
    """When the last command came that brings orders there and was not taken back."""
    names = _BEGAN.get(status, ())
    if not names:
        return None
    rows = commands_of(connection, RecordKind.ORDER, order_id, before=None, limit=_LOOKED_AT)
    found = (row.at for row in rows if row.name in names and row.undone_by is None)
    return next(found, None)
