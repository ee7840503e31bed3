"""Stock by bin and by lot: columns, chips, queries, and the details of a place."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from packbench.domain.views import Moment
from packbench.domain.warehousing import LocationKind
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import Sorted, stock_bins_query, stock_lots_query
from packbench.services.office.lists import (
    FilterValues,
    StockBinQuery,
    StockBinRow,
    stock_bin_list,
)
from packbench.ui import company_clock
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.screens.inventory.table import typed_groups, uncounted_group
from packbench.words.language import tr

BINS, LOTS = "stock_bins", "stock_lots"
_MOST_SHOWN = 100
Make = Callable[[FilterState, Sorted, Moment], StockBinQuery]


def bins_table(context: Context) -> TableSpec[StockBinQuery, StockBinRow]:
    """What lies in each bin."""
    columns = (*_place(), _sku(), *_units(), *_lot(), *_rest())
    return _table(context, BINS, tr("Stock by bin"), columns, "bin")


def lots_table(context: Context) -> TableSpec[StockBinQuery, StockBinRow]:
    """The lots, that which expires first on top, and where each lies."""
    columns = (*_lot(), _sku(), *_units(), *_place(), *_rest())
    return _table(context, LOTS, tr("Stock by lot"), columns, "expires")


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What places can be filtered by, with the values that there are."""
    warehouses = tuple(Choice(code, code) for code in values.warehouses)
    expires = (
        Choice("expired", tr("is over")),
        Choice("soon", tr("within 30 days")),
        Choice("dated", tr("has one")),
    )
    states = (
        Choice("kept_back", tr("unavailable")),
        Choice("floor", tr("in no bin")),
        Choice("bench", tr("picked, not shipped")),
        Choice("no_pick", tr("not for picking")),
    )
    return (
        FilterGroup("warehouse", tr("warehouse"), warehouses),
        FilterGroup("expires", tr("last day"), expires),
        FilterGroup("state", tr("state"), states),
        uncounted_group(),
        *typed_groups(),
    )


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    """A place, and everything else that lies in the same bin."""

    row: StockBinRow
    beside: list[StockBinRow]


def read_details(context: Context, place_id: int) -> PlaceDetails | None:
    """A place by its id; None when nothing lies there any more."""
    places = stock_bin_list(context)
    rows = places.rows([place_id])
    if not rows:
        return None
    query = StockBinQuery(warehouses=(rows[0].warehouse,), bins=(rows[0].location,), sort="sku")
    beside = [one for one in places.first_page(query) if one.id != place_id]
    return PlaceDetails(rows[0], beside[:_MOST_SHOWN])


class PlaceDetailsView:
    """Makes the widgets of the panel.

    Args:
        theme: colours and fonts.
        acts: what can be done with it, as buttons.
    """

    def __init__(self, theme: Theme, acts: Callable[[], QWidget]) -> None:
        self._theme, self._acts = theme, acts

    def show(self, details: PlaceDetails) -> Shown:
        """One product in one bin."""
        row = details.row
        facts = [
            (tr("Warehouse"), Cell(row.warehouse)),
            (tr("Zone"), formats.words(row.zone)),
            (tr("On hand"), formats.number(row.on_hand, bold=True)),
            (tr("Free"), formats.number(row.free)),
            (tr("For pickers"), formats.number(row.held)),
            (tr("Unavailable"), formats.number(row.unavailable)),
            (tr("Lot"), formats.words(row.lot)),
            (tr("Last day"), formats.day(row.expires_on)),
            (tr("Counted"), formats.moment(row.counted_at)),
        ]
        sections: list[QWidget] = [self._acts()]
        sections += [DetailsSection(tr("In this bin"), Facts(facts, self._theme), self._theme)]
        if details.beside:
            title = tr("Also in this bin")
            rows = [_beside_row(one) for one in details.beside]
            content = TextRows(rows, title, self._theme)
            sections.append(DetailsSection(title, content, self._theme))
        heading = tr("{sku} in {bin}").format(sku=row.sku, bin=row.location)
        return Shown(heading, _state(row), row.name, sections)


