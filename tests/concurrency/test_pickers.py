"""Pickers and cancellers in each other's way: no task is done twice, no unit is lost."""

from sqlalchemy import select

from helpers import races
from helpers.races import race
from helpers.stockroom import Stockroom
from packbench.db.schema import Location, OrderLine, Stock, StockBin
from packbench.db.sql.sums import total
from packbench.domain.warehousing import STAGING_CODE
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave

ORDERS = [f"O{number}" for number in range(1, 13)]


def released(room: Stockroom) -> str:
    """A wave of twelve orders of four products each."""
    room.fill({"W1": dict.fromkeys("ABCD", 60)})
    for number in ORDERS:
        room.order(number, *((sku, 2) for sku in "ABCD"))
    room.allocate()
    return create_wave(room.context, WaveRequest(orders=ORDERS)).number


def test_no_task_is_done_twice_and_nothing_is_lost(room: Stockroom) -> None:
    wave = released(room)
    answers = race(
        room.context.database.url,
        *[(races.pick_tasks, wave)] * 5,
        (races.cancel_orders, ORDERS[:2]),
        (races.leave_wave, wave, ORDERS[2:4]),
        (races.leave_wave, wave, ORDERS[4:5]),
    )
    assert [one for one in answers if one.refusal or one.error] == []
    done = [task for one in answers[:5] for task in one.result]
    assert len(done) == len(set(done))
    left = get_wave(room.context, wave)
    assert {task.task for task in left.tasks} <= set(done)
    assert left.status == "picked"
    assert [room.status(number) for number in ORDERS[:2]] == ["cancelled"] * 2
    assert [room.status(number) for number in ORDERS[2:5]] == ["ready"] * 3
    assert [room.status(number) for number in ORDERS[5:]] == ["picked"] * 7
    with room.context.database.read.connect() as connection:
        picked = connection.execute(select(total(OrderLine.picked))).scalar_one()
        on_hand = connection.execute(select(total(Stock.on_hand))).scalar_one()
    assert (picked, on_hand) == (7 * 8, 240)
    room.check()


def test_a_list_that_all_confirm_is_booked_once(room: Stockroom) -> None:
    wave = released(room)
    answers = race(room.context.database.url, *[(races.confirm_whole, wave)] * 8)
    assert [one.error for one in answers if one.error] == []
    assert [one.result for one in answers if one.result] == ["picked"]
    assert [one.refusal for one in answers if one.refusal] == ["wrong_state"] * 7
    room.check()


def test_control_without_the_lock_goods_are_moved_twice(context: Context) -> None:
    room = Stockroom(context)
    wave = released(room)
    answers = race(context.database.url, *[(races.unlocked_pick, wave)] * 2)
    assert [one.result for one in answers] == [48, 48]
    query = select(total(StockBin.on_hand)).join(Location).where(Location.code == STAGING_CODE)
    with context.database.read.connect() as connection:
        assert connection.execute(query).scalar_one() == 2 * 96
    bad = {one.name for one in administration.check(context.database).checks if not one.ok}
    assert "picked_tasks_moved_units" in bad
