"""Moves the units of a shipment out of the door, and back: promises, stock on hand, states.

Picked goods stand in the staging location, by the lots that they were picked of; they leave it, and
stock on hand, when they are shipped.
"""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.records.pick_tasks import staging_id, tasks_of_shipments
from packbench.db.schema import Allocation, Order, Shipment, ShipmentNews
from packbench.domain.changes import Kind
from packbench.domain.orders import ShipmentStatus
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.transaction import Transaction
from packbench.engine.packing import order_id_of, tell_shipment
from packbench.engine.writes.movements import write_entries


class Dispatch(NamedTuple):
    """With whom a shipment goes, under which number (and as that is compared), and when."""

    carrier: str | None
    tracking: str | None
    tracking_key: str | None
    shipped_at: datetime | None


_HERE = Dispatch(None, None, None, None)


def ship_units(transaction: Transaction, shipment_id: int, dispatch: Dispatch) -> None:
    """Inside a command: all that is packed of a shipment is shipped, and on hand no more."""
    entries = _entries(transaction.connection, shipment_id, -1, Cause.SHIP)
    moved = {Allocation.shipped: Allocation.shipped + Allocation.packed, Allocation.packed: 0}
    statement = update(Allocation).where(Allocation.shipment_id == shipment_id)
    transaction.connection.execute(statement.values(moved))  # first: it is promised no more
    _book(transaction, entries)
    _dispatch(transaction.connection, shipment_id, dispatch)
    tell_shipment(transaction, shipment_id, ShipmentStatus.SHIPPED)
    note_news(transaction, shipment_id)


def return_units(transaction: Transaction, shipment_id: int, cause: Cause) -> None:
    """Inside a command: what was shipped stands packed in staging again, lot by lot."""
    _book(transaction, _entries(transaction.connection, shipment_id, 1, cause))
    moved = {Allocation.packed: Allocation.packed + Allocation.shipped, Allocation.shipped: 0}
    statement = update(Allocation).where(Allocation.shipment_id == shipment_id)
    transaction.connection.execute(statement.values(moved))  # last: only what is there is promised
    _dispatch(transaction.connection, shipment_id, _HERE)
    tell_shipment(transaction, shipment_id, ShipmentStatus.PACKED)
    note_news(transaction, shipment_id)


def set_tracking(
    transaction: Transaction,
    shipment_id: int,
    carrier: str | None,
    tracking: str | None,
    used: str | None,
) -> None:
    """Inside a command: the carrier's number of a shipped shipment, and as it is compared."""
    values = {"carrier": carrier, "tracking": tracking, "tracking_key": used}
    transaction.connection.execute(
        update(Shipment).where(Shipment.id == shipment_id).values(values)
    )
    transaction.changed(Kind.ORDER, {order_id_of(transaction.connection, shipment_id)})
    transaction.changed(Kind.SHIPMENT, {shipment_id})
    note_news(transaction, shipment_id)


def note_news(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: the channel that sent the order is to be told of its shipment."""
    connection = transaction.connection
    told = func.coalesce(Order.source_channel, Order.channel)
    query = select(Shipment.number, told.label("channel")).join(
        Order, Order.id == Shipment.order_id
    )
    row = connection.execute(query.where(Shipment.id == shipment_id)).one()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"channel": row.channel, "command_id": transaction.command_id}
    statement = dialect.insert(ShipmentNews).values(number=row.number, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["number"], set_=values))


def _dispatch(connection: Connection, shipment_id: int, dispatch: Dispatch) -> None:
    statement = update(Shipment).where(Shipment.id == shipment_id)
    connection.execute(statement.values(dispatch._asdict()))


def _book(transaction: Transaction, entries: list[Entry]) -> None:
    write_entries(transaction.connection, (transaction.command_id, transaction.at), entries)
    transaction.changed_many(Kind.STOCK)


def _entries(connection: Connection, shipment_id: int, sign: int, cause: Cause) -> list[Entry]:
    """Ledger rows of staging: the units of the shipment's tasks by lot, with a sign."""
    units: dict[tuple[int, int, str], int] = defaultdict(int)
    dated = {}
    for task in tasks_of_shipments(connection, [shipment_id]):
        if task.stock_bin_id is not None and task.picked:
            place = (task.warehouse_id, task.product_id, task.lot or "")
            units[place] += task.picked
            dated[place] = task.expires_on
    number = connection.execute(
        select(Shipment.number).where(Shipment.id == shipment_id)
    ).scalar_one()
    return [
        Entry(
            *(warehouse_id, product_id, staging_id(connection, warehouse_id), sign * count, cause),
            lot=lot,
            expires_on=dated[warehouse_id, product_id, lot],
            document=number,
        )
        for (warehouse_id, product_id, lot), count in units.items()
    ]
