"""Moves the units of a shipment between picked and packed: promises, lines, states."""

from sqlalchemy import Connection, select, update

from packbench.db.schema import Allocation, Shipment
from packbench.domain.changes import Kind
from packbench.domain.orders import ShipmentStatus
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.picked_units import settle_lines
from packbench.engine.writes.states import set_shipments


def pack_units(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: all that is picked of a shipment is packed."""
    moved = {Allocation.packed: Allocation.packed + Allocation.picked, Allocation.picked: 0}
    statement = update(Allocation).where(Allocation.shipment_id == shipment_id)
    transaction.connection.execute(statement.values(moved))
    tell_shipment(transaction, shipment_id, ShipmentStatus.PACKED)


def unpack_units(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: what is packed of a shipment is picked, as it was before."""
    moved = {Allocation.picked: Allocation.picked + Allocation.packed, Allocation.packed: 0}
    statement = update(Allocation).where(Allocation.shipment_id == shipment_id)
    transaction.connection.execute(statement.values(moved))
    tell_shipment(transaction, shipment_id, ShipmentStatus.PICKED)


def tell_shipment(transaction: Transaction, shipment_id: int, status: ShipmentStatus) -> None:
    """Inside a command that moved all units of a shipment: its state, lines and order follow."""
    connection = transaction.connection
    set_shipments(connection, [shipment_id], status)
    lines = select(Allocation.order_line_id).where(Allocation.shipment_id == shipment_id)
    settle_lines(connection, set(connection.execute(lines).scalars()))
    order_id = order_id_of(connection, shipment_id)
    refresh_orders(connection, {order_id})
    transaction.changed(Kind.ORDER, {order_id})
    transaction.changed(Kind.SHIPMENT, {shipment_id})


def order_id_of(connection: Connection, shipment_id: int) -> int:
    """Whose a shipment is."""
    query = select(Shipment.order_id).where(Shipment.id == shipment_id)
    return int(connection.execute(query).scalar_one())
