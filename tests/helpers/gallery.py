"""A window with a synthetic list of 100,000 orders, for tests and for looking at.

`python tests/helpers/gallery.py FOLDER` writes pictures of it in every scheme.
"""

import os
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from packbench.domain.refusals import Code, Refusal
from packbench.jobs.lanes import Lanes
from packbench.ui.app import make_application, open_desk
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.palette import CommandPalette
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.table_page import TablePage
from packbench.ui.parts.shell.top_bar import Choosable
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.source import PAGE_ROWS
from packbench.ui.parts.tables.table_pane import Sorting, TablePane, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Scheme, Tone
from packbench.ui.parts.widgets.details_panel import DetailsPanel, DetailsSection, Facts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
STATES = {
    "new": ("New", "info", Tone.NEUTRAL),
    "allocated": ("Allocated", "circle-check", Tone.READY),
    "waiting": ("Back order", "hourglass", Tone.WAITING),
    "picking": ("Picking", "refresh-cw", Tone.MOVING),
    "short": ("Short", "circle-x", Tone.WRONG),
    "hold": ("On hold", "triangle-alert", Tone.ATTENTION),
}
STATE_KEYS = list(STATES)
CUSTOMERS = ("Ana Novak", "Gasthof Zur Post", "Björn Åkesson", "Łukasz Wójcik", "Chen Wei")
COUNTRIES = ("AT", "DE", "SI", "IT", "PL")


@dataclass(frozen=True, slots=True)
class DemoOrder:
    id: int
    number: str
    at: datetime
    customer: str
    country: str
    lines: int
    units: int
    state: str
    waiting: int


@dataclass(frozen=True, slots=True)
class DemoQuery:
    text: str = ""
    states: frozenset[str] = frozenset()
    sort: str = "number"
    descending: bool = False


class DemoSource:
    """Orders made up from their ids; sorted and filtered here as SQL would."""

    def __init__(self, count: int) -> None:
        self.gone: set[int] = set()
        self.count = count
        self.reads = 0

    def make(self, id_: int) -> DemoOrder:
        state = STATE_KEYS[id_ * 7 % len(STATES)]
        return DemoOrder(
            id_,
            f"SO-{100_000 + id_}",
            NOW - timedelta(minutes=13 * id_),
            CUSTOMERS[id_ % 5],
            COUNTRIES[id_ * 3 % 5],
            1 + id_ % 4,
            (id_ * 17) % 1_400 + 1,
            state,
            id_ % 3 * 2 if state in {"waiting", "short"} else 0,
        )

    def ids(self, query: DemoQuery) -> "array[int]":
        found = [id_ for id_ in range(1, self.count + 1) if self._fits(id_, query)]
        if query.sort == "units":
            found.sort(key=lambda id_: self.make(id_).units)
        return array("q", reversed(found) if query.descending else found)

    def first_page(self, query: DemoQuery) -> list[DemoOrder]:
        return [self.make(id_) for id_ in self.ids(query)[:PAGE_ROWS]]

    def about(self, query: DemoQuery) -> int | None:
        return None if query.text else self.count

    def rows(self, ids: Sequence[int]) -> list[DemoOrder]:
        self.reads += 1
        return [self.make(id_) for id_ in ids if id_ not in self.gone]

    def _fits(self, id_: int, query: DemoQuery) -> bool:
        if id_ in self.gone:
            return False
        if query.states and STATE_KEYS[id_ * 7 % len(STATES)] not in query.states:
            return False
        return query.text.lower() in f"so-{100_000 + id_} {CUSTOMERS[id_ % 5].lower()}"


def _status(order: DemoOrder) -> Cell:
    return formats.state(*STATES[order.state])


COLUMNS: tuple[Column[DemoOrder], ...] = (
    Column("number", "Number", lambda o: Cell(o.number), 12),
    Column("date", "Date", lambda o: formats.moment(o.at, NOW), 12),
    Column("customer", "Customer", lambda o: formats.words(o.customer), 24),
    Column("country", "Country", lambda o: formats.words(o.country), 9, sortable=False),
    Column("lines", "Lines", lambda o: formats.number(o.lines), 7, Align.END),
    Column("units", "Units", lambda o: formats.number(o.units), 9, Align.END),
    Column("status", "Status", _status, 17),
    Column("waiting", "Waiting", lambda o: formats.number(o.waiting, bold=True), 9, Align.END),
    Column("ship_by", "Ship by", lambda o: formats.day(o.at.date(), NOW.date()), 12),
)

GROUPS = (
    FilterGroup("status", "status", tuple(Choice(key, s[0].lower()) for key, s in STATES.items())),
    FilterGroup("country", "country", tuple(Choice(code, code) for code in COUNTRIES)),
    FilterGroup("due", "due", (Choice("today", "due today"), Choice("late", "late")), spread=True),
)


def make_query(state: FilterState, order: Sorting) -> DemoQuery:
    return DemoQuery(state.text, state.of("status"), order.key, order.descending)


