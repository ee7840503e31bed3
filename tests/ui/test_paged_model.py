import threading
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from packbench.jobs.lanes import Lanes
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.id_places import (
    count_among,
    count_differences,
    place_of,
    places_of,
    ready,
)
from packbench.ui.parts.tables.paged_model import CELL_ROLE, PagedModel
from packbench.ui.parts.tables.source import PAGE_ROWS
from packbench.ui.parts.tables.table_view import TableView
from packbench.ui.parts.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    name: str


@dataclass
class Store:
    """Rows in memory; `gate` holds back the answers to one kind of question."""

    items: dict[int, str] = field(default_factory=dict)
    asked: list[list[int]] = field(default_factory=list)
    gates: dict[str, threading.Event] = field(default_factory=dict)
    threads: set[int] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)

    def first_page(self, query: str) -> list[Item]:
        self._wait("first_page")
        return [Item(id_, self.items[id_]) for id_ in self._fitting(query)[:PAGE_ROWS]]

    def ids(self, query: str) -> "array[int]":
        self._wait("ids")
        return array("q", self._fitting(query))

    def about(self, query: str) -> int | None:
        return None if query else len(self.items)

    def rows(self, ids: Sequence[int]) -> list[Item]:
        self._wait("rows")
        self.asked.append(list(ids))
        return [Item(id_, self.items[id_]) for id_ in reversed(ids) if id_ in self.items]

    def _fitting(self, query: str) -> list[int]:
        return [id_ for id_, name in self.items.items() if query in name]

    def _wait(self, question: str) -> None:
        self.threads.add(threading.get_ident())
        self.entered.add(question)
        if question in self.gates:
            assert self.gates[question].wait(10)


COLUMNS: tuple[Column[Item], ...] = (
    Column("id", "Id", lambda item: Cell(str(item.id)), 8, Align.END),
    Column("name", "Name", lambda item: Cell(item.name), 20),
)


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Runner]:
    made = Runner(Lanes.threaded(), qapp)
    yield made
    made.shut_down()


@pytest.fixture
def store() -> Store:
    return Store({id_: f"item {id_}" for id_ in range(1, 5_001)})


@pytest.fixture
def model(store: Store, runner: Runner) -> PagedModel[str, Item]:
    return PagedModel("items", store, COLUMNS, runner)


def name(model: PagedModel[str, Item], row: int) -> str:
    text = model.index(row, 1).data()
    assert isinstance(text, str)
    return text


def shown(model: PagedModel[str, Item], qtbot: QtBot, query: str = "") -> None:
    model.show(query)
    qtbot.waitUntil(lambda: model.complete)


