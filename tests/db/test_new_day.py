"""The day turns by itself, in the company's time zone, whatever command comes first."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from helpers import one_order as order_changes
from helpers.clocks import Clock, on
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.queries.planning.demand import load_demand
from packbench.db.schema import Command, Operator, Order, Shipment, Waiting
from packbench.db.today import today
from packbench.domain.refusals import Refusal
from packbench.engine.command.context import Context
from packbench.services.office import settings
from packbench.services.office.sweep import turn_day
from packbench.services.office.undo import undo
from packbench.services.picking import waves as picking
from packbench.services.stock.changes import Receipt, list_stock, receive

TOMORROW = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(context: Context, clock: Clock) -> Iterator[Stockroom]:
    """5 of A in a lot that may be shipped today for the last time; PRE comes out tomorrow."""
    room = Stockroom(on(context, clock))
    settings.set_setting(room.context, "company.time_zone", "UTC")
    facts = {"backorder": "preorder", "available_from": clock.day + TOMORROW}
    room.fill({"W1": {"A": 0, "PRE": 2}}, products={"PRE": facts})
    receive(room.context, Receipt("W1", "A", 5, lot="L1", expires_on=clock.day))
    room.order("WAITS", ("PRE", 2))
    room.allocate()
    room.order("NEW", ("A", 2))
    yield room
    room.check()


def test_until_the_last_moment_of_its_last_day_a_lot_can_be_given_out(
    room: Stockroom, clock: Clock
) -> None:
    clock.at = datetime.combine(clock.day, datetime.max.time(), UTC)
    room.allocate()
    assert room.promised("NEW") == {(1, "W1"): 2}
    assert room.waits("WAITS") == {1: (2, "preorder")}


def test_from_the_first_moment_of_the_next_day_nobody_gets_units_of_the_lot(
    room: Stockroom, clock: Clock
) -> None:
    clock.at = datetime.combine(clock.day + TOMORROW, datetime.min.time(), UTC)
    room.allocate()
    assert room.promised("NEW") == {}
    assert room.waits("NEW") == {1: (2, "out_of_stock")}
    assert room.promised("WAITS") == {(1, "W1"): 2}


FIRST: dict[str, Callable[[Stockroom], object]] = {
    "a hold": lambda room: order_changes.hold(room.context, "NEW", reason="late"),
    "a receipt": lambda room: room.receive("W1", "A", 1, key="k"),
    "a look at a list": lambda room: turn_day(room.context),
    "a wave": lambda room: picking.create_wave(room.context, picking.WaveRequest("W1")),
    "an undo": lambda room: undo(room.context),
}


@pytest.mark.parametrize("first", FIRST)
def test_whatever_comes_first_the_day_has_turned(room: Stockroom, clock: Clock, first: str) -> None:
    order_changes.set_priority(room.context, "NEW", 3)
    clock.turn()
    FIRST[first](room)
    came = 1 if first == "a receipt" else 0
    (row,) = list_stock(room.context, sku="A")
    assert (row.on_hand, row.available) == (5 + came, came)
    assert room.promised("WAITS") == {(1, "W1"): 2}


def test_what_is_promised_of_the_lot_goes_back_and_waits(room: Stockroom, clock: Clock) -> None:
    room.allocate()
    clock.turn()
    room.receive("W1", "PRE", 1)
    assert room.promised("NEW") == {}
    assert room.waits("NEW") == {1: (2, "stock_lost")}


def test_a_refused_command_leaves_the_day_to_the_next(room: Stockroom, clock: Clock) -> None:
    clock.turn()
    before = snapshot(room.context.database)
    with pytest.raises(Refusal):
        order_changes.hold(room.context, "NOBODY", reason="x")
    assert snapshot(room.context.database) == before
    turn_day(room.context)
    assert room.promised("WAITS") == {(1, "W1"): 2}


def test_the_day_turns_once_and_is_nobodys_command(room: Stockroom, clock: Clock) -> None:
    clock.turn()
    for _ in range(3):
        room.receive("W1", "A", 1)
        turn_day(room.context)
    with room.context.database.read.connect() as connection:
        query = select(Operator.name).join(Command, Command.operator_id == Operator.id)
        sweeps = connection.execute(query.where(Command.name == "sweep")).scalars().all()
    assert sweeps[-1] == "packbench"
    assert len(sweeps) == 2  # that of the first day and that of the second
    assert undo(room.context).name == "stock.receive"


@pytest.mark.parametrize(
    ("zone", "turned"),
    [("Pacific/Auckland", True), ("Europe/Vienna", False), ("America/New_York", False)],
)
def test_the_day_is_that_of_the_companys_zone(
    room: Stockroom, clock: Clock, zone: str, turned: bool
) -> None:
    settings.set_setting(room.context, "company.time_zone", zone)
    clock.at = datetime.combine(clock.day, datetime.min.time(), UTC) + timedelta(hours=13)
    room.allocate()
    assert room.promised("WAITS") == ({(1, "W1"): 2} if turned else {})
    assert room.promised("NEW") == ({} if turned else {(1, "W1"): 2})
    with room.context.database.read.connect() as connection:
        made = connection.execute(select(Shipment.made_on)).scalars().all()
        assert set(made) == {clock.day + TOMORROW if turned else clock.day}
        assert today(connection) == made[0]


def test_the_day_on_which_an_order_begins_to_collect_is_the_companys(
    room: Stockroom, clock: Clock
) -> None:
    settings.set_setting(room.context, "allocation.claim_after_days", "3")
    settings.set_setting(room.context, "company.time_zone", "Pacific/Auckland")
    with room.context.database.write.begin() as connection:
        connection.execute(update(Order).values(ship_partial=False))
        since = datetime(2031, 3, 3, 11, 30, tzinfo=UTC)  # half past midnight there
        connection.execute(update(Waiting).values(since=since))
        (order_id,) = connection.execute(select(Waiting.order_id)).scalars()
        for day, collects in ((date(2031, 3, 6), False), (date(2031, 3, 7), True)):
            (order,) = load_demand(connection, [order_id], day).orders
            assert order.ship_partial is collects
    assert clock.day == date(2031, 3, 3)


def test_a_zone_that_there_is_not_is_refused(room: Stockroom) -> None:
    before = snapshot(room.context.database)
    for text in ("Mars/Olympus", "", "../etc/passwd", "/etc/localtime", "Europe", "UTC+13"):
        with pytest.raises(Refusal, match="bad_setting"):
            settings.set_setting(room.context, "company.time_zone", text)
    assert snapshot(room.context.database) == before
