"""Reads the stock ledger: rows that fit a wish, and what lay where at a moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from packbench.db.schema import (
    Command,
    Location,
    Movement,
    Operator,
    Order,
    Product,
    Shipment,
    Station,
    StockBin,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.domain.catalog import code_key

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class LedgerWish:
    """Which rows; None and empty ask for all.

    Attributes:
        documents: names that movements carry, as shipments, waves and receipts have them.
        until: the last moment that counts.
    """

    warehouse_id: int | None = None
    product_id: int | None = None
    location_id: int | None = None
    lot: str | None = None
    documents: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


def ledger_rows(
    connection: Connection, wish: LedgerWish, before_id: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Rows of the ledger, the youngest first, from the one before `before_id` on.

    Each has the units on hand after it: of the lot in the bin where the wish names one of the two,
    else of the product in the warehouse.
    """
    query = (
        select(
            *(Movement.id, Movement.at, Command.name.label("command"), Movement.cause),
            *(Warehouse.code.label("warehouse"), Product.sku, Movement.quantity),
            *(Movement.unavailable, _level_after(wish).label("after")),
            *(Location.code.label("location"), Location.kind, Movement.lot),
            *(Operator.name.label("operator"), Station.name.label("station")),
            *(Movement.note, Movement.document),
        )
        .join(Command, Command.id == Movement.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .join(Product, Product.id == Movement.product_id)
        .join(Location, Location.id == Movement.location_id)
        .order_by(Movement.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(Movement.id < before_id)
    return connection.execute(_wished(query, wish)).all()


def _level_after(wish: LedgerWish) -> Any:
    """The sum of what moved up to a row and with it, in the rows of its command that follow.

    So both rows of a move tell the same level of the warehouse, and none in between.
    """
    before, beside = aliased(Movement), aliased(Movement)
    up_to, with_it = (
        select(func.sum(one.quantity)).where(*_same_place(one, wish)).correlate(Movement)
        for one in (before, beside)
    )
    up_to = up_to.where(before.id <= Movement.id)
    with_it = with_it.where(beside.command_id == Movement.command_id, beside.id > Movement.id)
    return up_to.scalar_subquery() + func.coalesce(with_it.scalar_subquery(), 0)


def _same_place(other: type[Movement], wish: LedgerWish) -> list[ColumnElement[bool]]:
    """Of the product in the warehouse; of the lot in the bin where the wish names one of these."""
    places = [other.product_id == Movement.product_id, other.warehouse_id == Movement.warehouse_id]
    if wish.location_id is not None or wish.lot is not None:
        places += [other.location_id == Movement.location_id, other.lot == Movement.lot]
    return places


def _wished(query: Select[*Ts], wish: LedgerWish) -> Select[*Ts]:
    given = (
        (Movement.warehouse_id, wish.warehouse_id),
        (Movement.product_id, wish.product_id),
        (Movement.location_id, wish.location_id),
        (Movement.lot, wish.lot),
    )
    query = query.where(*(column == value for column, value in given if value is not None))
    if wish.documents is not None:
        query = query.where(Movement.document.in_(wish.documents))
    if wish.since is not None:
        query = query.where(Movement.at >= wish.since)
    return query if wish.until is None else query.where(Movement.at <= wish.until)


def first_moment(connection: Connection, wish: LedgerWish) -> datetime | None:
    """When the oldest of these rows was written; None where there is none."""
    query = _wished(select(Movement.at), wish).order_by(Movement.id).limit(1)
    return connection.execute(query).scalar()


def levels_at(connection: Connection, wish: LedgerWish) -> Sequence[Row[Any]]:
    """What lay in each place at the end of the wish's time, by warehouse, product, bin and lot."""
    units, blocked = func.sum(Movement.quantity), func.sum(Movement.unavailable)
    sums = (
        _wished(
            select(
                *(Movement.warehouse_id, Movement.product_id, Movement.location_id, Movement.lot),
                *(units.label("units"), blocked.label("blocked")),
            ),
            wish,
        )
        .group_by(*(Movement.warehouse_id, Movement.product_id, Movement.location_id, Movement.lot))
        .having(or_(units != 0, blocked != 0))
        .subquery()
    )
    place = and_(
        StockBin.location_id == sums.c.location_id,
        StockBin.product_id == sums.c.product_id,
        StockBin.lot == sums.c.lot,
    )
    query = (
        select(
            *(Warehouse.code.label("warehouse"), Product.sku, Product.name),
            *(Location.code.label("location"), Location.kind, sums.c.lot, StockBin.expires_on),
            *(sums.c.units, sums.c.blocked),
        )
        .join(Warehouse, Warehouse.id == sums.c.warehouse_id)
        .join(Product, Product.id == sums.c.product_id)
        .join(Location, Location.id == sums.c.location_id)
        .join(StockBin, place)
        .order_by(Warehouse.code, Product.sku, Location.code, sums.c.lot)
    )
    return connection.execute(query).all()


def documents_named(connection: Connection, name: str) -> list[str]:
    """The names under which goods of an order move, or the name itself as rows may spell it."""
    query = (
        select(Shipment.number)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.number_key == code_key(name))
    )
    return [name.strip(), name.strip().upper(), *connection.scalars(query)]
