"""Units that somebody waited for go from the dock to the packing bench, and never to a bin."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from packbench.db.queries.records.lookups import find_location
from packbench.db.queries.records.pick_tasks import tasks_of_wave
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Wave
from packbench.domain.warehousing import Entry
from packbench.engine.command.core import Transaction
from packbench.engine.release import Released
from packbench.engine.writes.picked_units import pick_units
from packbench.services.picking.choosing import pickable
from packbench.services.picking.confirming import start, tell_tasks
from packbench.services.picking.tasks import make_wave
from packbench.settings import CROSS_DOCK

_A_WAVE = 20


@dataclass(frozen=True, slots=True)
class CrossDocked:
    """Units that lie at the staging place for a shipment, picked."""

    order_number: str
    shipment: str
    wave: str
    sku: str
    quantity: int


def take_to_staging(
    transaction: Transaction, released: Sequence[Released], entries: Sequence[Entry]
) -> list[CrossDocked]:
    """Inside a command: picks from the dock what just came for those who waited.

    Where the setting says so, shipments of theirs that can be picked are released; what lies at the
    dock of them is picked at once and is staged, the rest of them is walked for as ever. What may
    not be picked (unpaid, on hold) stays promised.
    """
    connection = transaction.connection
    if not released or not entries or not read_setting(connection, CROSS_DOCK):
        return []
    warehouse_id = entries[0].warehouse_id
    numbers = list(dict.fromkeys(one.order_number for one in released))
    fit = [one for one in pickable(connection, numbers).fit if one.warehouse_id == warehouse_id]
    dock = find_location(connection, warehouse_id, None).id
    came = {entry.product_id for entry in entries}
    crossed: list[CrossDocked] = []
    for first in range(0, len(fit), _A_WAVE):
        part = fit[first : first + _A_WAVE]
        wave_id = make_wave(transaction, part)
        tasks = [
            task
            for task in tasks_of_wave(connection, wave_id)
            if task.location_id == dock and task.product_id in came
        ]
        if tasks:
            start(transaction, wave_id)
            pick_units(transaction, {task.id: task.open for task in tasks})
        orders = {one.id: one.order_number for one in part}
        number = connection.execute(select(Wave.number).where(Wave.id == wave_id)).scalar_one()
        crossed += [
            CrossDocked(orders[one.shipment_id], one.shipment, number, one.sku, one.open)
            for one in tasks
        ]
        tell_tasks(transaction, tasks)
    return crossed
