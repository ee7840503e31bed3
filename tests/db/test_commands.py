"""The command core: runs once, all or nothing, tells who did what, and who is in the way."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from helpers.databases import sqlalchemy_url
from helpers.sample import add_order, add_product, add_warehouse, product_id_of
from helpers.snapshots import snapshot
from packbench.db.engine import BUSY_TIMEOUT_MS, Database, open_database
from packbench.db.locks import take_allocation_mutex
from packbench.db.schema import Command, Operator, Product, Station
from packbench.db.transactions import write_transaction
from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.orders import allocating
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import Receipt

only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Added:
    """The result of the command under test."""

    sku: str
    at: datetime


def add(context: Context, sku: str, *, key: str | None = None, fail: Any = None) -> Added:
    """A command that adds a product and may fail after it."""

    def work(transaction: Transaction) -> Added:
        add_product(transaction.connection, sku)
        transaction.changed(Kind.PRODUCT, {product_id_of(transaction.connection, sku)})
        if fail is not None:
            raise fail
        return Added(sku, transaction.at)

    return run_command(context, Call("test.add", {"sku": sku}, key), Added, work)


def skus(database: Database) -> list[str]:
    with database.read.connect() as connection:
        return list(connection.execute(select(Product.sku).order_by(Product.id)).scalars())


def commands(database: Database) -> list[Any]:
    with database.read.connect() as connection:
        query = select(Command.__table__, Operator.name.label("who"), Station.name.label("station"))
        query = query.join(Operator, Operator.id == Command.operator_id)
        query = query.join(Station, Station.id == Command.station_id)
        return list(connection.execute(query.order_by(Command.id)))


class TestKeys:
    def test_the_same_key_runs_once_and_answers_the_same(self, context: Context) -> None:
        first = add(context, "A", key="k1")
        before = snapshot(context.database)
        assert add(context, "A", key="k1") == first
        assert snapshot(context.database) == before
        assert skus(context.database) == ["A"]

    def test_the_same_key_with_other_content_is_refused(self, context: Context) -> None:
        add(context, "A", key="k1")
        before = snapshot(context.database)
        with pytest.raises(Refusal) as refused:
            add(replace(context, operator="Somebody new"), "B", key="k1")
        assert refused.value.code is Code.KEY_REUSED
        assert refused.value.params == {"key": "k1"}
        assert snapshot(context.database) == before

    def test_the_same_key_for_another_command_is_refused(self, context: Context) -> None:
        add(context, "A", key="k1")
        with pytest.raises(Refusal) as refused:
            run_command(context, Call("test.other", {"sku": "A"}, "k1"), int, lambda _: 1)
        assert refused.value.code is Code.KEY_REUSED

    def test_another_operator_at_another_station_gets_the_same_answer(
        self, context: Context
    ) -> None:
        first = add(context, "A", key="k1")
        other = replace(context, operator="Ben", station="station 9")
        assert add(other, "A", key="k1") == first
        assert len(commands(context.database)) == 1

    def test_without_a_key_each_call_is_its_own(self, context: Context) -> None:
        add(context, "A")
        add(context, "B")
        assert len({row.key for row in commands(context.database)}) == 2

    def test_a_failed_command_leaves_its_key_free(self, context: Context) -> None:
        with pytest.raises(Refusal):
            add(context, "A", key="k1", fail=Refusal(Code.NOTHING_TO_DO, why="x"))
        assert add(context, "B", key="k1").sku == "B"

    def test_the_order_of_named_values_does_not_matter(self, context: Context) -> None:
        run_command(context, Call("test", {"a": 1, "b": 2}, "k1"), int, lambda _: 7)
        again = Call("test", {"b": 2, "a": 1}, "k1")
        assert run_command(context, again, int, lambda _: 8) == 7

    def test_a_receipt_sent_twice_counts_once(self, context: Context) -> None:
        with context.database.write.begin() as connection:
            add_warehouse(connection, "W1")
            add_product(connection, "A")
            add_order(connection, "O1", [("A", 3)])
        allocating.allocate(context)
        first = inventory.receive(context, Receipt("W1", "A", 5), key="r1")
        assert [(one.order_number, one.quantity) for one in first.released] == [("O1", 3)]
        before = snapshot(context.database)
        assert inventory.receive(context, Receipt("W1", "A", 5), key="r1") == first
        with pytest.raises(Refusal) as refused:
            inventory.receive(context, Receipt("W1", "A", 6), key="r1")
        assert refused.value.code is Code.KEY_REUSED
        assert snapshot(context.database) == before


class TestAllOrNothing:
    @pytest.mark.parametrize(
        "failure",
        [RuntimeError("a bug"), Refusal(Code.NOTHING_TO_DO, why="x"), KeyboardInterrupt()],
        ids=["bug", "refusal", "interrupt"],
    )
    def test_a_failure_in_the_middle_rolls_all_back(
        self, context: Context, failure: BaseException
    ) -> None:
        add(context, "A")
        before = snapshot(context.database)
        with pytest.raises(type(failure)):
            add(replace(context, operator="Somebody new"), "B", fail=failure)
        assert snapshot(context.database) == before

    def test_what_the_database_refuses_is_a_bug_and_rolls_back(self, context: Context) -> None:
        add(context, "A")
        before = snapshot(context.database)

        def work(transaction: Transaction) -> int:
            add_product(transaction.connection, "B")
            transaction.connection.execute(text("UPDATE product SET weight_g = -1"))
            return 1

        with pytest.raises(IntegrityError):
            run_command(context, Call("test", {}), int, work)
        assert snapshot(context.database) == before


class TestAudit:
    def test_who_did_what_where_and_when(self, context: Context) -> None:
        started = datetime.now(UTC)
        added = add(context, "A", key="k1")
        (row,) = commands(context.database)
        assert (row.key, row.name, row.who, row.station) == ("k1", "test.add", "Ana", "station 3")
        assert row.at == added.at
        assert started - timedelta(seconds=1) <= row.at <= datetime.now(UTC)
        assert json.loads(row.content) == {"sku": "A"}
        assert json.loads(row.result) == {
            "sku": "A",
            "at": added.at.isoformat().replace("+00:00", "Z"),
        }

    def test_an_operator_is_registered_once(self, context: Context) -> None:
        add(context, "A")
        add(context, "B")
        rows = commands(context.database)
        assert len({row.operator_id for row in rows}) == len({row.station_id for row in rows}) == 1


class TestNotice:
    @staticmethod
    def hearing(context: Context) -> tuple[Context, list[ChangeSet]]:
        heard: list[ChangeSet] = []
        return replace(context, publish=heard.append), heard

    def test_told_after_the_commit(self, context: Context) -> None:
        visible: list[list[str]] = []
        listening = replace(context, publish=lambda _: visible.append(skus(context.database)))
        add(listening, "A")
        assert visible == [["A"]]

    def test_told_what_and_by_whom(self, context: Context) -> None:
        listening, heard = self.hearing(context)
        add(listening, "A")
        (told,) = heard
        assert (told.origin, set(told.ids)) == (context.origin, {Kind.PRODUCT})
        assert len(told.ids[Kind.PRODUCT]) == 1

    def test_not_told_after_a_rollback(self, context: Context) -> None:
        listening, heard = self.hearing(context)
        with pytest.raises(RuntimeError):
            add(listening, "A", fail=RuntimeError())
        assert heard == []

    def test_a_repeated_command_and_one_that_changes_nothing_tell_nothing(
        self, context: Context
    ) -> None:
        add(context, "A", key="k1")
        listening, heard = self.hearing(context)
        add(listening, "A", key="k1")
        run_command(listening, Call("test", {}), int, lambda _: 1)
        assert heard == []


@contextmanager
def another_station(database: Database, timeout_ms: int = 150) -> Iterator[Database]:
    """The same database as another station has it open, which soon loses patience."""
    other = open_database(database.url, application="station 9", busy_timeout_ms=timeout_ms)
    try:
        yield other
    finally:
        other.dispose()


class TestBusy:
    def test_we_wait_five_seconds(self, database: Database) -> None:
        with database.read.connect() as connection:
            asked = "PRAGMA busy_timeout" if database.is_sqlite else "SHOW lock_timeout"
            told = str(connection.execute(text(asked)).scalar_one())
        assert told == (str(BUSY_TIMEOUT_MS) if database.is_sqlite else "5s")

    def test_busy_says_who_is_in_the_way_and_changes_nothing(self, context: Context) -> None:
        before = snapshot(context.database)
        holder = "" if context.database.is_sqlite else "station 9"
        impatient = open_database(context.database.url, busy_timeout_ms=150)
        with another_station(context.database) as other:
            with other.write.begin() as connection:
                take_allocation_mutex(connection)
                with pytest.raises(Refusal) as refused:
                    add(replace(context, database=impatient), "A")
            assert refused.value.code is Code.BUSY
            assert refused.value.params == {"holder": holder}
            assert snapshot(context.database) == before
            assert add(replace(context, database=impatient), "A").sku == "A"
        impatient.dispose()

    @only_sqlite
    def test_among_many_that_never_pause_nobody_is_told_busy(self, context: Context) -> None:
        """Each asks again at the same pace; afterwards SQLite waits as long as ever (0282)."""
        stations, receipts = 6, 8
        add(context, "A")
        with context.database.write.begin() as connection:
            add_warehouse(connection, "W1")

        def work(number: int) -> None:
            mine = replace(context, station=f"station {number}")
            for _ in range(receipts):
                inventory.receive(mine, Receipt("W1", "A", 1))

        with ThreadPoolExecutor(stations) as crowd:
            list(crowd.map(work, range(stations)))
        with context.database.write.begin() as connection:
            stock = connection.execute(text("SELECT on_hand FROM stock")).scalar_one()
            limit = connection.execute(text("PRAGMA busy_timeout")).scalar_one()
        assert (stock, limit) == (stations * receipts, BUSY_TIMEOUT_MS)

    @only_postgresql
    def test_a_lock_in_another_database_is_not_in_the_way(
        self, context: Context, postgres_server: str
    ) -> None:
        """One server may hold several databases, each with a mutex of its own."""
        elsewhere = open_database(
            sqlalchemy_url(postgres_server, "postgres"), application="a stranger"
        )
        with another_station(context.database) as other, elsewhere.write.begin() as strange:
            take_allocation_mutex(strange)
            assert add(context, "A").sku == "A"
            with other.write.begin() as connection:
                take_allocation_mutex(connection)
                impatient = open_database(context.database.url, busy_timeout_ms=150)
                with pytest.raises(Refusal) as refused:
                    add(replace(context, database=impatient), "B")
                impatient.dispose()
            assert refused.value.params == {"holder": "station 9"}
        elsewhere.dispose()

    def test_looking_waits_for_nobody(self, context: Context) -> None:
        add(context, "A")
        with another_station(context.database) as other, other.write.begin() as connection:
            take_allocation_mutex(connection)
            add_product(connection, "B")
            assert skus(context.database) == ["A"]

    @only_postgresql
    def test_what_moves_no_stock_does_not_take_the_mutex(self, context: Context) -> None:
        with another_station(context.database) as other, other.write.begin() as connection:
            take_allocation_mutex(connection)
            call = Call("test", {}, moves_stock=False)
            assert run_command(context, call, int, lambda _: 7) == 7


@only_postgresql
class TestRetries:
    """SQLite has one writer at a time and knows neither kind of failure."""

    @staticmethod
    def failing(times: int, state: str, tries: list[int]) -> Callable[[Connection], int]:
        """Work that fails so many times with an error state of the server, then succeeds."""

        def work(connection: Connection) -> int:
            tries.append(len(tries))
            add_product(connection, f"A{len(tries)}")
            if len(tries) <= times:
                body = f"BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END"
                connection.execute(text(f"DO $$ {body} $$"))
            return len(tries)

        return work

    @pytest.mark.parametrize("state", ["40001", "40P01", "23505"])
    def test_run_again_from_the_start(self, database: Database, state: str) -> None:
        tries: list[int] = []
        done = write_transaction(database, self.failing(2, state, tries), moves_stock=True)
        assert (done, len(tries)) == (3, 3)
        assert skus(database) == ["A3"]

    @pytest.mark.parametrize("state", ["40001", "40P01"])
    def test_three_times_and_then_busy(self, database: Database, state: str) -> None:
        tries: list[int] = []
        with pytest.raises(Refusal) as refused:
            write_transaction(database, self.failing(9, state, tries), moves_stock=True)
        assert (refused.value.code, len(tries)) == (Code.BUSY, 3)
        assert skus(database) == []

    def test_a_row_that_is_there_for_good_is_a_bug(self, database: Database) -> None:
        tries: list[int] = []
        with pytest.raises(DBAPIError):
            write_transaction(database, self.failing(9, "23505", tries), moves_stock=True)
        assert len(tries) == 3

    def test_other_errors_are_not_tried_again(self, database: Database) -> None:
        tries: list[int] = []
        with pytest.raises(IntegrityError):
            write_transaction(database, self.failing(9, "23514", tries), moves_stock=True)
        assert len(tries) == 1

    def test_a_real_deadlock_is_not_seen_by_either(self, database: Database) -> None:
        """Two commands lock two rows in opposite order; the server kills one, which runs again."""
        with database.write.begin() as connection:
            for sku in ("A", "B"):
                add_product(connection, sku)
        meeting, done = threading.Barrier(2), []

        def work(order: list[str]) -> Callable[[Connection], None]:
            tries: list[str] = []

            def lock_both(connection: Connection) -> None:
                tries.append("once")
                for number, sku in enumerate(order):
                    update = "UPDATE product SET weight_g = COALESCE(weight_g, 0) + 1"
                    connection.execute(text(f"{update} WHERE sku = '{sku}'"))
                    if number == 0 and len(tries) == 1:
                        meeting.wait(timeout=30)

            return lock_both

        def run(order: list[str]) -> None:
            write_transaction(database, work(order), moves_stock=False)
            done.append(order)

        threads = [
            threading.Thread(target=run, args=(order,)) for order in (["A", "B"], ["B", "A"])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert len(done) == 2
        with database.read.connect() as connection:
            weights = connection.execute(select(Product.weight_g)).scalars().all()
        assert weights == [2, 2]

    def test_two_stations_register_a_new_operator_at_once(self, context: Context) -> None:
        """The second finds the name taken when the first commits."""
        database, first = context.database, replace(context, operator="Ben", station="new")
        waiting = text(
            "SELECT COUNT(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        others: list[threading.Thread] = []

        def second() -> None:
            call = Call("test.second", {}, moves_stock=False)
            run_command(first, call, int, lambda _: 2)

        def work(_: Transaction) -> int:
            others.append(threading.Thread(target=second))
            others[0].start()
            with database.read.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
                while not looking.execute(waiting).scalar_one():
                    pass
            return 1

        run_command(first, Call("test.first", {}, moves_stock=False), int, work)
        others[0].join(timeout=30)
        rows = commands(database)
        assert [(row.name, row.who) for row in rows] == [
            ("test.first", "Ben"),
            ("test.second", "Ben"),
        ]
        assert len({row.operator_id for row in rows}) == 1


@pytest.mark.parametrize(
    ("revision", "code"),
    [("20990101_0000_newer", "database_newer"), ("20261126_0930_ship_method", "database_older")],
)
def test_a_schema_that_changed_while_it_was_open_stops_all_writing(
    context: Context, revision: str, code: str
) -> None:
    inventory.list_stock(context)  # it is open
    other = open_database(context.database.url)
    with other.write.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    before = snapshot(other)
    with pytest.raises(EnvironmentFault, match=code):
        run_command(context, Call("test", {}, None), Added, lambda _: Added("A", datetime.now(UTC)))
    assert snapshot(other) == before
    other.dispose()
