"""What the list of a wave said under each revision, and what is different now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.picking import TaskView, show_wave
from packbench.db.schema import WaveRevision
from packbench.domain.picking import TaskChange
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.writes.wave_events import touch_waves


@dataclass(frozen=True, slots=True)
class ListChange:
    """A stop that is not what an older list says.

    Attributes:
        change: added, gone, or another quantity.
        before: units that the older list asks for.
        now: units that are to be picked in all, with those that were.
    """

    change: TaskChange
    task: int
    location: str | None
    sku: str
    lot: str | None
    shipment: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What changed of a wave since a revision of its list.

    Attributes:
        status: of the wave now; a cancelled one has a list that is void.
        known_from: the revision that is compared; the newest one that was kept up to the one that
            was asked for. None: nothing was kept.
    """

    wave: str
    status: str
    revision: int
    known_from: int | None
    changes: list[ListChange]


def keep_revision(transaction: Transaction, wave_id: int) -> None:
    """Inside a command: keeps what the list of a wave says now under its revision."""
    connection = transaction.connection
    wave = show_wave(connection, wave_id)
    rows = [
        [one.task, one.location, one.sku, one.lot, one.shipment, one.quantity] for one in wave.tasks
    ]
    values = {
        "wave_id": wave_id,
        "revision": wave.revision,
        "command_id": transaction.command_id,
        "body": json.dumps(rows),
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(WaveRevision).values(values)
    key = ["wave_id", "revision"]
    changed = {"body": values["body"], "command_id": transaction.command_id}
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changed))
    touch_waves(transaction, {wave_id})


def keep_printed(transaction: Transaction, numbers: Sequence[str]) -> None:
    """Inside a command that prints lists of waves: keeps what they say, for a later scan."""
    for number in numbers:
        wave_id = find_wave_id(transaction.connection, number)
        keep_revision(transaction, wave_id)


def changes_since(context: Context, wave: str, revision: int) -> ListChanges:
    """What an older list of a wave says wrong: what to tell at the scan of an old sheet."""
    with context.database.read.connect() as connection:
        wave_id = find_wave_id(connection, wave)
        shown = show_wave(connection, wave_id)
        kept = _kept(connection, wave_id, revision)
    before = {} if kept is None else {row[0]: row for row in json.loads(kept[1])}
    changes = []
    if kept is not None:
        now = {one.task: one for one in shown.tasks}
        found = (_change(before.get(task), now.get(task)) for task in sorted({*before, *now}))
        changes = [one for one in found if one is not None]
    known_from = None if kept is None else kept[0]
    return ListChanges(shown.number, shown.status, shown.revision, known_from, changes)


def _kept(connection: Connection, wave_id: int, revision: int) -> tuple[int, str] | None:
    query = (
        select(WaveRevision.revision, WaveRevision.body)
        .where(WaveRevision.wave_id == wave_id, WaveRevision.revision <= revision)
        .order_by(WaveRevision.revision.desc())
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else (row.revision, row.body)


_Kept = tuple[int, str | None, str, str | None, str, int]
"""Task, location, SKU, lot, shipment, units."""


def _change(before: _Kept | None, now: TaskView | None) -> ListChange | None:
    if now is None:
        assert before is not None  # noqa: S101 - it is on one of the two lists
        task, location, sku, lot, shipment, units = before
        return ListChange(TaskChange.GONE, task, location, sku, lot, shipment, units, 0)
    units = 0 if before is None else before[5]
    if units == now.quantity:
        return None
    change = TaskChange.ADDED if before is None else TaskChange.QUANTITY
    place = (now.task, now.location, now.sku, now.lot, now.shipment)
    return ListChange(change, *place, units, now.quantity)
