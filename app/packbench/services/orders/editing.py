"""Editing an order while that is legal: one command, with the rules and sentences of the import.

What is edited is compared with what the editor saw: what somebody else changed meanwhile is never
overwritten unseen. What is picked, packed or shipped of a line stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from packbench.db.queries.records.commands import newest_command
from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.drop_ships import sent_to_suppliers
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import lines_of_orders, order_row, packed_numbers
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.sql.rows import AnyRow
from packbench.domain.custom_fields import CustomField, FieldOf, column_called, heading_of
from packbench.domain.orders import OrderStatus, Verify
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.engine.undo.undoer import Undoer
from packbench.services.custom_fields import (
    by_column,
    fields_stay,
    known_by_column,
    missing_fields,
    notes_outside,
    told_outside,
)
from packbench.services.importing.fields_kept import refuse_other_fields
from packbench.services.importing.order_writing import OrderChanges, write_changes
from packbench.services.importing.said import FileLineChange
from packbench.services.importing.undoing import take_back as put_rows_back
from packbench.services.orders.address_notes import address_notes
from packbench.services.orders.edit_kept import EditChange, edit_back, keep_edit
from packbench.services.orders.edited import (
    EDITABLE,
    OrderEdit,
    OrderSeen,
    TypedEdit,
    line_here,
    line_seen,
    taken_units,
    text_of,
)
from packbench.services.orders.meanwhile import compare
from packbench.services.orders.promised import LinePromise, promises_of
from packbench.services.orders.typing_edits import typed_edit
from packbench.services.privacy import hides_private

_CLOSED = {OrderStatus.SHIPPED, OrderStatus.CANCELLED}
_ON_LABELS = set(EDITABLE) - {"ship_by", "note", "customer_email"}


@dataclass(frozen=True, slots=True)
class Edited:
    """An order after it was edited.

    Attributes:
        changed: the columns that were changed.
        lines: how many lines were changed, added or removed.
        promises: what of each line is promised from where, or waits until when.
        notes: what else has to be known.
    """

    order: OrderView
    changed: list[str]
    lines: int
    promises: list[LinePromise] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def edit_order(
    context: Context,
    number: str,
    edit: OrderEdit,
    *,
    dry_run: bool = False,
    key: str | None = None,
) -> Edited:
    """Changes fields and lines of an order, and plans it again where that can be otherwise now.

    What that frees serves who waits. An order that could not go on because of what is mended is
    planned at once. With `dry_run` nothing is kept, and what would come of it is told.

    Refuses wrong values as an import does (`bad_fields`), an unknown or inactive SKU, what somebody
    else changed since it was seen (`edited_meanwhile`), what is picked or further of a line
    (`line_taken`), an order without lines (`no_line_left`), one that is shipped or cancelled.
    """

    def work(transaction: Transaction) -> Edited:
        done, back = _edit(transaction, number, edit)
        keep_edit(transaction, context.database, done.order.number, back)
        return done

    call = Call("orders.edit", {"order": number, "edit": edit.content()}, key)
    given = context.without_key() if dry_run else context
    return run_or_try(given, call, Edited, work, keep=lambda _: not dry_run)


def _edit(transaction: Transaction, number: str, edit: OrderEdit) -> tuple[Edited, OrderEdit]:
    """Edits; gives the order after it, and the edit that undoes it."""
    with fields_stay(transaction.connection), told_outside():
        seen = edit.seen
        if seen is not None:
            seen = replace(seen, fields=known_by_column(seen.fields))
        inward = OrderEdit(by_column(edit.fields), edit.lines, seen)
        done, back = _edit_columns(transaction, number, inward)
        changed = [heading_of(name) for name in done.changed]
        return replace(done, changed=changed, notes=notes_outside(done.notes)), back


def _edit_columns(
    transaction: Transaction, number: str, edit: OrderEdit
) -> tuple[Edited, OrderEdit]:
    connection = transaction.connection
    row = order_row(connection, find_order_id(connection, number))
    if row.status in _CLOSED:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
    lines = {line.line: line for line in lines_of_orders(connection, [row.id])[row.id]}
    wanted = typed_edit(connection, edit, lines)
    others = compare(connection, row, lines, edit.seen, wanted) if edit.seen else []
    values = {name: value for name, value in wanted.values.items() if value != getattr(row, name)}
    if not values and not wanted.lines:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_EDITED, name=row.number)
    _refuse_emptied(values)
    _refuse_taken(connection, row, lines, wanted)
    _refuse_empty(row, lines, wanted)
    mends = _mends(lines, row, values, wanted.lines)
    changes = OrderChanges(values, wanted.lines, at_once=mends)
    written = write_changes(transaction, row, lines.values(), changes)
    release(transaction, written.freed, opened=written.freed)
    settle(transaction)
    after = order_row(connection, row.id)
    again = after.verify == Verify.ASKED and row.verify != Verify.ASKED
    asked = [note(Said.TO_VERIFY_AGAIN)] if again else []
    told = [*written.notes, *asked, *_told_of(connection, after, values), *others]
    promises = promises_of(connection, row.id)
    view = show_order(connection, row.id)
    done = Edited(view, list(values), len(wanted.lines), promises, told)
    kept = (transaction.command_id, (row, after), list(values), wanted.lines, written.added)
    return done, edit_back(*kept)


def _refuse_emptied(values: Mapping[str, Any]) -> None:
    """Refuses that a field is emptied that is required."""
    faults = [
        one
        for one in missing_fields(FieldOf.ORDER, values)
        if column_called(one["column"]) in values
    ]
    if faults:
        raise Refusal(Code.BAD_FIELDS, faults=faults)


def _refuse_taken(
    connection: Connection, row: AnyRow, lines: Mapping[int, AnyRow], wanted: TypedEdit
) -> None:
    """Refuses what would change units that are picked, packed or shipped."""
    for before, theirs in wanted.lines:
        if before is None:
            continue
        line = lines[before.line]
        taken = taken_units(line)
        keeps = (
            theirs is not None
            and (theirs.key, theirs.facts) == (before.key, before.facts)
            and theirs.quantity >= taken
        )
        if taken and not keeps:
            raise _taken(connection, row, line, taken)


def _taken(connection: Connection, row: AnyRow, line: AnyRow, taken: int) -> Refusal:
    params = {"order": row.number, "line": line.line, "sku": line.sku, "count": taken}
    for wave in waves_of_orders(connection, [row.id]).get(row.id, [])[:1]:
        why = Said.LINE_IN_WAVE_OF if wave.picker else Said.LINE_IN_WAVE
        params |= {"why": why, "wave": wave.number, "picker": wave.picker or ""}
    return Refusal(Code.LINE_TAKEN, **params)


def _refuse_empty(row: AnyRow, lines: Mapping[int, AnyRow], wanted: TypedEdit) -> None:
    """Refuses an order of which nothing would be left."""
    units = sum(line.ordered - line.cancelled for line in lines.values())
    for before, theirs in wanted.lines:
        units += (theirs.quantity if theirs else 0) - (before.quantity if before else 0)
    if units <= 0:
        raise Refusal(Code.NO_LINE_LEFT, order=row.number)


def _mends(
    lines: Mapping[int, AnyRow],
    row: AnyRow,
    values: Mapping[str, Any],
    changes: Sequence[FileLineChange],
) -> bool:
    """Whether it takes away what kept the order from being planned."""
    if "country" in values and row.country is None:
        return True
    unknown = {line.line for line in lines.values() if line.product_id is None and line.unrouted}
    return any(
        before is not None
        and before.line in unknown
        and (theirs is None or theirs.key != before.key)
        for before, theirs in changes
    )


def _told_of(connection: Connection, after: AnyRow, values: Mapping[str, Any]) -> list[Note]:
    """What has to be known of another address."""
    told = []
    if values.keys() & {"postal_code", "country"}:
        told += address_notes(connection, after.country, after.postal_code)
    if values.keys() & _ON_LABELS:
        packed = packed_numbers(connection, after.id)
        told += [note(Said.PRINT_AGAIN, shipment=shipment) for shipment in packed]
        bought = sent_to_suppliers(connection, after.id)
        told += [note(Said.DROP_SHIP_SENT_ELSEWHERE, po=number) for number in bought]
    return told


@dataclass(frozen=True, slots=True)
class EditableLine:
    """A line as an editor is shown it: what was cancelled of it is left out.

    `taken` units are picked, packed or shipped, and stay.
    """

    line: int
    sku: str
    name: str
    quantity: int
    price: str
    taken: int


@dataclass(frozen=True, slots=True)
class EditableOrder:
    """An order as an editor is shown it; `prices`: whether his station shows them.

    `custom`: the fields that the shop defined, which stand in `seen` as `field:NAME`.
    """

    order: OrderView
    lines: list[EditableLine]
    seen: OrderSeen
    promises: list[LinePromise]
    prices: bool
    custom: Sequence[CustomField] = ()


def editable_order(context: Context, number: str) -> EditableOrder:
    """An order to be edited, read at one moment; refuses `not_found`."""
    with context.database.read.connect() as connection:
        command = newest_command(connection)
        order_id = find_order_id(connection, number)
        row, view = order_row(connection, order_id), show_order(connection, order_id)
        names = {line.line: line.name for line in view.lines}
        found = [
            (line, line_here(line)) for line in lines_of_orders(connection, [order_id])[order_id]
        ]
        promises = promises_of(connection, order_id)
        custom = used_fields(connection, FieldOf.ORDER)
    lines, seen = [], {}
    for line, here in found:
        was = seen[line.line] = line_seen(here)
        facts = (names[line.line], was.quantity, was.price, taken_units(line))
        lines.append(EditableLine(line.line, line.sku, *facts))
    hides = hides_private(context)
    hidden = {"customer_email", "phone"} if hides else set()
    fields = {name: text_of(row, name) for name in EDITABLE if name not in hidden}
    own = [] if hides else custom
    fields |= {one.heading: text_of(row, one.column) for one in own}
    told = OrderSeen(fields, seen, command)
    return EditableOrder(view, lines, told, promises, prices=not hides, custom=own)


def _take_back(transaction: Transaction, change: EditChange) -> None:
    """Puts back exactly what was there; where stock or pickers moved meanwhile, edits it back."""
    refuse_other_fields(transaction.connection, change.rows.changes, change.rows.fields)
    try:
        with transaction.connection.begin_nested():
            put_rows_back(transaction, change.rows)
    except Refusal:
        _edit_back(transaction, change)


def _edit_back(transaction: Transaction, change: EditChange) -> None:
    try:
        _edit(transaction, change.number, change.back)
    except Refusal as refusal:
        if refusal.code is not Code.EDITED_MEANWHILE:
            raise
        why = Said.CHANGED_SINCE
        raise Refusal(Code.CANNOT_UNDO, why=why, order=change.number) from refusal


UNDO_EDIT = Undoer(EditChange, _take_back)
"""Takes an edit of an order back."""