def _beside_row(row: StockBinRow) -> TextRow:
    lot = f" · {row.lot}" if row.lot else ""
    return TextRow(Cell(row.sku, bold=True), Cell(f"{formats.number(row.on_hand).text}{lot}"))


def _table(
    context: Context,
    name: str,
    title: str,
    columns: tuple[Column[StockBinRow], ...],
    order: str,
) -> TableSpec[StockBinQuery, StockBinRow]:
    make: Make = stock_bins_query if name == BINS else stock_lots_query

    def make_query(state: FilterState, sorting: Sorting) -> StockBinQuery:
        return make(state, Sorted(sorting.key, sorting.descending), company_clock.moment())

    return TableSpec(
        name=name,
        title=title,
        columns=columns,
        source=stock_bin_list(context),
        make_query=make_query,
        order=Sorting(order),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "warehouse",
            tr("Nothing lies here yet") if name == BINS else tr("No goods have a lot"),
            tr("Receive stock (F7), and say the bin and the lot."),
        ),
        texts=TableTexts(
            reading=tr("Reading what lies in the bins…"),
            nothing_fits=tr("Nothing in the bins fits this filter"),
            unreadable=tr("What lies in the bins can't be read now"),
        ),
        filter_hint=tr("SKU, name or barcode…"),
    )


def _place() -> tuple[Column[StockBinRow], ...]:
    return (
        Column("bin", tr("Bin"), lambda row: Cell(row.location), 10),
        Column("zone", tr("Zone"), lambda row: formats.words(row.zone), 6, sortable=False),
        Column("warehouse", tr("Warehouse"), lambda row: Cell(row.warehouse), 8, sortable=False),
    )


def _sku() -> Column[StockBinRow]:
    return Column("sku", tr("SKU"), lambda row: Cell(row.sku), 12)


def _lot() -> tuple[Column[StockBinRow], ...]:
    return (
        Column("lot", tr("Lot"), lambda row: formats.words(row.lot), 10),
        Column("expires", tr("Last day"), _expires, 10),
    )


def _units() -> tuple[Column[StockBinRow], ...]:
    """What most ask for, so that it is in view in a narrow window, too."""
    number = formats.number
    end = Align.END
    return (
        Column("on_hand", tr("On hand"), lambda row: number(row.on_hand, bold=True), 7, end),
        Column("free", tr("Free"), lambda row: number(row.free), 6, end, sortable=False),
    )


def _rest() -> tuple[Column[StockBinRow], ...]:
    number = formats.number
    end = Align.END
    return (
        Column("held", tr("For pickers"), lambda row: number(row.held), 6, end, sortable=False),
        Column("unavailable", tr("Unavailable"), lambda row: number(row.unavailable), 8, end),
        Column("counted", tr("Counted"), lambda row: formats.moment(row.counted_at), 9),
        Column(
            "name", tr("Name"), lambda row: formats.words(row.name), 18, sortable=False, grows=True
        ),
    )


def _expires(row: StockBinRow) -> Cell:
    cell = formats.day(row.expires_on)
    if row.expires_on is None or row.expires_on >= company_clock.moment().today:
        return cell
    return Cell(cell.text, tr("It may not be shipped any more"), "calendar-x", Tone.WRONG)


def _state(row: StockBinRow) -> Cell:
    if row.kind == LocationKind.STAGING:
        return formats.state(tr("Picked, not shipped"), "package-check", Tone.MOVING)
    if row.expires_on is not None and row.expires_on < company_clock.moment().today:
        return formats.state(tr("Expired"), "calendar-x", Tone.WRONG)
    if not row.pickable:
        return formats.state(tr("Not for picking"), "lock", Tone.ATTENTION)
    if row.unavailable:
        return formats.state(tr("Unavailable"), "triangle-alert", Tone.ATTENTION)
    return Cell(tr("In stock"), muted=True)
