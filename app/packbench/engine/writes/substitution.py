"""Another product on waiting lines: the old SKU stays on record, the place in the queue too."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from packbench.db.queries.records.order_rows import unpicked
from packbench.db.schema import (
    OrderLine,
    OrderProblem,
    Waiting,
)
from packbench.db.sql.among import among
from packbench.db.sql.bulk import delete_rows, insert_rows, reserve_ids, update_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import Problem, Reason
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.waiting_room import Waits, wait_as_long, waits_of


class NewProduct(NamedTuple):
    """The product that takes the place of another."""

    id: int
    sku: str


class Replaced(NamedTuple):
    """A line whose product was replaced, as it was before; enough to put it back.

    `split_from` is the line that the units were taken from when only a part of it waited.
    `since`, `passed_over` and `passed_by` tell how it waited, `since` is None where it did not.
    """

    line_id: int
    order_id: int
    product_id: int | None
    sku: str
    original_sku: str | None
    split_from: int | None
    since: str | None = None
    passed_over: int = 0
    passed_by: str | None = None


def substitutable(
    connection: Connection, order_ids: Collection[int], sku: str | None
) -> dict[int, list[AnyRow]]:
    """By order: the lines with units that wait, lack or are of an unknown SKU."""
    open_units = OrderLine.waiting + OrderLine.unavailable
    unknown = OrderLine.product_id.is_(None) & (OrderLine.unrouted > 0)
    query = select(OrderLine.__table__).where(
        among(OrderLine.order_id, order_ids), (open_units > 0) | unknown
    )
    if sku is not None:
        query = query.where(OrderLine.sku_key == code_key(sku))
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(query.order_by(OrderLine.order_id, OrderLine.line)):
        found[row.order_id].append(row)
    return found


def substitute_lines(
    connection: Connection, lines: Sequence[AnyRow], new: NewProduct
) -> list[Replaced]:
    """Puts the new product on lines; where only a part waits, that part becomes a line of its own.

    The units are left where they are (unavailable ones become new), ready to be routed.
    """
    waited = waits_of(connection, [row.id for row in lines])
    whole = [row for row in lines if _open_units(row) + row.cancelled == row.ordered]
    parts = [row for row in lines if _open_units(row) + row.cancelled < row.ordered]
    _put_on(connection, [(row.id, new.id, new.sku, row.original_sku or row.sku) for row in whole])
    moves = [Move(row.id, "unavailable", "unrouted", row.unavailable) for row in whole]
    move_units(connection, moves)
    made = _split(connection, parts, new)
    _settle_problems(connection, lines)
    replaced = [_replaced(row, row.id, None) for row in whole]
    replaced += [_replaced(row, line_id, row.id) for row, line_id in zip(parts, made, strict=True)]
    replaced = [_with_its_wait(one, waited) for one in replaced]
    _forget_preorders(connection, replaced)
    return replaced


def exchange_product(connection: Connection, line_id: int, new: NewProduct) -> None:
    """Puts another product on a whole line, of which nothing is promised, picked or further.

    The SKU that was ordered stays on record, unless it is that one again.
    """
    row = connection.execute(select(OrderLine.__table__).where(OrderLine.id == line_id)).one()
    ordered = row.original_sku or row.sku
    old = None if code_key(ordered) == code_key(new.sku) else ordered
    _put_on(connection, [(line_id, new.id, new.sku, old)])
    move_units(connection, [Move(line_id, "unavailable", "unrouted", row.unavailable)])
    _settle_problems(connection, [row])
    _forget_preorders(connection, [_replaced(row, line_id, None)])


def _replaced(row: AnyRow, line_id: int, split_from: int | None) -> Replaced:
    before = (row.order_id, row.product_id, row.sku, row.original_sku)
    return Replaced(line_id, *before, split_from)


def _with_its_wait(replaced: Replaced, waited: Mapping[int, Waits]) -> Replaced:
    before = waited.get(replaced.split_from or replaced.line_id)
    if before is None:
        return replaced
    since = before.since.isoformat()
    return replaced._replace(
        since=since, passed_over=before.passed_over, passed_by=before.passed_by
    )


def wait_as_before(connection: Connection, replaced: Sequence[Replaced]) -> None:
    """What waits again of lines that were put back has waited since it did, overtaken as often."""
    before = {}
    for one in replaced:
        if one.since is not None:
            line_id = one.split_from or one.line_id
            said = (datetime.fromisoformat(one.since), 0, one.passed_over, one.passed_by)
            before[line_id] = Waits(line_id, "", *said)
    wait_as_long(connection, before)


def _open_units(row: AnyRow) -> int:
    return int(row.waiting + row.unavailable + row.unrouted)


_ProductOfLine = tuple[int, int | None, str, str | None]
"""Line id, product id, SKU, the SKU that was ordered when it is another."""


def _put_on(connection: Connection, lines: Sequence[_ProductOfLine]) -> None:
    """Sets the product of lines, in the waiting room too."""
    rows = [(line_id, product, sku, code_key(sku), old) for line_id, product, sku, old in lines]
    columns = ("product_id", "sku", "sku_key", "original_sku")
    update_rows(connection, OrderLine, columns, rows)
    known = [(line_id, product) for line_id, product, *_ in lines if product is not None]
    update_rows(connection, Waiting, ("product_id",), known, key="order_line_id")


def _forget_preorders(connection: Connection, replaced: Sequence[Replaced]) -> None:
    """A promise of the old product is none of the new one; routing says why a line waits now."""
    ours = among(Waiting.order_line_id, [one.line_id for one in replaced])
    preorder = Waiting.reason.in_([Reason.PREORDER.value, Reason.PREORDER_LIMIT.value])
    statement = update(Waiting).where(ours, preorder)
    connection.execute(statement.values(reason=Reason.OUT_OF_STOCK.value))


def _split(connection: Connection, lines: Sequence[AnyRow], new: NewProduct) -> Sequence[int]:
    """Moves the open units of each line to a new line with the new product; the new lines' ids."""
    if not lines:
        return ()
    waiting = _waiting_of(connection, [row.id for row in lines])
    delete_rows(connection, Waiting, [row.id for row in lines], key="order_line_id")
    rest = [(row.id, row.ordered - _open_units(row), 0, 0, 0) for row in lines]
    update_rows(connection, OrderLine, ("ordered", "waiting", "unavailable", "unrouted"), rest)
    last = _last_lines(connection, {row.order_id for row in lines})
    ids = reserve_ids(connection, OrderLine, len(lines))
    made, waits = [], []
    for line_id, row in zip(ids, lines, strict=True):
        last[row.order_id] += 1
        product = (new.id, new.sku, code_key(new.sku), row.original_sku or row.sku)
        units = (_open_units(row), row.waiting, _open_units(row) - row.waiting)
        facts = (row.unit_price, row.backorder_allowed)
        made.append((line_id, row.order_id, last[row.order_id], *product, *units, *facts))
        if row.id in waiting:
            waits.append((line_id, row.order_id, new.id, *waiting[row.id]))
    insert_rows(connection, OrderLine, _LINE_COLUMNS, made)
    insert_rows(connection, Waiting, _WAITING_COLUMNS, waits)
    return ids


