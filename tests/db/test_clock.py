"""Whose clock counts: the server's; a file's computer is asked about after a jump."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, text

from helpers import one_order as order_changes
from helpers.clocks import Clock, on
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Command, Operator, Station
from packbench.db.today import now, read_clock
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.services.office import clock as service
from packbench.services.office import settings
from packbench.services.office.sweep import sweep, sweep_once, turn_day
from packbench.services.office.undo import undo
from packbench.services.orders.looking import get_order
from packbench.services.stock.changes import Receipt, count, receive

DAY = timedelta(days=1)
YEAR_AHEAD = timedelta(days=400)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(context: Context, clock: Clock) -> Iterator[Stockroom]:
    """5 of A expire in a month, TAKEN has 2 of them; PRE comes out in a month, WAITS waits for it.

    The clock is the computer's.
    """
    room = Stockroom(on(context, clock, believed=False))
    settings.set_setting(room.context, "company.time_zone", "UTC")
    facts = {"backorder": "preorder", "available_from": clock.day + 30 * DAY}
    room.fill({"W1": {"A": 0, "PRE": 2}}, products={"PRE": facts})
    receive(room.context, Receipt("W1", "A", 5, lot="L1", expires_on=clock.day + 30 * DAY))
    room.order("WAITS", ("PRE", 2))
    room.order("TAKEN", ("A", 2))
    room.allocate()
    yield room
    room.check()


@pytest.fixture
def on_file(room: Stockroom) -> Stockroom:
    if not room.context.database.is_sqlite:
        pytest.skip("a server has a clock of its own")
    return room


def as_it_was(room: Stockroom) -> bool:
    """Whether neither the lot nor the pre-order has met its day."""
    return room.free("A") == {"W1": 3} and room.waits("WAITS") == {1: (2, "preorder")}


def test_the_moment_is_the_servers(context: Context) -> None:
    """Also where this computer is a year ahead."""
    with context.database.read.connect() as connection:
        told = now(connection)
        if not context.database.is_sqlite:
            servers = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            assert abs(servers - told) < timedelta(seconds=5)
    assert abs(datetime.now(UTC) - told) < timedelta(seconds=5)


def test_a_command_looks_at_the_clock_in_one_statement(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 1}})
    told: list[str] = []
    event.listen(context.database.read, "before_cursor_execute", lambda *call: told.append(call[2]))
    count(context, "W1", "A", 3)  # the long way; what goes a short one reads it with all else
    assert len([statement for statement in told if " AS zone" in statement]) == 1
    assert [statement for statement in told if statement.startswith("SELECT clock_")] == (
        [] if context.database.is_sqlite else told[:1]
    )


JUMPS = {
    "a year ahead": YEAR_AHEAD,
    "an hour more than a day ahead": timedelta(hours=25),
    "a year back": -YEAR_AHEAD,
    "an hour back": -timedelta(hours=1),
    "a century ahead": timedelta(days=36_500),
}


@pytest.mark.parametrize("jump", JUMPS)
def test_after_a_jump_work_goes_on_on_the_last_known_day(
    on_file: Stockroom, clock: Clock, jump: str
) -> None:
    room, before = on_file, clock.at
    clock.at += JUMPS[jump]
    room.receive("W1", "A", 1)
    room.order("NEW", ("A", 1))
    room.allocate()
    order_changes.hold(room.context, "NEW", reason="x")
    assert sweep_once(room.context) is None
    with room.context.database.read.connect() as connection:
        moments = set(connection.execute(select(Command.at)).scalars())
        reading = read_clock(connection)
    assert moments == {before}
    assert (reading.sure, reading.day, reading.shown) == (False, before.date(), clock.at)
    assert room.waits("WAITS") == {1: (2, "preorder")}


FITS = {
    "tomorrow": DAY,
    "an hour later": timedelta(hours=1),
    "five minutes back, by the network": -timedelta(minutes=5),
}


@pytest.mark.parametrize("step", FITS)
def test_a_small_step_is_believed_and_time_never_runs_back(
    on_file: Stockroom, clock: Clock, step: str
) -> None:
    room, before = on_file, clock.at
    clock.at += FITS[step]
    state = service.look(room.context)
    assert state.sure
    assert state.at == max(before, clock.at)


@pytest.mark.parametrize("jump", [YEAR_AHEAD, -YEAR_AHEAD])
def test_what_depends_on_the_day_is_refused_and_told(
    on_file: Stockroom, clock: Clock, jump: timedelta
) -> None:
    clock.at += jump
    before = snapshot(on_file.context.database)
    for asks in (sweep, turn_day):
        with pytest.raises(EnvironmentFault, match="clock_unsure") as fault:
            asks(on_file.context)
        assert fault.value.params == {
            "shown": f"{clock.at:%Y-%m-%d %H:%M}",
            "known": "2031-03-03 12:00",
        }
    assert snapshot(on_file.context.database) == before


def test_after_a_weekend_one_word_is_enough(on_file: Stockroom, clock: Clock) -> None:
    room = on_file
    clock.turn(30)  # to the day of the pre-order, the lot's last one
    done = service.confirm(room.context)
    assert done.swept is not None
    assert [one.order_number for one in done.swept.released] == ["WAITS"]
    assert done.clock.sure
    assert done.clock.day == clock.day
    before = snapshot(room.context.database)
    assert service.confirm(room.context).swept is None  # a cron job may say it each time
    assert snapshot(room.context.database) == before


def test_another_jump_since_the_question_is_asked_about_again(
    on_file: Stockroom, clock: Clock
) -> None:
    clock.turn(3)
    asked = service.look(on_file.context).shown
    clock.at += YEAR_AHEAD
    before = snapshot(on_file.context.database)
    with pytest.raises(EnvironmentFault, match="clock_unsure"):
        service.confirm(on_file.context, asked)
    assert snapshot(on_file.context.database) == before
    assert as_it_was(on_file)


def test_a_wrong_clock_that_was_confirmed_can_be_taken_back(
    on_file: Stockroom, clock: Clock
) -> None:
    room, right = on_file, clock.at
    clock.at += YEAR_AHEAD
    swept = service.confirm(room.context).swept
    assert swept is not None
    assert swept.expired_units == 5
    assert room.promised("TAKEN") == {}
    assert room.promised("WAITS") == {(1, "W1"): 2}
    clock.at = right + timedelta(hours=2)
    assert not service.look(room.context).sure  # back is asked about, too
    service.confirm(room.context)
    undo(room.context, swept.command)
    assert room.promised("TAKEN") == {(1, "W1"): 2}
    assert as_it_was(room)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(room.context, swept.command)
    room.receive("W1", "A", 1)  # the day of today was done: it is not swept another way now
    assert room.waits("WAITS") == {1: (2, "preorder")}


def test_a_sweep_says_who_and_where(room: Stockroom, clock: Clock) -> None:
    there = on(replace(room.context, station="station 9"), clock)
    clock.turn(31)
    order_changes.set_priority(there, "TAKEN", 3)
    query = (
        select(Operator.name, Station.name)
        .join(Command, Command.operator_id == Operator.id)
        .join(Station, Station.id == Command.station_id)
        .where(Command.name == "sweep")
        .order_by(Command.id.desc())
    )
    with room.context.database.read.connect() as connection:
        assert connection.execute(query.limit(1)).one() == ("packbench", "station 9")
    assert undo(there).name == "orders.priority"  # nobody's sweep is nobody's last command


CHANGES: dict[str, Callable[[Stockroom], object]] = {
    "the loser was cancelled": lambda room: order_changes.cancel(
        room.context, "TAKEN", line=1, quantity=1
    ),
    "the gainer was held": lambda room: order_changes.hold(room.context, "WAITS", reason="x"),
    "more came in": lambda room: room.receive("W1", "A", 4),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_since_the_sweep_stays(room: Stockroom, clock: Clock, change: str) -> None:
    context = on(room.context, clock)
    clock.at += YEAR_AHEAD
    swept = sweep_once(context)
    assert swept is not None
    CHANGES[change](Stockroom(context))
    clock.at -= YEAR_AHEAD
    undo(context, swept.command)
    with context.database.read.connect() as connection:
        assert now(connection) == clock.at
    held = get_order(context, "WAITS").hold
    assert bool(held) == (change == "the gainer was held")
    units = sum(room.promised("TAKEN").values())
    assert units == (1 if change == "the loser was cancelled" else 2)
    here = 9 if change == "more came in" else 5
    assert room.free("A") == {"W1": here - units}


def test_expired_units_that_went_since_are_not_brought_back(room: Stockroom, clock: Clock) -> None:
    context = on(room.context, clock)
    clock.at += YEAR_AHEAD
    swept = sweep_once(context)
    assert swept is not None
    count(context, "W1", "A", 2, lot="L1")
    clock.at -= YEAR_AHEAD
    before = snapshot(context.database)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(context, swept.command)
    assert snapshot(context.database) == before
