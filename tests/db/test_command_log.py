"""What the log tells of commands, retries, other stations in the way, and a lost server."""

import re
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from helpers.sample import add_product
from helpers.stockroom import Stockroom
from packbench.db.engine import Database, open_database
from packbench.db.locks import take_allocation_mutex
from packbench.db.notices import CHANNEL, Listener
from packbench.db.transactions import write_transaction
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.trials import run_or_try

only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
LINE = re.compile(r"command name=(\S+) id=(\S+) ms=(\d+) rows=(\d+) outcome=(\S+)")


@pytest.fixture
def room(context: Context) -> Stockroom:
    return Stockroom(context)


@pytest.fixture(autouse=True)
def at_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "packbench")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[tuple[str, ...]]]:
    """Name, id, rows and outcome of every command in the log."""

    def found() -> list[tuple[str, ...]]:
        parts = [LINE.fullmatch(message) for message in caplog.messages]
        return [(one[1], one[2], one[4], one[5]) for one in parts if one]

    return found


Lines = Callable[[], list[tuple[str, ...]]]


def add(*skus: str, fail: BaseException | None = None) -> Callable[[Transaction], int]:
    def work(transaction: Transaction) -> int:
        for sku in skus:
            add_product(transaction.connection, sku)
        if fail is not None:
            raise fail
        return transaction.command_id

    return work


def test_a_command_is_told_with_its_id_and_its_rows(context: Context, lines: Lines) -> None:
    first = run_command(context, Call("test.add", {}, "k"), int, add("A"))
    second = run_command(context, Call("test.add", {}, "l"), int, add("B", "C", "D"))
    run_command(context, Call("test.add", {}, "l"), int, add("E"))
    (_, _, few, _), (_, _, many, _), _ = told = lines()
    assert [(name, id_, outcome) for name, id_, _, outcome in told] == [
        ("test.add", str(first), "done"),
        ("test.add", str(second), "done"),
        ("test.add", "-", "repeated"),
    ]
    assert int(many) == 3 * int(few) > 0


@pytest.mark.parametrize(
    ("make", "outcome"),
    [
        (lambda: Refusal(Code.NOT_ENOUGH_STOCK, sku="A"), "refused:not_enough_stock"),
        (lambda: ValueError("Ana Huber"), "failed:ValueError"),
    ],
)
def test_a_command_that_came_to_nothing_wrote_no_row(
    context: Context,
    lines: Lines,
    caplog: pytest.LogCaptureFixture,
    make: Callable[[], Exception],
    outcome: str,
) -> None:
    error = make()
    with pytest.raises(type(error)):
        run_command(context, Call("test.add", {}), int, add("A", fail=error))
    assert lines() == [("test.add", "-", "0", outcome)]
    refused = isinstance(error, Refusal)
    assert ("refusal code=not_enough_stock sku=A" in caplog.messages) == refused
    assert "Ana" not in caplog.text


def test_a_trial_is_told_as_one(context: Context, lines: Lines) -> None:
    run_or_try(context, Call("test.add", {}), int, add("A"), keep=lambda _: False)
    assert lines() == [("test.add", "-", "0", "taken_back")]


def test_rows_of_many_lines_count_whichever_way_they_are_written(
    room: Stockroom, lines: Lines
) -> None:
    room.fill({"W1": {"A": 500}})
    for number in range(150):
        room.order(f"O{number}", ("A", 1))
    room.allocate()
    (_, _, rows, outcome) = lines()[-1]
    assert outcome == "done"
    assert int(rows) >= 3 * 150  # a promise, a line, an order


def test_who_is_in_the_way_is_told(
    context: Context, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    url = context.database.url
    other = open_database(url, application="station 9")
    impatient = open_database(url, busy_timeout_ms=150)
    with other.write.begin() as connection:
        take_allocation_mutex(connection)
        with pytest.raises(Refusal):
            run_command(Context(impatient), Call("test.add", {}), int, add("A"))
    impatient.dispose()
    other.dispose()
    holder = "-" if context.database.is_sqlite else "station 9"
    assert f"busy holder={holder}" in caplog.messages
    assert lines() == [("test.add", "-", "0", "refused:busy")]


@only_postgresql
def test_a_retry_is_told(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        if len(tries) < 3:
            body = "BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END"
            connection.execute(text(f"DO $$ {body} $$"))

    write_transaction(database, work, moves_stock=True)
    assert caplog.messages == ["retry after=40001 try=2", "retry after=40001 try=3"]


@only_postgresql
def test_stations_that_race_without_the_lock_tell_their_retries(
    room: Stockroom, caplog: pytest.LogCaptureFixture
) -> None:
    """The real thing: two transactions lock two products in opposite order."""
    room.fill({"W1": {"A": 1, "B": 1}})
    meeting, database = threading.Barrier(2), room.context.database

    def station(skus: list[str]) -> None:
        tries: list[int] = []

        def work(connection: Connection) -> None:
            tries.append(1)
            for number, sku in enumerate(skus):
                connection.execute(text(f"UPDATE product SET weight_g = 1 WHERE sku = '{sku}'"))
                if number == 0 and len(tries) == 1:
                    meeting.wait(timeout=30)

        write_transaction(database, work, moves_stock=False)

    threads = [threading.Thread(target=station, args=[order]) for order in (["A", "B"], ["B", "A"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "retry after=40P01 try=2" in caplog.messages


@only_postgresql
def test_a_lost_and_found_server_is_told(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    states: list[bool] = []
    again = threading.Event()

    def heard(online: bool) -> None:
        states.append(online)
        if states == [True]:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE :own"
            own = " AND datname = current_database()"
            with database.read.connect() as connection:
                connection.execute(text(kill + own), {"own": f"LISTEN {CHANNEL}%"})
        if states == [True, False, True]:
            again.set()

    listener = Listener(database, lambda _: None, heard)
    listener.start()
    assert again.wait(30)
    listener.stop()
    assert caplog.messages == [
        "listener state=connected failures=0",
        "listener state=lost",
        "listener state=connected failures=1",
    ]
