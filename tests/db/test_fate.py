"""A line that breaks at COMMIT: a command is done once, and the answer is the true one."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from helpers.sample import add_product, add_warehouse
from helpers.wire import AtCommit, Wire, wire_to
from packbench.db.engine import Database, open_database
from packbench.db.schema import Command, Movement
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.engine.command.core import was_done
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import Receipt, StockChange

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
_NINE = Receipt("W1", "A", 9)


@dataclass(frozen=True)
class Station:
    """A station behind a wire, and the database as it is."""

    wire: Wire
    context: Context
    database: Database

    def receive(self, key: str | None = None) -> StockChange:
        return inventory.receive(self.context, _NINE, key=key)

    @property
    def booked(self) -> tuple[int, int]:
        """How many receipts there are, and how many units they brought."""
        with self.database.read.connect() as connection:
            commands = select(func.count()).where(Command.name == "stock.receive")
            units = select(func.coalesce(func.sum(Movement.quantity), 0))
            return connection.scalar(commands) or 0, connection.scalar(units) or 0


@pytest.fixture
def station(database: Database) -> Iterator[Station]:
    with database.write.begin() as connection:
        add_warehouse(connection, "W1")
        add_product(connection, "A")
    with wire_to(database.url) as wire:
        behind = open_database(wire.url, patience_s=1.0)
        context = Context(behind, operator="Ana", station="station 3")
        inventory.list_stock(context)  # the line stands
        yield Station(wire, context, database)
        behind.dispose()


@pytest.mark.parametrize("what", [AtCommit.LOST, AtCommit.DONE])
def test_a_line_that_breaks_at_commit_is_not_noticed(station: Station, what: AtCommit) -> None:
    station.wire.at_next_commit(what)
    change = station.receive()
    assert [row.on_hand for row in change.stock] == [9]
    assert station.booked == (1, 9)


@pytest.mark.parametrize("ends", ["SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1 / 0"])
def test_what_was_committed_but_not_waited_for_is_asked_again(station: Station, ends: str) -> None:
    """Between the COMMIT and the disk the server ends the line, or can't do it."""
    station.wire.instead_of_the_disk(ends)
    change = station.receive()
    assert [row.on_hand for row in change.stock] == [9]
    assert station.booked == (1, 9)
    assert station.wire.commits == 2


@pytest.mark.parametrize(("what", "done"), [(AtCommit.LOST, 0), (AtCommit.DONE, 1)])
def test_what_is_not_known_is_told_so_and_the_same_key_tells_the_truth(
    station: Station, what: AtCommit, done: int
) -> None:
    told: list[bool] = []

    def doubt(doubtful: bool) -> None:
        told.append(doubtful)
        station.wire.cut()  # and it stays away

    station.context.database.patience.on_doubt = doubt
    station.wire.at_next_commit(what)
    with pytest.raises(EnvironmentFault) as fault:
        station.receive("k1")
    assert fault.value.code is FaultCode.OUTCOME_UNKNOWN
    assert fault.value.params == {"name": "stock.receive", "key": "k1"}
    assert told == [True, False]
    assert station.booked == (done, 9 * done)
    station.wire.restore()
    assert was_done(station.context, "k1") is bool(done)
    assert station.booked == (done, 9 * done)
    assert [row.on_hand for row in station.receive("k1").stock] == [9]
    assert was_done(station.context, "k1")
    assert station.booked == (1, 9)


def test_the_true_answer_comes_when_the_server_answers_again(station: Station) -> None:
    station.context.database.patience.limit_s = None
    doubtful = threading.Event()

    def doubt(is_so: bool) -> None:
        if is_so:
            station.wire.cut()
            doubtful.set()

    station.context.database.patience.on_doubt = doubt
    station.wire.at_next_commit(AtCommit.DONE)
    answers: list[StockChange] = []
    thread = threading.Thread(target=lambda: answers.append(station.receive()))
    thread.start()
    assert doubtful.wait(10)
    assert answers == []
    station.wire.restore()
    thread.join(10)
    assert [row.on_hand for row in answers[0].stock] == [9]
    assert station.booked == (1, 9)


def test_an_answer_that_never_comes_ends_when_it_is_given_up(station: Station) -> None:
    station.wire.at_next_commit(AtCommit.SWALLOWED)
    faults: list[EnvironmentFault] = []

    def receive() -> None:
        try:
            station.receive("k1")
        except EnvironmentFault as fault:
            faults.append(fault)

    thread = threading.Thread(target=receive)
    thread.start()
    while station.booked != (1, 9):
        pass
    station.context.database.give_up()
    thread.join(2)
    assert not thread.is_alive()
    assert [fault.code for fault in faults] == [FaultCode.OUTCOME_UNKNOWN]
    assert was_done(station.context, "k1")


def test_a_line_that_broke_before_commit_did_nothing_and_is_tried_again(station: Station) -> None:
    station.wire.reset()
    assert [row.on_hand for row in station.receive().stock] == [9]
    assert station.booked == (1, 9)


def test_a_server_that_is_away_is_told_and_nothing_was_done(station: Station) -> None:
    station.wire.cut()
    with pytest.raises(EnvironmentFault) as fault:
        station.receive("k1")
    assert fault.value.code is FaultCode.DATABASE_UNREACHABLE
    assert station.booked == (0, 0)
    station.wire.restore()
    assert not was_done(station.context, "k1")


def test_connecting_to_a_server_that_hangs_can_be_given_up(station: Station) -> None:
    station.context.database.dispose()
    station.wire.freeze()
    faults: list[EnvironmentFault] = []
    began = threading.Event()

    def receive() -> None:
        began.set()
        try:
            station.receive()
        except EnvironmentFault as fault:
            faults.append(fault)

    thread = threading.Thread(target=receive)
    thread.start()
    began.wait()
    while not station.context.database.lines or not station.context.database.lines._connecting:
        pass
    station.context.database.give_up()
    thread.join(2)
    assert not thread.is_alive()
    assert [fault.code for fault in faults] == [FaultCode.DATABASE_UNREACHABLE]
    assert station.booked == (0, 0)
    station.wire.restore()
