"""The short way of a pick of one task: read by one statement, written by two.

It is gone only where all that the list says is taken or a part of it, from the bin that it names,
and nothing keeps the order back; then what is written is what the long way would write
(`tests/db/test_short_ways.py` compares). Everything else goes the long way, in the same
transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection

from packbench.db.migrate import require_unchanged
from packbench.db.notices import encode
from packbench.db.queries.records.plain_pick import (
    HEAD_FIELDS,
    PickAsked,
    PlainPick,
    Slot,
    read_plain_pick,
)
from packbench.db.sql.one_order import Audited
from packbench.db.sql.one_pick import PickWritten, write_one_pick
from packbench.domain.catalog import code_key
from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.ledger_chain import LedgerRow, link, moment_text
from packbench.domain.orders import OPEN_SHIPMENTS, ShipmentStatus
from packbench.domain.picking import WaveStatus
from packbench.domain.warehousing import Cause
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.short import ShortCall
from packbench.engine.customs_needs import CustomsWays
from packbench.engine.wave_lists import KeptTask, ListBody
from packbench.engine.writes.picked_units import wave_status_of

R = TypeVar("R")


class PickDone(NamedTuple):
    """A pick of one task and what it came to.

    Attributes:
        pick: as it was read before.
        units: that were taken.
        begins: whether the wave is begun by it.
        wave_status, started_at, picker: of the wave, after it.
    """

    pick: PlainPick
    task: int
    units: int
    begins: bool
    wave_status: str
    started_at: datetime
    picker: str


@dataclass(frozen=True, slots=True)
class OnePick(Generic[R]):
    """The short way of a command that picks units of one task.

    Attributes:
        units: that were taken; None: all that it asks for.
        location: where, as it was scanned; None: where the task says.
        result_type: of the command's result.
        told: the result.
        undo: what taking it back needs.
    """

    wave: str
    task: int
    units: int | None
    location: str | None
    result_type: type[R]
    told: Callable[[PickDone], R]
    undo: Callable[[PickDone], object]

    def __call__(self, connection: Connection, call: ShortCall) -> tuple[R, ChangeSet] | None:
        """Does it all, under the mutex; None, and nothing, where the long way has to be gone."""
        asked = PickAsked(code_key(self.wave).upper(), self.task, *_who(call))
        pick = read_plain_pick(connection, asked)
        if pick is None or pick.clock.turns or not self._is_plain(pick):
            return None
        require_unchanged(pick.clock.revision)
        return self._write(connection, call, pick)

    def _is_plain(self, pick: PlainPick) -> bool:
        row = pick.row
        units = row.open if self.units is None else self.units
        here = self.location is None or code_key(self.location) == row.location_key
        ways = CustomsWays(pick.ships_from, pick.customs_area)
        return (
            0 < units <= row.open
            and here
            and not _is_of_another(pick)
            and not ways.leaves(row.country, row.postal_code)
            and _lists_are_kept(pick)
        )

    def _write(
        self, connection: Connection, call: ShortCall, pick: PlainPick
    ) -> tuple[R, ChangeSet] | None:
        done = _done(pick, self.task, pick.row.open if self.units is None else self.units, call)
        result, undo = self.told(done), self.undo(done)
        changes = _changes(pick, call.origin)
        audit = Audited(
            *(call.key, call.name, call.content_hash, call.content),
            *(pick.row.operator_id or 0, pick.row.station_id or 0),
            pick.clock.at,
            adapter_of(self.result_type).dump_json(result).decode(),
            adapter_of(type(undo)).dump_json(undo).decode(),
        )
        written = _written(done, encode(changes))
        command_id = write_one_pick(connection, audit, pick.row.command_id, written)
        return None if command_id is None else (result, replace(changes, command=command_id))


def _who(call: ShortCall) -> tuple[str, str, str]:
    return call.key, call.operator, call.station


def _is_of_another(pick: PlainPick) -> bool:
    """Whether another picker walks to it; a lease that ran out binds nobody."""
    row = pick.row
    if row.leased_to is None or pick.leased_until is None or pick.leased_until < pick.clock.at:
        return False
    return row.leased_to != row.operator_id


def _lists_are_kept(pick: PlainPick) -> bool:
    """Whether the lists say under their revisions what they said before."""
    tasks: dict[int, dict[int, KeptTask]] = {one.wave_id: {} for one in pick.kept}
    heads: dict[int, dict[str, dict[str, str]]] = {one.wave_id: {} for one in pick.kept}
    for slot in pick.slots:
        if slot.status != _CANCELLED:
            heads[slot.wave_id][slot.shipment] = _head(slot)
    for task in pick.tasks:
        tasks[task.wave_id][task.task] = KeptTask(
            *(task.task, task.bin, task.sku, task.lot or None),
            *(pick.slot_of(task).shipment, task.quantity),
        )
    return all(
        one.body is not None
        and one.kept_revision == one.revision
        and not ListBody.from_json(one.body).differs(
            ListBody(tasks[one.wave_id], heads[one.wave_id])
        )
        for one in pick.kept
    )


def _head(slot: Slot) -> dict[str, str]:
    told = zip(HEAD_FIELDS, slot.head, strict=True)
    own = {"order_number": slot.order, "slot": str(slot.slot)}
    return {**own, **{name: str(value) for name, value in told if value is not None}}


_CANCELLED = ShipmentStatus.CANCELLED.value


def _done(pick: PlainPick, task: int, units: int, call: ShortCall) -> PickDone:
    status = _shipment_status(pick, units)
    statuses = {
        status if one.shipment_id == pick.row.shipment_id else one.status
        for one in pick.slots
        if one.wave_id == pick.row.wave_id
    }
    return PickDone(
        *(pick, task, units, pick.started_at is None),
        wave_status_of(statuses).value,
        pick.started_at or pick.clock.at,
        call.operator if pick.row.picker_id is None else pick.row.picker or "",
    )


def _shipment_status(pick: PlainPick, units: int) -> str:
    left = int(pick.row.left) > units
    return (ShipmentStatus.PICKING if left else ShipmentStatus.PICKED).value


def _order_status(pick: PlainPick, shipment: str) -> str:
    """That of its open shipment that has furthest to go: it is kept back by nothing."""
    statuses = {
        shipment if shipment_id == pick.row.shipment_id else status
        for shipment_id, status in pick.beside
    }
    return next(one.value for one in OPEN_SHIPMENTS if one.value in statuses)


def _changes(pick: PlainPick, origin: str) -> ChangeSet:
    row = pick.row
    ids = {Kind.ORDER: row.order_id, Kind.SHIPMENT: row.shipment_id, Kind.WAVE: row.wave_id}
    found = {kind: frozenset({record_id}) for kind, record_id in ids.items()}
    return ChangeSet({**found, Kind.STOCK: frozenset()}, origin)


def _written(done: PickDone, notice: str) -> PickWritten:
    pick, row = done.pick, done.pick.row
    shipment = _shipment_status(pick, done.units)
    order = _order_status(pick, shipment)
    is_picked = done.wave_status == WaveStatus.PICKED
    return PickWritten(
        *(row.wave_id, row.task_id, row.allocation_id, row.line_id, row.shipment_id),
        *(row.order_id, row.warehouse_id, row.product_id, row.location_id, row.staging_id),
        *(row.lot, pick.expires_on, row.stood is not None, done.units, Cause.PICK.value),
        lambda command_id: _links(done, command_id),
        shipment_status=None if shipment == ShipmentStatus.PICKING else shipment,
        order_status=None if order == row.order_status else order,
        wave_status=done.wave_status,
        started_at=done.started_at,
        picked_at=pick.clock.at if is_picked else None,
        picker_id=(row.operator_id or 0) if row.picker_id is None else row.picker_id,
        changes_wave=done.begins or row.picker_id is None or is_picked,
        notice=notice,
    )


def _links(done: PickDone, command_id: int) -> tuple[str, str]:
    row, moment = done.pick.row, moment_text(done.pick.clock.at)

    def linked(before: str, location_id: int, units: int) -> str:
        place = (row.warehouse_id, row.product_id, location_id, row.lot)
        what = (units, 0, Cause.PICK.value, None, None)
        return link(before, LedgerRow._make((moment, command_id, *place, *what)))

    into = linked(row.link, row.staging_id, done.units)
    return into, linked(into, row.location_id, -done.units)
