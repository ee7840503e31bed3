"""What pickers take: goods go with them, and every unit is accounted for whatever happens."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from helpers.importing import Files
from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom, refuse
from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.schema import Allocation, BinToCount, Command, Location, StockBin
from packbench.domain.outcomes import Said, note
from packbench.domain.picking import Mend, Proposed, ShortReason, TaskChange
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.batching import CartSize
from packbench.domain.warehousing import STAGING_CODE
from packbench.engine.bulk import PREVIEW, Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks
from packbench.services.documents.printing import pick_lists
from packbench.services.office.pick_work import ListedWave, step_counts, wave_list
from packbench.services.office.undo import undo
from packbench.services.orders import cancelling
from packbench.services.orders import changes as order_changes
from packbench.services.orders import looking as orders
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.changing import add_orders, remove_orders
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.layouts import (
    DrawnAisle,
    DrawnCrossAisle,
    DrawnLayout,
    draw_layout,
    floor_plan,
    forget_layout,
)
from packbench.services.picking.looking import (
    count_list,
    wave_history,
)
from packbench.services.picking.planned import release_planned
from packbench.services.picking.proposing import preview_release, propose
from packbench.services.picking.revisions import changes_since
from packbench.services.picking.walking import hand_over, next_task, start_wave
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.stock.changes import count, list_stock, move


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """W1 has 5 of A in two bins (3 and 2), 4 of B in one, and parts of a kit."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 4}}, kits={"KIT": {"A": 2, "B": 1}})
    add_bins(room, "A-01-1", "A-02-1", "B-01-1")
    move(context, "W1", "A", 3, source="FLOOR", target="A-01-1")
    move(context, "W1", "A", 2, source="FLOOR", target="A-02-1")
    move(context, "W1", "B", 4, source="FLOOR", target="B-01-1")
    yield room
    room.check()
    assert staged(room) == picked(room)


def staged(room: Stockroom) -> int:
    """Units in staging: nothing lies there in these tests but what was picked."""
    query = select(func.coalesce(func.sum(StockBin.on_hand), 0))
    query = query.join(Location).where(Location.code == STAGING_CODE)
    with room.context.database.read.connect() as connection:
        return int(connection.execute(query).scalar_one())


def picked(room: Stockroom) -> int:
    """Units of promises that are picked."""
    query = select(func.coalesce(func.sum(Allocation.picked), 0))
    with room.context.database.read.connect() as connection:
        return int(connection.execute(query).scalar_one())


def listed(room: Stockroom, wave: str) -> ListedWave:
    """A wave as the window's list has it."""
    with room.context.database.read.connect() as connection:
        wave_id = find_wave_id(connection, wave)
    [row] = wave_list(room.context).rows([wave_id])
    return row


def add_bins(room: Stockroom, *codes: str) -> None:
    with room.context.database.write.begin() as connection:
        warehouse_id = connection.execute(select(Location.warehouse_id).limit(1)).scalar_one()
        for code in codes:
            values = {"warehouse_id": warehouse_id, "code": code, "code_key": code.lower()}
            connection.execute(insert(Location).values(values))


def released(room: Stockroom, *numbers: str) -> str:
    room.allocate()
    return create_wave(room.context, WaveRequest(orders=numbers)).number


def lies(room: Stockroom, sku: str) -> dict[str, int]:
    """Units on hand of A or B by location, where there are any."""
    query = (
        select(Location.code, StockBin.on_hand)
        .join(Location, Location.id == StockBin.location_id)
        .where(StockBin.on_hand > 0)
        .where(StockBin.product_id == {"A": 1, "B": 2}[sku])
    )
    with room.context.database.read.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def buckets(room: Stockroom, number: str) -> list[tuple[int, int, int]]:
    """Allocated, picked and waiting units by line."""
    lines = orders.get_order(room.context, number).lines
    return [(one.allocated, one.picked, one.waiting) for one in lines]