def demo_spec(source: DemoSource) -> TableSpec[DemoQuery, DemoOrder]:
    return TableSpec(
        name="orders",
        title="Orders",
        columns=COLUMNS,
        source=source,
        make_query=make_query,
        order=Sorting("number"),
        groups=GROUPS,
        empty=EmptyText("database", "No orders yet", "Import a file or try the demo data."),
        texts=TableTexts(
            "Reading orders…", "No orders fit this filter", "Orders can't be read now"
        ),
    )


def fill(desk: Desk, source: DemoSource) -> None:
    """Gives the window its demo page, as the start does when the database answers."""

    def make_page() -> TablePage[DemoQuery, DemoOrder]:
        pane = TablePane(demo_spec(source), desk.runner, desk.theme)
        pane.set_counts(
            {"status": {"new": 16_667, "short": 1_204}, "due": {"today": 12, "late": 3}}
        )
        details = DetailsPanel("orders", desk.theme)
        details.show_nothing(EmptyText("panel-right", "No order selected", "Select a row."))
        commands = (CommandId.REFRESH, CommandId.COPY_ROWS, CommandId.TOGGLE_DETAILS)
        page = TablePage("orders", pane, details, desk.window.registry, desk.memory, commands)
        page.settled.connect(lambda ids: _show_details(desk, details, source, ids))
        return page

    desk.window.tabs.provide("orders", make_page)


def _show_details(desk: Desk, details: DetailsPanel, source: DemoSource, ids: "array[int]") -> None:
    if not ids:
        details.show_nothing(EmptyText("panel-right", "No order selected", "Select a row."))
        return
    order = source.make(ids[0])
    facts = [
        ("Customer", formats.words(order.customer)),
        ("Country", formats.words(order.country)),
        ("Units", formats.number(order.units, bold=True)),
        ("Shipment 1", formats.state("Picking", "refresh-cw", Tone.MOVING)),
        ("Note", formats.words(None)),
    ]
    why = "2 of 6 wait: out of stock at Graz; PO-1004 brings 20 on 12 March."
    sections = [
        DetailsSection("Facts", Facts(facts, desk.theme), desk.theme),
        DetailsSection("Why", Facts([("A-100", Cell(why))], desk.theme), desk.theme),
    ]
    details.show_record(order.number, _status(order), formats.exact(order.at), sections)


def _main(folder: Path) -> None:
    app = make_application(sys.argv)
    QLocale.setDefault(QLocale("en_GB"))
    desk = open_desk(app, Lanes.threaded(), Memory(folder))
    try:
        _take_pictures(app, desk, folder)
    finally:
        desk.scans.disarm()
        desk.runner.shut_down()


def _take_pictures(app: QApplication, desk: Desk, folder: Path) -> None:
    window = desk.window
    window.show()
    window.activateWindow()
    window.top_bar.set_warehouses([Choosable("graz", "Graz")], "graz")
    window.top_bar.set_operators([Choosable("ana", "Ana")], "ana")
    window.top_bar.set_station("Station 3")
    window.status.set_database("PostgreSQL  3 ms", Tone.READY)
    window.tabs.set_count("orders", 128)
    window.tabs.set_count("back_orders", 41)
    _settle(desk)
    window.grab().save(str(folder / "connecting.png"))
    fill(desk, DemoSource(100_000))
    _settle(desk)
    page = window.tabs.page
    assert isinstance(page, TablePage)
    page.pane.view.selectRow(3)
    window.undo.done("Order SO-100004 was put on hold.", lambda: None)
    for scheme in Scheme:
        desk.theme.choose(app, scheme)
        _settle(desk)
        window.grab().save(str(folder / f"{scheme}.png"))
    desk.theme.choose(app, Scheme.LIGHT, 1.4)
    _settle(desk)
    window.grab().save(str(folder / "large.png"))
    desk.theme.choose(app, Scheme.LIGHT)
    window.resize(1000, 640)
    page.pane.filter_bar.set_state(FilterState("novak", {"status": frozenset({"new", "short"})}))
    window.banner.show_text("The database can't be reached. Trying again every 5 seconds.")
    _settle(desk)
    window.grab().save(str(folder / "filtered.png"))
    page.pane.view.horizontalScrollBar().setValue(160)
    window.errors.show(Refusal(Code.NOT_ENOUGH_STOCK, available=2, sku="A-100", warehouse="Graz"))
    _settle(desk)
    window.grab().save(str(folder / "scrolled.png"))
    page.pane.filter_bar.set_state(FilterState("nothing like it"))
    _settle(desk)
    window.grab().save(str(folder / "empty.png"))
    palette = CommandPalette(window.registry, desk.theme, window)
    palette.show()
    _settle(desk)
    palette.grab().save(str(folder / "palette.png"))


def _settle(desk: Desk) -> None:
    """Waits until nothing is read any more and what came is painted."""
    QTest.qWait(50)
    for _ in range(3):  # the first page, all ids, more pages
        while desk.runner.unread:
            QTest.qWait(20)
        QTest.qWait(50)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _main(Path(sys.argv[1]))
