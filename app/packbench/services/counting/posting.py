"""What a count sheet found is posted: one command, with the rules of every change of stock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, update

from packbench.db.queries.records.bins import bins_of, spread_loss
from packbench.db.queries.records.counting import CountedLine, counted_lines
from packbench.db.queries.records.stock_places import (
    Place,
    forget_places,
    mark_counted_places,
)
from packbench.db.schema import CountLineRow, CountSheetRow
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.count_sheets import AGAIN, CountState, CountStatus, sheet_name
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.release import Released
from packbench.engine.short_picks import put_on_count_list_again, take_off_count_list
from packbench.engine.stock_changes import TakenBack, change_stock
from packbench.engine.undo.remembered import Remembered, WithOrders
from packbench.engine.undo.remembering import keep_for_undo
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.taking_back import take_back_stock
from packbench.engine.undo.undoer import Undoer
from packbench.services.counting.sheets import open_sheet, refuse_unless, reopen
from packbench.services.counting.views import CountSheetView, sheet_view
from packbench.services.stock.changes import is_expired

_NAMED = 5


@dataclass(frozen=True, slots=True)
class PostedCount:
    """What posting a sheet did, or would do.

    Attributes:
        view: the sheet with its lines, each with its difference.
        posted: lines that were posted; `exact` of them had no difference.
        left: lines that were not counted, or not counted again: they stay as they were.
        missing: units that are gone, `found` those that are there beside.
        kept: whether it was done; else it was only shown.
    """

    view: CountSheetView
    posted: int
    exact: int
    left: int
    missing: int
    found: int
    kept: bool
    released: list[Released] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPosted(WithOrders):
    """Which sheet was posted, and what became of orders by it."""

    sheet_id: int


def post_sheet(
    context: Context,
    sheet: str,
    *,
    leave: bool = False,
    preview: bool = False,
    key: str | None = None,
) -> PostedCount:
    """Books the differences of a sheet, each against what was there when it was counted.

    Args:
        context: who posts.
        sheet: its name.
        leave: what is not counted, or to be counted again, stays as it is; else it is refused.
        preview: shows what it would do, and does nothing.
        key: sent twice, it is posted once.

    Refuses a sheet that is posted or cancelled already, one of which nothing was counted, and goods
    that are not there any more (they were moved since).
    """

    def work(transaction: Transaction) -> PostedCount:
        connection = transaction.connection
        row = open_sheet(connection, sheet)
        lines = counted_lines(connection, row.id)
        ready = _ready(row, lines, leave=leave or preview)
        keep_for_undo(transaction, Remembered())  # whom it serves or takes from shows at its end
        effects = change_stock(transaction, _entries(connection, row, ready))
        _write(transaction, row, ready)
        transaction.undo = SheetPosted(sheet_id=row.id)
        differences = [one.difference or 0 for one in ready]
        return PostedCount(
            *(sheet_view(connection, row.id), len(ready), differences.count(0)),
            *(len(lines) - len(ready), -sum(one for one in differences if one < 0)),
            *(sum(one for one in differences if one > 0), not preview),
            *(effects.released, effects.taken_back),
        )

    call = Call("counts.post", {"sheet": sheet, "leave": leave}, None if preview else key)
    shown = context.without_key() if preview else context
    return run_or_try(shown, call, PostedCount, work, keep=lambda done: done.kept)


def _ready(sheet: AnyRow, lines: Sequence[CountedLine], *, leave: bool) -> list[CountedLine]:
    """The lines that can be posted; refuses others unless they are left."""
    ready = [one for one in lines if one.state is CountState.COUNTED]
    name = sheet_name(sheet.id)
    if not any(one.row.entry_id is not None for one in lines):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.COUNT_NOTHING, name=name)
    for states, why in (
        ({CountState.OPEN}, Said.COUNT_LINES_OPEN),
        (AGAIN, Said.COUNT_LINES_AGAIN),
    ):
        found = [one.place for one in lines if one.state in states]
        if found and (not leave or (not ready and states is AGAIN)):
            places = ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
            told = {"count": len(found), "places": places, "name": name, "state": sheet.status}
            raise Refusal(Code.WRONG_STATE, why=why, **told)
    return ready


def _entries(connection: Connection, sheet: AnyRow, lines: Sequence[CountedLine]) -> list[Entry]:
    day, document = today(connection), sheet_name(sheet.id)
    return [
        entry
        for one in lines
        if one.difference
        for entry in _entries_of(connection, sheet.warehouse_id, one, day, document)
    ]


def _entries_of(
    connection: Connection, warehouse_id: int, line: CountedLine, day: date, document: str
) -> list[Entry]:
    """What of a place is gone, or was found, as it lies there now."""
    row, difference = line.row, line.difference or 0
    place = (warehouse_id, row.product_id, row.location_id)
    if difference > 0:
        blocked = not row.pickable or is_expired(row.expires_on, day)
        return [
            Entry(
                *(*place, difference, Cause.COUNT),
                lot=row.lot,
                unavailable=difference if blocked else 0,
                expires_on=row.expires_on,
                note=document,
                document=document,
            )
        ]
    bins = bins_of(
        connection, warehouse_id, row.product_id, location_id=row.location_id, lot=row.lot
    )
    left = sum(one.on_hand for one in bins)
    if left < -difference:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.COUNT_OVERTAKEN,
            place=line.place,
            units=-difference,
            left=left,
            name=document,
            state="",
        )
    return [
        Entry(
            *(*place, -one.units, Cause.COUNT),
            lot=row.lot,
            unavailable=-one.unavailable,
            note=document,
            document=document,
        )
        for one in spread_loss(bins, -difference)
    ]


def _write(transaction: Transaction, sheet: AnyRow, lines: Sequence[CountedLine]) -> None:
    """The sheet is posted; its places are on no open sheet any more."""
    connection = transaction.connection
    values = {
        "status": CountStatus.POSTED.value,
        "posted_at": transaction.at,
        "posted_by": transaction.command_id,
    }
    connection.execute(update(CountSheetRow).where(CountSheetRow.id == sheet.id).values(values))
    update_rows(
        connection,
        CountLineRow,
        ("posted",),
        [(one.row.id, one.difference or 0) for one in lines],
    )
    closed = update(CountLineRow).where(CountLineRow.sheet_id == sheet.id)
    connection.execute(closed.values(is_open=False))
    mark_counted_places(connection, _moments(lines))
    for place in sorted({(one.row.product_id, one.row.location_id) for one in lines}):
        take_off_count_list(transaction, sheet.warehouse_id, *place)


def _moments(lines: Sequence[CountedLine]) -> dict[Place, datetime]:
    """By place: when it was counted, which may be long before it is posted."""
    rows = [one.row for one in lines]
    return {(row.location_id, row.product_id, row.lot): row.counted_at for row in rows}


def _undo_post(transaction: Transaction, posted: SheetPosted) -> None:
    """The sheet is open again with its counts, and stock as it was; refuses goods that are gone."""
    connection = transaction.connection
    refuse_unless(transaction, posted.sheet_id, CountStatus.POSTED)
    lines = counted_lines(connection, posted.sheet_id)
    forget_places(connection, _moments([one for one in lines if one.row.posted is not None]))
    reopen(connection, posted.sheet_id)
    put_on_count_list_again(transaction)
    entries = reversed_entries(connection, transaction.undoes or 0)
    take_back_stock(transaction, posted.orders, entries)


UNDO_POSTED_SHEET = Undoer(SheetPosted, _undo_post)
