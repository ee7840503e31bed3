"""The table of waves: columns, chips, and the query that they make."""

from packbench.domain.picking import WaveChoice, WaveMode
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import WAVE_STATES, Sorted, waves_query
from packbench.services.office.lists import FilterValues
from packbench.services.office.pick_work import ListedWave, WaveQuery, wave_list
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.states import capital, status_cell
from packbench.words.language import mark, tr
from packbench.words.states import status_word

TAB = "pick_pack"
NAME = TAB
NUMBERS = "pick_numbers"
"""The waves are the view of the tab's own name."""

_MODES = {
    WaveMode.SINGLE.value: mark("single order"),
    WaveMode.BATCH.value: mark("batch, sorted at the bench"),
    WaveMode.CLUSTER.value: mark("cluster, sorted on the cart"),
    WaveChoice.SINGLE_ITEM.value: mark("single items, one product an order"),
    WaveChoice.ZONE.value: mark("zone, all in one part of the warehouse"),
}


def columns() -> tuple[Column[ListedWave], ...]:
    """The columns, with their words in the language in use."""
    number = formats.number
    return (
        Column("number", tr("Wave"), lambda row: Cell(row.number), 6),
        Column("status", tr("Status"), lambda row: status_cell(row.status), 11),
        Column("warehouse", tr("Warehouse"), lambda row: Cell(row.warehouse), 6),
        Column("mode", tr("Mode"), mode_cell, 6, sortable=False),
        Column("orders", tr("Orders"), lambda row: number(row.orders), 6, Align.END, False),
        Column("lines", tr("Lines"), lambda row: number(row.lines), 5, Align.END, False),
        Column("units", tr("Units"), lambda row: number(row.units), 5, Align.END, False),
        Column("progress", tr("Picked"), progress_cell, 9, Align.END, sortable=False),
        Column("picker", tr("Picker"), lambda row: formats.words(row.picker), 8, sortable=False),
        Column("since", tr("Since"), since_cell, 8),
        Column("printed", tr("Printed"), printed_cell, 12, sortable=False),
    )


def table(context: Context) -> TableSpec[WaveQuery, ListedWave]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Waves"),
        columns=columns(),
        source=wave_list(context),
        make_query=make_query,
        order=Sorting("number", descending=True),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "list-checks",
            tr("No waves yet"),
            tr("Release orders to picking: press Ctrl+F9."),
        ),
        texts=TableTexts(
            reading=tr("Reading waves…"),
            nothing_fits=tr("No waves fit this filter"),
            unreadable=tr("Waves can't be read now"),
        ),
        filter_hint=tr("Wave, order or SKU…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What waves can be filtered by, with the values that there are."""
    statuses = tuple(Choice(status, status_word(status)) for status in WAVE_STATES)
    warehouses = tuple(Choice(code, code) for code in values.warehouses)
    return (
        FilterGroup("status", tr("status"), statuses, spread=True),
        FilterGroup("warehouse", tr("warehouse"), warehouses),
        FilterGroup("number", tr("wave"), given=True),
    )


def make_query(state: FilterState, order: Sorting) -> WaveQuery:
    """The filter and the order as the database reads them."""
    return waves_query(state, Sorted(order.key, order.descending), company_clock.moment())


def mode_cell(row: ListedWave) -> Cell:
    """How the wave is picked: a word, with more of it in the tip."""
    words = capital(tr(_MODES[row.mode]))
    return Cell(words.partition(",")[0], tip=words)


def progress_cell(row: ListedWave) -> Cell:
    """How many of the units are picked; what was short makes it red."""
    number = formats.number
    words = tr("{picked} of {units}").format(
        picked=number(row.picked).text, units=number(row.units).text
    )
    if row.short:
        tip = tr("{words}, {short} short").format(words=words, short=number(row.short).text)
        return Cell(words, tip, "triangle-alert", Tone.WRONG)
    return Cell(words, muted=not row.picked, bold=bool(row.picked))


def since_cell(row: ListedWave) -> Cell:
    """How long the wave has been in its state; the moment in the tip."""
    since = row.picked_at or row.started_at or row.created_at
    return formats.age(since)


def printed_cell(row: ListedWave) -> Cell:
    """When the newest paper was printed and of which revision; an old one is told."""
    if row.printed_at is None:
        return Cell(tr("not yet"), muted=True)
    when = formats.moment(row.printed_at)
    words = tr("{when} · rev. {revision}").format(when=when.text, revision=row.printed_revision)
    if row.paper_is_old:
        tip = tr("{when}: the wave has changed since, it is revision {revision} now").format(
            when=when.tip, revision=row.revision
        )
        return Cell(words, tip, "triangle-alert", Tone.ATTENTION)
    return Cell(words, tip=when.tip)
