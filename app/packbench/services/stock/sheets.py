"""Stock changed in bulk from a sheet: each row told before and after, one command, one undo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from packbench.db.queries.records.stock_places import mark_counted_entries, places_now
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.quantities import MOST_UNITS
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.engine.stock_changes import Effects, change_stock
from packbench.engine.undo.remembered import NO_ORDERS, Remembered
from packbench.engine.undo.remembering import keep_for_undo as keep_stock
from packbench.engine.writes.stock_levels import write_levels
from packbench.exchange.stock_sheet import (
    LEVEL_COLUMNS,
    SheetKind,
    StockSheet,
    sheet_of_file,
    sheet_of_text,
)
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.masters.effects import order_effects
from packbench.services.stock.acts import ActKind, StockAct, check_act, entries_of_act
from packbench.services.stock.changing import (
    StockChange,
    find_there,
    refuse_other_expiry,
    refuse_without_lot,
)
from packbench.services.stock.levels import STOCK_LEVELS, changed_levels, level_notes, levels_row
from packbench.services.stock.telling import order_rows_of, place_note

__all__ = ["SheetKind", "StockSheet", "change_by_sheet", "sheet_of_file", "sheet_of_text"]

SHEET = "stock.sheet"
"""The command's name for counts and changes; levels have that of a form."""


def change_by_sheet(
    context: Context, sheet: StockSheet, *, reason: str = "", how: How = DO_IT
) -> Results:
    """Does every row that can be done, in their order, and refuses the others one by one.

    `reason` is of the rows that say none of their own; a change of units needs one.
    """
    if sheet.kind is SheetKind.LEVELS:
        return _set_levels(context, sheet, how)

    def work(transaction: Transaction) -> Results:
        keep_stock(transaction, Remembered())
        transaction.undo = NO_ORDERS  # the ledger tells what has to be taken back
        told, run = [], _Run(sheet.kind, reason)
        for number, (row, cells) in enumerate(sheet.rows):
            told.append(_done_or_refused(transaction, run, row, cells))
            how.on_progress(number + 1, len(sheet.rows))
        change = StockChange([], run.effects.released, run.effects.taken_back)
        return Results([*told, *order_rows_of(change)])

    content = {"kind": sheet.kind.value, "rows": [cells for _, cells in sheet.rows]}
    return run_bulk(context, SHEET, {**content, "reason": reason}, how, work)


@dataclass(frozen=True, slots=True)
class _Run:
    """A sheet that is being done: what came of it so far, and which row counted which place."""

    kind: SheetKind
    reason: str
    effects: Effects = field(default_factory=Effects)
    counted: dict[tuple[str, ...], int] = field(default_factory=dict)


def _done_or_refused(
    transaction: Transaction, run: _Run, row: int, cells: Mapping[str, str]
) -> RowResult:
    name, place = _name(row, cells), _place(cells)
    if place in run.counted:  # of two counts of a place nobody knows which is right
        again = note(Said.SHEET_PLACE_TWICE, row=run.counted[place])
        return RowResult(name, RowOutcome.REFUSED, [again])
    try:
        act = _act(run.kind, cells, run.reason)
        with transaction.connection.begin_nested():
            notes = _do(transaction, act, run.effects)
    except Refusal as refusal:
        return RowResult(name, RowOutcome.REFUSED, [Note.of(refusal)])
    if run.kind is SheetKind.COUNT:
        run.counted[place] = row
    return RowResult(name, RowOutcome.DONE, notes)


def _place(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(code_key(cells.get(one, "")) for one in ("warehouse", "sku", "location", "lot"))


def _do(transaction: Transaction, act: StockAct, effects: Effects) -> list[Note]:
    """Does one row as stock is after those before it; tells its bins before and after."""
    connection = transaction.connection
    place = find_there(transaction, act.warehouse, act.sku)
    entries = entries_of_act(transaction, place, act)
    if not entries:
        return [note(Said.SO_ALREADY)]
    refuse_without_lot(connection, place, entries)
    refuse_other_expiry(connection, place, entries)
    lay = places_now(connection, entries)
    found = change_stock(transaction, entries)
    mark_counted_entries(connection, entries, transaction.at)
    effects.released.extend(found.released)
    effects.taken_back.extend(found.taken_back)
    return [
        place_note(now.location, key[2], lay[key].on_hand if key in lay else 0, now.on_hand)
        for key, now in places_now(connection, entries).items()
    ]


def _act(kind: SheetKind, cells: Mapping[str, str], reason: str) -> StockAct:
    counts = kind is SheetKind.COUNT
    text = cells.get("quantity" if counts else "delta", "")
    digits = text.removeprefix("+") if counts else text.lstrip("+-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST_UNITS))
    if not is_number or len(text) - len(digits) > 1:
        raise Refusal(Code.INVALID, field="quantity", value=text)
    act = StockAct(
        ActKind.COUNT if counts else ActKind.ADJUST,
        _told(cells, "warehouse"),
        _told(cells, "sku"),
        int(text),
        cells.get("location") or None,
        cells.get("lot") or None,
        cells.get("reason") or reason or None,
    )
    check_act(act)
    return act


def _told(cells: Mapping[str, str], column: str) -> str:
    if not cells[column]:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.CELL_EMPTY, column=column)
    return cells[column]


def _name(row: int, cells: Mapping[str, str]) -> str:
    parts = [cells.get(name, "") for name in ("sku", "warehouse", "location", "lot")]
    return " · ".join([str(row), *filter(None, parts)])


def _set_levels(context: Context, sheet: StockSheet, how: How) -> Results:
    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        told, lowered, products = [], set[int](), set[int]()
        for number, (row, cells) in enumerate(sheet.rows):
            told.append(_levels_of(transaction, (row, cells), lowered, products))
            how.on_progress(number + 1, len(sheet.rows))
        release(transaction, lowered)
        settle(transaction)
        with context.database.read.connect() as before:
            told += order_effects(before, connection, transaction.orders)
            keep_for_undo(transaction, before, {"stock": ("product_id", sorted(products))})
        return Results(told)

    content = {"rows": [cells for _, cells in sheet.rows]}
    return run_bulk(context, STOCK_LEVELS, content, how, work)


def _levels_of(
    transaction: Transaction,
    told: tuple[int, Mapping[str, str]],
    lowered: set[int],
    products: set[int],
) -> RowResult:
    row, cells = told
    name, connection = _name(row, cells), transaction.connection
    try:
        stock = levels_row(connection, _told(cells, "warehouse"), _told(cells, "sku"))
        wanted = {one: cells[one] for one in LEVEL_COLUMNS if cells.get(one)}
        values = changed_levels(stock, wanted)
    except Refusal as refusal:
        return RowResult(name, RowOutcome.REFUSED, [Note.of(refusal)])
    if not values:
        return RowResult(name, RowOutcome.DONE, [note(Said.SO_ALREADY)])
    write_levels(connection, stock.id, values)
    transaction.changed(Kind.STOCK, {stock.id})
    products.add(stock.product_id)
    if (values.get("safety") or 0) < stock.safety and "safety" in values:
        lowered.add(stock.product_id)
    return RowResult(name, RowOutcome.DONE, level_notes(stock, values))
