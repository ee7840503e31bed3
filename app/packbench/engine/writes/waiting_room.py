"""Puts lines into the waiting room."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.schema import Order, OrderLine, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows, update_rows
from packbench.domain.orders import Reason


class Waits(NamedTuple):
    """A line that waits, why, since when, how many of its units an operator marked.

    `passed_over` and `passed_by` tell how often it was overtaken while it waited, and by whom last.
    `limited`: there may be stock for it that a limit of warehouses left; so it is where nobody says
    otherwise.
    """

    line_id: int
    reason: str
    since: datetime
    marked: int = 0
    passed_over: int = 0
    passed_by: str | None = None
    limited: bool = True


def mark_waiting(
    connection: Connection, at: datetime, line_ids: Sequence[int], reason: Reason
) -> None:
    """Gives waiting lines this reason; those that did not wait before wait since `at`."""
    rows = _as_they_wait(connection, at, line_ids)
    wait(connection, [row._replace(reason=reason.value) for row in rows])


def mark_by_hand(connection: Connection, at: datetime, line_ids: Sequence[int]) -> None:
    """Marks all that waits of these lines: it waits for an operator."""
    query = select(OrderLine.id, OrderLine.waiting).where(among(OrderLine.id, line_ids))
    waiting = {row.id: row.waiting for row in connection.execute(query).all()}
    rows = _as_they_wait(connection, at, line_ids)
    by_hand = Reason.MANUAL.value
    wait(connection, [row._replace(reason=by_hand, marked=waiting[row.line_id]) for row in rows])


def _as_they_wait(connection: Connection, at: datetime, line_ids: Collection[int]) -> list[Waits]:
    """Lines as they wait; those that don't yet, since `at`."""
    known = waits_of(connection, line_ids)
    return [known.get(line_id, Waits(line_id, "", at)) for line_id in line_ids]


def waits_of(connection: Connection, line_ids: Collection[int]) -> dict[int, Waits]:
    """By line: how those that wait do."""
    columns = [Waiting.__table__.c[name] for name in ("order_line_id", *_SAID)]
    query = select(*columns).where(among(Waiting.order_line_id, line_ids))
    return {row.order_line_id: Waits._make(row) for row in connection.execute(query).all()}


def wait_as_long(connection: Connection, before: Mapping[int, Waits]) -> None:
    """What waits of these lines has waited since it did `before`, overtaken as often."""
    rows = []
    for line_id, now in waits_of(connection, before).items():
        was = before[line_id]
        rows.append(was._replace(reason=now.reason, marked=now.marked))
    wait(connection, rows)


def wait(connection: Connection, rows: Sequence[Waits]) -> None:
    """Gives waiting lines what is said of them, each in its order's place in the queue.

    Who was overtaken more often meanwhile than is said here stays so.
    """
    wanted = {row.line_id: row for row in rows}
    query = (
        select(
            *(OrderLine.id, OrderLine.order_id, OrderLine.product_id, Order.queue_key),
            *(Waiting.passed_over, Waiting.passed_by),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(among(OrderLine.id, wanted))
    )
    fresh, known = [], []
    for row in connection.execute(query).all():
        said = wanted[row.id]
        if row.passed_over is None:
            fresh.append((row.order_id, row.product_id, row.queue_key, *said))
        elif row.passed_over > said.passed_over:
            known.append(said._replace(passed_over=row.passed_over, passed_by=row.passed_by))
        else:
            known.append(said)
    columns = ("order_id", "product_id", "queue_key", "order_line_id", *_SAID)
    insert_rows(connection, Waiting, columns, fresh)
    update_rows(connection, Waiting, _SAID, known, key="order_line_id")


_SAID = ("reason", "since", "marked", "passed_over", "passed_by", "limited")
