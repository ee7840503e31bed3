"""What somebody counted on a sheet, with what the books had there at that moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.counting import (
    CountedLine,
    counted_lines,
    place_then,
    sheet_of_place,
    sheet_rows,
)
from packbench.db.queries.records.lookups import (
    LocationRef,
    ProductRef,
    find_location,
    find_product,
)
from packbench.db.schema import CountEntryRow, CountLineRow, Product
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import Tracking
from packbench.domain.count_sheets import AGAIN, CountStatus, sheet_name
from packbench.domain.outcomes import Said
from packbench.domain.quantities import MOST_UNITS
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import NO_LOT, LocationKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.lot_dates import LotDate, refuse_other_expiry
from packbench.engine.undo.undoer import Undoer
from packbench.services.counting.sheets import open_sheet, refuse_unless
from packbench.services.counting.views import CountLineView, line_view
from packbench.services.packing.bench import who_sends


@dataclass(frozen=True, slots=True)
class CountOf:
    """What lies in a bin.

    Attributes:
        units: as somebody typed them; 0 where nothing lies there.
        lot: None: the only one that the sheet has there.
        expires_on: of a lot that was found and nobody knew.
        taken: units that pickers have taken out and not confirmed; "": nobody said.
        at: when it was counted; None: now. For counts on paper.
    """

    location: str
    sku: str
    units: str
    lot: str | None = None
    expires_on: date | None = None
    taken: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CountEntered:
    """A line after its count, and what was counted of it before."""

    sheet: str
    line: CountLineView
    before: int | None
    left: int


@dataclass(frozen=True, slots=True)
class EntryOfCommand:
    """A count that a command wrote, and the one that counted before."""

    sheet_id: int
    line_id: int
    entry_id: int
    replaced: int | None
    rounds: int


class LineToCount(NamedTuple):
    """A line, its (location, product, lot), and what was counted of it before."""

    id: int
    place: tuple[int, int, str]
    known: CountedLine | None


def enter_count(
    context: Context, sheet: str, count: CountOf, *, key: str | None = None
) -> CountEntered:
    """Writes down what was counted; a second count by the same person replaces the first.

    Refuses text for units, an unknown bin or product, what another person counted already (until a
    recount is asked), what is on another open sheet, and a lot with another expiry.
    """
    units = read_units(count.units, "counted units")
    taken = read_units(count.taken, "units taken") if count.taken.strip() else None

    def work(transaction: Transaction) -> CountEntered:
        connection = transaction.connection
        row = open_sheet(connection, sheet)
        at = _moment(transaction, row, count.at)
        location = _location(connection, row, count.location)
        product = _product(connection, count.sku)
        line = _line(connection, row, location, product, count)
        then = place_then(connection, *line.place, count.at)
        place = f"{location.code}: {product.sku}"
        if taken is not None and taken > then.held:
            raise Refusal(
                Code.NOTHING_TO_DO,
                why=Said.COUNT_MANY_TAKEN,
                place=place,
                held=then.held,
                taken=taken,
            )
        entry = {
            "round": _round(transaction, row, line, place),
            "quantity": units,
            "expected": then.on_hand,
            "held": then.held,
            "taken": taken,
            "counted_to": then.counted_to,
            "counted_at": at,
        }
        _write(transaction, row, line, entry)
        now = counted_lines(connection, row.id, line_id=line.id)[0]
        head = sheet_rows(connection, sheet_id=row.id)[0]
        before = None if line.known is None else line.known.row.quantity
        view = line_view(now, blind=row.blind)
        return CountEntered(sheet_name(row.id), view, before, head.lines - head.counted)

    content = {
        "sheet": sheet,
        "location": count.location,
        "sku": count.sku,
        "units": count.units,
        "lot": count.lot,
        "expires_on": count.expires_on,
        "taken": count.taken,
        "at": count.at,
    }
    call = Call("counts.enter", content, key, moves_stock=False)
    return run_command(context, call, CountEntered, work)


def read_units(text: str, field: str) -> int:
    """Units as somebody typed them; refuses other text by name."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_UNITS))):
        raise Refusal(Code.INVALID, field=field, value=text)
    if int(typed) > MOST_UNITS:
        raise Refusal(Code.INVALID, field=field, value=text)
    return int(typed)


def _moment(transaction: Transaction, sheet: AnyRow, at: datetime | None) -> datetime:
    """When it was counted; refuses a moment to come, or before the sheet was made."""
    if at is not None and not sheet.made_at <= at <= transaction.at:
        raise Refusal(Code.INVALID, field="time of a count", value=f"{at:%Y-%m-%d %H:%M}")
    return at or transaction.at


def _location(connection: Connection, sheet: AnyRow, code: str) -> LocationRef:
    found = find_location(connection, sheet.warehouse_id, code)
    if found.kind == LocationKind.STAGING:
        raise Refusal(Code.INVALID, field="staging of a count", value=found.code)
    return found


