"""Count sheets are made, counted again, cancelled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.counting import (
    CountedLine,
    counted_lines,
    find_sheet,
    sheet_of_place,
)
from packbench.db.queries.records.lookups import find_location, find_warehouse
from packbench.db.schema import CountEntryRow, CountLineRow, CountSheetRow, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows, update_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.count_sheets import (
    AGAIN,
    CountChoice,
    CountState,
    CountStatus,
    sheet_name,
)
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import WarehouseKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.counting.choosing import chosen_places, zones_of
from packbench.services.counting.views import CountSheetView, sheet_view
from packbench.services.packing.bench import who_sends

MOST_PLACES = 1_000
"""A sheet has no more places unless more are asked for."""


@dataclass(frozen=True, slots=True)
class NewCount:
    """What is to be counted.

    Attributes:
        value: the zone, the class, days, the size of the sample, or bins with commas between.
        blind: who counts is told no units.
        most: no more places than this; the first of the walk.
    """

    warehouse: str
    chosen: CountChoice
    value: str = ""
    blind: bool = False
    most: int = MOST_PLACES


@dataclass(frozen=True, slots=True)
class MadeCount:
    """The new sheet, and how many places more there are, which another sheet can have."""

    view: CountSheetView
    more: int


@dataclass(frozen=True, slots=True)
class SheetOfCommand:
    """A sheet that a command made or ended."""

    sheet_id: int


@dataclass(frozen=True, slots=True)
class RecountOf:
    """Lines that are counted once more: their ids, with the rounds that they had."""

    sheet_id: int
    lines: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CountPlaces:
    """Where counts can be made: warehouses, and the zones of each."""

    zones: dict[str, list[str]]


def count_places(context: Context) -> CountPlaces:
    """The warehouses that hold goods, with their zones."""
    query = select(Warehouse.id, Warehouse.code).where(
        Warehouse.kind == WarehouseKind.PHYSICAL, Warehouse.active
    )
    with context.database.read.connect() as connection:
        rows = connection.execute(query.order_by(Warehouse.rank, Warehouse.code_key)).all()
        return CountPlaces({row.code: zones_of(connection, row.id) for row in rows})


def make_sheet(context: Context, count: NewCount, *, key: str | None = None) -> MadeCount:
    """Makes a count sheet of places in which goods lie.

    Refuses a virtual warehouse, an unknown zone or bin, a value that is none, and where nothing is
    to be counted (`nothing_to_do`). Places on another open sheet are left to that.
    """
    if count.most < 1:
        raise Refusal(Code.INVALID, field="size of a sample", value=count.most)

    def work(transaction: Transaction) -> MadeCount:
        connection = transaction.connection
        warehouse = find_warehouse(connection, count.warehouse)
        if warehouse.kind == WarehouseKind.VIRTUAL:
            raise Refusal(Code.WAREHOUSE_VIRTUAL, name=warehouse.code)
        places, value = chosen_places(connection, warehouse.id, count.chosen, count.value)
        if not places:
            why, where = Said.COUNT_NO_PLACES, warehouse.code
            raise Refusal(Code.NOTHING_TO_DO, why=why, warehouse=where)
        values = {
            "warehouse_id": warehouse.id,
            "chosen": count.chosen.value,
            "value": value,
            "blind": count.blind,
            "made_at": transaction.at,
            "operator_id": who_sends(transaction)["operator_id"],
            "command_id": transaction.command_id,
        }
        made = insert(CountSheetRow).values(values).returning(CountSheetRow.id)
        sheet_id = int(connection.execute(made).scalar_one())
        rows = [(sheet_id, *place) for place in places[: count.most]]
        columns = ("sheet_id", "location_id", "product_id", "lot")
        insert_rows(connection, CountLineRow, columns, rows)
        transaction.undo = SheetOfCommand(sheet_id)
        return MadeCount(sheet_view(connection, sheet_id), max(0, len(places) - count.most))

    content = {
        "warehouse": count.warehouse,
        "chosen": count.chosen.value,
        "value": count.value,
        "blind": count.blind,
        "most": count.most,
    }
    return run_command(context, _call("counts.new", content, key), MadeCount, work)


def cancel_sheet(context: Context, sheet: str, *, key: str | None = None) -> CountSheetView:
    """Gives a sheet up: nothing of it is posted. It can be undone; refuses one that is over."""

    def work(transaction: Transaction) -> CountSheetView:
        connection = transaction.connection
        row = open_sheet(connection, sheet)
        _end(connection, row.id)
        transaction.undo = SheetOfCommand(row.id)
        return sheet_view(connection, row.id)

    call = _call("counts.cancel", {"sheet": sheet}, key)
    return run_command(context, call, CountSheetView, work)


def ask_recount(
    context: Context, sheet: str, bins: Collection[str] = (), *, key: str | None = None
) -> CountSheetView:
    """Asks that places are counted once more, by whomever.

    Args:
        context: who asks.
        sheet: its name.
        bins: all counted places of these; none: those whose count can't be posted as it is.
        key: sent twice, it is asked once.

    Refuses a bin that was not counted, and a sheet of which nothing has to be counted again.
    """

    def work(transaction: Transaction) -> CountSheetView:
        connection = transaction.connection
        row = open_sheet(connection, sheet)
        lines = _meant(connection, row, bins)
        asked = [(one.row.id, one.row.rounds) for one in lines]
        again = [(one.row.id, one.row.round + 1) for one in lines]
        update_rows(connection, CountLineRow, ("rounds",), again)
        transaction.undo = RecountOf(row.id, asked)
        return sheet_view(connection, row.id)

    content = {"sheet": sheet, "bins": sorted(bins)}
    call = _call("counts.recount", content, key)
    return run_command(context, call, CountSheetView, work)


def _meant(connection: Connection, sheet: AnyRow, bins: Collection[str]) -> list[CountedLine]:
    lines = counted_lines(connection, sheet.id)
    if not bins:
        found = [one for one in lines if one.state in AGAIN - {CountState.RECOUNT}]
        if not found:
            why, name = Said.COUNT_NONE_AGAIN, sheet_name(sheet.id)
            raise Refusal(Code.NOTHING_TO_DO, why=why, name=name)
        return found
    found = []
    for code in bins:
        location = find_location(connection, sheet.warehouse_id, code)
        here = [one for one in lines if one.row.location_id == location.id]
        counted = [one for one in here if one.row.entry_id is not None]
        if not counted:
            why, place = Said.COUNT_NOT_COUNTED, location.code
            raise Refusal(Code.NOTHING_TO_DO, why=why, place=place)
        found += counted
    return found


def open_sheet(connection: Connection, sheet: str) -> AnyRow:
    """Inside a command: a sheet that is still open, locked; refuses others by name."""
    row = find_sheet(connection, sheet, lock=True)
    if row.status != CountStatus.OPEN:
        is_posted = row.status == CountStatus.POSTED
        why = Said.COUNT_IS_POSTED if is_posted else Said.COUNT_IS_CANCELLED
        raise Refusal(Code.WRONG_STATE, why=why, name=sheet_name(row.id), state=row.status)
    return row


def reopen(connection: Connection, sheet_id: int) -> None:
    """Inside an undo: the sheet is open again; refuses where another has its places meanwhile."""
    line, entry = CountLineRow, CountEntryRow
    counts = select(entry.id).where(entry.line_id == line.id, entry.gone_by.is_(None)).exists()
    query = select(line.id, line.location_id, line.product_id, line.lot).where(
        line.sheet_id == sheet_id, line.added.is_(False) | counts
    )
    rows = connection.execute(query).all()
    places = {(row.location_id, row.product_id, row.lot) for row in rows}
    taken = sheet_of_place(connection, places, sheet_id)
    if taken is not None:
        place, other = taken
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNT_PLACE_TAKEN, place=place, other=other)
    values = {"status": CountStatus.OPEN.value, "posted_at": None, "posted_by": None}
    connection.execute(update(CountSheetRow).where(CountSheetRow.id == sheet_id).values(values))
    statement = update(line).where(among(line.id, {row.id for row in rows}))
    connection.execute(statement.values(is_open=True, posted=None))


def _end(connection: Connection, sheet_id: int) -> None:
    sheet, line = CountSheetRow, CountLineRow
    statement = update(sheet).where(sheet.id == sheet_id)
    connection.execute(statement.values(status=CountStatus.CANCELLED.value))
    connection.execute(update(line).where(line.sheet_id == sheet_id).values(is_open=False))


def _call(name: str, content: Mapping[str, object], key: str | None) -> Call:
    return Call(name, content, key, moves_stock=False)


def refuse_unless(transaction: Transaction, sheet_id: int, status: CountStatus) -> None:
    """Inside an undo: refuses a sheet that somebody went on with since."""
    row = find_sheet(transaction.connection, sheet_name(sheet_id), lock=True)
    if row.status != status:
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNT_WENT_ON, document=sheet_name(sheet_id))


def _undo_made(transaction: Transaction, made: SheetOfCommand) -> None:
    """It is cancelled; refuses what was counted on it since."""
    connection = transaction.connection
    refuse_unless(transaction, made.sheet_id, CountStatus.OPEN)
    lines = counted_lines(connection, made.sheet_id)
    if any(one.row.entry_id is not None for one in lines):
        name = sheet_name(made.sheet_id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNT_WENT_ON, document=name)
    _end(connection, made.sheet_id)


def _undo_cancelled(transaction: Transaction, ended: SheetOfCommand) -> None:
    refuse_unless(transaction, ended.sheet_id, CountStatus.CANCELLED)
    reopen(transaction.connection, ended.sheet_id)


def _undo_recount(transaction: Transaction, asked: RecountOf) -> None:
    """What was counted stands; refuses where it was counted again since."""
    connection = transaction.connection
    refuse_unless(transaction, asked.sheet_id, CountStatus.OPEN)
    before = dict(asked.lines)
    for one in counted_lines(connection, asked.sheet_id):
        rounds = before.get(one.row.id)
        if rounds is not None and (one.row.round or 0) > rounds:
            name = sheet_name(asked.sheet_id)
            raise Refusal(Code.CANNOT_UNDO, why=Said.COUNT_WENT_ON, document=name)
    update_rows(connection, CountLineRow, ("rounds",), asked.lines)


UNDO_MADE_SHEET = Undoer(SheetOfCommand, _undo_made)
UNDO_CANCELLED_SHEET = Undoer(SheetOfCommand, _undo_cancelled)
UNDO_RECOUNT = Undoer(RecountOf, _undo_recount)
