"""The stock ledger of a product, as people read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from packbench.db.schema import Command, Location, Movement, Operator, Station, Warehouse
from packbench.domain.warehousing import LocationKind


@dataclass(frozen=True, slots=True)
class MovementView:
    """One row of the ledger.

    `on_hand_after` counts the product in that warehouse once all of the row's command was written:
    both rows of a move tell the same.
    """

    at: datetime
    command: str
    cause: str
    warehouse: str
    quantity: int
    unavailable: int
    on_hand_after: int
    location: str | None
    lot: str | None
    operator: str
    station: str
    note: str | None
    document: str | None


def movements_of(
    connection: Connection, product_id: int, warehouse_id: int | None
) -> list[MovementView]:
    """Every movement of a product, the oldest first."""
    after = func.sum(Movement.quantity).over(
        partition_by=Movement.warehouse_id, order_by=Movement.id
    )
    query = (
        select(
            *(Movement.at, Command.name.label("command"), Movement.cause),
            *(Warehouse.code.label("warehouse"), Movement.quantity, Movement.unavailable),
            after.label("after"),
            *(Location.code.label("location"), Location.kind, Movement.lot),
            *(Operator.name.label("operator"), Station.name.label("station")),
            *(Movement.note, Movement.document, Movement.command_id),
        )
        .join(Command, Command.id == Movement.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .join(Location, Location.id == Movement.location_id)
        .where(Movement.product_id == product_id)
        .order_by(Movement.id)
    )
    if warehouse_id is not None:
        query = query.where(Movement.warehouse_id == warehouse_id)
    rows = connection.execute(query).all()
    level = {(row.command_id, row.warehouse): int(row.after) for row in rows}  # of the last one
    return [
        MovementView(
            at=row.at,
            command=row.command,
            cause=row.cause,
            warehouse=row.warehouse,
            quantity=row.quantity,
            unavailable=row.unavailable,
            on_hand_after=level[row.command_id, row.warehouse],
            location=row.location if row.kind == LocationKind.BIN else None,
            lot=row.lot or None,
            operator=row.operator,
            station=row.station,
            note=row.note,
            document=row.document,
        )
        for row in rows
    ]
