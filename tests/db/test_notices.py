"""Change notices reach other stations: NOTIFY on PostgreSQL, data_version on SQLite."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from helpers.databases import postgres_database
from helpers.sample import add_order, add_product, add_warehouse
from packbench.db.engine import Database, open_database
from packbench.db.notices import CHANNEL, Listener, notify
from packbench.domain.changes import EVERYTHING, ChangeSet, Kind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.orders.allocating import allocate
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import Receipt

only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

_PATIENCE_S = 20


class Heard:
    """What a listener told, in order."""

    def __init__(self) -> None:
        self.changes: queue.Queue[ChangeSet] = queue.Queue()
        self.connections: queue.Queue[bool] = queue.Queue()

    def next(self) -> ChangeSet:
        return self.changes.get(timeout=_PATIENCE_S)


@contextmanager
def listening(database: Database) -> Iterator[Heard]:
    """A listener on a connection of its own, once it hears."""
    heard = Heard()
    station = open_database(database.url, application="listener")
    listener = Listener(station, heard.changes.put, heard.connections.put)
    listener.start()
    try:
        assert heard.connections.get(timeout=_PATIENCE_S)
        if not database.is_sqlite:
            assert heard.next() == EVERYTHING
        yield heard
    finally:
        listener.stop()
        station.dispose()
    assert listener_threads() == []


def listener_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "change-listener"]


@pytest.fixture
def stocked(context: Context) -> Context:
    with context.database.write.begin() as connection:
        add_warehouse(connection, "W1")
        add_product(connection, "A")
    return context


def change(context: Context, kind: Kind, ids: set[int], *, fail: bool = False) -> None:
    def work(transaction: Transaction) -> int:
        transaction.changed(kind, ids)
        if fail:
            raise RuntimeError
        return 1

    run_command(context, Call("test.change", {}), int, work)


@only_postgresql
class TestServer:
    def test_a_notice_says_what_changed_and_who_did_it(self, context: Context) -> None:
        with listening(context.database) as heard:
            change(context, Kind.ORDER, {3, 5})
            assert heard.next() == ChangeSet({Kind.ORDER: frozenset({3, 5})}, context.origin)

    def test_a_receipt_is_heard(self, stocked: Context) -> None:
        with listening(stocked.database) as heard:
            inventory.receive(stocked, Receipt("W1", "A", 5))
            told = heard.next()
        assert told.touches(Kind.STOCK)
        assert told.origin == stocked.origin

    def test_a_rolled_back_command_is_not_heard(self, context: Context) -> None:
        with listening(context.database) as heard:
            with pytest.raises(RuntimeError):
                change(context, Kind.ORDER, {1}, fail=True)
            change(context, Kind.WAVE, {2})
            assert heard.next().ids == {Kind.WAVE: frozenset({2})}

    def test_it_is_heard_only_after_the_commit(self, context: Context) -> None:
        with listening(context.database) as heard:
            with context.database.write.begin() as connection:
                notify(connection, 1, ChangeSet({Kind.ORDER: frozenset({1})}, "me"))
                change(context, Kind.WAVE, {2})
                assert heard.next().ids == {Kind.WAVE: frozenset({2})}
            assert heard.next().ids == {Kind.ORDER: frozenset({1})}

    def test_after_a_lost_connection_everything_may_be_stale(self, context: Context) -> None:
        database = context.database
        with listening(database) as heard:
            with database.read.connect() as connection:
                killed = connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND query LIKE :listen"
                    ),
                    {"listen": f"LISTEN {CHANNEL}%"},
                ).all()
            assert len(killed) == 1
            assert [heard.connections.get(timeout=_PATIENCE_S) for _ in range(2)] == [False, True]
            assert heard.next() == EVERYTHING
            change(context, Kind.ORDER, {7})
            assert heard.next().ids == {Kind.ORDER: frozenset({7})}

    def test_a_notice_that_is_not_understood_may_mean_anything(self, database: Database) -> None:
        with listening(database) as heard:
            with database.write.begin() as connection:
                connection.execute(text(f"NOTIFY {CHANNEL}, 'of a later version'"))
            assert heard.next() == EVERYTHING

    def test_other_databases_of_the_server_are_not_heard(
        self, context: Context, postgres_server: str, postgres_template: str
    ) -> None:
        with (
            listening(context.database) as heard,
            postgres_database(postgres_server, postgres_template) as other,
        ):
            change(replace(context, database=other), Kind.ORDER, {1})
            change(context, Kind.WAVE, {2})
            assert heard.next().ids == {Kind.WAVE: frozenset({2})}


@only_sqlite
class TestFile:
    def test_any_commit_of_another_connection_may_mean_anything(self, stocked: Context) -> None:
        with listening(stocked.database) as heard:
            inventory.receive(stocked, Receipt("W1", "A", 5))
            assert heard.next() == EVERYTHING

    def test_who_was_served_is_told_with_the_origin(self, stocked: Context) -> None:
        with stocked.database.write.begin() as connection:
            order_id = add_order(connection, "O1", [("A", 2)])
        allocate(stocked)
        elsewhere = replace(stocked, origin="another window")
        with listening(stocked.database) as heard:
            inventory.receive(elsewhere, Receipt("W1", "A", 5))
            assert heard.next() == EVERYTHING
            told = heard.next()
            assert (told.served, told.origin) == (1, "another window")
            assert told.ids[Kind.ORDER] == {order_id}
            inventory.receive(elsewhere, Receipt("W1", "A", 5))
            assert heard.next() == EVERYTHING
        assert heard.changes.empty()

    def test_a_rolled_back_command_is_not_heard(self, context: Context) -> None:
        with listening(context.database) as heard:
            with pytest.raises(RuntimeError):
                change(context, Kind.ORDER, {1}, fail=True)
            with pytest.raises(queue.Empty):
                heard.changes.get(timeout=1.2)  # two looks at the file


def test_a_listener_that_never_reached_its_server_can_be_stopped() -> None:
    unreachable = open_database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    heard = Heard()
    listener = Listener(unreachable, heard.changes.put, heard.connections.put)
    listener.start()
    assert heard.connections.get(timeout=_PATIENCE_S) is False
    listener.stop()
    assert listener_threads() == []
    assert heard.changes.empty()
