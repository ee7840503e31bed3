"""Pick bins are filled out of reserve: planned once, carried as moves, short, given up, undone."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from helpers.bench import at
from helpers.expiry import let_expire
from helpers.importing import Files, causes, counts
from helpers.sample import add_all_stock, add_location, warehouse_id_of
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import BinToCount, Location, StockBin
from packbench.domain.count_sheets import CountChoice
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import PREVIEW, How
from packbench.engine.command.context import Context
from packbench.engine.routing import floor_of
from packbench.services.counting.sheets import NewCount, cancel_sheet, make_sheet
from packbench.services.masters.kinds import LOCATIONS, PICK_BINS, WAREHOUSES
from packbench.services.masters.reading import find_records
from packbench.services.masters.saving import create, edit, remove, switch
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.looking import count_list
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.replenishing.doing import CarriedTo, cancel_tasks, carry
from packbench.services.replenishing.planning import ReplenishPlan, plan_replenishment
from packbench.services.replenishing.slotting import NewBin, advise_slotting, change_bin
from packbench.services.replenishing.views import list_replenishment, replenishment_list
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt, move, receive
from packbench.words.refusals import sentence, told


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """A is picked from P-1 (10 to 30; 4 lie there), R-1 has 50 and R-2 8 of it.

    L, by lot, is picked from P-2 (5 to 20): R-1 has 6 of lot OLD and R-2 40 of lot NEW.
    """
    room = Stockroom(context)
    products = {"L": {"tracking": "lot"}}
    room.fill({"W1": {"A": 0, "L": 0, "B": 0}, "W2": {"A": 0}}, products=products)
    with context.database.write.begin() as connection:
        place = warehouse_id_of(connection, "W1")
        for number, code in enumerate(("P-1", "P-2", "P-3", "R-2", "R-1")):
            add_location(connection, place, code, sequence=number)
    for code, units in (("P-1", 4), ("R-1", 50), ("R-2", 8)):
        add_all_stock(context, {"W1": {"A": units}}, location=code)
    receive(context, Receipt("W1", "L", 40, "R-2", "NEW", date(2041, 1, 1)))
    receive(context, Receipt("W1", "L", 6, "R-1", "OLD", date(2040, 1, 1)))
    table = "warehouse,location,sku,minimum,maximum\nW1,P-1,A,10,30\nW1,p-2,l,5,20\n"
    assert Files(context, tmp_path).load("pick-bins", table).rejects == []
    yield room
    room.check()


def plan(room: Stockroom, warehouse: str | None = "W1") -> ReplenishPlan:
    return plan_replenishment(room.context, warehouse)


def rows(found: ReplenishPlan) -> list[tuple[str, str, str, int, str, str]]:
    return [
        (one.sku, one.source, one.target, one.units, one.lot, one.reason.value)
        for one in found.tasks
    ]


def lies(room: Stockroom, sku: str = "A") -> dict[str, int]:
    query = (
        select(Location.code, StockBin.on_hand)
        .join(Location, Location.id == StockBin.location_id)
        .where(StockBin.on_hand > 0)
        .where(text(f"product_id = (SELECT id FROM product WHERE sku = '{sku}')"))
    )
    with room.context.database.read.connect() as connection:
        found: dict[str, int] = {}
        for code, units in connection.execute(query):
            found[code] = found.get(code, 0) + units
        return found


def says(command: Callable[[], object], *parts: str) -> None:
    with pytest.raises(Refusal) as refusal:
        command()
    words = sentence(refusal.value)
    assert all(part in words for part in parts), words


def test_bins_below_their_minimum_are_filled_once(room: Stockroom) -> None:
    """What is oldest comes first, open tasks count, and a preview keeps nothing."""
    context = room.context
    before = snapshot(context.database)
    looked = plan_replenishment(context, "W1", how=PREVIEW)
    assert snapshot(context.database) == before
    made = plan(room)
    assert rows(made) == rows(looked)
    assert rows(made) == [
        ("L", "R-2", "P-2", 14, "NEW", "minimum"),
        ("A", "R-1", "P-1", 26, "", "minimum"),
        ("L", "R-1", "P-2", 6, "OLD", "minimum"),
    ]
    refuse(room, Code.NOTHING_TO_DO, partial(plan, room))
    assert len(list_replenishment(context)) == 3
    assert b"%PDF" in replenishment_list(context, "W1")[:9]
    undo(context)
    assert list_replenishment(context) == []
    refuse(room, Code.NOTHING_TO_DO, partial(replenishment_list, context))
    key = How("once")
    again = plan_replenishment(context, "W1", how=key)
    assert plan_replenishment(context, "W1", how=key) == again
    assert len(list_replenishment(context, "W1")) == 3


def test_orders_and_pickers_are_counted(room: Stockroom) -> None:
    """Held units are never carried; ready orders fill the bin before a wave needs it."""
    context = room.context
    move(context, "W1", "A", 10, source="R-1", target="P-1")  # 14: above its minimum
    edit(context, PICK_BINS, ["W1", "P-2"], {"minimum": "1", "maximum": "2"})
    room.order("HELD", ("A", 40))  # R-1 alone holds it all: pickers take it from there
    room.allocate()
    create_wave(context, WaveRequest(orders=["HELD"]))
    assert lies(room) == {"P-1": 14, "R-1": 40, "R-2": 8}
    room.order("READY", ("A", 16))
    room.order("UNPAID", ("A", 2), payment="awaiting")
    room.allocate()
    found = plan(room)
    assert ("A", "R-2", "P-1", 8, "", "orders") in rows(found)
    assert found.left_out == []
    says(partial(carry, context, "RP1", CarriedTo(9)), "asks for")
    for one in found.tasks:
        carry(context, one.task)
    wave = create_wave(context, WaveRequest(orders=["READY"]))
    assert [(one.location, one.quantity) for one in wave.tasks] == [("P-1", 16)]
    lacking = plan(room)
    assert lacking.tasks == []
    assert [told(one) for one in lacking.left_out] == [
        "P-1: A: 4 more units are needed, and reserve has none that may be carried."
    ]
    set_setting(context, "replenish.on_release", "yes")
    receive(context, Receipt("W1", "A", 60, "R-1"))
    room.order("LAST", ("A", 1))
    room.allocate()
    create_wave(context, WaveRequest(orders=["LAST"]))
    assert {one.sku: one.target for one in list_replenishment(context)} == {"A": "P-1"}


def test_what_is_carried_is_a_move(room: Stockroom) -> None:
    """In parts, to the bin that is scanned, once; short units are to be counted; all undone."""
    context = room.context
    for one in plan(room).tasks[:1]:
        cancel_tasks(context, [one.task])
    name = next(one.task for one in list_replenishment(context) if one.sku == "A")
    says(partial(carry, context, name, CarriedTo(target="P-2")), "goes to P-1", "not to P-2")
    refuse(room, Code.NOT_FOUND, partial(carry, context, name, CarriedTo(target="NONE")))
    refuse(room, Code.NOT_FOUND, partial(carry, context, "RP99"))
    refuse(room, Code.INVALID, partial(carry, context, name, CarriedTo(0)))
    looked = carry(context, name, CarriedTo(20, "p-1"), how=PREVIEW)
    assert (looked.units, lies(room)["P-1"]) == (20, 4)
    done = carry(context, name, CarriedTo(20, "p-1"), how=How("a"))
    assert carry(context, name, CarriedTo(20, "p-1"), how=How("a")) == done
    assert (done.task.units, lies(room)) == (6, {"P-1": 24, "R-1": 30, "R-2": 8})
    short = carry(context, name, CarriedTo(2, short=True))
    assert "4 units of A were not found in R-1" in told(short.notes[0])
    assert lies(room)["P-1"] == 26
    refuse(room, Code.WRONG_STATE, partial(carry, context, name))
    says(partial(undo, context, _last(context, "replenish.plan")), f"begun with {name} since")
    undo(context)
    with context.database.read.connect() as connection:
        assert connection.execute(select(BinToCount)).all() == []
    undo(context)
    assert lies(room) == {"P-1": 4, "R-1": 50, "R-2": 8}
    carry(context, name, CarriedTo(short=True))  # nothing was found at all
    assert [(one.location, one.units) for one in count_list(context)] == [("R-1", 26)]
    perform(context, StockAct(ActKind.COUNT, "W1", "A", 50, "R-1"))
    assert count_list(context) == []
    undo(context)  # a count that is taken back is still to be done
    assert [(one.location, one.units) for one in count_list(context)] == [("R-1", 26)]
    found = plan(room)
    assert ("A", "R-2", "P-1", 8, "", "minimum") in rows(found)  # R-1 is to be counted
    assert any("R-1: this bin is to be counted" in told(one) for one in found.left_out)
    says(partial(undo, context, _last(context, "replenish.done")), "was planned for the same bin")


def _last(context: Context, name: str) -> int:
    with context.database.read.connect() as connection:
        query = text("SELECT MAX(id) FROM command WHERE name = :name")
        return int(connection.execute(query, {"name": name}).scalar_one())


def test_two_carry_at_once_and_waves_come_between(room: Stockroom) -> None:
    context = room.context
    plan(room)
    name = next(one.task for one in list_replenishment(context) if one.sku == "A")

    def once(number: int) -> str:
        try:
            carry(at(context, f"station {number}", "Ana"), name)
        except Refusal as refusal:
            return sentence(refusal)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        told_each = sorted(pool.map(once, range(2)))
    assert told_each == [f"{name} is done already; nothing was moved twice.", "done"]
    assert lies(room)["P-1"] == 30
    undo(context, _last(context, "replenish.done"))
    room.order("ALL", ("A", 62))
    room.allocate()
    create_wave(context, WaveRequest(orders=["ALL"]))
    assert next(one.there for one in list_replenishment(context) if one.sku == "A") == 0
    refuse(room, Code.NOT_ENOUGH_STOCK, partial(carry, context, name))
    stuck = f"{name}: of 26 units of A only 0 are free in R-1 still."
    assert any(told(one).startswith(stuck) for one in plan(room).left_out)
    results = cancel_tasks(context, [name, "RP77", name])
    assert [one.outcome.value for one in results.results] == ["done", "refused"]
    says(partial(carry, context, name), "given up")
    undo(context, _last(context, "replenish.cancel"))
    assert name in {one.task for one in list_replenishment(context)}
    # What was given up of a plan that is taken back can't come back by itself.
    cancel_tasks(context, [name])
    undo(context, _last(context, "replenish.plan"))
    says(partial(undo, context, _last(context, "replenish.cancel")), f"made {name} was taken back")
    assert list_replenishment(context) == []


def test_what_can_not_be_filled_is_told(room: Stockroom) -> None:
    """Switched-off bins and warehouses, places that are counted, kits, expired lots."""
    context = room.context
    refuse(room, Code.NOTHING_TO_DO, partial(plan, room, "W2"))
    refuse(room, Code.NOT_FOUND, partial(plan, room, "W9"))
    sheet = make_sheet(context, NewCount("W1", CountChoice.BINS, "P-1")).view.sheet.sheet
    switch(context, LOCATIONS, [["W1", "P-2"]], on=False)
    found = plan(room)
    assert found.tasks == []
    words = [told(one) for one in found.left_out]
    assert words[0].startswith("P-1: A: this bin is to be counted")
    assert words[1] == "P-2: L: nobody picks from this bin, so it is not filled."
    switch(context, LOCATIONS, [["W1", "P-2"]], on=True)
    cancel_sheet(context, sheet)
    made = plan(room).tasks
    name = next(one.task for one in made if one.sku == "L")
    switch(context, LOCATIONS, [["W1", "P-2"]], on=False)
    refuse(room, Code.NOTHING_TO_DO, partial(carry, context, name))
    says(partial(carry, context, name), "P-2: L: nobody picks from this bin")
    switch(context, LOCATIONS, [["W1", "P-2"]], on=True)
    cancel_tasks(context, [one.task for one in made])
    for lot in ("OLD", "NEW"):
        let_expire(context.database, lot, date(2020, 1, 1))
    found = plan(room)
    assert {one.sku for one in found.tasks} == {"A"}
    assert "P-2: L: 5 more units are needed" in told(found.left_out[0])
    switch(context, WAREHOUSES, [["W1"]], on=False)
    says(partial(plan, room), "W1 is switched off")


def test_pick_bins_come_from_files_and_forms(room: Stockroom, tmp_path: Path) -> None:
    """A bin is of one product; what is wrong is told by the row; a deleted location takes it."""
    context, files = room.context, Files(room.context, tmp_path / "more")
    files.folder.mkdir()
    switch(context, LOCATIONS, [["W1", "P-3"]], on=False)
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE product SET is_kit = true WHERE sku = 'B'"))
    head = "warehouse,location,sku,minimum,maximum\n"
    bad = "W9,P-1,A,1,2\nW1,P-9,A,1,2\nW1,P-3,A,1,2\nW1,P-2,NO,1,2\nW1,P-1,B,1,2\n"
    result = files.load("pick-bins", head + bad + "W1,R-2,A,0,2\nW1,R-1,A,5,5\n")
    assert [(column, code) for _, column, code in causes(result)] == [
        ("warehouse", "unknown_warehouse"),
        ("location", "unknown_location"),
        ("location", "not_picked_from"),
        ("sku", "unknown_sku"),
        ("sku", "stock_not_managed"),
        ("minimum", "not_positive"),
        ("maximum", "maximum_too_low"),
    ]
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE product SET is_kit = false WHERE sku = 'B'"))
    assert counts(
        files.load("pick-bins", head + "W1,P-1,A,8,30\nW1,P-2,L,5,20\n", update=True)
    ) == (
        *(0, 1, 1),
        0,
    )
    undo(context)
    one = ["W1", "P-1"]
    refuse(room, Code.BAD_VALUE, partial(edit, context, PICK_BINS, one, {"minimum": "30"}))
    edit(context, PICK_BINS, one, {"sku": "B", "maximum": "12"})
    assert find_records(context, PICK_BINS, "b")[0] == {
        "warehouse": "W1",
        "location": "P-1",
        "sku": "B",
        "minimum": "10",
        "maximum": "12",
    }
    remove(context, PICK_BINS, [one])
    undo(context)
    edit(context, PICK_BINS, ["W1", "P-2"], {"maximum": "21"})
    files.load("locations", "warehouse,code\nW1,NEW\n")
    values = {"warehouse": "W1", "location": "NEW", "sku": "A", "minimum": "1", "maximum": "2"}
    create(context, PICK_BINS, values)
    remove(context, LOCATIONS, [["W1", "NEW"]])
    assert len(find_records(context, PICK_BINS)) == 2
    with pytest.raises(IntegrityError), context.database.write.begin() as connection:
        connection.execute(text("UPDATE pick_bin SET maximum = minimum"))


@pytest.fixture
def aisles(context: Context, tmp_path: Path) -> Stockroom:
    """Three aisles of eight bins; FAST lies farthest, SLOW near the depot, MID between."""
    room = Stockroom(context)
    room.fill({"W1": {"FAST": 0, "MID": 0, "SLOW": 0, "REST": 0}})
    rows = [
        f"W1,{aisle}-{bay},{aisle},{4 * number},{3 * bay}"
        for number, aisle in enumerate("ABC")
        for bay in range(1, 9)
    ]
    files = Files(context, tmp_path)
    files.load("locations", "warehouse,code,aisle,x,y\n" + "\n".join(rows) + "\n")
    for sku, code in (("FAST", "C-8"), ("MID", "B-6"), ("SLOW", "A-1"), ("REST", "A-3")):
        receive(context, Receipt("W1", sku, 50, code))
    files.load("pick-bins", "warehouse,location,sku,minimum,maximum\nW1,C-8,FAST,5,90\n")
    for number, skus in enumerate(
        (("FAST",), ("FAST", "MID"), ("FAST", "SLOW"), ("FAST", "REST"), ("FAST", "MID", "REST"))
    ):
        room.order(f"O{number}", *((sku, 1) for sku in skus))
        room.allocate()
        wave = create_wave(context, WaveRequest(orders=[f"O{number}"])).number
        confirm_picks(context, wave, [], rest=True)
    return room


def test_what_better_bins_save_is_what_the_walks_are_shorter(aisles: Stockroom) -> None:
    """The rows together save what the same walks, walked again, are shorter: to a metre."""
    context = aisles.context
    advice = advise_slotting(context, "W1", days=30)
    assert (advice.walks, advice.walked, advice.worked) == (5, 5, 1)
    first = advice.rows[0]
    assert first.sku == "FAST"
    assert first.picks == 5
    assert "It is picked 5.0 times a day" in told(first.why)
    lies = {"FAST": "C-8", "MID": "B-6", "SLOW": "A-1", "REST": "A-3"}
    walks = [["FAST"], ["FAST", "MID"], ["FAST", "SLOW"], ["FAST", "REST"], ["FAST", "MID", "REST"]]
    with context.database.read.connect() as connection:
        floor = floor_of(connection, warehouse_id_of(connection, "W1"))
    ids = {place.code: id_ for id_, place in floor.bins.items()}
    assert floor.router is not None

    def metres(lies: dict[str, str]) -> float:
        router = floor.router
        assert router is not None
        return sum(router.walk([ids[lies[sku]] for sku in walk]).length_m for walk in walks)

    before = metres(lies)
    assert advice.metres == pytest.approx(before, abs=0.1)
    after = dict(lies)
    for row in advice.rows:
        assert after[row.sku] == row.source
        after[row.sku] = row.target
        if row.other is not None:
            after[row.other] = row.source
        assert before - metres(after) > 0
    assert advice.saved == pytest.approx(before - metres(after), abs=1)
    assert advice.saved > before / 3


def test_a_better_bin_is_carried_to(aisles: Stockroom) -> None:
    """The tasks, and the pick bin with them; nothing by a preview; undone as one."""
    context = aisles.context
    first = advise_slotting(context, "W1").rows[0]
    new = NewBin("W1", "FAST", first.source, first.target)
    before_it = snapshot(context.database)
    change_bin(context, new, how=PREVIEW)
    assert snapshot(context.database) == before_it
    done = change_bin(context, new)
    carried = {(one.sku, one.source, one.target, one.units) for one in done.tasks}
    assert ("FAST", "C-8", first.target, 45) in carried
    assert find_records(context, PICK_BINS)[0]["location"] == first.target
    undo(context)
    assert list_replenishment(context) == []
    assert find_records(context, PICK_BINS)[0]["location"] == "C-8"
    change_bin(context, new)
    for one in list_replenishment(context):
        carry(context, one.task)
    assert lies_at(aisles, "FAST") == {first.target: 45}
    refuse(aisles, Code.NOTHING_TO_DO, partial(change_bin, context, new))
    refuse(aisles, Code.INVALID, partial(advise_slotting, context, "W1", days=0))
    aisles.check()


def lies_at(room: Stockroom, sku: str) -> dict[str, int]:
    return {code: units for code, units in lies(room, sku).items() if code != "STAGING"}


def test_no_better_bins_are_told_why(room: Stockroom) -> None:
    says(partial(advise_slotting, room.context, "W1"), "its bins have no coordinates")
    with pytest.raises(Refusal) as refusal:
        advise_slotting(room.context, "W9")
    assert refusal.value.code is Code.NOT_FOUND
    new = NewBin("W1", "B", "R-1", "P-3")
    says(partial(change_bin, room.context, new), "B does not lie in R-1")
    says(partial(change_bin, room.context, NewBin("W1", "A", "P-1", "R-1")), "in R-1", "A can't")
