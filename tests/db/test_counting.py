"""Count sheets: made, counted by two, posted once, against what was there when it was counted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from helpers.bench import at
from helpers.expiry import let_expire
from helpers.sample import add_all_stock, add_location, warehouse_id_of
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, CountSheetRow, Location, StockBin
from packbench.db.today import now
from packbench.domain.count_sheets import CountChoice, CountState
from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.counting.accuracy import accuracy, export_accuracy
from packbench.services.counting.entering import CountEntered, CountOf, enter_count
from packbench.services.counting.posting import post_sheet
from packbench.services.counting.sheets import (
    NewCount,
    ask_recount,
    cancel_sheet,
    make_sheet,
)
from packbench.services.counting.views import CountLineView, list_sheets, show_sheet
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.stock.changes import Receipt, adjust, count, move, receive
from packbench.words.refusals import sentence


@pytest.fixture
def room(context: Context) -> Stockroom:
    """A-01 has 10 A and 4 B, A-02 6 A, both of zone Front; B-01 of zone Back 5 C of lot L."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0, "C": 0}}, products={"C": {"tracking": "lot"}})
    with context.database.write.begin() as connection:
        place = warehouse_id_of(connection, "W1")
        for number, (code, zone) in enumerate((("A-01", "Front"), ("A-02", "Front"))):
            add_location(connection, place, code, zone=zone, sequence=number)
        add_location(connection, place, "B-01", zone="Back", sequence=9)
    add_all_stock(context, {"W1": {"A": 10, "B": 4}}, location="A-01")
    add_all_stock(context, {"W1": {"A": 6}}, location="A-02")
    receive(context, Receipt("W1", "C", 5, "B-01", "L", date(2040, 1, 1)))
    return room


def make(room: Stockroom, chosen: CountChoice, value: str = "", **more: bool) -> list[str]:
    made = make_sheet(room.context, NewCount("W1", chosen, value, **more))
    return [f"{one.location} {one.sku}" for one in made.view.lines]


def enter(room: Stockroom, *typed: str, who: str = "Ana", **more: Any) -> CountEntered:
    """As it is typed: sheet, bin, SKU, units."""
    sheet, location, sku, units = typed
    context = at(room.context, "station 3", who)
    return enter_count(context, sheet, CountOf(location, sku, units, **more))


def lines(room: Stockroom, sheet: str) -> dict[str, CountLineView]:
    return {f"{one.location} {one.sku}": one for one in show_sheet(room.context, sheet).lines}


def on_hand(room: Stockroom) -> dict[str, int]:
    query = select(Location.code, StockBin.on_hand, StockBin.lot).join(
        Location, Location.id == StockBin.location_id
    )
    with room.context.database.read.connect() as connection:
        found: dict[str, int] = {}
        for row in connection.execute(query.where(StockBin.on_hand > 0)):
            found[row.code] = found.get(row.code, 0) + row.on_hand
        return found


def counted_bins(room: Stockroom) -> set[str]:
    query = select(Location.code).join(StockBin, StockBin.location_id == Location.id)
    with room.context.database.read.connect() as connection:
        return set(connection.execute(query.where(StockBin.counted_at.is_not(None))).scalars())


def says(command: Callable[[], object], *parts: str) -> None:
    with pytest.raises(Refusal) as refusal:
        command()
    told = sentence(refusal.value)
    assert all(part in told for part in parts), told


def test_sheets_are_made_by_what_is_to_be_counted(room: Stockroom) -> None:
    context = room.context
    assert make(room, CountChoice.ZONE, "front") == ["A-01 A", "A-01 B", "A-02 A"]
    assert make(room, CountChoice.AGE, "30") == ["B-01 C"]  # the others are on the open sheet
    says(partial(make, room, CountChoice.RANDOM, "5"), "W1", "open sheet has them")
    cancel_sheet(context, "CS1")
    count(context, "W1", "B", 4, location="A-01")  # nothing is missing: counted all the same
    assert make(room, CountChoice.AGE, "30") == ["A-01 A", "A-02 A"]
    cancel_sheet(context, "CS3")
    assert len(make(room, CountChoice.RANDOM, "2")) == 2
    cancel_sheet(context, "CS4")
    assert make(room, CountChoice.BINS, "A-02, A-01", blind=True)[2] == "A-02 A"
    cancel_sheet(context, "CS5")
    room.order("O1", ("A", 8))
    room.allocate()
    wave = create_wave(context, WaveRequest(orders=["O1"])).number
    confirm_picks(context, wave, [PickedTask(1, 0, ShortReason.MISSING)], rest=True)
    assert make(room, CountChoice.SHORT) in (["A-01 A"], ["A-02 A"])
    cancel_sheet(context, "CS6")
    assert make(room, CountChoice.ABC, "c")  # nothing left within 90 days
    before = len(list_sheets(context))
    for chosen, value, part in (
        (CountChoice.ZONE, "Nowhere", "in a zone Nowhere"),
        (CountChoice.ABC, "D", "“D” is no class"),
        (CountChoice.AGE, "soon", "“soon” is no number of days"),
        (CountChoice.RANDOM, "0", "“0” is no number of places"),
        (CountChoice.BINS, "A-01,Z-99", "There is no location Z-99"),
        (CountChoice.BINS, "STAGING", "STAGING holds picked goods"),
        (CountChoice.BINS, "", "Name the bins"),
    ):
        says(partial(make, room, chosen, value), part)
    assert len(list_sheets(context)) == before
    room.check()


