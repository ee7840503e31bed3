"""Which channel an order is of, where its file did not say or said it wrongly."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select, update

from packbench.db.channels import find_channel, spell_channels
from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.queue import products_orders_wait_for
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import OrderState, lines_of_orders
from packbench.db.schema import Order
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.filled import filled
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    Rows,
    Told,
    change_fit,
    closed,
    done,
    refuse_begun,
    refused,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import plan_again
from packbench.engine.verifying import ask_to_verify, asking_channels
from packbench.engine.writes.give_back import give_back


def assign_channel(
    context: Context, orders: Sequence[str], channel: str, *, how: How = DO_IT
) -> Results:
    """Orders are of this channel: its rules, its slips. They are planned again under its rules.

    The key of an order is its channel with its number there: an order is refused alone where the
    channel has that number, and when it is done, begun, or of that channel already. A file of the
    channel that it came from still means it (`docs/decisions/0148`). Refuses an unknown channel.
    """
    if not channel.strip():
        raise Refusal(Code.NOT_FOUND, kind="channel", name="")
    with context.database.read.connect() as connection:
        chosen = find_channel(connection, channel)

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row) or row.channel != chosen:
            return closed(row)
        return Refusal(Code.NOTHING_TO_DO, why=Said.IS_OF_CHANNEL, name=row.number, channel=chosen)

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        spell_channels(connection, [chosen])
        told = refuse_begun(connection, rows)
        told |= _taken(connection, [id_ for id_ in rows if id_ not in told], chosen)
        fit = [id_ for id_ in rows if id_ not in told]
        _write(connection, fit, chosen)
        told |= dict.fromkeys(fit, done(note(Said.OF_CHANNEL, channel=chosen)))
        if chosen in asking_channels(connection):
            asked = _ask(transaction, fit)
            more = done(note(Said.OF_CHANNEL, channel=chosen), note(Said.TO_VERIFY_AGAIN))
            told |= dict.fromkeys(asked, more)
            fit = [id_ for id_ in fit if id_ not in asked]
        _plan_again(transaction, fit)
        return told

    content = {"orders": list(orders), "channel": chosen}
    call = ("orders.channel", content, ("channel", "source_channel", "verify"))
    return change_fit(context, call, how, why_not, change)


class _Key(NamedTuple):
    """An order's number in its channel, as it is said and as it is compared."""

    order_id: int
    number: str
    key: str


_NUMBER_THERE = filled(Order.source_key, Order.number_key)


def _taken(connection: Connection, order_ids: Collection[int], channel: str) -> dict[int, Answer]:
    """Those of the orders whose number another order has there, one that is chosen too."""
    number = filled(Order.source_number, Order.number)
    query = select(Order.id, number, _NUMBER_THERE).where(among(Order.id, order_ids))
    keys = {row[0]: _Key(*row) for row in connection.execute(query)}
    holders = _holders(connection, {one.key for one in keys.values()}, channel)
    told = {}
    for order_id in order_ids:
        one = keys[order_id]
        other = holders.setdefault(one.key, (order_id, one.number))
        if other[0] != order_id:
            params = {"channel": channel, "number": one.number, "other": other[1]}
            why = Said.NUMBER_IN_CHANNEL
            told[order_id] = refused(Refusal(Code.WRONG_STATE, why=why, name=one.number, **params))
    return told


def _holders(
    connection: Connection, keys: Collection[str], channel: str
) -> dict[str, tuple[int, str]]:
    """By number as it is compared: the order of a channel that has it."""
    query = select(_NUMBER_THERE, Order.id, Order.number).where(
        or_(among_texts(Order.number_key, keys), among_texts(Order.source_key, keys)),
        or_(Order.channel == channel, Order.source_channel == channel),
    )
    return {key: (order_id, number) for key, order_id, number in connection.execute(query)}


def _write(connection: Connection, order_ids: Collection[int], channel: str) -> None:
    """An order that comes back to the channel of its file has no other one any more."""
    from_file = func.coalesce(Order.source_channel, func.nullif(Order.channel, ""))
    values = {"channel": channel, "source_channel": func.nullif(from_file, channel)}
    connection.execute(update(Order).where(among(Order.id, order_ids)).values(values))


def _ask(transaction: Transaction, order_ids: Collection[int]) -> list[int]:
    """Those of which nothing has left stand still until somebody verifies them."""
    lines = lines_of_orders(transaction.connection, order_ids)
    whole = [id_ for id_ in order_ids if not any(line.shipped for line in lines[id_])]
    given = ask_to_verify(transaction, whole)
    release(transaction, given.product_ids)
    return whole


def _plan_again(transaction: Transaction, order_ids: Collection[int]) -> None:
    """What was promised and what waits, under the rules of the channel."""
    connection = transaction.connection
    waited_for = products_orders_wait_for(connection, order_ids)
    given = give_back(transaction, promises_of_orders(connection, order_ids))
    plan_again(transaction, given, Wanted(given_back=given.units_by_line, new=False, parked=True))
    transaction.opened |= waited_for
    release(transaction, waited_for)
