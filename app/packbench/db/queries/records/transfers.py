"""Reads of transfers between warehouses, and of what of them is on its way."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from packbench.db.schema import (
    Location,
    Operator,
    Product,
    TransferLineRow,
    TransferRow,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import TransferStatus, transfer_id_of, transfer_name

_MOST = 500


def on_its_way() -> ColumnElement[int]:
    """Units of a line that are neither received, lost nor back; of one that is over they are 0."""
    line = TransferLineRow
    return line.sent - line.received - line.lost - line.returned


def find_transfer(connection: Connection, name: str, *, lock: bool = False) -> AnyRow:
    """A transfer by its name; with `lock` nobody else changes it meanwhile."""
    transfer_id = transfer_id_of(name)
    if transfer_id is not None:
        query = select(TransferRow.__table__).where(TransferRow.id == transfer_id)
        if lock and connection.dialect.name != "sqlite":
            query = query.with_for_update()
        row = connection.execute(query).one_or_none()
        if row is not None:
            return row
    raise Refusal(Code.NOT_FOUND, kind="transfer", name=name)


def transfer_rows(
    connection: Connection, transfer_id: int | None = None, *, open_only: bool = False
) -> list[AnyRow]:
    """Transfers with their sums: what is on its way first, then the newest; 500 at most."""
    query = _transfers()
    if transfer_id is not None:
        query = query.where(TransferRow.id == transfer_id)
    if open_only:
        query = query.where(TransferRow.status == TransferStatus.SENT)
    return list(connection.execute(query).all())


def _transfers() -> Select[Any]:
    one, line = TransferRow, TransferLineRow
    source, target = aliased(Warehouse), aliased(Warehouse)
    newest = (
        select(one.id)
        .order_by(one.status != TransferStatus.SENT, one.id.desc())
        .limit(_MOST)
        .subquery()
    )
    sums = (
        select(
            line.transfer_id,
            func.count().label("lines"),
            *(total(line.sent).label("sent"), total(line.received).label("received")),
            *(total(line.lost).label("lost"), total(line.returned).label("returned")),
            total(line.over).label("over"),
        )
        .group_by(line.transfer_id)
        .subquery()
    )
    return (
        select(
            *(one.id, source.code.label("source"), target.code.label("target"), one.status),
            *(one.note, one.expected_on, one.sent_at, Operator.name.label("operator")),
            *(one.ended_at, sums.c.lines, sums.c.sent, sums.c.received, sums.c.lost),
            *(sums.c.returned, sums.c.over),
        )
        .join(source, source.id == one.source_id)
        .join(target, target.id == one.target_id)
        .join(Operator, Operator.id == one.operator_id)
        .join(sums, sums.c.transfer_id == one.id)
        .where(one.id.in_(select(newest.c.id)))
        .order_by(one.status != TransferStatus.SENT, one.id.desc())
    )


def transfer_lines(connection: Connection, transfer_id: int) -> list[AnyRow]:
    """The lines of a transfer as they were sent."""
    line = TransferLineRow
    query = (
        select(
            *(line.id, line.product_id, line.location_id, line.lot, line.expires_on),
            *(line.sent, line.received, line.lost, line.returned, line.over),
            *(Product.sku, Product.name, Product.sku_key, Location.code.label("location")),
            *(Location.pickable, on_its_way().label("open")),
        )
        .join(Product, Product.id == line.product_id)
        .join(Location, Location.id == line.location_id)
        .where(line.transfer_id == transfer_id)
        .order_by(line.id)
    )
    return list(connection.execute(query).all())


def lot_on_its_way(connection: Connection, product_id: int, lot: str) -> list[AnyRow]:
    """Units of a lot that are on their way, by transfer, with where they go."""
    line, one = TransferLineRow, TransferRow
    query = (
        select(one.id, Warehouse.code.label("target"), line.expires_on)
        .add_columns(total(on_its_way()).label("units"))
        .join(one, one.id == line.transfer_id)
        .join(Warehouse, Warehouse.id == one.target_id)
        .where(line.product_id == product_id, line.lot == lot, on_its_way() > 0)
        .group_by(one.id, Warehouse.code, line.expires_on)
        .order_by(one.id)
    )
    return list(connection.execute(query).all())


def transfer_targets(connection: Connection) -> dict[str, int]:
    """By name: the warehouse that each transfer goes to."""
    query = select(TransferRow.id, TransferRow.target_id)
    return {transfer_name(row.id): row.target_id for row in connection.execute(query)}


ON_THE_WAY_COLUMNS = (
    *("transfer", "source", "target", "sku", "lot", "expires_on", "quantity", "location"),
    *("sent_at", "expected_on", "note"),
)


def on_the_way(connection: Connection) -> Iterator[tuple[str | int | date | datetime | None, ...]]:
    """What of transfers is on its way, a row a line: it lies nowhere, so no other file has it."""
    line, one = TransferLineRow, TransferRow
    source, target = aliased(Warehouse), aliased(Warehouse)
    query = (
        select(one.id, source.code, target.code, Product.sku, func.nullif(line.lot, ""))
        .add_columns(line.expires_on, on_its_way(), Location.code, one.sent_at, one.expected_on)
        .add_columns(func.nullif(one.note, ""))
        .join(one, one.id == line.transfer_id)
        .join(source, source.id == one.source_id)
        .join(target, target.id == one.target_id)
        .join(Product, Product.id == line.product_id)
        .join(Location, Location.id == line.location_id)
        .where(on_its_way() > 0)
        .order_by(one.id, line.id)
    )
    for row in connection.execute(query).all():
        yield (transfer_name(row[0]), *row[1:])
