"""Undo gives back exactly what was, and no command leaves in a wave what may not be in one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from helpers import one_order as order_changes
from helpers.clocks import Clock, on
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command
from packbench.domain.refusals import Code
from packbench.engine.bulk import Chosen, How
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.office.sweep import sweep
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders.partial_shipment import set_ship_partial
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.services.stock.changes import Receipt, adjust, damage, receive


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 has all of A, K all of its kit's; LATE, WHOLE and KIT wait behind them."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 7, "B": 2}}, kits={"K": {"A": 1, "B": 1}})
    room.order("O1", ("A", 5), ship_partial=False)
    room.order("K", ("K", 2))
    room.order("LATE", ("A", 3))
    room.order("WHOLE", ("A", 2), ship_partial=False)
    room.order("KIT", ("K", 1))
    room.allocate()
    yield room
    room.check()


def units(room: Stockroom) -> list[object]:
    """Where every unit is, and what waits why."""
    numbers = ("O1", "K", "LATE", "WHOLE", "KIT")
    return [(room.units_at("W1", one), room.waits(one), room.status(one)) for one in numbers]


FREEING: dict[str, Callable[[Context], object]] = {
    "cancel": lambda context: order_changes.cancel(context, "O1"),
    "cancel a part of it": lambda context: order_changes.cancel(context, "O1", line=1, quantity=2),
    "cancel a kit": lambda context: order_changes.cancel(context, "K", line=1, quantity=1),
    "hold": lambda context: order_changes.hold(context, "O1", reason="x", release_stock=True),
    "deallocate": lambda context: order_changes.deallocate(context, "K"),
    "mark": lambda context: marks.mark(context, [Chosen("K", None, None)]),
    "loss": lambda context: adjust(context, "W1", "A", -1, reason="lost"),
    "damage": lambda context: damage(context, "W1", "B", 1),
}


@pytest.mark.parametrize("name", FREEING)
def test_whom_a_command_served_gives_it_back(room: Stockroom, name: str) -> None:
    before = units(room)
    FREEING[name](room.context)
    assert units(room) != before
    undo(room.context)
    assert units(room) == before


def test_who_was_picked_for_since_keeps_it(room: Stockroom) -> None:
    order_changes.cancel(room.context, "O1")
    with room.context.database.read.connect() as connection:
        cancelled = connection.execute(select(func.max(Command.id))).scalar_one()
    picking.create_wave(room.context, WaveRequest(orders=["WHOLE"]))
    undo(room.context, cancelled)
    assert room.units_at("W1", "WHOLE") == {"A": 2}
    assert room.waits("O1") == {1: (5, "out_of_stock")}  # not whole any more, so it takes nothing
    assert room.promised("LATE") == {(1, "W1"): 3}


def test_what_waits_again_by_hand_and_otherwise_says_so(room: Stockroom) -> None:
    """The undo of `ship-partial` finds the promised unit gone: it waits beside the marked one."""
    marks.mark(room.context, [Chosen("K", 1, 1)])
    set_ship_partial(room.context, ["K"], partial=False, how=How(key="k"))
    picking.create_wave(room.context, WaveRequest(warehouse="W1"))
    undo_key(room.context, "k")
    room.check()


class TestNothingUnfitIsInAWave:
    def test_who_is_held_is_not_picked(self, room: Stockroom) -> None:
        wave = picking.create_wave(room.context, WaveRequest(orders=["O1"])).number
        order_changes.hold(room.context, "O1", reason="fraud?")
        assert picking.get_wave(room.context, wave).status == "cancelled"

    def test_a_resumption_is_not_undone_then(self, room: Stockroom) -> None:
        order_changes.hold(room.context, "O1", reason="asked")
        order_changes.resume(room.context, "O1")
        with room.context.database.read.connect() as connection:
            resumed = connection.execute(select(func.max(Command.id))).scalar_one()
        picking.create_wave(room.context, WaveRequest(orders=["O1"]))
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, resumed))

    def test_a_file_does_not_take_its_payment_back(self, room: Stockroom, tmp_path: Path) -> None:
        file = tmp_path / "orders.csv"
        file.write_text("order_number,sku,quantity,country\nNEW,B,1,DE\n")
        import_file(room.context, ImportRequest("orders", file))
        room.receive("W1", "B", 9)
        room.allocate()
        picking.create_wave(room.context, WaveRequest(orders=["NEW"]))
        file.write_text("order_number,sku,quantity,payment,country\nNEW,B,1,awaiting,DE\n")
        result = import_file(room.context, ImportRequest("orders", file, update=True))
        assert [one.code for one in result.rejects] == ["payment_in_work"]
        assert room.status("NEW") == "picking"

    def test_a_loss_leaves_no_part_of_what_ships_only_complete(self, room: Stockroom) -> None:
        wave = picking.create_wave(room.context, WaveRequest(orders=["O1"]))
        order_changes.cancel(room.context, "K")
        adjust(room.context, "W1", "A", -3, reason="lost")
        assert room.waits("O1") == {1: (5, "stock_lost")}
        assert room.promised("LATE") == {(1, "W1"): 3}
        assert picking.get_wave(room.context, wave.number).status == "cancelled"


def test_a_wave_whose_last_task_has_gone_gets_another(context: Context) -> None:
    clock = Clock()
    room = Stockroom(on(context, clock))
    room.fill({"W1": {"L": 0}})
    for lot, units_, days in (("x", 3, 0), ("y", 1, 90)):
        expires_on = clock.day + timedelta(days=days)
        receive(room.context, Receipt("W1", "L", units_, lot=lot, expires_on=expires_on))
    room.order("O1", ("L", 2))
    room.allocate()
    wave = picking.create_wave(room.context, WaveRequest(orders=["O1"]))
    clock.turn()
    assert sweep(room.context).expired_units == 3
    assert [(t.lot, t.quantity) for t in picking.get_wave(room.context, wave.number).tasks] == [
        ("y", 1)
    ]
    room.check()


def test_what_one_order_of_a_file_leaves_serves_the_other(context: Context, tmp_path: Path) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 4}})
    file = tmp_path / "orders.csv"
    for first, second in ((1, 2), (4, 1)):
        file.write_text(f"order_number,sku,quantity,country\nF1,A,{first},DE\nF2,A,{second},DE\n")
        import_file(context, ImportRequest("orders", file, update=first == 4))
        room.allocate()
    assert room.promised("F1") == {(1, "W1"): 3}
    assert room.promised("F2") == {(1, "W1"): 1}
    room.check()