def test_two_count_one_sheet_and_post_it_once(room: Stockroom) -> None:
    context = room.context
    make(room, CountChoice.ZONE, "Front", blind=True)
    assert lines(room, "CS1")["A-01 A"].expected is None
    refuse(room, Code.NOTHING_TO_DO, partial(post_sheet, context, "CS1"))
    enter(room, "CS1", "A-01", "A", "9")
    enter(room, "CS1", "A-01", "A", "8")  # Ana puts her own slip right
    says(partial(enter, room, "CS1", "A-01", "A", "10", who="Ben"), "A-01: A was counted by Ana")
    enter(room, "CS1", "A-02", "A", "7", who="Ben")
    says(partial(post_sheet, context, "CS1"), "1 place of CS1 was not counted: A-01: B")
    refuse(room, Code.WRONG_STATE, partial(post_sheet, context, "CS1"))
    assert post_sheet(context, "CS1", preview=True).missing == 2
    assert on_hand(room) == {"A-01": 14, "A-02": 6, "B-01": 5}
    done = post_sheet(context, "CS1", leave=True, key="post")
    assert (done.posted, done.left, done.missing, done.found) == (2, 1, 2, 1)
    assert on_hand(room) == {"A-01": 12, "A-02": 7, "B-01": 5}  # B of A-01 is not 0
    assert post_sheet(context, "CS1", leave=True, key="post") == done
    for command in (post_sheet, cancel_sheet, ask_recount):
        says(partial(command, context, "CS1"), "CS1 is posted already")
    says(partial(enter, room, "CS1", "A-01", "B", "4"), "CS1 is posted already")
    undo(context)
    assert on_hand(room) == {"A-01": 14, "A-02": 6, "B-01": 5}
    assert lines(room, "CS1")["A-01 A"].state is CountState.COUNTED
    assert post_sheet(context, "CS1", leave=True).posted == 2
    make(room, CountChoice.BINS, "A-01")
    with pytest.raises(Refusal) as refusal:
        undo(context, done_by(context, "counts.post"))
    assert "is on CS2 now" in sentence(refusal.value)
    room.check()


def done_by(context: Context, name: str) -> int:
    query = select(Command.id).where(Command.name == name).order_by(Command.id.desc()).limit(1)
    with context.database.read.connect() as connection:
        return connection.execute(query).scalar_one()


def test_two_at_once_count_and_post_one_after_the_other(room: Stockroom) -> None:
    context = room.context
    make(room, CountChoice.BINS, "A-02")
    count = CountOf("A-02", "A", "5")
    people = [at(context, f"station {who}", who) for who in ("Ann", "Ben")]
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda who: refused(enter_count, who, "CS1", count), people))
        told.sort(key=len)
        assert told[0] == ""
        assert "was counted by" in told[1]
        told = list(both.map(lambda who: refused(post_sheet, who, "CS1"), people))
    told.sort(key=len)
    assert told[0] == ""
    assert "CS1 is posted already" in told[1]
    assert on_hand(room)["A-02"] == 5
    room.check()


def refused(command: Callable[..., object], *arguments: object) -> str:
    """Why it was refused; nothing where it was done."""
    try:
        command(*arguments)
    except Refusal as refusal:
        return sentence(refusal)
    return ""


