"""What benches did between two moments, and when what left came to each of its steps."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, ScalarSelect, exists, func, select

from packbench.db.schema import (
    Command,
    Decision,
    Operator,
    Order,
    Packing,
    PackRefusal,
    PackScan,
    PickTask,
    Shipment,
    Station,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.schema.mapped import aliased
from packbench.domain.floor_numbers import Caught, Moments, Pace, Packed
from packbench.domain.picking import WaveStatus

Span = tuple[datetime, datetime]
"""After the first moment, until the second one."""


def _within(moment: Column[Any], span: Span) -> ColumnElement[bool]:
    since, until = span
    return (moment > since) & (moment <= until)


def packed(connection: Connection, span: Span) -> list[Packed]:
    """Shipments that were packed, the first one first, by who closed them."""
    query = (
        select(
            *(Shipment.id, Shipment.number, Order.id, Order.number, Warehouse.code),
            *(Station.name, Operator.name, Packing.closed_at),
            *(_in_parcels(PackScan.parcel_id), _in_parcels(PackScan.product_id)),
        )
        .select_from(Packing)
        .join(Shipment, Shipment.id == Packing.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .join(Station, Station.id == Packing.station_id)
        .join(Operator, Operator.id == Packing.operator_id)
        .where(_within(Packing.closed_at, span))
        .order_by(Packing.closed_at, Shipment.id)
    )
    return [Packed(*tuple(row)) for row in connection.execute(query)]


def _in_parcels(what: Column[Any]) -> ScalarSelect[int]:
    """How many different ones the scans of a shipment put into parcels."""
    return (
        select(func.count(what.distinct()))
        .where(PackScan.shipment_id == Packing.shipment_id, PackScan.taken_back_by.is_(None))
        .scalar_subquery()
    )


def scanned(connection: Connection, span: Span, zone: ZoneInfo) -> list[Pace]:
    """By station and operator: product lines, and the hours of the clock in which they scanned."""
    query = (
        select(Station.name, Operator.name, PackScan.shipment_id, PackScan.product_id, Command.at)
        .select_from(Command)
        .join(PackScan, PackScan.command_id == Command.id)
        .join(Station, Station.id == Command.station_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(_within(Command.at, span), PackScan.taken_back_by.is_(None))
    )
    lines: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    hours: dict[tuple[str, str], set[str]] = defaultdict(set)
    for station, operator, shipment_id, product_id, at in connection.execute(query):
        lines[station, operator].add((shipment_id, product_id))
        hours[station, operator].add(f"{at.astimezone(zone):%Y-%m-%d %H %z}")
    return [Pace(*who, len(found), len(hours[who])) for who, found in sorted(lines.items())]


def caught(connection: Connection, span: Span) -> list[Caught]:
    """Wrong scans, the first one first."""
    query = (
        select(
            *(PackRefusal.at, Station.name, Operator.name),
            *(PackRefusal.shipment, PackRefusal.code, PackRefusal.verdict),
        )
        .join(Station, Station.id == PackRefusal.station_id)
        .join(Operator, Operator.id == PackRefusal.operator_id)
        .where(_within(PackRefusal.at, span))
        .order_by(PackRefusal.at, PackRefusal.id)
    )
    return [Caught(*row) for row in connection.execute(query)]


def moments(connection: Connection, span: Span) -> list[Moments]:
    """When each shipment that left came to its steps.

    It got its stock by the last decision on its order before it went into its wave: what is
    allocated is not decided anew but for its own good.
    """
    query = (
        select(
            *(Shipment.id, Shipment.sequence, Shipment.number, Order.id.label("order_id")),
            *(Order.number.label("order"), Warehouse.code.label("warehouse"), Order.ordered_at),
            *(_RELEASED.label("released"), _PICKED.label("wave_picked")),
            *(Packing.opened_at, Packing.closed_at, Shipment.shipped_at),
        )
        .select_from(Shipment)
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .outerjoin(Packing, Packing.shipment_id == Shipment.id)
        .where(_within(Shipment.shipped_at, span))
        .order_by(Shipment.shipped_at, Shipment.id)
    )
    rows = connection.execute(query).all()
    decided = _decided(connection, span)
    picked = _picked(
        connection, span, min((row.released for row in rows if row.released), default=None)
    )
    return [
        _moments(row, decided[row.order_id], picked.get(row.id, row.wave_picked)) for row in rows
    ]


_IN_WAVES = (
    select(Wave.created_at)
    .join(WaveShipment, WaveShipment.wave_id == Wave.id)
    .where(WaveShipment.shipment_id == Shipment.id, Wave.status != WaveStatus.CANCELLED)
    .order_by(Wave.id.desc())
    .limit(1)
)
_RELEASED = _IN_WAVES.scalar_subquery()
_PICKED = _IN_WAVES.with_only_columns(Wave.picked_at).scalar_subquery()


def _picked(connection: Connection, span: Span, since: datetime | None) -> dict[int, datetime]:
    """By shipment that left: when the last of what it has was taken, as confirmations tell.

    One is left out of which a task was put back into its wave: its number is a new one since.
    """
    if since is None:
        return {}
    left = select(Shipment.id).where(_within(Shipment.shipped_at, span))
    tasks = select(PickTask.id, PickTask.shipment_id).where(
        PickTask.shipment_id.in_(left), PickTask.picked > 0
    )
    shipments = {row.id: row.shipment_id for row in connection.execute(tasks)}
    taken = _taken(connection, (since, span[1]))
    found: dict[int, datetime] = {}
    for task_id, shipment_id in shipments.items():
        if task_id in taken:
            found[shipment_id] = max(taken[task_id], found.get(shipment_id, taken[task_id]))
    unknown = {shipment_id for task_id, shipment_id in shipments.items() if task_id not in taken}
    return {shipment_id: at for shipment_id, at in found.items() if shipment_id not in unknown}


def _taken(connection: Connection, span: Span) -> dict[int, datetime]:
    """By task: when units of it were taken last, and not laid back by undo."""
    undoing = aliased(Command)
    query = (
        select(Command.at, Command.undo)
        .where(Command.name == "pick.confirm", _within(Command.at, span))
        .where(Command.undo.is_not(None), ~exists().where(undoing.undoes_id == Command.id))
        .order_by(Command.id)
    )
    taken: dict[int, datetime] = {}
    for at, undo in connection.execute(query):
        taken.update(
            (int(task_id), at) for task_id, units in json.loads(str(undo))["units"].items() if units
        )
    return taken


def _decided(connection: Connection, span: Span) -> dict[int, list[datetime]]:
    """By order of which something left: when it was routed, the first one first."""
    left = select(Shipment.order_id).where(_within(Shipment.shipped_at, span))
    query = select(Decision.order_id, Decision.at).where(Decision.order_id.in_(left))
    found: dict[int, list[datetime]] = defaultdict(list)
    for order_id, at in connection.execute(query.order_by(Decision.order_id, Decision.id)):
        found[order_id].append(at)
    return found


def _moments(row: Any, decided: list[datetime], taken: datetime | None) -> Moments:
    picked = min((at for at in (taken, row.opened_at) if at is not None), default=None)
    released = row.released or picked
    before = [at for at in decided if released is None or at <= released]
    return Moments(
        row.id,
        row.number,
        row.order_id,
        row.order,
        row.warehouse,
        # Of an order that goes in parts only the first one was ever new.
        ordered=row.ordered_at if row.sequence == 1 else None,
        first_tried=min(before, default=None),
        allocated=max(before, default=None),
        released=released,
        picked=picked,
        packed=row.closed_at,
        shipped=row.shipped_at,
    )
