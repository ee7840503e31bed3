"""Reads of count sheets: their lines with what counts of each, and with what lies there now."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import (
    Command,
    CountEntryRow,
    CountLineRow,
    CountSheetRow,
    Location,
    Movement,
    Operator,
    PickTask,
    Product,
    Shipment,
    StockBin,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.count_sheets import CountState, Threshold, sheet_id_of, sheet_name
from packbench.domain.orders import OPEN_SHIPMENTS
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import Cause
from packbench.settings import COUNT_TWICE

_MOST_SHEETS = 500
_PUT_RIGHT = (Cause.COUNT, Cause.ADJUSTMENT, Cause.OPENING, Cause.SHORT_PICK)
"""Movements by which somebody said what lies in a bin, or does not."""


class CountedPlace(NamedTuple):
    """What the books have of a product and lot in a location, and the last movement in it."""

    on_hand: int
    held: int
    counted_to: int


class CountedLine(NamedTuple):
    """A line of a sheet, and what of it is still to be done."""

    row: AnyRow
    difference: int | None
    state: CountState
    picked: int

    @property
    def place(self) -> str:
        """The bin and the SKU, and the lot where there is one, as they are named to people."""
        words = f"{self.row.location}: {self.row.sku}"
        return f"{words} {self.row.lot}" if self.row.lot else words


def find_sheet(connection: Connection, name: str, *, lock: bool = False) -> AnyRow:
    """A count sheet by its name; with `lock` nobody else changes it meanwhile."""
    sheet_id = sheet_id_of(name)
    if sheet_id is not None:
        query = select(CountSheetRow.__table__).where(CountSheetRow.id == sheet_id)
        row = connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is not None:
            return row
    raise Refusal(Code.NOT_FOUND, kind="count sheet", name=name)


def sheet_rows(connection: Connection, *, sheet_id: int | None = None) -> Sequence[AnyRow]:
    """The newest sheets, or one, with how many lines they have and how many are counted."""
    entry, line, sheet = CountEntryRow, CountLineRow, CountSheetRow
    newest = select(sheet.id).order_by(sheet.id.desc()).limit(_MOST_SHEETS)
    if sheet_id is not None:
        newest = select(sheet.id).where(sheet.id == sheet_id)
    counts = (
        select(
            line.sheet_id,
            func.count().label("lines"),
            func.count(entry.id).label("counted"),
        )
        .outerjoin(entry, and_(entry.line_id == line.id, entry.gone_by.is_(None)))
        .where(or_(line.added.is_(False), entry.id.is_not(None)), line.sheet_id.in_(newest))
        .group_by(line.sheet_id)
        .subquery()
    )
    query = (
        select(
            sheet.__table__,
            Warehouse.code.label("warehouse"),
            Operator.name.label("operator"),
            func.coalesce(counts.c.lines, 0).label("lines"),
            func.coalesce(counts.c.counted, 0).label("counted"),
        )
        .join(Warehouse, Warehouse.id == sheet.warehouse_id)
        .join(Operator, Operator.id == sheet.operator_id)
        .outerjoin(counts, counts.c.sheet_id == sheet.id)
        .where(sheet.id.in_(newest))
        .order_by(sheet.id.desc())
    )
    return connection.execute(query).all()


def counted_lines(
    connection: Connection,
    sheet_id: int,
    *,
    location_id: int | None = None,
    line_id: int | None = None,
) -> list[CountedLine]:
    """The lines of a sheet by the walk; found goods whose count was taken back are left out."""
    query = _lines().where(CountLineRow.sheet_id == sheet_id)
    if location_id is not None:
        query = query.where(CountLineRow.location_id == location_id)
    if line_id is not None:
        query = query.where(CountLineRow.id == line_id)
    rows = connection.execute(query).all()
    changed = _put_right_since(connection, rows)
    picked = _picked_beside(connection, {row.bin_id for row in rows if row.bin_id is not None})
    threshold = read_setting(connection, COUNT_TWICE)
    found = [
        CountedLine(
            *(row, _difference(row), _state(row, threshold, row.id in changed)),
            picked.get(row.bin_id, 0),
        )
        for row in rows
    ]
    found.sort(
        key=lambda one: (walk_key(one.row.location, one.row.sequence), one.row.sku, one.row.lot)
    )
    return found


def _lines() -> "Select[*tuple[Any, ...]]":
    line, entry = CountLineRow, CountEntryRow
    return (
        select(
            *(line.id, line.location_id, line.product_id, line.lot, line.added, line.rounds),
            *(line.posted, line.is_open, Location.code.label("location"), Location.zone),
            *(Location.barcode, Location.sequence, Location.pickable, Product.sku, Product.name),
            *(entry.id.label("entry_id"), entry.quantity, entry.expected, entry.held),
            *(entry.taken, entry.counted_to, entry.counted_at, entry.operator_id),
            *(entry.round, Operator.name.label("counter"), StockBin.id.label("bin_id")),
            func.coalesce(StockBin.expires_on, line.expires_on).label("expires_on"),
            func.coalesce(StockBin.on_hand, 0).label("on_hand"),
            func.coalesce(StockBin.allocated, 0).label("held_now"),
            func.coalesce(StockBin.counted_to, 0).label("counted_to_now"),
        )
        .join(Location, Location.id == line.location_id)
        .join(Product, Product.id == line.product_id)
        .outerjoin(entry, and_(entry.line_id == line.id, entry.gone_by.is_(None)))
        .outerjoin(Operator, Operator.id == entry.operator_id)
        .outerjoin(
            StockBin,
            and_(
                StockBin.location_id == line.location_id,
                StockBin.product_id == line.product_id,
                StockBin.lot == line.lot,
            ),
        )
        .where(or_(line.added.is_(False), entry.id.is_not(None)))
    )


def _difference(row: AnyRow) -> int | None:
    if row.entry_id is None:
        return None
    return int(row.quantity + (row.taken or 0) - row.expected)


def _state(row: AnyRow, threshold: Threshold, is_changed: bool) -> CountState:
    if row.posted is not None:
        return CountState.POSTED
    difference = _difference(row)
    if difference is None:
        return CountState.OPEN
    was_picked = difference < 0 and row.held and row.taken is None
    is_above = row.round == 1 and threshold.is_exceeded(row.expected, difference)
    reasons = (
        (row.round < row.rounds, CountState.RECOUNT),
        (is_changed, CountState.CHANGED),
        (was_picked, CountState.PICKING),
        (is_above, CountState.ABOVE),
    )
    return next((state for holds, state in reasons if holds), CountState.COUNTED)


def _put_right_since(connection: Connection, rows: Sequence[AnyRow]) -> set[int]:
    """Lines whose place was counted or put right otherwise since; what was undone is not.

    What was in the books at the count and was taken back since, changes what it was compared with.
    """
    moved = [
        row.id for row in rows if row.entry_id is not None and row.counted_to_now > row.counted_to
    ]
    if not moved:
        return set()
    undoing = aliased(Command)
    undone = select(undoing.id).where(undoing.undoes_id == Movement.command_id).exists()
    undo, earlier = aliased(Command), aliased(Movement)
    was_known = (
        select(earlier.id)
        .join(undo, undo.undoes_id == earlier.command_id)
        .where(
            undo.id == Movement.command_id,
            *(earlier.location_id == Movement.location_id, earlier.lot == Movement.lot),
            earlier.product_id == Movement.product_id,
            earlier.id <= CountEntryRow.counted_to,
        )
        .exists()
    )
    query = (
        select(CountLineRow.id)
        .join(
            CountEntryRow,
            and_(CountEntryRow.line_id == CountLineRow.id, CountEntryRow.gone_by.is_(None)),
        )
        .join(
            Movement,
            and_(
                Movement.location_id == CountLineRow.location_id,
                Movement.product_id == CountLineRow.product_id,
                Movement.lot == CountLineRow.lot,
                Movement.id > CountEntryRow.counted_to,
            ),
        )
        .where(
            among(CountLineRow.id, moved),
            or_(
                and_(Movement.cause.in_(_PUT_RIGHT), ~undone),
                and_(Movement.cause == Cause.UNDO, was_known),
            ),
        )
    )
    return set(connection.execute(query.distinct()).scalars())


def _picked_beside(connection: Connection, bin_ids: Collection[int]) -> dict[int, int]:
    """By bin: units that were picked from it and are not shipped."""
    query = (
        select(PickTask.stock_bin_id, total(PickTask.picked))
        .join(Shipment, Shipment.id == PickTask.shipment_id)
        .where(
            among(PickTask.stock_bin_id, bin_ids),
            PickTask.picked > 0,
            Shipment.status.in_([one.value for one in OPEN_SHIPMENTS]),
        )
        .group_by(PickTask.stock_bin_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query) if row[0] is not None}


def place_then(
    connection: Connection, location_id: int, product_id: int, lot: str, at: datetime | None
) -> CountedPlace:
    """What the books had of a place at a moment, None: now; nothing where it never lay."""
    query = select(StockBin.on_hand, StockBin.allocated, StockBin.counted_to).where(
        *_at(StockBin, location_id, product_id, lot)
    )
    row = connection.execute(query).one_or_none()
    now = CountedPlace(0, 0, 0) if row is None else CountedPlace(*row)
    if at is None or row is None:
        return now
    here = _at(Movement, location_id, product_id, lot)
    picked = case((Movement.cause == Cause.PICK, -Movement.quantity), else_=0)
    after = select(total(Movement.quantity), total(picked)).where(*here, Movement.at > at)
    moved, taken = connection.execute(after).one()
    last = select(func.max(Movement.id)).where(*here, Movement.at <= at)
    expected = max(0, now.on_hand - int(moved or 0))
    held = min(expected, now.held + int(taken or 0))
    return CountedPlace(expected, held, connection.execute(last).scalar_one() or 0)


def _at(
    model: type[StockBin | Movement], location_id: int, product_id: int, lot: str
) -> list[ColumnElement[bool]]:
    return [model.location_id == location_id, model.product_id == product_id, model.lot == lot]


def sheet_of_place(
    connection: Connection, places: Collection[tuple[int, int, str]], but: int
) -> tuple[str, str] | None:
    """The first of some places that another open sheet has: its bin's code, the sheet's name."""
    query = (
        select(
            *(CountLineRow.location_id, CountLineRow.product_id, CountLineRow.lot),
            *(Location.code, CountLineRow.sheet_id),
        )
        .join(Location, Location.id == CountLineRow.location_id)
        .where(
            CountLineRow.is_open,
            CountLineRow.sheet_id != but,
            among(CountLineRow.location_id, {place[0] for place in places}),
        )
        .order_by(CountLineRow.id)
    )
    for row in connection.execute(query):
        if (row.location_id, row.product_id, row.lot) in places:
            return row.code, sheet_name(row.sheet_id)
    return None
