"""Orders whose channel asks that somebody looks at each of them before it goes on."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, or_, select, update

from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import lines_of_orders
from packbench.db.schema import Channel, Order
from packbench.db.sql.among import among
from packbench.db.sql.going_on import TO_VERIFY
from packbench.domain.changes import Kind
from packbench.domain.orders import Reason, Verify
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import GivenBack, give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.waiting_room import wait, waits_of

_ORDERS_A_STEP = 5_000


def asking_channels(connection: Connection) -> set[str]:
    """The channels, as they are spelled, of which each order is to be verified."""
    return set(connection.execute(select(Channel.code).where(Channel.verify)).scalars())


def ask_to_verify(transaction: Transaction, order_ids: Collection[int]) -> GivenBack:
    """Inside a command: orders stand still until somebody verifies them.

    What is promised to them is given back, and what waits is new again, but for what an operator
    marked. Whoever calls this serves others with what is free then.
    """
    connection = transaction.connection
    set_verify(connection, order_ids, Verify.ASKED)
    given = give_back(transaction, promises_of_orders(connection, order_ids))
    lines = [line for found in lines_of_orders(connection, order_ids).values() for line in found]
    before = waits_of(connection, [line.id for line in lines])
    waits = [Move(line.id, "waiting", "unrouted", line.waiting - line.marked) for line in lines]
    lacks = [Move(line.id, "unavailable", "unrouted", line.unavailable) for line in lines]
    move_units(connection, waits + lacks)
    by_hand = Reason.MANUAL.value
    wait(connection, [one._replace(reason=by_hand) for one in before.values() if one.marked])
    refresh_problems(connection, order_ids)
    return given


def write_verifying(transaction: Transaction, channels: Mapping[str, bool]) -> None:
    """Inside a command: sets it for channels as they are spelled, and for their new orders."""
    connection = transaction.connection
    for code, verify in channels.items():
        connection.execute(update(Channel).where(Channel.code == code).values(verify=verify))
        order_ids = _unplanned(connection, code) if verify else _asked(connection, code)
        for start in range(0, len(order_ids), _ORDERS_A_STEP):
            some = order_ids[start : start + _ORDERS_A_STEP]
            set_verify(connection, some, Verify.ASKED if verify else None)
            refresh_problems(connection, some)
            refresh_orders(connection, some)
        transaction.changed(Kind.ORDER, order_ids)
    transaction.changed_many(Kind.SETTING)


def _asked(connection: Connection, channel: str) -> list[int]:
    query = select(Order.id).where(Order.channel == channel, TO_VERIFY)
    return list(connection.execute(query).scalars())


def _unplanned(connection: Connection, channel: str) -> list[int]:
    """New orders of which nobody has tried to allocate anything yet, nor verified them."""
    query = select(Order.id).where(
        Order.channel == channel,
        Order.unrouted_units > 0,
        Order.unrouted_units == Order.unit_count,
        or_(Order.verify.is_(None), Order.verify != Verify.DONE),
    )
    return list(connection.execute(query).scalars())


def set_verify(connection: Connection, order_ids: Collection[int], value: Verify | None) -> None:
    """Writes down whether somebody has to look at the orders, or did."""
    told = None if value is None else value.value
    connection.execute(update(Order).where(among(Order.id, order_ids)).values(verify=told))
