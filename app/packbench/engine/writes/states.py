"""States of shipments, and leaves of lines, as commands on them set them."""

from collections.abc import Collection

from sqlalchemy import Connection, update

from packbench.db.schema import OrderLine, Shipment
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.domain.orders import ShipmentStatus


def set_shipments(
    connection: Connection, shipment_ids: Collection[int], status: ShipmentStatus
) -> None:
    """Inside a command: brings shipments into a state."""
    statement = update(Shipment).where(among(Shipment.id, shipment_ids))
    connection.execute(statement.values(status=status.value))


def allow_to_wait(connection: Connection, line_ids: Collection[int]) -> None:
    """Inside a command: what these lines lack may be back-ordered from now on."""
    update_rows(
        connection, OrderLine, ("backorder_allowed",), [(line_id, True) for line_id in line_ids]
    )
