"""What follows when a product may be back-ordered from now on, or its stock is counted no more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select

from packbench.db.schema import OrderLine, OrderProblem, Product, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.changes import Kind
from packbench.domain.orders import Problem, Reason
from packbench.engine.command.core import Transaction
from packbench.engine.stock_changes import promise_again
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.preorder_limits import lift_limits
from packbench.engine.writes.waiting_room import mark_waiting


@dataclass(frozen=True, slots=True)
class ChangedPolicies:
    """Products of a file that may be back-ordered now, and those counted otherwise than before."""

    allowed: set[int] = field(default_factory=set)
    counted_otherwise: set[int] = field(default_factory=set)
    limited_otherwise: set[int] = field(default_factory=set)

    def note(self, before: AnyRow, changes: Mapping[str, Any]) -> None:
        """Remembers a product whose policies change."""
        backorder = changes.get("backorder", before.backorder)
        if before.backorder == BackorderPolicy.NO and backorder != BackorderPolicy.NO:
            self.allowed.add(before.id)
        if changes.get("manage_stock", before.manage_stock) != before.manage_stock:
            self.counted_otherwise.add(before.id)
        if {"backorder", "preorder_limit"} & changes.keys():
            self.limited_otherwise.add(before.id)

    def follow(self, transaction: Transaction) -> None:
        """Does what follows for orders, once the products are written."""
        promise_again(transaction, self.counted_otherwise)
        _let_wait(transaction, self.allowed)
        lift_limits(transaction.connection, self.limited_otherwise)


def _let_wait(transaction: Transaction, product_ids: Collection[int]) -> None:
    """Units that might not be back-ordered go to the waiting room, each in its order's place."""
    connection = transaction.connection
    rows = _lacking(connection, product_ids)
    if not rows:
        return
    move_units(connection, [Move(row.id, "unavailable", "waiting", row.units) for row in rows])
    for reason in (Reason.PREORDER, Reason.OUT_OF_STOCK):
        fresh = [
            row.id for row in rows if row.reason in {None, Reason.MANUAL} and _reason(row) is reason
        ]
        mark_waiting(connection, transaction.at, fresh, reason)
    for row in rows:
        connection.execute(
            delete(OrderProblem).where(
                OrderProblem.order_id == row.order_id,
                OrderProblem.line == row.line,
                OrderProblem.code == Problem.NOT_BACKORDERABLE,
            )
        )
    order_ids = {row.order_id for row in rows}
    refresh_orders(connection, order_ids)
    transaction.changed(Kind.ORDER, order_ids)


def _lacking(connection: Connection, product_ids: Collection[int]) -> list[AnyRow]:
    line = OrderLine
    query = (
        select(
            *(line.id, line.order_id, line.line, line.unavailable.label("units")),
            *(Product.backorder, Waiting.reason),
        )
        .join(Product, Product.id == line.product_id)
        .outerjoin(Waiting, Waiting.order_line_id == line.id)
        .where(among(line.product_id, product_ids), line.unavailable > 0)
        .order_by(line.id)
    )
    return list(connection.execute(query).all()) if product_ids else []


def _reason(row: AnyRow) -> Reason:
    preorder = row.backorder == BackorderPolicy.PREORDER
    return Reason.PREORDER if preorder else Reason.OUT_OF_STOCK