def _product(connection: Connection, sku: str) -> ProductRef:
    product = find_product(connection, sku)
    if not product.manage_stock:
        raise Refusal(Code.STOCK_NOT_MANAGED, sku=product.sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    return product


def _line(
    connection: Connection,
    sheet: AnyRow,
    location: LocationRef,
    product: ProductRef,
    count: CountOf,
) -> LineToCount:
    """The line of the place; made where goods were found that nobody expected there."""
    here = [
        one
        for one in counted_lines(connection, sheet.id, location_id=location.id)
        if one.row.product_id == product.id
    ]
    place = f"{location.code}: {product.sku}"
    lot = None if count.lot is None else count.lot.strip()
    if lot is None and len(here) > 1:
        why, lots = Said.COUNT_WHICH_LOT, [one.row.lot or "–" for one in here]
        raise Refusal(Code.NOTHING_TO_DO, why=why, place=place, lots=lots)
    same = [one for one in here if lot is None or one.row.lot == lot]
    if same:
        row = same[0].row
        return LineToCount(row.id, (row.location_id, row.product_id, row.lot), same[0])
    lot = lot or NO_LOT
    if not lot and _is_kept_by_lot(connection, product.id):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.COUNT_NEEDS_LOT, place=place)
    refuse_other_expiry(connection, [LotDate(location.id, product.id, lot, count.expires_on)])
    where = (location.id, product.id, lot)
    taken = sheet_of_place(connection, {where}, sheet.id)
    if taken is not None:
        other = taken[1]
        raise Refusal(Code.NOTHING_TO_DO, why=Said.COUNT_ELSEWHERE, place=place, other=other)
    return LineToCount(_add_line(connection, sheet.id, where, count.expires_on), where, None)


def _is_kept_by_lot(connection: Connection, product_id: int) -> bool:
    query = select(Product.tracking).where(Product.id == product_id)
    return connection.execute(query).scalar_one() == Tracking.LOT


def _add_line(
    connection: Connection, sheet_id: int, place: tuple[int, int, str], expires_on: date | None
) -> int:
    """A line of goods that were found; one whose count was taken back is used again."""
    names = ("location_id", "product_id", "lot")
    line, values = CountLineRow, dict(zip(names, place, strict=True))
    known = select(line.id).where(
        line.sheet_id == sheet_id, *(getattr(line, name) == value for name, value in values.items())
    )
    line_id = connection.execute(known).scalar_one_or_none()
    if line_id is not None:
        statement = update(line).where(line.id == line_id)
        connection.execute(statement.values(is_open=True, expires_on=expires_on))
        return int(line_id)
    new = {**values, "sheet_id": sheet_id, "expires_on": expires_on, "added": True}
    return int(connection.execute(insert(line).values(new).returning(line.id)).scalar_one())


def _round(transaction: Transaction, sheet: AnyRow, line: LineToCount, place: str) -> int:
    """In which round it is counted; refuses what another person counted already."""
    if line.known is None or line.known.row.entry_id is None:
        return 1
    row = line.known.row
    if line.known.state in AGAIN:
        return int(max(row.rounds, row.round + 1))
    if row.operator_id != who_sends(transaction)["operator_id"]:
        raise Refusal(
            Code.NOTHING_TO_DO,
            why=Said.COUNTED_BY_OTHER,
            place=place,
            who=row.counter,
            name=sheet_name(sheet.id),
        )
    return int(row.round)


def _write(
    transaction: Transaction, sheet: AnyRow, line: LineToCount, entry: dict[str, Any]
) -> None:
    """Writes what was counted; what counted before stays, and counts no more."""
    connection = transaction.connection
    before = None if line.known is None else line.known.row.entry_id
    rounds = 1 if line.known is None else line.known.row.rounds
    if before is not None:
        old = update(CountEntryRow).where(CountEntryRow.id == before)
        connection.execute(old.values(gone_by=transaction.command_id))
    if entry["round"] > rounds:
        more = update(CountLineRow).where(CountLineRow.id == line.id)
        connection.execute(more.values(rounds=entry["round"]))
    values = {
        **entry,
        "line_id": line.id,
        "operator_id": who_sends(transaction)["operator_id"],
        "command_id": transaction.command_id,
    }
    made = insert(CountEntryRow).values(values).returning(CountEntryRow.id)
    entry_id = int(connection.execute(made).scalar_one())
    transaction.undo = EntryOfCommand(sheet.id, line.id, entry_id, before, rounds)


def _undo_entry(transaction: Transaction, kept: EntryOfCommand) -> None:
    """What counted before counts again; refuses a sheet or a line that somebody went on with."""
    connection = transaction.connection
    refuse_unless(transaction, kept.sheet_id, CountStatus.OPEN)
    entry = CountEntryRow
    counts = select(entry.id).where(entry.line_id == kept.line_id, entry.gone_by.is_(None))
    rounds = select(CountLineRow.rounds, entry.round).join(entry, entry.line_id == CountLineRow.id)
    now = connection.execute(rounds.where(entry.id == kept.entry_id)).one()
    live = connection.execute(counts).scalar_one_or_none()
    if live != kept.entry_id or now.rounds > max(now.round, kept.rounds):
        name = sheet_name(kept.sheet_id)
        raise Refusal(Code.CANNOT_UNDO, why=Said.COUNT_WENT_ON, document=name)
    gone = update(entry).where(entry.id == kept.entry_id)
    connection.execute(gone.values(gone_by=transaction.command_id))
    line: dict[str, Any] = {"rounds": kept.rounds}
    if kept.replaced is not None:
        connection.execute(update(entry).where(entry.id == kept.replaced).values(gone_by=None))
    else:
        added = select(CountLineRow.added).where(CountLineRow.id == kept.line_id)
        line["is_open"] = not connection.execute(added).scalar_one()
    connection.execute(update(CountLineRow).where(CountLineRow.id == kept.line_id).values(line))


UNDO_ENTRY = Undoer(EntryOfCommand, _undo_entry)