_LINE_COLUMNS = (
    *("id", "order_id", "line", "product_id", "sku", "sku_key", "original_sku"),
    *("ordered", "waiting", "unrouted", "unit_price", "backorder_allowed"),
)
_KEPT_WHILE_WAITING = (
    *("reason", "since", "queue_key", "marked", "passed_over", "passed_by", "limited"),
)
_WAITING_COLUMNS = ("order_line_id", "order_id", "product_id", *_KEPT_WHILE_WAITING)


def _waiting_of(connection: Connection, line_ids: Collection[int]) -> dict[int, tuple[Any, ...]]:
    columns = [Waiting.__table__.c[name] for name in _KEPT_WHILE_WAITING]
    query = select(Waiting.order_line_id, *columns).where(among(Waiting.order_line_id, line_ids))
    return {row[0]: tuple(row[1:]) for row in connection.execute(query).all()}


def _last_lines(connection: Connection, order_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(OrderLine.order_id, func.max(OrderLine.line))
        .where(among(OrderLine.order_id, order_ids))
        .group_by(OrderLine.order_id)
    )
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _settle_problems(connection: Connection, lines: Sequence[AnyRow]) -> None:
    statement = delete(OrderProblem).where(
        OrderProblem.order_id == bindparam("settled_order"),
        OrderProblem.line == bindparam("settled_line"),
        or_(
            OrderProblem.code == Problem.UNKNOWN_SKU,
            OrderProblem.code == Problem.NOT_BACKORDERABLE,
        ),
    )
    rows = [{"settled_order": row.order_id, "settled_line": row.line} for row in lines]
    if rows:
        connection.execute(statement, rows)


def put_back(transaction: Transaction, replaced: Sequence[Replaced]) -> set[int]:
    """Puts the old products back; what was promised of the new ones is given back.

    Lines that were made for it are one with the line that they came from again. Gives the products
    that are free again.
    """
    connection = transaction.connection
    given = give_back(transaction, unpicked(connection, [one.line_id for one in replaced]))
    parts = {one.line_id: one.split_from for one in replaced if one.split_from is not None}
    whole = [one for one in replaced if one.split_from is None]
    _make_unknown(connection, [one.line_id for one in whole if one.product_id is None])
    _put_on(connection, [(one.line_id, one.product_id, one.sku, one.original_sku) for one in whole])
    _unite(connection, parts)
    _forget_preorders(connection, replaced)
    return given.product_ids


def _unite(connection: Connection, parts: Mapping[int, int]) -> None:
    """Adds lines, of which nothing is promised, to the lines that they were split from."""
    query = select(OrderLine.__table__).where(among(OrderLine.id, [*parts, *parts.values()]))
    lines = {row.id: row for row in connection.execute(query).all()}
    waiting = _waiting_of(connection, list(parts))
    buckets = ("ordered", "unrouted", "waiting", "unavailable", "cancelled")
    sums, waits = [], []
    for part_id, line_id in parts.items():
        part, line = lines[part_id], lines[line_id]
        sums.append((line_id, *(getattr(line, name) + getattr(part, name) for name in buckets)))
        if part_id in waiting and not line.waiting:
            waits.append((line_id, line.order_id, line.product_id, *waiting[part_id]))
    delete_rows(connection, Waiting, list(parts), key="order_line_id")
    delete_rows(connection, OrderLine, list(parts))
    update_rows(connection, OrderLine, buckets, sums)
    insert_rows(connection, Waiting, _WAITING_COLUMNS, waits)


def _make_unknown(connection: Connection, line_ids: Collection[int]) -> None:
    """Lines of an unknown SKU again: they wait for nothing, and somebody has to mend them."""
    query = select(OrderLine.__table__).where(among(OrderLine.id, line_ids))
    rows = connection.execute(query).all()
    buckets = ("waiting", "unavailable")
    move_units(
        connection,
        [
            Move(row.id, bucket, "unrouted", getattr(row, bucket))
            for row in rows
            for bucket in buckets
        ],
    )
    problems = [
        {"order_id": row.order_id, "code": Problem.UNKNOWN_SKU.value, "line": row.line}
        for row in rows
    ]
    if problems:
        connection.execute(insert(OrderProblem), problems)