def test_what_moves_between_counting_and_posting_is_no_difference(room: Stockroom) -> None:
    """Counted 9 of 10; then 3 are moved away and 2 come: 8 are there in fact, and in the books."""
    context = room.context
    make(room, CountChoice.BINS, "A-01")
    enter(room, "CS1", "A-01", "A", "9")
    enter(room, "CS1", "A-01", "B", "4")
    move(context, "W1", "A", 3, source="A-01", target="A-02")
    receive(context, Receipt("W1", "A", 2, "A-01"))
    assert lines(room, "CS1")["A-01 A"].difference == -1
    room.order("O1", ("A", 18))
    room.allocate()
    assert room.promised("O1") == {(1, "W1"): 18}
    done = post_sheet(context, "CS1")
    assert [(one.order_number, one.quantity) for one in done.taken_back] == [("O1", 1)]
    assert on_hand(room) == {"A-01": 12, "A-02": 9, "B-01": 5}
    undo(context)
    assert room.promised("O1") == {(1, "W1"): 18}
    # on paper: counted before the two came, typed in after them
    late = CountOf("A-01", "A", "9", at=now_in(context))
    receive(context, Receipt("W1", "A", 2, "A-01"))
    assert enter_count(context, "CS1", late).line.difference == 0
    assert lines(room, "CS1")["A-01 A"].expected == 9
    undo(context)
    # posted, then what was found is carried away: it can't be taken back, and stays posted
    enter(room, "CS1", "A-01", "A", "12")
    post_sheet(context, "CS1")
    posted = done_by(context, "counts.post")
    move(context, "W1", "A", 12, source="A-01", target="A-02")
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context, posted))
    move(context, "W1", "A", 12, source="A-02", target="A-01")
    undo(context, posted)
    # the same place is counted by hand meanwhile: the sheet's count is of another time
    cancel_sheet(context, "CS1")
    make(room, CountChoice.BINS, "A-02")
    enter(room, "CS2", "A-02", "A", "8")
    count(context, "W1", "A", 8, location="A-02")
    assert lines(room, "CS2")["A-02 A"].state is CountState.CHANGED
    says(partial(post_sheet, context, "CS2"), "to be counted again: A-02: A")
    assert on_hand(room)["A-02"] == 8
    enter(room, "CS2", "A-02", "A", "8", who="Ben")
    assert (post_sheet(context, "CS2").missing, on_hand(room)["A-02"]) == (0, 8)
    room.check()


def test_what_a_count_was_compared_with_is_taken_back(room: Stockroom) -> None:
    """Lost by a mistake, found by the count, and the mistake undone: found once, not twice."""
    context = room.context
    adjust(context, "W1", "A", -3, reason="lost", location="A-02")
    lost = done_by(context, "stock.adjust")
    make(room, CountChoice.BINS, "A-02")
    enter(room, "CS1", "A-02", "A", "6")
    assert lines(room, "CS1")["A-02 A"].difference == 3
    undo(context, lost)
    assert lines(room, "CS1")["A-02 A"].state is CountState.CHANGED
    says(partial(post_sheet, context, "CS1"), "to be counted again: A-02: A")
    enter(room, "CS1", "A-02", "A", "6")
    assert (post_sheet(context, "CS1").found, on_hand(room)["A-02"]) == (0, 6)
    assert counted_bins(room) == {"A-02"}
    undo(context)
    assert counted_bins(room) == set()
    room.check()


def test_goods_that_pickers_have_are_no_difference(room: Stockroom) -> None:
    context = room.context
    room.order("O1", ("B", 3))
    room.allocate()
    wave = create_wave(context, WaveRequest(orders=["O1"])).number
    make(room, CountChoice.BINS, "A-01")
    enter(room, "CS1", "A-01", "A", "10")
    entered = enter(room, "CS1", "A-01", "B", "2")  # two are in a picker's hand
    assert (entered.line.to_pick, entered.line.state) == (3, CountState.PICKING)
    says(partial(post_sheet, context, "CS1"), "to be counted again: A-01: B")
    says(partial(enter, room, "CS1", "A-01", "B", "0", taken="4"), "can't have taken 4")
    says(partial(enter, room, "CS1", "A-01", "B", "2", taken="two"), "“two” is no number of units")
    enter(room, "CS1", "A-01", "B", "2", taken="2")
    confirm_picks(context, wave, rest=True)
    shown = lines(room, "CS1")["A-01 B"]
    assert (shown.counted, shown.taken, shown.picked, shown.difference) == (2, 2, 3, 0)
    assert post_sheet(context, "CS1").exact == 2
    assert on_hand(room) == {"A-01": 11, "A-02": 6, "B-01": 5, "STAGING": 3}
    room.check()


