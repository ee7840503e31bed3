"""What every command at the bench begins with: whose shipment it is, and who may pack it here."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import BenchRow, bench_row, wave_of_shipment
from packbench.db.schema import Command, Order, Packing
from packbench.domain.changes import Kind
from packbench.domain.orders import Payment, ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction

SEEN = (
    *("customer_name", "company", "street", "street2", "city", "postal_code", "region"),
    *("country", "phone", "ship_method", "note", "gift_message"),
)
"""What of an order's head a packer has to be told when it changes while he packs it."""


def opened_bench(context: Context, transaction: Transaction, shipment: str) -> BenchRow:
    """Inside a command: a shipment that this station packs, open or stopped, locked.

    Refuses (`wrong_state`) one that nobody opened, that is packed or that another station packs.
    """
    connection = transaction.connection
    row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
    if row.operator is None:
        raise unpackable(connection, row) or not_opened(row)
    if row.stopped_by is None:
        if row.closed_at is not None:
            raise unpackable(connection, row) or not_opened(row)
        refuse_elsewhere(context, row)
    return row


def not_opened(row: BenchRow) -> Refusal:
    """Refuses what nobody has opened yet."""
    return _state(row, Said.NOT_OPENED)


def refuse_elsewhere(context: Context, row: BenchRow) -> None:
    """Refuses a shipment that another station packs, and names who does."""
    if row.is_open and row.station != context.station:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.PACKED_BY_ANOTHER,
            name=row.number,
            who=row.operator,
            station=row.station,
            state=row.status,
        )


def refuse_unfit(context: Context, connection: Connection, row: BenchRow) -> None:
    """Refuses what can't be packed here and now, with the command that mends it."""
    refusal = unpackable(connection, row)
    if refusal is not None:
        raise refusal
    if row.payment != Payment.PAID:
        raise Refusal(Code.UNPAID, name=row.order_number, step="packing")
    if row.hold is not None:
        raise _state(row, Said.ORDER_ON_HOLD)
    here = station_warehouse(connection, context.station)
    if here is not None and here != row.warehouse:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.PACKED_IN_ANOTHER_WAREHOUSE,
            name=row.number,
            warehouse=row.warehouse,
            here=here,
            state=row.status,
        )


def unpackable(connection: Connection, row: BenchRow) -> Refusal | None:
    """Why the state of a shipment forbids to pack it; None for one that is picked."""
    if row.status == ShipmentStatus.PICKED:
        return None
    if row.status in _WHY:
        return _state(row, _WHY[ShipmentStatus(row.status)])
    if row.hold is not None:
        return _state(row, Said.ORDER_ON_HOLD)
    return _not_picked(connection, row)


def _not_picked(connection: Connection, row: BenchRow) -> Refusal:
    """What has to be done before it is picked: paid, released, picked to the end."""
    if row.payment != Payment.PAID:
        return Refusal(Code.UNPAID, name=row.order_number, step="packing")
    wave = wave_of_shipment(connection, row.shipment_id)
    if wave is None:
        return _state(row, Said.IN_NO_WAVE)
    if wave.picker is None:
        return _state(row, Said.STILL_PICKED, wave=wave.number)
    return _state(row, Said.STILL_PICKED_BY, wave=wave.number, picker=wave.picker)


_WHY = {
    ShipmentStatus.PACKED: Said.PACKED_ALREADY,
    ShipmentStatus.SHIPPED: Said.SHIPPED_ALREADY,
    ShipmentStatus.CANCELLED: Said.SHIPMENT_CANCELLED,
    ShipmentStatus.AT_SUPPLIER: Said.IS_AT_SUPPLIER,
}


def _state(row: BenchRow, why: Said, **more: str) -> Refusal:
    params = {"name": row.number, "order": row.order_number, "state": row.status, **more}
    return Refusal(Code.WRONG_STATE, why=why, **params)


def head_seen(connection: Connection, order_id: int) -> str:
    """The order's head as a packer sees it, as JSON."""
    row = connection.execute(_HEAD_SEEN, {"order": order_id}).one()
    return json.dumps(list(row), ensure_ascii=False)


_HEAD_SEEN = select(*(Order.__table__.c[name] for name in SEEN)).where(
    Order.id == bindparam("order")
)


def changed_fields(before: str, now: str) -> list[str]:
    """The names of what differs between two heads."""
    old: Sequence[str | None] = json.loads(before) if before else []
    new: Sequence[str | None] = json.loads(now)
    return [name for name, was, is_ in zip(SEEN, old, new, strict=False) if was != is_]


def who_sends(transaction: Transaction) -> dict[str, int]:
    """The ids of the operator and the station of a command."""
    query = select(Command.operator_id, Command.station_id).where(
        Command.id == transaction.command_id
    )
    row = transaction.connection.execute(query).one()
    return {"operator_id": row.operator_id, "station_id": row.station_id}


def set_packing(transaction: Transaction, shipment_id: int, **values: object) -> None:
    """Inside a command: changes how a shipment stands at its bench."""
    row = update(Packing).where(Packing.shipment_id == shipment_id)
    transaction.connection.execute(row.values(values))
    transaction.changed(Kind.SHIPMENT, {shipment_id})
