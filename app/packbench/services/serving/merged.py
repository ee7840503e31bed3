"""Which orders were merged into others: their programs know them by the numbers that they gave."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.schema import Command, CommandRecord, Order
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among, among_texts
from packbench.domain.catalog import code_key
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import Said

MERGE = "orders.merge"
"""The name of the command, as the history has it."""


class TakenOrder(NamedTuple):
    """An order that another one took: its number for its channel, and the command that did it."""

    number: str
    command_id: int


class _MergedPair(NamedTuple):
    taker: str
    taken: str
    command_id: int


def taken_into(
    connection: Connection, channel: str, orders: Collection[int]
) -> dict[int, list[TakenOrder]]:
    """By order: those of a channel that were merged into it, and into them, and not taken back."""
    found: dict[int, list[TakenOrder]] = defaultdict(list)
    holders = {order_id: {order_id} for order_id in orders}
    seen: set[tuple[int, int]] = set()
    while holders:
        further: dict[int, set[int]] = defaultdict(set)
        for taker, (order_id, told) in _merged(connection, channel, holders):
            for first in holders[taker]:
                if (first, order_id) not in seen:
                    seen.add((first, order_id))
                    further[order_id].add(first)
                    found[first] += [told] if told.number else []
        holders = further
    return found


def _merged(
    connection: Connection, channel: str, takers: Mapping[int, object]
) -> list[tuple[int, tuple[int, TakenOrder]]]:
    """(who took, (id of what it took, what it is called)); no number where it is another's."""
    merges = list(_merges(connection, takers))
    names = {one.taken for one in merges} | {one.taker for one in merges}
    own = func.coalesce(Order.source_channel, Order.channel) == channel
    number = func.coalesce(Order.source_number, Order.number)
    query = select(Order.id, Order.number_key, number.label("number"), own.label("own"))
    rows = {
        row.number_key: row
        for row in connection.execute(query.where(among_texts(Order.number_key, names))).all()
    }
    return [
        (rows[one.taker].id, (row.id, TakenOrder(row.number if row.own else "", one.command_id)))
        for one in merges
        if (row := rows.get(one.taken)) is not None
        if one.taker in rows and rows[one.taker].id in takers
    ]


def _merges(connection: Connection, takers: Collection[int]) -> Iterator[_MergedPair]:
    undoing = aliased(Command)
    query = (
        select(Command.id, Command.result)
        .join(CommandRecord, CommandRecord.command_id == Command.id)
        .outerjoin(undoing, undoing.undoes_id == Command.id)
        .where(CommandRecord.kind == RecordKind.ORDER.value, Command.name == MERGE)
        .where(among(CommandRecord.record_id, takers), undoing.id.is_(None))
        .order_by(Command.id)
        .distinct()
    )
    for command_id, result in connection.execute(query).all():
        for row in json.loads(result or "{}").get("results", ()):
            for told in row["notes"]:
                if told["code"] == Said.TAKEN_INTO.value:
                    taker = code_key(told["params"]["other"])
                    yield _MergedPair(taker, code_key(row["order_number"]), command_id)
