"""Orders and their lines as the commands need them: read under the lock, all columns."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.going_on import goes_on
from packbench.db.sql.rows import AnyRow, Promised
from packbench.db.sql.units import unpicked_units
from packbench.domain.orders import BEGUN_SHIPMENTS, ShipmentStatus
from packbench.domain.refusals import Code, Refusal


class OrderState(NamedTuple):
    """What commands on many orders look at before they touch one."""

    id: int
    number: str
    status: str
    hold: str | None
    hold_reason: str | None
    priority: int
    ship_by: date | None
    ordered_at: datetime
    ship_partial: bool
    payment: str
    waiting_units: int
    verify: str | None = None
    ship_method: str | None = None
    channel: str = ""
    tags: str | None = None
    note: str | None = None
    max_warehouses: int | None = None


def order_rows(connection: Connection, order_ids: Collection[int]) -> dict[int, OrderState]:
    """Some orders by id."""
    query = select(
        *(Order.id, Order.number, Order.status, Order.hold, Order.hold_reason, Order.priority),
        *(Order.ship_by, Order.ordered_at, Order.ship_partial, Order.payment),
        *(Order.waiting_units, Order.verify, Order.ship_method, Order.channel),
        *(Order.tags, Order.note, Order.max_warehouses),
    ).where(among(Order.id, order_ids))
    return {row.id: OrderState._make(row) for row in connection.execute(query).all()}


def order_row(connection: Connection, order_id: int) -> AnyRow:
    """One order, all columns."""
    return connection.execute(select(Order.__table__).where(Order.id == order_id)).one()


def order_rows_whole(connection: Connection, order_ids: Collection[int]) -> dict[int, AnyRow]:
    """Some orders by id, all columns."""
    rows = connection.execute(select(Order.__table__).where(among(Order.id, order_ids)))
    return {row.id: row for row in rows}


def line_rows(connection: Connection, order_id: int, line: int | None = None) -> list[AnyRow]:
    """The lines of an order, or one of them; refuses `not_found` for a line that it hasn't."""
    query = select(OrderLine.__table__).where(OrderLine.order_id == order_id)
    if line is not None:
        query = query.where(OrderLine.line == line)
    rows = connection.execute(query.order_by(OrderLine.line)).all()
    if not rows:
        raise Refusal(Code.NOT_FOUND, kind="line", name=line)
    return list(rows)


def lines_of_orders(connection: Connection, order_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    """By order: its lines in line order, all columns, and how many waiting units are `marked`."""
    query = (
        select(OrderLine.__table__, func.coalesce(Waiting.marked, 0).label("marked"))
        .outerjoin(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(among(OrderLine.order_id, order_ids))
        .order_by(OrderLine.order_id, OrderLine.line)
    )
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(query).all():
        found[row.order_id].append(row)
    return found


def orders_of_lines(connection: Connection, line_ids: Collection[int]) -> set[int]:
    """The orders that lines belong to."""
    query = select(OrderLine.order_id).where(among(OrderLine.id, line_ids))
    return set(connection.execute(query).scalars())


def routed_orders(connection: Connection, order_ids: Collection[int]) -> set[int]:
    """Those of the orders of which some units were routed, and that nobody keeps back."""
    line = OrderLine
    query = (
        select(line.order_id)
        .join(Order, Order.id == line.order_id)
        .where(among(line.order_id, order_ids), goes_on())
        .where(line.ordered > line.unrouted + line.cancelled)
    )
    return set(connection.execute(query).scalars())


def was_routed(connection: Connection, order_id: int) -> bool:
    """Whether any unit of the order was routed, on hold or not."""
    line = OrderLine
    query = select(line.id).where(
        line.order_id == order_id, line.ordered > line.unrouted + line.cancelled
    )
    return connection.execute(query.limit(1)).first() is not None


def begun_shipments(connection: Connection, order_ids: Collection[int]) -> dict[int, AnyRow]:
    """By order: its first shipment that somebody picks or packs."""
    begun = [status.value for status in BEGUN_SHIPMENTS]
    query = (
        select(Shipment.__table__)
        .where(among(Shipment.order_id, order_ids), Shipment.status.in_(begun))
        .order_by(Shipment.sequence.desc())
    )
    return {row.order_id: row for row in connection.execute(query)}


def packed_shipments(connection: Connection, order_ids: Collection[int]) -> set[int]:
    """Those of the orders of which a shipment is packed, or at a supplier, and not shipped."""
    stays = (ShipmentStatus.PACKED.value, ShipmentStatus.AT_SUPPLIER.value)
    query = select(Shipment.order_id).where(
        among(Shipment.order_id, order_ids), Shipment.status.in_(stays)
    )
    return set(connection.execute(query).scalars())


def packed_of_orders(connection: Connection, order_ids: Collection[int]) -> dict[int, list[str]]:
    """By order the numbers of its shipments that are packed and not shipped."""
    packed = among(Shipment.order_id, order_ids) & (Shipment.status == ShipmentStatus.PACKED)
    query = select(Shipment.order_id, Shipment.number).where(packed).order_by(Shipment.sequence)
    found: dict[int, list[str]] = defaultdict(list)
    for order_id, number in connection.execute(query):
        found[order_id].append(number)
    return dict(found)


def packed_numbers(connection: Connection, order_id: int) -> list[str]:
    """The numbers of an order's shipments that are packed and not shipped."""
    packed = (Shipment.order_id == order_id) & (Shipment.status == ShipmentStatus.PACKED)
    query = select(Shipment.number).where(packed).order_by(Shipment.sequence)
    return list(connection.execute(query).scalars())


def unpicked(connection: Connection, line_ids: Collection[int]) -> dict[Promised, int]:
    """Unpicked line units of some lines by (shipment, line), the newest shipment first."""
    return {(row[0], row[1]): int(row.units) for row in _unpicked(connection, line_ids)}


def unbegun(connection: Connection, line_ids: Collection[int]) -> dict[Promised, int]:
    """As `unpicked`, but for what is in shipments that somebody picks or packs."""
    return {
        (row[0], row[1]): int(row.units)
        for row in _unpicked(connection, line_ids)
        # In SQL it would lead SQLite to walk through all shipments that are ready.
        if row.status == ShipmentStatus.READY
    }


def _unpicked(connection: Connection, line_ids: Collection[int]) -> Sequence[AnyRow]:
    units = unpicked_units()
    query = (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Shipment.sequence),
            *(Shipment.status, units.label("units")),
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(among(Allocation.order_line_id, line_ids))
        .group_by(
            *(Allocation.shipment_id, Allocation.order_line_id),
            *(Shipment.sequence, Shipment.status),
        )
        .having(units > 0)
        .order_by(Shipment.sequence.desc())
    )
    return connection.execute(query).all()
