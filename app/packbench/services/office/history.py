"""What happened to an order, a product, a purchase order, a wave: told from the audit list.

A command is found by the records that it touched, which are written with its audit row. Before and
after come from what it wrote down to be taken back, the sentences from its result.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import Connection

from packbench.db.queries.records.events import commands_of, is_older, moved_by
from packbench.db.queries.records.history_of_orders import joined_orders, line_skus, planned_by
from packbench.db.queries.records.lookups import find_order_id, find_product, find_wave_id
from packbench.db.queries.records.order_rules import refused_to_rules, rules_of_commands
from packbench.db.queries.records.purchasing import find_purchase_order
from packbench.db.sql.rows import AnyRow
from packbench.domain.custom_fields import HEADING
from packbench.domain.history import Change, History, HistoryEvent, RecordKind
from packbench.domain.outcomes import Note, Said, note
from packbench.engine.command.context import Context
from packbench.services.custom_fields import fields_there
from packbench.services.office.told_by_commands import (
    JOINING,
    changes_of,
    names_of,
    notes_of,
    said_of,
    skus_of,
    values_of,
)
from packbench.services.privacy import hides_private

__all__ = ["PAGE", "Change", "History", "HistoryEvent", "RecordKind", "history_of", "record_id"]

PAGE = 20
_LOOKED_THROUGH = 200  # at a time, where a search leaves most of them out
_PRIVATE = frozenset({"customer_email", "phone"})


def _all(_: HistoryEvent) -> bool:
    return True


def record_id(context: Context, kind: RecordKind, name: str) -> int:
    """The id of a record by its number or SKU; refuses `not_found`."""
    with context.database.read.connect() as connection:
        if kind is RecordKind.PRODUCT:
            return find_product(connection, name).id
        if kind is RecordKind.PURCHASE_ORDER:
            return int(find_purchase_order(connection, name).id)
        if kind is RecordKind.WAVE:
            return find_wave_id(connection, name)
        return find_order_id(connection, name)


def history_of(
    context: Context,
    kind: RecordKind,
    of: int,
    *,
    before: int | None = None,
    limit: int = PAGE,
    fits: Callable[[HistoryEvent], bool] = _all,
) -> History:
    """A page of what happened to a record, the newest first.

    Args:
        context: the database.
        kind: of the record.
        of: its id.
        before: the command that the last page ended with, to go on behind it.
        limit: so many events.
        fits: which of them are told; the others are passed over.
    """
    hides = hides_private(context)
    found: list[HistoryEvent] = []
    step = limit if fits is _all else _LOOKED_THROUGH
    with context.database.read.connect() as connection, fields_there(connection):
        while True:
            rows = commands_of(connection, kind, of, before=before, limit=step + 1)
            events = _events(connection, kind, of, rows[:step])
            found += [_discreet(one) if hides else one for one in events if fits(one)]
            if len(rows) <= step:
                break
            before = rows[step - 1].id
            if len(found) >= limit:
                return _page(found, limit, before)
        if len(found) > limit:
            return _page(found, limit, before)
        return History(found, None, is_older(connection, kind, of))


def _page(found: list[HistoryEvent], limit: int, before: int | None) -> History:
    """The first of them; the next page begins behind the last one that is told."""
    told = found[:limit]
    return History(told, told[-1].command if len(found) > limit else before)


def _events(
    connection: Connection, kind: RecordKind, of: int, rows: list[AnyRow]
) -> list[HistoryEvent]:
    ids = [row.id for row in rows]
    if kind is RecordKind.PRODUCT:
        moved = moved_by(connection, of, ids)
        return [replace(_event(row), moved=moved.get(row.id, [])) for row in rows]
    if kind is not RecordKind.ORDER:
        return [_event(row) for row in rows]
    planned, skus = planned_by(connection, of, ids), line_skus(connection, of)
    rules, refused = rules_of_commands(connection, ids), refused_to_rules(connection, of, ids)
    return [
        replace(
            _event(row),
            said=[*said_of(row.result, skus.number), *_not_done(refused.get(row.id, ()))],
            rule=rules.get(row.id, ""),
            changes=changes_of(row.undo, of, skus.by_line),
            moved=planned.get(row.id, []),
            orders=_joined(connection, row, of),
        )
        for row in rows
    ]


def _not_done(acts: Iterable[tuple[str, str]]) -> list[Note]:
    """What rules did not do with an order, by their names and in stored notes."""
    return [
        told
        for rule, said in acts
        for told in (note(Said.RULE_NOT_DONE, rule=rule), *notes_of(said))
    ]


def _event(row: AnyRow) -> HistoryEvent:
    return HistoryEvent(
        command=row.id,
        name=row.name,
        at=row.at,
        operator=row.operator,
        station=row.station,
        values=values_of(row.content),
        changes=changes_of(row.undo, None, {}),
        skus=skus_of(row.content),
        undone_by=row.undone_by or "",
        undoes=row.undoes or "",
    )


def _joined(connection: Connection, row: AnyRow, order_id: int) -> list[str]:
    """The other orders of a split, a merge or a clone."""
    if not row.name.startswith(JOINING):
        return []
    return joined_orders(connection, row.id, order_id, names_of(row.content, row.result))


def _discreet(event: HistoryEvent) -> HistoryEvent:
    """An event as a station tells it that shows neither e-mail nor telephone."""
    shown = [one for one in event.changes if not _is_private(one.field)]
    return replace(event, changes=shown)


def _is_private(field: str) -> bool:
    """Whether a field of an order tells who somebody is; what the shop wrote there may."""
    return field in _PRIVATE or field.startswith(HEADING)
