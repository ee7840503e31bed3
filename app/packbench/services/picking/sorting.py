"""Goods that were picked together go into the slots of their orders, by scans.

What lies in which slot is what the scans say that were not taken back: each is a command of its
wave, so that two stations sort together and nobody begins anew (`docs/decisions/0088`).
"""

import json
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Select, exists, select

from packbench.db.queries.records.lookups import find_product, find_wave_id
from packbench.db.schema import (
    Allocation,
    Command,
    PickTask,
    Product,
    Shipment,
    Station,
    Wave,
    WaveEvent,
    WaveShipment,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.sums import total
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.picking import SORTED
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.sorting import SlotNeed, SlotSorting, SortVerdict
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.wave_events import touch_waves


@dataclass(frozen=True, slots=True)
class SortedGoods:
    """What became of a scan of goods.

    Attributes:
        verdict: `put`, or why nothing was.
        task: the pick task that asked for them, by its id; 0 where nothing was put.
        units: how many were put.
        sorting: all that is to be sorted, after it.
    """

    wave: str
    verdict: SortVerdict
    task: int
    units: int
    sorting: SlotSorting


def sorting_of(context: Context, wave: str) -> SlotSorting:
    """What of a wave goes into which slot, and what lies there already; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return _sorting(connection, find_wave_id(connection, wave))


def sort_goods(
    context: Context, wave: str, sku: str, units: int = 1, *, key: str | None = None
) -> SortedGoods:
    """Puts goods into the first slot of a wave that needs them, and tells which.

    What nobody wants, or more than that slot takes, changes nothing. Its undo takes them out.
    """
    check_units(units)

    def work(transaction: Transaction) -> SortedGoods:
        connection = transaction.connection
        wave_id = find_wave_id(connection, wave)
        # Whoever sorts at another station waits here, and sees what was put before.
        locked = select(Wave.number).where(Wave.id == wave_id).with_for_update()
        number = connection.execute(locked).scalar_one()
        product = find_product(connection, sku).sku
        sorting, verdict = _sorting(connection, wave_id).scan(product, units)
        put = verdict is SortVerdict.PUT and sorting.last is not None
        task = sorting.last.task if put and sorting.last is not None else 0
        touch_waves(transaction, {wave_id})
        transaction.undo = SortedBy(wave_id)
        return SortedGoods(number, verdict, task, units if put else 0, sorting)

    content = {"wave": wave, "sku": sku, "units": units}
    call = Call(SORTED, content, key, moves_stock=False)
    return run_or_try(
        context, call, SortedGoods, work, keep=lambda found: found.verdict is SortVerdict.PUT
    )


def refuse_unsorted(found: SortedGoods, sku: str) -> None:
    """Raises why goods were put nowhere, for who asks without a screen."""
    if found.verdict is SortVerdict.WRONG_ITEM:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOBODY_WANTS_IT, sku=sku, wave=found.wave)
    if found.verdict is SortVerdict.TOO_MANY:
        slot = found.sorting.open_slot(sku)
        left = 0 if slot is None else slot.left
        why = Said.CAN_BE_SORTED
        raise Refusal(Code.TOO_MANY, why=why, count=left, sku=sku, name=found.wave)


def last_sorted(context: Context, wave: str) -> int | None:
    """The last scan that this station sorted of a wave and has not taken back, by its command."""
    with context.database.read.connect() as connection:
        wave_id = find_wave_id(connection, wave)
        query = _scans(wave_id).join(Station, Station.id == Command.station_id)
        last = query.where(Station.name == context.station).order_by(Command.id.desc())
        row = connection.execute(last.limit(1)).one_or_none()
    return None if row is None else int(row.id)


def _sorting(connection: Connection, wave_id: int) -> SlotSorting:
    put: dict[int, int] = defaultdict(int)
    for row in connection.execute(_scans(wave_id)).all():
        told = json.loads(row.result)
        put[told["task"]] += told["units"]
    query = (
        select(
            *(WaveShipment.slot, Shipment.number, Product.sku, PickTask.id),
            total(PickTask.picked).label("picked"),
        )
        .join(Allocation, Allocation.id == PickTask.allocation_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(Shipment, Shipment.id == PickTask.shipment_id)
        .join(
            WaveShipment,
            (WaveShipment.shipment_id == Shipment.id) & (WaveShipment.wave_id == PickTask.wave_id),
        )
        .where(PickTask.wave_id == wave_id, PickTask.picked > 0)
        .group_by(WaveShipment.slot, Shipment.number, Product.sku, PickTask.id)
    )
    return SlotSorting.of(
        SlotNeed(slot, shipment, sku, int(units), min(put[task], int(units)), task)
        for slot, shipment, sku, task, units in connection.execute(query).all()
    )


def _scans(wave_id: int) -> Select[int, str | None]:
    """The scans of a wave that were not taken back."""
    later = aliased(Command)
    undone = exists().where(later.undoes_id == Command.id)
    return (
        select(Command.id, Command.result)
        .join(WaveEvent, WaveEvent.command_id == Command.id)
        .where(WaveEvent.wave_id == wave_id, Command.name == SORTED)
        .where(Command.result.is_not(None), ~undone)
    )


@dataclass(frozen=True, slots=True)
class SortedBy:
    """The wave of a scan that sorted goods."""

    wave_id: int


def _undo_sorted(transaction: Transaction, sorted_by: SortedBy) -> None:
    """What was taken back is not in its slot any more: nothing else is written down of it."""
    transaction.changed(Kind.WAVE, {sorted_by.wave_id})


UNDO_SORTED = Undoer(SortedBy, _undo_sorted)
