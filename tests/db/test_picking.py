"""What pickers take: goods go with them, and every unit is accounted for whatever happens."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select

from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import BinToCount, Location, StockBin
from packbench.domain.outcomes import Said
from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.orders import looking as orders
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.stock.changes import list_stock, move


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
