"""Moves units of order lines to a supplier who sends them to the customer, and back.

They are in the bucket of what is packed, where nobody takes them, promised by no stock: a shipment
of their own holds them until the supplier sends it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from packbench.db.queries.records.order_rows import lines_of_orders
from packbench.db.schema import Allocation, DropShip, Order, OrderLine, Shipment, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.transaction import Transaction
from packbench.engine.shipping import Dispatch, note_news
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.states import set_shipments

Units = Mapping[int, int]
"""Units by order line."""


class ForCustomer(NamedTuple):
    """Of which order a supplier sends something, as from which warehouse, by which order to him."""

    order_id: int
    warehouse_id: int
    purchase_order_id: int


def give_to_supplier(
    transaction: Transaction, given: ForCustomer, units: Units, since: datetime
) -> int:
    """Inside a command: units that wait are at a supplier, on a new shipment; its id."""
    connection = transaction.connection
    shipment_id = _new_shipment(connection, given, ShipmentStatus.AT_SUPPLIER)
    row = {"shipment_id": shipment_id, "purchase_order_id": given.purchase_order_id, "since": since}
    connection.execute(insert(DropShip).values(row))
    put_at_supplier(transaction, shipment_id, units)
    return shipment_id


def put_at_supplier(transaction: Transaction, shipment_id: int, units: Units) -> None:
    """Inside a command: units that wait are on a supplier's shipment."""
    connection = transaction.connection
    move_units(connection, [Move(id_, "waiting", "packed", count) for id_, count in units.items()])
    _hold(connection, shipment_id, units, "packed")
    set_shipments(connection, [shipment_id], ShipmentStatus.AT_SUPPLIER)
    tell_drop_ship(transaction, shipment_id)


def take_from_supplier(transaction: Transaction, shipment_id: int, bucket: str) -> Units:
    """Inside a command: what a supplier has not sent is in a bucket of its lines again."""
    connection = transaction.connection
    units = units_on(connection, shipment_id)
    move_units(connection, [Move(id_, "packed", bucket, count) for id_, count in units.items()])
    connection.execute(delete(Allocation).where(Allocation.shipment_id == shipment_id))
    set_shipments(connection, [shipment_id], ShipmentStatus.CANCELLED)
    tell_drop_ship(transaction, shipment_id)
    return units


def send_from_supplier(
    transaction: Transaction, shipment: AnyRow, units: Units, dispatch: Dispatch
) -> int:
    """Inside a command: a supplier sent units of a shipment; the id of the one that is shipped.

    That is the same where he sent all of it, else a new one: the rest is still to come.
    """
    connection = transaction.connection
    shipped_id = int(shipment.id)
    if dict(units) != dict(units_on(connection, shipment.id)):
        purchase = select(DropShip.__table__).where(DropShip.shipment_id == shipment.id)
        row = connection.execute(purchase).one()
        given = ForCustomer(shipment.order_id, shipment.warehouse_id, row.purchase_order_id)
        shipped_id = _new_shipment(connection, given, ShipmentStatus.SHIPPED)
        values = {"shipment_id": shipped_id, "purchase_order_id": row.purchase_order_id}
        connection.execute(insert(DropShip).values(**values, since=row.since))
    _move_held(connection, (shipment.id, shipped_id), units, ("packed", "shipped"))
    _dispatch(connection, shipped_id, dispatch, ShipmentStatus.SHIPPED)
    tell_drop_ship(transaction, shipped_id)
    note_news(transaction, shipped_id)
    transaction.changed(Kind.SHIPMENT, {int(shipment.id)})
    return shipped_id


def give_back_sent(transaction: Transaction, shipped_id: int, rest_id: int) -> None:
    """Inside a command that takes a sending back: it is on the shipment that it was sent of."""
    connection = transaction.connection
    units = units_on(connection, shipped_id, "shipped")
    _move_held(connection, (shipped_id, rest_id), units, ("shipped", "packed"))
    status = ShipmentStatus.AT_SUPPLIER if shipped_id == rest_id else ShipmentStatus.CANCELLED
    _dispatch(connection, shipped_id, Dispatch(None, None, None, None), status)
    set_shipments(connection, [rest_id], ShipmentStatus.AT_SUPPLIER)
    tell_drop_ship(transaction, rest_id)
    note_news(transaction, shipped_id)
    transaction.changed(Kind.SHIPMENT, {shipped_id})