def test_the_first_page_is_there_before_the_ids(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    store.gates["ids"] = threading.Event()
    model.show("")
    qtbot.waitUntil(lambda: len(model) == PAGE_ROWS)
    assert not model.complete
    assert name(model, 0) == "item 1"
    store.gates["ids"].set()
    qtbot.waitUntil(lambda: model.complete)
    assert len(model) == 5_000
    assert store.asked == []


def test_a_row_further_down_is_a_placeholder_until_its_page_came(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    assert name(model, 4_321) == "…"
    qtbot.waitUntil(lambda: name(model, 4_321) == "item 4322")
    assert store.asked == [list(range(4_201, 4_401))]


def test_nothing_is_read_on_the_ui_thread(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    qtbot.waitUntil(lambda: name(model, 1_000) != "…")
    assert threading.get_ident() not in store.threads


def test_a_short_list_needs_no_ids(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    store.gates["ids"] = threading.Event()  # would hold it back for good
    shown(model, qtbot, "item 499")
    assert [name(model, row) for row in range(len(model))] == [
        "item 499",
        *(f"item {id_}" for id_ in range(4_990, 5_000)),
    ]
    store.gates["ids"].set()


def test_the_answer_to_an_older_query_is_dropped(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    store.gates["first_page"] = threading.Event()
    model.show("item 1")
    model.show("item 2")
    model.show("item 4999")
    store.gates["first_page"].set()
    qtbot.waitUntil(lambda: model.complete)
    assert [name(model, row) for row in range(len(model))] == ["item 4999"]


def test_rows_asked_for_while_the_next_query_is_read_are_not_shown_in_its_place(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    store.gates |= {question: threading.Event() for question in ("first_page", "rows", "ids")}
    model.show("item 4")  # 4, 40 to 49, 400 to 499, 4000 to 4999
    assert name(model, 700) == "…"  # the rows of the query before are still there
    qtbot.waitUntil(lambda: not model._fetch_soon.isActive())
    store.gates["first_page"].set()
    qtbot.waitUntil(lambda: len(model) == PAGE_ROWS)
    store.gates["rows"].set()
    qtbot.waitUntil(lambda: not model._fetching)
    store.gates["ids"].set()
    qtbot.waitUntil(lambda: len(model) == 1_111)
    qtbot.waitUntil(lambda: name(model, 700) != "…")
    assert name(model, 700) == "item 4589"


def test_of_many_pages_scrolled_over_only_the_last_are_read(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    store.gates["rows"] = threading.Event()
    for row in range(0, 5_000, PAGE_ROWS):
        name(model, row)
    store.gates["rows"].set()
    qtbot.waitUntil(lambda: name(model, 4_999) == "item 5000")
    assert len(store.asked) <= 4


def test_a_row_that_is_gone_is_a_dash(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    del store.items[1_001]
    name(model, 1_000)
    qtbot.waitUntil(lambda: name(model, 1_001) == "item 1002")
    assert name(model, 1_000) == "–"
    assert model.record_at(1_000) is None


def test_refreshing_shows_new_content_of_the_same_rows(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    store.items[3] = "item three"
    model.refresh(catch_up=False)
    assert name(model, 2) == "item 3"
    qtbot.waitUntil(lambda: name(model, 2) == "item three")
    assert resets == []


def test_rows_that_came_through_others_are_told_and_not_shown_until_asked(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    told: list[int] = []
    model.behind.connect(told.append)
    store.items = {0: "new", **store.items}
    del store.items[7]
    model.refresh(catch_up=False)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [2]
    assert name(model, 0) == "item 1"
    model.catch_up()
    qtbot.waitUntil(lambda: name(model, 0) == "new")
    assert (told, len(model)) == ([2, 0], 5_000)


def test_refreshing_while_the_ids_are_on_their_way_completes_the_list(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    store.gates["ids"] = threading.Event()
    told: list[int] = []
    model.behind.connect(told.append)
    model.show("")
    qtbot.waitUntil(lambda: len(model) == PAGE_ROWS)
    model.refresh(catch_up=False)
    store.gates["ids"].set()
    qtbot.waitUntil(lambda: model.complete)
    assert len(model) == 5_000
    assert set(told) == {0}


def test_a_failing_source_is_told_and_the_rows_stay(
    model: PagedModel[str, Item], store: Store, qtbot: QtBot
) -> None:
    shown(model, qtbot)
    failures: list[BaseException] = []
    model.read_failed.connect(failures.append)
    store.items = None  # type: ignore[assignment]  # the database went away
    model.show("item")
    qtbot.waitUntil(lambda: bool(failures))
    assert len(model) == 5_000


def test_cells_are_aligned_and_told_to_screen_readers(
    model: PagedModel[str, Item], qtbot: QtBot
) -> None:
    shown(model, qtbot, "item 4999")
    index = model.index(0, 0)
    assert index.data(CELL_ROLE) == Cell("4999")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "4999"
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignTrailing
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Name"


def test_another_query_stops_what_is_read_for_the_one_before(
    model: PagedModel[str, Item], runner: Runner, store: Store, qtbot: QtBot
) -> None:
    stopped: list[int] = []
    runner.stop_reading = stopped.append
    store.gates["ids"] = threading.Event()
    model.show("")
    qtbot.waitUntil(lambda: len(model) == PAGE_ROWS and runner.unread == 1)
    qtbot.waitUntil(lambda: "ids" in store.entered)
    model.refresh(catch_up=False)  # the same query: what is read of it is not in vain
    assert stopped == []
    model.show("item 4")
    assert len(stopped) == 1
    assert set(stopped) <= store.threads
    store.gates["ids"].set()
    qtbot.waitUntil(lambda: model.complete)
    assert len(model) == 1_111


class Watched(PagedModel[str, Item]):
    """Notes which rows a view asks for."""

    def __init__(self, store: Store, runner: Runner) -> None:
        super().__init__("items", store, COLUMNS, runner)
        self.rows_asked: set[int] = set()

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        self.rows_asked.add(index.row())
        return super().data(index, role)


def test_a_letter_asks_for_no_more_rows_than_are_in_view(
    store: Store, runner: Runner, qtbot: QtBot
) -> None:
    model = Watched(store, runner)
    view = TableView("items", model, runner, Theme(None, 1.0))
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    shown(model, qtbot)
    qtbot.waitUntil(lambda: name(model, 0) == "item 1")
    view.show_row(0)
    model.rows_asked.clear()
    for key in (Qt.Key.Key_I, Qt.Key.Key_T, Qt.Key.Key_Z):
        QTest.keyClick(view, key)
    qtbot.wait(1)
    assert view.current_id() == 1
    assert len(model.rows_asked) <= view.rowAt(view.viewport().height() - 1) + 1 < 40
    assert store.asked == []


def test_a_long_list_is_looked_through_as_a_short_one() -> None:
    ids = array("q", range(200_000, 0, -2))
    wanted = [199_998, 4, 77, 2]
    for known in (ready(ids), ids[-1_000:]):
        by_hand = [place for place, one in enumerate(known) if one in wanted]
        assert places_of(known, wanted) == by_hand
        assert [place_of(known, one) for one in (4, 77)] == [len(known) - 2, None]
        assert count_among(known, wanted) == len(by_hand)
        assert (places_of(known, []), count_among(known, [])) == ([], 0)
        other = array("q", [*known[3:], 1, 3])
        assert count_differences(known, array("q", known)) == 0
        assert count_differences(known, array("q", reversed(known))) == 1
        assert count_differences(known, other) == 5