class TestConfirm:
    def test_all_of_a_list(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4), ("B", 1))
        wave = released(room, "O1")
        done = confirm_picks(room.context, wave, rest=True, key="k")
        assert done.status == "picked"
        assert done.picker == room.context.operator
        assert room.status("O1") == "picked"
        assert buckets(room, "O1") == [(0, 4, 0), (0, 1, 0)]
        assert lies(room, "A") == {"A-02-1": 1, "STAGING": 4}
        assert confirm_picks(room.context, wave, rest=True, key="k") == done
        with pytest.raises(Refusal) as refusal:
            confirm_picks(room.context, wave, rest=True)
        assert refusal.value.params["why"] is Said.WAVE_PICKED_ALREADY

    def test_task_by_task(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2), ("B", 3))
        wave = released(room, "O1")
        first = get_wave(room.context, wave).tasks[0]
        begun = confirm_picks(room.context, wave, [PickedTask(first.task, 1)])
        assert (begun.status, room.status("O1")) == ("picking", "picking")
        assert buckets(room, "O1")[0] == (1, 1, 0)
        context = room.context
        too_many = [PickedTask(first.task, 2)]
        refuse(room, Code.TOO_MANY, lambda: confirm_picks(context, wave, too_many))
        refuse(room, Code.NOT_FOUND, lambda: confirm_picks(context, wave, [PickedTask(99)]))
        refuse(room, Code.NOTHING_TO_DO, lambda: confirm_picks(context, wave))
        refuse(room, Code.INVALID, lambda: confirm_picks(context, wave, [PickedTask(1, 0)]))
        confirm_picks(context, wave, [PickedTask(first.task)])
        refuse(room, Code.WRONG_STATE, lambda: confirm_picks(context, wave, [PickedTask(1)]))
        confirm_picks(context, wave, rest=True)
        assert room.status("O1") == "picked"

    def test_undone_it_lies_where_it_lay(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4), ("KIT", 1))
        before = lies(room, "A"), lies(room, "B")
        wave = released(room, "O1")
        open_wave = get_wave(room.context, wave)
        confirm_picks(room.context, wave, rest=True)
        undo(room.context)
        assert (lies(room, "A"), lies(room, "B")) == before
        assert get_wave(room.context, wave) == open_wave
        assert buckets(room, "O1") == [(4, 0, 0), (0, 0, 1)]


class TestShort:
    def test_another_bin_takes_over_behind_the_picker(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), ("B", 1))
        wave = released(room, "O1")
        task = get_wave(room.context, wave).tasks[0]
        assert (task.location, task.quantity) == ("A-01-1", 3)
        now = confirm_picks(room.context, wave, [PickedTask(task.task, 1, ShortReason.MISSING)])
        left = [(one.location, one.quantity) for one in now.tasks if not one.picked]
        assert left == [("A-02-1", 2), ("B-01-1", 1)]
        assert now.revision == 2
        assert lies(room, "A") == {"A-02-1": 2, "STAGING": 1}
        confirm_picks(room.context, wave, rest=True)
        assert buckets(room, "O1") == [(0, 3, 0), (0, 1, 0)]

    @pytest.mark.parametrize("reason", list(ShortReason))
    def test_what_is_nowhere_waits_at_once(self, room: Stockroom, reason: ShortReason) -> None:
        room.order("O1", ("A", 5))
        wave = released(room, "O1")
        tasks = {one.location: one for one in get_wave(room.context, wave).tasks}
        short = [PickedTask(tasks["A-01-1"].task, 1, reason)]
        done = confirm_picks(room.context, wave, short, rest=True)
        assert (done.status, room.status("O1")) == ("picked", "picked")
        assert buckets(room, "O1") == [(0, 3, 2)]
        assert room.waits("O1") == {1: (2, "stock_lost")}
        [stock] = list_stock(room.context, sku="A")
        assert stock.available == 0
        assert stock.on_hand - stock.unavailable == 3
        with room.context.database.read.connect() as connection:
            asked = connection.execute(select(BinToCount.reason, BinToCount.units)).all()
        assert asked == [(reason.value, 2)]

    def test_half_a_kit_is_laid_back(self, room: Stockroom) -> None:
        room.order("O1", ("KIT", 2))
        wave = released(room, "O1")
        tasks = {one.sku: one for one in get_wave(room.context, wave).tasks}
        of_a = [
            PickedTask(one.task) for one in get_wave(room.context, wave).tasks if one.sku == "A"
        ]
        confirm_picks(room.context, wave, of_a)
        short = [PickedTask(tasks["B"].task, 1, ShortReason.MISSING)]
        done = confirm_picks(room.context, wave, short)
        assert done.status == "picked"
        assert buckets(room, "O1") == [(0, 1, 1)]
        assert lies(room, "B") == {"STAGING": 1}
        assert lies(room, "A")["STAGING"] == 2


