"""Orders and their lines as the commands need them: read under the lock, all columns."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from packbench.db.give_back import Promised
from packbench.db.queries.among import among
from packbench.db.rows import AnyRow
from packbench.db.schema import Allocation, Order, OrderLine, Shipment
from packbench.domain.orders import OPEN_SHIPMENTS, ShipmentStatus
from packbench.domain.refusals import Code, Refusal


def order_row(connection: Connection, order_id: int) -> AnyRow:
    """One order, all columns."""
    return connection.execute(select(Order.__table__).where(Order.id == order_id)).one()


def line_rows(connection: Connection, order_id: int, line: int | None = None) -> list[AnyRow]:
    """The lines of an order, or one of them; refuses `not_found` for a line that it hasn't."""
    query = select(OrderLine.__table__).where(OrderLine.order_id == order_id)
    if line is not None:
        query = query.where(OrderLine.line == line)
    rows = connection.execute(query.order_by(OrderLine.line)).all()
    if not rows:
        raise Refusal(Code.NOT_FOUND, kind="line", name=line)
    return list(rows)


def unpicked(connection: Connection, line_ids: Collection[int]) -> dict[Promised, int]:
    """Unpicked line units of some lines by (shipment, line), the newest shipment first."""
    query = (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Shipment.sequence),
            func.min(Allocation.allocated / Allocation.per_unit).label("units"),
        )
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(among(connection, Allocation.order_line_id, line_ids), Allocation.allocated > 0)
        .group_by(Allocation.shipment_id, Allocation.order_line_id, Shipment.sequence)
        .order_by(Shipment.sequence.desc())
    )
    return {(row[0], row[1]): int(row.units) for row in connection.execute(query)}


def work_begun(connection: Connection, order_id: int) -> AnyRow | None:
    """A shipment of the order that somebody is picking or packing, if there is one."""
    begun = [status.value for status in OPEN_SHIPMENTS if status is not ShipmentStatus.READY]
    query = select(Shipment.__table__).where(
        Shipment.order_id == order_id, Shipment.status.in_(begun)
    )
    return connection.execute(query.order_by(Shipment.sequence).limit(1)).one_or_none()
