"""Links new rows of the ledger to those before them (`domain/ledger_chain`)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from packbench.db.schema import LedgerHead
from packbench.domain.ledger_chain import FIRST, LedgerRow, link, moment_text


def linked(
    connection: Connection, command: tuple[int, datetime], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The rows with moment and command before them and their link behind, in the order given.

    Moves the heads of their warehouses on; whoever writes besides waits for them.

    Args:
        connection: that of a command.
        command: its id and moment.
        rows: (warehouse, product, location, lot, quantity, unavailable, cause, note, document).
    """
    if not rows:
        return []
    command_id, at = command
    moment = moment_text(at)
    heads = _heads(connection, {row[0] for row in rows})
    added: dict[int, int] = defaultdict(int)
    written = []
    for row in rows:
        heads[row[0]] = link(heads[row[0]], LedgerRow(moment, command_id, *row))
        added[row[0]] += 1
        written.append((at, command_id, *row, heads[row[0]]))
    _move(connection, heads, added)
    return written


def _heads(connection: Connection, warehouse_ids: set[int]) -> dict[int, str]:
    query = (
        select(LedgerHead.warehouse_id, LedgerHead.link)
        .where(LedgerHead.warehouse_id.in_(warehouse_ids))
        .order_by(LedgerHead.warehouse_id)
        .with_for_update()
    )
    heads = {row.warehouse_id: row.link for row in connection.execute(query)}
    new = sorted(warehouse_ids - heads.keys())
    if new:
        rows = [{"warehouse_id": one, "link": FIRST, "movements": 0} for one in new]
        connection.execute(insert(LedgerHead), rows)
    return heads | dict.fromkeys(new, FIRST)


def _move(connection: Connection, heads: dict[int, str], added: dict[int, int]) -> None:
    table = LedgerHead.__table__
    statement = (
        update(LedgerHead)
        .where(table.c.warehouse_id == bindparam("of_warehouse"))
        .values(link=bindparam("last"), movements=table.c.movements + bindparam("more"))
    )
    connection.execute(
        statement,
        [
            {"of_warehouse": one, "last": heads[one], "more": count}
            for one, count in sorted(added.items())
        ],
    )