def units_on(connection: Connection, shipment_id: int, bucket: str = "packed") -> dict[int, int]:
    """By order line, the units that a shipment holds in a bucket."""
    column = Allocation.__table__.c[bucket]
    query = select(Allocation.order_line_id, column).where(
        Allocation.shipment_id == shipment_id, column > 0
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def products_on(connection: Connection, shipment_id: int) -> list[tuple[int, int]]:
    """The order lines of a shipment with their products, in line order."""
    query = (
        select(OrderLine.id, Allocation.product_id)
        .join(Allocation, Allocation.order_line_id == OrderLine.id)
        .where(Allocation.shipment_id == shipment_id)
        .order_by(OrderLine.line)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def chosen_units(
    connection: Connection, order_id: int, wanted: Mapping[int, int], number: str
) -> dict[int, int]:
    """By line, waiting units of products; refuses where fewer wait than are wanted of one.

    Args:
        connection: to read with, under the lock.
        order_id: of the customer's order.
        wanted: units by product.
        number: of the purchase order that brings them.
    """
    left = defaultdict(int, wanted)
    found: dict[int, int] = {}
    for line in lines_of_orders(connection, [order_id]).get(order_id, []):
        taken = min(left[line.product_id], line.waiting)
        if taken:
            left[line.product_id] -= taken
            found[line.id] = taken
    if any(left.values()):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.DROP_SHIP_NOT_WAITED, name=number)
    return found


def tell_drop_ship(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: the order of a shipment follows, and everybody hears of both."""
    query = select(Shipment.order_id).where(Shipment.id == shipment_id)
    order_id = int(transaction.connection.execute(query).scalar_one())
    refresh_orders(transaction.connection, {order_id})
    transaction.changed(Kind.ORDER, {order_id})
    transaction.changed(Kind.SHIPMENT, {shipment_id})


def _new_shipment(connection: Connection, given: ForCustomer, status: ShipmentStatus) -> int:
    """A shipment behind those that the order has; it takes no room in the day of a warehouse."""
    chosen = Order.id == given.order_id
    made = update(Order).where(chosen).values(shipments_made=Order.shipments_made + 1)
    connection.execute(made)
    row = connection.execute(select(Order.number, Order.shipments_made).where(chosen)).one()
    values = {
        "order_id": given.order_id,
        "warehouse_id": given.warehouse_id,
        "sequence": row.shipments_made,
        "number": f"{row.number}-{row.shipments_made}",
        "status": status.value,
    }
    return int(
        connection.execute(insert(Shipment).values(values).returning(Shipment.id)).scalar_one()
    )


def _hold(connection: Connection, shipment_id: int, units: Units, bucket: str) -> None:
    """A shipment holds so many units more of lines in a bucket, of no stock."""
    held = Allocation.__table__.c[bucket]
    for line_id, count in units.items():
        known = (Allocation.shipment_id == shipment_id) & (Allocation.order_line_id == line_id)
        statement = update(Allocation).where(known).values({bucket: held + count})
        if connection.execute(statement).rowcount:
            continue
        line = _lines_by_id(connection, [line_id])[line_id]
        place = select(Shipment.warehouse_id).where(Shipment.id == shipment_id).scalar_subquery()
        values = {"order_line_id": line_id, "shipment_id": shipment_id, "warehouse_id": place}
        values |= {"product_id": line.product_id, "allocated": 0, bucket: count}
        connection.execute(insert(Allocation).values(values))


def _move_held(
    connection: Connection, places: tuple[int, int], units: Units, buckets: tuple[str, str]
) -> None:
    """Units go from one shipment and bucket to another, and their lines with them."""
    (source_id, target_id), (source, target) = places, buckets
    columns = Allocation.__table__.c
    for line_id, count in units.items():
        held = (Allocation.shipment_id == source_id) & (Allocation.order_line_id == line_id)
        left = {source: columns[source] - count}
        if source_id == target_id:
            left[target] = columns[target] + count
            connection.execute(update(Allocation).where(held).values(left))
            continue
        empty = connection.execute(
            delete(Allocation).where(held, columns[source] == count, count >= _ALL_UNITS)
        ).rowcount
        if not empty:
            connection.execute(update(Allocation).where(held).values(left))
        _hold(connection, target_id, {line_id: count}, target)
    move_units(connection, [Move(id_, source, target, count) for id_, count in units.items()])


_ALL_UNITS = Allocation.allocated + Allocation.picked + Allocation.packed + Allocation.shipped


def _dispatch(
    connection: Connection, shipment_id: int, dispatch: Dispatch, status: ShipmentStatus
) -> None:
    values = {**dispatch._asdict(), "status": status.value}
    connection.execute(update(Shipment).where(Shipment.id == shipment_id).values(values))


def _lines_by_id(connection: Connection, line_ids: Sequence[int]) -> dict[int, AnyRow]:
    """Order lines by their ids."""
    query = select(OrderLine.__table__).where(among(OrderLine.id, line_ids))
    return {row.id: row for row in connection.execute(query).all()}


def waits_since(connection: Connection, line_ids: Sequence[int]) -> datetime | None:
    """Since when the first of some lines has waited; None where none does."""
    query = select(func.min(Waiting.since)).where(among(Waiting.order_line_id, line_ids))
    return connection.execute(query).scalar_one_or_none()