class TestOtherBins:
    def test_what_is_found_elsewhere_is_picked_there(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3))
        wave = released(room, "O1")
        found = [PickedTask(1, location="B-01-1")]
        assert confirm_picks(room.context, wave, found).status == "picked"
        assert lies(room, "A") == {"A-02-1": 2, "STAGING": 3}
        assert buckets(room, "O1") == [(0, 3, 0)]

    def test_what_is_known_there_is_taken_as_it_is(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        wave = released(room, "O1")
        at = get_wave(room.context, wave).tasks[0].location
        other = "A-01-1" if at == "A-02-1" else "A-02-1"
        before = lies(room, "A")
        confirm_picks(room.context, wave, [PickedTask(1, location=other)])
        assert lies(room, "A") == {**before, other: before[other] - 1, "STAGING": 1}

    def test_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        wave = released(room, "O1")
        context = room.context

        def at(location: str) -> list[PickedTask]:
            return [PickedTask(1, location=location)]

        refuse(room, Code.NOT_FOUND, lambda: confirm_picks(context, wave, at("X-1")))
        refuse(room, Code.INVALID, lambda: confirm_picks(context, wave, at("STAGING")))


class TestCancel:
    def test_in_mid_walk_goods_go_back_to_their_bins(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        room.order("O2", ("B", 2))
        before = lies(room, "A"), lies(room, "B")
        wave = released(room, "O1", "O2")
        confirm_picks(room.context, wave, [PickedTask(1)])
        left = cancel_wave(room.context, wave, orders=["O1"])
        assert [(one.sku, one.location) for one in left.put_away] == [("A", "A-01-1")]
        assert (lies(room, "A"), lies(room, "B")) == before
        assert room.status("O1") == "ready"
        confirm_picks(room.context, wave, rest=True)
        gone = cancel_wave(room.context, wave)
        assert gone.status == "cancelled"
        assert (lies(room, "A"), lies(room, "B")) == before
        with pytest.raises(Refusal) as refusal:
            confirm_picks(room.context, wave, rest=True)
        assert refusal.value.params["why"] is Said.WAVE_VOID


class TestOrdersInPicking:
    def test_a_cancelled_order_leaves_its_wave(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        room.order("O2", ("B", 2))
        wave = released(room, "O1", "O2")
        before = get_wave(room.context, wave)
        confirm_picks(room.context, wave, [PickedTask(1)])
        preview = cancelling.cancel(room.context, [Chosen("O1")], how=PREVIEW)
        [told] = preview.results
        assert told.notes[1] == note(Said.LEFT_WAVE_OF, wave=wave, picker=room.context.operator)
        assert told.notes[2] == note(Said.PUT_AWAY, count=3)
        cancelling.cancel(room.context, [Chosen("O1")])
        assert lies(room, "A") == {"A-01-1": 3, "A-02-1": 2}
        assert buckets(room, "O1") == [(0, 0, 0)]
        now = get_wave(room.context, wave)
        assert (now.shipments, now.revision > before.revision) == (["O2-1"], True)
        changed = changes_since(room.context, wave, before.revision)
        assert {(one.change, one.sku) for one in changed.changes} == {(TaskChange.GONE, "A")}
        undo(room.context)
        assert room.status("O1") == "ready"
        assert buckets(room, "O1") == [(4, 0, 0)]

    def test_cancelled_before_anybody_walks_it_is_not_counted(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        room.order("O2", ("B", 2))
        wave = released(room, "O1", "O2")
        cancelling.cancel(room.context, [Chosen("O1")])
        assert get_wave(room.context, wave).shipments == ["O2-1"]
        assert listed(room, wave).orders == 1

    def test_held_it_leaves_its_wave(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        wave = released(room, "O1")
        confirm_picks(room.context, wave, rest=True)
        [told] = order_changes.hold(room.context, ["O1"], reason="asked").results
        assert Said.PUT_AWAY in {one.code for one in told.notes}
        assert get_wave(room.context, wave).status == "cancelled"
        assert buckets(room, "O1") == [(4, 0, 0)]
        undo(room.context)
        assert room.status("O1") == "ready"

    def test_imported_again_its_list_is_out_of_date(self, room: Stockroom, tmp_path: Path) -> None:
        files = Files(room.context, tmp_path)
        heads = "order_number,sku,quantity,country,customer_name\n"
        files.load("orders", f"{heads}O1,A,1,DE,Ana\n")
        wave = released(room, "O1")
        files.load("orders", f"{heads}O1,A,1,DE,Bo\n", update=True)
        assert get_wave(room.context, wave).revision == 2
        assert [one.name for one in wave_history(room.context, wave)][-1].startswith("import")

    def test_marked_it_names_its_wave(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        wave = released(room, "O1")
        confirm_picks(room.context, wave, [PickedTask(1)])
        [told] = marks.mark(room.context, [Chosen("O1")], how=PREVIEW).results
        assert Said.STAYS_IN_WAVE_OF in {one.code for one in told.notes}
        marks.mark(room.context, [Chosen("O1")])
        assert buckets(room, "O1") == [(0, 3, 1)]
        assert get_wave(room.context, wave).status == "picked"


class TestChanging:
    def test_orders_come_and_go_until_it_is_started(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        room.order("O2", ("B", 1))
        room.order("O3", ("B", 1), payment="awaiting")
        wave = released(room, "O1")
        more = add_orders(room.context, wave, ["O2", "O3"])
        assert (more.shipments, more.mode, more.revision) == (["O1-1", "O2-1"], "batch", 2)
        assert [one.note.code for one in more.left_out] == [Code.UNPAID]
        undo(room.context)
        assert get_wave(room.context, wave).shipments == ["O1-1"]
        add_orders(room.context, wave, ["O2"])
        left = remove_orders(room.context, wave, ["O1"])
        assert (left.shipments, room.status("O1")) == (["O2-1"], "ready")
        changed = changes_since(room.context, wave, 1)
        assert [(one.change, one.sku) for one in changed.changes] == [
            (TaskChange.GONE, "A"),
            (TaskChange.ADDED, "B"),
        ]
        start_wave(room.context, wave)
        context = room.context
        refuse(room, Code.WRONG_STATE, lambda: add_orders(context, wave, ["O1"]))
        refuse(room, Code.WRONG_STATE, lambda: remove_orders(context, wave, ["O2"]))
        refuse(room, Code.NOTHING_TO_DO, lambda: create_wave(context, WaveRequest(orders=["O2"])))

    def test_a_task_is_of_one_picker_until_it_is_handed_over(self, room: Stockroom) -> None:
        ana, bo = replace(room.context, operator="Ana"), replace(room.context, operator="Bo")
        room.order("O1", ("A", 3), ("B", 1))
        wave = released(room, "O1")
        first, second = next_task(ana, wave), next_task(bo, wave)
        assert first.task != second.task
        assert next_task(ana, wave).task == first.task
        taken = [PickedTask(first.task)]
        refuse(room, Code.WRONG_STATE, lambda: confirm_picks(bo, wave, taken))
        refuse(room, Code.WRONG_STATE, lambda: confirm_picks(bo, wave, rest=True))
        refuse(room, Code.NOT_FOUND, lambda: hand_over(ana, wave, "Nobody"))
        hand_over(ana, wave, "Bo", tasks=[first.task])
        confirm_picks(bo, wave, rest=True)
        assert get_wave(room.context, wave).status == "picked"


class TestLooking:
    def test_steps_waves_history_and_bins_to_count(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3))
        room.order("O2", ("B", 1))
        room.order("O3", ("B", 1), payment="awaiting")
        wave = released(room, "O1")
        assert steps(room) == {"to_pick": 1, "to_release": 1, "unpaid": 1}
        confirm_picks(room.context, wave, [PickedTask(1, 1, ShortReason.DAMAGED)])
        assert steps(room) == {"in_picking": 1, "to_release": 1, "unpaid": 1}
        row = listed(room, wave)
        assert (row.orders, row.picked, row.short) == (1, 1, 2)
        assert (row.revision, row.printed_revision) == (2, None)
        pick_lists(room.context, [wave])
        assert listed(room, wave).printed_revision == 2
        names = [one.name for one in wave_history(room.context, wave)]
        assert names == ["pick.create", "pick.confirm", "print.pick_list"]
        [bin_] = count_list(room.context)
        assert (bin_.location, bin_.reason, bin_.units) == ("A-01-1", "damaged", 2)
        count(room.context, "W1", "A", 2, location="A-01-1")
        assert count_list(room.context) == []

    def test_a_preview_tells_who_goes_and_who_stays(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), channel="web")
        room.order("O2", ("B", 1), ("A", 1))
        room.order("O3", ("B", 1), payment="awaiting")
        room.order("O4", ("C9", 1))
        room.allocate()
        [(kind, orders)] = [
            (one.kind, one.orders) for one in propose(room.context) if one.kind == "single_item"
        ]
        assert (kind, orders) == (Proposed.SINGLE_ITEM, ["O1"])
        preview = preview_release(room.context, size=CartSize(1))
        assert [one.orders for one in preview.waves] == [["O1"], ["O2"]]
        assert [(one.order_number, one.mend) for one in preview.stay] == [("O3", Mend.PAY)]
        named = preview_release(room.context, ["O1", "O4"])
        assert [(one.order_number, one.mend) for one in named.stay] == [("O4", Mend.ALLOCATE)]
        made = release_planned(room.context, preview.waves)
        assert [one.shipments for one in made.waves] == [["O1-1"], ["O2-1"]]
        gone = preview_release(room.context, ["O1"])
        assert [one.mend for one in gone.stay] == [Mend.TAKE_OUT]


def steps(room: Stockroom) -> dict[str, int]:
    return {step: count for step, count in step_counts(room.context)["step"].items() if count}


class TestRoutes:
    """Two aisles of ten bins, one behind the other by code; the depot is at the front."""

    @pytest.fixture
    def hall(self, context: Context) -> Iterator[Stockroom]:
        room = Stockroom(context)
        skus = [f"S{number}" for number in range(6)]
        room.fill({"W1": dict.fromkeys(skus, 5)})
        bins = {
            f"{aisle}-{bay}": (x, bay) for aisle, x in (("A", 0), ("B", 4)) for bay in (1, 5, 9)
        }
        add_bins(room, *bins)
        with context.database.write.begin() as connection:
            for code, (x, y) in bins.items():
                place = {"x": x, "y": y, "aisle": code[0]}
                connection.execute(update(Location).where(Location.code == code).values(place))
        for sku, code in zip(skus, bins, strict=True):
            move(context, "W1", sku, 5, source="FLOOR", target=code)
        yield room
        room.check()

    def test_the_shortest_walk_and_what_it_saves(self, hall: Stockroom) -> None:
        hall.order("O1", *((f"S{number}", 1) for number in range(6)))
        wave = get_wave(hall.context, released(hall, "O1"))
        order = [one.location for one in wave.tasks]
        assert order in (
            ["A-1", "A-5", "A-9", "B-9", "B-5", "B-1"],
            ["B-1", "B-5", "B-9", "A-9", "A-5", "A-1"],
        )
        assert (wave.walk, wave.distance) == ("exact", 28)
        assert wave.distance_saved_percent is not None
        assert wave.distance_saved_percent > 0
        [document] = pick_lists(hall.context, [wave.number])
        words = page_texts(document.pdf)[0]
        assert "28 m" in words
        assert "the shortest walk" in words

    def test_what_is_short_is_fetched_on_the_way(self, hall: Stockroom) -> None:
        move(hall.context, "W1", "S0", 2, source="A-1", target="B-5")
        move(hall.context, "W1", "S3", 2, source="B-1", target="A-5")
        hall.order("O1", ("S0", 3), ("S3", 3), ("S2", 1), ("S5", 1))
        wave = get_wave(hall.context, released(hall, "O1"))
        order = [one.location for one in wave.tasks]
        short = [PickedTask(wave.tasks[0].task, 1, ShortReason.MISSING)]
        now = confirm_picks(hall.context, wave.number, short)
        new = {"A-1": "B-5", "B-1": "A-5"}[order[0] or ""]
        assert [one.location for one in now.tasks] == [*order[:3], new, order[3]]

    def test_a_drawn_layout_is_looked_through(self, hall: Stockroom) -> None:
        context = hall.context
        aisles = [DrawnAisle("A", 0, 0, 10), DrawnAisle("B", 4, 0, 10)]
        cross = [DrawnCrossAisle(0, 0, 4)]
        plan = draw_layout(context, "W1", DrawnLayout(aisles, cross, (0, 0)))
        assert (plan.drawn, len(plan.bins), plan.trouble) == (True, 6, None)
        hall.order("O1", ("S0", 1), ("S5", 1))
        wave = get_wave(context, released(hall, "O1"))
        assert (wave.walk, wave.distance) == ("exact", 2 * 1 + 2 * 4 + 2 * 9)
        assert len(floor_plan(context, "W1", wave=wave.number).legs) == 3
        cut_off = DrawnLayout([*aisles, DrawnAisle("C", 8, 0, 10)], cross, (0, 0))
        refuse(hall, Code.AISLE_NOT_REACHED, lambda: draw_layout(context, "W1", cut_off))
        undo(context, command_named(hall, "pick.layout"))
        assert not floor_plan(context, "W1").drawn
        refuse(hall, Code.NOTHING_TO_DO, lambda: forget_layout(context, "W1"))

    def test_bins_in_one_place_are_told_and_walked_by_code(self, hall: Stockroom) -> None:
        with hall.context.database.write.begin() as connection:
            same = {"x": 0, "y": 1}
            connection.execute(update(Location).where(Location.code == "A-5").values(same))
        hall.order("O1", ("S0", 1))
        wave = get_wave(hall.context, released(hall, "O1"))
        assert (wave.walk, wave.distance) == ("serpentine", None)
        trouble = floor_plan(hall.context, "W1").trouble
        assert trouble is not None
        assert trouble.code is Code.BINS_IN_ONE_PLACE


def command_named(room: Stockroom, name: str) -> int:
    with room.context.database.read.connect() as connection:
        query = select(func.max(Command.id)).where(Command.name == name)
        return int(connection.execute(query).scalar_one())


def test_parts_of_a_kit_name_it(room: Stockroom) -> None:
    room.order("O1", ("A", 1), ("KIT", 1))
    room.allocate()
    wave = create_wave(room.context, WaveRequest())
    assert {(task.sku, task.quantity, task.kit) for task in wave.tasks} == {
        ("A", 1, None),
        ("A", 2, "KIT"),
        ("B", 1, "KIT"),
    }
    [printed] = pick_lists(room.context, [wave.number])
    assert "part of KIT" in " ".join("".join(page_texts(printed.pdf)).split())
