"""Saved views: by operator, shared, changed by their owner alone, taken back, not overrun."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from helpers.stockroom import Stockroom
from packbench.db.schema import Command, Operator, SavedViewRow
from packbench.domain.refusals import Code, Refusal
from packbench.domain.views import Arrangement, FilterState, NotKnown, ViewState, ViewTab
from packbench.engine.command.context import Context
from packbench.jobs.progress import JobCancelled
from packbench.services.masters.kinds import FIELDS
from packbench.services.masters.saving import create, switch
from packbench.services.office.list_tabs import known_part
from packbench.services.office.lists import OrderQuery, order_list
from packbench.services.office.undo import undo
from packbench.services.office.view_files import export_list
from packbench.services.office.views import (
    SavedView,
    delete_view,
    find_view,
    list_views,
    opened,
    rename_view,
    save_view,
    share_view,
)
from packbench.services.orders.edited import OrderEdit
from packbench.services.orders.editing import edit_order
from packbench.words.views import left_out_words

ORDERS = ViewTab.ORDERS
STATE = ViewState(
    FilterState("blue", {"status": frozenset({"waiting", "new"})}),
    "units",
    descending=True,
    arrangement=Arrangement(("number", "units"), {"number": 12.5}),
)


@pytest.fixture
def ana(context: Context) -> Context:
    return replace(context, operator="Ana")


@pytest.fixture
def ben(context: Context) -> Context:
    return replace(context, operator="Ben")


def names(context: Context, tab: ViewTab | None = None) -> list[tuple[str, bool, bool]]:
    return [(one.name, one.mine, one.shared) for one in list_views(context, tab)]


def refused(call: object, *arguments: object, **named: object) -> Code:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return Code(caught.value.code)


def rows(context: Context) -> list[object]:
    with context.database.read.connect() as connection:
        return list(connection.execute(select(SavedViewRow.__table__)).all())


def test_a_view_is_kept_shared_renamed_deleted_and_each_is_taken_back(
    ana: Context, ben: Context
) -> None:
    late = save_view(ana, ORDERS, "  Late   orders ", STATE, key="k1")
    assert save_view(ana, ORDERS, "  Late   orders ", STATE, key="k1") == late
    assert (late.name, late.owner, late.mine, late.version) == ("Late orders", "Ana", True, 1)
    assert opened(find_view(ana, ORDERS, "LATE ORDERS")) == STATE
    assert names(ben) == []
    assert refused(find_view, ben, ORDERS, "Late orders") is Code.VIEW_GONE
    save_view(ben, ORDERS, "Late orders", ViewState())
    save_view(ana, ViewTab.INVENTORY, "Late orders", ViewState())
    shared = share_view(ana, late, shared=True)
    assert names(ben, ORDERS) == [("Late orders", True, False), ("Late orders", False, True)]
    assert find_view(ben, ORDERS, "late orders").mine
    assert find_view(ben, ORDERS, "late orders", "Ana").id == late.id
    renamed = rename_view(ana, shared, "Overdue")
    delete_view(ana, renamed)
    assert names(ana, ORDERS) == []
    for expected in ("Overdue", "Late orders", "Late orders"):
        undo(ana)
        assert names(ana, ORDERS)[0][0] == expected
    assert not find_view(ana, ORDERS, "Late orders").shared
    undo(replace(ana, station="other"), _first_command(ana))
    assert names(ana, ORDERS) == []


def test_a_view_taken_back_is_not_taken_for_what_was_seen_before(ana: Context) -> None:
    save_view(ana, ORDERS, "mine", STATE)
    seen = save_view(ana, ORDERS, "mine", ViewState(), over=1)
    undo(ana)
    now = find_view(ana, ORDERS, "mine")
    assert (opened(now), now.version) == (STATE, 3)
    before = rows(ana)
    for over in (1, seen.version):
        assert refused(save_view, ana, ORDERS, "mine", ViewState(), over=over) is Code.VIEW_CHANGED
    assert rows(ana) == before


def _first_command(context: Context) -> int:
    with context.database.read.connect() as connection:
        query = select(func.min(Command.id)).where(Command.name == "views.save")
        return int(connection.execute(query).scalar_one())


def test_what_is_anothers_or_was_changed_since_is_refused_and_stays(
    ana: Context, ben: Context
) -> None:
    first = save_view(ana, ORDERS, "mine", STATE, shared=True)
    second = save_view(ana, ORDERS, "other", STATE)
    again = save_view(ana, ORDERS, "mine", ViewState(), shared=True, over=1)
    before = rows(ana)
    assert again.version == 2
    assert refused(save_view, ana, ORDERS, "Mine", STATE) is Code.VIEW_EXISTS
    assert refused(save_view, ana, ORDERS, "mine", STATE, over=1) is Code.VIEW_CHANGED
    assert refused(rename_view, ana, first, "new") is Code.VIEW_CHANGED
    assert refused(rename_view, ana, second, "MINE") is Code.VIEW_EXISTS
    assert refused(share_view, ana, again, shared=True) is Code.NOTHING_TO_DO
    theirs = find_view(ben, ORDERS, "mine")
    for change in (
        lambda: rename_view(ben, theirs, "new"),
        lambda: share_view(ben, theirs, shared=False),
        lambda: delete_view(ben, theirs),
    ):
        assert refused(change) is Code.VIEW_OF_OTHER
    undone_out_of_turn = refused(undo, ana, _first_command(ana))
    assert undone_out_of_turn is Code.CANNOT_UNDO
    for bad in ("", "  ", "a\x00b", "x" * 61, "\u202egnp.exe", "\u200b"):
        assert refused(save_view, ana, ORDERS, bad, STATE) is Code.VIEW_NAME
    assert rows(ana) == before
    for odd in ("'; DROP TABLE orders; --", "{x} %s <b>&amp;", "–0", "=1+1", "Žluťoučký 👩‍👧"):
        save_view(ana, ORDERS, odd, STATE)
        assert find_view(ana, ORDERS, odd).name == odd
    with ana.database.write.begin() as connection:
        connection.execute(update(Operator).where(Operator.name == "Ana").values(active=False))
    assert rename_view(ben, theirs, "inherited").owner == "Ana"


def test_the_database_keeps_names_apart_and_lists_known(ana: Context) -> None:
    made = save_view(ana, ORDERS, "mine", STATE)
    with ana.database.read.connect() as connection:
        kept = dict(connection.execute(select(SavedViewRow.__table__)).one()._mapping)
    kept.pop("id")
    for wrong in ({}, {"name_key": "b", "tab": "nowhere"}, {"name_key": "b", "version": 0}):
        with pytest.raises(IntegrityError), ana.database.write.begin() as connection:
            connection.execute(insert(SavedViewRow).values(kept | wrong))
    delete_view(ana, made)
    assert save_view(ana, ORDERS, "mine", STATE).id != made.id
    assert refused(undo, ana, _command(ana, "views.delete")) is Code.CANNOT_UNDO
    assert len(list_views(ana)) == 1


def _command(context: Context, name: str) -> int:
    with context.database.read.connect() as connection:
        query = select(func.max(Command.id)).where(Command.name == name)
        return int(connection.execute(query).scalar_one())


def test_what_is_not_known_any_more_is_left_out_and_told(ana: Context) -> None:
    room = Stockroom(ana)
    room.fill({"W1": {"A": 3}})
    values = {
        "warehouse": frozenset({"W1", "W9"}),
        "status": frozenset({"of_tomorrow"}),
        "moon": frozenset({"full"}),
        "sku": frozenset({"whatever"}),
    }
    arrangement = Arrangement(("colour", "number"))
    state = ViewState(FilterState("x", values), "colour", arrangement=arrangement)
    known, left = known_part(ana, ORDERS, state)
    assert known.filter == FilterState(
        "x", {"warehouse": frozenset({"W1"}), "sku": frozenset({"whatever"})}
    )
    assert (known.sort, known.descending) == ("date", True)
    assert left == [
        NotKnown("column", "colour"),
        NotKnown("order", "colour"),
        NotKnown("warehouse", "W9"),
        NotKnown("status", "of_tomorrow"),
        NotKnown("filter", "moon"),
    ]
    assert left_out_words(left) == (
        "Left out, since it is not known here (any more): column “colour”, order by “colour”,"
        " warehouse “W9”, status “of_tomorrow”, filter “moon”."
    )
    saved = save_view(ana, ORDERS, "old", state)
    with ana.database.write.begin() as connection:
        connection.execute(update(SavedViewRow).values(body='{"filter": 7}'))
    [unreadable] = list_views(ana)
    assert unreadable == SavedView(saved.id, "orders", "old", "Ana", True, False, 1, None)
    assert refused(opened, unreadable) is Code.VIEW_UNREADABLE


def test_a_field_of_the_shops_own_is_a_column_and_a_filter_while_it_is_in_use(
    ana: Context, tmp_path: Path
) -> None:
    room = Stockroom(ana)
    room.fill({"W1": {"A": 3}})
    for number in ("O1", "O2"):
        room.order(number, ("A", 1))
    create(ana, FIELDS, {"of": "order", "name": "po", "label": "PO number", "kind": "text"})
    edit_order(ana, "O2", OrderEdit({"field:po": "4711"}))
    filtered = FilterState("", {"order_field_1": frozenset({"4711"})})
    state = ViewState(filtered, arrangement=Arrangement(("number", "order_field_1")))
    assert known_part(ana, ORDERS, state)[1] == []
    export_list(ana, ORDERS, state, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().splitlines() == ["number,field:po", "O2,4711"]
    switch(ana, FIELDS, [["order", "po"]], on=False)
    left = [NotKnown("column", "order_field_1"), NotKnown("filter", "order_field_1")]
    assert known_part(ana, ORDERS, state)[1] == left


def test_a_list_is_written_in_parts_and_a_stop_leaves_no_file(ana: Context, tmp_path: Path) -> None:
    room = Stockroom(ana)
    room.fill({"W1": {"A": 3}})
    for number in ("O1", "O2", "O3"):
        room.order(number, ("A", 2))
    ids = list(order_list(ana).ids(OrderQuery(sort="number")))
    told: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        told.append((done, total))

    path = tmp_path / "some.csv"
    shown = ViewState(arrangement=Arrangement(("units", "moon", "number")))
    chosen = [ids[2], 999_999, ids[0]]
    assert export_list(ana, ORDERS, shown, path, report, only=chosen).rows == 2
    assert path.read_text().splitlines() == ["units,number", "2,O3", "2,O1"]
    assert told == [(0, 0), (0, 3)]

    def stop(_done: int, total: int) -> None:
        if total:
            raise JobCancelled

    for name in ("stopped.csv", "stopped.xlsx"):
        with pytest.raises(JobCancelled):
            export_list(ana, ORDERS, ViewState(), tmp_path / name, stop)
    assert [one.name for one in tmp_path.iterdir() if "some" in one.name or "stop" in one.name] == [
        "some.csv"
    ]
    for tab in ViewTab:
        export_list(ana, tab, ViewState(), tmp_path / f"{tab.value}.csv")