def test_large_differences_are_counted_twice(room: Stockroom) -> None:
    context = room.context
    set_setting(context, "counting.count_twice_above", "25%")
    make(room, CountChoice.BINS, "A-01")
    enter(room, "CS1", "A-01", "A", "8")
    assert enter(room, "CS1", "A-01", "B", "2").line.state is CountState.ABOVE
    assert lines(room, "CS1")["A-01 B"].difference is not None
    with context.database.write.begin() as connection:
        connection.execute(update(CountSheetRow).values(blind=True))
    again = lines(room, "CS1")
    assert (again["A-01 B"].expected, again["A-01 B"].difference) == (None, None)
    assert again["A-01 A"].difference == -2
    says(partial(post_sheet, context, "CS1"), "counted again: A-01: B")
    ask_recount(context, "CS1")
    ask_recount(context, "CS1", ["A-01"])
    undo(context)
    assert lines(room, "CS1")["A-01 A"].state is CountState.COUNTED
    enter(room, "CS1", "A-01", "B", "3", who="Ben")
    assert undo(context).name == "counts.enter"
    assert lines(room, "CS1")["A-01 B"].state is CountState.RECOUNT
    enter(room, "CS1", "A-01", "B", "3", who="Ben")
    post_sheet(context, "CS1")
    told = {
        (one.what, one.name): (one.counted, one.exact, one.missing) for one in accuracy(context)
    }
    assert told == {
        ("zone", "W1 Front"): (2, 0, 3),
        ("counter", "Ana"): (2, 1, 1),
        ("counter", "Ben"): (1, 1, 0),
    }
    room.check()


def test_found_goods_unknown_names_and_lots(room: Stockroom, tmp_path: Path) -> None:
    context = room.context
    make(room, CountChoice.BINS, "A-02")
    for typed, part in (
        (("CS1", "Z-99", "A", "1"), "There is no location Z-99"),
        (("CS1", "A-02", "Z", "1"), "There is no product Z"),
        (("CS9", "A-02", "A", "1"), "There is no count sheet CS9"),
        (("CS1", "STAGING", "A", "1"), "STAGING holds picked goods"),
        (("CS1", "A-02", "A", "six"), "“six” is no number of units"),
        (("CS1", "A-02", "A", "-1"), "“-1” is no number of units"),
        (("CS1", "A-02", "A", ""), "is no number of units"),
        (("CS1", "A-02", "C", "1"), "C is kept by lot"),
    ):
        says(partial(enter, room, *typed), part)
    other: Any = {"lot": "L", "expires_on": date(2041, 1, 1)}
    says(
        partial(enter, room, "CS1", "A-02", "C", "1", **other),
        "Lot L of C expires on 2040-01-01, not on 2041-01-01",
    )
    says(
        partial(receive, context, Receipt("W1", "C", 1, "A-01", "L", date(2041, 1, 1))),
        "expires on 2040-01-01",
    )
    late: Any = {"at": now_in(context, hours=1)}
    says(partial(enter, room, "CS1", "A-02", "A", "1", **late), "nothing can have been counted")
    assert all(one.counted is None for one in lines(room, "CS1").values())
    make(room, CountChoice.BINS, "A-01")
    says(partial(enter, room, "CS1", "A-01", "A", "1"), "is on CS2, which is not posted")
    enter(room, "CS1", "A-02", "C", "1", lot="L", expires_on=date(2040, 1, 1))
    undo(context)
    assert list(lines(room, "CS1")) == ["A-02 A"]
    enter(room, "CS1", "A-02", "C", "1", lot="M", expires_on=date(2040, 1, 1))
    enter(room, "CS1", "A-02", "A", "6")
    let_expire(context.database, "M", date(2020, 1, 1))
    assert post_sheet(context, "CS1").found == 1
    assert on_hand(room)["A-02"] == 7
    assert export_accuracy(context, tmp_path / "a.csv", accuracy(context)) == 2
    assert "W1 Front,2,1,50" in (tmp_path / "a.csv").read_text()
    room.check()


def now_in(context: Context, hours: int = 0) -> datetime:
    with context.database.read.connect() as connection:
        return now(connection) + timedelta(hours=hours)


def test_expired_between_counting_and_posting(room: Stockroom) -> None:
    context = room.context
    make(room, CountChoice.BINS, "B-01")
    enter(room, "CS1", "B-01", "C", "4")
    let_expire(context.database, "L", date(2020, 1, 1))
    assert post_sheet(context, "CS1").missing == 1
    assert on_hand(room)["B-01"] == 4
    make(room, CountChoice.BINS, "A-02")
    enter(room, "CS2", "A-02", "A", "5")
    move(context, "W1", "A", 6, source="A-02", target="A-01")
    says(partial(post_sheet, context, "CS2"), "A-02: A: 1 less were counted, and only 0 are")
    assert on_hand(room) == {"A-01": 20, "B-01": 4}
    assert [one.status for one in list_sheets(context)] == ["open", "posted"]
    room.check()
