"""Count sheets as people see them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from packbench.db.queries.records.counting import (
    CountedLine,
    counted_lines,
    find_sheet,
    sheet_rows,
)
from packbench.db.sql.rows import AnyRow
from packbench.domain.count_sheets import AGAIN, CountChoice, CountState, CountStatus, sheet_name
from packbench.engine.command.context import Context


@dataclass(frozen=True, slots=True)
class CountSheetRowView:
    """A sheet in the list.

    Attributes:
        lines: places to be counted, and goods that were found beside.
        counted: how many of them were counted.
    """

    sheet: str
    warehouse: str
    chosen: CountChoice
    value: str
    blind: bool
    status: CountStatus
    lines: int
    counted: int
    made_at: datetime
    operator: str
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CountLineView:
    """A place of a sheet.

    Attributes:
        counted: units that somebody counted; None: not yet.
        taken: units that pickers had taken out and not confirmed when it was counted.
        picked: units that were picked from there and are not shipped; they are no difference.
        to_pick: units that are on pick lists there.
        expected: what the books had there when it was counted, else have now; None on a blind
            sheet while it is not counted.
        difference: counted and taken, less what was expected then.
    """

    location: str
    zone: str
    sku: str
    name: str
    lot: str
    expires_on: date | None
    added: bool
    counted: int | None
    taken: int
    picked: int
    to_pick: int
    expected: int | None
    difference: int | None
    counter: str | None
    counted_at: datetime | None
    round: int
    state: CountState


@dataclass(frozen=True, slots=True)
class CountSheetView:
    """A sheet with its lines by the walk."""

    sheet: CountSheetRowView
    lines: list[CountLineView] = field(default_factory=list)

    @property
    def left(self) -> list[CountLineView]:
        """Places that are not counted yet, or are to be counted again."""
        return [one for one in self.lines if one.state in AGAIN or one.state is CountState.OPEN]


def list_sheets(context: Context) -> list[CountSheetRowView]:
    """The 500 newest sheets, the newest first."""
    with context.database.read.connect() as connection:
        return [_head(row) for row in sheet_rows(connection)]


def show_sheet(context: Context, sheet: str) -> CountSheetView:
    """One sheet; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return sheet_view(connection, find_sheet(connection, sheet).id)


def sheet_view(connection: Connection, sheet_id: int) -> CountSheetView:
    """One sheet by its id."""
    head = _head(sheet_rows(connection, sheet_id=sheet_id)[0])
    lines = counted_lines(connection, sheet_id)
    return CountSheetView(head, [line_view(one, blind=head.blind) for one in lines])


def line_view(line: CountedLine, *, blind: bool) -> CountLineView:
    """A line; on a blind sheet nobody is told what is expected while it is still to be counted.

    That is before it was counted, and when it is to be counted again: the second count is as blind.
    """
    row = line.row
    hides = blind and (row.entry_id is None or line.state in AGAIN)
    known = row.expected if row.entry_id is not None else row.on_hand
    expected, difference = (None, None) if hides else (known, line.difference)
    return CountLineView(
        *(row.location, row.zone or "", row.sku, row.name, row.lot, row.expires_on, row.added),
        *(row.quantity, row.taken or 0, line.picked, row.held_now, expected, difference),
        *(row.counter, row.counted_at, row.round or 0, line.state),
    )


def _head(row: AnyRow) -> CountSheetRowView:
    return CountSheetRowView(
        *(sheet_name(row.id), row.warehouse, CountChoice(row.chosen), row.value, row.blind),
        *(CountStatus(row.status), row.lines, row.counted, row.made_at, row.operator),
        row.posted_at,
    )
