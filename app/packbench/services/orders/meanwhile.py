"""What somebody else made of an order since its editor read it: never overwritten unseen."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.undo.changed_since import ChangedSince
from packbench.services.importing.said import SaidLine
from packbench.services.orders.edited import (
    LineSeen,
    OrderSeen,
    TypedEdit,
    line_here,
    line_seen,
    text_of,
)

_COLUMNS = {"sku": "sku", "quantity": "quantity", "unit_price": "price"}


class _Change(NamedTuple):
    """A field that is not as it was seen; `here` None: its line is gone; line 0 is the order."""

    line: int
    column: str
    here: str | None


def compare(
    connection: Connection,
    row: AnyRow,
    lines: Mapping[int, AnyRow],
    seen: OrderSeen,
    wanted: TypedEdit,
) -> list[Note]:
    """What others changed since an order was seen, where nobody edits it.

    Args:
        connection: a command's.
        row: the order as it is.
        lines: its lines as they are, by number.
        seen: as its editor saw it.
        wanted: what he wants.

    Refuses `edited_meanwhile` where he edits the same, unless it is so already.
    """
    edited = {(0, name) for name, value in wanted.values.items() if value != getattr(row, name)}
    for before, theirs in wanted.lines:
        if before is not None:
            edited |= {(before.line, name) for name in _differing(lines.get(before.line), theirs)}
    missed = {before.line for before, _ in wanted.lines if before is not None}
    changes = [*_fields(row, seen), *_lines(lines, seen)]
    who = _who(connection, row.number, seen.command) if changes else ""
    clashes = [
        one
        for one in changes
        if (one.line, one.column) in edited or (one.here is None and one.line in missed)
    ]
    if clashes:
        told = [one._asdict() for one in clashes]
        raise Refusal(Code.EDITED_MEANWHILE, order=row.number, who=who, changes=told)
    return [_note(one, who) for one in changes if one.here is not None]


def _fields(row: AnyRow, seen: OrderSeen) -> Iterator[_Change]:
    for name, before in seen.fields.items():
        here = text_of(row, name)
        if here != before:
            yield _Change(0, name, here)


def _lines(lines: Mapping[int, AnyRow], seen: OrderSeen) -> Iterator[_Change]:
    for number, before in seen.lines.items():
        line = lines.get(number)
        if line is None:
            yield _Change(number, "sku", None)
            continue
        here = line_seen(line_here(line))
        for column in _columns_apart(before, here):
            yield _Change(number, column, str(getattr(here, _COLUMNS[column])))


def _columns_apart(one: LineSeen, other: LineSeen) -> list[str]:
    return [name for name, key in _COLUMNS.items() if getattr(one, key) != getattr(other, key)]


def _differing(line: AnyRow | None, theirs: SaidLine | None) -> list[str]:
    """The columns of a line that are to be otherwise than they are; all of one that goes."""
    if line is None or theirs is None:
        return list(_COLUMNS)
    return _columns_apart(line_seen(line_here(line)), line_seen(theirs))


def _who(connection: Connection, number: str, command: int) -> str:
    later = ChangedSince(connection, command).last(number)
    return later.operator if later is not None else ""


def _note(change: _Change, who: str) -> Note:
    code = Said.LINE_CHANGED_MEANWHILE if change.line else Said.CHANGED_MEANWHILE
    return note(code, line=change.line, field=change.column, here=change.here, who=who)
