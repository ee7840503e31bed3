"""Goods that fail at the bench: missing ones wait again, damaged ones are replaced from stock.

What was picked stands in staging by the lots of its tasks. Missing units leave staging and stock on
hand, and the bins that they were said to come from are to be counted; damaged ones stay on hand and
can't be given out. All else follows as from any loss of stock.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from packbench.db.queries.records.lookups import find_location
from packbench.db.queries.records.packing import scans_of
from packbench.db.queries.records.pick_tasks import TaskRow, picked_tasks, staging_id
from packbench.db.schema import Allocation, BinToCount, PickTask
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import Promised
from packbench.domain.picking import ShortReason
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.transaction import Transaction
from packbench.engine.release import release
from packbench.engine.stock_changes import Effects, book, change_stock, route_again
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.packings import trim_scans
from packbench.engine.writes.picked_units import (
    keep_picked_moments,
    picked_moments,
    settle_lines,
    settle_shipments,
    settle_waves,
)
from packbench.engine.writes.wave_events import raise_revisions


class Failed(NamedTuple):
    """Units of a task that were picked and are not good at the bench."""

    task: TaskRow
    units: int


def lose_missing(transaction: Transaction, shipment_id: int, missing: Mapping[int, int]) -> Effects:
    """Inside a command: units of a shipment are not at the bench; they wait in their old place.

    Other stock serves them at once, in a shipment of its own. Of a kit the whole unit waits, and
    its other parts are laid back into their bins. Nothing may be left of the shipment: then it is
    cancelled.

    Args:
        transaction: a command's.
        shipment_id: picked, at its bench.
        missing: units by allocation id, above 0.
    """
    connection = transaction.connection
    failed = _failed(connection, shipment_id, missing)
    moments = picked_moments(connection, {shipment_id})
    _unpick(transaction, shipment_id, failed, short=True)
    _list_to_count(transaction, failed)
    given = give_back(transaction, _line_units(connection, missing))
    keep_picked_moments(connection, moments)
    trim_scans(transaction, shipment_id)
    book(transaction, _missing_entries(connection, failed))
    return Effects(release(transaction, given.product_ids), route_again(transaction, given))


def replace_damaged(transaction: Transaction, shipment_id: int, allocation_id: int) -> Effects:
    """Inside a command: a unit of a shipment is damaged; another one is picked for it.

    It goes where nobody is given it. Where no bin has another, the order waits for it.
    """
    connection = transaction.connection
    failed = _failed(connection, shipment_id, {allocation_id: 1})
    counted = all(one.task.stock_bin_id is not None for one in failed)
    _unpick(transaction, shipment_id, failed, short=counted)
    effects = change_stock(transaction, _damaged_entries(connection, failed))
    trim_scans(transaction, shipment_id)
    waves = {one.task.wave_id for one in failed}
    settle_waves(connection, waves)
    raise_revisions(transaction, waves)
    return effects


def _failed(connection: Connection, shipment_id: int, missing: Mapping[int, int]) -> list[Failed]:
    """From which tasks the units are taken: those of lots that were not scanned first."""
    left: dict[tuple[int, str], int] = defaultdict(int)
    tasks = picked_tasks(connection, missing)
    for task in tasks:
        left[task.allocation_id, task.lot or ""] += task.picked
    for scan in scans_of(connection, shipment_id):
        left[scan.allocation_id or 0, scan.lot or ""] -= scan.quantity
    ordered = sorted(tasks, key=lambda task: left[task.allocation_id, task.lot or ""] <= 0)
    wanted = dict(missing)
    failed = []
    for task in ordered:
        units = min(task.picked, wanted[task.allocation_id])
        wanted[task.allocation_id] -= units
        if units:
            failed.append(Failed(task, units))
    return failed


def _unpick(
    transaction: Transaction, shipment_id: int, failed: Sequence[Failed], *, short: bool
) -> None:
    """They are promised and not picked; their tasks ask for them no more where they are short."""
    connection = transaction.connection
    tasks = [
        (one.task.id, one.task.picked - one.units, one.task.short + (one.units if short else 0))
        for one in failed
    ]
    update_rows(connection, PickTask, ("picked", "short"), tasks)
    units: dict[int, int] = defaultdict(int)
    for one in failed:
        units[one.task.allocation_id] += one.units
    query = select(Allocation.id, Allocation.allocated, Allocation.picked).where(
        among(Allocation.id, units)
    )
    rows = [
        (row.id, row.allocated + units[row.id], row.picked - units[row.id])
        for row in connection.execute(query).all()
    ]
    update_rows(connection, Allocation, ("allocated", "picked"), rows)
    settle_lines(connection, {one.task.order_line_id for one in failed})
    settle_shipments(connection, {shipment_id})
    settle_waves(connection, {one.task.wave_id for one in failed})


def _list_to_count(transaction: Transaction, failed: Sequence[Failed]) -> None:
    rows = [
        {
            "location_id": one.task.location_id,
            "product_id": one.task.product_id,
            "lot": one.task.lot or "",
            "reason": ShortReason.MISSING.value,
            "units": one.units,
            "wave_id": one.task.wave_id,
            "command_id": transaction.command_id,
        }
        for one in failed
        if one.task.location_id is not None
    ]
    if rows:
        transaction.connection.execute(insert(BinToCount), rows)


def _line_units(connection: Connection, missing: Mapping[int, int]) -> dict[Promised, int]:
    """Line units that are not whole without these."""
    query = select(Allocation.__table__).where(among(Allocation.id, missing))
    found: dict[Promised, int] = {}
    for row in connection.execute(query).all():
        place = row.shipment_id, row.order_line_id
        found[place] = max(found.get(place, 0), -(-missing[row.id] // row.per_unit))
    return found


def _missing_entries(connection: Connection, failed: Sequence[Failed]) -> list[Entry]:
    return [
        Entry(
            *(task.warehouse_id, task.product_id, staging_id(connection, task.warehouse_id)),
            -units,
            Cause.SHORT_PICK,
            lot=task.lot or "",
            note=ShortReason.MISSING.value,
            document=task.shipment,
        )
        for task, units in failed
        if task.stock_bin_id is not None
    ]


def _damaged_entries(connection: Connection, failed: Sequence[Failed]) -> list[Entry]:
    """From staging onto the warehouse's floor, where nobody is given it."""
    entries = []
    for one in failed:
        task = one.task
        if task.stock_bin_id is None:
            continue
        floor = find_location(connection, task.warehouse_id, None).id
        places = ((staging_id(connection, task.warehouse_id), -one.units), (floor, one.units))
        entries += [
            Entry(
                *(task.warehouse_id, task.product_id, place, units, Cause.DAMAGE),
                lot=task.lot or "",
                unavailable=max(units, 0),
                expires_on=task.expires_on,
                document=task.shipment,
            )
            for place, units in places
        ]
    return entries
