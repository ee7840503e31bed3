"""What is different on the list of a wave since a revision, for whoever holds the old sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.picking import show_wave
from packbench.db.queries.records.plain_pick import HEAD_FIELDS
from packbench.domain.picking import TaskChange
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.wave_lists import (
    KeptTask,
    ListBody,
    keep_list,
    kept_list,
    lists_now,
)


@dataclass(frozen=True, slots=True)
class ListChange:
    """A stop that is not what an older list says.

    Attributes:
        change: added, gone, another quantity, or another place.
        location: where it is now; of one that is gone, where it was.
        before: units that the older list asks for.
        now: units that are to be picked in all, with those that were.
        was_at: the place on the older list, where it is another one now.
        tote: its shipment's slot on the cart, as far as that is known.
    """

    change: TaskChange
    task: int
    location: str | None
    sku: str
    lot: str | None
    shipment: str
    before: int
    now: int
    was_at: str | None = None
    tote: int | None = None


@dataclass(frozen=True, slots=True)
class HeadChange:
    """What an older list says otherwise of an order; empty where nothing was or is said.

    Attributes:
        field: the column of the order, e.g. `ship_by`.
    """

    shipment: str
    order_number: str
    field: str
    before: str
    now: str
    tote: int | None = None


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What changed of a wave since a revision of its list.

    Attributes:
        status: of the wave now; a cancelled one has a list that is void.
        known_from: the revision that is compared; the newest one that was kept up to the one that
            was asked for. None: nothing was kept.
        orders: what is different of the orders that are on both lists.
    """

    wave: str
    status: str
    revision: int
    known_from: int | None
    changes: list[ListChange]
    orders: list[HeadChange] = field(default_factory=list)


def keep_printed(transaction: Transaction, numbers: Sequence[str]) -> None:
    """Inside a command that prints lists of waves: keeps what they say, for a later scan."""
    for number in numbers:
        keep_list(transaction, find_wave_id(transaction.connection, number))


def changes_since(context: Context, wave: str, revision: int) -> ListChanges:
    """What an older list of a wave says wrong: what to tell at the scan of an old sheet.

    Refuses an unknown wave, and a revision that the wave has not come to (`not_found`).
    """
    with context.database.read.connect() as connection:
        wave_id = find_wave_id(connection, wave)
        shown = show_wave(connection, wave_id)
        if revision > shown.revision:
            raise Refusal(Code.NOT_FOUND, kind="list of the wave", name=revision)
        kept = kept_list(connection, wave_id, revision)
        now = lists_now(connection, {wave_id})[wave_id]
    told = (shown.number, shown.status, shown.revision)
    if kept is None:
        return ListChanges(*told, None, [])
    slots = kept.body.slots | now.slots
    changes = [replace(one, tote=slots.get(one.shipment)) for one in _changes(kept.body, now)]
    heads = [replace(one, tote=slots.get(one.shipment)) for one in _head_changes(kept.body, now)]
    return ListChanges(*told, kept.revision, changes, heads)


def _changes(before: ListBody, now: ListBody) -> list[ListChange]:
    tasks = sorted({*before.tasks, *now.tasks})
    return [
        change
        for task in tasks
        for change in _changes_of(before.tasks.get(task), now.tasks.get(task))
    ]


def _changes_of(before: KeptTask | None, now: KeptTask | None) -> Iterator[ListChange]:
    """A number that another task was given since is a stop that went and one that came."""
    same = before and now and (before.sku, before.shipment) == (now.sku, now.shipment)
    if not (before and now and same):
        if before:
            yield _told(TaskChange.GONE, before, before.units, 0)
        if now:
            yield _told(TaskChange.ADDED, now, 0, now.units)
    elif (before.location, before.lot) != (now.location, now.lot):
        yield _told(TaskChange.MOVED, now, before.units, now.units, before.location)
    elif before.units != now.units:
        yield _told(TaskChange.QUANTITY, now, before.units, now.units)


def _told(
    change: TaskChange, task: KeptTask, before: int, now: int, was_at: str | None = None
) -> ListChange:
    place = (task.task, task.location, task.sku, task.lot, task.shipment)
    return ListChange(change, *place, before, now, was_at)


def _head_changes(before: ListBody, now: ListBody) -> list[HeadChange]:
    """Of orders on both lists; what an older version kept told nothing of them."""
    known, heads = before.orders or {}, now.orders or {}
    return [
        HeadChange(shipment, told["order_number"], name, said.get(name, ""), told.get(name, ""))
        for shipment, told in heads.items()
        if (said := known.get(shipment)) is not None
        for name in HEAD_FIELDS
        if said.get(name) != told.get(name)
    ]
