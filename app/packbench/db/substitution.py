"""Another product on waiting lines: the old SKU stays on record, the place in the queue too."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from packbench.db.buckets import Move, move_units
from packbench.db.give_back import give_back
from packbench.db.queries.among import among
from packbench.db.queries.order_rows import unpicked
from packbench.db.rows import AnyRow
from packbench.db.schema import (
    KitComponent,
    OrderLine,
    OrderProblem,
    Waiting,
)
from packbench.domain.catalog import code_key
from packbench.domain.orders import Problem


class NewProduct(NamedTuple):
    """The product that takes the place of another."""

    id: int
    sku: str

    def components(self, connection: Connection) -> set[int]:
        """The components, when it is a kit."""
        query = select(KitComponent.component_id).where(KitComponent.kit_id == self.id)
        return set(connection.execute(query).scalars())


class Replaced(NamedTuple):
    """A line whose product was replaced, as it was before; enough to put it back.

    `split_from` is the line that the units were taken from when only a part of it waited.
    """

    line_id: int
    order_id: int
    product_id: int | None
    sku: str
    original_sku: str | None
    split_from: int | None


def substitutable(
    connection: Connection, order_ids: Collection[int], sku: str | None
) -> dict[int, list[AnyRow]]:
    """By order: the lines with units that wait, lack or are of an unknown SKU."""
    open_units = OrderLine.waiting + OrderLine.unavailable
    unknown = OrderLine.product_id.is_(None) & (OrderLine.unrouted > 0)
    query = select(OrderLine.__table__).where(
        among(connection, OrderLine.order_id, order_ids), (open_units > 0) | unknown
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
    replaced = [_replace(connection, row, new) for row in lines]
    moves = [Move(row.id, "unavailable", "unrouted", row.unavailable) for row in lines]
    whole = {one.line_id for one in replaced if one.split_from is None}
    move_units(connection, [move for move in moves if move.line_id in whole])
    for row in lines:
        _settle_problems(connection, row)
    return replaced


def _replace(connection: Connection, row: AnyRow, new: NewProduct) -> Replaced:
    open_units = row.waiting + row.unavailable + row.unrouted
    before = (row.order_id, row.product_id, row.sku, row.original_sku)
    if open_units + row.cancelled < row.ordered:
        line_id = _split(connection, row, new)
        return Replaced(line_id, *before, split_from=row.id)
    values = {
        "product_id": new.id,
        "sku": new.sku,
        "sku_key": code_key(new.sku),
        "original_sku": row.original_sku or row.sku,
    }
    connection.execute(update(OrderLine).where(OrderLine.id == row.id).values(values))
    waits = update(Waiting).where(Waiting.order_line_id == row.id)
    connection.execute(waits.values(product_id=new.id))
    return Replaced(row.id, *before, split_from=None)


def _split(connection: Connection, row: AnyRow, new: NewProduct) -> int:
    """Moves the open units of a line to a new line with the new product; its id."""
    open_units = row.waiting + row.unavailable + row.unrouted
    last = select(func.max(OrderLine.line)).where(OrderLine.order_id == row.order_id)
    number = connection.execute(last).scalar_one() + 1
    waiting = connection.execute(
        select(Waiting.__table__).where(Waiting.order_line_id == row.id)
    ).one_or_none()
    connection.execute(delete(Waiting).where(Waiting.order_line_id == row.id))
    rest = {"ordered": row.ordered - open_units, "waiting": 0, "unavailable": 0, "unrouted": 0}
    connection.execute(update(OrderLine).where(OrderLine.id == row.id).values(rest))
    values = {
        "order_id": row.order_id,
        "line": number,
        "product_id": new.id,
        "sku": new.sku,
        "sku_key": code_key(new.sku),
        "original_sku": row.original_sku or row.sku,
        "unit_price": row.unit_price,
        "ordered": open_units,
        "waiting": row.waiting,
        "unrouted": open_units - row.waiting,
    }
    statement = insert(OrderLine).values(values).returning(OrderLine.id)
    line_id = connection.execute(statement).scalar_one()
    if waiting is not None and row.waiting:
        kept = {**waiting._asdict(), "order_line_id": line_id, "product_id": new.id}
        connection.execute(insert(Waiting).values(kept))
    return line_id


def _settle_problems(connection: Connection, row: AnyRow) -> None:
    ours = (Problem.UNKNOWN_SKU.value, Problem.NOT_BACKORDERABLE.value)
    connection.execute(
        delete(OrderProblem).where(
            OrderProblem.order_id == row.order_id,
            OrderProblem.line == row.line,
            OrderProblem.code.in_(ours),
        )
    )


def put_back(connection: Connection, replaced: Sequence[Replaced]) -> set[int]:
    """Puts the old products back; what was promised of the new ones is given back.

    Gives the products that are free again. Refused by the caller's transaction when goods of the
    new product were picked already: their units can't be given back.
    """
    given = give_back(connection, unpicked(connection, [one.line_id for one in replaced]))
    _make_unknown(connection, [one.line_id for one in replaced if one.product_id is None])
    for one in replaced:
        values = {
            "product_id": one.product_id,
            "sku": one.sku,
            "sku_key": code_key(one.sku),
            "original_sku": one.original_sku,
        }
        connection.execute(update(OrderLine).where(OrderLine.id == one.line_id).values(values))
        waits = update(Waiting).where(Waiting.order_line_id == one.line_id)
        connection.execute(waits.values(product_id=one.product_id))
    return given.product_ids


def _make_unknown(connection: Connection, line_ids: Collection[int]) -> None:
    """Lines of an unknown SKU again: they wait for nothing, and somebody has to mend them."""
    query = select(OrderLine.__table__).where(among(connection, OrderLine.id, line_ids))
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
